"""Gaps between two groups of pupils over time."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from benchmarking.charts.gallery import Gallery, Plate
from benchmarking.charts.picture import (
    DARK_BLUE,
    DARK_GREY,
    MID_GREY,
    ORANGE,
    PALE_GREY,
    Picture,
    canvas,
)
from benchmarking.errors import ObservationError
from benchmarking.findings import number, period_words
from benchmarking.findings.gaps import GAPS, gap_changes, gap_figures
from benchmarking.findings.periods import pieces
from benchmarking.reference import Indicator
from benchmarking.study import Study

#: How each area's line looks: colour, marker, line and size of marker.
_LOOKS = {"lead": (DARK_BLUE, "o", "-", 5.0), "reference": (ORANGE, "D", "--", 4.0)}
_UNTESTED = "Published figures, not tested."


def gap_trend_chart(study: Study, gaps: Iterable[str] = GAPS) -> Picture:
    """Draw each gap over time for the lead and the reference area, each on its own axis with nought on it.

    A line stops where a year is missing and where the series was broken. Raises ObservationError where the
    lead has none of the gaps.
    """
    areas = {"lead": study.lead.code, "reference": study.parameters.reference_area}
    frame = gap_figures(study, list(areas.values()), gaps)
    held = set(frame.loc[frame["area_code"] == study.lead.code, "indicator"])
    drawn = [name for name in gaps if name in held]
    frame = frame[frame["indicator"].isin(drawn)].reset_index(drop=True)
    if not drawn:
        raise ObservationError(
            f"No gap of {study.lead.name} is held, so there is nothing to draw",
            found=", ".join(gaps) or "no gap",
            next_step="Notebook 01 lists what is held",
        )
    frame["year"] = frame["start"].dt.year + 1
    keys = ["indicator", "area_code"]
    frame["piece"] = 0
    for (name, _), series in frame.groupby(keys):
        frame.loc[series.index, "piece"] = pieces(study.reference.indicators[str(name)], series["start"])
    lines = math.ceil(len(drawn) / 2)
    with canvas(7.2, 0.6 + 1.55 * lines) as figure:
        every = figure.subplots(lines, 2, squeeze=False, sharex=True).ravel()
        for axes, name in zip(every, drawn, strict=False):
            _draw_series(axes, study, name, frame[frame["indicator"] == name], areas)
        for axes in every[len(drawn) :]:
            axes.axis("off")
        years = range(int(frame["year"].min()), int(frame["year"].max()) + 1, 2)
        every[0].set_xticks(years, [str(year) for year in years])
        figure.legend(
            handles=[
                Line2D([], [], color=DARK_BLUE, marker="o", markersize=5),
                Line2D([], [], color=ORANGE, marker="D", markersize=4, linestyle="--"),
                Line2D([], [], color=MID_GREY, linestyle=":"),
            ],
            labels=[study.lead.name, study.name(areas["reference"]), "the measure changed: do not join"],
            loc="outside upper left", ncols=3, frameon=False, fontsize=8,
        )  # fmt: skip
        figure.supxlabel(
            f"Year in which the school year ended. Each axis shows nought. {_UNTESTED}",
            fontsize=8, color=DARK_GREY,
        )  # fmt: skip
        return Picture(figure, _alt_over_time(study, drawn), frame)


def gap_trend_charts(study: Study, gaps: Iterable[str] = GAPS) -> Gallery:
    """Draw the lead's gaps over time; an empty gallery when it has none."""
    if gap_figures(study, [study.lead.code], gaps).empty:
        return Gallery((), f"No gap of {study.lead.name} is held, so there is nothing to show.")
    words = (
        "Only figures within one piece of a line were measured in the same way. Two pieces must not be compared, "
        f"though both stand in one picture. {_UNTESTED}"
    )
    return Gallery((Plate("gaps-over-time", "Each gap over time", gap_trend_chart(study, gaps), words),))


def _draw_series(axes: Axes, study: Study, name: str, series: pd.DataFrame, areas: dict[str, str]) -> None:
    item = study.reference.indicators[name]
    axes.set_gid(name)
    for role, (colour, marker, line, size) in _LOOKS.items():
        own = series[series["area_code"] == areas[role]]
        for _, piece in own.groupby("piece"):
            axes.plot(
                piece["year"], piece["gap"], color=colour, marker=marker, linestyle=line,
                markersize=size, linewidth=1.3, gid=role,
            )  # fmt: skip
    for cut in item.breaks:
        if series["start"].min() < pd.Timestamp(cut.day) <= series["start"].max():
            axes.axvline(cut.day.year + 0.5, color=MID_GREY, linewidth=1, linestyle=":", gid="break")
    title = GAPS.get(name, item.title)
    axes.set_title(f"{title[0].upper()}{title[1:]},\n{item.unit.name}", fontsize=8)
    axes.set_ylim(min(0, 1.2 * series["gap"].min()), 1.2 * max(1, series["gap"].max()))
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color=PALE_GREY, linewidth=0.6)
    axes.set_axisbelow(True)


def _alt_over_time(study: Study, gaps: list[str]) -> str:
    changes = gap_changes(study, [study.lead.code, study.parameters.reference_area], gaps)
    own = changes[(changes["area_code"] == study.lead.code) & (changes["reason"] == "")]
    said = ", ".join(f"{count} {verdict}" for verdict, count in own["verdict"].value_counts().items())
    words = [
        f"{study.lead.name}'s gaps since each was first measured as now: {said or 'none can be told'}.",
        f"{len(gaps)} gaps over time, lines broken wherever the measure changed. {_UNTESTED}",
    ]
    for name, rows in changes.groupby("indicator", sort=False):
        item = study.reference.indicators[str(name)]
        told = [_moved(row, item) for _, row in rows.iterrows()]
        words.append(f"{item.title}: {'; '.join(told)}.")
    return " ".join(words)


def _moved(row: pd.Series, item: Indicator) -> str:
    if row["reason"]:
        return f"{row['name']} not told, {row['reason']}"
    return (
        f"{row['name']} {number(row['gap_then'], item.decimals)} in {period_words(row['first'])} and "
        f"{number(row['gap_now'], item.decimals)} in {period_words(row['last'])}, {row['verdict']}"
    )
