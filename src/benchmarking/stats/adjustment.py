"""P-values adjusted for the number of comparisons made together."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Floats, Numbers, Places, Words, aligned, chosen, coded, refuse

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
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57; Holm (1979), Scandinavian
    Journal of Statistics 6. Both are written out because `statsmodels.stats.multitest.multipletests` takes
    one family at a time, and nine hundred families are wanted at once where every authority leads in turn;
    tests hold them to that function, to the last bit for the false discovery rate.
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
    code, names = coded("family", family, index)
    adjusted = np.full(len(values), np.nan)
    comparisons = np.zeros(len(values), dtype=np.int64)
    tested = ~np.isnan(values)
    alone = tested & np.array([name == "" for name in names])[code]
    if alone.any():
        raise StatisticError(
            "A comparison with a p-value belongs to no family",
            where=f"row {index[alone][0]}",
            expected="the name of the comparisons it was made with",
        )
    rows = np.flatnonzero(tested)
    adjusted[rows], comparisons[rows] = _stepwise(values[rows], code[rows], method)
    return pd.DataFrame(
        {
            "p": values,
            "p_adjusted": adjusted,
            "family": chosen(code, names),
            "comparisons": comparisons,
            "method": chosen(tested, ["", method]),
        },
        index=index,
    )


def _stepwise(p: Floats, family: Places, method: Adjustment) -> tuple[Floats, Places]:
    """Adjust every family at once, and count its members: sorted by family and p, then run along."""
    order = np.argsort(p)
    small = family[order].astype(np.min_scalar_type(family.max(initial=0)))
    order = order[np.argsort(small, kind="stable")]  # as np.lexsort((p, family)), in a quarter of its time
    members = np.bincount(family)
    size = members[family]
    within = np.arange(len(p)) - (np.cumsum(members) - members)[family[order]]
    if method == "holm":
        raised = pd.Series(p[order] * (size[order] - within))
        run = raised.groupby(family[order], sort=False).cummax()
    else:
        raised = pd.Series(p[order] / ((within + 1) / size[order]))[::-1]
        run = raised.groupby(family[order][::-1], sort=False).cummin()[::-1]
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(run, 1)
    return adjusted, size
