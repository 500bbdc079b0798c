"""Who was neither in work nor looking for it at ages 16 to 49, by ethnic group, at the census of 2011."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarking.findings.origins import vintage_of
from benchmarking.observations.codes import to_current_codes
from benchmarking.observations.sums import sum_parts
from benchmarking.reference import Reference
from benchmarking.reference.areas import UPPER_TIER
from benchmarking.sources.tidy import COUNT_KEY
from benchmarking.study import Study

TABLE, DAY = "LC6201EW", "2011-03-27"
ENGLAND = "E92000001"
#: In the census's order, which is no ranking.
GROUPS = [
    "All ethnic groups",
    "White",
    "Mixed/multiple ethnic group",
    "Asian/Asian British",
    "Black/African/Caribbean/Black British",
    "Other ethnic group",
]
_COUNTED = {"aged_16_to_49": "all", "inactive": "economically inactive"}


def inactivity_2011(study: Study, areas: Sequence[str]) -> pd.DataFrame:
    """Give the residents aged 16 to 49 who were economically inactive in 2011, by ethnic group.

    Historic, and a complete count: no interval and no test. Students and people who care at home count as
    inactive. The table was published for the counties and unitary authorities of 2011; England is the sum of
    them all. An area with another extent today has no figure.

    Parameters
    ----------
    areas : codes of authorities of today, or England's.

    Returns
    -------
    A row for each area and group of GROUPS, in order: area_code, people, aged_16_to_49, inactive, percentage,
    period, basis ("complete count"), note ("historic: census of 2011"), method ("" as published), release and
    reason, which says why there is no figure.

    Source: Census 2011, table LC6201EW.
    """
    counts = vintage_of(study).counts
    published = counts[counts["table"] == TABLE].assign(method="")
    rows, ended = to_current_codes(published, COUNT_KEY, study.reference)
    everywhere = pd.concat([rows, ended])
    england, _ = sum_parts(everywhere, _authorities_of_2011(study.reference), COUNT_KEY, ["count"])
    rows = pd.concat([rows, england.assign(method="sum of authorities")], ignore_index=True)
    rows = rows.set_index(["area_code", "category"])
    asked = pd.MultiIndex.from_product([list(areas), GROUPS], names=["area_code", "people"])
    frame = asked.to_frame(index=False)
    keys = {
        name: [(area, f"{people}; ages 16 to 49; {what}") for area, people in asked]
        for name, what in _COUNTED.items()
    }
    for name, wanted in keys.items():
        frame[name] = rows["count"].reindex(wanted).to_numpy()
    found = frame["inactive"].notna()
    about = rows.reindex(keys["inactive"])
    return frame.assign(
        percentage=100 * frame["inactive"] / frame["aged_16_to_49"],
        period=DAY,
        basis="complete count",
        note="historic: census of 2011",
        method=about["method"].fillna("").to_numpy(),
        release=about["release"].fillna("").to_numpy(),
        reason=found.map({True: "", False: "not published in 2011 for an area of this extent"}),
    )


def _authorities_of_2011(reference: Reference) -> pd.DataFrame:
    """List England's counties and unitary authorities of census day 2011, by the codes of today's same extent."""
    frame = reference.areas.frame
    there = (frame["valid_from"] <= DAY) & ((frame["valid_to"] == "") | (frame["valid_to"] > DAY))
    codes = frame.loc[there & frame["type"].isin(UPPER_TIER), "code"]
    kept = codes.replace(reference.areas.changes.same_ground)
    return pd.DataFrame({"target": ENGLAND, "part": kept.to_numpy()})
