"""Two figures beside each other: whether they may be tested, their difference and its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarking.findings.sides import SIDE
from benchmarking.reference.units import UNITS
from benchmarking.reference.vocabulary import JUDGED_TIERS
from benchmarking.stats import difference, difference_of_counts
from benchmarking.study import Study

TESTABLE_BASES = ("survey", "modelled", "administrative count")
#: What stands beside a change of an indicator in pounds.
NOMINAL = "in pounds of each year, not adjusted for prices"
LEAD = ["value", "lower", "upper", "period", "numerator", "denominator", "base", "release", "status"]


def beside_lead(
    study: Study, frame: pd.DataFrame, lead: pd.DataFrame, level: float, *, exact: bool = False
) -> pd.DataFrame:
    """Set each row's figure beside the lead's of its indicator.

    Parameters
    ----------
    frame : one row a comparison: indicator, comparator, reason ("" where it may be made) and, where there
        is a figure, the columns of SIDE.
    lead : the lead's figures, indexed by indicator.
    level : the confidence level, at which both sides' intervals are.
    exact : whether counts are tested with exact intervals.

    Returns
    -------
    The frame with the lead's columns, `basis`, `method`, `difference` with its interval and `p`, and
    `sources`, the ids of the releases behind both sides.
    """
    for name in LEAD:
        frame[f"lead_{name}"] = frame["indicator"].map(lead[name])
    # A group of which no indicator has enough figures has none of these.
    frame = frame.assign(**dict.fromkeys([name for name in SIDE if name not in frame], np.nan))
    frame["reason"] = frame["reason"].fillna("")
    frame["basis"] = _basis(study, frame)
    frame = _differences(study, frame, level, exact)
    pairs = zip(frame["lead_release"], frame["release"], strict=True)
    return frame.assign(sources=[sources_of(pair) for pair in pairs])


def sources_of(releases: object) -> str:
    """Join the ids of releases, each once; what is not text is passed over."""
    named = [one for one in releases if isinstance(one, str)] if isinstance(releases, tuple | list) else []
    return ";".join(sorted({name for one in named for name in one.split(";") if name}))


def plain_basis(study: Study, indicators: pd.Series) -> pd.Series:
    """Return the basis of untested findings of each indicator."""
    complete = indicators.map(study.reference.indicators.by_id["basis"]) == "complete count"
    return pd.Series(np.where(complete, "complete count", "published and untested"), index=indicators.index)


def is_testable(study: Study, indicators: pd.Series) -> pd.Series:
    """Tell of which indicators figures with intervals may be tested: those with a direction, not complete."""
    listed = study.reference.indicators.by_id
    tier, basis = indicators.map(listed["tier"]), indicators.map(listed["basis"])
    return tier.isin(JUDGED_TIERS) & basis.isin(TESTABLE_BASES)


def in_pounds(study: Study, indicators: pd.Series) -> pd.Series:
    """Tell which indicators are sums of money: over time these are told and not judged, since prices change."""
    return indicators.map(study.reference.indicators.by_id["unit"]).str.startswith("£")


def _basis(study: Study, frame: pd.DataFrame) -> pd.Series:
    intervals = frame[["lead_lower", "lead_upper", "lower", "upper"]].notna().all(axis=1)
    tested = intervals & _has_width(frame) & is_testable(study, frame["indicator"])
    basis = plain_basis(study, frame["indicator"]).mask(tested, "tested")
    return basis.where(frame["reason"] == "", "")


def _has_width(frame: pd.DataFrame) -> pd.Series:
    """Tell where the intervals have width towards each other: one rounded away leaves nothing to test with."""
    gap = frame["lead_value"] - frame["value"]
    below = (frame["lead_value"] > frame["lead_lower"]) | (frame["upper"] > frame["value"])
    above = (frame["lead_upper"] > frame["lead_value"]) | (frame["value"] > frame["lower"])
    return ((gap > 0) & below) | ((gap < 0) & above) | ((gap == 0) & (below | above))


def _differences(study: Study, frame: pd.DataFrame, level: float, exact: bool) -> pd.DataFrame:
    listed = study.reference.indicators.by_id
    frame["difference"] = (frame["lead_value"] - frame["value"]).where(frame["basis"] != "")
    frame[["difference_lower", "difference_upper", "p"]] = np.nan
    frame["method"] = np.where(frame["basis"] == "", "", "difference of published figures")
    frame.loc[frame["basis"] == "complete count", "method"] = "difference of complete counts"
    tested = frame["basis"] == "tested"
    administrative = frame["indicator"].map(listed["basis"]) == "administrative count"
    counted = tested & administrative & frame["numerator"].notna()
    per = frame["indicator"].map(listed["unit"].map({name: unit.per for name, unit in UNITS.items()}))
    for multiplier in per[counted].dropna().unique():
        some = counted & (per == multiplier)
        result = difference_of_counts(
            frame.loc[some, "lead_numerator"],
            frame.loc[some, "lead_denominator"],
            frame.loc[some, "numerator"],
            frame.loc[some, "denominator"],
            level=level,
            kind="proportion" if multiplier == 100 else "rate",
            per=float(multiplier),
            exact=exact,
        )
        _put(frame, some, result, " from counts: year-to-year chance, not sampling")
    plain = tested & ~counted
    if plain.any():
        ours = frame.loc[plain, ["lead_value", "lead_lower", "lead_upper"]]
        ours = ours.set_axis(["value", "lower", "upper"], axis=1)
        result = difference(ours, frame.loc[plain, ["value", "lower", "upper"]], level=level)
        whose = np.where(administrative[plain], "the members' count intervals", "published intervals")
        _put(frame, plain, result, " from " + pd.Series(whose, dtype=object) + ", p by rescaling")
    return frame


def _put(frame: pd.DataFrame, some: pd.Series, result: pd.DataFrame, words: str | pd.Series) -> None:
    frame.loc[some, ["difference", "difference_lower", "difference_upper", "p"]] = result[
        ["difference", "lower", "upper", "p"]
    ].to_numpy()
    frame.loc[some, "method"] = (result["method"].reset_index(drop=True) + words).to_numpy()


def with_lead(frame: pd.DataFrame, lead: pd.DataFrame, kind: str, comparator_name: str) -> pd.DataFrame:
    """Give findings of the lead alone their id, kind and names, and the lead's latest figure."""
    columns = {
        f"lead_{name}": frame["indicator"].map(lead[name])
        for name in ("value", "lower", "upper", "base", "period", "status")
    }
    return frame.assign(
        **columns,
        kind=kind,
        comparator=kind,
        comparator_name=comparator_name,
        id=frame["indicator"] + f".{kind}",
    )
