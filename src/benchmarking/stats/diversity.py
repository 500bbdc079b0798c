"""How many groups an area's residents effectively belong to, one dimension at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import refuse


def effective_groups(counts: pd.DataFrame) -> pd.DataFrame:
    """Count the groups of equal size that would be as diverse as each area's residents.

    The exponential of Shannon's entropy: 1 where all belong to one category, the number of categories where
    all are of one size. It grows with the number of categories, so it is compared only within one
    classification.

    Parameters
    ----------
    counts : areas in rows, categories of one classification in columns (its total left out).

    Returns
    -------
    DataFrame with one row an area: value (groups), categories (columns of the classification), residents,
    method ("exp(shannon)", or empty) and reason (a category without a count, nobody counted).

    Raises
    ------
    StatisticError : a negative or infinite count, text, fewer than two categories.

    Source
    ------
    Hill (1973), Ecology 54; entropy by `scipy.special.entr`.
    """
    categories = counts.shape[1]
    if categories < 2:
        raise StatisticError("Diversity needs at least two categories", found=categories)
    try:
        table = counts.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise StatisticError("A category holds something that is not a count", found=error) from error
    worst = np.nanmin(np.where(np.isnan(table), 0, table), axis=1, initial=0)
    refuse(worst < 0, counts.index, "A count is negative", {"count": worst}, "zero or more")
    refuse(np.isinf(table).any(axis=1), counts.index, "A count is infinite", {}, "finite counts")
    residents = table.sum(axis=1)
    shares = table / np.where(residents > 0, residents, np.nan)[:, None]
    missing = np.isnan(residents)
    reason = np.where(missing, "a category has no count", np.where(residents == 0, "nobody counted", ""))
    return pd.DataFrame(
        {
            "value": np.exp(special.entr(shares).sum(axis=1)),
            "categories": categories,
            "residents": residents,
            "method": pd.array(np.where(reason == "", "exp(shannon)", ""), dtype="str"),
            "reason": pd.array(reason, dtype="str"),
        },
        index=counts.index,
    )
