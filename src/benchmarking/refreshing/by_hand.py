"""The list for a computer that cannot download: which file, on which page, and the command that brings it in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from benchmarking.paths import Paths
from benchmarking.reference import Expected, load_reference
from benchmarking.refreshing.renewing import check_rows
from benchmarking.vintages.importing import check_name
from benchmarking.vintages.package import existing, vintage_names


@dataclass(frozen=True, slots=True)
class ByHand:
    """One file to download by hand: the releases it holds, its page, what to look for, and the command."""

    releases: tuple[str, ...]
    page: str
    look_for: str
    command: str
    note: str


def by_hand(vintage: str, *, paths: Paths, only: str | None = None) -> list[ByHand]:
    """List the files that a vintage still waits for, in the order of releases.csv.

    What the vintage holds of this year is not listed, nor what is published once and held already.
    """
    check_name(vintage)
    releases = load_reference(paths.reference).releases
    check_rows(releases, only)
    here = existing(paths, vintage)
    earlier = [name for name in vintage_names(paths) if name < vintage]
    before = existing(paths, earlier[-1]) if earlier else {}
    files: dict[tuple[str, str, str], list[Expected]] = {}
    for row in releases:
        present = here.get(row.release)
        had = present is not None and not present.carried_forward_from
        carried = row.renewed == "once" and row.release in before
        if not (had or carried or (only is not None and row.source != only)):
            files.setdefault((row.source, row.page, row.look_for), []).append(row)
    return [
        ByHand(
            tuple(row.release for row in rows),
            rows[0].page,
            rows[0].look_for,
            _command(rows[0], vintage),
            rows[0].note,
        )
        for rows in files.values()
    ]


def _command(row: Expected, vintage: str) -> str:
    if row.source == "plain":
        return f"benchmarking import plain {row.release}.csv --vintage {vintage}"
    name = PurePosixPath(row.look_for).name
    file = name if name.endswith(f".{row.type}") and " " not in name else f"FILE.{row.type}"
    return f"benchmarking import {row.source} {file} --vintage {vintage} --released YEAR-MONTH-DAY"
