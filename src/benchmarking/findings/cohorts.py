"""How many children a figure of one group of people rests on, as far as the census tells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarking.findings.beside import sources_of
from benchmarking.findings.frame import PAIRED, SINCE
from benchmarking.findings.origins import vintage_of
from benchmarking.observations import area_counts
from benchmarking.study import Study, once_a_study

TABLE = "Age by sex by ethnic group"
#: Pupils as the Department for Education groups them, and the census group that most nearly holds them. The
#: census counts Chinese residents among the Asian.
CENSUS_GROUPS = {
    "Asian pupils": "Asian",
    "Black pupils": "Black",
    "pupils of Mixed ethnic groups": "Mixed",
    "White pupils": "White",
    "pupils of other ethnic groups": "Other",
}
#: The census table gives the ages of a group by sex: with one of them missing the number is not known.
SEXES = ("female", "male")
#: Ages 0 to 15 are sixteen school years.
SCHOOL_YEARS = 16
#: By chance alone a percentage of 100 children moves by up to about 10 points either way: 1.96·√(50·50/100).
FEW = 100
_COLUMNS = ["area_code", "people", "aged_0_to_15", "school_year", "size", "release"]


def cohorts_of(study: Study, areas: Sequence[str]) -> pd.DataFrame:
    """Tell about how many children of each group are in one school year of each area, from Census 2021.

    The Department for Education publishes no counts beside its figures by ethnic group. Residents aged 0 to 15
    at the census, divided by sixteen, give the order of size of a school year: they are placed by where they
    live and not by school, and years since the census may differ. Counties, regions, England and groups of
    places are sums of their districts.

    Parameters
    ----------
    areas : codes of areas or names of groups of places.

    Returns
    -------
    A row for each area and group of the registry, in order: area_code, people (as the registry names the
    group), aged_0_to_15, school_year, size ("small" under FEW, "not small", or "not known" where the census
    table has no such group or no such area) and release.

    Source of the limit: the standard deviation of a binomial share, at one half.
    """
    listed = study.reference.indicators.frame
    groups = list(dict.fromkeys(listed.loc[listed["tier"] == "by_group", "people"]))
    rows = _children(study)
    rows = rows[rows["area_code"].isin(list(areas))]
    by = rows.groupby(["area_code", rows["category"].str.split(";").str[0]])
    asked = pd.MultiIndex.from_product([list(areas), groups], names=["area_code", "people"])
    keys = [(area, CENSUS_GROUPS.get(people, "")) for area, people in asked]
    aged = by["count"].sum(min_count=len(SEXES)).reindex(keys).to_numpy()
    year = aged / SCHOOL_YEARS
    frame = asked.to_frame(index=False).assign(aged_0_to_15=aged, school_year=year)
    frame["size"] = np.select([np.isnan(year), year < FEW], ["not known", "small"], "not small")
    frame["release"] = by["release"].first().reindex(keys).fillna("").to_numpy()
    return frame[_COLUMNS]


@once_a_study
def _children(study: Study) -> pd.DataFrame:
    """Count the children of each group in every area, as `area_counts` tells them."""
    counts = vintage_of(study).counts
    children = counts[(counts["table"] == TABLE) & counts["category"].str.endswith("; aged 0 to 15")]
    return area_counts(children, study.reference)


def with_cohort_notes(study: Study, frame: pd.DataFrame) -> pd.DataFrame:
    """Note on each pair and change of a figure by group where it rests on few children, or where nobody knows.

    Parameters
    ----------
    frame : findings with indicator, kind, comparator, reason, note and sources.

    Returns
    -------
    The frame with `note` on those that speak, and the census release among their `sources`.
    """
    people = frame["indicator"].map(study.reference.indicators.by_id["people"])
    told = (people != "") & (frame["reason"] == "") & frame["kind"].isin([*PAIRED, *SINCE])
    if not told.any():
        return frame
    areas = [study.lead.code, *study.comparators, study.parameters.reference_area]
    cohorts = cohorts_of(study, list(dict.fromkeys(areas)))
    years = {
        str(name): rows.set_index("area_code")["school_year"] for name, rows in cohorts.groupby("people")
    }
    notes = [
        _note(study, years[whose], kind, comparator)
        for whose, kind, comparator in zip(
            people[told], frame.loc[told, "kind"], frame.loc[told, "comparator"], strict=True
        )
    ]
    frame = frame.assign(note=frame["note"].where(~told, pd.Series(notes, index=frame.index[told])))
    counted = told & frame["note"].str.startswith("few children").fillna(False)
    census = sources_of(list(cohorts["release"].unique()))
    frame.loc[counted, "sources"] = [sources_of((own, census)) for own in frame.loc[counted, "sources"]]
    return frame


def _note(study: Study, year: pd.Series, kind: str, comparator: str) -> str:
    if np.isnan(year[study.lead.code]):
        return "how many children is not known"
    sides = [study.lead.code, comparator] if kind in ("authority", "reference") else [study.lead.code]
    said = [f"{about_children(year[area])} in {study.name(area)}" for area in sides if year[area] < FEW]
    if kind == "group":
        others = int((year[study.comparators] < FEW).sum())
        said += [f"under {FEW} in {others} of the group's {len(study.comparators)}"] if others else []
    return f"few children: in a school year {' and '.join(said)} (Census 2021)" if said else ""


def about_children(children: float) -> str:
    """Say a number of children no more exactly than it is known: "about 60", "fewer than 10", "nearly 100"."""
    if children < 10:
        return "fewer than 10"
    return f"nearly {FEW}" if FEW - 5 <= children < FEW else f"about {10 * round(children / 10):,}"
