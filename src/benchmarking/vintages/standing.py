"""Whether a vintage may still be changed: not once a report rests on it, never once it is signed off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from benchmarking.errors import VintageError
from benchmarking.paths import Paths
from benchmarking.vintages.building import complete_moves
from benchmarking.vintages.package import PACKAGE, existing, replace, sha256
from benchmarking.vintages.records import RECORD, read_record

SIGNED_OFF = "signed-off.json"


def check_open(paths: Paths, vintage: str, *, reopen: bool = False) -> None:
    """Raise VintageError when a vintage must stay as it is.

    Parameters
    ----------
    reopen : change a vintage from which a report has been made. One that is signed off is never changed.
    """
    complete_moves(paths)
    if (paths.raw(vintage) / SIGNED_OFF).is_file():
        raise VintageError(
            f"Vintage {vintage} is signed off, so its figures stay as they are",
            where=f"data/raw/{vintage}/{SIGNED_OFF}",
            next_step="Figures published or revised since belong to the next vintage",
        )
    made = reports_from(paths, vintage)
    if made and not reopen:
        raise VintageError(
            f"A report has been made from vintage {vintage}, so its figures stay as they are",
            found=", ".join(made),
            next_step="Figures published or revised since belong to the next vintage. Before the report goes "
            "to Cabinet, --reopen changes them all the same, and the report must then be made again",
        )


def reports_from(paths: Paths, vintage: str) -> list[str]:
    """List the folders of reports that rest on a vintage, as this year's figures or as the previous ones."""
    return [
        path.parent.relative_to(paths.root).as_posix()
        for path in sorted((paths.root / "reports").glob(f"*/*/{RECORD}"))
        if vintage in _rests_on(path)
    ]


def carried_forward(paths: Paths, vintage: str) -> list[str]:
    """Return a sentence for each earlier vintage from which this one carries releases forward."""
    carried: dict[str, list[str]] = {}
    for release in existing(paths, vintage).values():
        if release.carried_forward_from:
            carried.setdefault(release.carried_forward_from, []).append(release.id)
    return [
        f"Vintage {vintage} carries {len(ids)} release{'s' if len(ids) > 1 else ''} forward from {earlier}: "
        f"{', '.join(sorted(ids))}."
        for earlier, ids in sorted(carried.items())
    ]


def seal(paths: Paths, vintage: str, told: Mapping[str, str]) -> bool:
    """Seal a vintage for good: keep the checksum of its list of releases, and by whom it was signed off.

    Parameters
    ----------
    told : what stands in signed-off.json besides, such as who signed and when.

    Returns False, and changes nothing, when the vintage is sealed already. The caller holds the turn.
    """
    path = paths.raw(vintage) / SIGNED_OFF
    if path.is_file():
        return False
    content = {"vintage": vintage, **told, PACKAGE: f"sha256:{sha256(paths.raw(vintage) / PACKAGE)}"}
    replace(path, (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))
    return True


def broken_seal(paths: Paths, vintage: str) -> str | None:
    """Return a sentence when a vintage's list of releases is not the one that was signed off, else None."""
    seal, package = paths.raw(vintage) / SIGNED_OFF, paths.raw(vintage) / PACKAGE
    if not seal.is_file():
        return None
    if sha256(package) in seal.read_text(encoding="utf-8", errors="replace"):
        return None
    return str(
        VintageError(
            "The list of releases is not the one that was signed off",
            where=f"data/raw/{vintage}/{PACKAGE}",
            next_step=f"Restore {PACKAGE} and {SIGNED_OFF} from git",
        )
    )


def _rests_on(provenance: Path) -> set[str]:
    vintages = {provenance.parent.name}
    # A record that cannot be read still says by its place which vintage it is of.
    with suppress(VintageError):
        parameters = read_record(provenance).parameters
        vintages |= {str(parameters.get(name)) for name in ("vintage", "previous_vintage")}
    return vintages
