"""A vintage's datapackage.json: which releases it holds, from whom, and their checksums."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from benchmarking.errors import VintageError, nearest
from benchmarking.paths import Paths
from benchmarking.sources.tidy import Kind, columns_of, numbers_of
from benchmarking.vintages.building import complete_moves, is_year

PACKAGE = "datapackage.json"
LICENCES = {
    "OGL-UK-3.0": {
        "name": "OGL-UK-3.0",
        "title": "Open Government Licence v3.0",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    }
}
_FORMATS = {
    ".csv": ("csv", "text/csv"),
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".gz": ("geojson", "application/geo+json"),
}


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a vintage: its tidy table, and the publisher's file that it was made from.

    `small_areas` says that its areas are neighbourhoods, which the reference tables do not list.
    `carried_forward_from` names the vintage it was last brought into, when this year's could not be had.
    """

    id: str
    title: str
    kind: Kind
    path: str
    sha256: str
    source: str
    publisher: str
    address: str
    released: date
    licence: str
    file: str
    file_sha256: str
    rows: int
    small_areas: bool = False
    left_out: dict[str, int] = field(default_factory=dict)
    note: str | None = None
    carried_forward_from: str | None = None


def vintage_names(paths: Paths) -> list[str]:
    """List the vintages that stand in data/raw, oldest first."""
    complete_moves(paths)
    folder = paths.root / "data" / "raw"
    return sorted(path.parent.name for path in folder.glob(f"*/{PACKAGE}") if is_year(path.parent.name))


def read_package(paths: Paths, vintage: str) -> list[Release]:
    """Read the releases of a vintage; raises VintageError when the vintage is not there or not readable."""
    complete_moves(paths)
    path = paths.raw(vintage) / PACKAGE
    if not path.is_file():
        known = vintage_names(paths)
        raise VintageError(
            f"There is no vintage {vintage!r}",
            expected=f"one of {', '.join(known)}" if known else "a vintage made by `benchmarking import`",
            next_step=nearest(vintage, known) or "Import this year's releases first",
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return [_release(resource) for resource in content["resources"]]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise VintageError(
            "The vintage's list of releases cannot be read",
            where=str(path.relative_to(paths.root)),
            found=f"{type(error).__name__}: {error}",
            next_step="Restore the file from git",
        ) from error


def existing(paths: Paths, vintage: str) -> dict[str, Release]:
    """Return the releases of a vintage by id; none when it does not stand yet."""
    if not (paths.raw(vintage) / PACKAGE).is_file():
        return {}
    return {release.id: release for release in read_package(paths, vintage)}


def written_package(vintage: str, releases: list[Release]) -> bytes:
    """Write out a vintage's list of releases in id order, so that the same releases give the same bytes."""
    content = {
        "name": f"cohesion-benchmarking-{vintage}",
        "title": f"Published figures of vintage {vintage}: releases published by 30 June {vintage}",
        "licenses": [LICENCES["OGL-UK-3.0"]],
        "resources": [_resource(release) for release in sorted(releases, key=lambda item: item.id)],
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def replace(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it in, so that nobody reads half of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _resource(release: Release) -> dict[str, Any]:
    form, mediatype = _FORMATS[Path(release.path).suffix]
    numbers = numbers_of(release.kind)
    resource = {
        "name": release.id,
        "title": release.title,
        "path": release.path,
        "format": form,
        "mediatype": mediatype,
        "hash": f"sha256:{release.sha256}",
        "schema": {
            "fields": [
                {"name": name, "type": "number" if name in numbers else "string"}
                for name in columns_of(release.kind)
            ],
            "missingValues": [""],
        },
        "licenses": [LICENCES.get(release.licence, {"name": release.licence})],
        "sources": [{"title": f"{release.publisher}: {release.title}", "path": release.address}],
        "kind": release.kind,
        "importer": release.source,
        "publisher": release.publisher,
        "released": release.released.isoformat(),
        "read": {"file": release.file, "sha256": release.file_sha256},
        "tidy_rows": release.rows,
        "left_out": dict(sorted(release.left_out.items())),
    }
    if form == "csv":
        resource["type"] = "table"
        resource["encoding"] = "utf-8"
    else:
        resource["type"] = "file"
    if release.small_areas:
        resource["small_areas"] = True
    if release.note:
        resource["note"] = release.note
    if release.carried_forward_from:
        resource["carried_forward_from"] = release.carried_forward_from
    return resource


def _release(resource: dict[str, Any]) -> Release:
    return Release(
        id=resource["name"],
        title=resource["title"],
        kind=_known_kind(resource["kind"]),
        path=_inside(resource["path"]),
        sha256=resource["hash"].removeprefix("sha256:"),
        source=resource["importer"],
        publisher=resource["publisher"],
        address=resource["sources"][0]["path"],
        released=date.fromisoformat(resource["released"]),
        licence=resource["licenses"][0]["name"],
        file=resource["read"]["file"],
        file_sha256=resource["read"]["sha256"],
        rows=resource["tidy_rows"],
        small_areas=resource.get("small_areas", False),
        left_out=resource["left_out"],
        note=resource.get("note"),
        carried_forward_from=resource.get("carried_forward_from"),
    )


def _known_kind(kind: Kind) -> Kind:
    columns_of(kind)
    return kind


def _inside(path: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", path):
        raise ValueError(f"the path {path!r} leaves the vintage's folder")
    return path
