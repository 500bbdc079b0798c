"""What every statistic asks of the numbers it is given: one length, one order, and numbers throughout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from benchmarking.errors import StatisticError, nearest

Numbers: TypeAlias = "float | Sequence[float | None] | npt.NDArray[Any] | pd.Series[Any]"
Words: TypeAlias = "str | Sequence[str] | npt.NDArray[Any] | pd.Series[Any]"
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.intp]


def aligned(**given: Numbers) -> tuple[list[Floats], pd.Index]:
    """Turn numbers, lists, arrays or Series into float arrays of one length, with the rows' labels.

    A single number, or a column of one row, is repeated against the others' rows.

    Raises
    ------
    StatisticError : lengths or labels that do not match, text, or an infinite number.
    """
    arrays = {name: _floats(name, values) for name, values in given.items()}
    index = _common_index(given, {name: len(array) for name, array in arrays.items()})
    for name, array in arrays.items():
        labels = index if len(array) == len(index) else pd.RangeIndex(len(array))
        refuse(np.isinf(array), labels, f"{name} is infinite", {name: array}, "a finite number")
    return [np.broadcast_to(array, len(index)) for array in arrays.values()], index


def coded(name: str, values: Words, index: pd.Index) -> tuple[Places, list[str]]:
    """Turn one word or a column of words into each row's position in a list of words, empty where missing.

    Raises
    ------
    StatisticError : lengths or labels that do not match.
    """
    column = values if isinstance(values, pd.Series) else pd.Index(np.atleast_1d(np.asarray(values, object)))
    if isinstance(values, pd.Series) and len(values) == len(index) and not values.index.equals(index):
        raise _labels_differ(name)
    code, words = pd.factorize(column)
    if len(code) not in (1, len(index)):
        raise _lengths_differ({name: len(code), "the numbers": len(index)})
    return np.broadcast_to(np.where(code < 0, len(words), code), len(index)), [*map(str, words), ""]


def known(name: str, values: Words, index: pd.Index, allowed: Sequence[str]) -> Places:
    """Turn one word or a column of words into each row's position among the words that are allowed.

    Raises
    ------
    StatisticError : a word that is not allowed or is missing, lengths or labels that do not match.
    """
    code, words = coded(name, values, index)
    unknown = [words[at] for at in np.unique(code) if words[at] not in allowed]
    if unknown:
        raise StatisticError(
            f"Unknown {name}",
            found=repr(unknown[0]),
            expected=f"one of {', '.join(allowed)}",
            next_step=nearest(unknown[0], allowed),
        )
    return np.array([allowed.index(word) if word in allowed else -1 for word in words])[code]


def refuse(
    bad: Flags, index: pd.Index, problem: str, found: Mapping[str, npt.NDArray[Any]], expected: str
) -> None:
    """Raise a StatisticError that names the first bad row, its numbers, and how many more there are."""
    if not bad.any():
        return
    first = int(np.argmax(bad))
    more = int(np.count_nonzero(bad)) - 1
    numbers = ", ".join(f"{name} {array[first]:.10g}" for name, array in found.items())
    others = f", and {more} more such row{'s' if more > 1 else ''}" if more else ""
    raise StatisticError(problem, where=f"row {index[first]}", found=numbers + others, expected=expected)


def normal_quantile(level: float) -> float:
    """Return z such that a normal variable lies within ±z with probability `level`."""
    if not 0 < level < 1:
        raise StatisticError(
            "A confidence level must lie between 0 and 1", found=level, expected="a share, such as 0.95"
        )
    return float(-special.ndtri((1 - level) / 2))


def chosen(codes: npt.NDArray[Any], words: Sequence[str]) -> Any:
    """Spell out an array of positions as a column of words."""
    return pd.array(list(words), dtype="str").take(np.asarray(codes, dtype=np.intp))


def _floats(name: str, values: Numbers) -> Floats:
    try:
        if isinstance(values, pd.Series):
            array = values.to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            array = np.atleast_1d(np.asarray(values, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise StatisticError(f"{name} holds something that is not a number", found=error) from error
    if array.ndim != 1:
        raise StatisticError(f"{name} has {array.ndim} dimensions", expected="one column of numbers")
    return array


def _common_index(given: Mapping[str, Numbers], lengths: Mapping[str, int]) -> pd.Index:
    rows = max(lengths.values())
    rows = 0 if 0 in lengths.values() and rows <= 1 else rows
    if any(length not in (1, rows) for length in lengths.values()):
        raise _lengths_differ(lengths)
    index: pd.Index | None = None
    for name, values in given.items():
        if isinstance(values, pd.Series) and len(values) == rows:
            if index is not None and rows > 1 and not index.equals(values.index):
                raise _labels_differ(name)
            index = values.index if index is None else index
    return pd.RangeIndex(rows) if index is None else index


def _lengths_differ(lengths: Mapping[str, int]) -> StatisticError:
    return StatisticError(
        "The columns have different lengths",
        found=", ".join(f"{name} {length}" for name, length in lengths.items()),
        expected="one length, or a single row to set against all others",
    )


def _labels_differ(name: str) -> StatisticError:
    return StatisticError(
        f"The rows of {name} are labelled or ordered differently from the other columns",
        expected="the same labels in the same order",
        next_step="Align the two frames, or pass plain arrays",
    )
