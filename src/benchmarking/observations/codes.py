"""Old area codes carried to today's where the extent is the same, and refused where it is not."""

from __future__ import annotations

import pandas as pd

from benchmarking.reference import Reference


def to_current_codes(
    frame: pd.DataFrame, key: list[str], reference: Reference
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Map a table's area codes to current ones.

    Parameters
    ----------
    frame : rows with `area_code`, the other `key` columns and `method`.
    key : the columns that identify a row.

    Returns
    -------
    The rows on current codes, with `method` "published as <old code>" where the code was mapped, and the
    rows of areas that ended without a successor of the same extent, unchanged. Where a figure was
    published under both codes, the one under the current code is kept.
    """
    areas = reference.areas.frame
    ended = areas[areas["valid_to"] != ""]
    successors = {code: _successor(code, reference) for code in ended["code"]}
    new = frame["area_code"].map(successors)
    refused = frame["area_code"].isin(successors) & new.isna()
    mapped = new.notna()
    current = frame.assign(
        area_code=new.where(mapped, frame["area_code"]),
        method=frame["method"].where(~mapped, "published as " + frame["area_code"]),
        _mapped=mapped,
    )[~refused]
    current = current.sort_values("_mapped", kind="stable").drop_duplicates(key, keep="first")
    return current.drop(columns="_mapped").sort_index(), frame[refused]


def merged_parts(reference: Reference) -> pd.DataFrame:
    """List the areas that were merged whole into a current one: columns `target`, `part`."""
    areas = reference.areas.frame
    gone = areas[(areas["valid_to"] != "") & (areas["successor"] != "") & (areas["same_extent"] == "no")]
    lower = gone[gone["type"].isin(["non-metropolitan district", "unitary"])]
    return pd.DataFrame({"target": lower["successor"], "part": lower["code"]}).reset_index(drop=True)


def _successor(code: str, reference: Reference) -> str | None:
    seen = code
    while (area := reference.areas[seen]).valid_to:
        if not area.successor or not area.same_extent:
            return None
        seen = area.successor
    return seen
