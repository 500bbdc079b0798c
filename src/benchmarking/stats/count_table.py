"""Counts of groups in small areas: checked, and laid out whole after whole."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarking.errors import StatisticError, nearest
from benchmarking.stats.inputs import Floats, Places, Words, coded, refuse


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows in the order of the wholes they belong to, and where each whole starts."""

    names: list[str]
    rows: Places
    starts: Places


def laid_out(name: str, label: Words, index: pd.Index) -> Layout:
    """Bring rows into the order of their labels, as these first appear.

    Raises
    ------
    StatisticError : as for `labelled`.
    """
    code, names = labelled(name, label, index)
    rows = np.argsort(code, kind="stable")
    return Layout(names, rows, np.flatnonzero(np.diff(code[rows], prepend=-1)))


def labelled(name: str, label: Words, index: pd.Index) -> tuple[Places, list[str]]:
    """Turn one label or a column of labels into each row's place in the list of them, none missing.

    Raises
    ------
    StatisticError : no row, a row without a label, labels that do not match the rows.
    """
    if not len(index):
        raise StatisticError("There is no unit to count residents of", expected="one row a unit")
    code, words = coded(name, label, index)
    refuse(code >= len(words) - 1, index, f"A unit has no {name}", {}, f"the {name} that it lies in")
    return code, words[:-1]


def checked(counts: pd.DataFrame) -> Floats:
    """Turn a frame of counts into an array of one shape with it, missing counts kept as missing.

    Raises
    ------
    StatisticError : fewer than two columns or two of one name, text, a negative, infinite or fractional count.
    """
    if counts.shape[1] < 2:
        raise StatisticError("Counts need at least two categories", found=counts.shape[1])
    if not counts.columns.is_unique:
        twice = counts.columns[counts.columns.duplicated()][0]
        raise StatisticError(
            "A category has two columns", found=repr(twice), expected="one column a category"
        )
    try:
        table = counts.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise StatisticError("A category holds something that is not a count", found=error) from error
    for problem, wrong, expected in (
        ("A count is negative", table < 0, "zero or more"),
        ("A count is infinite", np.isinf(table), "a finite count"),
        ("A count is not a whole number", ~np.isnan(table) & (table != np.rint(table)), "persons counted"),
    ):
        first = np.arange(len(table)), wrong.argmax(axis=1)
        refuse(wrong[first], counts.index, problem, {"count": table[first]}, expected)
    return table


def columns_of(counts: pd.DataFrame, names: Hashable | Sequence[Hashable]) -> Places:
    """Find the places of one column, or of several that make up a group.

    Raises
    ------
    StatisticError : no column, or one that the counts do not have.
    """
    wanted = [names] if isinstance(names, str) or not isinstance(names, Sequence) else list(names)
    places = counts.columns.get_indexer(pd.Index(wanted))
    if not wanted or (places < 0).any():
        unknown = str(wanted[int(np.argmax(places < 0))]) if wanted else ""
        columns = [str(name) for name in counts.columns]
        raise StatisticError(
            "A group is not among the columns of the counts",
            found=repr(unknown) if wanted else "no column",
            expected=f"one or more of {', '.join(columns)}",
            next_step=nearest(unknown, columns),
        )
    return places
