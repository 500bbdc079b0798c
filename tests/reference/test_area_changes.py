"""What became of areas: read from one table, and every mistake in it named with its row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, load_reference

FILE = "area_changes.csv"


def test_every_area_that_ended_has_its_change_and_order(reference: Reference) -> None:
    areas, changes = reference.areas.frame, reference.areas.changes.frame
    assert set(changes["old_code"]) == set(areas.loc[areas["valid_to"] != "", "code"])
    assert changes["note"].str.contains(r" Order 20\d\d").all()


def test_the_reorganisations_of_2019_to_2023_are_what_the_orders_made(reference: Reference) -> None:
    merged = reference.areas.changes.merged.groupby("target")["part"].agg(len)
    names = {reference.areas.name(code): parts for code, parts in merged.items()}
    assert names == {
        "Bournemouth, Christchurch and Poole": 3,
        "Dorset": 5,
        "Buckinghamshire": 4,
        "North Northamptonshire": 4,
        "West Northamptonshire": 3,
        "Cumberland": 3,
        "Westmorland and Furness": 3,
        "North Yorkshire": 7,
        "Somerset": 4,
        "East Suffolk": 2,
        "West Suffolk": 2,
        "Somerset West and Taunton": 2,
    }
    kinds = reference.areas.changes.frame.groupby("kind")["old_code"].agg(set)
    assert kinds["rename"] == {"E10000002", "E10000023", "E10000027"}
    assert kinds["split"] == {"E10000006", "E10000009", "E10000021"}
    assert len(kinds["recode"]) == 8


def test_taunton_deane_was_merged_and_merged_again(reference: Reference) -> None:
    changes = reference.areas.changes
    assert changes.generations == 2
    assert changes.successors("E07000190") == ["E07000246"]
    assert changes.successors("E07000246") == ["E06000066"]
    assert changes.predecessors("E06000066") == ["E10000027"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "E10000006",
            "It was split into Cumberland (E06000063) and Westmorland and Furness (E06000064) on 1 April 2023",
        ),
        ("E07000163", "It was joined with others in North Yorkshire (E06000065) on 1 April 2023"),
        ("E10000027", "It became Somerset (E06000066), on the same ground, on 1 April 2023"),
        ("E08000016", "Its code became that of Barnsley (E08000038) on 1 April 2025"),
        ("E10000017", ""),
    ],
)
def test_what_became_of_an_area_is_said_in_a_sentence(reference: Reference, code: str, told: str) -> None:
    assert reference.areas.became(code) == told


def test_a_county_that_was_split_says_into_what(reference: Reference) -> None:
    with pytest.raises(
        ReferenceFileError, match=r"split into North Northamptonshire .* and West Northampton"
    ):
        reference.areas.current("E10000021")


@pytest.mark.parametrize(
    ("cell", "column", "value", "said"),
    [
        ("E10000027", "kind", "renamed", "Did you mean 'rename'"),
        ("E10000027", "new_code", "E06000999", "Found 'E06000999'"),
        ("E10000027", "note", "", "Found a blank cell"),
        ("E10000027", "day", "01/04/2023", "write 2023-04-01"),
        ("E10000027", "day", "2023-04-02", "not of the day after .* Expected 2023-04-01"),
        ("E10000027", "old_code", "E10000017", "E10000017 is still in use"),
        ("E10000006", "kind", "merge", "changes of two kinds"),
        ("E07000163", "kind", "split", "into one area only"),
        ("E07000205", "new_code", "E06000001", "A merger has one part only"),
        ("E10000027", "new_code", "E06000065", "said to be the whole of one"),
        ("E07000190", "new_code", "E07000191", "lead back to itself"),
        ("E07000205", "new_code", "E07000100", "cannot have become .* which had ended by then"),
        ("E07000205", "new_code", "E92000001", "cannot have become England, a country"),
    ],
)
def test_a_wrong_change_is_named_with_its_row(
    folder: Path, spoil, cell: str, column: str, value: str, said: str
) -> None:
    if cell == "E07000190":
        spoil(FILE, "E07000191", "new_code", "E07000190")
    spoil(FILE, cell, column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_reference(folder)
    assert f"{FILE}, row" in str(caught.value)


def test_an_area_that_ended_must_have_its_change(folder: Path) -> None:
    path = folder / FILE
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(row for row in rows if row[0] != "E07000163")
    with pytest.raises(ReferenceFileError, match=r"ended on 2023-03-31 .* Found E07000163"):
        load_reference(folder)
