"""Nothing in the library, and nothing in the words for any council, knows a council by its name or its code."""

from __future__ import annotations

import csv
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: A council's name that is an ordinary word too.
WORDS = {"Reading"}
#: Examples, and what a publisher's file itself names.
ALLOWED = {
    ("sources/plain.py", "E10000017"),
    ("sources/recorded_crime.py", "City of London"),
    ("sources/recorded_crime.py", "Manchester"),
    ("study/possible.py", "E10000007"),
    ("study/possible.py", "E10000016"),
    ("sweeping/planning.py", "E10000007"),
    ("sweeping/planning.py", "E10000016"),
}


def _names() -> re.Pattern[str]:
    with (ROOT / "data" / "reference" / "areas.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["type"] not in ("country", "region")]
    names = {row["name"] for row in rows} | {row["code"] for row in rows}
    names |= {alias.strip() for row in rows for alias in row["aliases"].split(";") if alias.strip()}
    longest = sorted(names - WORDS, key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, longest))})(?![A-Za-z])")


NAMED = _names()


def _told(path: Path) -> list[str]:
    """Return what a file says: of a program its texts and remarks, of another file all of it."""
    if path.suffix != ".py":
        return [path.read_text(encoding="utf-8")]
    kinds = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    with path.open("rb") as file:
        return [token.string for token in tokenize.tokenize(file.readline) if token.type in kinds]


def _found(folder: Path) -> set[tuple[str, str]]:
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {
        (path.relative_to(folder).as_posix(), name)
        for path in files
        for text in _told(path)
        for name in NAMED.findall(text)
    }


def test_the_scan_knows_a_council_when_it_sees_one():
    assert NAMED.findall("Lancashire's, E10000016 and Bristol, City of; not Kentish, nor Reading.") == [
        "Lancashire",
        "E10000016",
        "Bristol, City of",
    ]


def test_the_library_names_no_council_but_where_a_publishers_file_does_or_as_an_example():
    assert _found(ROOT / "src" / "benchmarking") == ALLOWED


@pytest.mark.parametrize("place", ["reports/templates/council", "src/benchmarking/report/filters"])
def test_the_words_for_any_council_name_none(place):
    assert _found(ROOT / place) == set()
