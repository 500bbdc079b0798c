"""Make a vintage from the one before it, release by release: what is new is brought in, the rest carried forward."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from benchmarking.errors import CommandError, Location, ReferenceFileError, nearest
from benchmarking.paths import Paths
from benchmarking.reference import Expected, Reference, Releases, load_reference
from benchmarking.refreshing.bringing import NO_DAY, Bringer
from benchmarking.refreshing.fetching import Fetcher
from benchmarking.sources import SOURCES
from benchmarking.vintages.building import clear, could_not_write, downloads, rebuilt
from benchmarking.vintages.importing import Prepared, check_name, put, remarks
from benchmarking.vintages.package import Release, existing, vintage_names
from benchmarking.vintages.replacing import Extent, held_extent
from benchmarking.vintages.standing import check_open
from benchmarking.vintages.store import confirm
from benchmarking.vintages.turns import turn

State = Literal["new", "unchanged", "carried forward", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one release: "new", "unchanged", "carried forward" or "failed", and why.

    `remarks` are what to read of a new one: what it has lost, what is new in its layout, and its note.
    """

    release: str
    source: str
    state: State
    reason: str
    remarks: tuple[str, ...] = ()


def refresh(
    vintage: str,
    *,
    paths: Paths,
    fetcher: Fetcher | None,
    only: str | None = None,
    reopen: bool = False,
    today: date | None = None,
    watch: Callable[[str, int, int], None] = lambda release, number, of: None,
) -> list[Outcome]:
    """Download this year's releases and make the vintage, or renew it where it stands already.

    Parameters
    ----------
    vintage : the year, such as "2027".
    fetcher : how files are downloaded; None downloads nothing and carries everything forward.
    only : the one source to ask; the others are carried forward.
    reopen : change the vintage although a report has been made from it.
    watch : told the release that is looked for, its number and how many there are.

    Returns
    -------
    One Outcome for each release of the vintage, and for each that releases.csv expects and nobody could give.

    Raises
    ------
    CommandError for a vintage that is no year or too far ahead, and for a source without a row; VintageError when
    the vintage must stay as it is, another command is changing the figures, a table of the vintage before was
    changed by hand, or the disk is full. The vintage is then as it was. A release that cannot be had raises
    nothing: its Outcome says why.
    """
    check_name(vintage)
    today = today or date.today()
    if int(vintage) > today.year + 1:
        raise CommandError(
            f"It is too early for vintage {vintage}", expected=f"a year up to {today.year + 1}"
        )
    reference = load_reference(paths.reference)
    check_rows(reference.releases, only)
    with turn(paths, f"benchmarking refresh {vintage}"):
        clear(paths, vintage)
        check_open(paths, vintage, reopen=reopen)
        making = _Making(vintage, paths, reference)
        try:
            if fetcher is not None:
                making.bring_all(fetcher, only, today, watch)
            making.write()
        except (Exception, KeyboardInterrupt) as error:
            clear(paths, vintage)
            if isinstance(error, OSError):
                raise could_not_write(vintage, error) from error
            raise
        clear(paths, vintage)
        return making.outcomes(fetcher is None, only)


def check_rows(releases: Releases, only: str | None) -> None:
    """Raise ReferenceFileError for a row of a source without an importer, CommandError for a source without a row."""
    for row in releases:
        if row.source not in SOURCES:
            raise ReferenceFileError(
                f"{row.release}: there is no such source",
                where=Location("releases.csv", column="source"),
                found=repr(row.source),
                expected=f"one of {', '.join(SOURCES)}",
                next_step=nearest(row.source, SOURCES),
            )
    named = sorted({row.source for row in releases})
    if only is not None and only not in named:
        raise CommandError(
            f"No release of a source {only!r} is expected",
            expected=f"one of {', '.join(named)}",
            next_step=nearest(only, named),
        )


class _Making:
    """A vintage that is being made: what stands, what was brought, and why the rest was not."""

    def __init__(self, vintage: str, paths: Paths, reference: Reference) -> None:
        self._vintage, self._paths, self._reference = vintage, paths, reference
        earlier = [name for name in vintage_names(paths) if name < vintage]
        self._before = earlier[-1] if earlier else ""
        self._here = existing(paths, vintage)
        self._rows = {row.release: row for row in reference.releases}
        carried = existing(paths, self._before) if earlier else {}
        self._carried = {id: one for id, one in carried.items() if id not in self._here}
        self._brought: dict[str, Prepared] = {}
        self._reasons: dict[str, str] = {}

    def bring_all(
        self, fetcher: Fetcher, only: str | None, today: date, watch: Callable[[str, int, int], None]
    ) -> None:
        held = self._carried | self._here
        bringer = Bringer(
            self._vintage,
            self._reference,
            held,
            self._extent,
            fetcher,
            downloads(self._paths, self._vintage),
            today,
        )
        files = list(_by_file(row for row in self._rows.values() if self._is_sought(row, only)))
        for number, rows in enumerate(files, start=1):
            watch(rows[0].release, number, len(files))
            prepared, reason = bringer.bring(rows[0])
            came = {item.release.id: item for item in prepared}
            for row in rows:
                if row.release in came:
                    self._brought[row.release] = came[row.release]
                else:
                    self._reasons[row.release] = (
                        reason or f"The file holds {' and '.join(came)}, not this release."
                    )

    def _extent(self, held: Release) -> Extent | None:
        return held_extent(self._paths, self._before if held.id in self._carried else self._vintage, held)

    def write(self) -> None:
        releases = self._releases()
        if releases == self._here:
            return
        for id, release in self._carried.items():
            if id not in self._brought:
                confirm(self._paths, self._before, release)
        with rebuilt(self._paths, self._vintage) as folder:
            for id, release in self._carried.items():
                if id not in self._brought:
                    shutil.copyfile(self._paths.raw(self._before) / release.path, folder / release.path)
            put(folder, self._vintage, releases.values(), self._brought.values())

    def outcomes(self, offline: bool, only: str | None) -> list[Outcome]:
        releases = self._releases()
        ids = sorted(releases.keys() | self._rows.keys())
        return [self._outcome(id, releases.get(id), offline, only) for id in ids]

    def _is_sought(self, row: Expected, only: str | None) -> bool:
        if only is not None and row.source != only:
            return False
        held = self._carried.get(row.release) or self._here.get(row.release)
        return row.finder != "by hand" and (row.renewed == "each year" or held is None)

    def _releases(self) -> dict[str, Release]:
        carried = {id: self._marked(one) for id, one in self._carried.items()}
        brought = {id: self._as_brought(item) for id, item in self._brought.items()}
        return carried | self._here | brought

    def _as_brought(self, item: Prepared) -> Release:
        """Keep the record of a release that came again: the same file, or the same figures without a new day."""
        came, held = item.release, self._carried.get(item.release.id) or self._here.get(item.release.id)
        if held is None or held.sha256 != came.sha256:
            return came
        if held.file_sha256 == came.file_sha256 or NO_DAY in (came.note or ""):
            return replace(held, carried_forward_from=None)
        return came

    def _marked(self, release: Release) -> Release:
        row = self._rows.get(release.id)
        if row is not None and row.renewed == "once":
            return release
        return replace(release, carried_forward_from=release.carried_forward_from or self._before)

    def _outcome(self, id: str, release: Release | None, offline: bool, only: str | None) -> Outcome:
        row = self._rows.get(id)
        source = release.source if release else self._rows[id].source
        held = self._carried.get(id) or self._here.get(id)
        if release and id in self._brought:
            day = f"published on {release.released.isoformat()}"
            if held is None or held.sha256 != release.sha256:
                return Outcome(id, source, "new", f"{release.rows:,} rows, {day}", remarks(self._brought[id]))
            return Outcome(id, source, "unchanged", f"the same figures, {day}")
        why = self._reasons.get(id) or _untried(row, offline, only)
        if release is None:
            return Outcome(id, source, "failed", why)
        if release.carried_forward_from:
            return Outcome(id, source, "carried forward", f"from {release.carried_forward_from}. {why}")
        if row is not None and row.renewed == "once":
            return Outcome(id, source, "unchanged", "published once and for all")
        again = f" Not had again: {why}" if id in self._reasons else ""
        return Outcome(id, source, "unchanged", f"in the vintage already.{again}")


def _untried(row: Expected | None, offline: bool, only: str | None) -> str:
    if row is None:
        return "No row of data/reference/releases.csv says where it is found."
    if row.finder == "by hand":
        return f"By hand: {row.note}"
    if only is not None and row.source != only:
        return "Not asked for this time."
    return "Nothing was downloaded this time." if offline else "Not looked for."


def _by_file(rows: Iterable[Expected]) -> Iterable[list[Expected]]:
    """Put together the rows whose releases come from one file."""
    files: dict[tuple[str, ...], list[Expected]] = {}
    for row in rows:
        files.setdefault((row.source, row.finder, row.address, row.pick, row.fallback, row.type), []).append(
            row
        )
    return files.values()
