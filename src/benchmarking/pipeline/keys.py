"""What a step's result rests on, and what of that has changed.

A step's key is the sha256 of everything that can change its result: its notebook, its parameters, the
contents of the files it reads, what the steps it needs have made, the library's code, the locked
dependencies and the version of Python. Of a notebook the text counts as well as the code, for both are
printed in the executed copy; its outputs and execution counts do not.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import benchmarking
from benchmarking.errors import Location, PipelineError
from benchmarking.pipeline.steps import Step
from benchmarking.vintages.package import sha256

PACKAGE_FOLDER = Path(benchmarking.__file__).resolve().parent
LOCK_FILE = "requirements.lock"
_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Ingredients:
    """All that one step's result rests on: files as a sha256 by their path, needed files by step and path."""

    notebook: str | None
    parameters: dict[str, Any]
    inputs: dict[str, str]
    needed: dict[str, dict[str, str]]
    code: dict[str, str]
    environment: dict[str, str]

    @property
    def key(self) -> str:
        """The sha256 of all of it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


class Digests:
    """Checksums of files below a folder, remembered for as long as size and times stay the same.

    Parameters
    ----------
    root : the folder that paths are told from.
    known : what an earlier run remembered: path to size, time of change in nanoseconds and checksum.
    """

    def __init__(self, root: Path, known: dict[str, list[Any]] | None = None) -> None:
        self.root = root
        self.known = dict(known or {})

    def name(self, path: Path) -> str:
        """Tell a path from the root, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def file(self, path: Path) -> str:
        """Return the sha256 of a file's bytes."""
        return self._remembered(path, self.name(path), sha256)

    def notebook(self, path: Path) -> str:
        """Return the sha256 of a notebook's cells and their tags, without outputs."""
        return self._remembered(path, f"{self.name(path)}#cells", _notebook_digest)

    def files(self, paths: Iterable[Path]) -> dict[str, str]:
        """Return the sha256 of every file among or inside the paths, by name."""
        return {self.name(file): self.file(file) for path in paths for file in _files(path)}

    def _remembered(self, path: Path, name: str, digest: Any) -> str:
        status = path.stat()
        stamp = [status.st_size, max(status.st_mtime_ns, status.st_ctime_ns)]
        known = self.known.get(name)
        if known and known[:2] == stamp:
            return str(known[2])
        found: str = digest(path)
        # A file that changed just now may change again within the clock's resolution: look again next time.
        if time.time_ns() - stamp[1] > _SETTLED_NS:
            self.known[name] = [*stamp, found]
        return found


def ingredients(step: Step, digests: Digests, made: dict[str, dict[str, str]]) -> Ingredients:
    """Collect what a step's result rests on now.

    Parameters
    ----------
    made : for each step, the checksums of the files it last made.
    """
    lock = digests.root / LOCK_FILE
    environment = {"Python": ".".join(map(str, sys.version_info[:2]))}
    if lock.is_file():
        environment[LOCK_FILE] = digests.file(lock)
    code = digests.files(PACKAGE_FOLDER / part for part in step.code)
    return Ingredients(
        notebook=digests.notebook(step.notebook) if step.notebook else None,
        parameters=step.parameters,
        inputs=digests.files(step.inputs),
        needed={need: made.get(need, {}) for need in step.needs},
        code=code,
        environment=environment,
    )


def changes(step: Step, then: Ingredients, now: Ingredients, digests: Digests) -> list[str]:
    """Say in a phrase each what has changed for a step, most telling first."""
    phrases: list[str] = []
    if step.notebook and then.notebook != now.notebook:
        phrases.append(f"{digests.name(step.notebook)} changed")
    phrases += _parameter_changes(then.parameters, now.parameters)
    phrases += _file_changes(then.inputs, now.inputs)
    phrases += [
        f"{need} gave a new result" for need in step.needs if then.needed.get(need) != now.needed[need]
    ]
    package = digests.name(PACKAGE_FOLDER) + "/"
    code = [
        phrase.removeprefix(package).removesuffix(" changed") for phrase in _file_changes(then.code, now.code)
    ]
    if code:
        phrases.append(f"the library's code changed: {in_short(code, ', ')}")
    if then.environment.get("Python") != now.environment["Python"]:
        phrases.append(f"Python {then.environment.get('Python')} -> {now.environment['Python']}")
    if then.environment.get(LOCK_FILE) != now.environment.get(LOCK_FILE):
        phrases.append(f"the locked dependencies changed: {LOCK_FILE}")
    return phrases


def output_changes(step: Step, recorded: dict[str, str], digests: Digests) -> list[str]:
    """Say which of a step's outputs are missing, or no longer what the step wrote."""
    phrases = []
    for path in step.outputs:
        name = digests.name(path)
        if not path.is_file():
            phrases.append(f"output missing: {name}")
        elif digests.file(path) != recorded.get(name):
            phrases.append(f"output changed since it was made: {name}")
    return phrases


def notebook_cells(path: Path) -> list[dict[str, Any]]:
    """Read a notebook's cells; raises PipelineError when the file is no notebook."""
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            cell["source"] = "".join(cell["source"])
        return cells
    except (ValueError, KeyError, TypeError) as error:
        raise PipelineError(
            "This is not a notebook that can be read",
            where=Location(str(path)),
            found=f"{type(error).__name__}: {error}",
            next_step="Restore the file from git",
        ) from error


def in_short(phrases: list[str], between: str = "; ", most: int = 3) -> str:
    """Join the first few phrases, and count the others."""
    rest = len(phrases) - most
    return between.join(phrases[:most]) + (f"{between}and {rest} more" if rest > 0 else "")


def tags(cell: dict[str, Any]) -> list[str]:
    """Return a cell's tags."""
    found: list[str] = cell.get("metadata", {}).get("tags", [])
    return found


def _notebook_digest(path: Path) -> str:
    told = [[cell["cell_type"], cell["source"], tags(cell)] for cell in notebook_cells(path)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in sorted(path.iterdir()):
            if not child.name.startswith((".", "~$", "__pycache__")):
                yield from _files(child)


def _file_changes(then: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for name in sorted(then.keys() | now.keys()):
        if name not in now:
            yield f"{name} is no longer there"
        elif name not in then:
            yield f"{name} is new"
        elif then[name] != now[name]:
            yield f"{name} changed"


def _parameter_changes(then: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for name in [*now, *(name for name in then if name not in now)]:
        if name not in now:
            yield f"parameter {name} is no longer given"
        elif name not in then:
            yield f"parameter {name} is new: {now[name]}"
        elif then[name] != now[name]:
            yield f"parameter {name}: {then[name]} -> {now[name]}"
