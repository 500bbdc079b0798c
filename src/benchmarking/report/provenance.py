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
from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from benchmarking.errors import ReportError
from benchmarking.report.documents import replace
from benchmarking.vintages import Release
from benchmarking.vintages.package import LICENCES

_DISTRIBUTION = "cohesion-benchmarking"
#: The licence of what the project writes itself; figures keep their publishers'.
_OURS = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def write_provenance(
    target: Path,
    *,
    parameters: Mapping[str, object],
    releases: Sequence[Release],
    outputs: Iterable[Path],
    root: Path,
    published: datetime.date,
) -> None:
    """Write provenance.json as RO-Crate 1.1: the same report from the same commit and packages gives the same bytes.

    Its one action made the `outputs`, with the project as instrument, from the releases and the parameters.

    Parameters
    ----------
    parameters : the study's choices, by name.
    releases : the vintage's releases, with their tables' and their publishers' files' checksums.
    outputs : the report's files; each is named from the folder of `target`, with its sha256.
    root : the checkout, whose git commit is recorded, or the reason why there is none.
    published : the day that the report carries.

    The record holds no clock time, no path of this machine and no user's name. Raises ReportError when an
    output is missing or a parameter cannot be kept.

    Source: Soiland-Reyes and others (2022), Packaging research artefacts with RO-Crate, Data Science 5.
    """
    crate = ROCrate(version="1.1")
    crate.metadata.extra_terms["sha256"] = "https://schema.org/sha256"
    crate.name = "Benchmarking report"
    crate.description = (
        "A council's benchmarking report, with the releases, choices and software that made it."
    )
    crate.license = _OURS
    crate.datePublished = published.isoformat()
    commit = _commit(root)
    project = ContextEntity(
        crate,
        "#project",
        {
            "@type": "SoftwareSourceCode",
            "name": _DISTRIBUTION,
            "version": commit["id"] or "unknown",
            "description": commit["reason"]
            or ("with uncommitted changes" if commit["uncommitted_changes"] else "as committed"),
        },
    )
    crate.add(project)
    project["softwareRequirements"] = [
        crate.add(ContextEntity(crate, f"#package-{name}", _software(name, version)))
        for name, version in {"python": platform.python_version(), **_packages()}.items()
    ]
    used = []
    for release in releases:
        entity = crate.add(ContextEntity(crate, f"#release-{release.id}", _release(release)))
        entity["distribution"] = crate.add(ContextEntity(crate, f"#table-{release.id}", _table(release)))
        used.append(entity)
    used += [
        crate.add(
            ContextEntity(
                crate,
                f"#parameter-{name}",
                {"@type": "PropertyValue", "name": name, "value": plain(value, root, target)},
            )
        )
        for name, value in parameters.items()
    ]
    made = [
        crate.add_file(dest_path=name, properties={"sha256": sha256})
        for name, sha256 in _checksums(outputs, target.parent).items()
    ]
    run = {"@type": "CreateAction", "name": "The report was made"}
    crate.add_action(project, identifier="#run", object=used, result=made, properties=run)
    text = json.dumps(crate.metadata.generate(), indent=2, ensure_ascii=False, sort_keys=True)
    replace(target, (text + "\n").encode())


def _software(name: str, version: str) -> dict[str, str]:
    return {"@type": "SoftwareApplication", "name": name, "softwareVersion": version}


def _release(release: Release) -> dict[str, object]:
    """Describe a release by its publisher's file."""
    found: dict[str, object] = {
        "@type": "Dataset",
        "identifier": release.id,
        "name": release.title,
        "publisher": release.publisher,
        "datePublished": release.released.isoformat(),
        "url": release.address,
        "license": LICENCES.get(release.licence, {}).get("path", release.licence),
        "isBasedOn": release.file,
        "sha256": release.file_sha256,
    }
    return found | ({"description": release.note} if release.note else {})


def _table(release: Release) -> dict[str, str]:
    """Describe the tidy table that was made of a release."""
    return {"@type": "DataDownload", "name": release.path, "sha256": release.sha256}


def plain(value: object, root: Path, target: Path) -> object:
    """Return a parameter as JSON holds it, paths given from the checkout's top folder."""
    try:
        if isinstance(value, Path):
            return value.relative_to(root).as_posix() if value.is_absolute() else value.as_posix()
        if isinstance(value, list | dict):
            return json.dumps(value, allow_nan=False)
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ReportError(
            "The provenance cannot be written",
            where=target.name,
            found=str(error),
            expected="text, whole numbers, finite numbers, and paths within the checkout",
        ) from error
    return "none" if value is None else value


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
