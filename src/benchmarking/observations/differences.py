"""What changed between two vintages: one row a difference, each with what a researcher should do about it."""

from __future__ import annotations

import pandas as pd

from benchmarking.errors import CommandError
from benchmarking.observations.codes import to_current_codes
from benchmarking.observations.differences_figures import CATEGORY_KEY, intervals, revisions
from benchmarking.observations.differences_told import ACTIONS, KINDS, counted, texts_changed
from benchmarking.paths import Paths
from benchmarking.reference import Reference, load_reference
from benchmarking.vintages import Vintage, load_vintage
from benchmarking.vintages.importing import check_name

COLUMNS = [
    "kind",
    "indicator",
    "title",
    "area_code",
    "area",
    "period",
    "before",
    "after",
    "change",
    "spreads",
    "printed",
    "unit",
    "figures",
    "what",
    "action",
]
_NUMBERS = ["before", "after", "change", "spreads", "figures"]
_PUBLISHED = ["value", "lower", "upper", "status", "method", "release"]
_REPEATED = [*CATEGORY_KEY, "status", "method", "release"]


def between(paths: Paths, old: str, new: str) -> pd.DataFrame:
    """Compare two vintages that stand in data/raw, as `differences` does.

    Raises CommandError when one is no year and when the first is not the earlier; VintageError when one is not
    there, and when a table was changed since it was imported.
    """
    check_name(old)
    check_name(new)
    if old >= new:
        raise CommandError(
            "The earlier vintage is named first",
            found=f"{old} and {new}",
            next_step=f"Ask for {new} and {old}" if old > new else "Name two vintages",
        )
    reference = load_reference(paths.reference)
    return differences(load_vintage(paths, old), load_vintage(paths, new), reference)


def differences(old: Vintage, new: Vintage, reference: Reference) -> pd.DataFrame:
    """Compare the published figures of two vintages, on the codes of today.

    Derived figures are not compared: they follow from the published ones. Areas that ended without a
    successor of the same extent are left out of both. Neighbourhoods are not compared one by one.

    Parameters
    ----------
    old, new : the earlier and the later vintage.

    Returns
    -------
    COLUMNS, a row a difference: its kind (of KINDS); the indicator, or the census table, with its title; the
    area and period that it is of, blank where it is of several; the figure before and after and the change,
    in the unit of the registry; the change in `spreads`, standard deviations of the new figures of that
    indicator and period between all areas; whether the change shows in the figure as printed ("yes" or "no");
    how many figures it is of; what it is in words; and what to do. Rows stand in the order of KINDS, then of
    the registry.
    """
    before, after = _sides(old, new, reference)
    both = before.merge(after, on=CATEGORY_KEY, how="outer", suffixes=("_old", "_new"))
    parts = [
        *_indicators(before, after),
        *_periods(before, after),
        *revisions(both, reference),
        *_coverage(both, before, after),
        _codes(both),
        *_sources(old, new, before, after),
        *intervals(both, before, after),
    ]
    words = [part.astype(dict.fromkeys(part.columns.difference(_NUMBERS), object)) for part in parts]
    found = pd.concat([part for part in words if not part.empty] or words[:1])
    return _completed(found.reindex(columns=COLUMNS).reset_index(drop=True), old, new, reference)


def _sides(old: Vintage, new: Vintage, reference: Reference) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put each vintage's figures into one table: its observations, and the counts of tables that changed."""
    same = {release.sha256 for release in old.releases} & {release.sha256 for release in new.releases}
    altered = {one.id for vintage in (old, new) for one in vintage.releases if one.sha256 not in same}
    tables = {
        table
        for vintage in (old, new)
        for table in vintage.counts.loc[vintage.counts["release"].isin(altered), "table"].unique()
    }
    sides = []
    for vintage in (old, new):
        counts = vintage.counts[vintage.counts["table"].isin(tables)]
        counts = counts.rename(columns={"table": "indicator", "count": "value"})
        rows = pd.concat([vintage.observations.assign(category=""), counts], ignore_index=True)
        rows, _ = to_current_codes(rows.assign(method=""), CATEGORY_KEY, reference)
        sides.append(rows[[*CATEGORY_KEY, *_PUBLISHED]])
    together = pd.concat(sides, ignore_index=True).astype(dict.fromkeys(["value", "lower", "upper"], float))
    together["width"] = together["upper"] - together["lower"]
    # One set of categories for both sides, so that matching compares whole numbers and not words.
    together[_REPEATED] = together[_REPEATED].astype("category")
    return together.iloc[: len(sides[0])], together.iloc[len(sides[0]) :]


def _indicators(before: pd.DataFrame, after: pd.DataFrame) -> list[pd.DataFrame]:
    parts = []
    for kind, here, there in (("new indicator", after, before), ("indicator gone", before, after)):
        only = here[~here["indicator"].isin(there["indicator"].unique()) & here["value"].notna()]
        table = only.groupby("indicator", observed=True).agg(
            figures=("value", "size"), areas=("area_code", "nunique")
        )
        what = counted(table["figures"], "figure") + " of " + counted(table["areas"], "area")
        parts.append(table[["figures"]].assign(kind=kind, what=what).reset_index())
    return parts


def _periods(before: pd.DataFrame, after: pd.DataFrame) -> list[pd.DataFrame]:
    key = ["indicator", "period"]
    held = [
        rows[rows["value"].notna()].groupby(key, observed=True).agg(figures=("area_code", "nunique"))
        for rows in (before, after)
    ]
    shared = held[0].index.get_level_values(0).intersection(held[1].index.get_level_values(0))
    parts = []
    for kind, here, there in (("new period", held[1], held[0]), ("period gone", held[0], held[1])):
        only = here[~here.index.isin(there.index) & here.index.get_level_values(0).isin(shared)]
        what = counted(only["figures"], "area") + " with a figure"
        parts.append(only.assign(kind=kind, what=what).reset_index())
    return parts


def _coverage(both: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> list[pd.DataFrame]:
    """Find the areas with a figure in one vintage only, of periods for which both vintages have figures."""
    series = [
        pd.MultiIndex.from_frame(rows.loc[rows["value"].notna(), ["indicator", "period"]].drop_duplicates())
        for rows in (before, after)
    ]
    one = both[both["value_old"].isna() != both["value_new"].isna()]
    place = pd.MultiIndex.from_frame(one[["indicator", "period"]])
    one = one[place.isin(series[0]) & place.isin(series[1])].sort_values("period")
    parts = []
    for kind, missing, otherwise in (
        ("coverage gained", "old", "not published before"),
        ("coverage lost", "new", "no longer published"),
    ):
        table = (
            one[one[f"value_{missing}"].isna()]
            .groupby(["indicator", "area_code"], observed=True)
            .agg(figures=("period", "size"), period=("period", "last"), status=(f"status_{missing}", "last"))
        )
        marker = table["status"].astype(object).fillna("")
        marked = ("marked before: " if missing == "old" else "now marked ") + marker
        what = counted(table["figures"], "figure") + ", " + marked.where(marker != "", otherwise)
        parts.append(table.drop(columns="status").assign(kind=kind, what=what).reset_index())
    return parts


def _codes(both: pd.DataFrame) -> pd.DataFrame:
    """Find the areas whose figures stood under one code before and stand under another now."""
    there = both["method_old"].notna() & both["method_new"].notna()
    held = both[there & (both["method_old"].cat.codes != both["method_new"].cat.codes)]
    code = held["area_code"].astype(object)
    was, now = (
        held[f"method_{side}"].astype(str).str.removeprefix("published as ") for side in ("old", "new")
    )
    was, now = was.where(was != "", code), now.where(now != "", code)
    table = held.assign(was=was, now=now, area_code=code).groupby(["was", "now", "area_code"])
    found = table.agg(figures=("period", "size"), indicators=("indicator", "nunique")).reset_index()
    what = "under " + found["was"] + " before, now under " + found["now"]
    what += ", in " + counted(found["indicators"], "indicator")
    return found[["area_code", "figures"]].assign(kind="changed code", what=what)


def _sources(old: Vintage, new: Vintage, before: pd.DataFrame, after: pd.DataFrame) -> list[pd.DataFrame]:
    """Find indicators that come from another release, and releases with another title or note."""
    then, now = ({one.id: one for one in vintage.releases} for vintage in (old, new))
    pairs = [
        rows.loc[rows["value"].notna(), ["indicator", "release"]].drop_duplicates().astype(object)
        for rows in (before, after)
    ]
    kept = pairs[0].merge(pairs[1], on=["indicator", "release"])["indicator"]
    moved = [rows[~rows["indicator"].isin(kept)].drop_duplicates("indicator", keep="last") for rows in pairs]
    changed = moved[0].merge(moved[1], on="indicator", suffixes=("_old", "_new"))
    was = changed["release_old"].map({name: one.title for name, one in then.items()})
    is_now = changed["release_new"].map({name: one.title for name, one in now.items()})
    texts = {now[name].title: texts_changed(then[name], now[name]) for name in now if name in then}
    noted = pd.DataFrame([(title, what) for title, what in texts.items() if what], columns=["title", "what"])
    return [
        changed[["indicator"]].assign(kind="changed definition", what=was + " before; now " + is_now),
        noted.assign(kind="changed note"),
    ]


def _completed(found: pd.DataFrame, old: Vintage, new: Vintage, reference: Reference) -> pd.DataFrame:
    listed = reference.indicators.by_id
    named = {release.id: release.title for vintage in (old, new) for release in vintage.releases}
    tables = pd.concat([old.counts, new.counts])[["table", "release"]].drop_duplicates("table", keep="last")
    titles = pd.concat([listed["title"], tables.set_index("table")["release"].map(named)])
    found["title"] = found["title"].where(found["title"].notna(), found["indicator"].map(titles))
    found["area"] = found["area_code"].map(reference.areas.frame.set_index("code")["name"])
    found["unit"] = found["indicator"].map(listed["unit"])
    found["action"] = found["kind"].map(ACTIONS)
    words = [name for name in COLUMNS if name not in _NUMBERS]
    found[words] = found[words].astype(object).where(found[words].notna(), "")
    places = {name: place for place, name in enumerate([*listed.index, *tables["table"]])}
    order = pd.DataFrame(
        {
            "kind": found["kind"].map({name: place for place, name in enumerate(KINDS)}),
            "indicator": found["indicator"].map(places),
            "area": found["area_code"],
            "period": found["period"],
        }
    )
    order = order.sort_values(["kind", "indicator", "area", "period"], kind="stable")
    return found.loc[order.index].reset_index(drop=True)
