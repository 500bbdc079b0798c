"""Bring a publisher's file into a vintage."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarking.errors import Location, VintageError
from benchmarking.paths import Paths
from benchmarking.reference import load_reference
from benchmarking.sources import Reading, source
from benchmarking.sources.checks import checked
from benchmarking.sources.tidy import CHANGE_COLUMNS, numbers_of
from benchmarking.vintages.package import (
    PACKAGE,
    Release,
    read_package,
    replace_all,
    sha256,
    written_package,
)


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What one import wrote: the release, its table, its rows and what was left out, by reason."""

    release: str
    path: str
    rows: int
    left_out: dict[str, int]
    changed: bool


def import_file(
    source_name: str,
    file: Path,
    vintage: str,
    *,
    paths: Paths,
    released: date | None = None,
    address: str | None = None,
    note: str | None = None,
) -> list[ImportSummary]:
    """Read a publisher's file and write its tidy table and provenance into `data/raw/<vintage>/`.

    Parameters
    ----------
    source_name : the importer, such as "dfe-lait".
    file : the publisher's file as downloaded.
    vintage : the year it belongs to, such as "2026".
    released : the day of publication, needed when the file does not say it.
    address : the publisher's page, when it is not the source's own.
    note : what a reader of the figures should know, such as how sure the day of publication is.

    Returns
    -------
    One ImportSummary for each table written.

    Raises
    ------
    SourceError when the file is not what the source publishes; VintageError when the release does not
    belong to the vintage. Nothing is written unless every check has passed.
    """
    if not re.fullmatch(r"[12][0-9]{3}", vintage):
        raise VintageError("A vintage is named by its year", found=repr(vintage), expected="such as '2026'")
    publisher = source(source_name)
    reference = load_reference(paths.reference)
    readings = publisher.read(file, reference)
    file_sha256 = sha256(file)
    known = {item.id: item for item in _existing(paths, vintage)}
    tables: dict[str, bytes] = {}
    summaries = []
    for reading in readings:
        rows, left_out = checked(reading, reference, file.name)
        day = _publication_day(reading, released, file)
        _check_belongs(reading.release, day, vintage)
        _check_replaces(reading.release, day, source_name, known.get(reading.release))
        ending, content = _table(rows, reading)
        name = f"{reading.release}.{ending}"
        release = Release(
            id=reading.release,
            title=reading.title,
            kind=reading.kind,
            path=name,
            sha256=_digest(content),
            source=source_name,
            publisher=reading.publisher or publisher.publisher,
            address=address or reading.address or publisher.address,
            released=day,
            licence=reading.licence or publisher.licence,
            file=file.name,
            file_sha256=file_sha256,
            rows=len(rows),
            small_areas=reading.small_areas,
            left_out=left_out,
            note=" ".join(filter(None, [reading.note, note])) or None,
        )
        summaries.append(
            ImportSummary(release.id, name, len(rows), left_out, changed=known.get(release.id) != release)
        )
        known[release.id] = release
        tables[name] = content
    tables[PACKAGE] = written_package(vintage, list(known.values()))
    replace_all({paths.raw(vintage) / name: content for name, content in tables.items()})
    return summaries


def _existing(paths: Paths, vintage: str) -> list[Release]:
    return read_package(paths, vintage) if (paths.raw(vintage) / PACKAGE).is_file() else []


def _publication_day(reading: Reading, given: date | None, file: Path) -> date:
    day = given or reading.released
    if day is None:
        raise VintageError(
            "The file does not say when it was published, and the vintage depends on it",
            where=Location(file.name),
            next_step="Give the day on the publisher's page: --released 2026-06-26",
        )
    return day


def _check_belongs(release: str, day: date, vintage: str) -> None:
    last = date(int(vintage), 6, 30)
    if day > last:
        raise VintageError(
            f"The release {release!r} does not belong to vintage {vintage}",
            found=f"published on {day.isoformat()}",
            expected=f"publication by 30 June {vintage}",
            next_step=f"Import it into vintage {day.year + (day > date(day.year, 6, 30))}",
        )


def _check_replaces(release: str, day: date, source_name: str, present: Release | None) -> None:
    if present is None:
        return
    if present.source != source_name:
        raise VintageError(
            f"The vintage already holds a release {release!r} of another source",
            found=f"{source_name!r}, and {present.source!r} there",
            next_step="Give this one another name",
        )
    if present.released > day:
        raise VintageError(
            f"The vintage already holds a newer release of {release!r}",
            found=f"this one of {day.isoformat()}, that one of {present.released.isoformat()}",
            next_step="If the newer one is wrong, restore the older from git",
        )


def _table(rows: pd.DataFrame, reading: Reading) -> tuple[str, bytes]:
    """Return the ending and the content of the table that is written."""
    if reading.kind == "boundaries":
        return "geojson.gz", _geojson(rows)
    # Tables of counts and of neighbourhoods are long and repeat their words: as CSV they would be ten times larger.
    if reading.small_areas or reading.kind == "counts":
        return "parquet", _parquet(rows)
    return "csv", _csv(rows, reading)


def _csv(rows: pd.DataFrame, reading: Reading) -> bytes:
    text = rows.copy()
    for name in numbers_of(reading.kind):
        text[name] = rows[name].map(_number)
    return text.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _number(value: float) -> str:
    if pd.isna(value):
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def _parquet(rows: pd.DataFrame) -> bytes:
    compact = rows.copy()
    for name in rows.columns:
        if name in ("table", "category", "period", "status", "parent_code"):
            compact[name] = rows[name].astype("category")
        elif name == "count":
            compact[name] = rows[name].astype("Int32")
    stream = io.BytesIO()
    # A dictionary of codes that hardly repeat would triple the table.
    repeating = [name for name in rows.columns if name not in CHANGE_COLUMNS]
    compact.to_parquet(stream, index=False, compression="zstd", use_dictionary=repeating)
    return stream.getvalue()


def _geojson(rows: pd.DataFrame) -> bytes:
    """Write a feature a line, packed without a date, so that the same rows give the same bytes."""
    features = ",\n".join(
        f'{{"type":"Feature","properties":{{"area_code":"{code}"}},'
        f'"geometry":{{"type":"MultiPolygon","coordinates":{coordinates}}}}}'
        for code, coordinates in rows[["area_code", "geometry"]].itertuples(index=False)
    )
    text = f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n'
    return gzip.compress(text.encode("utf-8"), mtime=0)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
