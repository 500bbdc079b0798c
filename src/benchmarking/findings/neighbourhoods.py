"""The neighbourhoods of a study's districts, described and never named."""

from __future__ import annotations

import pandas as pd

from benchmarking.errors import ObservationError
from benchmarking.findings.origins import vintage_of
from benchmarking.observations import group_counts, neighbourhood_areas
from benchmarking.study import Study


def neighbourhood_shares(study: Study) -> pd.DataFrame:
    """Give, for each neighbourhood of the study's districts, the share of residents from groups other than White.

    A neighbourhood is a Lower layer Super Output Area of 2021. Its code is left out, because no neighbourhood
    is to be singled out. Context, never judged: who lives near whom is not who meets whom.

    Returns
    -------
    A row for each neighbourhood, by district in the study's order and then by share: area_code and name (of
    the district), share (of residents from ethnic groups other than White, in per cent, Census 2021, TS021)
    and residents.

    Raises
    ------
    ObservationError : the study names no group of places, or the vintage lacks the counts of a district.
    """
    vintage = vintage_of(study)
    if not study.districts:
        raise ObservationError(
            "This study names no group of places, so there are no neighbourhoods to show",
            expected="a district_group",
            next_step="Set district_group",
        )
    lies_in = neighbourhood_areas(vintage.lookup, study.reference)
    counts, _ = group_counts(vintage.small_areas, lies_in, study.districts)
    lies_in = lies_in[lies_in.isin(study.districts)]
    counts = counts[counts.index.isin(lies_in.index)]
    residents = counts.sum(axis=1)
    shares = pd.DataFrame({"share": 100 * (1 - counts["White"] / residents), "residents": residents})
    found = shares[residents > 0].join(lies_in.rename("district"))
    order = {code: place for place, code in enumerate(study.districts)}
    found = found.assign(
        area_code=found["district"],
        name=[study.name(code) for code in found["district"]],
        order=found["district"].map(order),
    ).sort_values(["order", "share", "residents"], kind="stable")
    return found[["area_code", "name", "share", "residents"]].reset_index(drop=True)
