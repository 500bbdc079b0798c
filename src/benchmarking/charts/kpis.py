"""Pictures of measures of success: what could be detected beside what is usual, and the eight tests in words."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

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
from benchmarking.findings.ranks import peers
from benchmarking.findings.words import change_words
from benchmarking.kpis import MET, NOT_MET, PARTLY, TESTS, UNTOLD, no_judgements, shortlist
from benchmarking.reference import Indicator
from benchmarking.study import Study

#: Fill and ink of each word; the word itself always stands in the cell.
LOOKS = {
    MET: (DARK_BLUE, "white"),
    PARTLY: (PALE_GREY, "black"),
    NOT_MET: (ORANGE, "black"),
    UNTOLD: ("white", DARK_GREY),
}
_ROW = 0.36


def detectability_frame(appraised: pd.DataFrame) -> pd.DataFrame:
    """Return what the picture shows of each indicator that may be a KPI and has a detectable change.

    Returns
    -------
    Rows of `appraise` indexed by indicator, the recommended first: title, recommended, detectable, usual, apart
    and ratio; detectable_spreads and usual_spreads, both divided by the spread between English authorities.
    """
    rows = appraised[appraised["detectable"].notna() & (appraised["spread"] > 0)]
    rows = rows.assign(
        recommended=rows["proposal"] == "recommended",
        detectable_spreads=rows["detectable"] / rows["spread"],
        usual_spreads=rows["usual"] / rows["spread"],
    ).sort_values("recommended", ascending=False, kind="stable")
    return rows[
        [
            "title",
            "recommended",
            "detectable",
            "usual",
            "apart",
            "ratio",
            "detectable_spreads",
            "usual_spreads",
        ]
    ]


def detectability_chart(study: Study, appraised: pd.DataFrame) -> Picture:
    """Draw the smallest change that could be detected beside the usual change, in one unit for all indicators.

    The unit is the standard deviation between English authorities of the lead's tier. Raises ObservationError where no
    indicator that may be a KPI has an interval.
    """
    frame = detectability_frame(appraised)
    if frame.empty:
        raise ObservationError(
            f"No detectable change of {study.lead.name} can be drawn",
            expected="at least one indicator with a direction and an interval",
        )
    with canvas(7.2, 1.35 + _ROW * len(frame)) as figure:
        axes = figure.add_subplot()
        for y, (name, row) in enumerate(frame.iterrows()):
            _draw_row(axes, y, row, study.reference.indicators[str(name)])
        reach = frame[["detectable_spreads", "usual_spreads"]].max().max()
        axes.set_xlim(0, 1.62 * reach)
        axes.set_xticks([tick / 2 for tick in range(int(2 * reach) + 1)])
        axes.set_ylim(len(frame) - 0.5, -0.7)
        labels = [
            textwrap.fill(
                f"{'★ ' if row['recommended'] else ''}{row['title']}", 38, max_lines=2, placeholder=" …"
            )
            for _, row in frame.iterrows()
        ]
        axes.set_yticks(range(len(frame)), labels, fontsize=8)
        axes.tick_params(axis="x", labelsize=8)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=PALE_GREY, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        key = [
            axes.scatter([], [], s=42, color=DARK_BLUE),
            axes.scatter([], [], s=34, facecolor="white", edgecolor=DARK_GREY, marker="D"),
        ]
        figure.legend(
            key, ["smallest change that could be detected", "usual change"], loc="outside upper left",
            ncols=2, frameon=False, fontsize=8,
        )  # fmt: skip
        figure.supxlabel(
            f"1 = the spread (standard deviation) between {peers(study)[1]}. ★ recommended.\n"
            "No diamond: too few yearly changes are held to say what is usual.",
            fontsize=8, color=DARK_GREY,
        )  # fmt: skip
        alt = (
            f"The smallest change that could be detected beside the usual change, of {len(frame)} indicators of "
            f"{study.lead.name} with an interval. {detectability_caption(study, appraised)}"
        )
        return Picture(figure, alt, frame)


def _draw_row(axes: Axes, y: int, row: pd.Series, item: Indicator) -> None:
    far, near = row["detectable_spreads"], row["usual_spreads"]
    start = 0.0 if pd.isna(near) else near
    axes.plot([start, far], [y, y], color=MID_GREY, linewidth=1.4 if start else 0.8, zorder=1, gid="between")
    axes.scatter([far], [y], s=42, color=DARK_BLUE, zorder=3, gid="detectable")
    words = change_words(row["detectable"], item.unit.name, item.decimals)
    words = words.replace("percentage points", "points")
    if pd.notna(near):
        axes.scatter(
            [near], [y], s=34, facecolor="white", edgecolor=DARK_GREY, marker="D", zorder=3, gid="usual"
        )
        usual = change_words(row["usual"], item.unit.name, item.decimals).replace(
            "percentage points", "points"
        )
        words = f"{words}; usual {usual}"
    if row["apart"] > 1:
        words = f"{words}, in {row['apart']:.0f} years"
    axes.annotate(
        words,
        (far, y),
        (7, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
        color=DARK_GREY,
        gid="words",
    )


def detectability_caption(study: Study, appraised: pd.DataFrame) -> str:
    """Say how many usual changes could be detected, and which recommended indicators cannot be drawn."""
    frame = detectability_frame(appraised)
    known = frame.dropna(subset=["ratio"])
    seen = int((known["ratio"] <= 1).sum())
    words = []
    if len(known):
        words.append(
            f"Of {len(known)} indicators whose usual change is known, {seen or 'none'} would reliably show it. The "
            f"smallest change that could be detected is {known['ratio'].min():.1f} to {known['ratio'].max():.1f} times "
            "the usual one."
        )
    chosen = shortlist(appraised)
    without = chosen[~chosen.index.isin(frame.index)]
    for why, rows in without.groupby("why_not", sort=False):
        words.append(f"Recommended and not drawn, {why}: {'; '.join(rows['title'])}.")
    return " ".join(words)


def detectability_charts(study: Study, appraised: pd.DataFrame) -> Gallery:
    """Draw what could be detected; an empty gallery where no indicator that may be a KPI has an interval."""
    otherwise = (
        f"No indicator that may be a KPI has an interval for {study.lead.name}, so there is nothing to show."
    )
    if detectability_frame(appraised).empty:
        return Gallery((), otherwise)
    picture = detectability_chart(study, appraised)
    words = detectability_caption(study, appraised)
    return Gallery((Plate("detectable", "What could be detected, and what is usual", picture, words),))


def tests_grid(study: Study, appraised: pd.DataFrame) -> Picture:
    """Draw the words of the eight tests for each recommended indicator; they are never added up."""
    chosen = shortlist(appraised)
    frame = chosen[list(TESTS)]
    with canvas(7.2, 1.15 + 0.44 * len(frame)) as figure:
        axes = figure.add_subplot()
        for y, (name, words) in enumerate(frame.iterrows()):
            for x, word in enumerate(words):
                fill, ink = LOOKS[word]
                axes.add_patch(
                    Rectangle(
                        (x + 0.03, y + 0.06), 0.94, 0.88, facecolor=fill, edgecolor=MID_GREY, linewidth=0.6
                    )
                )
                axes.text(
                    x + 0.5, y + 0.5, textwrap.fill(word, 9), ha="center", va="center", fontsize=8, color=ink,
                    gid=f"{name}|{frame.columns[x]}", linespacing=1.0,
                )  # fmt: skip
        axes.set_xlim(0, len(TESTS))
        axes.set_ylim(len(frame), 0)
        heads = [textwrap.fill(test.name, 11, break_long_words=False) for test in TESTS.values()]
        axes.set_xticks([x + 0.5 for x in range(len(TESTS))], heads, fontsize=8)
        axes.xaxis.tick_top()
        labels = [textwrap.fill(title, 33, max_lines=3, placeholder=" …") for title in chosen["title"]]
        axes.set_yticks([y + 0.5 for y in range(len(frame))], labels, fontsize=8)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        figure.supxlabel(
            "First three: judged, and proposals for officers. The rest: computed. By priority; no order of merit.",
            fontsize=8, color=DARK_GREY,
        )  # fmt: skip
        return Picture(figure, _grid_alt(chosen), frame)


def tests_grids(study: Study, appraised: pd.DataFrame) -> Gallery:
    """Draw the words of the eight tests; an empty gallery for a lead for which nothing is proposed."""
    if missing := no_judgements(study):
        return Gallery((), missing)
    words = "Each word by the rule of its test; the words are never added up."
    return Gallery((Plate("tests", "The shortlist on the eight tests", tests_grid(study, appraised), words),))


def _grid_alt(chosen: pd.DataFrame) -> str:
    """Say for each test how many of the recommended meet it."""
    told = []
    for name, test in TESTS.items():
        counts = chosen[name].value_counts()
        said = ", ".join(f"{counts[word]} {word}" for word in LOOKS if word in counts)
        told.append(f"{test.name}: {said}")
    return f"The {len(chosen)} recommended indicators on eight tests, in words. {'. '.join(told)}."
