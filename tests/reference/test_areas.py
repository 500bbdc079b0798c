from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, load_reference

LANCASHIRE_12 = [f"E07000{number}" for number in range(117, 129)]


def test_england_has_153_upper_tier_and_296_lower_tier_authorities(reference: Reference) -> None:
    assert len(reference.areas.upper_tier()) == 153
    assert len(reference.areas.lower_tier()) == 296


def test_england_has_21_counties_63_unitaries_36_metropolitan_districts_and_33_in_london(
    reference: Reference,
) -> None:
    assert reference.areas.upper_tier()["type"].value_counts().to_dict() == {
        "county": 21,
        "unitary": 63,
        "metropolitan district": 36,
        "london borough": 33,
    }


def test_every_council_lies_in_one_of_nine_regions(reference: Reference) -> None:
    frame = reference.areas.frame
    regions = set(frame.loc[frame["type"] == "region", "code"])
    assert len(regions) == 9
    councils = frame[~frame["type"].isin(["country", "region"])]
    assert set(councils["region"]) == regions


def test_lancashire_has_its_twelve_districts_and_birmingham_is_its_own(reference: Reference) -> None:
    assert reference.areas.districts("E10000017") == LANCASHIRE_12
    assert reference.areas.districts("E08000025") == ["E08000025"]
    assert reference.areas.districts("E07000117") == ["E07000117"]


def test_the_districts_of_every_county_and_the_other_councils_make_up_the_lower_tier(
    reference: Reference,
) -> None:
    areas = reference.areas
    made_up = [district for code in areas.upper_tier()["code"] for district in areas.districts(code)]
    assert sorted(made_up) == sorted(areas.lower_tier()["code"])


def test_a_region_has_no_list_of_districts(reference: Reference) -> None:
    with pytest.raises(ReferenceFileError, match="North West is a region"):
        reference.areas.districts("E12000002")


def test_partnerships_in_devon_kent_nottinghamshire_and_worcestershire_join_whole_districts(
    reference: Reference,
) -> None:
    assert reference.areas.districts("E22000362") == ["E07000040", "E07000042"]
    assert reference.areas["E07000234"].covered_by == "E22000368"
    assert reference.areas["E07000117"].covered_by is None
    partnerships = reference.areas.frame.query("type == 'community safety partnership'")
    assert {"E10000008", "E10000016", "E10000024", "E10000034"} <= set(partnerships["parent"])
    assert all(len(reference.areas.districts(code)) > 1 for code in partnerships["code"])


def test_somerset_and_north_yorkshire_go_on_under_new_codes(reference: Reference) -> None:
    assert reference.areas.current("E10000027") == "E06000066"
    assert reference.areas.current("E10000023") == "E06000065"
    assert reference.areas.current("E10000002") == "E06000060"
    assert reference.areas["E10000027"].valid_to == date(2023, 3, 31)


@pytest.mark.parametrize(
    ("old", "name"),
    [
        ("E10000006", "Cumbria"),
        ("E10000021", "Northamptonshire"),
        ("E10000009", "Dorset"),
        ("E06000028", "Bournemouth"),
        ("E07000190", "Taunton Deane"),
        ("E07000163", "Craven"),
    ],
)
def test_areas_that_were_split_cut_or_merged_have_no_current_code(
    reference: Reference, old: str, name: str
) -> None:
    with pytest.raises(ReferenceFileError, match=rf"{name} \({old}\) ended on 31 March .* the same extent"):
        reference.areas.current(old)


def test_districts_that_were_merged_name_the_area_that_they_are_now_part_of(reference: Reference) -> None:
    changes = reference.areas.changes
    assert changes.successors("E07000205") == ["E07000244"]
    assert changes.successors("E07000048") == ["E06000058"]
    assert changes.successors("E07000026") == ["E06000063"]
    assert changes.successors("E07000031") == ["E06000064"]
    assert changes.successors("E10000006") == ["E06000063", "E06000064"]
    assert changes.successors("E10000017") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("E08000016", "E08000038"),
        ("E08000019", "E08000039"),
        ("E06000048", "E06000057"),
        ("E08000020", "E08000037"),
        ("E07000097", "E07000242"),
        ("E07000100", "E07000240"),
        ("E07000101", "E07000243"),
        ("E07000104", "E07000241"),
    ],
)
def test_a_code_that_changed_after_a_small_boundary_change_is_joined_and_says_so(
    reference: Reference, old: str, new: str
) -> None:
    assert reference.areas.current(old) == new
    assert reference.areas.name(old) == reference.areas.name(new)
    assert old in reference.areas[new].note


def test_worcestershire_city_council_is_the_county_council_with_a_note_that_says_why(
    reference: Reference,
) -> None:
    area = reference.areas.resolve("worcestershire  city council")
    assert (area.code, area.name) == ("E10000034", "Worcestershire")
    assert "21 May 2024" in area.note
    assert "No such body exists" in area.note


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("Lancashire", "E10000017"),
        ("Lancashire-12", "E10000017"),
        (" e10000017 ", "E10000017"),
        ("Somerset", "E06000066"),
        ("Dorset", "E06000059"),
        ("Cumbria", "E10000006"),
        ("North Devon", "E07000043"),
        ("St Helens", "E08000013"),
        ("King’s Lynn & West Norfolk", "E07000146"),
        ("E10000027", "E10000027"),
        ("Thames Valley", "E23000029"),
        ("Bristol, City of", "E06000023"),
        ("Bristol", "E06000023"),
    ],
)
def test_a_name_means_the_council_before_the_partnership_or_the_police_force(
    reference: Reference, asked: str, code: str
) -> None:
    assert reference.areas.resolve(asked).code == code


def test_a_misspelt_council_is_answered_with_the_nearest(reference: Reference) -> None:
    with pytest.raises(ReferenceFileError, match="Did you mean 'Lancashire'"):
        reference.areas.resolve("Lancashir")
    with pytest.raises(ReferenceFileError, match="E10000017"):
        reference.areas["E1000017"]


def test_an_area_cannot_be_changed(reference: Reference) -> None:
    with pytest.raises(AttributeError):
        reference.areas["E10000017"].name = "Yorkshire"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("cell", "column", "value", "said"),
    [
        ("E07000117", "type", "non-metropolitan distrct", "Did you mean 'non-metropolitan district'"),
        ("E07000117", "parent", "E10000099", "Found 'E10000099'"),
        ("E07000117", "code", "E7000117", "E and eight digits"),
        ("E07000117", "name", "", "Found a blank cell"),
        ("E10000027", "valid_to", "31/03/2023", "Excel rewrites dates: .* write 2023-03-31"),
        ("E10000027", "valid_to", "2023-02-30", "a day that exists"),
        ("E07000118", "code", "E07000117", "The same code stands in rows"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(
    folder: Path, spoil, cell: str, column: str, value: str, said: str
) -> None:
    row = spoil("areas.csv", cell, column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_reference(folder)
    assert f"areas.csv, row {row}" in str(caught.value)
