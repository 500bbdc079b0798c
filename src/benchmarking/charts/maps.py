"""One indicator in a study's districts: on a map, and as equal squares for whoever cannot use the map."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle

from benchmarking.charts.classes import Classes, short_figure
from benchmarking.charts.map_frames import classes_in, map_frame, placed
from benchmarking.charts.map_words import legend_words, map_alt
from benchmarking.charts.outlines import Outline, centre, inner_point, outlines, path_of
from benchmarking.charts.picture import DARK_GREY, MID_GREY, Picture, canvas
from benchmarking.charts.tiles import name_size, tile_name, tile_places, tiles_in_order
from benchmarking.reference import Indicator
from benchmarking.study import Study

_WIDTH = 7.2
_TILES, _LARGEST_TILE, _TITLE_WIDTH = 3.7, 0.92, 2.8
_MISSING: dict[str, Any] = {"facecolor": "white", "edgecolor": MID_GREY, "hatch": "////"}
_NO_FIGURE = "no figure"
_TITLE: dict[str, Any] = {"fontsize": 8.5, "loc": "left", "color": DARK_GREY, "fontweight": "normal"}


def place_map(study: Study, indicator: str, *, period: str | None = None) -> Picture:
    """Draw an indicator in the study's districts on a map, and beside it as equal squares with each figure.

    The darker, the higher the figure; a letter says the class on the map. Where a district has no figure it
    is hatched. Where the vintage lacks a boundary there are squares alone, in order of name.

    Parameters and errors as for `map_frame`, whose rows are the picture's frame.
    """
    item = study.reference.indicators[indicator]
    frame = map_frame(study, indicator, period=period)
    classes = classes_in(frame, item)
    shapes = outlines(study)
    codes = sorted(frame["area_code"], key=study.name) if not shapes else list(frame["area_code"])
    squares = (
        tile_places(np.array([centre(shapes[code]) for code in codes]))
        if shapes
        else tiles_in_order(len(codes))
    )
    columns, rows = squares.max(axis=0) + 1
    side = min(_TILES / columns, _LARGEST_TILE)
    classed = placed(frame, classes, item)
    with canvas(_WIDTH, max(rows * side, 2.6) + 0.8 + 0.17 * _legend_rows(classes, frame)) as figure:
        width = max(columns * side, _TITLE_WIDTH)
        panels = figure.subplots(
            1, 1 + bool(shapes), squeeze=False, width_ratios=[_WIDTH - width, width] if shapes else None
        )[0]
        if shapes:
            _draw_map(panels[0], shapes, classed, classes)
            panels[0].set_title("On the map, north at the top", **_TITLE)
        shown = frame.set_index("area_code").loc[codes].assign(column=squares[:, 0], row=squares[:, 1])
        _draw_tiles(panels[-1], shown, classed, classes, item, side)
        panels[-1].set_title(_tiles_title(bool(shapes)), **_TITLE)
        _draw_legend(figure, classes, frame, item)
        return Picture(figure, map_alt(study, frame, classes, item, mapped=bool(shapes)), frame)


def _draw_map(axes: Axes, shapes: dict[str, Outline], classed: dict[str, int], classes: Classes) -> None:
    for code, shape in shapes.items():
        place = classed[code]
        fill = _MISSING if place < 0 else {"facecolor": classes.fills[place], "edgecolor": "white"}
        axes.add_patch(PathPatch(path_of(shape), linewidth=0.9, gid=f"map|{code}", **fill))
        if place >= 0:
            x, y = inner_point(shape)
            axes.text(
                x, y, classes.letters[place], ha="center", va="center", fontsize=8, color=classes.inks[place],
                gid=f"letter|{code}",
            )  # fmt: skip
    axes.autoscale_view()
    axes.set_aspect("equal", anchor="NW")
    axes.set_axis_off()


def _draw_tiles(
    axes: Axes,
    shown: pd.DataFrame,
    classed: dict[str, int],
    classes: Classes,
    item: Indicator,
    side: float,
) -> None:
    names = [tile_name(name) for name in shown["name"]]
    size = name_size(names, side)
    columns = zip(shown.index, names, shown["column"], shown["row"], shown["value"], strict=True)
    for code, lines, column, row, value in columns:
        place = classed[code]
        fill = {"facecolor": classes.fills[place], "edgecolor": "white"} if place >= 0 else _MISSING
        ink = classes.inks[place] if place >= 0 else "black"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0} if place < 0 else None
        axes.add_patch(Rectangle((column + 0.02, row + 0.02), 0.96, 0.96, gid=f"tile|{code}", **fill))
        axes.text(
            column + 0.5, row + 0.64, "\n".join(lines), ha="center", va="center", fontsize=size,
            color=ink, linespacing=1.0, gid=f"name|{code}", bbox=box,
        )  # fmt: skip
        told = short_figure(value, item) if place >= 0 else _NO_FIGURE
        axes.text(
            column + 0.5, row + 0.17, told, ha="center", va="center", fontsize=9 if place >= 0 else 8,
            fontweight="bold" if place >= 0 else "normal", color=ink, gid=f"figure|{code}", bbox=box,
        )  # fmt: skip
    axes.set_xlim(0, shown["column"].max() + 1)
    axes.set_ylim(0, shown["row"].max() + 1)
    axes.set_aspect("equal", anchor="NW")
    axes.set_axis_off()


def _draw_legend(figure: Figure, classes: Classes, frame: pd.DataFrame, item: Indicator) -> None:
    handles = [Patch(facecolor=fill, edgecolor="white") for fill in classes.fills]
    labels = [f"{letter}  {words}" for letter, words in zip(classes.letters, classes.words, strict=True)]
    if frame["value"].isna().any():
        handles.append(Patch(**_MISSING))
        labels.append(_NO_FIGURE)
    figure.legend(
        handles, labels, loc="outside lower left", ncols=3, frameon=False, fontsize=8, alignment="left",
        title=textwrap.fill(legend_words(frame, item), 105), title_fontsize=8, handlelength=1.6, handleheight=1.1,
    )  # fmt: skip


def _legend_rows(classes: Classes, frame: pd.DataFrame) -> int:
    return -(-(len(classes.fills) + int(frame["value"].isna().any())) // 3)


def _tiles_title(mapped: bool) -> str:
    if mapped:
        return "As equal squares, about where each lies"
    return "Equal squares in order of name; there is no map, because a boundary is not held"
