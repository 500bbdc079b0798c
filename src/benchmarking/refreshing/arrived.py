"""Look at what arrived before it is read: a figure file of the type that was expected, or something else."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from benchmarking.errors import DownloadError

_WEB_PAGE = re.compile(rb"\s*<")
_NOT_FIGURES = ("text/html", "application/xhtml", "application/pdf", "image/", "audio/", "video/")
#: What the first bytes of a type are, for those that have such a mark.
_MARKS = {
    "xlsx": b"PK\x03\x04",
    "ods": b"PK\x03\x04",
    "zip": b"PK\x03\x04",
    "parquet": b"PAR1",
    "csv.gz": b"\x1f\x8b",
}
_KNOWN = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a workbook or a zip archive",
    b"PAR1": "a Parquet table",
    b"\x1f\x8b": "a file packed by gzip",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"\x89PNG": "a picture",
}
_INSIDE = {"xlsx": "[Content_Types].xml", "ods": "mimetype"}


def check_arrived(path: Path, kind: str, content_type: str, address: str) -> None:
    """Raise DownloadError when a file is a web page or of another type than `kind`.

    Parameters
    ----------
    kind : csv, csv.gz, json, geojson, xlsx, ods, zip or parquet.
    content_type : what the server called it.
    address : where it came from, for the message.
    """
    with path.open("rb") as stream:
        start = stream.read(1024)
    if not start:
        raise _wrong("An empty file came", address, None, kind)
    if _WEB_PAGE.match(start.removeprefix(b"\xef\xbb\xbf")) or content_type.startswith(_NOT_FIGURES[:2]):
        raise DownloadError(
            "A web page came instead of the file",
            where=address,
            found=_title(path) or content_type or "HTML",
            next_step="A proxy may have answered in the publisher's place, or the publisher may have moved the "
            "file: open the address in a browser",
        )
    if content_type.startswith(_NOT_FIGURES):
        raise _wrong("A file of another type came", address, content_type, kind)
    if not _is(kind, start):
        told = next(
            (words for mark, words in _KNOWN.items() if start.startswith(mark)), content_type or "text"
        )
        raise _wrong("A file of another type came", address, told, kind)
    if kind in _INSIDE and not _holds(path, _INSIDE[kind]):
        raise _wrong("A file of another type came", address, "an archive that is no such workbook", kind)


def _is(kind: str, start: bytes) -> bool:
    if kind in _MARKS:
        return start.startswith(_MARKS[kind])
    if any(start.startswith(mark) for mark in _KNOWN) or b"\x00" in start:
        return False
    if kind in ("json", "geojson"):
        return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    return True


def _holds(path: Path, name: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return name in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _title(path: Path) -> str | None:
    with path.open("rb") as stream:
        found = re.search(rb"<title[^>]*>(.*?)</title>", stream.read(20_000), re.IGNORECASE | re.DOTALL)
    text = " ".join(found[1].decode("utf-8", "replace").split()) if found else ""
    return f"the page {text[:120]!r}" if text else None


def _wrong(problem: str, address: str, found: str | None, kind: str) -> DownloadError:
    return DownloadError(
        problem,
        where=address,
        found=found,
        expected=f"a file of type {kind}",
        next_step="Look at the publisher's page, and correct data/reference/releases.csv if the file has moved",
    )
