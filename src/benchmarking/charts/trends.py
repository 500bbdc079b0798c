"""The lead's own series, one row an indicator, each with what may be said of its trend."""

from __future__ import annotations

import math
import textwrap

import pandas as pd
from matplotlib.axes import Axes

from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, MID_GREY, PALE_GREY, Picture, canvas
from benchmarking.errors import ObservationError
from benchmarking.findings import BASIS_WORDS, basis_words, figure_words, period_words, with_intervals
from benchmarking.findings.frame import Finding, each
from benchmarking.findings.periods import in_time, pieces
from benchmarking.findings.warrant_sides import trend_points
from benchmarking.findings.words import unit_is_said
from benchmarking.study import Study

#: A series of fewer figures than this shows no course.
ENOUGH_FOR_A_SERIES = 3

#: What a reader is shown of `trend_frame`.
_COLUMNS = {
    "indicator": "Indicator",
    "period": "Period",
    "value": "Figure",
    "lower": "Lower end of the interval",
    "upper": "Upper end of the interval",
    "used": "The tested trend rests on it",
}


def trend_frame(study: Study, findings: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """Return every figure that the lead has of each indicator with a direction and three figures or more.

    Returns
    -------
    One row a figure, the indicators in their order and each in order of time: indicator, period, start, end,
    value, lower and upper (at the study's level), middle (of the period, in years), piece (a number that
    rises at each break and missing figure) and used (whether the tested trend rests on it).
    """
    judged = [name for name in indicators if study.reference.indicators[name].is_judged]
    rows = study.observations
    rows = rows[
        (rows["area_code"] == study.lead.code) & rows["value"].notna() & rows["indicator"].isin(judged)
    ]
    enough = rows.groupby("indicator")["value"].transform("size") >= ENOUGH_FOR_A_SERIES
    rows = in_time(with_intervals(rows[enough], study.reference, study.parameters.confidence_level))
    rows = rows.sort_values("start", kind="stable")
    middle = rows["start"] + (rows["end"] + pd.Timedelta(days=1) - rows["start"]) / 2
    rows["middle"] = middle.dt.year + (middle.dt.day_of_year - 1) / 365.25
    tested = set(findings.loc[(findings["kind"] == "trend") & (findings["basis"] == "tested"), "indicator"])
    series = dict(list(rows.groupby("indicator")))
    parts = [
        series[name].assign(
            piece=pieces(study.reference.indicators[name], series[name]["start"]),
            used=series[name].index.isin(trend_points(study, name, series[name]).index) & (name in tested),
        )
        for name in indicators
        if name in series
    ]
    columns = ["indicator", "period", "start", "end", "value", "lower", "upper", "middle", "piece", "used"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def trend_chart(study: Study, findings: pd.DataFrame, indicators: list[str], title: str) -> Picture:
    """Draw the lead's series of each indicator as a row with its own scale, and say its trend beside it.

    Raises ObservationError where none of them has a direction and three figures.
    """
    frame = trend_frame(study, findings, indicators)
    if frame.empty:
        raise ObservationError(
            f"No series of {study.lead.name} can be drawn",
            found=", ".join(indicators) or "no indicator",
            expected=f"indicators with a direction and {ENOUGH_FOR_A_SERIES} figures or more",
        )
    names = list(frame["indicator"].unique())
    with canvas(7.2, 0.8 + 0.47 * len(names)) as figure:
        rows = figure.subplots(len(names), 1, sharex=True, squeeze=False)[:, 0]
        for axes, name in zip(rows, names, strict=True):
            _draw(axes, study, name, frame[frame["indicator"] == name])
            label = textwrap.fill(study.reference.indicators[name].title, 32, max_lines=3, placeholder=" …")
            for x, words, align in ((-0.02, label, "right"), (1.02, _words(study, findings, name), "left")):
                axes.text(
                    x, 0.5, words, transform=axes.transAxes, ha=align, va="center", fontsize=6.3,
                    color=DARK_GREY, linespacing=1.1, gid="title" if align == "right" else "words",
                )  # fmt: skip
        _set_years(rows[0], frame["middle"].min(), frame["middle"].max())
        rows[-1].tick_params(axis="x", labelbottom=True)
        figure.supxlabel(
            "Each row has its own scale. Band: interval of the figures. Large dots: what the tested trend rests on.\n"
            "The line stops where a figure is missing and where the series was broken (dotted).",
            fontsize=7,
            color=DARK_GREY,
        )
        return Picture(figure, _alt(study, findings, names, title), frame, _COLUMNS)


def _draw(axes: Axes, study: Study, name: str, series: pd.DataFrame) -> None:
    item = study.reference.indicators[name]
    axes.set_gid(name)
    for _, piece in series.groupby("piece"):
        axes.plot(piece["middle"], piece["value"], color=DARK_BLUE, linewidth=1.1, gid="series")
        axes.fill_between(
            piece["middle"], piece["lower"], piece["upper"], color=PALE_GREY, linewidth=0, gid="interval"
        )
    for used, size in ((False, 4), (True, 16)):
        some = series[series["used"] == used]
        axes.scatter(
            some["middle"], some["value"], color=DARK_BLUE, s=size, zorder=3, gid="used" if used else "held"
        )
    for cut in item.breaks:
        if series["start"].iloc[0] < pd.Timestamp(cut.day) <= series["start"].iloc[-1]:
            day = pd.Timestamp(cut.day)
            axes.axvline(
                day.year + (day.day_of_year - 1) / 365.25,
                color=MID_GREY,
                linewidth=0.9,
                linestyle=":",
                gid="break",
            )
    last = series.iloc[-1]
    axes.annotate(
        figure_words(last["value"], "" if unit_is_said(item.unit.name) else item.unit.name, item.decimals),
        (last["middle"], last["value"]), (4, 0), textcoords="offset points", va="center", fontsize=6.8,
        color=DARK_BLUE, fontweight="bold", gid="last",
    )  # fmt: skip
    axes.set_yticks([])
    axes.margins(y=0.15)
    axes.tick_params(axis="x", length=0, labelsize=7, labelbottom=False)
    axes.grid(axis="x", color=PALE_GREY, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.spines[["left", "bottom"]].set_visible(False)


def _set_years(axes: Axes, first: float, last: float) -> None:
    """Mark the years that have figures, and leave room for the last figure's label."""
    span = last - first
    step = 5 if span > 12 else 2 if span > 5 else 1
    axes.set_xlim(first - 0.03 * span, last + 0.22 * span)
    axes.set_xticks(range(-(-math.floor(first) // step) * step, math.floor(last) + 1, step))


def _words(study: Study, findings: pd.DataFrame, name: str) -> str:
    """Say the trend and the change since the baseline, each with what it rests on."""
    found = {one.kind: one for one in each(findings[findings["indicator"] == name])}
    item = study.reference.indicators[name]
    trend, since = found["trend"], found["since_baseline"]
    told = trend.reason if trend.verdict == "not compared" else f"{trend.verdict}: {trend.reason}"
    if not trend.is_silent:
        told = f"{trend.verdict} since {period_words(trend.period)} ({trend.points:.0f} figures, {_basis(trend)})"
    change = f": {since.reason}"
    if not since.is_silent:
        figure = figure_words(since.value, item.unit.name, item.decimals)
        change = f", {period_words(since.period)} ({figure}): {since.verdict} ({_basis(since)})"
    lines = [f"Trend: {told}.", f"Since the baseline{change}."]
    return "\n".join(textwrap.fill(line, 58) for line in lines)


def _basis(one: Finding) -> str:
    return f"{basis_words(one)}; {one.note}" if one.note else basis_words(one)


def _alt(study: Study, findings: pd.DataFrame, names: list[str], title: str) -> str:
    rows = findings[findings["indicator"].isin(names)]
    words = []
    for kind, told in (("trend", "Trends"), ("since_baseline", "Since the baseline")):
        some = rows[rows["kind"] == kind]
        counts = some.groupby(["verdict", "basis"], sort=False).size().reset_index(name="count")
        said = [
            f"{count} {verdict}" + (f" ({BASIS_WORDS[basis]})" if basis else "")
            for verdict, basis, count in counts.itertuples(index=False)
        ]
        words.append(f"{told}: {', '.join(said)}.")
        still = some["verdict"].isin(["similar", "no clear change"])
        moved = some[(some["basis"] == "tested") & ~still]
        for verdict, which in moved.groupby("verdict"):
            titles = "; ".join(study.reference.indicators[name].title for name in which["indicator"])
            words.append(f"{str(verdict).capitalize()}: {titles}.")
    words.append(f"{title}: {len(names)} series of {study.lead.name}, each on its own scale.")
    return " ".join(words)
