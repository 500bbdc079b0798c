"""How much the districts of the lead differ among themselves, beside how much English authorities differ."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from benchmarking.findings.places_compared import own_districts
from benchmarking.findings.sides import lead_side, with_intervals
from benchmarking.study import Study

#: This share of the districts must have a figure; and of figures, an interval before its error is taken out.
SHARE_NEEDED = 2 / 3
#: So many English authorities must have a figure.
AUTHORITIES_NEEDED = 100
DRAWS = 2000
SPREAD_COLUMNS = [
    "period",
    "value",
    "districts",
    "lowest",
    "lowest_code",
    "highest",
    "highest_code",
    "spread",
    "english_spread",
    "authorities",
    "ratio",
    "chance_lower",
    "chance_upper",
    "error_taken_out",
    "tested",
    "differ",
]


def spread_within(study: Study, places: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """Measure the spread of the lead's districts beside that of all English lower-tier authorities.

    Both are standard deviations of figures of the lead's period, every authority counting the same. Where
    two thirds of the figures have an interval, what sampling alone adds is taken out of both: the variance
    less the mean squared standard error, and nought where that is less than nothing. A figure without an
    interval then counts with the mean of the others' squared errors. As many authorities as
    there are districts, drawn at random from all of England, say which ratio means nothing.

    Parameters
    ----------
    places : findings of `place_findings`.
    indicators : ids; those without a figure of the lead, of two thirds of its districts or of 100 authorities
        are left out.

    Returns
    -------
    SPREAD_COLUMNS, indexed by indicator, the largest ratio first: the lead's period and value; how many districts
    have a figure, the lowest and the highest with the codes; the two spreads, how many authorities, and their
    ratio with the middle 95% of random draws; whether sampling error was taken out; how many districts were
    tested against the lead, and how many differ after adjustment.
    """
    own = own_districts(study)
    if not own:
        return pd.DataFrame(columns=SPREAD_COLUMNS)
    lower_tier = list(study.reference.areas.lower_tier()["code"])
    rows = study.observations
    rows = rows[rows["indicator"].isin(indicators) & rows["area_code"].isin([study.lead.code, *lower_tier])]
    rows = with_intervals(rows, study.reference, study.parameters.confidence_level)
    rows = rows.dropna(subset=["value"])
    lead = lead_side(study, rows)
    found = {}
    for name in indicators:
        if name in lead.index:
            same = (rows["indicator"] == name) & (rows["period"] == lead.at[name, "period"])
            english = rows[same & rows["area_code"].isin(lower_tier)].set_index("area_code")
            here = english.index.isin(own)
            if here.sum() >= SHARE_NEEDED * len(own) and len(english) >= AUTHORITIES_NEEDED:
                found[name] = {
                    "period": lead.at[name, "period"],
                    "value": lead.at[name, "value"],
                    **_ends(english.loc[here, "value"]),
                    **_spreads(study, english, own),
                }
    beside = places[
        (places["kind"] == "authority") & (places["basis"] == "tested") & places["place_code"].isin(own)
    ]
    beside = beside[beside["lead_period"] == beside["indicator"].map(lead["period"])]
    table = pd.DataFrame.from_dict(found, orient="index").reindex(columns=SPREAD_COLUMNS)
    table["tested"] = beside.groupby("indicator").size().reindex(table.index, fill_value=0)
    differ = beside[beside["verdict"] != "similar"].groupby("indicator").size()
    table["differ"] = differ.reindex(table.index, fill_value=0)
    return table.sort_values("ratio", ascending=False, kind="stable")


def signal_spread(
    values: npt.NDArray[np.float64], errors: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the standard deviation along the last axis, less what the standard errors account for."""
    variance = values.var(axis=-1, ddof=1) - np.square(errors).mean(axis=-1)
    return np.sqrt(np.maximum(variance, 0))


def _ends(values: pd.Series) -> dict[str, object]:
    return {
        "districts": len(values),
        "lowest": values.min(),
        "lowest_code": values.idxmin(),
        "highest": values.max(),
        "highest_code": values.idxmax(),
    }


def _spreads(study: Study, english: pd.DataFrame, own: list[str]) -> dict[str, object]:
    here = english.index.isin(own)
    z = special.ndtri((1 + study.parameters.confidence_level) / 2)
    errors = (english["upper"] - english["lower"]) / (2 * z)
    known = errors.notna().to_numpy()
    takes_out = min(known[here].mean(), known.mean()) >= SHARE_NEEDED
    mean_error = np.sqrt(np.square(errors).mean())
    value = english["value"].to_numpy()
    error = errors.fillna(mean_error).to_numpy() if takes_out else np.zeros(len(value))
    spread, english_spread = signal_spread(value[here], error[here]), signal_spread(value, error)
    ratio = spread / english_spread if english_spread > 0 else np.nan
    drawn = _drawn(len(value), int(here.sum()), study.parameters.seed)
    alone = signal_spread(value[drawn], error[drawn])
    lower, upper = np.quantile(alone / english_spread, [0.025, 0.975]) if english_spread > 0 else [np.nan] * 2
    return {
        "spread": float(spread),
        "english_spread": float(english_spread),
        "authorities": len(value),
        "ratio": float(ratio),
        "chance_lower": lower,
        "chance_upper": upper,
        "error_taken_out": takes_out,
    }


@lru_cache(maxsize=64)
def _drawn(many: int, few: int, seed: int) -> npt.NDArray[np.intp]:
    """Draw `few` places of `many` at random, without repetition, many times over."""
    return np.random.default_rng(seed).random((DRAWS, many)).argpartition(few - 1, axis=1)[:, :few]
