"""Counts of a larger area from the counts of its parts, only when every part is there."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from benchmarking.reference import Reference


def district_parts(reference: Reference) -> pd.DataFrame:
    """List the districts of each county, region, England and group of places: columns `target`, `part`."""
    lower = reference.areas.lower_tier()
    pairs = [
        pd.DataFrame({"target": lower["parent"], "part": lower["code"]})[
            (lower["type"] == "non-metropolitan district").to_numpy()
        ],
        pd.DataFrame({"target": lower["region"], "part": lower["code"]}),
        pd.DataFrame({"target": "E92000001", "part": lower["code"]}),
    ]
    groups = reference.groups.frame[reference.groups.frame["kind"] == "places"]
    pairs.append(pd.DataFrame({"target": groups["group"], "part": groups["area_code"]}))
    return pd.concat(pairs, ignore_index=True)


def partnership_parts(parts: pd.DataFrame, reference: Reference) -> pd.DataFrame:
    """Replace districts by the joint community safety partnership that covers them."""
    areas = reference.areas.frame.set_index("code")
    joint = parts["part"].map(areas["covered_by"])
    return parts.assign(part=joint.where(joint.fillna("") != "", parts["part"])).drop_duplicates()


def releases_of(ids: Iterable[str]) -> str:
    """Join release ids, some of them joined before, each once."""
    return ";".join(sorted({one for several in ids for one in several.split(";")}))


def sum_parts(
    frame: pd.DataFrame, parts: pd.DataFrame, key: list[str], numbers: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum the numbers of the parts of each target.

    Parameters
    ----------
    frame : rows with `area_code`, the other `key` columns, `numbers` and `release`.
    parts : columns `target` and `part`; a target's sum needs every one of its parts.

    Returns
    -------
    The complete sums (key, numbers, release, `parts` the number summed), and the key of each target that
    has some of its parts but not all, or a part without a figure, with `parts` and `missing`. Targets
    that already stand in `frame` are not summed.
    """
    needed = parts.groupby("target")["part"].size()
    rest = [name for name in key if name != "area_code"]
    usable = frame.dropna(subset=numbers)
    joined = parts.merge(usable, left_on="part", right_on="area_code")
    each = joined.groupby(["target", *rest], observed=True)
    summed = each.agg(
        **{name: (name, "sum") for name in numbers}, parts=("part", "size"), release=("release", "first")
    )
    # Nearly all sums have one release, which needs no joining.
    mixed = joined[each["release"].transform("nunique") > 1].groupby(["target", *rest], observed=True)
    summed["release"] = mixed["release"].agg(releases_of).reindex(summed.index).fillna(summed["release"])
    summed = summed.reset_index().rename(columns={"target": "area_code"})
    present = pd.MultiIndex.from_frame(frame.loc[frame["area_code"].isin(set(parts["target"])), key])
    summed = summed[~pd.MultiIndex.from_frame(summed[key]).isin(present)]
    missing = needed.reindex(summed["area_code"]).to_numpy() - summed["parts"]
    return (
        summed[missing == 0].reset_index(drop=True),
        summed.assign(missing=missing)[missing > 0].reset_index(drop=True),
    )
