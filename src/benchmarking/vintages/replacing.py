"""Whether a release may replace the one that is held, and what is lost: areas, indicators, periods, figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from benchmarking.errors import VintageError
from benchmarking.paths import Paths
from benchmarking.reference import Reference
from benchmarking.sources.tidy import Kind, columns_of
from benchmarking.vintages.package import Release
from benchmarking.vintages.store import table_of

_FIGURE = {"observations": "value", "counts": "count"}
_PARTS = {"indicators": "indicator", "tables": "table", "categories": "category", "periods": "period"}


@dataclass(frozen=True, slots=True)
class Extent:
    """What a table has figures of: its areas, indicators or categories, and periods, each by name; and how many."""

    parts: Mapping[str, frozenset[str]]
    figures: int


def extent_of(table: pd.DataFrame, kind: Kind) -> Extent:
    """Return the extent of a table; a row without a number counts for nothing."""
    if kind in _FIGURE:
        table = table[table[_FIGURE[kind]].notna()]
    named = {"areas": columns_of(kind)[0]} | {part: name for part, name in _PARTS.items() if name in table}
    parts = {part: frozenset(table[name].astype(str).unique()) for part, name in named.items()}
    return Extent(parts, len(table))


def held_extent(paths: Paths, vintage: str, release: Release) -> Extent | None:
    """Return the extent of a table that is held; None where it is damaged, since to replace it is its repair."""
    try:
        return extent_of(table_of(paths, vintage, release), release.kind)
    except VintageError:
        return None


def losses(before: Extent, now: Extent, reference: Reference) -> list[str]:
    """Say in words what is lost: "113 of 309 areas (A, B, C and more)".

    Areas, indicators, tables and categories are told by name, even where others have come in their place. Periods
    are told only where there are fewer: many a publisher drops the oldest with each new one.
    """
    told = []
    for part, names in before.parts.items():
        came = now.parts.get(part, frozenset())
        gone = sorted(names - came)
        if not gone or (part == "periods" and len(came) >= len(names)):
            continue
        shown = [reference.areas[name].name if name in reference.areas.codes else name for name in gone[:3]]
        more = " and more" if len(gone) > len(shown) else ""
        told.append(f"{len(gone):,} of {len(names):,} {part} ({', '.join(shown)}{more})")
    if now.figures < before.figures:
        told.append(f"{now.figures:,} figures where there were {before.figures:,}")
    return told


def check_replaces(
    release: Release,
    now: Extent,
    present: Release | None,
    extent: Callable[[Release], Extent | None],
    reference: Reference,
    *,
    fewer: bool = False,
) -> str:
    """Return what a release loses against the one of that name that is held, in words; "" where it loses nothing.

    Parameters
    ----------
    now : the extent of its table.
    present : the release held, if there is one; `extent` gives what its table has figures of.
    fewer : take it even if more than half of the figures are lost.

    Raises
    ------
    VintageError when the vintage holds another source's release of that name, or a newer one, and when more than
    half of its figures would be lost: a file is oftener cut off than shortened.
    """
    if present is None:
        return ""
    if present.source != release.source:
        raise VintageError(
            f"The vintage already holds a release {release.id!r} of another source",
            found=f"{release.source!r}, and {present.source!r} there",
            next_step="Give this one another name",
        )
    if present.released > release.released:
        raise VintageError(
            f"The vintage already holds a newer release of {release.id!r}",
            found=f"this one of {release.released.isoformat()}, that one of {present.released.isoformat()}",
            next_step="If the newer one is wrong, restore the older from git",
        )
    before = extent(present) if present.sha256 != release.sha256 else None
    if before is None:
        return ""
    told = "; ".join(losses(before, now, reference))
    if 2 * now.figures < before.figures and not fewer:
        raise VintageError(
            f"The release {release.id!r} would lose more than half of its figures",
            found=told,
            expected="a whole file",
            next_step="See whether the file is complete and is all that the publisher gives. If it is, bring it in by "
            "`benchmarking import` with --fewer",
        )
    return told
