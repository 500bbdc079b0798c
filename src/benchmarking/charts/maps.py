"""One indicator in a study's districts: on a map, and as equal squares for whoever cannot use the map."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle

from benchmarking.charts.classes import Classes, classes_of, short_figure
from benchmarking.charts.outlines import Outline, centre, inner_point, outlines, path_of
from benchmarking.charts.picture import DARK_GREY, MID_GREY, Picture, canvas
from benchmarking.charts.tiles import name_size, tile_name, tile_places, tiles_in_order
from benchmarking.errors import ObservationError
from benchmarking.findings import period_words, with_intervals
from benchmarking.findings.periods import in_time
from benchmarking.findings.words import change_words
from benchmarking.reference import Indicator
from benchmarking.sources.boundaries import ATTRIBUTION
from benchmarking.sources.tidy import MARKERS
from benchmarking.study import Study

_COLUMNS = ["area_code", "name", "value", "lower", "upper", "period", "status", "reason", "class"]
_WIDTH = 7.2
_TILES, _LARGEST_TILE = 3.7, 0.92
_MISSING: dict[str, Any] = {"facecolor": "white", "edgecolor": MID_GREY, "hatch": "////"}
_NO_FIGURE = "no figure"
_TITLE: dict[str, Any] = {"fontsize": 8.5, "loc": "left", "color": DARK_GREY, "fontweight": "normal"}


def common_period(study: Study, indicator: str) -> str:
    """Return the latest period for which at least half of the study's districts have a figure.

    Raises ObservationError where there is none, or where the study names no group of places.
    """
    item = study.reference.indicators[indicator]
    rows = study.observations
    rows = rows[(rows["indicator"] == indicator) & rows["area_code"].isin(study.districts)]
    held = rows.dropna(subset=["value"]).groupby("period")["area_code"].nunique().reset_index()
    many = in_time(held[2 * held["area_code"] >= max(len(study.districts), 1)])
    if many.empty:
        raise ObservationError(
            f"There is no map of {item.title}, because few or none of the districts have a figure",
            found=f"at most {held['area_code'].max() if len(held) else 0} of {len(study.districts)} districts",
            expected="figures for at least half of them",
            next_step="Notebook 01 lists what is held",
        )
    return str(many.sort_values(["end", "period"])["period"].iloc[-1])


def map_frame(study: Study, indicator: str, *, period: str | None = None) -> pd.DataFrame:
    """Return what a map shows, a row for each district of the study in its order.

    Parameters
    ----------
    period : the latest one that at least half of the districts have, unless another is named.

    Returns
    -------
    area_code, name, value, lower and upper (at the study's level, where the figure has an interval), period,
    status (the publisher's marker), reason (why there is no figure) and class (in words; empty without one).

    Raises
    ------
    ObservationError : too few districts have a figure, or none in the period named.
    """
    item = study.reference.indicators[indicator]
    period = period or common_period(study, indicator)
    rows = study.observations
    rows = rows[
        (rows["indicator"] == indicator)
        & (rows["period"] == period)
        & rows["area_code"].isin(study.districts)
    ]
    if rows["value"].isna().all():
        raise ObservationError(
            f"No district has a figure of {item.title} for {period!r}",
            next_step="Notebook 01 lists what is held",
        )
    rows = with_intervals(rows, study.reference, study.parameters.confidence_level)
    frame = rows.set_index("area_code").reindex(study.districts).rename_axis("area_code").reset_index()
    silent = frame["value"].isna()
    classes = classes_of(_printed(frame, item).dropna(), item)
    return frame.assign(
        name=[study.name(code) for code in frame["area_code"]],
        period=period,
        status=frame["status"].fillna(""),
        reason=(frame["status"].map(MARKERS).fillna("not published for this place")).where(silent, ""),
        **{"class": [_class_words(classes, value) for value in _printed(frame, item)]},
    )[_COLUMNS]


def place_map(study: Study, indicator: str, *, period: str | None = None) -> Picture:
    """Draw an indicator in the study's districts on a map, and beside it as equal squares with each figure.

    The darker, the higher the figure; a letter says the class on the map. Where a district has no figure it
    is hatched. Where the vintage lacks a boundary there are squares alone, in order of name.

    Parameters and errors as for `map_frame`, whose rows are the picture's frame.
    """
    item = study.reference.indicators[indicator]
    frame = map_frame(study, indicator, period=period)
    classes = classes_of(_printed(frame, item).dropna(), item)
    shapes = outlines(study)
    codes = sorted(frame["area_code"], key=study.name) if not shapes else list(frame["area_code"])
    squares = (
        tile_places(np.array([centre(shapes[code]) for code in codes]))
        if shapes
        else tiles_in_order(len(codes))
    )
    columns, rows = squares.max(axis=0) + 1
    side = min(_TILES / columns, _LARGEST_TILE)
    placed = _placed(frame, classes, item)
    with canvas(_WIDTH, max(rows * side, 2.6) + 0.8 + 0.17 * _legend_rows(classes, frame)) as figure:
        width = columns * side
        panels = figure.subplots(
            1, 1 + bool(shapes), squeeze=False, width_ratios=[_WIDTH - width, width] if shapes else None
        )[0]
        if shapes:
            _draw_map(panels[0], shapes, placed, classes)
            panels[0].set_title("On the map, north at the top", **_TITLE)
        shown = frame.set_index("area_code").loc[codes].assign(column=squares[:, 0], row=squares[:, 1])
        _draw_tiles(panels[-1], shown, placed, classes, item, side)
        panels[-1].set_title(_tiles_title(bool(shapes)), **_TITLE)
        _draw_legend(figure, classes, frame, item)
        return Picture(figure, _alt(study, frame, classes, item, bool(shapes)), frame)


def map_caption(study: Study, indicator: str, *, period: str | None = None) -> str:
    """Return the line under a map: what it shows, its intervals, who has no figure, the caveat and the sources."""
    item = study.reference.indicators[indicator]
    frame = map_frame(study, indicator, period=period)
    now = frame["period"].iloc[0]
    wide = ((frame["upper"] - frame["lower"]) / 2).median()
    parts = [f"{item.title}, {period_words(now)}.", _darker(item), _around(study, item, now)]
    if pd.notna(wide):
        parts.append(
            f"Each figure has an interval, not drawn, of about {change_words(wide, item.unit.name, item.decimals)} "
            "either way: districts in different classes may not truly differ."
        )
    parts += [_missing_words(frame), item.caveat, _sources(study, indicator, now)]
    return " ".join(filter(None, parts))


def _draw_map(axes: Axes, shapes: dict[str, Outline], placed: dict[str, int], classes: Classes) -> None:
    for code, shape in shapes.items():
        place = placed[code]
        fill = _MISSING if place < 0 else {"facecolor": classes.fills[place], "edgecolor": "white"}
        axes.add_patch(PathPatch(path_of(shape), linewidth=0.9, gid=f"map|{code}", **fill))
        if place >= 0:
            x, y = inner_point(shape)
            axes.text(
                x, y, classes.letters[place], ha="center", va="center", fontsize=8, color=classes.inks[place],
                gid=f"letter|{code}",
            )  # fmt: skip
    axes.autoscale_view()
    axes.set_aspect("equal", anchor="N")
    axes.set_axis_off()


def _draw_tiles(
    axes: Axes,
    shown: pd.DataFrame,
    placed: dict[str, int],
    classes: Classes,
    item: Indicator,
    side: float,
) -> None:
    names = [tile_name(name) for name in shown["name"]]
    size = name_size(names, side)
    columns = zip(shown.index, names, shown["column"], shown["row"], shown["value"], strict=True)
    for code, lines, column, row, value in columns:
        place = placed[code]
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
    axes.set_aspect("equal", anchor="N")
    axes.set_axis_off()


def _draw_legend(figure: Figure, classes: Classes, frame: pd.DataFrame, item: Indicator) -> None:
    handles = [Patch(facecolor=fill, edgecolor="white") for fill in classes.fills]
    labels = [f"{letter}  {words}" for letter, words in zip(classes.letters, classes.words, strict=True)]
    if frame["value"].isna().any():
        handles.append(Patch(**_MISSING))
        labels.append(_NO_FIGURE)
    unit = "" if item.unit.name in ("%", "£") else f" ({item.unit.name})"
    title = (
        f"{item.title}{unit}, {period_words(frame['period'].iloc[0])}. {_darker(item)} Classes of equal width with "
        "round ends."
    )
    figure.legend(
        handles, labels, loc="outside lower left", ncols=3, frameon=False, fontsize=8, alignment="left",
        title=textwrap.fill(title, 100), title_fontsize=8, handlelength=1.6, handleheight=1.1,
    )  # fmt: skip


def _legend_rows(classes: Classes, frame: pd.DataFrame) -> int:
    return -(-(len(classes.fills) + int(frame["value"].isna().any())) // 3)


def _tiles_title(mapped: bool) -> str:
    if mapped:
        return "As equal squares, about where each lies"
    return "Equal squares in order of name; there is no map, because a boundary is not held"


def _printed(frame: pd.DataFrame, item: Indicator) -> pd.Series:
    """Return the figures as they are printed, so that no figure stands in a class that it does not seem to be in."""
    return frame["value"].round(item.decimals)


def _placed(frame: pd.DataFrame, classes: Classes, item: Indicator) -> dict[str, int]:
    """Return the class of each place by its code, and -1 where there is no figure."""
    printed = zip(frame["area_code"], _printed(frame, item), strict=True)
    return {code: -1 if pd.isna(value) else classes.place(value) for code, value in printed}


def _class_words(classes: Classes, value: float) -> str:
    return "" if pd.isna(value) else classes.words[classes.place(value)]


def _darker(item: Indicator) -> str:
    return f"Darker is higher{'' if item.is_judged else ', neither good nor bad'}."


def _around(study: Study, item: Indicator, period: str) -> str:
    """Say the lead's figure and England's for the same period, where they are held."""
    rows = study.observations
    rows = rows[(rows["indicator"] == item.id) & (rows["period"] == period)].dropna(subset=["value"])
    held = rows.set_index("area_code")["value"]
    said = [
        f"{study.name(code)} {short_figure(held[code], item)}"
        for code in (study.lead.code, study.parameters.reference_area)
        if code in held.index
    ]
    return f"{', '.join(said)}." if said else ""


def _missing_words(frame: pd.DataFrame) -> str:
    silent = frame[frame["value"].isna()]
    said = [f"{name} ({reason})" for name, reason in zip(silent["name"], silent["reason"], strict=True)]
    return f"No figure, which is not nought, for {', '.join(said)}." if said else ""


def _sources(study: Study, indicator: str, period: str) -> str:
    rows = study.observations
    rows = rows[
        (rows["indicator"] == indicator)
        & (rows["period"] == period)
        & rows["area_code"].isin(study.districts)
    ].dropna(subset=["value"])
    names = dict.fromkeys(name for several in rows["release"] for name in several.split(";"))
    told = [f"{study.releases[name].publisher}, {study.releases[name].title}" for name in names]
    drawn = [each for each in study.releases.values() if each.kind == "boundaries"]
    if outlines(study):
        told += [f"{each.publisher}, {each.title}, {each.released.year}. {ATTRIBUTION}" for each in drawn]
    else:
        told.append("No map, because the vintage does not hold a boundary of every district")
    return f"Source: {'; '.join(told)}."


def _alt(study: Study, frame: pd.DataFrame, classes: Classes, item: Indicator, mapped: bool) -> str:
    group = study.parameters.district_group
    title = study.reference.groups.title(group) if group else "the districts"
    held = frame.dropna(subset=["value"]).sort_values("name")
    ends = [short_figure(end, item) for end in (held["value"].min(), held["value"].max())]
    words = [
        f"{'Map and squares' if mapped else 'Squares'} of {len(frame)} places ({title}): {item.title} "
        f"({item.unit.name}), {period_words(frame['period'].iloc[0])}. {_darker(item)} "
        f"Figures run from {ends[0]} to {ends[1]}."
    ]
    for told in classes.words:
        here = held[held["class"] == told]
        said = [
            f"{name} {short_figure(value, item)}"
            for name, value in zip(here["name"], here["value"], strict=True)
        ]
        words.append(f"{told}: {', '.join(said) or 'none'}.")
    return " ".join(filter(None, [*words, _missing_words(frame)]))
