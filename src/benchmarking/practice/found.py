"""The practice found, seen from one study: whose each row is, and how old."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import own_districts
from benchmarking.reference import Practice
from benchmarking.reference.areas import TYPES
from benchmarking.reference.practice import EVIDENCE
from benchmarking.study import Study

#: A row that speaks of no year after these many before the vintage is called old.
OLD = 5
#: What an empty place says. Only public web sources were searched, so nothing found is not nothing done.
NONE_FOUND = "none found in the sources searched"
#: Whose a row can be, in the order in which they are shown.
WHOSE = [
    "lead",
    "comparator",
    "district",
    "neighbour",
    "other authority",
    "think_tank",
    "network",
    "government",
]
AGES = {"old": f"older than {OLD} years", "recent": "", "undated": "undated"}


def practice_rows(study: Study) -> pd.DataFrame:
    """List every row of practice as the study sees it.

    Returns
    -------
    The columns of practice_evidence.csv, blank where there is nothing, with `whose` (one of WHOSE; a district of
    the lead, a neighbour of the study's list of places, or another authority), `age` ("old", "recent", "undated":
    by the last year the row speaks of and the study's vintage) and `address` (or "no address").
    """
    held = study.reference.practice
    last = int(study.parameters.vintage) - OLD
    return held.frame.assign(
        whose=[_whose(study, row) for row in held.all],
        age=["undated" if row.year is None else "old" if row.year < last else "recent" for row in held.all],
        address=[row.address for row in held.all],
    )


def of_area(rows: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """Return the rows of one council; none is no error."""
    return rows[rows["area_code"] == area_code]


def by_council_type(study: Study, codes: list[str]) -> dict[str, list[str]]:
    """Group councils by their type, the types in the registry's order and councils in the order given."""
    types = {code: study.reference.areas[code].type for code in codes}
    return {kind: [code for code in codes if types[code] == kind] for kind in TYPES if kind in types.values()}


def strongest(evidence: pd.Series) -> str:
    """Return the strongest level of evidence among some rows, or nothing when there is none."""
    return max(evidence, key=EVIDENCE.index, default="")


def _whose(study: Study, row: Practice) -> str:
    if row.organisation_type not in ("authority", "district"):
        return row.organisation_type
    if row.area_code == study.lead.code:
        return "lead"
    if row.area_code in study.comparators:
        return "comparator"
    if row.area_code in own_districts(study):
        return "district"
    return "neighbour" if row.area_code in study.districts else "other authority"
