"""Gaps between two groups of pupils: both ends of each, and how it has moved."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

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
from benchmarking.findings import Finding, each, figure_words, number, period_words
from benchmarking.findings.gaps import GAPS, gap_changes, gap_figures, gap_sides, parts_of
from benchmarking.findings.periods import pieces
from benchmarking.reference import Indicator
from benchmarking.study import Study

_COLOURS = {"lead": DARK_BLUE, "group": TURQUOISE, "reference": ORANGE}
#: How far an axis goes, by the unit of the parts.
_FULL = {"%": 100.0, "points": 90.0}
_UNTESTED = "Published figures, not tested."


def gap_chart(study: Study, findings: pd.DataFrame, gaps: Iterable[str] = GAPS) -> Picture:
    """Draw both ends of each gap for the lead, its group's mean and the reference area.

    A gap published without its parts has no ends and is left out. Gaps in one unit share one axis, which
    runs from nought to the most there can be, so that a narrow gap between two low figures shows as that.

    Raises ObservationError where the lead has no gap with both parts.
    """
    frame = gap_sides(study, findings, [name for name in gaps if parts_of(study, name)])
    if frame.empty:
        raise ObservationError(
            f"There is no gap of {study.lead.name} with both its parts, so there is nothing to draw",
            found=", ".join(gaps) or "no gap",
            next_step="Notebook 01 lists what is held",
        )
    units = frame["indicator"].map(lambda name: parts_of(study, name)[0].unit.name)
    panels = [frame[units == unit] for unit in units.unique()]
    rows = [panel["indicator"].nunique() * 4 for panel in panels]
    with canvas(7.2, 0.75 + 0.185 * sum(rows) + 0.3 * len(panels)) as figure:
        drawn = figure.subplots(len(panels), 1, squeeze=False, height_ratios=rows)[:, 0]
        for axes, panel, unit in zip(drawn, panels, units.unique(), strict=True):
            _draw_ends(axes, study, panel)
            axes.set_xlim(0, _FULL[unit])
            axes.set_xlabel("points out of 90" if unit == "points" else "per cent", fontsize=8)
        figure.legend(
            handles=[
                Line2D([], [], color=DARK_GREY, marker="o", linestyle="", markersize=6),
                Line2D([], [], color=DARK_GREY, marker="s", linestyle="", markersize=6, fillstyle="none"),
            ],
            labels=["the pupils whom the gap is about", "other pupils"],
            loc="outside upper left", ncols=2, frameon=False, fontsize=8,
        )  # fmt: skip
        return Picture(figure, _alt(study, findings, frame), frame)


def gap_caption(study: Study, findings: pd.DataFrame, gaps: Iterable[str] = GAPS) -> str:
    """Return the line under the chart of both ends: what it shows, its years, its source and what is missing."""
    frame = gap_sides(study, findings, [name for name in gaps if parts_of(study, name)])
    publishers = dict.fromkeys(
        study.releases[release].publisher
        for name in frame["indicator"].unique()
        for release in _releases(study, name)
    )
    years = sorted({period_words(period) for period in frame["period"]})
    return (
        "Average figure of the pupils whom each gap is about, and of other pupils; between them, in bold for "
        f"{study.lead.name}, the gap. {', '.join(years)}. Source: {', '.join(publishers)}. {_UNTESTED}"
    )


def _draw_ends(axes: Axes, study: Study, panel: pd.DataFrame) -> None:
    names = list(panel["indicator"].unique())
    ticks, labels, roles = [], [], []
    for at, name in enumerate(names):
        others, eligible = parts_of(study, name)
        rows = panel[panel["indicator"] == name]
        top = 4 * at
        axes.text(
            0, top, f"{_measure(eligible)}, {period_words(rows['period'].iloc[0])}: {_who(eligible)}",
            transform=axes.get_yaxis_transform(), va="center", fontsize=8, fontweight="bold",
            color=DARK_GREY, gid="head",
        )  # fmt: skip
        for place, (_, row) in enumerate(rows.iterrows(), start=top + 1):
            ticks.append(place)
            labels.append(row["name"])
            roles.append(row["whose"])
            _draw_pair(axes, row, place, others)
    axes.set_yticks(ticks, labels, fontsize=8)
    for label, role in zip(axes.get_yticklabels(), roles, strict=True):
        label.set_fontweight("bold" if role == "lead" else "normal")
        label.set_color(DARK_BLUE if role == "lead" else DARK_GREY)
    axes.set_ylim(4 * len(names) - 0.4, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=PALE_GREY, linewidth=0.6)
    axes.set_axisbelow(True)


def _draw_pair(axes: Axes, row: pd.Series, place: int, item: Indicator) -> None:
    if pd.isna(row["gap"]):
        axes.text(1, place, "not compared: no figure", va="center", fontsize=8, color=DARK_GREY, gid="none")
        return
    colour, weight = _COLOURS[row["whose"]], "bold" if row["whose"] == "lead" else "normal"
    low, high = sorted([row["eligible"], row["others"]])
    axes.hlines(place, low, high, color=colour, linewidth=2, gid="gap")
    axes.scatter(row["eligible"], place, color=colour, marker="o", s=34, zorder=3, gid="eligible")
    axes.scatter(
        row["others"], place, facecolor="white", edgecolor=colour, marker="s", s=34, linewidth=1.4,
        zorder=3, gid="others",
    )  # fmt: skip
    for value, offset, align in ((low, -6, "right"), (high, 6, "left")):
        axes.annotate(
            number(value, item.decimals), (value, place), (offset, 0), textcoords="offset points",
            ha=align, va="center", fontsize=8, color=DARK_GREY, fontweight=weight, gid="end",
        )  # fmt: skip
    axes.text(
        (low + high) / 2, place, number(row["gap"], item.decimals), ha="center", va="center", fontsize=8,
        color=DARK_GREY, fontweight=weight, zorder=4, gid="size",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip


def gap_trend_chart(study: Study, gaps: Iterable[str] = GAPS) -> Picture:
    """Draw each gap over time for the lead and the reference area, each on its own axis from nought.

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
            f"Year in which the school year ended. Each axis starts at nought. {_UNTESTED}",
            fontsize=8, color=DARK_GREY,
        )  # fmt: skip
        return Picture(figure, _alt_over_time(study, drawn), frame)


def _draw_series(axes: Axes, study: Study, name: str, series: pd.DataFrame, areas: dict[str, str]) -> None:
    item = study.reference.indicators[name]
    axes.set_gid(name)
    looks = {"lead": ("o", "-", 5.0), "reference": ("D", "--", 4.0)}
    for role, (marker, line, size) in looks.items():
        own = series[series["area_code"] == areas[role]]
        for _, piece in own.groupby("piece"):
            axes.plot(
                piece["year"], piece["gap"], color=_COLOURS[role], marker=marker, linestyle=line,
                markersize=size, linewidth=1.3, gid=role,
            )  # fmt: skip
    for cut in item.breaks:
        if series["start"].min() < pd.Timestamp(cut.day) <= series["start"].max():
            axes.axvline(cut.day.year + 0.5, color=MID_GREY, linewidth=1, linestyle=":", gid="break")
    title = GAPS.get(name, item.title)
    axes.set_title(f"{title[0].upper()}{title[1:]},\n{item.unit.name}", fontsize=8)
    axes.set_ylim(0, 1.2 * series["gap"].max())
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color=PALE_GREY, linewidth=0.6)
    axes.set_axisbelow(True)


def _measure(part: Indicator) -> str:
    return part.title.rpartition(", ")[0]


def _who(part: Indicator) -> str:
    return part.title.rpartition(", ")[2]


def _releases(study: Study, name: str) -> list[str]:
    release = study.figure(name, study.lead.code)["release"]
    return [one for one in str(release).split(";") if one in study.releases]


def _alt(study: Study, findings: pd.DataFrame, frame: pd.DataFrame) -> str:
    pairs = findings[findings["kind"].isin(["group", "reference"])]
    found = {(one.indicator, one.kind): one for one in each(pairs)}
    words = [f"Both ends of {frame['indicator'].nunique()} gaps between groups of pupils. {_UNTESTED}"]
    for name, rows in frame.groupby("indicator", sort=False):
        item = study.reference.indicators[str(name)]
        others, eligible = parts_of(study, str(name))
        told = []
        for _, row in rows.iterrows():
            if pd.isna(row["gap"]):
                told.append(f"{row['name']} not compared")
                continue
            ends = f"{number(row['eligible'], item.decimals)} against {number(row['others'], item.decimals)}"
            gap = figure_words(row["gap"], item.unit.name, item.decimals)
            told.append(
                f"{row['name']} {ends}, a gap of {gap}{_beside(found, item.id, row['whose'], study.lead.name)}"
            )
        words.append(
            f"{_measure(eligible)}, {period_words(rows['period'].iloc[0])}, {_who(eligible)} against "
            f"{_who(others)}: {'; '.join(told)}."
        )
    return " ".join(words)


def _beside(found: dict[tuple[str, str], Finding], gap: str, whose: str, lead: str) -> str:
    if (gap, whose) not in found:
        return ""
    verdict = found[gap, whose].verdict
    return f" ({lead}'s is {'close to it' if verdict == 'close' else verdict})"


def _alt_over_time(study: Study, gaps: list[str]) -> str:
    changes = gap_changes(study, [study.lead.code, study.parameters.reference_area], gaps)
    words = [f"{len(gaps)} gaps over time, lines broken wherever the measure changed. {_UNTESTED}"]
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
