"""What is said of a map: its legend, its caption and its words for whoever cannot see it."""

from __future__ import annotations

import pandas as pd

from benchmarking.charts.classes import Classes, short_figure
from benchmarking.charts.map_frames import district_rows, map_frame
from benchmarking.charts.outlines import outlines
from benchmarking.findings import period_words
from benchmarking.findings.words import change_words, number
from benchmarking.reference import Indicator
from benchmarking.sources.boundaries import ATTRIBUTION
from benchmarking.sources.tidy import MARKERS
from benchmarking.study import Study


def legend_words(frame: pd.DataFrame, item: Indicator) -> str:
    """Return the title of a map's legend: the indicator, its unit and period, and how the classes were made."""
    unit = "" if item.unit.name in ("%", "£") else f" ({item.unit.name})"
    return (
        f"{item.title}{unit}, {period_words(frame['period'].iloc[0])}. {_darker(item)} "
        "Classes of equal width with round ends."
    )


def map_caption(study: Study, indicator: str, *, period: str | None = None) -> str:
    """Return the line under a map: what it shows, its intervals, who has no figure, the caveat and the sources."""
    item = study.reference.indicators[indicator]
    frame = map_frame(study, indicator, period=period)
    now = frame["period"].iloc[0]
    wide = (frame["upper"] - frame["lower"]) / 2
    parts = [f"{item.title}, {period_words(now)}.", _darker(item), _around(study, item, now)]
    if wide.notna().any():
        ends = number(wide.min(), item.decimals), change_words(wide.max(), item.unit.name, item.decimals)
        parts.append(
            f"Figures have intervals, not drawn, of about {ends[0]} to {ends[1]} either way: districts in "
            "different classes may not truly differ."
        )
    parts += [_marked_words(frame), item.caveat, _sources(study, indicator, now)]
    return " ".join(filter(None, parts))


def map_alt(study: Study, frame: pd.DataFrame, classes: Classes, item: Indicator, *, mapped: bool) -> str:
    """Return the words for whoever cannot see a map: every figure, by class, and who has none."""
    group = study.parameters.district_group
    title = study.groups.title(group) if group else "the districts"
    held = frame.dropna(subset=["value"]).sort_values("name")
    ends = [short_figure(end, item) for end in (held["value"].min(), held["value"].max())]
    words = [
        f"{'Map and squares' if mapped else 'Squares'} of {len(frame)} places ({title}): {item.title} "
        f"({item.unit.name}), {period_words(frame['period'].iloc[0])}. {_darker(item)} "
        f"Figures run from {ends[0]} to {ends[1]}."
    ]
    for told in classes.words:
        here = held[held["class"] == told]
        said = [
            f"{name} {short_figure(value, item)}"
            for name, value in zip(here["name"], here["value"], strict=True)
        ]
        words.append(f"{told}: {', '.join(said) or 'none'}.")
    return " ".join(filter(None, [*words, _marked_words(frame)]))


def _darker(item: Indicator) -> str:
    return f"Darker is higher{'' if item.is_judged else '; no direction is judged'}."


def _around(study: Study, item: Indicator, period: str) -> str:
    """Say the lead's figure and England's for the same period, where they are held."""
    rows = study.observations
    rows = rows[(rows["indicator"] == item.id) & (rows["period"] == period)].dropna(subset=["value"])
    held = rows.set_index("area_code")["value"]
    said = [
        f"{study.name(code)} {short_figure(held[code], item)}"
        for code in (study.lead.code, study.parameters.reference_area)
        if code in held.index
    ]
    return f"{', '.join(said)}." if said else ""


def _marked_words(frame: pd.DataFrame) -> str:
    """Say who has no figure, and whose figure the publisher marked, each with the reason."""
    silent = frame[frame["value"].isna()]
    marked = frame[frame["value"].notna() & (frame["status"] != "")]
    said = []
    if len(silent):
        said.append(f"No figure, which is not nought, for {_each(silent['name'], silent['reason'])}.")
    if len(marked):
        said.append(f"Marked by the publisher: {_each(marked['name'], marked['status'].map(MARKERS))}.")
    return " ".join(said)


def _each(names: pd.Series, reasons: pd.Series) -> str:
    return ", ".join(f"{name} ({reason})" for name, reason in zip(names, reasons, strict=True))


def _sources(study: Study, indicator: str, period: str) -> str:
    rows = district_rows(study, indicator, period).dropna(subset=["value"])
    names = dict.fromkeys(name for several in rows["release"] for name in several.split(";"))
    told = [f"{study.releases[name].publisher}, {study.releases[name].title}" for name in names]
    if not outlines(study):
        return f"Source: {'; '.join(told)}. There is no map, because a boundary of a district is not held."
    drawn = [each for each in study.releases.values() if each.kind == "boundaries"]
    told += [f"{each.publisher}, {each.title}, {each.released.year}" for each in drawn]
    return f"Source: {'; '.join(told)}. {ATTRIBUTION}."
