"""How alike areas are: standardised distances from one area, and what each variable adds to them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarking.errors import StatisticError

METHOD = "standardised distance"
_OWN_COLUMNS = ("distance", "rank", "method", "reason")


def distances(variables: pd.DataFrame, lead: str) -> pd.DataFrame:
    """Rank areas by how far they stand from the lead over a set of variables.

    Each variable is divided by its standard deviation (that of a whole population) over the areas that have
    every variable, the lead among them; the distance is Euclidean. All variables weigh the same.

    Parameters
    ----------
    variables : areas in rows, variables in columns; the index names the areas.
    lead : the label of the lead area.

    Returns
    -------
    DataFrame with one row for every area but the lead, nearest first: distance (in standard deviations), rank
    (1 is nearest; ties share the lower rank), one column for each variable with its share of the squared
    distance (0 to 1), method and reason. Areas that lack a variable come last, without distance or rank, and
    the reason names what they lack.

    Raises
    ------
    StatisticError : the lead absent or without a variable, a repeated area, no variable, fewer than two areas
        with every variable, a variable that is the same everywhere, an infinite number, or a variable named
        like a column of the result.

    Source
    ------
    The standardised Euclidean distance, as in CIPFA's nearest neighbours.
    """
    _check_names(variables, lead)
    try:
        table = variables.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise StatisticError("A variable holds something that is not a number", found=error) from error
    if np.isinf(table.to_numpy()).any():
        raise StatisticError("A variable holds an infinite number", expected="finite numbers")
    lacking = table.isna()
    if lacking.loc[lead].any():
        raise StatisticError(
            "The lead area lacks a variable that distances are measured on",
            where=f"row {lead}",
            found=f"nothing for {_listed(lacking, lead)}",
            next_step="Leave the variable out, or choose another lead",
        )
    whole = table[~lacking.any(axis=1)]
    if len(whole) < 2:
        raise StatisticError("Only the lead area has every variable", expected="at least two areas")
    spread = whole.std(ddof=0)
    constant = spread[spread <= 1e-12 * whole.abs().max()].index
    if len(constant):
        raise StatisticError(
            f"{constant[0]} is the same in every area, so it cannot tell them apart",
            expected="variables that differ between areas",
            next_step="Leave the variable out",
        )
    parts = ((whole - whole.loc[lead]) / spread).drop(index=lead).pow(2)
    squared = parts.sum(axis=1)
    result = parts.div(squared.where(squared > 0, 1.0), axis=0)
    result.insert(0, "distance", np.sqrt(squared))
    result.insert(1, "rank", result["distance"].rank(method="min").astype("Int64"))
    incomplete = table.index[lacking.any(axis=1)]
    result = result.sort_values("distance", kind="stable")
    result = result.reindex(result.index.append(incomplete))
    left_out = result["distance"].isna()
    result["method"] = pd.array(np.where(left_out, "", METHOD), dtype="str")
    reasons = [
        f"no figure for {_listed(lacking, area)}" if out else ""
        for area, out in zip(result.index, left_out, strict=True)
    ]
    result["reason"] = pd.array(reasons, dtype="str")
    return result


def _listed(lacking: pd.DataFrame, area: str) -> str:
    return ", ".join(str(name) for name in lacking.columns[lacking.loc[area].to_numpy()])


def _check_names(variables: pd.DataFrame, lead: str) -> None:
    if not variables.index.is_unique:
        raise StatisticError(
            "An area stands twice among those to compare",
            found=variables.index[variables.index.duplicated()][0],
        )
    if lead not in variables.index:
        raise StatisticError("The lead area is not among those to compare", found=lead)
    if variables.columns.empty:
        raise StatisticError("There is no variable to measure distances on")
    taken = [name for name in variables.columns if name in _OWN_COLUMNS]
    if taken or not variables.columns.is_unique:
        raise StatisticError(
            "A variable's name is already taken",
            found=", ".join(map(str, taken or variables.columns[variables.columns.duplicated()])),
            expected=f"names that differ from each other and from {', '.join(_OWN_COLUMNS)}",
        )
