"""Residential segregation of groups from counts in small areas, beside what chance alone would give."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarking.errors import StatisticError
from benchmarking.stats.chance import DRAWS, SEED, by_chance
from benchmarking.stats.count_table import checked, columns_of, laid_out
from benchmarking.stats.inputs import Floats, Numbers, Places, Words, aligned, chosen, refuse
from benchmarking.stats.spread import MEASURES, Spread, measured

_REASONS = [
    "",
    "a unit has no count",
    "fewer than two units",
    "nobody in the group",
    "nobody outside the group",
    "everyone in one group",
]


def segregation(
    counts: pd.DataFrame,
    whole: Words = "all",
    *,
    group: Hashable | Sequence[Hashable],
    other: Hashable | Sequence[Hashable] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Measure how separately groups live within each whole, and what chance alone would give.

    Dissimilarity is the share of either group who would have to move for both to be spread alike. Isolation
    and exposure are the shares of residents in the unit of the group's average member who belong to the group
    and to the other: they depend on the groups' sizes. Theil's index is how far the units are less mixed than
    the whole, of the two groups and of all.

    A complete count has no sampling interval, but where units are small chance alone separates groups. By
    chance, every person keeps their group and draws a unit with probability in proportion to the unit's
    residents; the range describes chance, not the index. Persons are drawn one by one: whole households, which
    move together, would give more.

    Parameters
    ----------
    counts : one row a unit (such as an LSOA), one column a group; every resident in one column, no total.
    whole : the whole each unit belongs to, or one name for all. Units are measured within their whole.
    group : the column, or the columns added together, of the group.
    other : the same of the group it is set against; all other columns unless given. Residents in neither
        count as residents in isolation and exposure and in nothing else of the two groups.
    draws : how many times chance is drawn: 100 or more, or 0 for the measures alone.
    seed : of the random numbers. The same whole has the same figures, whichever others are measured with it.

    Returns
    -------
    DataFrame with a row for each whole and measure, wholes as they first appear: whole; measure; value (0 to
    1); chance, chance_lower and chance_upper (mean, 2.5% and 97.5% of the draws); modified (0 where the value
    is what chance gives, 1 at complete separation, below 0 where groups are more evenly spread than by chance;
    blank of exposure, which separation lowers); units (with residents), group, other and residents (in the
    whole), groups (columns with anybody in them), method (the measure, or empty) and reason ("a unit has no
    count", "fewer than two units", "nobody in the group", "nobody outside the group", of the multigroup index
    "everyone in one group", or empty). Units without residents and groups without members change nothing.

    Raises
    ------
    StatisticError : a negative, infinite or fractional count, text, no unit, a unit without a whole, fewer than
        two groups, an unknown group, a column twice or both in the group and outside it, an impossible number of draws.

    Source
    ------
    Massey and Denton (1988), Social Forces 67, 281 to 315; Theil (1972) and Reardon and Firebaugh (2002),
    Sociological Methodology 32, 33 to 67, for H; Carrington and Troske (1997), Journal of Business and Economic
    Statistics 15, 402 to 409, for the modified index (of dissimilarity; by the same formula here of isolation
    and H); Allen, Burgess, Davidson and Windmeijer (2015), Econometrics Journal 18, 40 to 66, for the draws.
    """
    if draws < 100 and draws != 0:
        raise StatisticError("Too few draws for a range", found=draws, expected="0, or 100 or more")
    table = checked(counts)
    inside = columns_of(counts, group)
    rest = np.setdiff1d(np.arange(counts.shape[1]), inside)
    outside = rest if other is None else columns_of(counts, other)
    for side in (inside, outside):
        if len(np.unique(side)) < len(side):
            raise StatisticError(
                "A group names one column twice", found=f"{group!r}", expected="each column once"
            )
    if not len(outside) or np.isin(inside, outside).any():
        raise StatisticError(
            "A group cannot be set against itself",
            found=f"{group!r} against {'no other column' if other is None else repr(other)}",
            expected="two groups that share no column",
        )
    layout = laid_out("whole", whole, counts.index)
    spread = Spread(table[layout.rows].T, inside, outside, layout.starts)
    value, why, totals = _observed(spread)
    known = why == 0
    value = np.where(known, value, np.nan)
    chance = np.full((3, *value.shape), np.nan)
    if draws:
        worth = np.flatnonzero(known.any(axis=0))
        chance = np.where(known, by_chance(spread, layout.names, worth, draws, seed), np.nan)
    modified = _modified(value, chance[0])
    modified[list(MEASURES).index("exposure")] = np.nan
    measures = np.arange(len(MEASURES))
    columns = {"value": value, "chance": chance[0], "chance_lower": chance[1], "chance_upper": chance[2]}
    return pd.DataFrame(
        {
            "whole": chosen(np.repeat(np.arange(len(layout.names)), len(measures)), layout.names),
            "measure": chosen(np.tile(measures, len(layout.names)), list(MEASURES)),
            **{name: column.T.ravel() for name, column in {**columns, "modified": modified}.items()},
            **{name: total.repeat(len(measures)) for name, total in totals.items()},
            "method": chosen(np.where(known.T, measures, len(measures)).ravel(), [*MEASURES, ""]),
            "reason": chosen(why.T.ravel(), _REASONS),
        }
    )


def dissimilarity(group: Numbers, residents: Numbers, area: Words = "all") -> pd.DataFrame:
    """Say how unevenly a group and all other residents are spread over an area's small areas.

    The share of either group who would have to move for both to be spread alike: half the sum of |gᵢ/G -
    oᵢ/O|. A complete count has no sampling interval; chance alone still gives an index above zero where units
    are small.

    Parameters
    ----------
    group : residents of the group in each of n units (such as LSOAs).
    residents : all residents of each unit, the group among them.
    area : the area each unit belongs to, or one name for all.

    Returns
    -------
    DataFrame with one row an area, as they first appear: value (0 to 1), units (with residents), group,
    residents, method ("dissimilarity", or empty) and reason (a unit without a count, one unit only, nobody in
    the group, nobody outside it).

    Raises
    ------
    StatisticError : a negative or fractional count, a group larger than its unit, no unit, lengths that do not
        match.

    Source
    ------
    Duncan and Duncan (1955), American Sociological Review 20; Massey and Denton (1988), Social Forces 67.
    """
    return _against_all_others("dissimilarity", group, residents, area)


def isolation(group: Numbers, residents: Numbers, area: Words = "all") -> pd.DataFrame:
    """Say what share of residents in the small area of the average member of a group belong to the group.

    The sum of (gᵢ/G)(gᵢ/tᵢ). It depends on how large the group is, so it is read beside the group's share.

    Parameters
    ----------
    group, residents, area : as for `dissimilarity`.

    Returns
    -------
    DataFrame as for `dissimilarity`, with method "isolation".

    Raises
    ------
    StatisticError : as for `dissimilarity`.

    Source
    ------
    Massey and Denton (1988), Social Forces 67, index xPx.
    """
    return _against_all_others("isolation", group, residents, area)


def _against_all_others(measure: str, group: Numbers, residents: Numbers, area: Words) -> pd.DataFrame:
    (own, everyone), index = aligned(group=group, residents=residents)
    refuse(
        (own < 0) | (everyone < 0),
        index,
        "A count is negative",
        {"group": own, "residents": everyone},
        "0 or more",
    )
    refuse(
        own > everyone,
        index,
        "A group is larger than its unit",
        {"group": own, "residents": everyone},
        "a part of the residents",
    )
    counts = pd.DataFrame({"group": own, "others": everyone - own}, index=index)
    frame = segregation(counts, area, group="group", draws=0)
    wanted = frame[frame["measure"] == measure].set_index("whole").rename_axis(None)
    return wanted[["value", "units", "group", "residents", "method", "reason"]]


def _observed(spread: Spread) -> tuple[Floats, Places, dict[str, npt.NDArray[Any]]]:
    """Measure each whole, say by measure why one cannot be, and count each whole's residents."""
    lived_in = np.add.reduceat(spread.residents > 0, spread.starts, dtype=np.intp)
    by_group = spread.summed(spread.cells)
    group, other = by_group[spread.inside].sum(axis=0), by_group[spread.outside].sum(axis=0)
    present = np.count_nonzero(by_group > 0, axis=0)
    for_all = np.select([np.isnan(by_group).any(axis=0), lived_in < 2], [1, 2])
    for_two = np.select([for_all > 0, group == 0, other == 0], [for_all, 3, 4])
    for_many = np.select([for_all > 0, present < 2], [for_all, 5])
    why = np.stack([for_many if "multigroup" in name else for_two for name in MEASURES])
    totals = {
        "units": lived_in,
        "group": group,
        "other": other,
        "residents": by_group.sum(axis=0),
        "groups": present,
    }
    return measured(spread), why, totals


def _modified(value: Floats, chance: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return (value - chance) / np.where(value >= chance, 1 - chance, chance)
