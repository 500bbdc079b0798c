"""P-values adjusted for the number of comparisons made together."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Floats, Numbers, Words, aligned, refuse, words_of

Adjustment = Literal["fdr_bh", "holm"]


def adjust(p: Numbers, family: Words = "all", *, method: Adjustment = "fdr_bh") -> pd.DataFrame:
    """Adjust p-values within each family of comparisons.

    Comparisons without a p-value belong to no family and do not count. Pass each comparison once, however
    many frameworks print it: a repeated label is refused.

    Parameters
    ----------
    p : column of n p-values, some of which may be missing.
    family : the family of each, or one name for all.
    method : "fdr_bh" for the false discovery rate, "holm" for the family-wise error rate.

    Returns
    -------
    DataFrame of n rows: p, p_adjusted, family, comparisons (how many were adjusted together; 0 without a
    p-value) and method (empty without a p-value).

    Raises
    ------
    StatisticError : a p-value outside 0 to 1 or without a family, a repeated label, an unknown method,
        lengths that do not match.

    Source
    ------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, by
    `statsmodels.stats.multitest.multipletests`; Holm (1979), Scandinavian Journal of Statistics 6, written
    out because that function collects garbage at each Holm call, which takes some 60 ms; tests hold the two
    together.
    """
    if method not in get_args(Adjustment):
        raise StatisticError(
            "Unknown adjustment", found=repr(method), expected=f"one of {', '.join(get_args(Adjustment))}"
        )
    (values,), index = aligned(p=p)
    refuse(
        (values < 0) | (values > 1), index, "A p-value lies outside 0 to 1", {"p": values}, "between 0 and 1"
    )
    if not index.is_unique:
        raise StatisticError(
            "A comparison stands twice among those to adjust",
            found=index[index.duplicated()][0],
            expected="each comparison once",
        )
    families = words_of("family", family, index)
    adjusted = np.full(len(values), np.nan)
    comparisons = np.zeros(len(values), dtype=np.int64)
    tested = ~np.isnan(values)
    if (families[tested] == "").any():
        raise StatisticError(
            "A comparison with a p-value belongs to no family",
            where=f"row {index[tested & (families == '')][0]}",
            expected="the name of the comparisons it was made with",
        )
    for name in pd.unique(families[tested]):
        rows = tested & (families == name)
        adjusted[rows] = (
            _holm(values[rows]) if method == "holm" else multipletests(values[rows], method=method)[1]
        )
        comparisons[rows] = np.count_nonzero(rows)
    return pd.DataFrame(
        {
            "p": values,
            "p_adjusted": adjusted,
            "family": pd.array(families, dtype="str"),
            "comparisons": comparisons,
            "method": pd.array(np.where(tested, method, ""), dtype="str"),
        },
        index=index,
    )


def _holm(p: Floats) -> Floats:
    order = np.argsort(p)
    stepwise = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepwise, 1)
    return adjusted
