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
from benchmarking.charts.ranks import draw_places, panel_words, place_sets, place_words
from benchmarking.errors import ObservationError
from benchmarking.findings import (
    BASIS_WORDS,
    basis_words,
    figure_words,
    interval_words,
    period_words,
)
from benchmarking.findings.frame import PAIRED, Finding, each
from benchmarking.findings.ranks import peers
from benchmarking.findings.words import listed
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

    Columns: area_code ("group" for the group's mean), name, role, value, lower, upper, verdict, basis, method,
    note and reason; and, where rank sets exist, place, place_lower and place_upper of the councils.

    Areas without a figure come last, with the reason. Raises ObservationError when the lead has no figure.
    """
    rows = findings[(findings["indicator"] == indicator) & findings["kind"].isin(PAIRED)]
    if rows["lead_value"].isna().all():
        study.reference.indicators.get(indicator)
        raise ObservationError(
            f"There is no figure of {indicator!r} for {study.lead.name}, so there is nothing to draw",
            next_step="Notebook 01 lists what is held",
        )
    first = rows.iloc[0]
    lead = pd.DataFrame(
        {
            "area_code": [study.lead.code],
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
    called = {"comparator": "area_code", "comparator_name": "name", "kind": "role"}
    others = rows.rename(columns=called)[list(lead.columns)]
    others["name"] = others["name"].where(others["role"] != "group", "Mean of the comparison group")
    frame = pd.concat([lead, others], ignore_index=True)
    frame = frame.join(place_sets(study, indicator, findings).astype(float), on="area_code")
    return frame.sort_values("value", ascending=False, na_position="last", kind="stable").reset_index(
        drop=True
    )


def english_range(study: Study, indicator: str, period: str) -> pd.Series:
    """Return the values of all English authorities of the lead's tier with a figure for the period, by code."""
    rows = study.observations
    rows = rows[
        (rows["indicator"] == indicator)
        & (rows["period"] == period)
        & rows["area_code"].isin(peers(study)[0])
    ]
    return rows.dropna(subset=["value"]).set_index("area_code")["value"]


def dot_chart(study: Study, indicator: str, findings: pd.DataFrame) -> Picture:
    """Draw one indicator as dots with intervals, the English authorities of the lead's tier behind.

    Where rank sets exist, a panel at the right shows the places that each council could have.
    """
    item = study.reference.indicators[indicator]
    frame = dot_frame(study, indicator, findings)
    period = findings.loc[findings["indicator"] == indicator, "lead_period"].iloc[0]
    shown = frame.dropna(subset=["value"]).reset_index(drop=True)
    spread = english_range(study, indicator, period)
    with canvas(7.2, 0.8 + 0.205 * len(shown)) as figure:
        has_places = bool(shown["place"].notna().any())
        panels = figure.subplots(
            1,
            2 if has_places else 1,
            sharey=True,
            squeeze=False,
            width_ratios=[4.6, 1] if has_places else None,
        )
        axes = panels[0, 0]
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
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=PALE_GREY, linewidth=0.6, zorder=0)
        axes.set_axisbelow(True)
        axes.set_xlabel(f"{item.unit.name}, {period_words(period)}", fontsize=9)
        if has_places:
            draw_places(panels[0, 1], shown, study.parameters.confidence_level)
        words = _alt(study, indicator, frame, findings)
        return Picture(figure, words, frame.assign(indicator=indicator), _headings(study, item))


def _headings(study: Study, item: Indicator) -> dict[str, str]:
    return {
        "name": "Area",
        "value": f"Figure ({item.unit.name})",
        "lower": "Lower end of the interval",
        "upper": "Upper end of the interval",
        "verdict": f"{study.lead.name} beside it is",
        "basis": "What that rests on",
        "place": "Place from the highest",
        "place_lower": "Highest place it could have",
        "place_upper": "Lowest place it could have",
        "reason": "Why there is no figure",
    }


def caption(study: Study, indicator: str, findings: pd.DataFrame) -> str:
    """Return the line under a dot chart: period, basis, who is missing, the English range and the caveat."""
    item = study.reference.indicators[indicator]
    frame = dot_frame(study, indicator, findings)
    row = findings[(findings["indicator"] == indicator) & findings["kind"].isin(["authority", "reference"])]
    bases = [words for basis, words in BASIS_WORDS.items() if basis and (row["basis"] == basis).any()]
    spread = english_range(study, indicator, row["lead_period"].iloc[0])
    parts = [
        f"{item.title}, {period_words(row['lead_period'].iloc[0])}; {', or '.join(bases) or 'not compared'}."
    ]
    if len(spread) >= 20:
        parts.append(
            f"Shaded: the middle half (darker) and the middle 90% of {len(spread)} {peers(study)[1]}."
        )
    if frame["place"].notna().any():
        parts.append(panel_words(study))
    parts.append(place_words(study, indicator, findings))
    missing = list(frame.loc[frame["value"].isna(), "name"])
    if missing:
        parts.append(f"No figure for {listed(missing)}.")
    if item.caveat:
        parts.append(item.caveat)
    return " ".join(filter(None, parts))


def _alt(study: Study, indicator: str, frame: pd.DataFrame, findings: pd.DataFrame) -> str:
    item = study.reference.indicators[indicator]
    lead = frame[frame["role"] == "lead"].iloc[0]
    level = study.parameters.confidence_level
    pairs = findings[(findings["indicator"] == indicator) & findings["kind"].isin(["group", "reference"])]
    found = {one.kind: one for one in each(pairs)}
    period = found["group"].lead_period
    words = [f"{item.title}, {period_words(period)}. {lead['name']} {_with_interval(lead, item, level)}."]
    for role, one in sorted(found.items()):
        row = frame[frame["role"] == role].iloc[0]
        if pd.notna(row["value"]):
            words.append(
                f"{row['name']} {_with_interval(row, item, level)}: {lead['name']} is {_verdict(one)}."
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
        words.append(f"No figure for {listed(missing)}.")
    place = place_words(study, indicator, findings)
    if place:
        words.append(f"From the highest, {place}" if lead["place"] > 0 else place)
    return " ".join(words)


def _with_interval(row: pd.Series, item: Indicator, level: float) -> str:
    figure = figure_words(row["value"], item.unit.name, item.decimals)
    limits = interval_words(row["lower"], row["upper"], item.decimals)
    return f"{figure} ({100 * level:g}% interval {limits})" if limits else figure


def _verdict(one: Finding) -> str:
    joined = {"similar": "similar to it", "close": "close to it"}.get(one.verdict, one.verdict)
    return f"{joined} ({basis_words(one)}{f'; {one.note}' if one.note else ''})"
