"""Early-warning figures over time: told, without a verdict, a direction or a target."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes

from benchmarking.charts.gallery import Gallery, Plate
from benchmarking.charts.picture import DARK_GREY, PALE_GREY, PURPLE, Picture, canvas
from benchmarking.errors import ObservationError
from benchmarking.findings import figure_words, period_words
from benchmarking.findings.periods import in_time, pieces
from benchmarking.kpis import early_warnings
from benchmarking.reference import Indicator
from benchmarking.study import Study

_CAPTION = (
    "Each row has its own scale, from nought. A rise can mean more harm, more trust in the police, or better "
    "recording, and the figures cannot tell which."
)


def early_warning_frame(study: Study) -> pd.DataFrame:
    """Return the lead's early-warning figures of which two years or more are held.

    Returns
    -------
    One row a figure, in order of time within each indicator: indicator, period, start, value, and piece, a
    number that rises at each registered break and missing year.
    """
    named = early_warnings(study.reference)
    rows = study.observations
    rows = rows[
        (rows["area_code"] == study.lead.code) & rows["value"].notna() & rows["indicator"].isin(named)
    ]
    parts = []
    for name in named:
        own = in_time(rows[rows["indicator"] == name]).sort_values("start", kind="stable")
        if len(own) > 1:
            parts.append(own.assign(piece=pieces(study.reference.indicators[name], own["start"])))
    columns = ["indicator", "period", "start", "value", "piece"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def early_warning_chart(study: Study) -> Picture:
    """Draw each early-warning series of the lead on its own scale, without any verdict.

    Raises ObservationError where no series of two years or more is held.
    """
    frame = early_warning_frame(study)
    if frame.empty:
        raise ObservationError(
            f"No early-warning series of {study.lead.name} can be drawn",
            expected="two years or more of one of them",
            next_step="Import the years before or after the one that is held",
        )
    names = list(frame["indicator"].unique())
    with canvas(7.2, 0.8 + 1.25 * len(names)) as figure:
        grid = figure.subplots(len(names), 1, sharex=True, squeeze=False)[:, 0]
        for axes, name in zip(grid, names, strict=True):
            _draw(axes, study.reference.indicators[name], frame[frame["indicator"] == name])
        years = range(frame["start"].dt.year.min(), frame["start"].dt.year.max() + 1)
        grid[-1].set_xticks(list(years)[:: max(1, len(years) // 8)])
        figure.supxlabel(
            "Year in which the period began. No direction is good or bad.", fontsize=8, color=DARK_GREY
        )
        return Picture(figure, _alt(study, frame), frame)


def early_warning_charts(study: Study) -> Gallery:
    """Draw the early-warning series; an empty gallery that says why where there is none to draw."""
    if early_warning_frame(study).empty:
        return Gallery((), _why_none(study))
    plate = Plate("early-warning", "Early warning over time", early_warning_chart(study), _CAPTION)
    return Gallery((plate,))


def _draw(axes: Axes, item: Indicator, series: pd.DataFrame) -> None:
    axes.set_gid(item.id)
    for _, piece in series.groupby("piece"):
        axes.plot(
            piece["start"].dt.year, piece["value"], color=PURPLE, marker="o", markersize=4, linewidth=1.2
        )
    axes.set_ylim(0, 1.25 * series["value"].max())
    axes.set_title(textwrap.fill(f"{item.title}, {item.unit.name}", 90), fontsize=8.5, fontweight="normal")
    axes.tick_params(labelsize=8)
    axes.grid(axis="y", color=PALE_GREY, linewidth=0.6)
    axes.set_axisbelow(True)


def _alt(study: Study, frame: pd.DataFrame) -> str:
    told = []
    for name, own in frame.groupby("indicator", sort=False):
        item = study.reference.indicators[str(name)]
        ends = [
            f"{figure_words(row['value'], item.unit.name, item.decimals)} in {period_words(row['period'])}"
            for _, row in own.iloc[[0, -1]].iterrows()
        ]
        told.append(f"{item.title}: {' and '.join(ends)}.")
    return f"Early-warning figures of {study.lead.name} over time, without a verdict. {' '.join(told)} {_CAPTION}"


def _why_none(study: Study) -> str:
    named = early_warnings(study.reference)
    rows = study.observations
    held = rows[
        (rows["area_code"] == study.lead.code) & rows["value"].notna() & rows["indicator"].isin(named)
    ]
    if held.empty:
        return f"No early-warning figure of {study.lead.name} is held, so there is nothing to show."
    years = ", ".join(sorted({period_words(period) for period in held["period"]}))
    return (
        f"Only one year is held of each of {held['indicator'].nunique()} early-warning figures of {study.lead.name} "
        f"({years}), so there is no course to draw yet. When another year is imported, it is drawn here."
    )
