"""What is remembered between runs, and the lock that keeps two runs of a study apart."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from benchmarking.errors import PipelineError
from benchmarking.pipeline.keys import Digests, Ingredients
from benchmarking.vintages.package import replace

if TYPE_CHECKING:
    from benchmarking.study import Study

_VERSION = 1
_LOCKED_BYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """One step's last success: what its result rested on, and the checksums of the files it made."""

    key: str
    made_from: Ingredients
    made: dict[str, str]


@dataclass(slots=True)
class State:
    """Every step's last success, kept in state.json."""

    path: Path
    digests: Digests
    records: dict[str, Record] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path, root: Path) -> State:
        """Read what is remembered; a file that cannot be read is as good as none, and every step runs."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["version"] != _VERSION:
                return cls(path, Digests(root))
            records = {
                name: Record(record["key"], Ingredients(**record["made_from"]), record["made"])
                for name, record in content["steps"].items()
            }
            return cls(path, Digests(root, content["files"]), records)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(path, Digests(root))

    @property
    def made(self) -> dict[str, dict[str, str]]:
        """For each step, the checksums of the files it last made."""
        return {name: record.made for name, record in self.records.items()}

    def save(self) -> None:
        """Write state.json, whole or not at all."""
        content: dict[str, Any] = {
            "version": _VERSION,
            "steps": {name: asdict(record) for name, record in sorted(self.records.items())},
            "files": dict(sorted(self.digests.known.items())),
        }
        replace(self.path, (json.dumps(content, indent=1) + "\n").encode())


def state_file(study: Study) -> Path:
    """Return the file that remembers what a study's runs made."""
    return study.paths.processed(study.parameters.study, study.parameters.vintage) / "state.json"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file for as long as the block runs; the system lets go of it however the process ends.

    Raises PipelineError, naming the other process, when another run holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as stream:
        if not _take(stream):
            stream.seek(0)
            holder = stream.read(20).strip()
            raise PipelineError(
                "Another run of this study is going on" + (f" (process {holder})" if holder else ""),
                where=str(path),
                next_step="Wait for it to end, or stop it, and run again",
            )
        stream.seek(0)
        stream.truncate()
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield


if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[str]) -> bool:
        stream.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(stream: IO[str]) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
