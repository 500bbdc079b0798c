"""One indicator at a time: the lead, its comparators and England, before the English range."""

from __future__ import annotations

from typing import Any

import pandas as pd
import seaborn as sns

from benchmarking.charts.picture import (
    DARK_BLUE,
    DARK_GREY,
    MID_GREY,
    ORANGE,
    PALE_GREY,
    TURQUOISE,
    Picture,
    canvas,
)
from benchmarking.errors import ObservationError
from benchmarking.findings import BASIS_WORDS, basis_words, figure_words, interval_words, period_words
from benchmarking.reference import Indicator
from benchmarking.study import Study

ROLES: dict[str, dict[str, Any]] = {
    "lead": {"color": DARK_BLUE, "marker": "o", "s": 75},
    "authority": {"color": MID_GREY, "marker": "o", "s": 40},
    "reference": {"color": ORANGE, "marker": "D", "s": 45},
    "group": {"color": TURQUOISE, "marker": "s", "s": 45},
}


def dot_frame(study: Study, indicator: str, findings: pd.DataFrame) -> pd.DataFrame:
    """Return what a dot chart shows, highest first.

    Columns: name, role, value, lower, upper, verdict, basis, method, note and reason.

    Areas without a figure come last, with the reason. Raises ObservationError when the lead has no figure.
    """
    rows = findings[findings["indicator"] == indicator]
    if rows["lead_value"].isna().all():
        study.reference.indicators.get(indicator)
        raise ObservationError(
            f"There is no figure of {indicator!r} for {study.lead.name}, so there is nothing to draw",
            next_step="Notebook 01 lists what is held",
        )
    first = rows.iloc[0]
    lead = pd.DataFrame(
        {
            "name": [study.lead.name],
            "role": ["lead"],
            "value": [first["lead_value"]],
            "lower": [first["lead_lower"]],
            "upper": [first["lead_upper"]],
            "verdict": [""],
            "basis": [""],
            "method": [""],
            "note": [""],
            "reason": [""],
        }
    )
    others = rows.rename(columns={"comparator_name": "name", "kind": "role"})[list(lead.columns)]
    others["name"] = others["name"].where(others["role"] != "group", "Mean of the comparison group")
    frame = pd.concat([lead, others], ignore_index=True)
    return frame.sort_values("value", ascending=False, na_position="last", kind="stable").reset_index(
        drop=True
    )


def english_range(study: Study, indicator: str, period: str) -> pd.Series:
    """Return the values of all English upper-tier authorities with a figure for the period, by code."""
    rows = study.observations
    rows = rows[
        (rows["indicator"] == indicator)
        & (rows["period"] == period)
        & rows["area_code"].isin(study.reference.areas.upper_tier()["code"])
    ]
    return rows.dropna(subset=["value"]).set_index("area_code")["value"]


def dot_chart(study: Study, indicator: str, findings: pd.DataFrame) -> Picture:
    """Draw one indicator as dots with intervals, the English upper-tier authorities behind."""
    item = study.reference.indicators[indicator]
    frame = dot_frame(study, indicator, findings)
    period = findings.loc[findings["indicator"] == indicator, "lead_period"].iloc[0]
    shown = frame.dropna(subset=["value"]).reset_index(drop=True)
    spread = english_range(study, indicator, period)
    with canvas(7.2, 0.8 + 0.205 * len(shown)) as figure:
        axes = figure.add_subplot()
        if len(spread) >= 20:
            low, quarter, three, high = spread.quantile([0.05, 0.25, 0.75, 0.95])
            axes.axvspan(low, high, color="#F3F3F3", zorder=0, gid="middle 90%")
            axes.axvspan(quarter, three, color=PALE_GREY, zorder=0, gid="middle half")
            sns.rugplot(x=spread.to_numpy(), ax=axes, height=0.02, color=MID_GREY, alpha=0.6, linewidth=0.7)
        for role, style in ROLES.items():
            some = shown[shown["role"] == role]
            limits = some.dropna(subset=["lower", "upper"])
            axes.hlines(
                limits.index, limits["lower"], limits["upper"], color=style["color"], linewidth=1.6, gid=role
            )
            axes.scatter(some["value"], some.index, **style, zorder=3, gid=role)
        axes.set_yticks(range(len(shown)), shown["name"])
        for label, role in zip(axes.get_yticklabels(), shown["role"], strict=True):
            label.set_fontweight("bold" if role == "lead" else "normal")
            label.set_color(DARK_BLUE if role == "lead" else DARK_GREY)
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=PALE_GREY, linewidth=0.6, zorder=0)
        axes.set_axisbelow(True)
        axes.set_xlabel(f"{item.unit.name}, {period_words(period)}", fontsize=9)
        return Picture(figure, _alt(study, indicator, frame, period), frame)


def caption(study: Study, indicator: str, findings: pd.DataFrame) -> str:
    """Return the line under a dot chart: period, basis, who is missing, the English range and the caveat."""
    item = study.reference.indicators[indicator]
    frame = dot_frame(study, indicator, findings)
    row = findings[(findings["indicator"] == indicator) & (findings["kind"] != "group")]
    bases = [words for basis, words in BASIS_WORDS.items() if basis and (row["basis"] == basis).any()]
    spread = english_range(study, indicator, row["lead_period"].iloc[0])
    parts = [
        f"{item.title}, {period_words(row['lead_period'].iloc[0])}; {', or '.join(bases) or 'not compared'}."
    ]
    if len(spread) >= 20:
        parts.append(
            f"Grey: the middle half (darker) and the middle 90% of {len(spread)} English upper-tier authorities."
        )
    missing = list(frame.loc[frame["value"].isna(), "name"])
    if missing:
        parts.append(f"No figure for {_listed(missing)}.")
    if item.caveat:
        parts.append(item.caveat)
    return " ".join(parts)


def _alt(study: Study, indicator: str, frame: pd.DataFrame, period: str) -> str:
    item = study.reference.indicators[indicator]
    lead = frame[frame["role"] == "lead"].iloc[0]
    level = study.parameters.confidence_level
    words = [f"{item.title}, {period_words(period)}. {lead['name']} {_with_interval(lead, item, level)}."]
    for role in ("group", "reference"):
        row = frame[frame["role"] == role].iloc[0]
        if pd.notna(row["value"]):
            words.append(
                f"{row['name']} {_with_interval(row, item, level)}: {lead['name']} is {_verdict(row)}."
            )
        else:
            words.append(f"{row['name']}: not compared, {row['reason']}.")
    others = frame[(frame["role"] == "authority") & frame["value"].notna()]
    if len(others) > 1:
        top, bottom = others.iloc[0], others.iloc[-1]
        words.append(
            f"Of the {len(others)} others with a figure, {top['name']} is highest at "
            f"{figure_words(top['value'], item.unit.name, item.decimals)} and {bottom['name']} lowest at "
            f"{figure_words(bottom['value'], item.unit.name, item.decimals)}."
        )
    missing = list(frame.loc[(frame["role"] == "authority") & frame["value"].isna(), "name"])
    if missing:
        words.append(f"No figure for {_listed(missing)}.")
    return " ".join(words)


def _with_interval(row: pd.Series, item: Indicator, level: float) -> str:
    figure = figure_words(row["value"], item.unit.name, item.decimals)
    limits = interval_words(row["lower"], row["upper"], item.decimals)
    return f"{figure} ({100 * level:g}% interval {limits})" if limits else figure


def _verdict(row: pd.Series) -> str:
    joined = {"similar": "similar to it", "close": "close to it"}.get(row["verdict"], row["verdict"])
    note = f"; {row['note']}" if row["note"] else ""
    return f"{joined} ({basis_words(row)}{note})"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
