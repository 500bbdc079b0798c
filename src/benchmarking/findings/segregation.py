"""Places described, never judged: how separately groups live, beside what chance alone would give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarking.errors import ObservationError
from benchmarking.findings.origins import vintage_of
from benchmarking.findings.shown import check_asked
from benchmarking.observations import group_counts, neighbourhood_areas
from benchmarking.observations.sums import releases_of
from benchmarking.stats import between_and_within, segregation
from benchmarking.stats.chance import DRAWS
from benchmarking.study import Study

SEGREGATION_COLUMNS = [
    "area_code",
    "measure",
    "value",
    "chance",
    "chance_lower",
    "chance_upper",
    "modified",
    "change",
    "between_districts",
    "neighbourhoods",
    "residents",
    "group",
    "method",
    "reason",
    "sources",
]
_TABLE = "TS021"
MULTIGROUP = "multigroup information index"


def segregation_of(study: Study, areas: Sequence[str], *, draws: int = DRAWS) -> pd.DataFrame:
    """Measure how separately residents of different ethnic groups live in each area, Census 2021.

    Two-group indices set residents from all groups other than White against White residents; the multigroup
    one takes the five broad groups. Context, never judged: who lives near whom is not who meets whom.

    Parameters
    ----------
    areas : codes of authorities or names of groups of places, each once.
    draws : how many times chance is drawn, from the study's seed; 0 for the measures alone.

    Returns
    -------
    SEGREGATION_COLUMNS, a row for each area, in the order given, and measure: value; the mean and range of
    chance alone, and the modified index, as in `stats.segregation`; of dissimilarity also its change since
    2011 on units that both censuses have; of the multigroup index, where an area has several districts, the
    share that lies between them; the neighbourhoods lived in; the residents, and those of groups other than
    White; the method; the reason where there is no value or no change; the releases.

    Raises
    ------
    ObservationError : an area twice or without neighbourhoods of its own, or a vintage without the counts.
    """
    vintage = vintage_of(study)
    lies_in = neighbourhood_areas(vintage.lookup, study.reference)
    _check(study, areas, lies_in, bool(vintage.small_areas["table"].isin([_TABLE]).any()))
    counts, releases = group_counts(vintage.small_areas, lies_in, areas)
    wanted = lies_in[lies_in.isin(list(areas))]
    here = counts.loc[wanted.index]
    whole = wanted.to_numpy()
    others = [name for name in here.columns if name != "White"]
    found = segregation(here, whole, group=others, other="White", draws=draws, seed=study.parameters.seed)
    found = found.rename(columns={"whole": "area_code", "units": "neighbourhoods"})
    dissimilar, many = found["measure"] == "dissimilarity", found["measure"] == MULTIGROUP
    change = _change(study)
    found["change"] = found["area_code"].map(change["value"]).where(dissimilar)
    unchanged = dissimilar & found["change"].isna() & (found["reason"] == "")
    why = change["method"].str.partition(": ")[2].replace("", "not measured").to_dict()
    told = found["area_code"].map(lambda area: f"no change since 2011: {why.get(area, 'not measured')}")
    found["reason"] = found["reason"].mask(unchanged, told)
    found["between_districts"] = found["area_code"].map(_between(here, whole, lies_in, study)).where(many)
    made_from = [*releases, *vintage.lookup["release"].unique()]
    since = change["release"].to_dict()
    found["sources"] = [
        releases_of([*made_from, since[area]] if changed else made_from)
        for area, changed in zip(found["area_code"], found["change"].notna(), strict=True)
    ]
    order = found["area_code"].map({area: place for place, area in enumerate(areas)})
    return found.loc[order.sort_values(kind="stable").index, SEGREGATION_COLUMNS].reset_index(drop=True)


def since_2011(study: Study, change: float) -> str:
    """Say whether dissimilarity is "higher", "lower" or "close" to that of 2011; nothing if it is not known."""
    if np.isnan(change):
        return ""
    close = study.reference.indicators["dissimilarity_change"].materiality or 0.0
    return "close" if abs(change) <= close else "higher" if change > 0 else "lower"


def _check(study: Study, areas: Sequence[str], lies_in: pd.Series, held: bool) -> None:
    if lies_in.empty or not held:
        raise ObservationError(
            f"Vintage {study.parameters.vintage} does not hold what segregation is measured from",
            expected=f"counts of {_TABLE} by neighbourhood, and the lookup of neighbourhoods to authorities",
            next_step="Import them: CONTRIBUTING.md says how",
        )
    check_asked(study, areas)
    for area in areas:
        if not (lies_in == area).any():
            raise ObservationError(
                f"No neighbourhoods are known for {study.name(area)}",
                found=repr(area),
                expected="an English authority of today or a group of places",
            )


def _change(study: Study) -> pd.DataFrame:
    rows = study.observations
    return rows[rows["indicator"] == "dissimilarity_change"].set_index("area_code")


def _between(here: pd.DataFrame, whole: np.ndarray, lies_in: pd.Series, study: Study) -> pd.Series:
    """Return, by area of several districts, the share of its multigroup index that lies between them."""
    district = lies_in[lies_in.isin(study.reference.areas.lower_tier()["code"])]
    parts = between_and_within(here, district.reindex(here.index).to_numpy(), whole).groupby("whole")
    several = parts.size() > 1
    share = parts["between"].sum(min_count=1) / parts["total"].first()
    return share[several]
