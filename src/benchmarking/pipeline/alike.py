"""Whether another process would give the same results as this one: the same library, Python and packages."""

from __future__ import annotations

import hashlib
import platform
import re
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

from benchmarking.errors import PipelineError
from benchmarking.pipeline.keys import LOCK_FILE, PACKAGE_FOLDER

_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
_NAMED = 3

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class House:
    """What results rest on beside the files of a checkout.

    Parameters
    ----------
    library : the digest of this package's own files.
    python : the version of Python, as far as results depend on it.
    packages : the installed version of each package of the lock, "none" where it is not installed.
    """

    library: str
    python: str
    packages: dict[str, str]


def house(root: Path) -> House:
    """Describe the process that calls this."""
    whole = hashlib.sha256()
    for path in sorted(PACKAGE_FOLDER.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            whole.update(path.relative_to(PACKAGE_FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return House(whole.hexdigest(), ".".join(map(str, sys.version_info[:2])), _packages(root))


def what_differs(mine: House, root: Path, sign: Path) -> str:
    """Say how the process that calls this differs from another's `mine`, or nothing when it does not.

    Parameters
    ----------
    root : the checkout, which both must see at the same path.
    sign : a file that the other has just written into it.
    """
    if not sign.is_file():
        return f"it does not see the folder {root}, which must be on a path that all machines share"
    here = house(root)
    told = []
    if here.library != mine.library:
        told.append("another version of this library")
    if here.python != mine.python:
        told.append(f"Python {here.python}, not {mine.python}")
    other = [
        f"{name} {here.packages.get(name, 'none')}, not {mine.packages.get(name, 'none')}"
        for name in sorted(here.packages.keys() | mine.packages.keys())
        if here.packages.get(name) != mine.packages.get(name)
    ]
    if len(other) > _NAMED:
        other[_NAMED:] = [f"and {len(other) - _NAMED} more packages of other versions"]
    return f"it has {', '.join(told + other)}" if told or other else ""


class WorkerRefusedError(PipelineError):
    """A worker would not give the same results, whichever step it is given."""


def refusal(worker: str, difference: str) -> WorkerRefusedError:
    """Return the error for a worker that would not give the same results."""
    return WorkerRefusedError(
        "A worker would not give the same results as here, and is not used",
        where=worker,
        found=difference,
        next_step="Set it up from the same checkout and the same requirements.lock, start it again, and repeat "
        "the command: what was finished is kept",
    )


def call_if_alike(
    mine: House, root: Path, sign: Path, function: Callable[..., R], *args: Any, **kwargs: Any
) -> R:
    """Call a function where this runs, or raise WorkerRefusedError when it would not give the same results there."""
    if difference := what_differs(mine, root, sign):
        raise refusal(platform.node() or socket.gethostname(), difference)
    return function(*args, **kwargs)


@cache
def _packages(root: Path) -> dict[str, str]:
    lock = root / LOCK_FILE
    names = _LOCKED.findall(lock.read_text(encoding="utf-8")) if lock.is_file() else []
    return {name: _version(name) for name in names}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
