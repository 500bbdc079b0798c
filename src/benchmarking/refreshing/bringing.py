"""Bring in one publisher's file: find it, download it, read it, and say what it changes."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benchmarking.errors import BenchmarkingError
from benchmarking.reference import Expected, Reference
from benchmarking.refreshing.fetching import Fetcher
from benchmarking.refreshing.finding import Found, Search, ways
from benchmarking.vintages.importing import Prepared, prepare
from benchmarking.vintages.package import Release, sha256
from benchmarking.vintages.replacing import Extent, check_replaces

#: Stands in the note of a release whose day of publication nobody told.
NO_DAY = "Where the file does not say when it was published, the day of the download stands for it."


@dataclass(frozen=True, slots=True)
class Bringer:
    """What is needed to bring files into a vintage.

    Parameters
    ----------
    held : the releases that stand for this vintage until newer ones come, by id.
    extent : what the table of one of them has figures of, None where it is damaged.
    folder : where downloads are put.
    today : taken for the day of publication where nobody tells it, as long as that is honest.
    """

    vintage: str
    reference: Reference
    held: Mapping[str, Release]
    extent: Callable[[Release], Extent | None]
    fetcher: Fetcher
    folder: Path
    today: date

    def bring(self, row: Expected) -> tuple[list[Prepared], str]:
        """Return the releases that the row's file holds, checked in full; or none, and why not.

        Each way to the file is tried in turn. A file that cannot be had or read is a reason, not an error; only
        a disk that cannot be written to ends everything.
        """
        folder = self.folder / row.release
        folder.mkdir(parents=True)
        reasons = []
        for way in ways(Search(row, self.vintage, self.fetcher, folder)):
            try:
                return self._prepared(row, way()), ""
            except BenchmarkingError as error:
                reasons.append(str(error))
            except Exception as error:
                if isinstance(error, OSError) and error.errno not in (None, errno.ENAMETOOLONG):
                    raise
                reasons.append(
                    f"The file cannot be read as this source publishes it ({type(error).__name__}: {error})."
                )
        return [], " Elsewhere: ".join(reasons) or f"By hand: {row.note}"

    def _prepared(self, row: Expected, found: Found) -> list[Prepared]:
        digest = sha256(found.path)
        same = [one for one in self.held.values() if (one.source, one.file_sha256) == (row.source, digest)]
        prepared = prepare(
            row.source,
            found.path,
            self.vintage,
            reference=self.reference,
            released=same[0].released if same else None,
            otherwise=self._day(found),
            address=row.page,
            note=self._note(found),
        )
        return [
            replace(
                item,
                lost=check_replaces(
                    item.release,
                    item.extent,
                    self.held.get(item.release.id),
                    self.extent,
                    self.reference,
                ),
            )
            for item in prepared
        ]

    def _day(self, found: Found) -> date | None:
        if found.published or self.today > date(int(self.vintage), 6, 30):
            return found.published
        return self.today

    def _note(self, found: Found) -> str:
        return f"Downloaded from {found.address}." + ("" if found.published else f" {NO_DAY}")
