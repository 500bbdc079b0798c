"""What others do is refused when it cannot be placed or found again, and an address may be missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, load_reference
from benchmarking.reference.practice import load_practice

FILE = "practice_evidence.csv"
NORTH_YORKSHIRE, KENT, RIBBLE_VALLEY = "E06000065", "E10000016", "E07000124"


def test_all_172_rows_that_were_collected_are_there(reference: Reference) -> None:
    assert len(reference.practice.all) == 172
    kinds = reference.practice.frame["organisation_type"].value_counts().to_dict()
    assert kinds == {"authority": 95, "district": 26, "think_tank": 20, "network": 19, "government": 12}


def test_something_was_found_of_each_of_the_ten_and_of_every_district_but_ribble_valley(
    reference: Reference,
) -> None:
    held = set(reference.practice.frame["area_code"])
    assert set(reference.groups.members("scrutiny-2024")) <= held
    assert set(reference.groups.members("lancashire-12")) - held == {RIBBLE_VALLEY}


def test_the_three_sources_without_an_address_are_marked_and_still_named(reference: Reference) -> None:
    without = [row for row in reference.practice.all if row.address == "no address"]
    assert len(without) == 3
    assert sorted({row.area_code for row in without}) == [NORTH_YORKSHIRE, "E10000025"]
    assert all(row.source_title for row in without)


def test_no_row_speaks_of_files_that_a_reader_does_not_have(reference: Reference) -> None:
    for column in reference.practice.frame.columns:
        assert not reference.practice.frame[column].str.contains(r"seed file|stored extract").any(), column


def test_a_misspelt_id_is_answered_with_the_nearest(reference: Reference) -> None:
    known = reference.practice.ids[0]
    with pytest.raises(ReferenceFileError, match=f"Did you mean '{known}'"):
        reference.practice[f"{known}s"]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("priorities", "inclusion; trst", "Did you mean 'trust'"),
        ("priorities", "", "Found a blank cell"),
        ("themes", "Housing; Economics", "Did you mean 'Economy'"),
        ("themes", "cross-cutting", "or blank"),
        ("evidence", "outcomes data", "Did you mean 'outcome data'"),
        ("evidence", "", "Found a blank cell"),
        ("transferability", "shard", "Did you mean 'shared'"),
        ("transfer_reason", "", "Found a blank cell"),
        ("type", "stratgey", "Did you mean 'strategy'"),
        ("organisation_type", "thinktank", "Did you mean 'think_tank'"),
        ("organisation_type", "network", "only councils have a code"),
        ("organisation_type", "district", "which its code does not fit"),
        ("area_code", "E99999999", "The area_code cannot be used"),
        ("area_code", "E07000117", "a non-metropolitan district"),
        ("source_title", "", "Found a blank cell"),
        ("source_title", "n/a", "the title of the source"),
        ("source_title", "-", "the title of the source"),
        ("priorities", ";", "some of inclusion, trust"),
        ("source_url", "www.kent.gov.uk", "begins with http"),
        ("source_url", 'https://kent.gov.uk/"onclick="x', "begins with http"),
        ("published", "2023-13", "There is no such date"),
        ("published", "23/02/2023", "if this is day/month/year, write 2023-02-23"),
        ("year", "22", "a year of four figures"),
        ("id", "Kent Equality", "joined by hyphens"),
    ],
)
def test_a_wrong_cell_is_named_with_file_row_and_column(
    folder: Path, spoil, reference: Reference, column: str, value: str, said: str
) -> None:
    row = spoil(FILE, KENT, column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_practice(folder / FILE, reference.areas)
    where = "area_code" if column == "organisation_type" and value in ("network", "district") else column
    assert f"{FILE}, row {row}, column '{where}'" in str(caught.value)


def test_an_id_that_stands_twice_is_refused(folder: Path, spoil, reference: Reference) -> None:
    spoil(FILE, KENT, "id", reference.practice.ids[0])
    with pytest.raises(ReferenceFileError, match=r"The same id stands in rows 2 and \d+"):
        load_practice(folder / FILE, reference.areas)


def test_one_council_cannot_stand_under_two_codes(folder: Path, spoil, reference: Reference) -> None:
    spoil(FILE, KENT, "area_code", "E10000030")
    with pytest.raises(ReferenceFileError, match="Kent County Council has two different entries"):
        load_practice(folder / FILE, reference.areas)


def test_a_missing_address_is_allowed(folder: Path, spoil, reference: Reference) -> None:
    spoil(FILE, KENT, "source_url", "")
    held = load_practice(folder / FILE, reference.areas)
    row = next(row for row in held.all if row.area_code == KENT)
    assert row.source_url == "" and row.address == "no address"


def test_every_command_refuses_a_bad_row_of_practice(folder: Path, spoil) -> None:
    spoil(FILE, KENT, "priorities", "cohesion")
    with pytest.raises(ReferenceFileError, match=FILE):
        load_reference(folder)
