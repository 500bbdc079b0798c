"""What others measure, a council's own approach and the Commission's words: three small tables kept by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, load_reference

LANCASHIRE = "E10000017"


def test_whatever_a_council_was_found_to_measure_is_in_the_table_of_measures(reference: Reference) -> None:
    matched = {practice for measure in reference.peer_measures.all for practice in measure.practice}
    measuring = {
        row.id
        for row in reference.practice.all
        if row.measures and row.organisation_type in ("authority", "district") and row.area_code != LANCASHIRE
    }
    assert measuring - matched == set()


def test_hate_crime_is_matched_with_an_early_warning_and_said_to_be_no_performance_indicator(
    reference: Reference,
) -> None:
    (crime,) = (one for one in reference.peer_measures.all if one.measure == "hate-crime")
    assert [reference.indicators[name].tier for name in crime.indicators] == ["early_warning"]
    assert "never a performance indicator" in crime.needs_reason


def test_what_describes_arrivals_is_said_never_to_be_judged(reference: Reference) -> None:
    (resettled,) = (one for one in reference.peer_measures.all if one.measure == "people-resettled")
    assert {reference.indicators[name].tier for name in resettled.indicators} == {"context"}
    assert "never judged" in resettled.how


def test_the_approach_has_the_three_strands_that_scrutiny_named(reference: Reference) -> None:
    strands = reference.local_approach.of(LANCASHIRE)
    assert [one.title for one in strands] == ["Libraries", "Everyone Matters", "Support for refugees"]
    assert all(one.indicators and one.practice and one.not_known for one in strands)
    assert reference.local_approach.of("E10000016") == []


def test_nothing_on_refugees_is_an_indicator_that_may_be_judged(reference: Reference) -> None:
    refugees = reference.local_approach.of(LANCASHIRE)[2]
    tiers = {reference.indicators[name].tier for name in refugees.indicators}
    assert tiers <= {"context", "early_warning"}


def test_the_commission_has_four_principles_six_characteristics_and_twelve_expectations(
    reference: Reference,
) -> None:
    counts = reference.commission.frame["kind"].value_counts().to_dict()
    assert counts == {
        "definition": 2,
        "principle": 4,
        "characteristic": 6,
        "expectation": 12,
        "perspective": 4,
    }
    assert "".join(one.number for one in reference.commission.of("expectation")) == "abcdefghijkl"


def test_the_strategy_says_nothing_on_candidates_citizenship_or_regeneration(reference: Reference) -> None:
    nothing = [
        one.number
        for one in reference.commission.of("expectation")
        if one.strategy_says == "nothing found in the strategy"
    ]
    assert nothing == ["g", "h", "i", "l"]


@pytest.mark.parametrize(
    ("file", "cell", "column", "value", "said"),
    [
        ("peer_measures.csv", "belonging", "practice", "kent-nothing", "ids of practice_evidence.csv"),
        ("peer_measures.csv", "belonging", "indicators", "belong_to_neighborhood", "Did you mean 'belong_"),
        ("peer_measures.csv", "belonging", "match", "nearly", "Did you mean 'near'"),
        ("peer_measures.csv", "belonging", "match", "none", "do not agree"),
        ("peer_measures.csv", "belonging", "indicators", "", "do not agree"),
        ("peer_measures.csv", "belonging", "needs", "own record", "Did you mean 'own records'"),
        ("peer_measures.csv", "belonging", "how", "", "Found a blank cell"),
        ("peer_measures.csv", "belonging", "measure", "get-on-well", "The same measure stands in rows"),
        ("local_approach.csv", "libraries", "indicators", "visited_libary", "Did you mean 'visited_library'"),
        ("local_approach.csv", "libraries", "practice", "no-such-row", "ids of practice_evidence.csv"),
        ("local_approach.csv", "libraries", "not_known", "", "Found a blank cell"),
        ("local_approach.csv", "libraries", "strand", "refugees", "The same strand stands in rows"),
        ("commission.csv", "expectation", "kind", "expection", "Did you mean 'expectation'"),
        ("commission.csv", "expectation", "number", "b", "The same number stands in rows"),
        ("commission.csv", "expectation", "strategy_says", "", "is not whole"),
        ("commission.csv", "expectation", "strategy_page", "", "the page on which the strategy says it"),
        ("commission.csv", "principle", "strategy_says", "Yes.", "Expected a blank cell"),
    ],
)
def test_a_wrong_cell_is_named_with_file_row_and_column(
    folder: Path, spoil, file: str, cell: str, column: str, value: str, said: str
) -> None:
    spoil(file, cell, column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_reference(folder)
    assert f"{file}, row " in str(caught.value)
    assert f"column '{column}'" in str(caught.value) or column == "match"
