"""What measures each part of the strategy, with the real figures."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarking.reference.strategy import MEASURING_TIERS
from benchmarking.strategy import held_words, matrix


@pytest.fixture(scope="module")
def counted(real_study, findings) -> pd.DataFrame:
    return matrix(real_study, findings, {"employment_rate"}).set_index(["kind", "number"])


def test_every_part_of_the_strategy_has_a_row(counted) -> None:
    assert counted.index.get_level_values("kind").value_counts().to_dict() == {
        "priority": 4,
        "theme": 8,
        "challenge": 10,
        "outcome": 14,
    }


def test_the_counts_are_those_of_the_indicators_listed(counted) -> None:
    assert (counted[MEASURING_TIERS].sum(axis=1) == counted["indicators"].map(len)).all()
    held = counted[[f"{tier}_held" for tier in MEASURING_TIERS]]
    assert (held.sum(axis=1) == counted["held"]).all()
    assert (counted["held"] <= counted["indicators"].map(len)).all()


def test_the_indicators_of_the_four_priorities_are_the_registrys_each_once(counted, real_study) -> None:
    indicators = real_study.reference.indicators.frame
    listed = indicators.loc[indicators["tier"].isin(MEASURING_TIERS), "id"]
    named = counted.loc["priority", "indicators"].explode()
    assert sorted(named) == sorted(listed)


def test_what_is_yet_to_be_collected_is_never_held(counted) -> None:
    assert (counted["to_collect_held"] == 0).all()
    assert counted.loc[("priority", 4), "to_collect"] == 2


def test_conflict_and_tension_has_no_indicator_that_is_judged(counted) -> None:
    conflict = counted.loc[("priority", 4)]
    assert (conflict["headline"], conflict["supporting"], conflict["tested"]) == (0, 0, 0)
    assert conflict["gap"].startswith("It has no headline or supporting indicator.")


def test_no_headline_indicator_of_trust_or_empowerment_is_held(counted) -> None:
    for number in (2, 3):
        priority = counted.loc[("priority", number)]
        assert (priority["headline"], priority["headline_held"]) == (2, 0)
        assert priority["gap"].startswith("No headline indicator of it has a figure for Lancashire.")


def test_a_part_is_tested_where_a_comparison_of_a_judged_indicator_is(counted, real_study, findings) -> None:
    tested = set(findings.loc[findings["basis"] == "tested", "indicator"])
    skills = counted.loc[("theme", 7)]
    assert skills["tested"] == len(set(skills["indicators"]) & tested) == 4
    assert counted.loc[("theme", 6), "tested"] == 0
    assert "None of its comparisons could be tested." in counted.loc[("theme", 6), "gap"]


def test_nine_of_the_fourteen_outcomes_have_no_indicator(counted) -> None:
    outcomes = counted.loc["outcome"]
    assert outcomes.index[outcomes["indicators"].map(len) == 0].tolist() == [1, 2, 3, 5, 7, 8, 9, 13, 14]


def test_every_part_that_nothing_measures_names_its_gap(counted) -> None:
    nothing = counted[counted["held"] == 0]
    assert len(nothing) == 11
    assert (nothing["gap"].str.len() > 20).all()


def test_a_recommended_indicator_stands_at_each_part_that_it_serves(counted) -> None:
    served = counted.index[counted["recommended"].map(len) > 0]
    assert list(served) == [("priority", 1), ("theme", 7), ("challenge", 3), ("outcome", 4)]


@pytest.mark.parametrize(
    ("held", "listed", "said"), [(3, 4, "3 of 4"), (0, 2, "none of 2"), (0, 0, "none"), (1, 1, "1 of 1")]
)
def test_how_many_are_held_is_said_in_words(held: int, listed: int, said: str) -> None:
    assert held_words(held, listed) == said
