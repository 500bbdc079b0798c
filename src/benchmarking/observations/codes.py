"""Old area codes carried to today's where the ground is the same, and refused where it is not."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from benchmarking.reference import Reference


def to_current_codes(
    frame: pd.DataFrame, key: list[str], reference: Reference
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Map a table's area codes to current ones.

    Parameters
    ----------
    frame : rows with `area_code`, the other `key` columns and `method`, each with an index of its own.
    key : the columns that identify a row.

    Returns
    -------
    The rows on current codes, with `method` "published as <old code>" where the code was mapped, and the
    rows of areas that ended without a successor of the same extent, unchanged. Where a figure was
    published under both codes, the one under the current code is kept.
    """
    areas = reference.areas.frame
    followed = reference.areas.changes.same_ground | kept_as_places(reference)
    successors = {
        code: _successor(code, followed, reference) for code in areas.loc[areas["valid_to"] != "", "code"]
    }
    new = frame["area_code"].map(successors)
    refused = frame["area_code"].isin(successors) & new.isna()
    mapped = new.notna()
    current = frame.assign(
        area_code=new.where(mapped, frame["area_code"]),
        method=frame["method"].where(~mapped, "published as " + frame["area_code"]),
        _mapped=mapped,
    )[~refused]
    joined = current[current["area_code"].isin(new.dropna().unique())].sort_values("_mapped", kind="stable")
    twice = joined.index[joined.duplicated(key, keep="first")]
    return current.drop(index=twice, columns="_mapped"), frame[refused]


def older_codes(area: str, reference: Reference) -> list[str]:
    """Return the codes under which an area's figures may have been published before its own, the latest first."""
    counties = [county for county, group in kept_as_places(reference).items() if group == area]
    return [
        code for one in (area, *counties) for code in reference.areas.changes.predecessors(one)
    ] + counties


def carried_parts(parts: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Put today's areas in the place of ended parts, where together they have the same ground.

    Parameters
    ----------
    parts : columns `target` and `part`, as `district_parts` gives them.

    Returns
    -------
    The same columns, of those targets only that have an ended part. A target is left out when one of its
    parts was split, or was joined with an area that is no part of it.
    """
    areas, changes = reference.areas.frame, reference.areas.changes
    ended = set(areas.loc[areas["valid_to"] != "", "code"])
    found = parts[parts["target"].isin(parts.loc[parts["part"].isin(ended), "target"])]
    merged = changes.merged.rename(columns={"target": "into"})
    whole = merged.groupby("into")["part"].size()
    while found["part"].isin(ended).any():
        found = found.assign(part=found["part"].replace(changes.same_ground)).merge(
            merged, on="part", how="left"
        )
        there = found.groupby(["target", "into"])["part"].transform("size")
        short = found["into"].notna() & (there != found["into"].map(whole))
        lost = short | (found["into"].isna() & found["part"].isin(ended))
        found = found[~found["target"].isin(found.loc[lost, "target"])]
        found = found.assign(part=found["into"].fillna(found["part"]))[["target", "part"]].drop_duplicates()
    return found.reset_index(drop=True)


@lru_cache(maxsize=4)
def kept_as_places(reference: Reference) -> dict[str, str]:
    """Find the group of places that has the ground of a county that was split, by the county's code."""
    areas = reference.areas.frame
    groups = {frozenset(reference.groups.members(group)): group for group in reference.groups.places()}
    changes = reference.areas.changes.frame
    split = areas[areas["code"].isin(changes.loc[changes["kind"] == "split", "old_code"])]
    found = {}
    for county, end in zip(split["code"], split["valid_to"], strict=True):
        within = (areas["parent"] == county) & (areas["type"] == "non-metropolitan district")
        districts = areas.loc[within & ((areas["valid_to"] == "") | (areas["valid_to"] >= end)), "code"]
        if frozenset(districts) in groups:
            found[county] = groups[frozenset(districts)]
    return found


def _successor(code: str, followed: dict[str, str], reference: Reference) -> str | None:
    areas, seen = reference.areas, code
    while seen in areas and not areas[seen].is_current:
        if seen not in followed:
            return None
        seen = followed[seen]
    return seen
