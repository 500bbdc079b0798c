"""The block at the head of a Cabinet report, which officers fill in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml

from benchmarking.errors import Location, ReportError, nearest
from benchmarking.report.markdown import Markdown, pipe_table

FILE = "header.yaml"
LINES = {
    "meeting": "Meeting",
    "date": "Date of the meeting",
    "report_of": "Report of",
    "part": "Part I or II",
    "electoral_divisions": "Electoral divisions affected",
    "corporate_priorities": "Corporate priorities",
    "contact": "Contact for further information",
}
BLANK = "for officers"


def header(folder: Path) -> dict[str, str]:
    """Read the head of a study's report from its templates: a text for each of LINES, BLANK where none is given.

    Raises ReportError, with file and line, for a file that is not YAML and, offering the nearest, for a line
    that a report's head does not have.
    """
    file = folder / FILE
    if not file.is_file():
        return dict.fromkeys(LINES, BLANK)
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
    unknown = [str(name) for name in content if name not in LINES]
    if unknown:
        raise ReportError(
            f"A report's head has no line {unknown[0]!r}",
            where=FILE,
            expected=f"some of {', '.join(LINES)}",
            next_step=nearest(unknown[0], LINES),
        )
    return {name: str(content.get(name) or BLANK) for name in LINES}


def header_table(folder: Path) -> Markdown:
    """Set the head of a study's report in a table; raises ReportError as `header` does."""
    lines = header(folder)
    table = pd.DataFrame({"Item": [LINES[name] for name in lines], "Entry": list(lines.values())})
    return pipe_table(table.set_index("Item"), "Particulars of this report", "header", [3, 5])
