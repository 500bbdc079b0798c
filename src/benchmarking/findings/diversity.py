"""Super-diversity described, never judged: how mixed residents are, one dimension at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from benchmarking.findings.origins import vintage_of
from benchmarking.findings.shown import check_asked
from benchmarking.observations import area_counts
from benchmarking.observations.shares import DIVERSITY, groups_of
from benchmarking.stats import diversity
from benchmarking.study import Study

DIVERSITY_COLUMNS = [
    "area_code",
    "indicator",
    "dimension",
    "categories",
    "present",
    "simpson",
    "shannon",
    "evenness",
    "effective",
    "residents",
    "method",
    "reason",
    "sources",
]
_PROFICIENCY = "TS029"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way in which residents differ: what it is called, and who was counted."""

    title: str
    counted: str


#: By the indicator that holds its effective number of groups, in the order in which they are shown.
DIMENSIONS = {
    "diversity_ethnicity": Dimension("Ethnic group", "all residents"),
    "diversity_birth": Dimension("Country of birth", "all residents"),
    "diversity_religion": Dimension("Religion", "residents who answered"),
    "diversity_language": Dimension("Main language", "residents aged 3 and over"),
}


def diversity_of(study: Study, areas: Sequence[str]) -> pd.DataFrame:
    """Measure how mixed the residents of each area are, in each dimension by itself, Census 2021.

    Context, never judged. Each dimension has its own categories, and finer categories give more diversity: so
    dimensions are neither averaged nor compared with one another.

    Parameters
    ----------
    areas : codes of authorities, regions or the country, or names of groups of places, each once.

    Returns
    -------
    DIVERSITY_COLUMNS, a row for each area, in the order given, and dimension: the indicator with the effective
    number of groups; the dimension in words; simpson (the chance that two residents drawn at random are of
    different groups), shannon, evenness and effective (exp of shannon), with the categories there are and
    those present, as in `stats.diversity`; the residents counted; the method; the reason where there is no
    figure; the releases.

    Raises
    ------
    ObservationError : no area, or one twice. ReferenceFileError : a code that nothing has.

    Source
    ------
    Vertovec (2007), Ethnic and Racial Studies 30, 1024 to 1054, for the concept; `stats.diversity` for the
    measures.
    """
    check_asked(study, areas)
    rows = vintage_of(study).counts
    used = rows[rows["table"].isin([*DIVERSITY.values(), _PROFICIENCY])]
    counts = area_counts(used, study.reference) if len(used) else used
    found = [_measured(counts, indicator, areas) for indicator in DIMENSIONS]
    order = {area: place for place, area in enumerate(areas)}
    together = pd.concat(found, ignore_index=True)
    together = together.sort_values("area_code", key=lambda codes: codes.map(order), kind="stable")
    return together[DIVERSITY_COLUMNS].reset_index(drop=True)


def _measured(counts: pd.DataFrame, indicator: str, areas: Sequence[str]) -> pd.DataFrame:
    groups = groups_of(counts, indicator) if len(counts) else counts
    measured = pd.DataFrame(columns=DIVERSITY_COLUMNS[3:])
    if len(groups):
        release = groups.index.get_level_values("release")
        measured = diversity(groups.droplevel(["period", "release", "made"])).assign(sources=release)
    named = measured.reindex(list(areas))
    told = {"method": "", "reason": f"no counts of {DIVERSITY[indicator]} are held for it", "sources": ""}
    for column, words in told.items():
        named[column] = named[column].astype(object).mask(named["residents"].isna(), words)
    named = named.assign(indicator=indicator, dimension=DIMENSIONS[indicator].title)
    return named.reset_index(names="area_code")
