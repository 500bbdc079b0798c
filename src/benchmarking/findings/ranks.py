"""Where the lead stands: among its comparison group with its uncertainty, or in fifths of England."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from benchmarking.findings.beside import is_testable, plain_basis, sources_of, with_lead
from benchmarking.findings.trends import NOT_JUDGED
from benchmarking.stats import marginal_rank_sets, simultaneous_rank_sets
from benchmarking.study import Study

#: Fifths are told of this many areas or more.
ENOUGH_FOR_FIFTHS = 20
#: Context may be placed in fifths, since a fifth is no judgement; nothing else without a direction may.
_PLACED_TIERS = ("headline", "supporting", "context")
_PLACE = ["place", "place_lower", "place_upper", "of", "fifth"]


def rank_findings(study: Study, rows: pd.DataFrame, lead: pd.DataFrame, level: float) -> pd.DataFrame:
    """Say where the lead stands on every indicator.

    Where every figure of the lead and its comparison group has an interval and the indicator a direction:
    the lead's place from the highest, and its marginal confidence set. Otherwise the fifth it is in, of the
    English authorities of its tier with a figure for the same period.

    Returns
    -------
    One row an indicator, kind "rank": the lead's latest figure; place, place_lower, place_upper and of, or
    fifth and of; verdict and verdict_unadjusted ("ranked" or "not compared"), basis, method, reason, sources.
    """
    found = []
    latest = rows[rows["value"].notna() & (rows["period"] == rows["indicator"].map(lead["period"]))]
    figures = {str(name): some.set_index("area_code") for name, some in latest.groupby("indicator")}
    areas, called = peers(study)
    testable = is_testable(study, pd.Series(study.reference.indicators.ids)).to_numpy()
    for indicator, may_test in zip(study.reference.indicators.ids, testable, strict=True):
        row: dict[str, object] = {"indicator": indicator, "method": "", "sources": "", "reason": ""}
        tier = study.reference.indicators[indicator].tier
        if indicator not in lead.index:
            row["reason"] = f"no figure for {study.lead.name}"
        elif tier not in _PLACED_TIERS:
            row["reason"] = NOT_JUDGED[tier]
        else:
            ranked = _tested(study, figures[indicator], level) if may_test else None
            row |= ranked or _fifth(study, figures[indicator], areas, called)
        found.append(row)
    frame = pd.DataFrame(found, columns=["indicator", *_PLACE, "method", "sources", "reason"])
    placed = plain_basis(study, frame["indicator"]).mask(frame["place"].notna(), "tested")
    frame["basis"] = placed.where(frame["reason"] == "", "")
    frame["verdict"] = np.where(frame["reason"] == "", "ranked", "not compared")
    frame["verdict_unadjusted"] = frame["verdict"]
    frame = with_lead(frame, lead, "rank", study.group_title)
    among = frame["comparator_name"].mask(frame["fifth"].notna(), called)
    return frame.assign(comparator_name=among)


def rank_sets(study: Study, figures: pd.DataFrame, level: float) -> pd.DataFrame:
    """Give the lead and each member of its comparison group the ranks that its true figure may have.

    The lead's set is its own (marginal); the others' hold all at once (simultaneous).

    Parameters
    ----------
    figures : of one indicator and period, indexed by area code: value, lower and upper at `level`. Other
        areas than the lead and its group are passed over.

    Returns
    -------
    One row a council with a figure, indexed by code: rank (1 is the highest), lower, upper, ranked, method.
    No row where one of the figures has no interval of any width, or fewer than two councils have a figure.
    """
    figures = figures.loc[
        figures.index.isin([study.lead.code, *study.comparators]), ["value", "lower", "upper"]
    ]
    figures = figures.dropna(subset="value")
    wide = (figures["upper"] > figures["lower"]).all()
    if study.lead.code not in figures.index or len(figures) < 2 or not wide:
        return pd.DataFrame(columns=["rank", "lower", "upper", "ranked", "method"])
    sets = simultaneous_rank_sets(figures, level=level, seed=study.parameters.seed)
    own = marginal_rank_sets(figures, [study.lead.code], level=level, seed=study.parameters.seed)
    sets.loc[study.lead.code] = own.loc[study.lead.code]
    return sets.drop(columns="reason")


def peers(study: Study) -> tuple[list[str], str]:
    """Return the codes of all current English authorities of the lead's tier, and what they are called."""
    upper = list(study.reference.areas.upper_tier()["code"])
    if study.lead.code in upper:
        return upper, "English upper-tier authorities"
    return list(study.reference.areas.lower_tier()["code"]), "English lower-tier authorities"


def _tested(study: Study, figures: pd.DataFrame, level: float) -> dict[str, object] | None:
    sets = rank_sets(study, figures, level)
    if sets.empty:
        return None
    own = sets.loc[study.lead.code]
    return {
        "place": own["rank"],
        "place_lower": own["lower"],
        "place_upper": own["upper"],
        "of": own["ranked"],
        "method": own["method"],
        "sources": sources_of(list(figures.loc[sets.index, "release"])),
    }


def _fifth(study: Study, figures: pd.DataFrame, areas: list[str], called: str) -> dict[str, object]:
    figures = figures[figures.index.isin(areas)]
    if study.lead.code not in figures.index:
        return {"reason": "places are told of English local authorities only"}
    if len(figures) < ENOUGH_FOR_FIFTHS:
        return {"reason": f"{len(figures)} of the {called} have a figure; {ENOUGH_FOR_FIFTHS} are needed"}
    if figures["value"].nunique() == 1:
        return {"reason": f"the same figure in all {len(figures)} of the {called}"}
    place = figures["value"].rank(ascending=False, method="average")[study.lead.code]
    return {
        "fifth": math.ceil(5 * place / len(figures)),
        "of": len(figures),
        "method": f"place in fifths of the {called}",
        "sources": sources_of(list(figures["release"].unique())),
    }
