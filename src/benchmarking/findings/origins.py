"""Where a figure came from: the rows of data/raw behind it, whatever was done on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarking.observations.build import WEIGHTED_BY_CENSUS
from benchmarking.observations.codes import older_codes
from benchmarking.observations.forces import INDICATOR, RESIDENTS_OF
from benchmarking.observations.shares import DIVERSITY, SHARES
from benchmarking.observations.sums import district_parts, partnership_parts
from benchmarking.reference import Reference
from benchmarking.sources.hate_crime import OFFENCES, TABLE
from benchmarking.sources.tidy import COUNT_COLUMNS, OBSERVATION_COLUMNS
from benchmarking.study import Study
from benchmarking.vintages import Vintage, load_vintage

COLUMNS = [
    "release",
    "file",
    "line",
    "area_code",
    "what",
    "period",
    "value",
    "numerator",
    "denominator",
    "status",
]
_CENSUS = {
    **{name: share.table for name, share in SHARES.items()},
    **DIVERSITY,
    "residents": "TS021",
    "ethnic_inactivity_gap_2011": "LC6201EW",
}
_FROM_NEIGHBOURHOODS = ("dissimilarity", "isolation", "dissimilarity_change")
#: The categories used, where an indicator is not made from every one of its table.
_CATEGORIES = {
    **{name: {*share.counted, *share.less, *share.over} for name, share in SHARES.items()},
    "residents": {"Total"},
}
#: English is not among the languages that the quiz lists: it comes from the table of proficiency.
_ALSO = {"diversity_language": ("TS029", set(SHARES["limited_english"].over))}
_WEIGHT = "aged_under_16"


def origins(study: Study, indicator: str, area: str, period: str) -> pd.DataFrame:
    """List the rows of data/raw that an observation rests on, with their file and line.

    Returns
    -------
    COLUMNS: the release, its table's file and the line in it (of a Parquet table the row), the area code as
    published, the indicator or
    census category, the period, the value, the numerator and denominator that sums are made of, and the
    marker, where published. A gap has a row for each part, a sum one for each district, and a weighted mean
    of districts also one for each district's weight. A rate of a police force area has one for its offences
    and one for its residents.
    Figures from neighbourhoods name their file without a line, since thousands of rows are behind each.
    """
    vintage = vintage_of(study)
    if indicator in _FROM_NEIGHBOURHOODS:
        return _neighbourhoods(study, vintage, indicator, area, period)
    if indicator in _CENSUS:
        rows = _counts(study, vintage, _CENSUS[indicator], _CATEGORIES.get(indicator), area, period)
        if indicator in _ALSO:
            rows = pd.concat([rows, _counts(study, vintage, *_ALSO[indicator], area, period)])
        return rows.reset_index(drop=True)
    if indicator == INDICATOR:
        residents = _latest(vintage.observations, RESIDENTS_OF, pd.Series([area]))
        residents = residents.rename(columns={"indicator": "what"})
        offences = _counts(study, vintage, TABLE, {OFFENCES}, area, period)
        return pd.concat([offences, _placed(study, residents, OBSERVATION_COLUMNS)], ignore_index=True)
    item = study.reference.indicators[indicator]
    if " - " in item.series:
        same = study.reference.indicators.of_dataset(item.dataset)
        parts = [same.loc[same["series"] == name.strip(), "id"].iloc[0] for name in item.series.split(" - ")]
        return pd.concat([origins(study, part, area, period) for part in parts], ignore_index=True)
    rows = vintage.observations
    own = _of_areas(study, rows, (indicator, period), [area, *older_codes(area, study.reference)])
    if own.empty:
        own = _of_areas(study, rows, (indicator, period), _parts_of(area, study.reference))
        if indicator in WEIGHTED_BY_CENSUS:
            figures = _placed(study, own.rename(columns={"indicator": "what"}), OBSERVATION_COLUMNS)
            table, _ = WEIGHTED_BY_CENSUS[indicator]
            weights = _counts(study, vintage, table, {"Total"}, area, period)
            return pd.concat([figures, weights], ignore_index=True)
        if study.figure(indicator, area, period)["method"].startswith("mean of districts"):
            own = pd.concat([own, _latest(rows, _WEIGHT, own["area_code"])])
    return _placed(study, own.rename(columns={"indicator": "what"}), OBSERVATION_COLUMNS)


def _latest(rows: pd.DataFrame, indicator: str, areas: pd.Series) -> pd.DataFrame:
    held = rows[(rows["indicator"] == indicator) & rows["area_code"].isin(areas)]
    return held.sort_values("period").drop_duplicates("area_code", keep="last").sort_values("area_code")


def _counts(
    study: Study, vintage: Vintage, table: str, categories: set[str] | None, area: str, period: str
) -> pd.DataFrame:
    rows, key = vintage.counts, (table, period)
    own = _of_areas(study, rows, key, [area, *older_codes(area, study.reference)], categories)
    if own.empty:
        own = _of_areas(study, rows, key, _parts_of(area, study.reference), categories)
    named = own.assign(what=own["table"] + ": " + own["category"]).rename(columns={"count": "value"})
    return _placed(study, named, COUNT_COLUMNS)


def _of_areas(
    study: Study,
    rows: pd.DataFrame,
    key: tuple[str, str],
    areas: Collection[str],
    categories: set[str] | None = None,
) -> pd.DataFrame:
    """Take the rows of one indicator or census table and period that these areas have."""
    places = _places(*_version(study))[key]
    own = rows.iloc[places[rows["area_code"].iloc[places].isin(areas)]]
    return own if categories is None else own[own["category"].isin(categories)]


def _neighbourhoods(study: Study, vintage: Vintage, indicator: str, area: str, period: str) -> pd.DataFrame:
    rows = study.observations
    own = (rows["indicator"] == indicator) & (rows["area_code"] == area) & (rows["period"] == period)
    made_from = [name for names in rows.loc[own, "release"] for name in names.split(";")]
    if made_from:
        made_from.extend(vintage.lookup["release"].unique())
    return pd.DataFrame(
        [
            {
                "release": release.id,
                "file": _file(study, release.id),
                "line": None,
                "area_code": area,
                "what": f"{release.title} ({release.rows:,} rows)",
                "period": period,
                "value": float("nan"),
                "status": "",
            }
            for release in (study.releases[name] for name in made_from)
        ],
        columns=COLUMNS,
    )


def _parts_of(area: str, reference: Reference) -> set[str]:
    """Return the districts of an area, those merged into it and the partnerships that cover them."""
    every = _every_part(reference)
    found = set(every.loc[every["target"] == area, "part"])
    while more := set(every.loc[every["target"].isin(found), "part"]) - found:
        found |= more
    return found


@lru_cache(maxsize=4)
def _every_part(reference: Reference) -> pd.DataFrame:
    parts = district_parts(reference)
    return pd.concat([reference.areas.changes.merged, parts, partnership_parts(parts, reference)])


def _placed(study: Study, rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    keys = zip(rows["release"], *(rows[name] for name in _key(columns)), strict=True)
    found = {release: _lines_of(study, release) for release in rows["release"].unique()}
    lines = [found[release].get(tuple(key)) for release, *key in keys]
    files = [_file(study, release) for release in rows["release"]]
    placed = rows.assign(file=files, line=pd.array(lines, dtype="Int64"))
    return placed.reindex(columns=COLUMNS).fillna({"status": ""}).reset_index(drop=True)


def _key(columns: list[str]) -> list[str]:
    return (
        ["area_code", "what", "period"]
        if "indicator" in columns
        else ["area_code", "table", "category", "period"]
    )


@lru_cache(maxsize=64)
def _lines(path: Path, changed: int) -> dict[tuple[str, ...], int]:
    compact = path.suffix == ".parquet"
    table = pd.read_parquet(path) if compact else pd.read_csv(path, dtype=str, keep_default_na=False)
    key = [name for name in ("area_code", "indicator", "table", "category", "period") if name in table]
    rows = table[key].astype(str).itertuples(index=False, name=None)
    return {row: place for place, row in enumerate(rows, start=1 if compact else 2)}


def line_or_row(file: str) -> str:
    """Say what the places in a table are counted in: lines of a text, rows of a Parquet table."""
    return "row" if file.endswith(".parquet") else "line"


def _lines_of(study: Study, release: str) -> dict[tuple[str, ...], int]:
    path = study.paths.raw(study.parameters.vintage) / study.releases[release].path
    return _lines(path, path.stat().st_mtime_ns)


def _file(study: Study, release: str) -> str:
    return f"data/raw/{study.parameters.vintage}/{study.releases[release].path}"


@lru_cache(maxsize=4)
def _loaded(study_root: Path, vintage: str, changed: int) -> Vintage:
    from benchmarking.paths import Paths

    return load_vintage(Paths(study_root), vintage)


@lru_cache(maxsize=4)
def _places(study_root: Path, vintage: str, changed: int) -> dict[Hashable, Any]:
    """Find where in their frame the rows of each indicator or census table stand, by period."""
    loaded = _loaded(study_root, vintage, changed)
    places: dict[Hashable, Any] = defaultdict(lambda: np.array([], dtype=np.intp))
    for rows, name in ((loaded.observations, "indicator"), (loaded.counts, "table")):
        places.update(rows.groupby([name, "period"], sort=False).indices)
    return places


def vintage_of(study: Study) -> Vintage:
    """Return a study's vintage, read once for as long as its figures stay as they are."""
    return _loaded(*_version(study))


def _version(study: Study) -> tuple[Path, str, int]:
    package = study.paths.raw(study.parameters.vintage) / "datapackage.json"
    return study.paths.root, study.parameters.vintage, package.stat().st_mtime_ns
