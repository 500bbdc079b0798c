"""Small counts of people hidden in tables that are published together, so that none can be worked out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarking.errors import StatisticError
from benchmarking.stats.disclosure import FEW, HIDDEN, NONE, SHOWN, WITHHELD, Equations

LEAST_MINIMUM = 3
"""A minimum of 2 would hide only ones, and so hide nothing."""


def suppress(cells: pd.DataFrame, dimensions: Sequence[str], minimum: int) -> pd.DataFrame:
    """Hide small counts of participants in a crossing of dimensions and in the table of each of them.

    With one dimension there is one table; with several, one for each and one of all cells. A count of 1 to
    `minimum` less one is `few`. So is a nought, unless at least `minimum` would be expected, or a table shows
    that nobody is in its row: it is then `none`. Then larger counts are hidden, those with the most expected
    first, until a reader who knows the total, every count shown and these rules cannot narrow any `few` down
    (both ends of what the rule allows stay possible), cannot tell a hidden count closer than that either, and
    finds no number from 1 to `minimum` less one by taking what is shown of a row from its sum: that would count
    everybody else in the row together, such as all of one age who are in the smaller groups.
    Where no hiding does, a row of the crossing is withheld whole, with all its marks, then the crossing, and at
    last a dimension's own table.

    The order follows what is expected and not the counts, so that it tells nothing of them. It begins with the
    largest, because a large count stays known to within a few and seldom needs a second one hidden with it.

    Parameters
    ----------
    cells : a row for each combination of the dimensions' categories, none left out: a column for each
        dimension, participants and expected (0 for a category that the census does not have).
    dimensions : the columns that say which cell a row is.
    minimum : the least count of participants that is shown.

    Returns
    -------
    A row for each count: a column for each dimension (blank where the count is of all its categories), table
    (the dimensions' names joined by " by "), participants (missing unless shown or none), expected and state.

    Raises
    ------
    StatisticError : a minimum below 3, which hides nothing; fewer participants than the minimum; a combination
        missing or there twice. No message holds a count.

    Source
    ------
    Primary and secondary suppression with an audit: Hundepool and others, Statistical Disclosure Control (2012),
    chapter 4. Sets of tables that share no dimension bound each other by the total alone (Dobra and Fienberg
    2000), so that each set can be protected by itself.
    """
    _check(cells, dimensions, minimum)
    total = int(cells["participants"].sum())
    tables = []
    for name in dimensions:
        table = _primary(_summed(cells, [name], dimensions), minimum)
        tables.append(_protected(table, [name], total, minimum))
    if len(dimensions) > 1:
        crossing = _primary(_summed(cells, list(dimensions), dimensions), minimum)
        for name, table in zip(dimensions, tables, strict=True):
            nobody = set(table.loc[table["state"] == NONE, name])
            crossing.loc[crossing[name].isin(nobody), "state"] = NONE
        tables = [_protected(pd.concat([*tables, crossing], ignore_index=True), dimensions, total, minimum)]
    found = pd.concat(tables, ignore_index=True)
    counts = found["participants"].astype("Int64").where(found["state"].isin([SHOWN, NONE]))
    return found.assign(participants=counts)


def _summed(cells: pd.DataFrame, names: list[str], dimensions: Sequence[str]) -> pd.DataFrame:
    sums = cells.groupby(names, sort=False)[["participants", "expected"]].sum().reset_index()
    blank = {name: "" for name in dimensions if name not in names}
    sums = sums.assign(**blank, table=" by ".join(names), state=SHOWN)
    return sums[[*dimensions, "table", "participants", "expected", "state"]]


def _primary(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    count = table["participants"]
    table.loc[count < minimum, "state"] = FEW
    table.loc[(count == 0) & (table["expected"] >= minimum), "state"] = NONE
    return table


def _protected(tables: pd.DataFrame, dimensions: Sequence[str], total: int, minimum: int) -> pd.DataFrame:
    """Hide more of the last table, step by step, until all that is hidden is safe; else withhold that table."""
    last = (tables["table"] == tables["table"].iloc[-1]).to_numpy(bool)
    withheld = tables.assign(state=tables["state"].mask(last, WITHHELD))
    if (tables["state"] == WITHHELD).any():
        return withheld
    names = list(dimensions)
    audit = _Audit(tables, names, total, minimum)
    while True:
        unsafe = audit.first_unsafe()
        line = audit.line_with_few_left() if unsafe is None else None
        state = audit.known.state
        shown = last & (state == SHOWN)
        if line is not None:
            state[_nearest(tables, names, shown, line)] = HIDDEN
        elif unsafe is None:
            return tables.assign(state=state)
        elif audit.is_safe(unsafe, np.where(shown, HIDDEN, state)):
            state[_nearest(tables, names, shown, unsafe)] = HIDDEN
        else:
            row = _open_row(tables, names, last & ~np.isin(state, [NONE, WITHHELD]), unsafe)
            if row is None:
                return withheld
            state[row] = WITHHELD


def _nearest(tables: pd.DataFrame, names: list[str], shown: npt.NDArray[np.bool_], unsafe: int) -> int:
    """Find the shown count that has most categories in common with an unsafe one; of several the most expected."""
    categories = tables[names].to_numpy(object)
    shared = (categories == categories[unsafe]).sum(axis=1)
    order = np.lexsort((-tables["expected"].to_numpy(np.float64), -shared, ~shown))
    return int(order[0])


def _open_row(
    tables: pd.DataFrame, names: list[str], told: npt.NDArray[np.bool_], unsafe: int
) -> npt.NDArray[np.bool_] | None:
    """Find the counts of one category of an unsafe one that tell something: of the category with fewest expected."""
    expected = tables["expected"].to_numpy(np.float64)
    categories = tables[names].to_numpy(object)
    rows = [told & (categories[:, at] == name) for at, name in enumerate(categories[unsafe]) if name != ""]
    rows = [row for row in rows if row.any() and len(names) > 1]
    return min(rows, key=lambda row: float(expected[row].sum()), default=None)


class _Audit:
    """How far the counts are known to be able to move; what was found is kept, for hiding more leaves it possible."""

    def __init__(self, tables: pd.DataFrame, names: list[str], total: int, minimum: int) -> None:
        self.known = Equations(tables, names, total, minimum)
        self.known.state = self.known.state.copy()
        self.small = self.known.counted < minimum
        self.least = self.known.counted.copy()
        self.greatest = self.known.counted.copy()

    def first_unsafe(self) -> int | None:
        """Find the first hidden count that the published ones narrow down, or None."""
        for row in np.flatnonzero(self._doubtful()):
            for sign in (1, -1):
                if self._doubtful()[row]:
                    found = self.known.extreme(int(row), sign)
                    self.least = np.minimum(self.least, found)
                    self.greatest = np.maximum(self.greatest, found)
            if self._doubtful()[row]:
                return int(row)
        return None

    def line_with_few_left(self) -> int | None:
        """Find a row whose sum leaves a small number for all that is hidden in it together, or None."""
        known, cells = self.known, len(self.known.state) - len(self.known.cells)
        shown = np.where(known.state[cells:] == SHOWN, known.counted[cells:], 0.0)
        left = known.counted[:cells] - known.sums[:cells] @ shown
        few_left = (known.state[:cells] == SHOWN) & (left > 0) & (left < known.minimum)
        if few_left.any():
            return int(np.flatnonzero(few_left)[0])
        if 0 < known.total - shown.sum() < known.minimum:
            return int(np.flatnonzero(~np.isin(known.state[cells:], [SHOWN, NONE]))[0]) + cells
        return None

    def is_safe(self, row: int, state: npt.NDArray[np.object_]) -> bool:
        """Say whether one count would be safe if more were hidden."""
        kept = self.known.state, self.least, self.greatest
        self.known.state = state
        found = [self.known.extreme(row, sign) for sign in (1, -1)]
        self.least, self.greatest = np.minimum(*found), np.maximum(*found)
        safe = not self._doubtful()[row]
        self.known.state, self.least, self.greatest = kept
        return safe

    def _doubtful(self) -> npt.NDArray[np.bool_]:
        hidden = np.isin(self.known.state, [FEW, HIDDEN, WITHHELD])
        narrowed = (self.least > self.known.at_least_one) | (self.greatest < self.known.minimum - 1)
        close = self.greatest - self.least < self.known.minimum - 2
        doubtful: npt.NDArray[np.bool_] = hidden & np.where(self.small, narrowed, close)
        return doubtful


def _check(cells: pd.DataFrame, dimensions: Sequence[str], minimum: int) -> None:
    if minimum < LEAST_MINIMUM:
        raise StatisticError(
            "The least count of participants that is shown is too small to hide anything",
            found=minimum,
            expected=f"{LEAST_MINIMUM} or more",
        )
    names = list(dimensions)
    whole = int(np.prod([cells[name].nunique() for name in names]))
    if cells.duplicated(names).any() or len(cells) != whole:
        raise StatisticError("The crossing of participants lacks a combination, or has one twice")
    if cells["participants"].sum() < minimum:
        raise StatisticError("There are too few participants to show anything of them")
