"""A layout of equal squares in which each place stands about where it lies on the map."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from scipy.optimize import linear_sum_assignment

#: Room beyond the places themselves, so that a coast or an empty corner can stay empty.
_ROOM = 1.35
#: More columns than this would make the squares too small for their names.
MOST_COLUMNS = 5
_WIDTH_OF_A_NAME = 12


def tile_places(centres: np.ndarray) -> np.ndarray:
    """Give each place a square of a small grid, as near as can be to where it lies.

    Each place is drawn halfway from where it lies to where it would lie if places were spaced evenly from
    west to east and from south to north. The squares are then shared out so that the sum of the squared
    distances is least (`scipy.optimize.linear_sum_assignment`), and empty rows and columns are taken out.

    Parameters
    ----------
    centres : a row for each place, its distance east and north.

    Returns
    -------
    A row for each place: its column from the west and its row from the south, counted from 0.
    """
    width, height = np.ptp(centres, axis=0)
    shape = min(max(width / height, 0.5), 2.0) if height > 0 else 2.0
    columns = min(max(round(math.sqrt(_ROOM * len(centres) * shape)), 1), MOST_COLUMNS)
    rows = math.ceil(_ROOM * len(centres) / columns)
    spread = np.maximum(np.ptp(centres, axis=0), 1e-9)
    lies = (centres - centres.min(axis=0)) / spread
    order = np.argsort(np.argsort(centres, axis=0, kind="stable"), axis=0, kind="stable")
    even = order / max(len(centres) - 1, 1)
    wanted = (lies + even) / 2 * [columns - 1, rows - 1]
    squares = np.array([(column, row) for row in range(rows) for column in range(columns)])
    cost = ((wanted[:, None] - squares[None]) ** 2).sum(axis=-1)
    given = squares[linear_sum_assignment(cost)[1]]
    return np.stack([np.unique(given[:, axis], return_inverse=True)[1] for axis in (0, 1)], axis=1)


def tiles_in_order(count: int) -> np.ndarray:
    """Give places squares in reading order, row by row from the top, where it is not known where they lie."""
    columns = min(math.ceil(math.sqrt(count)), MOST_COLUMNS)
    rows = math.ceil(count / columns)
    return np.array([(place % columns, rows - 1 - place // columns) for place in range(count)])


def tile_name(name: str) -> list[str]:
    """Break a place's name into the lines that fit a square."""
    return textwrap.wrap(name, _WIDTH_OF_A_NAME, break_long_words=False)


def name_size(names: Sequence[list[str]], side: float, largest: float = 8.0) -> float:
    """Return the size in points at which the longest line of any name fits a square of so many inches."""
    widest = max(_width(line) for lines in names for line in lines)
    return min(largest, 0.86 * side * 72 / widest)


def _width(line: str) -> float:
    """Return how wide a line is in points, at a size of one point."""
    font = FontProperties(family="DejaVu Sans")
    return float(TextPath((0, 0), line, size=100, prop=font).get_extents().width) / 100
