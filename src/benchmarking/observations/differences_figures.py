"""The figures and intervals that differ between two vintages: revised, only rounded otherwise, wider, narrower."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarking.observations.differences_told import counted, worded
from benchmarking.reference import Reference
from benchmarking.sources.tidy import OBSERVATION_KEY

CATEGORY_KEY = [*OBSERVATION_KEY, "category"]
#: Figures that differ by less are the same: what comes after is binary arithmetic.
SAME = 1e-9
#: From this share of its figures on, an indicator counts as revised throughout.
THROUGHOUT = 0.9
#: A factor between all figures this far from one is another unit, and not a revision.
FACTOR = 1.5
#: Median widths that differ by less than this share are alike.
WIDTH = 0.05
_MOST_DECIMALS = 6


def revisions(both: pd.DataFrame, reference: Reference) -> list[pd.DataFrame]:
    """Find the figures of both vintages that differ.

    Parameters
    ----------
    both : a row a figure, with CATEGORY_KEY, and `value_old` and `value_new`, missing where there is none.

    Returns
    -------
    Tables of differences: of an indicator changed throughout, by one factor or not; of one that is only
    rounded otherwise; and of each revised figure.
    """
    compared = both[both["value_old"].notna() & both["value_new"].notna()]
    change = compared["value_new"] - compared["value_old"]
    moved = change.abs() > SAME
    rows = compared[moved].assign(change=change[moved])
    rounded, told = _rounded(rows)
    rows = rows[~rounded]
    return [_throughout(compared, rows), told, _each(both, rows, reference)]


def _each(both: pd.DataFrame, rows: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    key = ["indicator", "period", "category"]
    some = both[both["indicator"].isin(rows["indicator"].unique())]
    spread = some.groupby(key, observed=True)["value_new"].std().rename("spread")
    rows = rows.join(spread, on=key)
    decimals = rows["indicator"].astype(object).map(reference.indicators.by_id["decimals"]).fillna(0)
    scale = 10.0 ** decimals.astype(int)
    printed = (rows["value_old"] * scale).round() != (rows["value_new"] * scale).round()
    return rows[OBSERVATION_KEY].assign(
        kind="revised figure",
        before=rows["value_old"],
        after=rows["value_new"],
        change=rows["change"],
        spreads=rows["change"] / rows["spread"].where(rows["spread"] > 0),
        printed=np.where(printed, "yes", "no"),
        figures=1,
        what=rows["category"],
    )


def _throughout(compared: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Find the indicators of which nearly every figure was revised, and the one factor where there is one."""
    ratio = rows["value_new"] / rows["value_old"].where(rows["value_old"] != 0)
    quarters = ratio.groupby(rows["indicator"], observed=True).quantile(np.array([0.25, 0.5, 0.75])).unstack()
    table = pd.DataFrame(
        {
            "figures": rows.groupby("indicator", observed=True).size(),
            "compared": compared.groupby("indicator", observed=True).size(),
        }
    ).join(quarters.reindex(columns=[0.25, 0.5, 0.75]))
    table = table[table["figures"] >= THROUGHOUT * table["compared"]]
    alike = (table[0.75] / table[0.25] < 1.01) & (np.log(table[0.5].abs()).abs() > np.log(FACTOR))
    what = worded(table["figures"], "{:,.0f} of ") + counted(table["compared"], "figure")
    by = worded(table[0.5], ", all by a factor of about {:g}")
    return (
        table[["figures"]]
        .assign(
            kind=np.where(alike, "changed unit", "revised throughout"), what=what.where(~alike, what + by)
        )
        .reset_index(names="indicator")
    )


def _rounded(rows: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Tell which rows changed by no more than another rounding does, and make a row for each indicator of them."""
    decimals = pd.DataFrame(
        {side: _decimals(rows[f"value_{side}"], rows["indicator"]) for side in ("old", "new")}
    )
    here = rows[["indicator"]].join(decimals, on="indicator")
    unit = 0.5 * 10.0 ** -here[["old", "new"]].min(axis=1)
    rounded = (here["old"] != here["new"]) & (rows["change"].abs() <= unit + SAME)
    figures = rows[rounded].groupby("indicator", observed=True).size().rename("figures")
    table = decimals.join(figures, how="inner")
    what = (
        counted(table["figures"], "figure")
        + worded(table["old"], ", published to {} decimals before")
        + worded(table["new"], " and to {} now")
    )
    return rounded, table[["figures"]].assign(kind="rounded otherwise", what=what).reset_index(
        names="indicator"
    )


def _decimals(values: pd.Series, indicator: pd.Series) -> pd.Series:
    """Return the decimals to which each indicator's figures are published."""
    found = pd.Series(_MOST_DECIMALS, index=indicator.cat.categories[np.unique(indicator.cat.codes)])
    for decimals in range(_MOST_DECIMALS, -1, -1):
        whole = ((values * 10**decimals).round() / 10**decimals - values).abs() < SAME
        kept = whole.groupby(indicator, observed=True).all()
        found = found.mask(kept.reindex(found.index), decimals)
    return found


def intervals(both: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> list[pd.DataFrame]:
    """Compare each area's latest interval in both vintages, and count the intervals that came or went.

    Parameters
    ----------
    both : as for `revisions`, with `width_old` and `width_new`, missing where there is no interval.
    before, after : the figures of each vintage, with `width`.

    Returns
    -------
    Tables of differences, a row an indicator; `before` and `after` hold the median widths.
    """
    key = ["indicator", "area_code"]
    latest = [
        rows[rows["width"].notna()].sort_values("period").drop_duplicates(key, keep="last")[[*key, "width"]]
        for rows in (before, after)
    ]
    table = latest[0].merge(latest[1], on=key, suffixes=("_old", "_new"))
    widths = table.groupby("indicator", observed=True).agg(
        before=("width_old", "median"), after=("width_new", "median"), figures=("area_code", "size")
    )
    share = widths["after"] / widths["before"].where(widths["before"] > 0) - 1
    way = pd.Series(np.where(share > 0, "wider", "narrower"), index=widths.index, dtype=object)
    what = worded(share.abs(), "the median interval of the latest figures is {:.0%} ") + way
    widths = widths.assign(kind=way + " intervals", what=what, change=widths["after"] - widths["before"])
    parts = [widths[share.abs() >= WIDTH].reset_index()]
    held = both[both["value_old"].notna() & both["value_new"].notna()]
    for kind, without, has in (("intervals gained", "old", "new"), ("intervals lost", "new", "old")):
        some = held[held[f"width_{without}"].isna() & held[f"width_{has}"].notna()]
        number = some.groupby("indicator", observed=True).size().rename("figures").to_frame()
        parts.append(number.assign(kind=kind, what=counted(number["figures"], "figure")).reset_index())
    return parts
