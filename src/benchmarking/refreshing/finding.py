"""Find and download a release's file: one finder for each way in which publishers hand their figures over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from benchmarking.errors import DownloadError
from benchmarking.reference import Expected
from benchmarking.reference.releases import in_year
from benchmarking.refreshing import joining
from benchmarking.refreshing.archives import take_out
from benchmarking.refreshing.fetching import Arrived, Fetcher

#: Either may be read where one is expected: departments change between them from year to year.
_WORKBOOKS = ("xlsx", "ods")
#: Where the public repositories tell when a file was last changed.
COMMITS = "https://api.github.com/repos"


@dataclass(frozen=True, slots=True)
class Found:
    """A publisher's file: where it lies now, where it came from, and when it was published if that is told."""

    path: Path
    address: str
    published: date | None


@dataclass(frozen=True, slots=True)
class Search:
    """What a finder needs: the row of releases.csv, the vintage, how to download, and a folder of its own."""

    row: Expected
    vintage: str
    fetcher: Fetcher
    folder: Path

    @property
    def address(self) -> str:
        return in_year(self.row.address, self.vintage)

    @property
    def pick(self) -> str:
        return in_year(self.row.pick, self.vintage)

    def file(self, address: str, kind: str | None = None) -> Arrived:
        """Download a file under its own name, with the ending of its type."""
        kind = kind or self.row.type
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", unquote(urlsplit(address).path.rpartition("/")[2])).lstrip(
            ".-"
        )
        name = name[-80:] or self.row.release
        return self.fetcher.fetch(
            address, self.folder / (name if name.endswith(f".{kind}") else f"{name}.{kind}"), kind
        )

    def told(self, address: str) -> Any:
        """Download what a publisher's interface tells as JSON."""
        path = self.fetcher.fetch(address, self.folder / "told.json", "json").path
        try:
            return json.loads(path.read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise _other(address, f"text that is no JSON ({error})") from error


def ways(search: Search) -> list[Callable[[], Found]]:
    """Return the ways to a release's file, the first to be tried first; none for what is brought in by hand."""
    if search.row.finder == "by hand":
        return []
    ways = [lambda: _FINDERS[search.row.finder](search)]
    if search.row.fallback:
        behind = replace(
            search.row, finder=_BEHIND.get(search.row.finder, "file"), address=search.row.fallback
        )
        ways.append(lambda: _FINDERS[behind.finder](replace(search, row=behind)))
    return ways


def _file(search: Search) -> Found:
    arrived = search.file(search.address)
    return Found(arrived.path, search.address, arrived.changed.date() if arrived.changed else None)


def _govuk(search: Search) -> Found:
    page = search.told(search.address)
    try:
        files = [(item["title"], item["url"]) for item in page["details"]["attachments"] if item.get("url")]
        published = _day(page.get("public_updated_at"))
    except (AttributeError, KeyError, TypeError) as error:
        raise _other(search.address, "a page that lists no files") from error
    wanted = [item for item in files if re.search(search.pick, item[0], re.IGNORECASE)]
    if len(wanted) > 1:
        wanted = [item for item in wanted if item[1].endswith(f".{search.row.type}")] or wanted
    if len(wanted) != 1:
        raise DownloadError(
            "The page lists no file of that title"
            if not wanted
            else "The page lists several files of that title",
            where=search.address,
            found="; ".join(title for title, _ in (wanted or files)[:8]) or "no files",
            expected=f"one whose title has {search.pick!r}",
            next_step="Correct the column pick in data/reference/releases.csv",
        )
    address = urljoin(search.address, wanted[0][1])
    kind, ending = search.row.type, urlsplit(address).path.rpartition(".")[2].casefold()
    if kind in _WORKBOOKS and ending in _WORKBOOKS:
        kind = ending
    return Found(search.file(address, kind).path, address, published)


def _ons_dataset(search: Search) -> Found:
    address = search.address
    try:
        edition = search.told(address)
        if "downloads" not in edition:
            address = urljoin(address, edition["datasets"][0]["uri"].rstrip("/") + "/data")
            edition = search.told(address)
        names = [
            item["file"] for item in edition["downloads"] if item["file"].endswith(f".{search.row.type}")
        ]
        published = _day(edition.get("description", {}).get("releaseDate"))
        uri = edition["uri"]
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise _other(address, f"no {error} in what it tells") from error
    if not names:
        raise _other(address, f"no file of type {search.row.type}")
    file = urljoin(address, f"/file?uri={uri}/{names[0]}")
    path = search.fetcher.fetch(file, search.folder / Path(names[0]).name, search.row.type).path
    return Found(path, file, published)


def _nomis_bulk(search: Search) -> Found:
    arrived = search.file(search.address, "zip")
    path = take_out(arrived.path, search.pick, search.folder, search.fetcher.largest)
    return Found(path, search.address, arrived.changed.date() if arrived.changed else None)


def _nomis_api(search: Search) -> Found:
    path = joining.pages(search.fetcher, search.address, search.folder, search.row.release)
    return Found(path, search.address, None)


def _els(search: Search) -> Found:
    path, changed = joining.indicators(search.fetcher, search.address, search.pick, search.folder)
    return Found(path, search.address, changed)


def _fingertips(search: Search) -> Found:
    arrived = search.fetcher.fetch(search.address, search.folder / f"{search.row.release}.csv", "csv")
    with arrived.path.open(encoding="utf-8-sig", errors="replace") as stream:
        if not any(line.strip() for line in list(stream)[1:]):
            raise DownloadError(
                "Fingertips answered with a table without rows",
                where=search.address,
                next_step="Its area types change with boundaries: look at fingertips.phe.org.uk/api/area_types and "
                "correct the address in data/reference/releases.csv",
            )
    return Found(arrived.path, search.address, arrived.changed.date() if arrived.changed else None)


def _github_raw(search: Search) -> Found:
    arrived = search.file(search.address)
    try:
        owner, name, branch, *inside = urlsplit(search.address).path.strip("/").split("/")
        asked = f"{COMMITS}/{owner}/{name}/commits?path={'/'.join(inside)}&sha={branch}&per_page=1"
        published = _day(search.told(asked)[0]["commit"]["committer"]["date"])
    except (DownloadError, IndexError, KeyError, TypeError, ValueError):
        # The file is here; only its day is not told.
        published = None
    return Found(arrived.path, search.address, published)


def _day(text: str | None) -> date | None:
    """Read a moment as the day it falls on in Britain, where summer's midnight is 23:00 of the day before."""
    try:
        return (datetime.fromisoformat(text) + timedelta(hours=1)).date() if text else None
    except ValueError:
        return None


def _other(address: str, found: str) -> DownloadError:
    return DownloadError(
        "The publisher's interface answers otherwise than it did",
        where=address,
        found=found,
        next_step="Download the file by hand, and correct data/reference/releases.csv",
    )


_FINDERS: dict[str, Callable[[Search], Found]] = {
    "file": _file,
    "govuk": _govuk,
    "ons-dataset": _ons_dataset,
    "nomis-bulk": _nomis_bulk,
    "nomis-api": _nomis_api,
    "els": _els,
    "fingertips": _fingertips,
    "github-raw": _github_raw,
}
#: What finds the fallback of a finder; of all others it is a file at an address.
_BEHIND = {"els": "github-raw", "nomis-bulk": "nomis-api"}
