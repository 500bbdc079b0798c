"""Record what a report rests on: choices, releases, software, commit and the files that came out."""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from packaging.requirements import Requirement

from benchmarking.errors import ReportError
from benchmarking.report.documents import replace

_DISTRIBUTION = "cohesion-benchmarking"


def write_provenance(
    target: Path,
    *,
    parameters: Mapping[str, object],
    releases: Sequence[Mapping[str, object]],
    outputs: Iterable[Path],
    root: Path,
) -> None:
    """Write provenance.json: the same report from the same commit and packages gives the same bytes.

    Parameters
    ----------
    parameters : the study's choices, by name.
    releases : a mapping a release, with its checksum; written as given.
    outputs : the report's files; each is named from the folder of `target`, with its sha256.
    root : the checkout, whose git commit is recorded, or null with the reason why there is none.

    The record holds no clock time, no path of this machine and no user's name: paths within the checkout
    are given from its top folder. Raises ReportError when an output is missing or a value cannot be kept.
    """
    record = {
        "parameters": dict(parameters),
        "releases": [dict(release) for release in releases],
        "software": {"python": platform.python_version(), "packages": _packages()},
        "commit": _commit(root),
        "outputs": _checksums(outputs, target.parent),
    }

    def plain(value: object) -> object:
        if isinstance(value, Path):
            return value.relative_to(root).as_posix() if value.is_absolute() else value.as_posix()
        if isinstance(value, datetime.date):
            return value.isoformat()
        raise TypeError(f"{value!r} is no JSON value")

    try:
        text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False, default=plain)
    except (TypeError, ValueError) as error:
        raise ReportError(
            "The provenance cannot be written",
            where=target.name,
            found=str(error),
            expected="text, whole numbers, finite numbers, dates, and paths within the checkout",
        ) from error
    replace(target, (text + "\n").encode())


def _packages() -> dict[str, str]:
    requirements = map(Requirement, importlib.metadata.requires(_DISTRIBUTION) or [])
    names = sorted(
        requirement.name
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    )
    return {name: importlib.metadata.version(name) for name in names}


def _commit(root: Path) -> dict[str, object]:
    if shutil.which("git") is None:
        return _no_commit("git is not installed")
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None or Path(top).resolve() != root.resolve():
        return _no_commit("this copy of the project is not a git checkout")
    commit = _git(root, "rev-parse", "--verify", "HEAD")
    if commit is None:
        return _no_commit("this checkout has no commit yet")
    changes = _git(root, "status", "--porcelain")
    return {"id": commit, "reason": None, "uncommitted_changes": changes != ""}


def _no_commit(reason: str) -> dict[str, object]:
    return {"id": None, "reason": reason, "uncommitted_changes": None}


def _git(root: Path, *words: str) -> str | None:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def _checksums(outputs: Iterable[Path], folder: Path) -> dict[str, str]:
    sums = {}
    for path in sorted(outputs):
        if not path.is_file():
            raise ReportError("A file of the report is missing", where=path.name)
        name = path.resolve().relative_to(folder.resolve()).as_posix()
        sums[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return sums
