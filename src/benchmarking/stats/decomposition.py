"""How much of a whole's segregation lies between its parts, and how much within each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarking.stats.count_table import checked, labelled
from benchmarking.stats.inputs import Words, chosen
from benchmarking.stats.spread import entropies

_REASONS = ["", "a unit has no count", "fewer than two units", "everyone in one group"]


def between_and_within(counts: pd.DataFrame, part: Words, whole: Words = "all") -> pd.DataFrame:
    """Split Theil's multigroup index of each whole into what lies between its parts and within each.

    A county's index includes the separation between its districts. With T residents and entropy E, district d
    adds T_d/(TE) · Σ p_dk ln(p_dk/p_k) between districts, which is how far its mix of groups is from the
    county's, and T_d·E_d/(TE) · H_d within.

    Parameters
    ----------
    counts : one row a unit (such as an LSOA), one column a group; every resident in one column, no total.
    part : the part (such as a district) that each unit lies in; only those of one whole belong together.
    whole : the whole (such as a county) that each unit lies in, or one name for all.

    Returns
    -------
    DataFrame with one row for each whole and part, as wholes and then parts first appear: whole, part,
    residents and units (with residents) of the part; value (the part's own index; 0 of one unit alone, blank
    where nobody lives or everyone is in one group); between and within (both 0 or more), which add up over
    the parts to total, the whole's index; method ("between and within", or empty) and reason ("a unit has no
    count", "fewer than two units", "everyone in one group", all of the whole, or empty).

    Raises
    ------
    StatisticError : a negative, infinite or fractional count, text, no unit, a unit without a part or a whole,
        fewer than two groups.

    Source
    ------
    Theil (1972), Statistical Decomposition Analysis; Reardon and Firebaugh (2002), Sociological Methodology
    32, 33 to 67, decomposition of H by clusters of units.
    """
    table = checked(counts)
    whole_of, wholes = labelled("whole", whole, counts.index)
    part_of, parts = labelled("part", part, counts.index)
    order = np.lexsort((part_of, whole_of))
    keys = whole_of[order] * len(parts) + part_of[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    in_whole, in_part = np.divmod(keys[starts], len(parts))
    first = np.flatnonzero(np.diff(in_whole, prepend=-1))

    cells = table[order]
    by_part = np.add.reduceat(cells, starts)
    by_whole = np.add.reduceat(by_part, first)[in_whole]
    lived_in = np.add.reduceat(cells.sum(axis=1) > 0, starts, dtype=np.intp)
    units = np.add.reduceat(lived_in, first)[in_whole]
    mixed = entropies(by_whole.T)
    reason = np.select(
        [np.isnan(mixed), units < 2, np.count_nonzero(by_whole > 0, axis=1) < 2], [1, 2, 3], default=0
    )
    base = np.where(reason == 0, mixed, np.nan)
    within = entropies(by_part.T) - np.add.reduceat(entropies(cells.T), starts)
    with np.errstate(divide="ignore", invalid="ignore"):
        mix, overall = (counted / counted.sum(axis=1, keepdims=True) for counted in (by_part, by_whole))
        apart = by_part * np.log(np.where(by_part > 0, mix / overall, 1))
        value = np.where(reason == 0, within / entropies(by_part.T), np.nan)
    between = apart.sum(axis=1) / base
    within = within / base
    total = np.add.reduceat(between + within, first)[in_whole]
    return pd.DataFrame(
        {
            "whole": chosen(in_whole, wholes),
            "part": chosen(in_part, parts),
            "residents": by_part.sum(axis=1),
            "units": lived_in,
            "value": value,
            "between": between,
            "within": within,
            "total": total,
            "method": chosen(reason == 0, ["", "between and within"]),
            "reason": chosen(reason, _REASONS),
        }
    )
