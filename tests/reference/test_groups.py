from __future__ import annotations

from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, load_reference


def test_the_ten_of_scrutiny_stand_in_the_order_of_the_minutes(reference: Reference) -> None:
    assert [reference.areas.name(code) for code in reference.groups.members("scrutiny-2024")] == [
        "Birmingham",
        "Manchester",
        "Kent",
        "Nottinghamshire",
        "Worcestershire",
        "Somerset",
        "Devon",
        "Surrey",
        "Newcastle upon Tyne",
        "North Yorkshire",
    ]


def test_the_worcestershire_row_says_what_the_minutes_named(reference: Reference) -> None:
    rows = reference.groups.rows("scrutiny-2024").set_index("area_code")
    assert "Worcestershire City Council" in rows.loc["E10000034", "note"]


def test_the_shire_counties_are_the_21_counties_with_lancashire_among_them(reference: Reference) -> None:
    upper = reference.areas.upper_tier()
    assert set(reference.groups.members("shire-counties")) == set(upper[upper["type"] == "county"]["code"])
    assert len(reference.groups.members("shire-counties")) == 21


def test_lancashire_14_is_the_twelve_districts_with_blackburn_with_darwen_and_blackpool(
    reference: Reference,
) -> None:
    twelve = reference.groups.members("lancashire-12")
    assert twelve == reference.areas.districts("E10000017")
    assert reference.groups.members("lancashire-14") == [*twelve, "E06000008", "E06000009"]
    assert reference.groups.places() == ["lancashire-12", "lancashire-14"]
    assert "lancashire-14" not in reference.groups.comparisons()


def test_every_member_has_a_source(reference: Reference) -> None:
    assert (reference.groups.frame["source"] != "").all()


def test_a_misspelt_group_is_answered_with_the_nearest(reference: Reference) -> None:
    with pytest.raises(ReferenceFileError, match="Did you mean 'scrutiny-2024'"):
        reference.groups.members("scrutiny-2042")


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("area_code", "E10000027", "Found 'E10000027'"),
        ("area_code", "E08000003", "The same area_code stands in rows 2 and 3"),
        ("order", "first", "a whole number"),
        ("order", "2", "The same order stands in rows 2 and 3"),
        ("kind", "comparision", "Did you mean 'comparison'"),
        ("kind", "places", "two different entries under kind"),
        ("offered_to", "any leads", "Did you mean 'any lead'"),
        ("group", "Scrutiny 2024", "joined by hyphens"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row(folder: Path, spoil, column: str, value: str, said: str) -> None:
    spoil("comparison_groups.csv", "E08000025", column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_reference(folder)
    assert "comparison_groups.csv, row" in str(caught.value)
