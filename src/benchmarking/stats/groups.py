"""A comparison group in one figure: the unweighted mean with its interval, and the median without one."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Flags, Floats, chosen
from benchmarking.stats.intervals import checked_ends

Members = npt.ArrayLike | pd.DataFrame


def group_mean(
    values: Members,
    lowers: Members | None = None,
    uppers: Members | None = None,
    *,
    minimum: int | None = None,
) -> pd.DataFrame:
    """Average a group's members, each counting the same, with an interval from theirs.

    The interval holds sampling error only, not the spread between the members.

    Parameters
    ----------
    values, lowers, uppers : n rows (indicators, periods) by k columns (members, the lead left out); a single
        row may be a plain list. Without lowers and uppers the mean is untested.
    minimum : how many members must have a figure; seven tenths of them, rounded up, unless said otherwise.

    Returns
    -------
    DataFrame of n rows: value, lower, upper, members (those with a figure), method ("unweighted mean", or
    empty) and reason. Fewer members than the minimum give no value; one member used without an interval gives
    no interval; the reason says how many.

    Raises
    ------
    StatisticError : fewer than two members, shapes or labels that do not match, lower above upper, a value
        outside its interval, a minimum that is not between 1 and k.

    Source
    ------
    MOVER for a linear combination: Zou and Donner (2008), Statistics in Medicine 27.
    """
    value, index = _members("values", values)
    needed = _needed(minimum, value.shape[1])
    lower = np.full_like(value, np.nan) if lowers is None else _matching("lowers", lowers, value, values)
    upper = np.full_like(value, np.nan) if uppers is None else _matching("uppers", uppers, value, values)
    cells = _cells(values, index, value.shape)
    ends = checked_ends(value.ravel(), lower.ravel(), upper.ravel(), cells)
    lower, upper = ends[0].reshape(value.shape), ends[1].reshape(value.shape)

    used = ~np.isnan(value)
    members = used.sum(axis=1)
    enough = members >= needed
    without = (used & np.isnan(lower)).sum(axis=1)
    tested = enough & (without == 0)
    mean = _per_member(np.where(used, value, 0), members, enough)
    below = _per_member(np.where(used, value - lower, 0), members, tested, squared=True)
    above = _per_member(np.where(used, upper - value, 0), members, tested, squared=True)
    size = value.shape[1] + 1
    lacking = [f"{some} of the {all_} used have no interval" for all_ in range(size) for some in range(size)]
    words = ["", *_too_few(value.shape[1], needed), *lacking]
    why = np.where(tested, 0, np.where(enough, 1 + size + size * members + without, 1 + members))
    return pd.DataFrame(
        {
            "value": mean,
            "lower": mean - below,
            "upper": mean + above,
            "members": members,
            "method": chosen(enough, ["", "unweighted mean"]),
            "reason": chosen(why, words),
        },
        index=index,
    )


def group_median(values: Members, *, minimum: int | None = None) -> pd.DataFrame:
    """Take the median of a group's members, which is not tested.

    Parameters
    ----------
    values, minimum : as for `group_mean`.

    Returns
    -------
    DataFrame of n rows: value, members, method ("median", or empty) and reason.

    Raises
    ------
    StatisticError : as for `group_mean`.
    """
    value, index = _members("values", values)
    needed = _needed(minimum, value.shape[1])
    members = (~np.isnan(value)).sum(axis=1)
    enough = members >= needed
    median = np.full(len(value), np.nan)
    if enough.any():
        median[enough] = np.nanmedian(value[enough], axis=1)
    return pd.DataFrame(
        {
            "value": median,
            "members": members,
            "method": chosen(enough, ["", "median"]),
            "reason": chosen(np.where(enough, 0, 1 + members), ["", *_too_few(value.shape[1], needed)]),
        },
        index=index,
    )


def _per_member(parts: Floats, members: npt.NDArray[Any], where: Flags, *, squared: bool = False) -> Floats:
    total = np.sqrt(np.square(parts).sum(axis=1)) if squared else parts.sum(axis=1)
    return np.where(where, total / np.maximum(members, 1), np.nan)


def _too_few(size: int, needed: int) -> list[str]:
    return [f"{count} of {size} members have a figure and {needed} are needed" for count in range(size + 1)]


def _members(name: str, values: Members) -> tuple[Floats, pd.Index]:
    index = values.index if isinstance(values, pd.DataFrame) else None
    try:
        array = np.atleast_2d(np.asarray(values, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise StatisticError(f"{name} holds something that is not a number", found=error) from error
    if array.ndim != 2 or array.shape[1] < 2:
        raise StatisticError(
            "A group needs at least two members",
            found=f"an array of shape {array.shape}",
            expected="members in columns",
        )
    if np.isinf(array).any():
        raise StatisticError(f"{name} holds an infinite number", expected="finite numbers")
    return array, pd.RangeIndex(len(array)) if index is None else index


def _matching(name: str, ends: Members, value: Floats, values: Members) -> Floats:
    array, _ = _members(name, ends)
    same = array.shape == value.shape
    if isinstance(ends, pd.DataFrame) and isinstance(values, pd.DataFrame):
        same = same and ends.index.equals(values.index) and ends.columns.equals(values.columns)
    if not same:
        raise StatisticError(
            f"{name} do not have the rows and members of the values",
            found=f"shape {array.shape}",
            expected=f"shape {value.shape}, with the same labels",
        )
    return array


def _cells(values: Members, index: pd.Index, shape: tuple[int, ...]) -> pd.Index:
    names = values.columns if isinstance(values, pd.DataFrame) else pd.RangeIndex(shape[1])
    return pd.MultiIndex.from_product([index, names])


def _needed(minimum: int | None, size: int) -> int:
    needed = -(-7 * size // 10) if minimum is None else minimum
    if not 1 <= needed <= size:
        raise StatisticError(
            "The smallest number of members is impossible", found=needed, expected=f"between 1 and {size}"
        )
    return needed
