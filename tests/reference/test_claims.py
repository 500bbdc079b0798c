"""The table of the strategy's printed figures, and what is refused in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, load_reference

STRATEGY = "strategy_claims.csv"


def test_the_figures_that_the_strategy_prints_are_all_there(reference: Reference) -> None:
    printed = {claim.value for claim in reference.claims}
    assert {1_023_850, 1_235_352, 17_908, 1.7, 46_104, 50.9, 39.7, 29.6, 27.6, 18.5, 19.0, 12} <= printed
    assert len(reference.claims) >= 12


def test_a_change_of_white_residents_is_of_all_less_those_of_other_groups(reference: Reference) -> None:
    change = reference.claims["white-change"]
    assert change.indicators == (("residents", 1), ("other_than_white", -1))
    assert change.days == ("2011-03-27", "2021-03-21")
    assert change.areas == (("E10000017",),)


def test_england_and_wales_is_two_countries_added_up(reference: Reference) -> None:
    assert reference.claims["share-england-and-wales"].areas == (("E92000001", "W92000004"),)
    assert reference.claims["above-england-and-wales"].against == ("E92000001", "W92000004")
    assert len(reference.claims["above-england-and-wales"].areas) == 3


def test_a_misspelt_claim_is_answered_with_the_nearest(reference: Reference) -> None:
    with pytest.raises(ReferenceFileError, match="Did you mean 'share-pendle'"):
        reference.claims["share-pendel"]


@pytest.mark.parametrize(
    ("cell", "column", "value", "said"),
    [
        ("share-pendle", "indicator", "other_then_white", "Found 'other_then_white'.*Did you mean 'other_than_white'"),
        ("white-change", "indicator", "residents - whites", "Found 'whites'"),
        ("share-pendle", "area", "E07999999", "Found 'E07999999'"),
        ("share-pendle", "area", "E07000122;E07000123", "one area, or several added up"),
        ("share-pendle", "value", "29.6%", "the figure as a number"),
        ("residents-2011", "value", "1,023,850", "the figure as a number"),
        ("share-pendle", "id", "share-preston", "The same id stands in rows"),
        ("share-pendle", "unit", "per cent", "people, %, years"),
        ("share-pendle", "period", "2021-03-21/2031-03-21", "a day such as 2021-03-21"),
        ("white-change", "period", "2021-03-21", "two days such as"),
        ("share-pendle", "period", "21/03/2021", "a day such as 2021-03-21"),
        ("share-pendle", "how", "shares", "Did you mean 'share'"),
        ("above-england", "how", "above", "an area or a group of places after it"),
        ("above-england", "how", "above E99999999", "an area or a group of places after it"),
        ("share-pendle", "indicator", "", "a filled cell for 'share'"),
        ("twelve-districts", "indicator", "residents", "a blank cell for 'places'"),
        ("three-aims", "note", "", "the reason why it cannot be checked"),
        ("share-pendle", "printed", "", "some text"),
    ],
)  # fmt: skip
def test_a_claim_that_cannot_be_used_is_named_with_its_row_and_column(
    folder: Path, spoil, cell: str, column: str, value: str, said: str
) -> None:
    row = spoil(STRATEGY, cell, column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_reference(folder)
    assert f"{STRATEGY}, row " in str(caught.value)
    assert f"column '{column}'" in str(caught.value)
    assert column == "id" or f"row {row}," in str(caught.value)


def test_a_claim_may_say_that_two_indicators_are_taken_away(folder: Path, spoil) -> None:
    spoil(STRATEGY, "white-change", "indicator", "residents - other_than_white - born_outside_uk")
    found = load_reference(folder).claims["white-change"].indicators
    assert found == (("residents", 1), ("other_than_white", -1), ("born_outside_uk", -1))


def test_the_table_stands_in_the_order_of_the_strategys_pages(reference: Reference, folder: Path) -> None:
    with (folder / STRATEGY).open(encoding="utf-8", newline="") as stream:
        listed = [row["id"] for row in csv.DictReader(stream)]
    assert [claim.id for claim in reference.claims] == listed
