"""The eight tests: who answers them, by which rule, and what each word rests on."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from benchmarking.kpis import (
    MET,
    NOT_MET,
    PARTLY,
    PRIORITY_TITLES,
    TESTS,
    UNTOLD,
    WORDS,
    appraise,
    early_warnings,
    headlines_left_out,
    priorities,
    shortlist,
)
from benchmarking.kpis.appraisal import _COMPUTED
from benchmarking.reference import can_be_kpi
from benchmarking.reference.judgements import Judgements

EMPTY = ("get_on_well", "influence_decisions", "harassment_silences", "recorded_hate_crime")


@pytest.fixture(scope="module")
def appraised(real_study):
    return appraise(real_study)


@pytest.fixture
def judged(real_study):
    """Appraise a study in which some judgements are others: judged(employment_rate={"proposal": "reserve"})."""

    def make(**changes):
        frame = real_study.reference.judgements.frame.set_index("indicator", drop=False)
        for indicator, values in changes.items():
            for column, value in values.items():
                frame.loc[indicator, column] = value
        reference = replace(real_study.reference, judgements=Judgements(frame.reset_index(drop=True)))
        study = replace(real_study, reference=reference)
        study.__dict__["observations"] = real_study.observations
        return appraise(study)

    return make


@pytest.fixture
def word_of(real_study, appraised):
    """Ask one computed test of an indicator with these numbers, and all others as the study has them."""

    def ask(test, indicator, study=real_study, **numbers):
        row = appraised.loc[indicator].copy()
        for name, value in numbers.items():
            row[name] = value
        return _COMPUTED[test](study, study.reference.indicators[indicator], row)[0]

    return ask


def test_every_indicator_has_one_of_four_words_on_each_of_eight_tests_and_what_it_rests_on(
    real_study, appraised
):
    assert len(TESTS) == 8
    assert list(appraised.index) == real_study.reference.indicators.ids
    assert appraised[list(TESTS)].isin(WORDS).all(axis=None)
    assert (appraised[[f"{name}_why" for name in TESTS]].map(len) > 5).all(axis=None)


def test_no_column_adds_the_words_up(appraised):
    told = {"title", "tier", "priority", "outcomes", "proposal", "proposal_reason", "decided_by"}
    words = set(TESTS) | {f"{name}_why" for name in TESTS}
    assert not [name for name in set(appraised) - told - words if "score" in name or "rank" in name]


@pytest.mark.parametrize(
    ("column", "test", "words"),
    [
        ("relevance", "relevant", {"strong": MET, "partial": PARTLY, "weak": NOT_MET}),
        ("incentive", "incentive", {"free": MET, "some risk": PARTLY, "perverse": NOT_MET}),
        ("attribution", "attributable", {"county": MET, "shared": PARTLY, "others": NOT_MET}),
    ],
)
def test_what_people_judge_is_what_the_table_of_judgements_says_with_its_reason(
    real_study, appraised, column, test, words
):
    frame = real_study.reference.judgements.frame.set_index("indicator")
    assert appraised[test].to_list() == frame.loc[appraised.index, column].map(words).to_list()
    assert appraised[f"{test}_why"].to_list() == frame.loc[appraised.index, f"{column}_reason"].to_list()


def test_a_judgement_that_is_changed_changes_its_word_and_no_other(appraised, judged):
    other = judged(employment_rate={"relevance": "weak", "relevance_reason": "Officers thought again."})
    row = other.loc["employment_rate"]
    assert (row["relevant"], row["relevant_why"]) == (NOT_MET, "Officers thought again.")
    same = [name for name in TESTS if name != "relevant"]
    assert row[same].to_list() == appraised.loc["employment_rate", same].to_list()


@pytest.mark.parametrize("indicator", EMPTY)
@pytest.mark.parametrize("test", ["timely", "reliable", "comparable", "verifiable"])
def test_of_what_has_no_figure_four_tests_cannot_be_told(appraised, indicator, test):
    assert appraised.at[indicator, test] == UNTOLD
    assert appraised.at[indicator, f"{test}_why"] == "no figure of Lancashire yet"


def test_what_is_to_be_collected_is_defined_by_us_only(real_study, appraised):
    collected = [name for name in appraised.index if appraised.at[name, "tier"] == "to_collect"]
    assert len(collected) == 4
    assert (appraised.loc[collected, "defined"] == PARTLY).all()
    assert (appraised.loc[appraised["tier"] != "to_collect", "defined"] == MET).all()


@pytest.mark.parametrize(
    ("indicator", "age", "apart", "word"),
    [
        ("employment_rate", 0.5, 1, MET),
        ("employment_rate", 1.5, 1, MET),
        ("employment_rate", 1.6, 1, PARTLY),
        ("employment_rate", 3.0, 1, PARTLY),
        ("employment_rate", 3.1, 1, NOT_MET),
        ("employment_rate", 0.5, 3, PARTLY),
        ("homelessness_duty", 0.5, 1, MET),
        ("deprivation_score", 0.5, 1, PARTLY),
        ("overcrowding", 5.3, 1, NOT_MET),
        ("library_walk", 0.5, 1, NOT_MET),
    ],
)
def test_a_figure_is_timely_if_it_is_recent_and_comes_at_least_yearly(word_of, indicator, age, apart, word):
    assert word_of("timely", indicator, age_years=age, apart=apart) == word


@pytest.mark.parametrize(
    ("signal", "detectable", "usual", "word"),
    [
        (0.7, 1.0, 1.0, MET),
        (0.69, 1.0, 1.0, PARTLY),
        (0.7, 1.1, 1.0, PARTLY),
        (0.69, 1.1, 1.0, NOT_MET),
        (0.7, 1.0, float("nan"), PARTLY),
        (float("nan"), 1.0, 1.0, PARTLY),
        (float("nan"), 1.0, float("nan"), NOT_MET),
    ],
)
def test_a_survey_is_reliable_if_it_is_accurate_and_would_show_a_usual_change(
    word_of, signal, detectable, usual, word
):
    numbers = {"signal": signal, "detectable": detectable, "usual": usual}
    assert word_of("reliable", "employment_rate", **numbers) == word


def test_a_count_of_events_is_partly_reliable_at_best_since_recording_differs(real_study, appraised, word_of):
    numbers = {"signal": 1.0, "detectable": 0.1, "usual": 5.0}
    assert word_of("reliable", "homelessness_duty", **numbers) == PARTLY
    assert appraised.at["homelessness_duty", "reliable_why"].endswith("recording differs")
    assert set(appraised.loc[early_warnings(real_study.reference), "reliable"]) == {PARTLY, UNTOLD}


def test_a_complete_count_is_accurate_and_shows_nothing_for_years(appraised):
    row = appraised.loc["overcrowding"]
    assert row["reliable"] == PARTLY
    assert "chance does not apply, but the next figure is years away" in row["reliable_why"]


def test_without_an_interval_nobody_is_told_that_a_figure_is_reliable_or_not(appraised):
    gaps = appraised.loc[["attainment_8_fsm_gap", "good_level_fsm_gap", "child_poverty", "claimant_count"]]
    assert (gaps["reliable"] == UNTOLD).all()


@pytest.mark.parametrize(
    ("comparators", "past", "word"), [(7, 3, MET), (10, 2, PARTLY), (6, 3, PARTLY), (6, 2, NOT_MET)]
)
def test_comparable_needs_seven_of_ten_others_and_three_years_measured_in_one_way(
    word_of, comparators, past, word
):
    numbers = {"comparators": comparators, "figures_since_break": past}
    assert word_of("comparable", "employment_rate", **numbers) == word


def test_a_past_before_a_break_is_no_past_to_compare_with(appraised):
    row = appraised.loc["gcse_english_maths"]
    assert (row["figures"], row["figures_since_break"]) == (9, 1)
    assert row["comparable"] == PARTLY
    assert row["comparable_why"].endswith("1 figure of its own since the series was broken")


def test_a_figure_is_verifiable_from_the_publishers_own_file_with_its_checksum(real_study, appraised):
    assert appraised.at["employment_rate", "verifiable"] == MET
    assert real_study.releases["els-employment-rate"].source != "plain"
    by_hand = appraised.loc["overcrowding"]
    assert {real_study.releases[name].source for name in by_hand["releases"].split(";")} == {"plain"}
    assert by_hand["verifiable"] == PARTLY


def test_a_release_without_an_address_cannot_be_checked(real_study, word_of):
    study = replace(real_study)
    release = real_study.releases["els-employment-rate"]
    study.__dict__["releases"] = {**real_study.releases, release.id: replace(release, address="")}
    assert word_of("verifiable", "employment_rate", study) == NOT_MET
    assert word_of("verifiable", "employment_rate", study, releases="unknown") == NOT_MET


def test_each_rule_that_is_printed_names_the_numbers_that_are_used():
    assert "1.5 years" in TESTS["timely"].rule and "3 years" in TESTS["timely"].rule
    assert "70%" in TESTS["reliable"].rule
    assert "3 figures" in TESTS["comparable"].rule
    assert [test.by for test in TESTS.values()] == ["people"] * 3 + ["figures"] * 5


# The shortlist


def test_the_shortlist_is_what_is_recommended_by_priority_and_never_by_how_well_it_does(
    real_study, appraised
):
    chosen = shortlist(appraised)
    assert set(chosen.index) == set(real_study.reference.judgements.proposed("recommended"))
    assert 8 <= len(chosen) <= 12
    order = [list(PRIORITY_TITLES).index(name) for name in chosen["priority"]]
    assert order == sorted(order)
    for _, rows in chosen.groupby("priority"):
        assert list(rows.index) == [name for name in appraised.index if name in set(rows.index)]


def test_nothing_that_describes_residents_is_on_the_shortlist(real_study, appraised):
    assert all(can_be_kpi(real_study.reference.indicators[name]) for name in shortlist(appraised).index)


def test_every_headline_is_recommended_or_left_out_with_its_reason(appraised):
    headline = set(appraised.index[appraised["tier"] == "headline"])
    left = headlines_left_out(appraised)
    assert set(left.index) == headline - set(shortlist(appraised).index)
    assert (left["proposal_reason"].str.len() > 30).all()


def test_conflict_and_tension_has_no_tested_figure_at_all(appraised):
    row = priorities(appraised).loc["conflict"]
    assert (row["candidates"], row["held"], row["tested"], row["outcomes"]) == (2, 0, 0, 0)


def test_empowerment_has_figures_and_none_that_can_be_tested(appraised):
    row = priorities(appraised).loc["empowerment"]
    assert (row["held"], row["tested"]) == (2, 0)
    assert row["held_names"] == ["apprenticeship_starts", "further_education_participation"]


def test_trust_has_tested_figures_and_none_that_is_strongly_relevant(appraised):
    row = priorities(appraised).loc["trust"]
    assert (row["tested"], row["outcomes"]) == (2, 0)
    assert row["held_names"] == ["visited_library", "engaged_with_arts"]


def test_a_tested_figure_of_getting_on_well_would_give_trust_its_outcome(appraised):
    imported = appraised.copy()
    imported.loc["get_on_well", ["value", "tested"]] = [70.0, True]
    assert priorities(imported).at["trust", "outcomes"] == 1


def test_crime_and_hate_crime_are_the_early_warning_and_speaking_little_english_is_not(real_study):
    assert early_warnings(real_study.reference) == [
        "recorded_violence",
        "recorded_public_order",
        "recorded_criminal_damage",
        "recorded_hate_crime",
        "recorded_offences",
    ]
    assert pd.Series(early_warnings(real_study.reference)).map(
        lambda name: real_study.reference.judgements[name].proposal == "never"
    ).all()  # fmt: skip
