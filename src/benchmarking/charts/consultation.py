"""Whom a consultation reached: participants for each one expected, beside what drawing by lot would give."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from benchmarking.charts.gallery import Gallery, Plate
from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, MID_GREY, ORANGE, PALE_GREY, Picture, canvas
from benchmarking.consultation import CELLS, CROSSED, NOT_GIVEN, Reach, questions
from benchmarking.consultation.words import (
    ALL_AGES,
    BESIDE,
    QUESTIONS,
    caution,
    participants_words,
    range_words,
    stated,
    who,
)
from benchmarking.errors import ConsultationError
from benchmarking.stats.disclosure import NONE, SHOWN, WITHHELD

#: Ratios beyond this are drawn at the edge; the number stands beside them.
_EDGE = 3.0
#: Where the columns of words begin and end, in lengths of the axis.
_COLUMNS, _WIDE = (1.06, 1.46), 1.9
_LEGEND = {
    "fewer": "fewer than by lot",
    "within": BESIDE["within"],
    "more": "more than by lot",
    "not told": BESIDE["not told"],
}
_LOOKS = {"fewer": ORANGE, "more": DARK_BLUE, "within": PALE_GREY, "not told": "white", "": "white"}


def reach_chart(reach: Reach, names: Sequence[str]) -> Picture:
    """Draw, for each category of some questions, how many took part for each one expected.

    1 is as many as their share of residents. The grey bar is what drawing residents by lot would give; a line
    stands for a count that is shown as a range, and a cross for nobody. Categories stand in the census's order.

    Raises ConsultationError where none of the questions has a table that is shown.
    """
    rows = [stated(reach.counts, name) for name in questions(reach.counts["table"]) if name in names]
    drawn = [each[(each["state"] != WITHHELD) & (each["expected"] > 0)] for each in rows]
    frame = pd.concat([reach.counts.iloc[:0], *drawn])
    if frame.empty:
        raise ConsultationError("There is no table of this consultation that can be drawn")
    tables = list(dict.fromkeys(frame["table"]))
    edge = _edge(frame)
    with canvas(7.2, 1.45 + 0.235 * (len(frame) + len(tables))) as figure:
        axes = figure.add_subplot()
        labels: dict[int, str] = {}
        for table in tables:
            head = QUESTIONS[table] + (" (census: residents of all ages)" if table in ALL_AGES else "")
            at = len(labels)
            axes.text(
                0, at, head, va="center", fontsize=8.5, fontweight="bold", color=DARK_GREY, gid="head",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )  # fmt: skip
            labels[at] = ""
            for place, (_, row) in enumerate(frame[frame["table"] == table].iterrows(), start=at + 1):
                _draw(axes, row, place, edge)
                labels[place] = who(row)
        axes.set_yticks(list(labels), list(labels.values()), fontsize=8.5)
        for x, words in zip(
            _COLUMNS, ("Participants\n(expected)", "Beside what a draw\nby lot would give"), strict=True
        ):
            axes.text(x * edge, -0.75, words, va="bottom", fontsize=8, color=DARK_GREY, gid="head")
        axes.vlines(1, -0.6, len(labels) - 0.4, color=DARK_GREY, linewidth=1, zorder=1)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.set_xlim(-0.04 * edge, _WIDE * edge)
        axes.set_xticks([tick / 2 for tick in range(int(edge * 2) + 1)])
        axes.set_xlabel("Participants for each one expected from the census", fontsize=8.5, loc="left")
        axes.tick_params(axis="y", length=0)
        axes.tick_params(axis="x", labelsize=8.5)
        axes.spines[["left", "bottom"]].set_visible(False)
        figure.suptitle(_title(reach), fontsize=10, fontweight="bold", x=0.01, ha="left")
        figure.legend(
            handles=[
                Line2D([], [], color=DARK_BLUE, marker="o", linestyle="", markersize=6),
                Line2D([], [], color=DARK_BLUE, linewidth=2.4),
                Line2D([], [], color=ORANGE, marker="x", linestyle="", markersize=7, markeredgewidth=2),
                Patch(color=PALE_GREY),
            ],
            labels=["participants", "shown as a range", "nobody took part", "what a draw by lot would give"],
            loc="outside lower left", ncols=4, frameon=False, fontsize=8,
        )  # fmt: skip
        return Picture(figure, _alt(reach, frame), frame)


def cells_chart(reach: Reach) -> Picture:
    """Lay out age and sex against ethnic group, each cell with its participants, those expected and how they compare.

    A cell in which fewer than one would be expected says nothing either way, and is left without a verdict.
    """
    frame = stated(reach.counts, CELLS)
    if frame.empty or (frame["state"] == WITHHELD).all():
        raise ConsultationError("The table by age, sex and ethnic group is not shown, so it cannot be drawn")
    age, sex, group = CROSSED
    down = list(frame[[age, sex]].drop_duplicates().itertuples(index=False, name=None))
    across = list(frame[group].unique())
    with canvas(7.2, 1.25 + 0.36 * len(down)) as figure:
        axes = figure.add_subplot()
        for _, row in frame.iterrows():
            x, y = across.index(row[group]), down.index((row[age], row[sex]))
            told = row["verdict"] if row["expected"] >= 1 else "not told"
            dark = told in ("fewer", "more")
            axes.add_patch(
                Rectangle(
                    (x - 0.48, y - 0.46),
                    0.96,
                    0.92,
                    facecolor=_LOOKS[told],
                    edgecolor=MID_GREY,
                    linewidth=0.6,
                )
            )
            words = f"{participants_words(row)} ({row['expected']:.1f})"
            axes.text(
                x, y, f"{words}\n{BESIDE[told]}" if dark else words, ha="center", va="center", fontsize=8,
                color="white" if told == "more" else "black", linespacing=1.05,
            )  # fmt: skip
        axes.set_xticks(range(len(across)), across, fontsize=9)
        axes.set_yticks(range(len(down)), [f"{years}, {who_}" for years, who_ in down], fontsize=8.5)
        axes.set_xlim(-0.5, len(across) - 0.5)
        axes.set_ylim(len(down) - 0.5, -0.5)
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[["left", "bottom"]].set_visible(False)
        title = reach.titled("participants (and expected) by age, sex and ethnic group")
        figure.suptitle(title, fontsize=10, fontweight="bold", x=0.01, ha="left")
        figure.legend(
            handles=[Patch(facecolor=_LOOKS[one], edgecolor=MID_GREY) for one in _LEGEND],
            labels=list(_LEGEND.values()),
            loc="outside lower left", ncols=4, frameon=False, fontsize=8,
        )  # fmt: skip
        return Picture(figure, _alt_cells(reach, frame), frame)


def reach_charts(reach: Reach) -> Gallery:
    """Draw every table of a consultation that is shown; an empty gallery where there is none."""
    if not reach.given:
        return Gallery((), NOT_GIVEN)
    shown = reach.counts[reach.counts["state"] != WITHHELD]
    tables = questions(shown["table"])
    people = [name for name in tables if name != "district"]
    plates = []
    for names, heading in ((people, "who took part"), (["district"], "where participants live")):
        if set(names) & set(tables):
            picture = reach_chart(reach, names)
            plates.append(Plate("consultation", reach.titled(heading), picture, caution(reach, names)))
    if CELLS in set(shown["table"]):
        heading = reach.titled("age, sex and ethnic group together")
        words = f"{participants_help(reach)} {caution(reach, [CELLS])}"
        plates.append(Plate("consultation", heading, cells_chart(reach), words))
    return Gallery(tuple(plates), "Too few took part for any table to be shown.")


def participants_help(reach: Reach) -> str:
    """Say how to read a count and what is hidden."""
    return (
        "Each cell has its participants and, in brackets, how many their share of residents would be. Counts below "
        f"{reach.minimum} are not shown, nor is a nought where fewer than {reach.minimum} would be expected; a range "
        "protects a small count elsewhere. Where less than one would be expected, no number says anything."
    )


def _draw(axes: Axes, row: pd.Series, place: int, edge: float) -> None:
    expected = row["expected"]
    low, high, least, greatest = (
        min(row[end] / expected, edge) for end in ("lower", "upper", "least", "greatest")
    )
    axes.barh(place, high - low, left=low, height=0.62, color=PALE_GREY, zorder=0, gid="by lot")
    if row["state"] == SHOWN:
        axes.scatter(least, place, color=DARK_BLUE, s=34, zorder=3, gid="ratio")
    elif row["state"] == NONE:
        axes.scatter(0, place, color=ORANGE, marker="x", s=44, linewidth=2, zorder=3, gid="none")
    else:
        axes.hlines(place, least, greatest, color=DARK_BLUE, linewidth=2.4, zorder=3, gid="range")
    told = (f"{participants_words(row)} ({expected:.0f})", BESIDE[row["verdict"]])
    for x, words in zip(_COLUMNS, told, strict=True):
        axes.text(
            x * edge, place, words, va="center", fontsize=8, color=DARK_GREY, gid="told",
            fontweight="bold" if words in ("fewer", "more") else "normal",
        )  # fmt: skip


def _edge(frame: pd.DataFrame) -> float:
    """Find where the axis ends: beyond every ratio and range, if they are not far out."""
    ends = frame[["upper", "greatest"]].astype(float).max(axis=1) / frame["expected"]
    return float(min(max(ends.max(), 1.5), _EDGE))


def _title(reach: Reach) -> str:
    return reach.titled(f"participants beside residents of {reach.lead}")


def _alt(reach: Reach, frame: pd.DataFrame) -> str:
    found = [f"{_title(reach)}, and what drawing residents by lot would give."]
    for table, rows in frame.groupby("table", sort=False):
        told = [
            f"{who(row)} {participants_words(row)}, {row['expected']:.0f} expected, {range_words(row)} by lot "
            f"({BESIDE[row['verdict']]})"
            for _, row in rows.iterrows()
        ]
        found.append(f"{QUESTIONS[str(table)]}: {'; '.join(told)}.")
    return " ".join(found)


def _alt_cells(reach: Reach, frame: pd.DataFrame) -> str:
    counted = frame[frame["expected"] >= 1]
    told: dict[str, list[str]] = {}
    for _, row in counted.iterrows():
        words = f"{who(row)} ({participants_words(row)}, {row['expected']:.0f} expected)"
        told.setdefault(row["verdict"], []).append(words)
    return (
        f"{reach.titled(str(len(frame)))} cells by age, sex and ethnic group. Fewer than by lot: "
        f"{'; '.join(told.get('fewer', [])) or 'none'}. More: {'; '.join(told.get('more', [])) or 'none'}. "
        "Every other cell is within what a draw by lot would give, or cannot be told."
    )
