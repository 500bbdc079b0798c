"""One tidy table of observations from all releases of a vintage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarking.observations.codes import carried_parts, to_current_codes
from benchmarking.observations.derived import gaps, weighted_means
from benchmarking.observations.forces import hate_crime
from benchmarking.observations.schema import check, columns, each_once
from benchmarking.observations.separation import neighbourhood_areas, segregation, segregation_change
from benchmarking.observations.shares import diversity, inactivity_gap, shares
from benchmarking.observations.sums import district_parts, partnership_parts, sum_parts
from benchmarking.reference import Reference
from benchmarking.reference.units import UNITS
from benchmarking.sources.tidy import COUNT_KEY, OBSERVATION_KEY
from benchmarking.vintages import Vintage

#: Published for districts as a population-weighted mean of neighbourhood scores, so it can be carried on.
WEIGHTED_BY_RESIDENTS = ["deprivation_score"]
#: Published as percentages without counts: the table whose total makes them add up again, and of whom it is.
WEIGHTED_BY_CENSUS = {
    "residence_10_years": ("TS021", "residents"),
    "residence_5_to_10_years": ("TS021", "residents"),
    "residence_2_to_5_years": ("TS021", "residents"),
    "residence_under_2_years": ("TS021", "residents"),
    "mixed_partnerships": ("TS026", "households"),
}


@dataclass(frozen=True, slots=True)
class Observations:
    """Every observation of a vintage, and the published rows that could not be used.

    `frame` has the columns of design section 4; `refused` those rows of areas that ended and whose extent
    no current area has.
    """

    frame: pd.DataFrame
    refused: pd.DataFrame


def build(vintage: Vintage, reference: Reference) -> Observations:
    """Build the observations of a vintage on today's areas.

    Old codes are mapped where the extent is the same; counts are summed to merged areas, counties, regions,
    England and groups of places when every part is there; survey percentages, published mean scores and
    census percentages without counts are combined by population; gaps, shares, diversity and segregation are
    derived. No other rate is averaged and nothing missing is filled.
    """
    published = each_once(vintage.observations, OBSERVATION_KEY, "value").assign(method="")
    rows, refused = to_current_codes(published, OBSERVATION_KEY, reference)
    merged, parts = reference.areas.changes.merged, district_parts(reference)
    # A merged area's parts are the old districts, whose own rows are refused as they stand.
    for _ in range(reference.areas.changes.generations):
        complete, _ = _summed(pd.concat([rows, refused]), [merged], reference, "merged districts")
        rows = pd.concat([rows, complete])
    # Groups of places may hold districts that ended, whose rows serve as parts only.
    former = refused[refused["area_code"].isin(parts["part"])]
    choices = [parts, partnership_parts(parts, reference), carried_parts(parts, reference)]
    rows = pd.concat([rows, *_summed(pd.concat([rows, former]), choices, reference, "districts")])
    rows = pd.concat([rows, *_weighted(pd.concat([rows, former]), parts, reference)])
    counts = area_counts(vintage.counts, reference)
    for choice in (merged, parts):
        found = _by_census(pd.concat([rows, refused]), choice, pd.concat([counts, vintage.counts]))
        rows = pd.concat([rows, *found])
    rows = pd.concat([rows, gaps(rows, reference)])
    areas = neighbourhood_areas(vintage.lookup, reference)
    rows = pd.concat(
        [
            rows,
            shares(counts),
            diversity(counts),
            inactivity_gap(counts),
            hate_crime(counts, rows, reference),
            segregation(vintage.small_areas, areas),
            segregation_change(vintage.small_areas, areas, vintage.changes),
        ],
        ignore_index=True,
    )
    known = rows["indicator"].isin(reference.indicators.ids)
    listed = reference.areas.frame
    # A merged district that was merged again served only as a part.
    ended = rows["area_code"].isin(listed.loc[listed["valid_to"] != "", "code"])
    frame = _in_order(rows[known & ~ended])
    check(frame)
    return Observations(frame, refused.reset_index(drop=True))


def _summed(
    rows: pd.DataFrame, choices: list[pd.DataFrame], reference: Reference, of: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum numerators and denominators by the first of the choices of parts that is complete.

    Returns the sums, and a row marked [x] for each council or group of places that lacks a part.
    """
    listed = reference.indicators.by_id
    per = listed["unit"].map({name: unit.per for name, unit in UNITS.items()})
    countable = listed.index[per.notna() & (listed["basis"] != "survey")]
    usable = rows[rows["indicator"].isin(countable) & rows["denominator"].notna()]
    found: list[pd.DataFrame] = []
    short: list[pd.DataFrame] = []
    for parts in choices:
        done = pd.concat([usable, *found]) if found else usable
        complete, incomplete = sum_parts(done, parts, OBSERVATION_KEY, ["numerator", "denominator"])
        found.append(complete)
        short.append(incomplete)
    complete = pd.concat(found, ignore_index=True)
    multiplier = complete["indicator"].map(per).astype(float)
    complete = complete.assign(
        value=multiplier * complete["numerator"] / complete["denominator"],
        status="",
        method=f"sum of {of}",
    )
    incomplete = pd.concat(short, ignore_index=True).drop_duplicates(OBSERVATION_KEY)
    incomplete = incomplete.assign(
        value=np.nan,
        numerator=np.nan,
        denominator=np.nan,
        status="[x]",
        method=f"sum of {of}: not every one has a figure",
    )
    have = pd.MultiIndex.from_frame(pd.concat([rows, complete])[OBSERVATION_KEY])
    incomplete = incomplete[~pd.MultiIndex.from_frame(incomplete[OBSERVATION_KEY]).isin(have)]
    wanted = incomplete["area_code"].isin(
        set(reference.areas.upper_tier()["code"]) | set(reference.groups.places())
    )
    return complete.drop(columns="parts"), incomplete[wanted].drop(columns=["parts", "missing"])


def _weighted(rows: pd.DataFrame, parts: pd.DataFrame, reference: Reference) -> list[pd.DataFrame]:
    listed = reference.indicators.by_id
    under_16 = rows[(rows["indicator"] == "aged_under_16") & rows["denominator"].notna()]
    latest = under_16.sort_values("period").drop_duplicates("area_code", keep="last").set_index("area_code")
    residents = latest[["release"]].assign(weight=latest["denominator"])
    adults = residents.assign(weight=latest["denominator"] - latest["numerator"])
    surveys = listed.index[(listed["basis"] == "survey") & (listed["unit"].str.startswith("%"))]
    no_county = listed.index[~listed["geography"].str.startswith("upper")]
    local = parts[
        parts["target"].isin(set(reference.areas.upper_tier()["code"]) | set(reference.groups.places()))
    ]
    return [
        weighted_means(
            rows,
            local,
            adults,
            list(surveys.intersection(no_county)),
            "mean of districts' survey percentages, weighted by residents aged 16 and over",
        ),
        weighted_means(
            rows,
            pd.concat([local, parts[parts["target"] == "E92000001"]]),
            residents,
            WEIGHTED_BY_RESIDENTS,
            "mean of districts' published scores, weighted by residents",
        ),
    ]


def _by_census(rows: pd.DataFrame, parts: pd.DataFrame, counts: pd.DataFrame) -> list[pd.DataFrame]:
    totals = counts[counts["category"] == "Total"].drop_duplicates(["area_code", "table"])
    totals = totals.rename(columns={"count": "weight"}).set_index("area_code")
    return [
        weighted_means(
            rows,
            parts,
            totals.loc[totals["table"] == table, ["weight", "release"]],
            [name for name, pair in WEIGHTED_BY_CENSUS.items() if pair == (table, whom)],
            f"mean of districts' percentages, weighted by census {whom} ({table})",
        )
        for table, whom in dict.fromkeys(WEIGHTED_BY_CENSUS.values())
    ]


def area_counts(counts: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Bring published counts to today's areas, and sum them to larger ones of which every part is there.

    Parameters
    ----------
    counts : columns of a counts table plus release.

    Returns
    -------
    COUNT_KEY, count, status, release and method ("" as published, else how the counts were summed), for
    districts, counties, regions, England and groups of places.
    """
    counts = each_once(counts, COUNT_KEY, "count").assign(method="")
    rows, refused = to_current_codes(counts, COUNT_KEY, reference)
    changes, parts = reference.areas.changes, district_parts(reference)
    choices = [(changes.merged, "merged districts")] * changes.generations
    for choice, of in (*choices, (parts, "districts"), (carried_parts(parts, reference), "districts")):
        complete, _ = sum_parts(pd.concat([rows, refused]), choice, COUNT_KEY, ["count"])
        complete = complete[[*COUNT_KEY, "count", "release"]].assign(method=f"sum of {of}")
        rows = pd.concat([rows, complete], ignore_index=True)
    return rows


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    frame = rows.reindex(columns=columns()).sort_values(["indicator", "area_code", "period"])
    for name in ("status", "method", "release"):
        frame[name] = frame[name].fillna("")
    frame.loc[frame["value"].isna() & (frame["status"] == ""), "status"] = "[x]"
    return frame.reset_index(drop=True)
