from __future__ import annotations

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import load_reference

FILE = "kpi_tracking.csv"


def refused(folder) -> str:
    with pytest.raises(ReferenceFileError) as error:
        load_reference(folder)
    return str(error.value)


def test_as_it_ships_no_target_is_set_and_no_release_announced(reference) -> None:
    frame = reference.tracked.frame
    assert set(frame["target"]) == set(frame["target_by"]) == set(frame["next_release"]) == {""}


def test_an_indicator_without_a_row_has_no_owner_and_no_target(reference) -> None:
    row = reference.tracked.get("library_walk")
    assert (row.owner, row.target, row.target_by) == ("", None, None)


def test_a_misspelt_indicator_is_offered_the_nearest(folder, spoil) -> None:
    row = spoil(FILE, "employment_rate", "indicator", "employment_rat")
    said = refused(folder)
    assert said.startswith(f"{FILE}, row {row}, column 'indicator'")
    assert "Did you mean 'employment_rate'" in said


@pytest.mark.parametrize(
    "never",
    [
        "born_outside_uk",
        "recorded_violence",
        "recorded_hate_crime",
        "belong_2008",
        "neet_scorecard",
        "attainment_8_asian",
    ],
)
def test_what_describes_residents_warns_or_is_of_one_group_is_never_tracked(folder, spoil, never) -> None:
    row = spoil(FILE, "employment_rate", "indicator", never)
    said = refused(folder)
    assert said.startswith(f"{FILE}, row {row}, column 'indicator': {never}: an indicator of tier")
    assert "can never have a target" in said


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("target", "75%", "a number in the indicator's unit"),
        ("target", "soon", "a number in the indicator's unit"),
        ("target_by", "2027-02-30", "a day that exists"),
        ("target_by", "31/03/2027", "write 2027-03-31"),
        ("next_release", "2027-13", "a day or a month"),
        ("next_release", "2027-02-30", "there is no such day"),
        ("owner", "", "some text"),
        ("owner", "someone@example.org", "a post"),
        ("target", "75", "a target and its date stand together"),
        ("target_by", "2027-03-31", "a target and its date stand together"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(folder, spoil, column, value, words) -> None:
    row = spoil(FILE, "employment_rate", column, value)
    said = refused(folder)
    assert said.startswith(f"{FILE}, row {row}") and words in said


def test_a_rate_beyond_a_hundred_per_cent_is_no_target(folder, spoil) -> None:
    spoil(FILE, "employment_rate", "target_by", "2027-03-31")
    row = spoil(FILE, "employment_rate", "target", "740")
    said = refused(folder)
    assert said.startswith(f"{FILE}, row {row}, column 'target'") and "cannot be reached" in said


def test_an_indicator_stands_in_one_row(folder, spoil) -> None:
    spoil(FILE, "apprenticeship_starts", "indicator", "employment_rate")
    assert "The same indicator stands in rows" in refused(folder)
