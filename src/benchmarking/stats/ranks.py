"""Where areas stand among each other, and which other ranks their uncertainty leaves open to them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Flags, Floats, Places, aligned, chosen, normal_quantile, refuse
from benchmarking.stats.intervals import checked_ends

Draws = npt.NDArray[np.float32]

DRAWS = 10_000
_SEED = 20_240_521
_BLOCK = 128
"""Pairs worked on at once: 128 by 10,000 draws take 5 MB, where all pairs of 150 areas would take 450 MB."""
_REASONS = ["", "no figure", "no standard error", "a standard error of zero"]


def marginal_rank_sets(
    figures: pd.DataFrame,
    areas: Sequence[Hashable] | None = None,
    *,
    level: float = 0.95,
    highest_first: bool = True,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> pd.DataFrame:
    """Give each area, taken alone, the set of ranks that its true figure may have.

    Each set holds its area's true rank with probability `level` or more; that all of them do at once is less
    likely, see `simultaneous_rank_sets`. Estimates are taken to be independent and normal. The standard
    error of a figure with an interval is (upper - lower) / 2z, also where its arms differ.

    Parameters
    ----------
    figures : one row an area, indexed by area: `value`, and either `standard_error` or the `lower` and
        `upper` end of its interval at `level`.
    areas : the areas to give sets for, all of them unless said otherwise; each is ranked among all.
    level : the confidence level of the sets, and of the intervals given.
    highest_first : True where the highest figure has rank 1.
    draws : how many times the noise is drawn, at least 100.
    seed : of the generator: the same figures always give the same sets.

    Returns
    -------
    DataFrame with a row for each of `areas`: rank (one more than there are areas in a better place, so that
    ties share theirs), lower and upper (first and last rank of the set), ranked (how many areas are), method
    ("marginal rank set", or empty where the area is not ranked) and reason ("no figure", "no standard error",
    "a standard error of zero", or empty). An area that is not ranked changes no other's rank or set.

    Raises
    ------
    StatisticError : fewer than two areas to rank, an area unknown or repeated, a column missing, a negative
        standard error, lower above upper, a value outside its interval, too few draws.

    Source
    ------
    Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91, 476 to 518: one-sided tests of
    every pair that holds the area, stepwise (Romano and Wolf 2005), held to the simulated normal maximum.
    """
    field = _field(figures, level, highest_first, draws)
    asked = figures.index if areas is None else pd.Index(list(areas))
    unknown = asked[~asked.isin(figures.index)]
    if len(unknown):
        raise StatisticError("An area to rank is not among the figures", found=unknown[0])
    noise = field.noise(draws, seed)
    better, worse = np.zeros((2, len(field.value)), dtype=np.intp)
    for place in np.flatnonzero(field.ranked.isin(asked)):
        others = np.delete(np.arange(len(field.value)), place)
        above, below = field.in_order(np.full_like(others, place), others)
        apart = _told_apart(field, above, below, noise, level)
        better[place] = np.count_nonzero(apart & (below == place))
        worse[place] = np.count_nonzero(apart & (above == place))
    return field.result(better + 1, len(field.value) - worse, "marginal rank set").loc[asked]


def simultaneous_rank_sets(
    figures: pd.DataFrame,
    *,
    level: float = 0.95,
    highest_first: bool = True,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> pd.DataFrame:
    """Give all areas sets of ranks that hold every true rank at once.

    Parameters
    ----------
    figures, level, highest_first, draws, seed : as for `marginal_rank_sets`.

    Returns
    -------
    DataFrame as for `marginal_rank_sets`, a row for each of the figures; method is "simultaneous rank set".

    Raises
    ------
    StatisticError : as for `marginal_rank_sets`.

    Source
    ------
    As for `marginal_rank_sets`, with the one-sided tests of all pairs.
    """
    field = _field(figures, level, highest_first, draws)
    size = len(field.value)
    first, second = np.triu_indices(size, 1)
    above, below = field.in_order(first, second)
    apart = _told_apart(field, above, below, field.noise(draws, seed), level)
    better = np.bincount(below[apart], minlength=size)
    worse = np.bincount(above[apart], minlength=size)
    return field.result(better + 1, size - worse, "simultaneous rank set")


def simulated_rank_intervals(
    figures: pd.DataFrame,
    *,
    level: float = 0.95,
    highest_first: bool = True,
    draws: int = DRAWS,
    seed: int = _SEED,
) -> pd.DataFrame:
    """Give each area the range of ranks it takes when noise is added to every figure.

    Widely shown and not a confidence set: it may hold the true rank far less often than its level says.

    Parameters
    ----------
    figures, level, highest_first, draws, seed : as for `marginal_rank_sets`; of the draws, half are the
        other half's mirror image.

    Returns
    -------
    DataFrame as for `marginal_rank_sets`, a row for each of the figures; method is "simulated rank interval".

    Raises
    ------
    StatisticError : as for `marginal_rank_sets`.

    Source
    ------
    Goldstein and Spiegelhalter (1996), Journal of the Royal Statistical Society A 159, 385 to 443.
    """
    field = _field(figures, level, highest_first, draws)
    noise = field.noise(-(-draws // 2), seed)
    drawn = field.value[:, None] + np.concatenate([noise, -noise], axis=1)
    ranks = np.empty(drawn.shape, dtype=np.int32)
    np.put_along_axis(ranks, np.argsort(-drawn, axis=0), np.arange(1, len(drawn) + 1)[:, None], axis=0)
    lower = np.quantile(ranks, (1 - level) / 2, axis=1, method="lower")
    upper = np.quantile(ranks, (1 + level) / 2, axis=1, method="higher")
    return field.result(lower, upper, "simulated rank interval")


@dataclass(frozen=True, slots=True)
class _Field:
    """The areas that can be ranked: higher is better, whatever way they were asked for."""

    index: pd.Index
    reason: npt.NDArray[Any]
    value: Floats
    error: Floats

    @property
    def ranked(self) -> pd.Index:
        return self.index[self.reason == 0]

    def noise(self, draws: int, seed: int) -> Draws:
        drawn = np.random.default_rng(seed).standard_normal((len(self.value), draws), dtype=np.float32)
        return drawn * self.error[:, None].astype(np.float32)

    def in_order(self, first: Places, second: Places) -> tuple[Places, Places]:
        swap = self.value[first] < self.value[second]
        return np.where(swap, second, first), np.where(swap, first, second)

    def result(self, lower: npt.ArrayLike, upper: npt.ArrayLike, method: str) -> pd.DataFrame:
        rank = pd.Series(self.value).rank(method="min", ascending=False)
        columns = {"rank": rank, "lower": lower, "upper": upper}
        frame = pd.DataFrame(
            {name: pd.array(np.asarray(column), dtype="Int64") for name, column in columns.items()},
            index=self.ranked,
        ).reindex(self.index)
        frame["ranked"] = len(self.value)
        frame["method"] = chosen(self.reason > 0, [method, ""])
        frame["reason"] = chosen(self.reason, _REASONS)
        return frame


def _field(figures: pd.DataFrame, level: float, highest_first: bool, draws: int) -> _Field:
    z = normal_quantile(level)
    if draws < 100:
        raise StatisticError("Too few draws for a critical value", found=draws, expected="100 or more")
    ends = ["standard_error"] if "standard_error" in figures.columns else ["lower", "upper"]
    missing = [column for column in ("value", *ends) if column not in figures.columns]
    if missing:
        raise StatisticError(
            f"The figures to rank lack {', '.join(missing)}",
            found=list(figures.columns),
            expected="value, and standard_error or lower and upper",
        )
    if not figures.index.is_unique:
        raise StatisticError(
            "An area stands twice among those to rank", found=figures.index[figures.index.duplicated()][0]
        )
    (value, *given), index = aligned(**{name: figures[name] for name in ("value", *ends)})
    if len(given) == 1:
        error = given[0]
        refuse(error < 0, index, "A standard error is negative", {"standard error": error}, "above zero")
    else:
        lower, upper = checked_ends(value, given[0], given[1], index)
        error = (upper - lower) / (2 * z)
    reason = np.where(np.isnan(value), 1, np.where(np.isnan(error), 2, np.where(error == 0, 3, 0)))
    ranked = reason == 0
    if np.count_nonzero(ranked) < 2:
        raise StatisticError(
            "Fewer than two areas can be ranked",
            found=f"{np.count_nonzero(ranked)} of {len(value)} with a figure and a standard error",
            expected="two or more",
        )
    return _Field(index, reason, value[ranked] if highest_first else -value[ranked], error[ranked])


def _told_apart(field: _Field, above: Places, below: Places, noise: Draws, level: float) -> Flags:
    """Find the pairs whose first area truly stands above its second, with all of them right at once."""
    spread = np.hypot(field.error[above], field.error[below])
    distance = (field.value[above] - field.value[below]) / spread
    apart = np.zeros(len(above), dtype=np.bool_)
    while not apart.all():
        low, high = _extremes(above[~apart], below[~apart], spread[~apart], noise)
        either = np.maximum(high, -low)
        # Of a pair told apart one side is settled and the other still tested. Mirrored draws count as well,
        # which makes the sets of negated figures exact mirror images.
        low, high = _extremes(above[apart], below[apart], spread[apart], noise)
        largest = np.concatenate([np.maximum(either, -low), np.maximum(either, high)])
        further = distance > np.quantile(largest, level)
        if (further == apart).all():
            break
        apart = further
    return apart


def _extremes(above: Places, below: Places, spread: Floats, noise: Draws) -> tuple[Draws, Draws]:
    low = np.full(noise.shape[1], np.inf, dtype=np.float32)
    high = -low
    scale = (1 / spread).astype(np.float32)[:, None]
    for start in range(0, len(above), _BLOCK):
        block = slice(start, start + _BLOCK)
        gap = noise[above[block]]
        gap -= noise[below[block]]
        gap *= scale[block]
        np.minimum(low, gap.min(axis=0), out=low)
        np.maximum(high, gap.max(axis=0), out=high)
    return low, high
