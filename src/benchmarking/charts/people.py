"""Each ethnic group of pupils beside the same group in the reference area, in the publisher's order."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from benchmarking.charts.gallery import Gallery, Plate
from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, ORANGE, PALE_GREY, Picture, canvas
from benchmarking.errors import ObservationError
from benchmarking.findings import number, period_words
from benchmarking.findings.cohorts import FEW
from benchmarking.findings.people import people_of, wholes
from benchmarking.study import Study

_FULL = {"%": 100.0, "points": 90.0}
_FEW = {"small": "few children", "not known": "how many is not known", "not small": ""}


def people_chart(study: Study, findings: pd.DataFrame) -> Picture:
    """Draw each ethnic group's figure in the lead beside the same group's in the reference area.

    Groups stand in the publisher's order and are never sorted by their figures. Where few children are behind
    the lead's figure, or the number is not held, its mark is hollow and says so. Each axis runs from nought to
    the most there can be.

    Raises ObservationError where the lead has no figure by ethnic group.
    """
    frame = _held(study, findings)
    if frame.empty:
        raise ObservationError(
            f"There is no figure by ethnic group for {study.lead.name}, so there is nothing to draw",
            next_step="Notebook 01 lists what is held",
        )
    panels = {str(whole): panel for whole, panel in frame.groupby("whole", sort=False)}
    with canvas(7.2, 0.7 + 0.2 * len(frame) + 0.55 * len(panels)) as figure:
        heights = [len(panel) + 1 for panel in panels.values()]
        drawn = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
        for axes, (whole, panel) in zip(drawn, panels.items(), strict=True):
            _draw(axes, study, whole, panel)
        figure.legend(
            handles=[
                Line2D([], [], color=DARK_BLUE, marker="o", linestyle="", markersize=7),
                Line2D([], [], color=DARK_BLUE, marker="o", linestyle="", markersize=7, fillstyle="none"),
                Line2D([], [], color=ORANGE, marker="|", linestyle="", markersize=11, markeredgewidth=3),
            ],
            labels=[
                study.lead.name,
                "few children, or not known how many",
                f"same group, {study.name(study.parameters.reference_area)}",
            ],
            loc="outside upper left", ncols=3, frameon=False, fontsize=8, columnspacing=1,
        )  # fmt: skip
        return Picture(figure, _alt(study, panels), frame)


def people_charts(study: Study, findings: pd.DataFrame) -> Gallery:
    """Draw each ethnic group beside the same group in the reference area; an empty gallery without figures."""
    if _held(study, findings).empty:
        return Gallery((), f"No figure by ethnic group is held for {study.lead.name}.")
    words = (
        "In the publisher's order, never sorted. Hollow: fewer than "
        f"{FEW} children of the group in a school year at the census of 2021, or the number is not held. "
        "Published figures, not tested."
    )
    return Gallery(
        (Plate("people", "Each group beside the same group", people_chart(study, findings), words),)
    )


def _held(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    parts = [people_of(study, findings, whole).assign(whole=whole) for whole in wholes(study)]
    held = [part for part in parts if part["lead"].notna().any()]
    return pd.concat(held, ignore_index=True) if held else pd.DataFrame()


def _draw(axes: Axes, study: Study, whole: str, panel: pd.DataFrame) -> None:
    item = study.reference.indicators[whole]
    full = _FULL[item.unit.name]
    axes.set_xlim(-0.03 * full, 1.03 * full)
    axes.set_xticks(range(0, int(full) + 1, 10))
    for place, (_, row) in enumerate(panel.iterrows()):
        if pd.notna(row["lead"]) and pd.notna(row["reference"]):
            axes.hlines(place, *sorted([row["lead"], row["reference"]]), color=DARK_GREY, linewidth=0.8)
        if pd.notna(row["reference"]):
            axes.scatter(
                row["reference"], place, color=ORANGE, marker="|", s=170, linewidth=3, zorder=3,
                gid="reference",
            )  # fmt: skip
        words = [_FEW[row["size"]]]
        if pd.notna(row["lead"]):
            axes.scatter(
                row["lead"], place, facecolor=DARK_BLUE if row["size"] == "not small" else "white",
                edgecolor=DARK_BLUE, marker="o", s=40, linewidth=1.4, zorder=4, gid="lead",
            )  # fmt: skip
        else:
            words = [f"no figure for {study.lead.name}"]
        axes.text(
            1.01, place, "".join(words), transform=axes.get_yaxis_transform(), va="center", fontsize=8,
            color=DARK_GREY, gid="few",
        )  # fmt: skip
    axes.set_yticks(range(len(panel)), [_first_up(people) for people in panel["people"]], fontsize=8)
    axes.set_ylim(len(panel) - 0.4, -0.6)
    years = ", ".join(sorted({period_words(period) for period in panel["period"] if period}))
    unit = "points out of 90" if item.unit.name == "points" else "per cent"
    measure = study.reference.indicators[panel["indicator"].iloc[0]].title.rpartition(", ")[0]
    axes.set_title(f"{measure}, {years} ({unit})", fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=PALE_GREY, linewidth=0.6)
    axes.set_axisbelow(True)


def _alt(study: Study, panels: dict[str, pd.DataFrame]) -> str:
    england = study.name(study.parameters.reference_area)
    words = []
    for whole, panel in panels.items():
        item = study.reference.indicators[whole]
        told = []
        for _, row in panel.iterrows():
            ours, theirs = (
                "no figure" if pd.isna(value) else number(value, item.decimals)
                for value in (row["lead"], row["reference"])
            )
            few = f" ({_FEW[row['size']]})" if _FEW[row["size"]] else ""
            told.append(f"{row['people']} {ours} and {theirs}{few}")
        words.append(f"{item.title}, {study.lead.name} and {england}: {'; '.join(told)}.")
    words.append(
        "Each ethnic group beside the same group, in the publisher's order. Published figures, not tested."
    )
    return " ".join(words)


def _first_up(people: str) -> str:
    return people[0].upper() + people[1:]
