"""Units that two censuses have in common, made by merging units until both coincide."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import scipy

from benchmarking.errors import StatisticError


class CommonUnits(NamedTuple):
    """The common unit of each old and of each new unit, named after the first of its new units."""

    old: pd.Series[Any]
    new: pd.Series[Any]


def common_units(lookup: pd.DataFrame) -> CommonUnits:
    """Merge units until those of two censuses coincide.

    A unit kept stays alone. Where units were split or merged, or parts of them moved, all that are linked
    directly or through others become one common unit: the smallest areas whose border both censuses have.

    Parameters
    ----------
    lookup : a row for each pair of an old and a new unit that overlap, in columns `old` and `new`. One old unit
        may have many new ones, and the other way round. A code may stand on both sides without being one unit.

    Returns
    -------
    CommonUnits : `old` and `new`, columns of common units indexed by the old and by the new units' codes.

    Raises
    ------
    StatisticError : no such column, no pair, a pair with one side missing.
    """
    absent = [side for side in ("old", "new") if side not in lookup]
    if absent:
        raise StatisticError(
            "The lookup lacks a column", found=", ".join(map(str, lookup.columns)), expected=f"{absent[0]!r}"
        )
    if lookup.empty:
        raise StatisticError("The lookup has no pair of units", expected="an old and a new unit a row")
    for side, facing in (("old", "new"), ("new", "old")):
        lost = lookup.loc[lookup[facing].isna(), side]
        if len(lost):
            raise StatisticError(
                f"The lookup loses a unit: it has no {facing} one",
                where=f"{side} unit {lost.iloc[0]}",
                found=_of_all(len(lost), "such row"),
                expected=f"the {facing} unit that it overlaps",
            )
    (of_old, old), (of_new, new) = (pd.factorize(lookup[side], sort=True) for side in ("old", "new"))
    size = len(old) + len(new)
    ends = (of_old, len(old) + of_new)
    links = scipy.sparse.coo_array((np.ones(len(lookup), dtype=np.int8), ends), shape=(size, size))
    _, group = scipy.sparse.csgraph.connected_components(links, directed=False)
    # New units are in order, so that the first met of each group has the smallest code.
    groups, first = np.unique(group[len(old) :], return_index=True)
    names = pd.Series(new[first], index=groups)
    unit = names.reindex(group).array
    return CommonUnits(
        pd.Series(unit[: len(old)], index=pd.Index(old, name="old"), name="unit"),
        pd.Series(unit[len(old) :], index=pd.Index(new, name="new"), name="unit"),
    )


def on_common_units(
    old: pd.DataFrame, new: pd.DataFrame, lookup: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum the counts of two censuses on the units that they have in common.

    Parameters
    ----------
    old, new : counts of either census, indexed by unit; their columns may differ.
    lookup : as for `common_units`. It may reach further than the counts, such as to all of England.

    Returns
    -------
    The old and the new counts by common unit, in one order, the units' codes as index. A sum with a count
    missing is missing.

    Raises
    ------
    StatisticError : a unit with counts that the lookup loses, a unit of which only one census or a part has
        counts, a unit with two rows of counts, and as for `common_units`.
    """
    units = common_units(lookup)
    sides = (("old", old, units.old), ("new", new, units.new))
    for side, counts, unit in sides:
        if not counts.index.is_unique:
            twice = counts.index[counts.index.duplicated()][0]
            raise StatisticError("A unit has two rows of counts", where=f"{side} unit {twice}")
        lost = counts.index[unit.index.get_indexer(counts.index) < 0]
        if len(lost):
            raise StatisticError(
                "The lookup loses a unit that has counts",
                where=f"{side} unit {lost[0]}",
                found=f"{_of_all(len(lost), 'unit')} of {len(counts)} not in the lookup's {len(unit)}",
                expected="every unit in the lookup",
            )
    reached = pd.Index(np.concatenate([unit.reindex(counts.index) for _, counts, unit in sides])).unique()
    for side, counts, unit in sides:
        needed = unit.index[reached.get_indexer(unit) >= 0]
        lacking = needed[counts.index.get_indexer(needed) < 0]
        if len(lacking):
            raise StatisticError(
                "A unit has no counts, but what it is merged with has",
                where=f"{side} unit {lacking[0]}, common unit {unit[lacking[0]]}",
                found=_of_all(len(lacking), "such unit"),
                expected="counts of every unit that a common unit is made of, in both censuses",
            )
    before, after = (
        counts.groupby(unit.reindex(counts.index)).sum(skipna=False) for _, counts, unit in sides
    )
    return before, after


def _of_all(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number > 1 else ''}"
