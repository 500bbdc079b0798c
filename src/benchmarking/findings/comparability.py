"""How like the lead each other authority is, on circumstances that a council cannot change."""

from __future__ import annotations

import pandas as pd

from benchmarking.errors import ObservationError
from benchmarking.findings.ranks import peers
from benchmarking.stats import distances
from benchmarking.study import Study

#: The stated context set: age, density, origin and deprivation. Size is left out, since rates do not depend
#: on it, and ethnic group too, since it would count much the same circumstance as origin twice.
CONTEXT = ["aged_65_and_over", "aged_under_16", "population_density", "born_outside_uk", "deprivation_score"]
#: Shown beside the context set, and no part of the distance.
ALSO_SHOWN = ["other_than_white", "residents"]
#: The published sets of neighbours shown beside our own distances, where the study's groups hold them.
PUBLISHED = ["ons-nearest-10", "dfe-statistical-neighbours"]


def context_values(study: Study, indicators: list[str] | None = None) -> pd.DataFrame:
    """Return the context set for every current English authority of the lead's tier, areas by indicators.

    Each indicator is taken at the lead's latest period. Raises ObservationError when the lead lacks one.
    """
    wanted = indicators or CONTEXT
    rows = study.observations
    rows = rows[rows["indicator"].isin(wanted)]
    own = rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()]
    periods = own.groupby("indicator")["period"].max()
    lacking = [name for name in wanted if name not in periods.index]
    if lacking:
        raise ObservationError(
            f"There is no figure of {lacking[0]!r} for {study.lead.name}",
            next_step="Notebook 01 lists what is held",
        )
    codes, _ = peers(study)
    rows = rows[rows["area_code"].isin(codes) & (rows["period"] == rows["indicator"].map(periods))]
    return rows.pivot(index="area_code", columns="indicator", values="value").reindex(
        index=codes, columns=wanted
    )


def comparability(study: Study) -> pd.DataFrame:
    """Rank every English authority of the lead's tier by its standardised distance from the lead.

    Returns
    -------
    One row an authority, nearest first, indexed by code: name, distance, rank, named (in the comparison
    group), and for each context indicator its share of the squared distance.

    Source: standardise and take the Euclidean distance, as in CIPFA's nearest neighbours.
    """
    values = context_values(study)
    if len(values.dropna()) < 3:
        raise ObservationError("Too few authorities have every context figure to measure distances")
    result = distances(values, study.lead.code)
    result = result[result.index != study.lead.code]
    result.insert(0, "name", [study.name(code) for code in result.index])
    result.insert(1, "named", result.index.isin(study.comparators))
    return result.sort_values("distance")


def published_neighbours(study: Study) -> pd.DataFrame:
    """Set the published lists of neighbours beside our ranking: one row an authority on any of them."""
    ranking = comparability(study)
    lists = {group: study.groups.members(group) for group in PUBLISHED if group in study.groups.ids}
    wanted = dict.fromkeys([*study.comparators, *(code for codes in lists.values() for code in codes)])
    frame = pd.DataFrame(index=pd.Index(list(wanted), name="area_code"))
    frame["name"] = [study.name(code) for code in frame.index]
    frame["in the comparison group"] = frame.index.isin(study.comparators)
    frame["our rank"] = ranking["rank"].reindex(frame.index).astype("Int64")
    for group, codes in lists.items():
        frame[study.groups.title(group)] = [
            codes.index(code) + 1 if code in codes else pd.NA for code in frame.index
        ]
    return frame.sort_values("our rank")
