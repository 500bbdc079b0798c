"""Each of the study's places beside the lead authority and the reference area."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from benchmarking.findings.extents import with_extent_notes
from benchmarking.findings.firmness import with_firmness, with_previous
from benchmarking.findings.frame import KINDS, tidied
from benchmarking.findings.judging import judged
from benchmarking.findings.pairs import single_findings
from benchmarking.findings.sides import earlier_side, lead_side, with_checksums, with_intervals
from benchmarking.reference.vocabulary import JUDGED_TIERS
from benchmarking.study import Study

ENGLAND = "E92000001"
#: What stands beside the method of a tested difference between a place and a whole that it lies in.
WITHIN = "; the place lies within what it is set beside, so the interval is somewhat too wide"


def own_districts(study: Study) -> list[str]:
    """Return which of the study's places are districts of the lead; none where the lead is a single tier."""
    if study.lead.type != "county":
        return []
    districts = study.reference.areas.districts(study.lead.code)
    return [place for place in study.districts if place in districts]


def no_places(study: Study) -> str:
    """Say why a study has no findings of places, or nothing where it has some."""
    if own_districts(study):
        return ""
    if not study.districts and study.lead.type != "county":
        return f"{study.lead.name} has no districts below it, so there are none to set beside it."
    if not study.districts:
        return "This study names no group of places, so there are none to set beside the lead authority."
    return f"None of the study's places is a district of {study.lead.name}, so none is set beside it."


def place_of(study: Study, finding: str) -> str:
    """Return the place whose finding an id is, such as "<code>.employment_rate.vs.england", or ""."""
    place = finding.partition(".")[0]
    return place if place in study.districts else ""


def study_of_place(study: Study, place: str) -> Study:
    """Return the study told from one of its places, with the lead authority as all that it is compared with."""
    choices = {"lead_authority": place, "comparison_group": [study.lead.code]}
    seen = Study(study.parameters.model_copy(update=choices), study.reference, study.paths)
    vars(seen).update(observations=study.observations, releases=study.releases)
    return seen


def own_figures(places: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each figure of a place, from findings in which it stands beside two others."""
    return places.drop_duplicates(["place_code", "indicator"])


def place_findings(study: Study) -> pd.DataFrame:
    """Set each of the study's places beside the lead authority and the reference area.

    Every indicator of the registry of which the place has a figure is there, its latest beside the other's for
    the same period. All places and indicators together are one family for each of the two, and a test takes a
    place and the whole it lies in for independent, which makes its interval somewhat too wide. Where the study
    has no district of its lead among its places there is no row; `no_places` says why.

    Returns
    -------
    One row a finding, in the order of the places and of the registry: place_code and place_name, then the columns of
    `Finding`, in which the lead_ columns hold the place's figure. An id is as that of a finding of the study,
    with the place's code before it.
    """
    chosen = study.parameters
    if not own_districts(study):
        return _named(study, tidied(pd.DataFrame(columns=["id"])))
    level = chosen.confidence_level
    found = judged(study, _compared(study, level), adjustment=chosen.adjustment, alpha=chosen.alpha)
    found = with_previous(study, with_firmness(study, found, _compared), _compared_before)
    kinds = {kind: at for at, kind in enumerate(KINDS)}
    order = {place: at for at, place in enumerate(study.districts)}
    listed = {name: at for at, name in enumerate(study.reference.indicators.ids)}
    found = found.assign(
        _a=found["id"].str.split(".").str[0].map(order),
        _b=found["indicator"].map(listed),
        _c=found["kind"].map(kinds),
    ).sort_values(["_a", "_b", "_c"], kind="stable")
    return _named(study, tidied(with_checksums(study, found)).reset_index(drop=True))


def _named(study: Study, found: pd.DataFrame) -> pd.DataFrame:
    places = found["id"].str.split(".").str[0].astype("str")
    found.insert(0, "place_code", places)
    found.insert(1, "place_name", places.map(study.name).astype("str"))
    return found


def _compared(study: Study, level: float, *, exact: bool = False) -> pd.DataFrame:
    """Set each place's latest figure beside the two others at a confidence level; not yet judged."""
    rows = with_intervals(_rows(study), study.reference, level, exact=exact)
    return _beside(study, rows, {}, level, exact)


def _compared_before(study: Study, level: float) -> pd.DataFrame:
    """Set each place's previous figure beside the two others; not yet judged."""
    rows = with_intervals(_rows(study), study.reference, level)
    earlier = {}
    for place in study.districts:
        seen, here = study_of_place(study, place), rows[rows["area_code"] == place]
        earlier[place] = earlier_side(seen, here, lead_side(seen, here))
    return _beside(study, rows, earlier, level, False)


def _rows(study: Study) -> pd.DataFrame:
    areas = [*study.districts, study.lead.code, study.parameters.reference_area]
    return study.observations[study.observations["area_code"].isin(areas)]


def _without_bare_samples(study: Study, pairs: pd.DataFrame) -> pd.DataFrame:
    """Take back what is said of a survey's figure without an interval: few are asked in one place."""
    listed = study.reference.indicators.by_id
    survey = pairs["indicator"].map(listed["basis"]) == "survey"
    judged_one = pairs["indicator"].map(listed["tier"]).isin(JUDGED_TIERS)
    bare = survey & judged_one & (pairs["basis"] != "tested") & (pairs["reason"] == "")
    words = {"basis": "", "method": "", "reason": "a survey figure without an interval", "difference": np.nan}
    return pairs.assign(**{name: pairs[name].mask(bare, word) for name, word in words.items()})


def _beside(
    study: Study, rows: pd.DataFrame, figures: Mapping[str, pd.DataFrame], level: float, exact: bool
) -> pd.DataFrame:
    """Make the pairs of every place at its figures given, or at its latest."""
    within, parts = own_districts(study), []
    for place in study.districts:
        seen = study_of_place(study, place)
        here = rows[rows["area_code"].isin([place, study.lead.code, study.parameters.reference_area])]
        vars(seen).update(observations=here)
        own = figures[place] if place in figures else lead_side(seen, here)
        pairs = single_findings(seen, here, own, level, exact=exact)
        pairs = pairs[pairs["indicator"].isin(own.index)]
        beside_lead = pairs["kind"] == "authority"
        if place not in within:
            outside = pairs["comparator_name"] + " (whose figures leave it out)"
            pairs["comparator_name"] = pairs["comparator_name"].mask(beside_lead, outside)
        region = study.reference.areas[place].region
        in_reference = study.parameters.reference_area in (region, ENGLAND)
        inside = np.where(beside_lead, place in within, in_reference)
        pairs = with_extent_notes(seen, _without_bare_samples(study, pairs))
        overlaps = (pairs["basis"] == "tested") & inside
        pairs["method"] = np.where(overlaps, pairs["method"] + WITHIN, pairs["method"])
        parts.append(pairs.assign(id=f"{place}." + pairs["id"]))
    return pd.concat(parts, ignore_index=True)
