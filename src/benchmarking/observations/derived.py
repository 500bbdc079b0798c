"""Gaps between two published figures, and weighted means where methods.md allows them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarking.observations.sums import releases_of
from benchmarking.reference import Reference

KEY = ["area_code", "period"]


def gaps(observations: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Derive each registry indicator whose series is written "A - B" from the published A and B.

    A gap has no interval: its parts are published without counts. It is missing, with its part's marker,
    wherever a part is missing.
    """
    listed = reference.indicators.by_id
    derived = listed[listed["series"].str.contains(" - ", regex=False)]
    found = []
    for indicator, row in derived.iterrows():
        same = listed[listed["dataset"] == row["dataset"]]
        parts = [same.index[same["series"] == name.strip()] for name in row["series"].split(" - ")]
        if any(len(part) != 1 for part in parts):
            continue
        first, second = (observations[observations["indicator"] == part[0]] for part in parts)
        both = first.merge(second, on=KEY, suffixes=("", "_2"))
        status = both["status"].where(both["value"].isna(), both["status_2"])
        value = both["value"] - both["value_2"]
        found.append(
            both[KEY].assign(
                indicator=indicator,
                value=value.round(10),
                status=status.where(value.isna(), ""),
                method="gap of two published figures",
                release=[releases_of(pair) for pair in zip(both["release"], both["release_2"], strict=True)],
            )
        )
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def weighted_means(
    observations: pd.DataFrame,
    parts: pd.DataFrame,
    weights: pd.DataFrame,
    indicators: list[str],
    method: str,
) -> pd.DataFrame:
    """Combine districts' figures into their county's as a weighted mean, only when every district is there.

    Parameters
    ----------
    observations : published rows of districts.
    parts : columns `target` and `part`.
    weights : columns `weight` and `release` (whose figures the weights are), indexed by area code.
    indicators : the ids to combine: survey percentages, or a score published as a weighted mean.

    Returns
    -------
    Rows with value, interval (arms sqrt(Σ (w·arm)²) where every part has one), base (all parts' together,
    where every part has one), method and release; a county short of a district has no value and the marker
    [x]. The samples are independent, so the variance of the mean is Σ w²s² (stratified sampling: Cochran
    1977, section 5.3); an arm stands for s, each side by itself (Zou, Huang and Zhang 2009).
    """
    rows = observations[observations["indicator"].isin(indicators)]
    published = pd.MultiIndex.from_frame(rows[["area_code", "indicator", "period"]])
    needed = parts.groupby("target")["part"].size()
    joined = parts.merge(rows, left_on="part", right_on="area_code")
    joined["weight"] = joined["part"].map(weights["weight"]).astype(float)
    joined = joined.dropna(subset=["weight", "value"])
    if joined.empty:
        return pd.DataFrame()
    joined["release"] = joined["release"] + ";" + joined["part"].map(weights["release"])
    joined["low_arm"] = joined["weight"] * (joined["value"] - joined["lower"])
    joined["high_arm"] = joined["weight"] * (joined["upper"] - joined["value"])
    joined["weighted"] = joined["weight"] * joined["value"]
    by = joined.groupby(["target", "indicator", "period"])
    total = by["weight"].sum()
    value = by["weighted"].sum() / total
    low = np.sqrt(by["low_arm"].agg(_square_sum)) / total
    high = np.sqrt(by["high_arm"].agg(_square_sum)) / total
    result = pd.DataFrame({"value": value, "lower": value - low, "upper": value + high, "parts": by.size()})
    result["base"] = by["base"].agg(_whole_sum)
    result["release"] = by["release"].agg(releases_of)
    result = result.reset_index().rename(columns={"target": "area_code"})
    complete = result["parts"] == result["area_code"].map(needed)
    result.loc[~complete, ["value", "lower", "upper", "base"]] = np.nan
    result["status"] = np.where(complete, "", "[x]")
    result["method"] = np.where(complete, method, f"{method}: not every district has a figure")
    again = pd.MultiIndex.from_frame(result[["area_code", "indicator", "period"]]).isin(published)
    return result[~again].drop(columns="parts")


def _square_sum(arms: pd.Series) -> float:
    return float((arms**2).sum(skipna=False))


def _whole_sum(bases: pd.Series) -> float:
    return float(bases.sum(skipna=False))
