"""The head of a Cabinet report, which officers fill in, and for which lead a study's words were written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from benchmarking.errors import Location, ReportError, nearest

FILE = "header.yaml"
#: Says whose report a folder's words were written for, by code; it is not printed.
LEAD = "lead_authority"
LINES = {
    "meeting": "Meeting",
    "date": "Date of the meeting",
    "report_of": "Report of",
    "part": "Part I or II",
    "electoral_divisions": "Electoral divisions or wards affected",
    "corporate_priorities": "Corporate priorities",
    "contact": "Contact for further information",
}
BLANK = "for officers"
NO_MEETING = "not yet entered"


def header(folders: Iterable[Path]) -> dict[str, str]:
    """Read the head of a study's report from the last of its folders of templates that has one.

    Returns a text for each of LINES: BLANK where none is given, and NO_MEETING for the meeting. Raises ReportError,
    with file and line, for a file that is not YAML and, offering the nearest, for a line that a report's head does
    not have.
    """
    files = [file for folder in folders if (file := folder / FILE).is_file()]
    content = _read(files[-1]) if files else {}
    blank = dict.fromkeys(LINES, BLANK) | {"meeting": NO_MEETING}
    return {name: content.get(name) or blank[name] for name in LINES}


def written_for(folder: Path) -> str:
    """Return the code of the lead for which a folder's words were written, or nothing where it does not say."""
    file = folder / FILE
    return _read(file).get(LEAD, "") if file.is_file() else ""


def for_meeting(lines: dict[str, str]) -> str:
    """Say for which meeting a study's papers are, " for Cabinet", or nothing while none is entered."""
    return "" if lines["meeting"] == NO_MEETING else f" for {lines['meeting']}"


def _read(file: Path) -> dict[str, str]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ReportError(
            "The head of the report cannot be read",
            where=Location(FILE, row=mark.line + 1 if mark else None),
            found=getattr(error, "problem", None) or str(error),
        ) from error
    if not isinstance(content, dict):
        raise ReportError("The head of the report is not a list of `name: text` lines", where=FILE)
    known = [*LINES, LEAD]
    unknown = [str(name) for name in content if name not in known]
    if unknown:
        raise ReportError(
            f"A report's head has no line {unknown[0]!r}",
            where=FILE,
            expected=f"some of {', '.join(known)}",
            next_step=nearest(unknown[0], known),
        )
    return {name: str(text or "") for name, text in content.items()}
