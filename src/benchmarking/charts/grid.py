"""The summary grid: indicators by comparators, each verdict in a word, a shape and a colour."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.patches import Rectangle

from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, ORANGE, PALE_GREY, Picture, canvas
from benchmarking.study import Study

#: Fill, text colour and shape of each verdict. Untested verdicts have no fill.
LOOKS = {
    "better": (DARK_BLUE, "white", "▲"),
    "worse": (ORANGE, "black", "▼"),
    "higher": ("white", DARK_GREY, "↑"),
    "lower": ("white", DARK_GREY, "↓"),
    "similar": (PALE_GREY, "black", "="),
    "close": ("white", DARK_GREY, "≈"),
    "not compared": ("#FAFAFA", DARK_GREY, "–"),
}
ROW = 0.33
#: With more columns than this a word no longer fits its cell: the shape stands alone, and the caption says what it is.
MOST_WORDS = 14


def grid_frame(study: Study, findings: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """Return verdicts as a frame of indicators (rows) by England, the group and each comparator (columns)."""
    rows = findings[findings["indicator"].isin(indicators)]
    wide = rows.pivot(index="indicator", columns="comparator", values="verdict")
    order = [study.parameters.reference_area, "group", *study.comparators]
    return wide.reindex(index=[name for name in indicators if name in wide.index], columns=order)


def summary_grid(study: Study, findings: pd.DataFrame, indicators: list[str], title: str) -> Picture:
    """Draw the summary grid of the indicators given, in their order."""
    frame = grid_frame(study, findings, indicators)
    names = [_column_name(study, code) for code in frame.columns]
    with canvas(6.6, 1.5 + ROW * len(frame)) as figure:
        axes = figure.add_subplot()
        for y, (indicator, verdicts) in enumerate(frame.iterrows()):
            for x, verdict in enumerate(verdicts):
                fill, ink, shape = LOOKS[verdict]
                axes.add_patch(
                    Rectangle(
                        (x + 0.03, y + 0.06), 0.94, 0.88, facecolor=fill, edgecolor=PALE_GREY, linewidth=0.6
                    )
                )
                word = "" if verdict == "not compared" or len(names) > MOST_WORDS else f"\n{verdict}"
                axes.text(
                    x + 0.5, y + 0.5, shape + word, ha="center", va="center", fontsize=5.9, color=ink,
                    gid=f"{indicator}|{frame.columns[x]}", linespacing=1.05,
                )  # fmt: skip
        axes.set_xlim(0, len(names))
        axes.set_ylim(len(frame), 0)
        axes.set_xticks([x + 0.5 for x in range(len(names))], names, rotation=60, ha="left", fontsize=6.8)
        axes.xaxis.tick_top()
        labels = [
            textwrap.fill(study.reference.indicators[name].title, 34, max_lines=3, placeholder=" …")
            for name in map(str, frame.index)
        ]
        axes.set_yticks([y + 0.5 for y in range(len(frame))], labels, fontsize=6.2)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        figure.supxlabel(
            f"{study.lead.name} against each. Filled: tested. White: not tested, or a complete count. – not compared."
            + (
                ""
                if len(names) <= MOST_WORDS
                else " ▲ better, ▼ worse, ↑ higher, ↓ lower, = similar, ≈ close."
            ),
            fontsize=6.5,
            color=DARK_GREY,
        )
        return Picture(figure, _alt(study, frame, title), frame)


def _column_name(study: Study, code: str) -> str:
    return "Mean of the group" if code == "group" else study.name(code)


def _alt(study: Study, frame: pd.DataFrame, title: str) -> str:
    counts = frame.stack().value_counts()
    said = ", ".join(f"{counts[name]} {name}" for name in LOOKS if name in counts)
    return (
        f"{title}: a grid of {len(frame)} indicators by {frame.shape[1]} comparisons, in which {study.lead.name} is: "
        f"{said}. The same verdicts are in tables.xlsx."
    )
