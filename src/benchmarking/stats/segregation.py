"""Two-group indices of residential segregation, from counts in small areas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Numbers, Words, aligned, refuse, words_of


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
    StatisticError : a negative count, a group larger than its unit, no unit, lengths that do not match.

    Source
    ------
    Duncan and Duncan (1955), American Sociological Review 20; Massey and Denton (1988), Social Forces 67.
    """
    units, totals = _by_area(group, residents, area)
    own = units["area"].map(totals["group"])
    others = units["area"].map(totals["residents"] - totals["group"])
    apart = units["group"] / own.where(own > 0) - (units["residents"] - units["group"]) / others.where(
        others > 0
    )
    value = (apart.abs() / 2).groupby(units["area"], sort=False).sum(min_count=1)
    return _indexed(value, totals, "dissimilarity")


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
    units, totals = _by_area(group, residents, area)
    own = units["area"].map(totals["group"])
    met = (
        units["group"]
        / own.where(own > 0)
        * units["group"]
        / units["residents"].where(units["residents"] > 0)
    )
    value = met.groupby(units["area"], sort=False).sum(min_count=1)
    return _indexed(value, totals, "isolation")


def _by_area(group: Numbers, residents: Numbers, area: Words) -> tuple[pd.DataFrame, pd.DataFrame]:
    (own, everyone), index = aligned(group=group, residents=residents)
    if not len(index):
        raise StatisticError("There is no unit to measure segregation over", expected="at least two units")
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
    units = pd.DataFrame({"area": words_of("area", area, index), "group": own, "residents": everyone})
    units["uncounted"] = np.isnan(own) | np.isnan(everyone)
    units["lived_in"] = units["residents"] > 0
    totals = units.groupby("area", sort=False).agg(
        units=("lived_in", "sum"),
        group=("group", "sum"),
        residents=("residents", "sum"),
        uncounted=("uncounted", "sum"),
    )
    return units, totals


def _indexed(value: pd.Series[Any], totals: pd.DataFrame, method: str) -> pd.DataFrame:
    reason = np.select(
        [
            totals["uncounted"] > 0,
            totals["units"] < 2,
            totals["group"] == 0,
            totals["group"] == totals["residents"],
        ],
        ["a unit has no count", "fewer than two units", "nobody in the group", "nobody outside the group"],
        default="",
    )
    known = reason == ""
    return pd.DataFrame(
        {
            "value": value.reindex(totals.index).where(known),
            "units": totals["units"],
            "group": totals["group"].where(totals["uncounted"] == 0),
            "residents": totals["residents"].where(totals["uncounted"] == 0),
            "method": pd.array(np.where(known, method, ""), dtype="str"),
            "reason": pd.array(reason, dtype="str"),
        },
        index=totals.index,
    )
