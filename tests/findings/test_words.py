"""Findings said in words: figures in their units, periods as readers say them, verdicts with their hedge."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from benchmarking.findings import (
    BASIS_WORDS,
    figure_words,
    findings_of,
    interval_words,
    number,
    period_words,
    sentence,
)
from benchmarking.findings.coverage import coverage
from benchmarking.findings.frame import BASES, Finding, each, finding
from benchmarking.findings.periods import last_day
from benchmarking.findings.words import change_words, ordinal
from benchmarking.study import Study

Saying = Callable[..., str]


@pytest.fixture
def said(findings: pd.DataFrame, real_study: Study) -> Saying:
    """Say a finding of the real study, with some of its fields changed."""

    def say(name: str, **changes: object) -> str:
        one: Finding = replace(finding(findings, name), **changes)
        return sentence(one, real_study.reference, "Lancashire")

    return say


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        (28.44, "%", 1, "28.4%"),
        (-1.25, "%", 1, "−1.3%"),
        (24.5, "percentage points", 0, "25 percentage points"),
        (-0.04, "%", 1, "0.0%"),
        (642.5, "£", 2, "£642.50"),
        (-1234.0, "£", 0, "−£1,234"),
        (3.05, "per 1,000 households", 1, "3.0 per 1,000 households"),
        (12.5, "% of premises", 1, "12.5%"),
        (7.53, "mean score, 0 to 10", 2, "7.53"),
        (0.575, "index, 0 to 1", 3, "0.575"),
        (8.1, "ratio", 1, "8.1"),
        (-17.1, "points", 1, "−17.1 points"),
        (1235370.0, "persons", 0, "1,235,370 persons"),
        (63.2, "years", 1, "63.2 years"),
        (math.nan, "%", 1, "[x]"),
    ],
)
def test_a_figure_is_said_in_its_unit(value, unit, decimals, words):
    assert figure_words(value, unit, decimals) == words


def test_a_missing_figure_is_said_by_its_marker():
    assert figure_words(math.nan, "%", 1, "[c]") == "[c]"


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [(-2.2, 1, "−2.2"), (0.04, 1, "0.0"), (-0.04, 1, "0.0"), (12345.6, 0, "12,346")],
)
def test_a_number_has_a_true_minus_and_no_negative_zero(value, decimals, words):
    assert number(value, decimals) == words


def test_an_interval_is_said_from_end_to_end_or_not_at_all():
    assert interval_words(70.7, 76.7, 1) == "70.7 to 76.7"
    assert interval_words(-5.6, 0.8, 1) == "−5.6 to 0.8"
    assert interval_words(math.nan, 76.7, 1) == interval_words(70.7, math.nan, 1) == ""


@pytest.mark.parametrize(
    ("period", "words", "last"),
    [
        ("2024-09-01/P1Y", "2024/25", "2025-08-31"),
        ("2023-01-01/P1Y", "2023", "2023-12-31"),
        ("1999-04-01/P1Y", "1999/00", "2000-03-31"),
        ("2022-01-01/P3Y", "2022 to 2024", "2024-12-31"),
        ("2022-04-01/P3Y", "April 2022 to March 2025", "2025-03-31"),
        ("2024-04-01/P3M", "April to June 2024", "2024-06-30"),
        ("2024-11-01/P3M", "November 2024 to January 2025", "2025-01-31"),
        ("2024-03-01/P1M", "March 2024", "2024-03-31"),
        ("2024-03-04/P7D", "4 March 2024 to 10 March 2024", "2024-03-10"),
        ("2024-06-30", "30 June 2024", "2024-06-30"),
        ("2021-03-21", "21 March 2021", "2021-03-21"),
    ],
)
def test_a_period_is_said_as_a_reader_would(period, words, last):
    assert period_words(period) == words
    assert last_day(period) == pd.Timestamp(last)


def test_every_period_held_can_be_said(real_study):
    said = {period: period_words(period) for period in real_study.observations["period"].unique()}
    assert len(said) > 100
    assert all(any(char.isdigit() for char in words) for words in said.values())


@pytest.mark.parametrize(
    ("place", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (112, "112th"), (153.0, "153rd")],
)  # fmt: skip
def test_a_place_is_said_as_a_reader_would(place, words):
    assert ordinal(place) == words


def test_two_percentages_differ_by_percentage_points_and_two_wages_by_pounds():
    assert change_words(-2.24, "%", 1) == "−2.2 percentage points"
    assert change_words(29.0, "£", 0) == "£29"
    assert change_words(-0.36, "per 1,000 households", 2) == "−0.36 per 1,000 households"


def test_every_basis_has_its_words():
    assert set(BASIS_WORDS) == {*BASES, ""}


def test_a_tested_finding_says_so(said, real_study):
    title = real_study.reference.indicators["employment_rate"].title
    words = said("employment_rate.vs.E10000016")
    assert words == f"{title}: Lancashire 73.7% and Kent 75.9% (2023), similar (tested)."


def test_a_difference_lost_to_adjustment_says_so_once(said, findings):
    size = int(finding(findings, "employment_rate.vs.E06000066").family_size)
    words = said("employment_rate.vs.E06000066")
    assert words.endswith(f"similar (tested; not firm after adjusting for {size} comparisons).")


def test_a_fragile_finding_names_what_turns_it(said):
    words = said("employment_rate.vs.group")
    assert words.endswith("similar (tested; fragile: turns without Birmingham).")
    both = said("homelessness_duty.vs.group")
    assert both.endswith("fragile: turns without Manchester and without Newcastle upon Tyne).")


def test_what_turns_a_finding_is_cut_short_after_two(said):
    choices = "without adjustment; at 99%; without Kent; without Devon"
    words = said("employment_rate.vs.group", turned_by=choices)
    assert words.endswith("fragile: turns without adjustment, at 99% and 2 other choices).")


def test_counts_are_tested_for_chance_and_not_for_sampling(said):
    for name in ("homelessness_duty.vs.england", "homelessness_duty.vs.group", "homelessness_duty.rank"):
        assert "(tested against chance ups and downs" in said(name)
    counted = said("employment_rate.trend", method="trend of rates")
    assert "tested against chance ups and downs at 0.2%" in counted


def test_a_census_finding_is_a_complete_count_and_no_test(said):
    words = said("other_than_white.vs.england")
    assert words.endswith("lower (complete count, not a sample).")
    assert "11.1%" in words and "19.0%" in words and "21 March 2021" in words


def test_a_group_is_called_a_mean_of_so_many_with_the_lead_s_place_beside_it(said):
    words = said("employment_rate.vs.group")
    assert "the comparison group's mean 76.5%" in words
    assert "mean of 10 with a figure, median 77.4, Lancashire the 9th highest of 11" in words
    assert ", Lancashire the lowest of 11)" in said("employment_rate.vs.group", place=11.0)
    assert ", Lancashire the highest of 11)" in said("employment_rate.vs.group", place=1.0)


def test_two_untested_figures_that_are_printed_alike_are_close(said):
    words = said("get_on_well_2008.vs.E08000003")
    assert "Lancashire 74% and Manchester 74% (September to December 2008), close (" in words


def test_a_tested_difference_that_rounding_hides_says_so(said):
    words = said("employment_rate.vs.group", lead_value=76.51, value=76.54, verdict="worse")
    assert "a difference smaller than the rounding" in words


def test_a_tested_rank_is_said_with_every_place_that_it_could_be(said):
    words = said("employment_rate.rank")
    assert "Lancashire 73.7% is 9th of the 11 authorities compared that have a figure" in words
    assert words.endswith("its true place could be anywhere from 3rd to 10th (tested).")
    alone = said("employment_rate.rank", place_lower=9.0, place_upper=9.0)
    assert alone.endswith("no other true place fits (tested).")


def test_a_rank_without_intervals_is_a_fifth_of_england_and_no_test(said):
    words = said("child_poverty.rank")
    assert words.endswith(
        "Lancashire 28.4% is in the middle fifth of the 153 English upper-tier authorities with a figure "
        "(2024/25; published figures, not tested)."
    )
    assert "place" not in words


def test_a_change_sets_the_lead_s_two_figures_side_by_side(said):
    words = said("child_poverty.since_previous")
    assert words.endswith(
        "Lancashire 28.4% in 2024/25 and 28.3% in 2023/24, close (published figures, not tested)."
    )
    assert ", its baseline, close" in said("claimant_count.since_baseline")


def test_a_change_of_pay_is_told_with_its_days_and_that_prices_moved(said):
    words = said("median_weekly_pay.since_previous")
    assert "£610 on 30 April 2025 and £581 on 17 April 2024" in words
    assert "in pounds of each year, not adjusted for prices" in words


def test_a_trend_is_said_with_its_slope_a_year_and_how_many_figures_it_rests_on(said):
    assert said("employment_rate.trend").endswith(
        "Lancashire's figure shows no clear change between 2019 and 2023; slope −0.92 percentage points a "
        "year, interval −2.16 to 0.32 (5 figures, tested at 0.2%; it would be clear at 5%)."
    )
    moved = said("employment_rate.trend", verdict="improving")
    assert "Lancashire's figure was improving between 2019 and 2023" in moved


def test_a_trend_that_leaves_out_the_latest_figure_does_not_claim_to_reach_it(said):
    words = said("employment_rate.trend", lead_lower=math.nan, lead_upper=math.nan)
    assert "no clear change since 2019;" in words


def test_too_few_points_make_no_trend(said):
    words = said("healthy_life_expectancy_female.trend")
    assert words.endswith("no trend can be told for Lancashire: 4 of 5 points with an interval.")


def test_what_is_expected_is_a_range_about_places_and_says_no_reason(said):
    words = said("child_poverty.expected")
    assert (
        "Lancashire 28.4% (2024/25), as expected: authorities like it in age, density and country of birth"
        in words
    )
    assert "about 24.2%, and a single one may well lie anywhere from 10.9% to 37.5% (R² 0.32, 152" in words
    assert words.endswith("This is about places, not people, and does not say why.")
    assert "higher than expected" in said("child_poverty.expected", verdict="higher")


def test_what_is_not_compared_gives_its_reason(said):
    words = said("homelessness_duty.vs.E10000016")
    assert words.endswith("Lancashire and Kent are not compared: no figure: not available.")
    for kind, silence in [
        ("rank", "Lancashire is not ranked"),
        ("trend", "no trend is told for Lancashire"),
        ("expected", "what would be expected of a place like Lancashire is not told"),
        ("vs.group", "Lancashire and the comparison group's mean are not compared"),
    ]:
        assert said(f"get_on_well.{kind}").endswith(f"{silence}: no figure for Lancashire.")


def test_every_finding_can_be_said_without_a_missing_number(findings, real_study):
    for one in each(findings):
        words = sentence(one, real_study.reference, "Lancashire")
        assert words.startswith(real_study.reference.indicators[one.indicator].title)
        assert words.endswith(".") and not re.search(r"\b(nan|None)\b|\[x\]", words), words


def test_no_finding_that_was_not_tested_sounds_tested_and_nothing_expected_is_judged(findings, real_study):
    for one in each(findings[~findings["basis"].isin(["tested", ""])]):
        words = sentence(one, real_study.reference, "Lancashire")
        assert "better" not in words.partition(": ")[2] and "worse" not in words
        assert "(tested" not in words and "fragile" not in words


def test_findings_are_kept_and_read_again_as_they_were(real_study, findings):
    findings_of(real_study)
    kept = real_study.paths.processed("lancashire", "2026") / "findings.parquet"
    stamp = kept.stat().st_mtime_ns
    pd.testing.assert_frame_equal(findings_of(real_study), findings, check_dtype=False)
    assert kept.stat().st_mtime_ns == stamp


def test_coverage_counts_who_has_a_figure_of_the_lead_s_period(real_study):
    rows = coverage(real_study)
    assert rows.loc["employment_rate", ["latest", "comparators", "england", "interval"]].tolist() == [
        "2023", 10, True, "yes",
    ]  # fmt: skip
    assert rows.loc["homelessness_duty", "comparators"] == 8
    assert rows.loc["other_than_white", "districts"] == 14
    assert rows.loc["employment_rate", "age_years"] == pytest.approx(2.5)
    assert "get_on_well" not in rows.index
