"""Gaps between two groups of pupils: both ends of each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from benchmarking.charts.gallery import Gallery, Plate
from benchmarking.charts.picture import (
    DARK_BLUE,
    DARK_GREY,
    ORANGE,
    PALE_GREY,
    TURQUOISE,
    Picture,
    canvas,
)
from benchmarking.errors import ObservationError
from benchmarking.findings import figure_words, number, period_words
from benchmarking.findings.gaps import GAPS, gap_sides, parts_of
from benchmarking.findings.people import few_children
from benchmarking.reference import Indicator
from benchmarking.study import Study

_COLOURS = {"lead": DARK_BLUE, "group": TURQUOISE, "reference": ORANGE}
#: How far an axis goes, by the unit of the parts.
_FULL = {"%": 100.0, "points": 90.0}
#: The share of an axis that a number between two marks needs.
_ROOM = 0.1
#: The lines that a gap takes: its heading, three bars and the space before the next.
_LINES = 4.5
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
    rows = [panel["indicator"].nunique() * _LINES for panel in panels]
    with canvas(7.2, 0.45 + 0.135 * sum(rows) + 0.26 * len(panels)) as figure:
        drawn = figure.subplots(len(panels), 1, squeeze=False, height_ratios=rows)[:, 0]
        for axes, panel, unit in zip(drawn, panels, units.unique(), strict=True):
            axes.set_xlim(-_ROOM / 2 * _FULL[unit], (1 + _ROOM / 2) * _FULL[unit])
            axes.set_xticks(range(0, int(_FULL[unit]) + 1, 10))
            _draw_ends(axes, study, panel)
            axes.set_xlabel("points out of 90" if unit == "points" else "per cent", fontsize=8)
        head = textwrap.wrap(f"{study.lead.name}'s gap", 18, max_lines=3)
        drawn[0].text(
            1.01, 0.4, "\n".join([*head, "beside it is"]), transform=drawn[0].get_yaxis_transform(),
            va="bottom", fontsize=8, color=DARK_GREY, gid="head",
        )  # fmt: skip
        figure.legend(
            handles=[
                Line2D([], [], color=DARK_GREY, marker="o", linestyle="", markersize=6),
                Line2D([], [], color=DARK_GREY, marker="s", linestyle="", markersize=6, fillstyle="none"),
            ],
            labels=["the pupils whom the gap is about", "other pupils"],
            loc="outside upper left", ncols=2, frameon=False, fontsize=8,
        )  # fmt: skip
        return Picture(figure, _alt(study, frame), frame, _headings(study))


def gap_charts(study: Study, findings: pd.DataFrame, gaps: Iterable[str] = GAPS) -> Gallery:
    """Draw both ends of the gaps that the lead has; an empty gallery when there is none."""
    ended = [name for name in gaps if parts_of(study, name)]
    if gap_sides(study, findings, ended).empty:
        return Gallery(
            (), f"No gap of {study.lead.name} with both its ends is held, so there is nothing to show."
        )
    picture, words = gap_chart(study, findings, ended), gap_caption(study, findings, ended)
    return Gallery((Plate("gaps", "Both ends of each gap", picture, words),))


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
        "Both ends of each gap, and the gap between them, each rounded by itself. "
        f"Source: {', '.join(publishers)}, {', '.join(years)}. {_UNTESTED} {few_children(study)}".rstrip()
    )


def _draw_ends(axes: Axes, study: Study, panel: pd.DataFrame) -> None:
    names = list(panel["indicator"].unique())
    ticks, labels, roles = [], [], []
    for at, name in enumerate(names):
        others, eligible = parts_of(study, name)
        rows = panel[panel["indicator"] == name]
        top = _LINES * at
        axes.text(
            0.04, top, f"{_measure(eligible)}, {period_words(rows['period'].iloc[0])}: {_who(eligible)}",
            transform=axes.get_yaxis_transform(), va="center", fontsize=8, fontweight="bold",
            color=DARK_GREY, gid="head",
        )  # fmt: skip
        for line, (_, row) in enumerate(rows.iterrows(), start=1):
            place = top + line
            ticks.append(place)
            labels.append(row["name"])
            roles.append(row["whose"])
            _draw_pair(axes, row, place, others)
    axes.set_yticks(ticks, labels, fontsize=8)
    for label, role in zip(axes.get_yticklabels(), roles, strict=True):
        label.set_fontweight("bold" if role == "lead" else "normal")
        label.set_color(DARK_BLUE if role == "lead" else DARK_GREY)
    axes.set_ylim(_LINES * len(names) - 0.9, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=PALE_GREY, linewidth=0.6)
    axes.set_axisbelow(True)


def _draw_pair(axes: Axes, row: pd.Series, place: float, item: Indicator) -> None:
    axes.text(
        1.01, place, row["verdict"], transform=axes.get_yaxis_transform(), va="center", fontsize=8,
        color=DARK_GREY, gid="verdict",
    )  # fmt: skip
    if pd.isna(row["gap"]):
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
    has_room = high - low > _ROOM * axes.get_xlim()[1]
    axes.text(
        (low + high) / 2 if has_room else high + _ROOM * axes.get_xlim()[1], place,
        number(row["gap"], item.decimals) if has_room else f"(gap {number(row['gap'], item.decimals)})",
        ha="center" if has_room else "left", va="center", fontsize=8, color=DARK_GREY, fontweight=weight,
        zorder=4, gid="size", bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
    )  # fmt: skip


def _headings(study: Study) -> dict[str, str]:
    return {
        "indicator": "Gap",
        "period": "Period",
        "name": "Whose",
        "eligible": "Pupils whom the gap is about",
        "others": "Other pupils",
        "gap": "Gap between them",
        "verdict": f"{study.lead.name}'s gap beside it is",
    }


def _measure(part: Indicator) -> str:
    return part.title.rpartition(", ")[0]


def _who(part: Indicator) -> str:
    return part.title.rpartition(", ")[2]


def _releases(study: Study, name: str) -> list[str]:
    release = study.figure(name, study.lead.code)["release"]
    return [one for one in str(release).split(";") if one in study.releases]


def _alt(study: Study, frame: pd.DataFrame) -> str:
    words = [_beside(study, rows) for whose, rows in frame.groupby("whose", sort=False) if whose != "lead"]
    words.append(f"Both ends of {frame['indicator'].nunique()} gaps between groups of pupils. {_UNTESTED}")
    for name, rows in frame.groupby("indicator", sort=False):
        item = study.reference.indicators[str(name)]
        others, eligible = parts_of(study, str(name))
        told = "; ".join(_told(row, item, study.lead.name) for _, row in rows.iterrows())
        words.append(
            f"{_measure(eligible)}, {period_words(rows['period'].iloc[0])}, {_who(eligible)} against "
            f"{_who(others)}: {told}."
        )
    return " ".join(words)


def _beside(study: Study, rows: pd.DataFrame) -> str:
    """Count how the lead's gaps stand beside another's."""
    counts = rows.loc[rows["verdict"] != "", "verdict"].value_counts()
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) or "not compared"
    return f"{study.lead.name}'s gaps beside those of {_lower(rows['name'].iloc[0])}: {said}."


def _lower(name: str) -> str:
    return f"the mean{name.removeprefix('Mean')}" if name.startswith("Mean") else name


def _told(row: pd.Series, item: Indicator, lead: str) -> str:
    if pd.isna(row["gap"]):
        return f"{row['name']} not compared"
    ends = f"{number(row['eligible'], item.decimals)} against {number(row['others'], item.decimals)}"
    beside = {"": "", "close": f" ({lead}'s is close to it)"}.get(
        row["verdict"], f" ({lead}'s is {row['verdict']})"
    )
    return f"{row['name']} {ends}, a gap of {figure_words(row['gap'], item.unit.name, item.decimals)}{beside}"
