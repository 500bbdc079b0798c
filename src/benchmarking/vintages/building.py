"""Build a vintage in a folder beside its place, and move it in whole.

The finished folder becomes `.2027.ready`, then the one that stands is taken away, which is the moment of decision:
before it nothing has happened, after it the move is completed by whoever comes next. Nothing is ever written into a
vintage that stands.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarking.errors import VintageError
from benchmarking.paths import Paths

_YEAR = r"[12][0-9]{3}"


def is_year(vintage: str) -> bool:
    """Say whether a vintage's name is a year."""
    return bool(re.fullmatch(_YEAR, vintage))


def downloads(paths: Paths, vintage: str) -> Path:
    """Return the folder in which this vintage's downloads are kept while it is being made."""
    return _beside(paths, vintage, "downloads")


@contextmanager
def rebuilt(paths: Paths, vintage: str) -> Iterator[Path]:
    """Give a copy of a vintage to change, and put it in the vintage's place when the block ends well.

    The caller holds the turn. A vintage that does not stand yet begins as an empty folder.

    Raises
    ------
    VintageError when the disk is full or a file is held open elsewhere; the vintage is then as it was.
    """
    building, folder = _beside(paths, vintage, "building"), paths.raw(vintage)
    clear(paths, vintage)
    try:
        if folder.is_dir():
            shutil.copytree(folder, building, copy_function=shutil.copyfile)
        else:
            building.mkdir(parents=True)
        yield building
        building.rename(_beside(paths, vintage, "ready"))
        _move_in(paths, vintage)
    except OSError as error:
        raise could_not_write(vintage, error) from error
    finally:
        _remove(building)


def clear(paths: Paths, vintage: str) -> None:
    """Complete a move that was decided, and remove whatever else an interrupted command left; needs the turn."""
    ready, folder = _beside(paths, vintage, "ready"), paths.raw(vintage)
    if ready.is_dir() and not folder.exists():
        ready.rename(folder)
    for name in ("ready", "building", "downloads", "replaced"):
        _remove(_beside(paths, vintage, name))


def complete_moves(paths: Paths) -> None:
    """Put in place each vintage whose move was interrupted between taking the old one out and the new one in."""
    for ready in (paths.root / "data" / "raw").glob(".*.ready"):
        folder = paths.raw(ready.name.split(".")[1])
        if not folder.exists():
            # Another process may be completing the same move.
            with suppress(OSError):
                ready.rename(folder)


def could_not_write(vintage: str, error: OSError) -> VintageError:
    """Return the error for a file that could not be written; the vintage is as it was."""
    return VintageError(
        f"The figures of vintage {vintage} could not be written, and are as they were",
        found=_reason(error),
        next_step="Make room on the disk, close any of its tables that is open in another program, "
        "and run this again",
    )


def _reason(error: OSError) -> str:
    if isinstance(error, shutil.Error):
        # One (from, to, reason) for each file that could not be copied.
        return str(error.args[0][0][2])
    return error.strerror or str(error)


def _move_in(paths: Paths, vintage: str) -> None:
    ready, replaced = _beside(paths, vintage, "ready"), _beside(paths, vintage, "replaced")
    folder = paths.raw(vintage)
    if folder.exists():
        _remove(replaced)
        try:
            folder.rename(replaced)
        except OSError:
            ready.rename(_beside(paths, vintage, "building"))
            raise
    try:
        ready.rename(folder)
    except FileNotFoundError:
        if not folder.is_dir():
            raise
    _remove(replaced)


def _beside(paths: Paths, vintage: str, what: str) -> Path:
    return paths.root / "data" / "raw" / f".{vintage}.{what}"


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
