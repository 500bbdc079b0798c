"""Segregation over an area's neighbourhoods, and its change between two censuses."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarking.errors import ObservationError
from benchmarking.observations.codes import to_current_codes
from benchmarking.observations.shares import wide_counts
from benchmarking.observations.sums import district_parts, releases_of
from benchmarking.reference import Reference
from benchmarking.stats import common_units, dissimilarity, isolation, on_common_units

_BEFORE, _AFTER = "KS201 LSOA 2011", "TS021"
_METHOD = "dissimilarity index of 2021 less that of 2011, on units merged until 2011 and 2021 coincide"


def neighbourhood_areas(lookup: pd.DataFrame, reference: Reference) -> pd.Series:
    """Return, by neighbourhood code, each authority, county and group of places of today that it lies in.

    A neighbourhood of a district that was merged whole lies in what the district was merged into.
    """
    if lookup.empty:
        return pd.Series(dtype=object)
    ours, former = to_current_codes(
        lookup.astype(str)
        .rename(columns={"area_code": "neighbourhood", "parent_code": "area_code"})
        .assign(method=""),
        ["neighbourhood"],
        reference,
    )
    changes, joined = reference.areas.changes, former["area_code"]
    for _ in range(changes.generations):
        joined = joined.replace(changes.merged.set_index("part")["target"].to_dict())
    joined = joined[joined.isin(reference.areas.lower_tier()["code"])]
    merged = former.loc[joined.index]
    now = pd.concat([ours, merged.assign(area_code=joined)])
    lower = now.set_index("neighbourhood")["area_code"].rename("target").rename_axis("area_code")
    parts = district_parts(reference)
    local = parts[~parts["target"].str.startswith("E12") & (parts["target"] != "E92000001")]
    # Groups of places may hold districts that ended.
    inside = pd.concat([now, former]).rename(columns={"area_code": "part"}).merge(local, on="part")
    upper = inside.set_index("neighbourhood")["target"].rename_axis("area_code")
    return pd.concat([lower, upper])


def check_placed(neighbourhoods: pd.DataFrame, areas: pd.Series, of: Sequence[str] = ()) -> None:
    """Refuse counts of English neighbourhoods that the lookup puts in no authority, and areas not all counted.

    Parameters
    ----------
    neighbourhoods : counts by neighbourhood of the census that the lookup is of.
    areas : as `neighbourhood_areas` returns them.
    of : areas of which every neighbourhood has to have counts.

    Raises
    ------
    ObservationError : a neighbourhood has counts and lies nowhere, or lies in one of `of` and has none; a
        figure without it would be wrong.
    """
    counted = neighbourhoods["area_code"].astype(str).drop_duplicates()
    lost = counted[counted.str.startswith("E01") & ~counted.isin(areas.index)]
    if len(lost):
        raise ObservationError(
            "The lookup of neighbourhoods to authorities loses some that have counts",
            found=f"{len(lost)} of them, such as {lost.iloc[0]}",
            expected="every English neighbourhood in one of today's authorities",
            next_step="Import the full lookup again",
        )
    inside = areas.index[areas.isin(list(of))]
    bare = inside[~inside.isin(counted)]
    if len(bare):
        raise ObservationError(
            "Some neighbourhoods of these areas have no counts",
            found=f"{len(bare)} of them, such as {bare[0]}",
            expected="counts of every neighbourhood in the lookup",
            next_step="Import the full table of counts again",
        )


def group_counts(
    neighbourhoods: pd.DataFrame, areas: pd.Series, of: Sequence[str]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the residents of each ethnic group by neighbourhood, without their total, and the releases.

    Parameters and errors are those of `check_placed`; other tables among the counts are passed over.
    """
    rows = neighbourhoods[neighbourhoods["table"].astype(str) == _AFTER]
    check_placed(rows, areas, of)
    counts = rows.assign(category=rows["category"].astype(str)).pivot(
        index="area_code", columns="category", values="count"
    )
    return counts.drop(columns="Total", errors="ignore").astype(float), list(rows["release"].unique())


def segregation(neighbourhoods: pd.DataFrame, areas: pd.Series) -> pd.DataFrame:
    """Compute dissimilarity and isolation of residents from groups other than White.

    Parameters
    ----------
    neighbourhoods : TS021 counts by neighbourhood (columns of a counts table plus release).
    areas : the area that each row of `neighbourhoods`' area_code lies in, indexed by neighbourhood code;
        a neighbourhood may stand in several areas.

    Raises
    ------
    ObservationError : as for `check_placed`.
    """
    wide = wide_counts(neighbourhoods, _AFTER)
    if wide.empty or areas.empty:
        return pd.DataFrame()
    check_placed(wide.reset_index(), areas)
    by_code = wide.reset_index().merge(areas.rename("target"), left_on="area_code", right_index=True)
    minority = by_code["Total"] - by_code["White"]
    found = []
    for indicator, measure in (("dissimilarity", dissimilarity), ("isolation", isolation)):
        values = measure(minority, by_code["Total"], by_code["target"])["value"]
        found.append(
            pd.DataFrame(
                {
                    "area_code": values.index,
                    "indicator": indicator,
                    "period": by_code["period"].iloc[0],
                    "value": values.to_numpy(),
                    "method": f"{indicator} index from TS021 counts of neighbourhoods (LSOA 2021)",
                    "release": by_code["release"].iloc[0],
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def segregation_change(neighbourhoods: pd.DataFrame, areas: pd.Series, changes: pd.DataFrame) -> pd.DataFrame:
    """Compute the change in dissimilarity between 2011 and 2021 on the units that both censuses have.

    Neighbourhoods that were split, merged or redrawn are merged until both censuses coincide. A unit belongs
    to an area only if all its neighbourhoods of 2021 do. An area whose border cuts a unit has no figure, since
    what it had inside its border in 2011 was not counted.

    Parameters
    ----------
    neighbourhoods : KS201 counts by 2011 neighbourhood and TS021 counts by 2021 neighbourhood.
    areas : the area that each 2021 neighbourhood lies in, indexed by its code; it may stand in several.
    changes : the pairs of a 2011 and a 2021 neighbourhood that overlap, in `old_code`, `new_code`, and release.

    Returns
    -------
    Rows of `dissimilarity_change`, dated by the later census, with method and release; the marker [x] where a
    unit crosses the border.

    Raises
    ------
    StatisticError : a neighbourhood counted in either census that `changes` loses, and as for
        `stats.on_common_units`.
    """
    old, new = (wide_counts(neighbourhoods, table) for table in (_BEFORE, _AFTER))
    if old.empty or new.empty or areas.empty or changes.empty:
        return pd.DataFrame()
    lookup = changes.rename(columns={"old_code": "old", "new_code": "new"})
    before, after = on_common_units(_by_code(old), _by_code(new), lookup)
    unit = common_units(lookup).new
    inside = pd.DataFrame({"unit": unit.reindex(areas.index).to_numpy(), "target": areas.to_numpy()})
    inside = inside.value_counts(sort=False).rename("neighbourhoods").reset_index()
    cut = inside["neighbourhoods"] < inside["unit"].map(unit.value_counts())
    crossed = set(inside.loc[cut, "target"])
    values = [
        dissimilarity(here["Total"] - here["White"], here["Total"], inside["target"].to_numpy())["value"]
        for here in (counts.loc[inside["unit"]] for counts in (before, after))
    ]
    change = values[1] - values[0]
    across = change.index.isin(crossed)
    releases = [*old.index.unique("release"), *new.index.unique("release"), *changes["release"].unique()]
    return pd.DataFrame(
        {
            "area_code": change.index,
            "indicator": "dissimilarity_change",
            "period": new.index.unique("period")[0],
            "value": change.mask(across).to_numpy(),
            "status": pd.Series("[x]", index=change.index).where(across, "").to_numpy(),
            "method": pd.Series(f"{_METHOD}: a unit crosses the border", index=change.index)
            .where(across, _METHOD)
            .to_numpy(),
            "release": releases_of(releases),
        }
    )


def _by_code(wide: pd.DataFrame) -> pd.DataFrame:
    return wide[["Total", "White"]].droplevel(["period", "release", "made"])
