"""One place on strips: each indicator on the range of English authorities, the other places pale behind."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from benchmarking.charts.grid import FRAGILE, LOOKS
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
from benchmarking.findings import each, figure_words, interval_words, period_words
from benchmarking.findings.places_compared import own_figures
from benchmarking.reference.vocabulary import JUDGED_TIERS, THEMES
from benchmarking.study import Study

#: The share of English authorities left out at either end of a strip's range, and how many it needs.
ENDS, AUTHORITIES_NEEDED = 0.05, 20
WIDTH, LINE, GAP, THEME, HEAD, FOOT = 7.2, 0.113, 0.045, 0.05, 0.34, 0.56
TITLE, BETTER, STRIP, FIGURE, LEAD, REFERENCE = 0.04, 2.66, 3.22, 4.38, 5.72, 6.48
STRIP_WIDTH, SMALL, LETTERS = 0.98, 7.6, 41
SHORT_UNIT = 8
COLUMNS = [
    "indicator", "title", "period", "better", "value", "lower", "upper", "lead", "reference", "low", "high",
    "others", "beside_lead", "beside_reference", "fragile_lead", "fragile_reference",
]  # fmt: skip


def place_frame(study: Study, places: pd.DataFrame, place: str, indicators: list[str]) -> pd.DataFrame:
    """Return what the strips of a place show, an indicator a row in the order given.

    Returns
    -------
    COLUMNS: the place's value and interval, the lead's (lead) and the reference area's (reference) for the same
    period; the 5th and 95th percentile of English lower-tier authorities (low, high); a tuple of the other
    places' values (others); the verdicts, and whether each is fragile. Indicators without a figure of the place
    have no row.
    """
    own = {(one.indicator, one.kind): one for one in each(places[places["place_code"] == place])}
    every, lower_tier = study.observations, study.reference.areas.lower_tier()["code"]
    every = every[every["indicator"].isin(indicators) & every["area_code"].isin(lower_tier)]
    lines = []
    for name in indicators:
        if (name, "authority") not in own:
            continue
        item = study.reference.indicators[name]
        beside, reference = own[name, "authority"], own[name, "reference"]
        same = every[(every["indicator"] == name) & (every["period"] == beside.lead_period)]
        values = same.dropna(subset=["value"]).set_index("area_code")["value"]
        wide = len(values) >= AUTHORITIES_NEEDED and values.quantile(ENDS) < values.quantile(1 - ENDS)
        low, high = values.quantile([ENDS, 1 - ENDS]) if wide else (np.nan, np.nan)
        others = [code for code in study.districts if code in values.index and code != place]
        lines.append(
            {
                "indicator": name,
                "title": item.title,
                "period": beside.lead_period,
                "better": item.polarity.partition("_is_")[0] if item.polarity != "no_judgement" else "",
                "value": beside.lead_value,
                "lower": beside.lead_lower,
                "upper": beside.lead_upper,
                "lead": beside.value,
                "reference": reference.value,
                "low": low,
                "high": high,
                "others": tuple(values[others]),
                "beside_lead": beside.verdict,
                "beside_reference": reference.verdict,
                "fragile_lead": beside.firmness == "fragile",
                "fragile_reference": reference.firmness == "fragile",
            }
        )
    return pd.DataFrame(lines, columns=COLUMNS)


def profiled(study: Study, places: pd.DataFrame) -> list[str]:
    """List the indicators with a direction that most of the places have, in the order of the themes."""
    listed = study.reference.indicators.by_id
    many = own_figures(places).groupby("indicator").size() > len(study.districts) / 2
    held = listed[listed.index.isin(many.index[many]) & listed["tier"].isin(JUDGED_TIERS)]
    return list(held.assign(at=held["theme"].map(THEMES.index)).sort_values("at", kind="stable").index)


def place_profile(study: Study, places: pd.DataFrame, place: str) -> Picture:
    """Draw a place's strips for every indicator with a direction that most of the study's places have.

    Raises ObservationError when the place has none of them.
    """
    return place_strips(study, places, place, profiled(study, places))


def place_strips(study: Study, places: pd.DataFrame, place: str, indicators: list[str]) -> Picture:
    """Draw one strip for each indicator given that the place has a figure of; raises as `place_profile`."""
    frame = place_frame(study, places, place, indicators)
    if frame.empty:
        raise ObservationError(
            f"There is no figure to draw for {study.name(place)}",
            expected="one of the study's places with a figure of these indicators",
        )
    themes = frame["indicator"].map(study.reference.indicators.by_id["theme"])
    titles = [_title(study, row) for _, row in frame.iterrows()]
    heights = [GAP + LINE * len(title) for title in titles]
    breaks = themes.ne(themes.shift(fill_value=themes.iloc[0])).to_numpy()
    total = HEAD + sum(heights) + THEME * breaks.sum() + FOOT
    with canvas(WIDTH, total) as figure:
        figure.set_layout_engine("none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(total, 0)
        axes.axis("off")
        _heads(axes, study, place)
        top = HEAD
        for (_, row), title, height, new in zip(frame.iterrows(), titles, heights, breaks, strict=True):
            if new:
                axes.hlines(top + THEME / 2, TITLE, WIDTH - 0.04, color=MID_GREY, linewidth=0.6)
                top += THEME
            _row(axes, study, row, title, top + height / 2)
            top += height
        _key(axes, study, place, top)
        return Picture(figure, _alt(study, frame, place), frame)


def _title(study: Study, row: pd.Series) -> list[str]:
    """Say an indicator with its unit, where that is long, and its period; of a day its year."""
    unit = study.reference.indicators[row["indicator"]].unit.name
    period = period_words(row["period"]) if "/" in row["period"] else row["period"].partition("-")[0]
    counted = "" if _fits(unit) else f", {unit.rpartition(', ')[2]}"
    return textwrap.wrap(f"{row['title']}{counted}, {period}", LETTERS, max_lines=3, placeholder=" …")


def _fits(unit: str) -> bool:
    """Tell whether a unit is said with the figure; a long one is said with the title."""
    return unit.startswith(("%", "£", "ratio")) or len(unit) <= SHORT_UNIT


def _heads(axes: Axes, study: Study, place: str) -> None:
    names = {
        TITLE: "Indicator, period",
        BETTER: "Better\nis",
        STRIP: "English range",
        FIGURE: textwrap.fill(f"{study.name(place)} (interval)", 19),
        LEAD: f"Beside\n{study.lead.name}",
        REFERENCE: f"Beside\n{study.name(study.parameters.reference_area)}",
    }
    for x, words in names.items():
        axes.text(
            x, HEAD - 0.06, words, fontsize=SMALL, fontweight="bold", color=DARK_GREY, va="bottom", linespacing=1.1
        )  # fmt: skip
    axes.hlines(HEAD - 0.03, TITLE, WIDTH - 0.04, color=DARK_GREY, linewidth=0.8)


def _row(axes: Axes, study: Study, row: pd.Series, title: list[str], y: float) -> None:
    item = study.reference.indicators[row["indicator"]]
    say = {"fontsize": SMALL, "va": "center", "color": DARK_GREY}
    axes.text(TITLE, y, "\n".join(title), linespacing=1.1, **say)
    axes.text(BETTER, y, row["better"], **say)
    limits = interval_words(row["lower"], row["upper"], item.decimals)
    unit = item.unit.name if _fits(item.unit.name) else "score"
    figure = figure_words(row["value"], unit, item.decimals)
    axes.text(FIGURE, y, f"{figure} ({limits})" if limits else figure, **say)
    for x, which in ((LEAD, "lead"), (REFERENCE, "reference")):
        verdict = row[f"beside_{which}"]
        words = "no figure" if verdict == "not compared" else f"{LOOKS[verdict][2]} {verdict}"
        heavy = "bold" if verdict in ("better", "worse") else "normal"
        mark = f" {FRAGILE}" if row[f"fragile_{which}"] else ""
        axes.text(x, y, words + mark, fontweight=heavy, gid=f"{row['indicator']}|{which}", **say)
    _strip(axes, row, y)


def _strip(axes: Axes, row: pd.Series, y: float) -> None:
    if np.isnan(row["low"]):
        axes.text(STRIP, y, "no range", fontsize=SMALL, va="center", color=MID_GREY)
        return
    axes.add_patch(Rectangle((STRIP, y - 0.045), STRIP_WIDTH, 0.09, facecolor="#F3F3F3", edgecolor=PALE_GREY))

    def at(value: float) -> float:
        share = (value - row["low"]) / (row["high"] - row["low"])
        return STRIP + STRIP_WIDTH * float(np.clip(share, -0.09, 1.09))

    if not np.isnan(row["lower"]):
        axes.hlines(y, at(row["lower"]), at(row["upper"]), color=DARK_BLUE, linewidth=1.2, zorder=2)
    others = [at(value) for value in row["others"]]
    axes.scatter(
        others, [y] * len(others), s=9, color="#BFBFBF", linewidth=0, zorder=2, gid=f"{row['indicator']}|others"
    )  # fmt: skip
    for value, marker, size, colour, role in (
        (row["lead"], "s", 24, TURQUOISE, "lead"),
        (row["reference"], "D", 17, ORANGE, "reference"),
        (row["value"], "o", 40, DARK_BLUE, "place"),
    ):
        if not np.isnan(value):
            axes.scatter(
                [at(value)], [y], s=size, marker=marker, color=colour, edgecolor="white", linewidth=0.5, zorder=3,
                gid=f"{row['indicator']}|{role}",
            )  # fmt: skip


def _key(axes: Axes, study: Study, place: str, top: float) -> None:
    lead, reference = study.lead.name, study.name(study.parameters.reference_area)
    y, x = top + 0.12, TITLE + 0.06
    for marker, size, colour, words in (
        ("o", 40, DARK_BLUE, f"{study.name(place)}, with its interval"),
        ("s", 24, TURQUOISE, lead),
        ("D", 17, ORANGE, reference),
        ("o", 12, "#BFBFBF", f"the {len(study.districts) - 1} other places"),
    ):
        axes.scatter([x], [y], s=size, marker=marker, color=colour, linewidth=0)
        axes.text(x + 0.1, y, words, fontsize=SMALL, va="center", color=DARK_GREY)
        x += 0.32 + 0.066 * len(words)
    lines = (
        f"A strip holds the middle {1 - 2 * ENDS:.0%} of English lower-tier authorities; what lies beyond is drawn at "
        "its end.",
        "Better, worse and similar are tested; higher, lower and close are not, or are complete counts. "
        f"{FRAGILE} another choice turns it.",
    )
    axes.text(TITLE, y + 0.13, "\n".join(lines), fontsize=SMALL, va="top", color=DARK_GREY, linespacing=1.25)


def _alt(study: Study, frame: pd.DataFrame, place: str) -> str:
    reference, words = study.name(study.parameters.reference_area), []
    for which, other in (("reference", reference), ("lead", study.lead.name)):
        counts = frame[f"beside_{which}"].value_counts()
        said = ", ".join(f"{counts[verdict]} {verdict}" for verdict in LOOKS if verdict in counts)
        words.append(f"Beside {other}: {said}.")
        for verdict in ("better", "worse"):
            some = frame[frame[f"beside_{which}"] == verdict]
            titles = [
                title + (" (fragile)" if fragile else "")
                for title, fragile in zip(some["title"], some[f"fragile_{which}"], strict=True)
            ]
            if titles:
                words.append(f"{verdict.capitalize()} than {other} on {'; '.join(titles)}.")
    return (
        f"{study.name(place)}: {' '.join(words)} {len(frame)} indicators, each on the range of English lower-tier "
        f"authorities with the study's other places, {study.lead.name} and {reference}. The table below has every "
        "figure."
    )
