"""Findings said in words: figures in their units, periods as readers say them, verdicts with their hedge."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from benchmarking.findings import (
    BASIS_WORDS,
    MARKS,
    figure_words,
    findings_of,
    interval_words,
    number,
    period_words,
    prepare,
    sentence,
)
from benchmarking.findings.coverage import coverage
from benchmarking.findings.sides import last_day
from benchmarking.stats import Basis, Verdict


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        (28.44, "%", 1, "28.4%"),
        (-1.25, "%", 1, "−1.2%"),
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


def test_every_verdict_and_basis_has_its_words_and_shape():
    assert set(MARKS) == {str(verdict) for verdict in Verdict}
    assert len({mark[0] for mark in MARKS.values()}) == len(MARKS)
    assert set(BASIS_WORDS) == {str(basis) for basis in Basis} | {""}


def said(findings, study, name: str) -> str:
    return sentence(findings.set_index("id", drop=False).loc[name], study.reference, "Lancashire")


def test_a_tested_finding_says_so(findings, real_study):
    words = said(findings, real_study, "employment_rate.vs.E10000016")
    title = real_study.reference.indicators["employment_rate"].title
    assert words == f"{title}: Lancashire 73.7% and Kent 75.9% (2023), similar (tested)."


def test_a_difference_lost_to_adjustment_says_so(findings, real_study):
    words = said(findings, real_study, "employment_rate.vs.E06000066")
    size = int(findings.loc[findings["kind"] == "authority", "family_size"].iloc[0])
    assert words.endswith(f"similar (tested; not firm after adjusting for {size} comparisons).")


def test_a_census_finding_is_a_complete_count_and_no_test(findings, real_study):
    words = said(findings, real_study, "other_than_white.vs.E92000001".replace("E92000001", "england"))
    assert words.endswith("lower (complete count, not a sample).")
    assert "11.1%" in words and "19.0%" in words and "21 March 2021" in words


def test_a_group_is_called_a_mean(findings, real_study):
    assert "the comparison group's mean 76.5%" in said(findings, real_study, "employment_rate.vs.group")


def test_what_is_not_compared_gives_its_reason(findings, real_study):
    words = said(findings, real_study, "homelessness_duty.vs.E10000016")
    assert words.endswith("Lancashire and Kent are not compared: no figure: not available.")


def test_every_finding_can_be_said_without_a_missing_number(findings, real_study):
    for _, row in findings.iterrows():
        words = sentence(row, real_study.reference, "Lancashire")
        assert words.endswith(".") and "nan" not in words.split() and "None" not in words


def test_findings_are_kept_and_read_again_as_they_were(figures, real_study, findings):
    prepare(real_study)
    folder = real_study.paths.processed("lancashire", "2026")
    made = {path.name for path in folder.iterdir()}
    assert made == {"findings.parquet", "observations.parquet", "observations-2025.parquet"}
    kept = folder / "findings.parquet"
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
