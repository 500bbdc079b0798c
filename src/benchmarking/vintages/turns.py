"""Let one command at a time change the figures."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from benchmarking.errors import VintageError
from benchmarking.paths import Paths

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

#: Far behind what stands in the file, so that Windows lets others read whose turn it is.
_PLACE = 1 << 20
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


@contextmanager
def turn(paths: Paths, command: str) -> Iterator[None]:
    """Hold the turn to change data/raw while the block runs.

    The operating system gives the turn up when a process dies, so a dead process never keeps it.

    Parameters
    ----------
    command : what is being run, told to whoever comes meanwhile.

    Raises
    ------
    VintageError when another process holds the turn, with its command, number and start.
    """
    path = paths.root / "data" / "raw" / ".turn"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _taken(path)
    except OSError as error:
        raise VintageError(
            "The figures cannot be changed here, and are as they were",
            where="data/raw",
            found=error.strerror,
            next_step="Make room on the disk, or ask for the right to write into this folder",
        ) from error
    try:
        _sign(file, command)
        yield
    finally:
        try:
            # Where an open file cannot be removed it stays, and stands in nobody's way.
            with suppress(OSError):
                path.unlink()
        finally:
            os.close(file)


def _taken(path: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(file)
        except OSError as error:
            holder = _holder(file)
            os.close(file)
            if error.errno not in _TAKEN:
                raise VintageError(
                    "This folder cannot be kept from two commands at once, so nothing was changed",
                    where="data/raw",
                    found=error.strerror,
                    next_step="Keep the project on the computer's own disk",
                ) from error
            raise VintageError(
                "Another command is changing the figures",
                found=holder,
                next_step="Wait until it has ended, then run this again. Nothing was changed",
            ) from error
        # The one before may have removed the file between its opening and its locking here.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)


def _lock(file: int) -> None:
    if sys.platform == "win32":
        os.lseek(file, _PLACE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sign(file: int, command: str) -> None:
    told = {
        "command": command,
        "process": os.getpid(),
        "machine": socket.gethostname(),
        "started": datetime.now().isoformat(timespec="seconds"),
    }
    # The turn is held on a full disk too, where nobody can be told by whom.
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, json.dumps(told).encode("utf-8"))


def _holder(file: int) -> str:
    try:
        os.lseek(file, 0, os.SEEK_SET)
        told = json.loads(os.read(file, 10_000))
        started = datetime.fromisoformat(told["started"])
        return (
            f"`{told['command']}`, process {told['process']} on {told['machine']}, "
            f"since {started:%H:%M} on {started.day} {started:%B %Y}"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has not said which"
