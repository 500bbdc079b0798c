"""Put together what a publisher's interface hands over in parts: pages of a table, or an indicator at a time."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import httpx

from benchmarking.errors import DownloadError, nearest
from benchmarking.refreshing.fetching import Fetcher

#: Rows that Nomis gives in one call without a key.
PAGE = 25_000
_MOST_PAGES = 200
#: The columns of Explore local statistics in its repository, which its importer reads, and those of its data API.
_ELS = {
    "areacd": "areacd",
    "period": "period",
    "observation": "value",
    "measure": "measure",
    "lci_95": "lci_95",
    "uci_95": "uci_95",
    "status": "status",
}
_NEEDED = ("areacd", "period", "value")


def pages(fetcher: Fetcher, address: str, folder: Path, name: str) -> Path:
    """Download a table of Nomis page by page, and join the pages under one header.

    Raises DownloadError for a page with another header than the first, and for a table without end.
    """
    joined = folder / f"{name}.csv"
    header: list[str] | None = None
    with joined.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for number in range(_MOST_PAGES):
            asked = f"{address}{'&' if '?' in address else '?'}recordoffset={number * PAGE}"
            first, rows = _table(fetcher.fetch(asked, folder / "page.csv", "csv").path)
            if header is None:
                header = first
                writer.writerow(header)
            # A page after the last may be empty to the header.
            if rows and first != header:
                raise DownloadError(
                    "A page of the table has other columns than the first",
                    where=asked,
                    found=", ".join(first[:8]),
                    expected=", ".join(header[:8]),
                )
            writer.writerows(rows)
            if joined.stat().st_size > fetcher.largest:
                break
            if len(rows) < PAGE:
                return joined
    raise DownloadError(
        "The table is larger than is downloaded, so it was refused",
        where=address,
        expected=f"at most {_MOST_PAGES * PAGE:,} rows and {fetcher.largest:,} bytes",
        next_step="Ask for fewer areas or years in the address",
    )


def indicators(fetcher: Fetcher, address: str, pick: str, folder: Path) -> tuple[Path, date | None]:
    """Download a family of Explore local statistics, an indicator at a time, as one file of its repository's layout.

    Parameters
    ----------
    address : the base of the data API.
    pick : "slug=Series; slug=Series", the interface's name of each indicator and the name in the repository.

    Returns
    -------
    The joined file, and the last day on which one of its parts was changed, if each part says it.
    """
    joined = folder / "explore-local-statistics.csv"
    days: list[date | None] = []
    with joined.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["indicator", *_ELS])
        for part in pick.split(";"):
            slug, _, series = (text.strip() for text in part.partition("="))
            asked = str(
                httpx.URL(f"{address}/data.csv").copy_merge_params(
                    {"indicator": slug, "time": "all", "includeStatus": "true"}
                )
            )
            arrived = fetcher.fetch(asked, folder / "part.csv", "csv")
            header, rows = _table(arrived.path)
            lost = [column for column in _NEEDED if column not in header]
            if lost or not rows:
                raise DownloadError(
                    f"The table of {slug} has no column {lost[0]!r}"
                    if lost
                    else f"The table of {slug} is empty",
                    where=asked,
                    found=f"the columns {', '.join(header[:12])}",
                    expected=f"the columns {', '.join(_NEEDED)}",
                    next_step=nearest(lost[0], header) if lost else None,
                )
            places = [header.index(theirs) if theirs in header else None for theirs in _ELS.values()]
            writer.writerows(
                [series, *("" if place is None else row[place] for place in places)] for row in rows
            )
            days.append(arrived.changed.date() if arrived.changed else None)
    told = [day for day in days if day is not None]
    return joined, max(told) if told and len(told) == len(days) else None


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = [row for row in csv.reader(stream) if row] or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DownloadError("The table cannot be read as CSV", found=str(error)) from error
    short = next((row for row in rows if len(row) != len(header)), None)
    if short is not None:
        raise DownloadError(
            "A row of the table has another number of cells than its header",
            found=f"{len(short)} cells",
            expected=f"{len(header)}",
        )
    return header, rows
