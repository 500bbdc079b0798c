"""Read back the record that lies beside a report: what it was made from, and the checksums of its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from benchmarking.errors import VintageError

RECORD = "provenance.json"


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """What a report's provenance.json says.

    Parameters
    ----------
    parameters : the study's choices by name, as JSON holds them.
    tables : the sha256 of the tidy table of each release, by the release's id.
    files : the sha256 of each file of the report, by its name from the report's folder.
    commit, state : the commit of the project that made it, and "as committed", "with uncommitted changes" or why
        no commit is known.
    """

    parameters: dict[str, object]
    tables: dict[str, str]
    files: dict[str, str]
    commit: str
    state: str


def read_record(path: Path) -> ReportRecord:
    """Read a report's provenance.json; raises VintageError when it is not there or is no such record."""
    try:
        entities = {
            entity["@id"]: entity for entity in json.loads(path.read_text(encoding="utf-8"))["@graph"]
        }
        made = entities["#run"]["result"]
        # One file stands by itself in JSON-LD, several in a list.
        names = [item["@id"] for item in (made if isinstance(made, list) else [made])]
        return ReportRecord(
            parameters={
                entity["name"]: entity["value"]
                for id, entity in entities.items()
                if id.startswith("#parameter-")
            },
            tables={
                id.removeprefix("#table-"): entity["sha256"]
                for id, entity in entities.items()
                if id.startswith("#table-")
            },
            files={name: entities[name]["sha256"] for name in names},
            commit=entities["#project"]["version"],
            state=entities["#project"]["description"],
        )
    except (KeyError, OSError, TypeError, ValueError) as error:
        raise VintageError(
            "The record of what the report was made from cannot be read",
            where=path.name,
            found=f"{type(error).__name__}: {error}",
            next_step="Make the report again: benchmarking run",
        ) from error
