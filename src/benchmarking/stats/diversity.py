"""How mixed an area's residents are, and into how many groups, one dimension at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from benchmarking.stats.count_table import checked
from benchmarking.stats.inputs import chosen

_REASONS = ["", "a category has no count", "nobody counted"]


def diversity(counts: pd.DataFrame) -> pd.DataFrame:
    """Measure how mixed each area's residents are in one classification.

    Every measure depends on the classification: finer categories give more diversity. So areas are compared
    only within one, with its number of categories beside them, and dimensions are never averaged. All
    categories count as equally different from each other.

    Parameters
    ----------
    counts : areas in rows, categories of one classification in columns (its total left out).

    Returns
    -------
    DataFrame with one row an area: simpson (chance that two residents drawn with replacement are of different
    categories, 1 - Σp²), shannon (entropy -Σ p ln p), evenness (shannon over the logarithm of categories, 1
    where all are of one size), effective (exp(shannon): groups of one size that would be as diverse),
    categories (columns of the classification, also those absent here or everywhere), present (categories with
    anybody in them), residents, method ("simpson and shannon", or empty) and reason ("a category has no count",
    "nobody counted", or empty).

    Raises
    ------
    StatisticError : a negative, infinite or fractional count, text, fewer than two categories.

    Source
    ------
    Simpson (1949), Nature 163; Shannon (1948), Bell System Technical Journal 27; Pielou (1966), Journal of
    Theoretical Biology 13, for evenness; Hill (1973), Ecology 54; entropy by `scipy.special.entr`.
    """
    table = checked(counts)
    categories = counts.shape[1]
    residents = table.sum(axis=1)
    reason = np.select([np.isnan(residents), residents == 0], [1, 2], default=0)
    known = reason == 0
    shares = table / np.where(known, residents, np.nan)[:, None]
    shannon = special.entr(shares).sum(axis=1)
    return pd.DataFrame(
        {
            "simpson": 1 - np.square(shares).sum(axis=1),
            "shannon": shannon,
            "evenness": shannon / np.log(categories),
            "effective": np.exp(shannon),
            "categories": categories,
            "present": np.count_nonzero(table > 0, axis=1),
            "residents": residents,
            "method": chosen(known, ["", "simpson and shannon"]),
            "reason": chosen(reason, _REASONS),
        },
        index=counts.index,
    )


def effective_groups(counts: pd.DataFrame) -> pd.DataFrame:
    """Count the groups of equal size that would be as diverse as each area's residents.

    The exponential of Shannon's entropy: 1 where all belong to one category, the number of categories where
    all are of one size. It grows with the number of categories, so it is compared only within one
    classification.

    Parameters
    ----------
    counts : as for `diversity`.

    Returns
    -------
    DataFrame with one row an area: value (groups), categories (columns of the classification), residents,
    method ("exp(shannon)", or empty) and reason, as in `diversity`.

    Raises
    ------
    StatisticError : as for `diversity`.

    Source
    ------
    Hill (1973), Ecology 54.
    """
    frame = diversity(counts).rename(columns={"effective": "value"})
    frame["method"] = chosen((frame["reason"] == "").to_numpy(), ["", "exp(shannon)"])
    return frame[["value", "categories", "residents", "method", "reason"]]
