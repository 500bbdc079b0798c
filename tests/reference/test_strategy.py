"""The strategy's parts, and what is refused in their table."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.reference import Reference, load_reference

FILE = "strategy.csv"


def _part(reference: Reference, kind: str, number: int):
    return next(one for one in reference.strategy.of_kind(kind) if one.number == number)


def _without(folder: Path, cell: str) -> None:
    path = folder / FILE
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.reader(stream) if cell not in row]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def test_the_strategy_has_4_priorities_8_themes_10_challenges_and_14_outcomes(reference: Reference) -> None:
    kinds = ["priority", "theme", "challenge", "outcome"]
    assert [len(reference.strategy.of_kind(kind)) for kind in kinds] == [4, 8, 10, 14]
    assert len(reference.strategy) == 36
    assert [one.kind for one in reference.strategy] == sorted(
        [one.kind for one in reference.strategy], key=kinds.index
    )


def test_nothing_is_said_to_measure_gender_inequality_or_social_media(reference: Reference) -> None:
    for number in (8, 10):
        challenge = _part(reference, "challenge", number)
        assert challenge.measured_by(reference.indicators) == []
        assert challenge.gap.startswith("No indicator")


def test_a_theme_is_measured_by_the_indicators_of_the_registrys_theme(reference: Reference) -> None:
    digital = _part(reference, "theme", 8).measured_by(reference.indicators)
    assert [one.id for one in digital] == ["gigabit_broadband", "slow_broadband"]


def test_an_outcome_is_not_measured_by_history_or_by_figures_of_one_group(reference: Reference) -> None:
    assert _part(reference, "outcome", 5).measured_by(reference.indicators) == []
    attainment = {one.id for one in _part(reference, "outcome", 11).measured_by(reference.indicators)}
    assert "attainment_8" in attainment
    assert not attainment & {"attainment_8_asian", "attainment_8_white", "attainment_8_fsm"}


def test_no_group_of_people_is_named_for_a_challenge(reference: Reference) -> None:
    named = [name for one in reference.strategy for name in one.indicators]
    assert all(reference.indicators[name].tier != "by_group" for name in named)


def test_conflict_has_only_early_warning_and_what_is_yet_to_be_collected(reference: Reference) -> None:
    tiers = {one.tier for one in _part(reference, "priority", 4).measured_by(reference.indicators)}
    assert tiers == {"early_warning", "to_collect"}


def test_a_misspelt_kind_is_answered_with_the_nearest(reference: Reference) -> None:
    with pytest.raises(ReferenceFileError, match="Did you mean 'challenge'"):
        reference.strategy.of_kind("challange")


@pytest.mark.parametrize(
    ("cell", "column", "value", "said"),
    [
        ("Mental health", "indicators", "anxeity", "Did you mean 'anxiety'"),
        ("Mental health", "indicators", "anxiety;attainment_8_asian", "attainment_8_asian is of tier by_group"),
        ("Social media", "gap", "", "no indicator measures it, and the gap is not named"),
        ("Housing", "indicators", "overcrowding", "its indicators are in indicators.csv, not here"),
        ("Mental health", "number", "8", "each number from 1 to 10 once"),
        ("Mental health", "number", "11", "each number from 1 to 10 once"),
        ("Mental health", "number", "seven", "a whole number"),
        ("Mental health", "kind", "chalenge", "Did you mean 'challenge'"),
        ("Mental health", "page", "", "some text"),
    ],
)  # fmt: skip
def test_a_part_that_cannot_be_used_is_named_with_its_row_and_column(
    folder: Path, spoil, cell: str, column: str, value: str, said: str
) -> None:
    spoil(FILE, cell, column, value)
    with pytest.raises(ReferenceFileError, match=said) as caught:
        load_reference(folder)
    assert f"{FILE}, row " in str(caught.value)
    assert f"column '{column}'" in str(caught.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [("Social media", "The strategy's challenge 10 has no row"), ("Housing", "The strategy's theme 3 has no row")],
)  # fmt: skip
def test_a_part_that_is_missing_is_missed(folder: Path, words: str, said: str) -> None:
    _without(folder, words)
    with pytest.raises(ReferenceFileError, match=said):
        load_reference(folder)
