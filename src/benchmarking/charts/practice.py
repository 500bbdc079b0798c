"""Authority by priority and authority by theme: how much was found, with the strongest evidence in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from benchmarking.charts.gallery import Gallery, Plate
from benchmarking.charts.picture import DARK_BLUE, DARK_GREY, MID_GREY, Picture, canvas
from benchmarking.findings.words import listed
from benchmarking.practice import NONE_FOUND, OLD, practice_matrix
from benchmarking.reference.practice import EVIDENCE
from benchmarking.reference.tables import records
from benchmarking.reference.vocabulary import COUNCIL_TYPES, PRIORITY_TITLES
from benchmarking.study import Study

#: Fill and ink of each level of evidence, the weakest first; the level also stands in each cell as words.
_INKS = ["black", "black", "black", "white", "white"]
_FILLS = ["#EDF3F9", "#C9DDF0", "#8FC0EA", "#2073BC", DARK_BLUE]
LOOKS = dict(zip(EVIDENCE, zip(_FILLS, _INKS, strict=True), strict=True))
WIDTH, NAMES, KIND = 7.2, 1.35, 0.23
#: Inches that a letter and a line take, at 8 points.
LETTER, LINE = 0.066, 0.145
#: More columns than this leave no room for the words of a cell.
MOST_COLUMNS = 5


def practice_grid(study: Study, across: str, columns: Iterable[str] | None = None) -> Picture:
    """Draw what was found of each comparator, by "priority" or "theme": words in every cell, darker is stronger.

    `columns` chooses among the priorities or themes; all of them when not given. Councils stand by type, and within
    a type in the order of the comparison group.
    """
    frame = practice_matrix(study, across)
    if columns is not None:
        frame = frame[frame["column"].isin(list(columns))].reset_index(drop=True)
    heads = list(dict.fromkeys(frame["column"]))
    letters = int((WIDTH - NAMES) / len(heads) / LETTER)
    words = [_cell(row, letters) for row in records(frame)]
    tall = LINE * max(text.count("\n") + 1 for text in words) + 0.05
    titles = [textwrap.fill(PRIORITY_TITLES.get(name, name), letters) for name in heads]
    height = KIND * frame["council_type"].nunique() + tall * frame["area_code"].nunique()
    with canvas(WIDTH, height + 0.95) as figure:
        axes = figure.add_subplot()
        y, middles = 0.0, {}
        for kind, group in frame.groupby("council_type", sort=False):
            axes.text(
                0.02, y + KIND - 0.06, COUNCIL_TYPES[str(kind)], fontsize=8.5, fontweight="bold", va="bottom"
            )
            y += KIND
            for code, row in group.groupby("area_code", sort=False):
                middles[study.name(str(code))] = y + tall / 2
                for x, (at, cell) in enumerate(row.iterrows()):
                    _draw(axes, (x, y), tall, cell, words[int(str(at))])
                y += tall
        axes.set_xlim(0, len(heads))
        axes.set_ylim(y, 0)
        axes.set_xticks([x + 0.5 for x in range(len(heads))], titles, fontsize=8.5, fontweight="bold")
        axes.xaxis.tick_top()
        axes.set_yticks(list(middles.values()), list(middles), fontsize=8.5)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        figure.supxlabel(_key(study), fontsize=8, color=DARK_GREY, ha="left", x=0.01)
        return Picture(figure, _alt(frame, across), frame)


def practice_grids(study: Study, across: str) -> Gallery:
    """Draw the comparators by "priority" or "theme", in as many pictures as leave room for words."""
    matrix = practice_matrix(study, across)
    if matrix.empty:
        return Gallery((), "This study compares with nobody, so there is nothing to show.")
    if not matrix["found"].any():
        return Gallery((), f"{NONE_FOUND[0].upper()}{NONE_FOUND[1:]} of any council compared with.")
    heads = list(dict.fromkeys(matrix["column"]))
    parts = [heads[at : at + MOST_COLUMNS] for at in range(0, len(heads), MOST_COLUMNS)]
    return Gallery(
        tuple(
            Plate(
                f"{across}-{number}",
                f"By {across}" + (f", part {number} of {len(parts)}" if len(parts) > 1 else ""),
                practice_grid(study, across, part),
                practice_caption(study, across),
            )
            for number, part in enumerate(parts, start=1)
        )
    )


def practice_caption(study: Study, across: str) -> str:
    """Say what the picture counts, and what it cannot show."""
    return (
        f"{study.group_title}, by {across}: how much was found of each, and the strongest evidence among it. Public "
        "web sources only, so few found does not mean little done."
    )


def _draw(axes: Axes, place: tuple[float, float], tall: float, cell: pd.Series, words: str) -> None:
    fill, ink = LOOKS.get(cell["strongest"], ("white", DARK_GREY))
    x, y = place
    outline = "-" if cell["found"] else (0, (3, 2))
    axes.add_patch(
        Rectangle(
            (x + 0.015, y + 0.02), 0.97, tall - 0.04, facecolor=fill, edgecolor=MID_GREY, linewidth=0.6,
            linestyle=outline,
        )
    )  # fmt: skip
    axes.text(
        x + 0.5, y + tall / 2, words, ha="center", va="center", fontsize=8, color=ink, linespacing=1.1,
        gid=f"{cell['area_code']}|{cell['column']}",
    )  # fmt: skip


def _cell(row: dict[str, Any], letters: int) -> str:
    found, old, level = (row[name] for name in ("found", "old", "strongest"))
    if not found:
        return textwrap.fill(NONE_FOUND, letters)
    aged = f" ({old} old)" if old else ""
    return f"{found} found{aged}\n{textwrap.fill(level, letters)}"


def _key(study: Study) -> str:
    first = int(study.parameters.vintage) - OLD
    return (
        "In each cell: how many were found and, below, the strongest evidence among them, which may be old.\n"
        f"Darker is stronger. Old: speaks of no year from {first} on. Councils stand by type, in the order of the\n"
        "comparison group, which is no ranking. How much was found depends on what is on the\n"
        "web and is no measure of what a council does."
    )


def _alt(frame: pd.DataFrame, across: str) -> str:
    empty = frame[frame["found"] == 0]
    told = [
        f"{column}: {listed([str(name) for name in rows['name']])}"
        for column, rows in empty.groupby("column", sort=False)
    ]
    levels = frame.loc[frame["found"] > 0, "strongest"].value_counts()
    said = ", ".join(f"{level} in {levels[level]}" for level in EVIDENCE if level in levels)
    silent = f" {NONE_FOUND[0].upper()}{NONE_FOUND[1:]} on {'; '.join(told)}." if told else ""
    heads = "priorities" if across == "priority" else "themes"
    some = int((frame["found"] > 0).sum())
    strongest = f"; the strongest evidence is {said}" if said else ""
    return (
        f"A grid of {frame['area_code'].nunique()} councils by {frame['column'].nunique()} {heads}. Something was "
        f"found in {some} of its {len(frame)} cells{strongest}.{silent} "
        "The rows are in tables.xlsx."
    )
