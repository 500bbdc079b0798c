"""Read a vintage's tables, as imported and unchanged since."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pandas.api.types import is_numeric_dtype

from benchmarking.errors import VintageError
from benchmarking.paths import Paths
from benchmarking.sources.tidy import (
    BOUNDARY_COLUMNS,
    CHANGE_COLUMNS,
    COUNT_COLUMNS,
    LOOKUP_COLUMNS,
    OBSERVATION_COLUMNS,
    columns_of,
    numbers_of,
)
from benchmarking.vintages.package import PACKAGE, Release, read_package, sha256
from benchmarking.vintages.standing import broken_seal


@dataclass(frozen=True, slots=True)
class Vintage:
    """A vintage's releases and their tables.

    `observations`, `counts`, `lookup` and `changes` have the columns of their kind plus `release`;
    `small_areas` holds the counts of neighbourhoods, and `boundaries` in `geometry` the nested lists of
    coordinates of a GeoJSON MultiPolygon.
    """

    name: str
    releases: tuple[Release, ...]
    observations: pd.DataFrame
    counts: pd.DataFrame
    small_areas: pd.DataFrame
    lookup: pd.DataFrame
    changes: pd.DataFrame
    boundaries: pd.DataFrame


def load_vintage(paths: Paths, name: str) -> Vintage:
    """Read every table of a vintage, once its checksum is confirmed.

    Raises VintageError when a table is missing or is not the one that was imported.
    """
    releases = read_package(paths, name)
    tables: dict[str, list[pd.DataFrame]] = {
        "observations": [],
        "counts": [],
        "small_areas": [],
        "lookup": [],
        "changes": [],
        "boundaries": [],
    }
    for release in releases:
        small = release.kind == "counts" and release.small_areas
        tables["small_areas" if small else release.kind].append(
            table_of(paths, name, release).assign(release=release.id)
        )
    return Vintage(
        name,
        tuple(releases),
        _joined(tables["observations"], OBSERVATION_COLUMNS),
        _joined(tables["counts"], COUNT_COLUMNS),
        _joined(tables["small_areas"], COUNT_COLUMNS),
        _joined(tables["lookup"], LOOKUP_COLUMNS),
        _joined(tables["changes"], CHANGE_COLUMNS),
        _joined(tables["boundaries"], BOUNDARY_COLUMNS),
    )


def load_counts(paths: Paths, name: str) -> pd.DataFrame:
    """Read a vintage's counts of areas without those of neighbourhoods, as `load_vintage` has them.

    Raises VintageError when a table is missing or is not the one that was imported.
    """
    counted = [one for one in read_package(paths, name) if one.kind == "counts" and not one.small_areas]
    return _joined(
        [table_of(paths, name, release).assign(release=release.id) for release in counted], COUNT_COLUMNS
    )


def verify(paths: Paths, name: str) -> list[str]:
    """Return a sentence for each table of a vintage that is missing or changed since its import.

    One more stands first when the vintage is signed off and its list of releases is no longer the one that was.
    """
    problems = list(filter(None, [broken_seal(paths, name)]))
    releases = read_package(paths, name)
    for release in releases:
        try:
            confirm(paths, name, release)
        except VintageError as error:
            problems.append(str(error))
    listed = {release.path for release in releases}
    for path in sorted(paths.raw(name).glob("*")):
        if path.suffix in (".csv", ".parquet", ".gz") and path.name not in listed:
            problems.append(
                f"data/raw/{name}/{path.name}: This table is in no list of releases. Import it, or remove it."
            )
    return problems


def confirm(paths: Paths, vintage: str, release: Release) -> None:
    """Raise VintageError unless a release's table is there and has the checksum it was imported with."""
    path = paths.raw(vintage) / release.path
    where = f"data/raw/{vintage}/{release.path}"
    if not path.is_file():
        raise VintageError(
            "A table of the vintage is missing",
            where=where,
            next_step="Restore it from git, or import it again",
        )
    found = sha256(path)
    if found != release.sha256:
        raise VintageError(
            "A table of the vintage has been changed since it was imported",
            where=where,
            found=f"sha256 {found[:12]}…",
            expected=f"{release.sha256[:12]}…, as datapackage.json says",
            next_step="Figures are changed by importing the publisher's file again: restore this one from git",
        )


def table_of(paths: Paths, vintage: str, release: Release) -> pd.DataFrame:
    """Read a release's table with the columns of its kind.

    Raises VintageError when it is missing, is not the one that was imported, or cannot be read as it was written:
    then its checksum was changed with it.
    """
    confirm(paths, vintage, release)
    path = paths.raw(vintage) / release.path
    try:
        table = _read(path, release)
    except (EOFError, KeyError, OSError, TypeError, ValueError, zlib.error) as error:
        found = f"{type(error).__name__}: {error}".splitlines()[0].replace(str(path), path.name)
        raise _broken(vintage, release, found, "a table as it was written") from error
    names, columns = list(table.columns), columns_of(release.kind)
    if names != columns:
        raise _broken(
            vintage, release, f"the columns {', '.join(names)}", f"the columns {', '.join(columns)}"
        )
    if len(table) != release.rows:
        raise _broken(vintage, release, f"{len(table):,} rows", f"{release.rows:,}, as {PACKAGE} says")
    return table


def _read(path: Path, release: Release) -> pd.DataFrame:
    numbers = numbers_of(release.kind)
    types = {name: float if name in numbers else str for name in columns_of(release.kind)}
    if path.suffix == ".parquet":
        table = pd.read_parquet(path)
        if not release.small_areas:
            return table.astype({name: kind for name, kind in types.items() if name in table})
        # Hundreds of thousands of neighbourhoods keep their compact types.
        words = [name for name in numbers if name in table and not is_numeric_dtype(table[name])]
        if words:
            raise ValueError(f"words under {words[0]}")
        return table
    if release.kind == "boundaries":
        return _boundaries(path)
    return pd.read_csv(path, dtype=types, keep_default_na=False, na_values={name: [""] for name in numbers})


def _boundaries(path: Path) -> pd.DataFrame:
    features = json.loads(gzip.decompress(path.read_bytes()))["features"]
    shapes = [(item["properties"]["area_code"], item["geometry"]["coordinates"]) for item in features]
    return pd.DataFrame(shapes, columns=BOUNDARY_COLUMNS)


def _broken(vintage: str, release: Release, found: str, expected: str) -> VintageError:
    return VintageError(
        f"A table of the vintage is broken, though it has the checksum that {PACKAGE} gives it",
        where=f"data/raw/{vintage}/{release.path}",
        found=found,
        expected=expected,
        next_step=f"Somebody has changed both: restore the table and {PACKAGE} from git",
    )


def _joined(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in [*columns, "release"]})
    return pd.concat(tables, ignore_index=True)
