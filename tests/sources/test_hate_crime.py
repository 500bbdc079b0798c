"""Hate crime by police force area, on small workbooks made to a likely layout: no figure in them is real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.checks import checked
from benchmarking.sources.hate_crime import OFFENCES, read
from benchmarking.sources.tidy import Reading

HEADERS = [
    "Police force area", "Race", "Religion", "Sexual orientation", "Disability", "Transgender",
    "Total number of motivating factors", "Total number of offences",
]  # fmt: skip
LINES: list[list[object]] = [
    ["Lancashire", 70, 20, 10, 5, 1, 106, 100],
    ["Avon & Somerset", 71, 20, 10, 5, 1, 107, 101],
    ["London, City of", 7, 2, 1, 0, 0, 10, 9],
    ["Devon & Cornwall [note 3]", "[x]", "[x]", "[x]", "[x]", "[x]", "[x]", "[x]"],
    ["Dyfed-Powys", 7, 2, 1, 0, 0, 10, 9],
    ["England and Wales", 155, 44, 22, 10, 2, 233, 219],
]
TITLE = "Table 2: Hate crime by police force area and strand, year ending March 2025. MADE UP"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def tables(save, tmp_path) -> Callable[..., Path]:
    def make(
        lines: list[list[object]] = LINES,
        *,
        headers: list[object] = HEADERS,
        title: str = TITLE,
        ending: str = "ods",
        more: dict[str, list[list[object]]] | None = None,
        hidden: tuple[str, ...] = (),
    ) -> Path:
        sheets = {
            "Cover": [["MADE UP for a test of the importer"]],
            "Table 2": [[title], ["A made-up note"], headers, *lines],
            **(more or {}),
        }
        return save(tmp_path / f"made-up-hate-crime.{ending}", sheets, hidden)

    return make


def the_reading(path: Path, reference: Reference) -> Reading:
    (reading,) = read(path, reference)
    return reading


def refused(path: Path, reference: Reference) -> str:
    with pytest.raises(SourceError) as error:
        read(path, reference)
    return str(error.value)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_each_police_force_area_has_its_offences_and_strands_and_no_council_has_any(
    tables, reference, ending
):
    reading = the_reading(tables(ending=ending), reference)
    counts = reading.rows.set_index(["area_code", "category"])["count"]
    assert counts["E23000003", OFFENCES] == 100
    assert counts["E23000003", "Race"] == 70
    assert counts["E23000036", OFFENCES] == 101
    assert counts["E23000034", "Transgender"] == 0
    assert reading.rows["area_code"].str.startswith("E23").all()
    assert set(reading.rows["period"]) == {"2024-04-01/P1Y"}
    assert (reading.kind, reading.release) == ("counts", "hate-crime-2024-25")
    assert reading.left_out == {"rows of totals, and of forces that are not in areas.csv": 2}
    assert "its figure is never set beside a council's" in reading.note
    assert len(checked(reading, reference, "made up")[0]) == 4 * 6


def test_the_police_force_area_of_the_lead_is_said_to_hold_all_fourteen_places(reference):
    note = reference.areas["E23000003"].note
    assert "Lancashire-14" in note and "Blackpool" in note


def test_a_force_that_supplied_nothing_is_missing_and_never_nought(tables, reference):
    rows = the_reading(tables(), reference).rows
    devon = rows[rows["area_code"] == "E23000035"]
    assert devon["count"].isna().all() and set(devon["status"]) == {"[x]"}


def test_codes_are_taken_where_they_stand_and_names_where_they_do_not(tables, reference):
    headers = ["Police force area code", *HEADERS]
    lines = [["E23000003", "Called something else", *LINES[0][1:]], ["", "Avon and Somerset", *LINES[1][1:]]]
    rows = the_reading(tables(lines, headers=headers), reference).rows
    assert set(rows["area_code"]) == {"E23000003", "E23000036"}


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"title": "Hate crime. MADE UP"}, "The rows above the table do not say one year. Found no year"),
        ({"title": f"{TITLE}, and year ending March 2024"}, "do not say one year"),
        ({"headers": [*HEADERS[:1], "Ethnicity", *HEADERS[2:]]}, "No sheet has hate crime by police force"),
        ({"hidden": ("Table 2",)}, "No sheet has hate crime by police force area and strand"),
        ({"more": {"Table 3": [[TITLE], HEADERS, *LINES]}}, "More than one sheet has hate crime"),
        ({"lines": [*LINES, LINES[0]]}, "row 10, column 'Police force area': A police force area stands twice"),
        ({"lines": [["Lancashire", 170, 20, 10, 5, 1, 206, 100]]}, "The strands and the offences do not agree"),
        ({"lines": [["Lancashire", 50, 20, 10, 5, 1, 86, 100]]}, "The strands and the offences do not agree"),
        ({"lines": [["Lancashire", "many", 20, 10, 5, 1, 86, 100]]}, "neither a number nor a marker"),
    ],
)  # fmt: skip
def test_what_is_not_the_table_is_refused_in_words(tables, reference, choices, message):
    assert message in refused(tables(**choices), reference)
