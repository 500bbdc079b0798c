"""Bring a publisher's file into a vintage."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarking.errors import CommandError, Location, SourceError, VintageError
from benchmarking.paths import Paths
from benchmarking.reference import Reference, load_reference
from benchmarking.sources import Reading, source
from benchmarking.sources.checks import checked
from benchmarking.sources.layout import new_in_layout
from benchmarking.vintages.building import clear, is_year, rebuilt
from benchmarking.vintages.forms import written
from benchmarking.vintages.package import PACKAGE, Release, existing, sha256, written_package
from benchmarking.vintages.replacing import Extent, check_replaces, extent_of, held_extent
from benchmarking.vintages.standing import check_open
from benchmarking.vintages.turns import turn


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What one import wrote: the release, its table, its rows, what was left out by reason, and what to know of it."""

    release: str
    path: str
    rows: int
    left_out: dict[str, int]
    changed: bool
    remarks: tuple[str, ...] = ()

    def told(self, vintage: str) -> list[str]:
        """Return the lines that say it."""
        left_out = ", ".join(f"{count} {reason}" for reason, count in self.left_out.items())
        first = f"{self.release}: {self.rows:,} rows in data/raw/{vintage}/{self.path}"
        ends = [f"left out: {left_out}" if left_out else "", "" if self.changed else "as it was"]
        return ["; ".join([first, *filter(None, ends)]), *(f"  {remark}" for remark in self.remarks)]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A release that has passed every check of its file, and its table's content and extent; nothing is written yet.

    `lost` says what it has no longer of the release that it replaces.
    """

    release: Release
    content: bytes
    extent: Extent
    lost: str = ""


def import_file(
    source_name: str,
    file: Path,
    vintage: str,
    *,
    paths: Paths,
    released: date | None = None,
    address: str | None = None,
    note: str | None = None,
    reopen: bool = False,
    fewer: bool = False,
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
    reopen : change the vintage although a report has been made from it.
    fewer : take a file although it has less than half of the figures that it replaces.

    Returns
    -------
    One ImportSummary for each table written.

    Raises
    ------
    SourceError when the file is not what the source publishes; VintageError when the release does not
    belong to the vintage or loses most of what it replaces, when the vintage must stay as it is, and when
    another command is changing the figures. Nothing is written unless every check has passed.
    """
    check_name(vintage)
    reference = load_reference(paths.reference)
    prepared = prepare(
        source_name,
        file,
        vintage,
        reference=reference,
        released=released,
        address=address,
        note=note,
    )
    with turn(paths, f"benchmarking import {source_name} {file.name}"):
        clear(paths, vintage)
        check_open(paths, vintage, reopen=reopen)
        known = existing(paths, vintage)
        for place, item in enumerate(prepared):
            lost = check_replaces(
                item.release,
                item.extent,
                known.get(item.release.id),
                lambda held: held_extent(paths, vintage, held),
                reference,
                fewer=fewer,
            )
            prepared[place] = replace(item, lost=lost)
        before = dict(known)
        known |= {item.release.id: item.release for item in prepared}
        with rebuilt(paths, vintage) as folder:
            put(folder, vintage, known.values(), prepared)
    return [
        ImportSummary(
            item.release.id,
            item.release.path,
            item.release.rows,
            {
                reason: count
                for reason, count in item.release.left_out.items()
                if reason not in new_in_layout(item.release.left_out)
            },
            changed=before.get(item.release.id) != item.release,
            remarks=remarks(item),
        )
        for item in prepared
    ]


def prepare(
    source_name: str,
    file: Path,
    vintage: str,
    *,
    reference: Reference,
    released: date | None = None,
    otherwise: date | None = None,
    address: str | None = None,
    note: str | None = None,
) -> list[Prepared]:
    """Read a publisher's file, check every row of it, and return the releases it holds, written nowhere yet.

    The day of publication is `released`, else what the file says, else `otherwise`.

    Raises SourceError and VintageError as `import_file` does.
    """
    publisher = source(source_name)
    readings = publisher.read(file, reference)
    file_sha256 = sha256(file)
    prepared = []
    for reading in readings:
        rows, left_out = checked(reading, reference, file.name)
        day = _publication_day(reading, released, otherwise, file)
        _check_belongs(reading.release, day, vintage)
        _check_past(rows, day, file.name)
        ending, content = written(rows, reading)
        release = Release(
            id=reading.release,
            title=reading.title,
            kind=reading.kind,
            path=f"{reading.release}.{ending}",
            sha256=hashlib.sha256(content).hexdigest(),
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
            note=_joined(reading.note, note),
        )
        prepared.append(Prepared(release, content, extent_of(rows, reading.kind)))
    return prepared


def put(folder: Path, vintage: str, releases: Iterable[Release], prepared: Iterable[Prepared]) -> None:
    """Write tables that were prepared, and the list of all releases, into the folder of a vintage being built."""
    for item in prepared:
        (folder / item.release.path).write_bytes(item.content)
    (folder / PACKAGE).write_bytes(written_package(vintage, list(releases)))


def remarks(item: Prepared) -> tuple[str, ...]:
    """Return what somebody who brings a release in should read: what is lost, what is new in its layout, its note."""
    new = "; ".join(new_in_layout(item.release.left_out))
    told = {
        "lost, against the one it replaces": item.lost,
        "new in its layout": new,
        "note": item.release.note,
    }
    return tuple(f"{about}: {words}" for about, words in told.items() if words)


def check_name(vintage: str) -> None:
    """Raise CommandError unless a vintage's name is a year."""
    if not is_year(vintage):
        raise CommandError("A vintage is named by its year", found=repr(vintage), expected="such as '2026'")


def _joined(first: str | None, second: str | None) -> str | None:
    if first and second:
        return f"{first if first.endswith('.') else f'{first}.'} {second}"
    return first or second


def _publication_day(reading: Reading, given: date | None, otherwise: date | None, file: Path) -> date:
    day = given or reading.released or otherwise
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


def _check_past(rows: pd.DataFrame, day: date, file: str) -> None:
    """Raise SourceError for a figure of a period that began after it was published."""
    if "period" not in rows:
        return
    later = rows[rows["period"].str[:10] > day.isoformat()]
    if not later.empty:
        here = later.iloc[0]
        raise SourceError(
            "A period begins after the day of publication",
            where=Location(file, column="period"),
            found=f"{here['period']} for {here['area_code']}",
            expected=f"at most {day.isoformat()}",
            next_step="Correct the period, or the day given with --released",
        )
