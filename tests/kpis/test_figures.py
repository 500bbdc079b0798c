"""What is computed of each indicator as a candidate for a KPI, held to the study's own published figures."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarking.findings.coverage import coverage
from benchmarking.kpis import kpi_figures
from benchmarking.reference import can_be_kpi
from benchmarking.study import study_of

LANCASHIRE, KENT = "E10000017", "E10000016"
Z95, Z80 = 1.959963985, 0.841621234


@pytest.fixture(scope="module")
def measured(real_study):
    return kpi_figures(real_study)


@pytest.fixture
def changed(real_study):
    """Compute the figures of a study with other choices, or with other observations."""

    def make(change=None, **choices):
        study = study_of(real_study.parameters.model_copy(update=choices), real_study.paths)
        study.__dict__["observations"] = (
            real_study.observations if change is None else change(real_study.observations.copy())
        )
        return study, kpi_figures(study)

    return make


def test_every_indicator_of_the_registry_has_one_row_the_empty_slots_and_what_is_to_collect_too(
    real_study, measured
):
    assert list(measured.index) == real_study.reference.indicators.ids
    assert measured.loc[["get_on_well", "harassment_silences", "recorded_hate_crime"], "value"].isna().all()


def test_the_employment_rate_is_told_with_all_that_the_tests_rest_on(measured):
    row = measured.loc["employment_rate"]
    assert (row["value"], row["lower"], row["upper"]) == (73.7, 70.7, 76.7)
    assert row["age_years"] == 2.5
    assert (row["comparators"], row["districts"], row["figures"]) == (10, 14, 20)
    assert row["england"] and row["tested"]
    assert row["width"] == pytest.approx(6.0)
    assert row["detectable"] == pytest.approx((Z95 + Z80) * math.sqrt(2) * 3 / Z95)
    assert row["usual"] == pytest.approx(1.1)
    assert row["ratio"] == pytest.approx(row["detectable"] / row["usual"])
    assert row["releases"] == "els-employment-rate"


def test_the_signal_share_is_that_of_the_published_upper_tier_figures(real_study, measured):
    rows = real_study.observations
    upper_tier = set(real_study.reference.areas.upper_tier()["code"])
    same = rows[
        (rows["indicator"] == "employment_rate")
        & (rows["period"] == measured.at["employment_rate", "period"])
        & rows["area_code"].isin(upper_tier)
    ].dropna(subset=["value", "lower", "upper"])
    arms = np.stack([same["value"] - same["lower"], same["upper"] - same["value"]])
    variance = same["value"].var(ddof=1)
    noise = (np.square(arms).mean(axis=0) / Z95**2).mean()
    row = measured.loc["employment_rate"]
    assert row["authorities"] == len(same) > 140
    assert row["spread"] == pytest.approx(math.sqrt(variance))
    assert row["signal"] == pytest.approx(1 - noise / variance)
    assert LANCASHIRE in set(same["area_code"])


def test_ages_and_coverage_are_those_of_notebook_01(real_study, measured):
    held = coverage(real_study)
    for name in ("age_years", "comparators", "districts"):
        assert measured.loc[held.index, name].to_list() == held[name].to_list()


def test_a_complete_count_has_no_detectable_change_and_says_that_the_next_figure_is_years_away(measured):
    row = measured.loc["overcrowding"]
    assert math.isnan(row["detectable"]) and math.isnan(row["width"]) and not row["tested"]
    assert row["why_not"] == (
        "no interval: everyone was counted, so chance does not apply, but the next figure is years away"
    )


def test_a_figure_published_without_an_interval_gets_none_made_up(measured):
    row = measured.loc["attainment_8_fsm_gap"]
    assert math.isnan(row["detectable"]) and not row["tested"]
    assert row["why_not"] == "no interval is published, so chance cannot be told from change"
    assert row["usual"] > 0


def test_what_has_no_figure_says_so_and_nothing_else(measured):
    for name in ("get_on_well", "tension_response"):
        row = measured.loc[name]
        assert row["why_not"] == "no figure of Lancashire yet"
        assert row[["detectable", "usual", "age_years", "signal", "comparators"]].isna().all()
        assert not row["tested"]


def test_nothing_that_can_never_be_a_kpi_has_a_detectable_change(real_study, measured):
    never = [name for name in measured.index if not can_be_kpi(real_study.reference.indicators[name])]
    assert len(never) > 70
    assert measured.loc[never, "detectable"].isna().all()
    assert not measured.loc[never, "tested"].any()
    crime = measured.loc["recorded_violence"]
    assert crime["width"] > 0
    assert crime["why_not"] == "never a KPI, so no change to look for is worked out"


def test_a_reason_stands_exactly_where_there_is_no_detectable_change(measured):
    assert ((measured["why_not"] == "") == measured["detectable"].notna()).all()


def test_counts_of_events_detect_what_chance_in_their_counts_allows(measured):
    row = measured.loc["homelessness_duty"]
    by_poisson = (Z95 + Z80) * math.sqrt(2 * 1635) / 536_657 * 1000
    assert row["detectable"] == pytest.approx(by_poisson, rel=0.01)


def test_three_year_figures_are_held_against_changes_over_three_years(measured):
    row = measured.loc["healthy_life_expectancy_male"]
    assert row["apart"] == 3
    assert row["ratio"] == pytest.approx(row["detectable"] / row["usual"])


def test_a_stricter_level_speaks_of_the_same_error_and_needs_a_larger_change(real_study, measured, changed):
    _, strict = changed(confidence_level=0.99)
    times = (2.575829304 + Z80) / (Z95 + Z80)
    one, other = strict.loc["employment_rate"], measured.loc["employment_rate"]
    assert one["detectable"] == pytest.approx(times * other["detectable"])
    assert one["width"] > other["width"]
    assert one["signal"] == pytest.approx(other["signal"])


def test_another_council_is_measured_by_its_own_figures(measured, changed):
    _, kent = changed(lead_authority=KENT, district_group=None)
    assert kent.at["employment_rate", "value"] != measured.at["employment_rate", "value"]
    assert kent.at["employment_rate", "spread"] == pytest.approx(measured.at["employment_rate", "spread"])
    assert kent.at["get_on_well", "why_not"] == "no figure of Kent yet"


def test_once_community_life_is_imported_its_slots_are_measured(real_study, changed):
    def imported(rows):
        asked = rows[rows["indicator"] == "employment_rate"].assign(indicator="get_on_well")
        return pd.concat([rows, asked], ignore_index=True)

    _, found = changed(imported)
    row = found.loc["get_on_well"]
    assert row["tested"] and row["why_not"] == ""
    assert row["detectable"] == pytest.approx(found.at["employment_rate", "detectable"])


def test_fewer_than_ten_authorities_give_no_spread_and_no_signal(changed, real_study):
    upper_tier = set(real_study.reference.areas.upper_tier()["code"]) - {
        LANCASHIRE,
        *real_study.comparators[:8],
    }

    def few(rows):
        return rows[~((rows["indicator"] == "employment_rate") & rows["area_code"].isin(upper_tier))]

    _, found = changed(few)
    row = found.loc["employment_rate"]
    assert row["authorities"] == 9
    assert math.isnan(row["spread"]) and math.isnan(row["signal"])
    assert row["detectable"] > 0


def test_an_interval_rounded_away_detects_nothing(changed):
    def narrow(rows):
        here = (rows["indicator"] == "employment_rate") & (rows["area_code"] == LANCASHIRE)
        rows.loc[here, ["lower", "upper"]] = rows.loc[here, ["value", "value"]].to_numpy()
        return rows

    _, found = changed(narrow)
    row = found.loc["employment_rate"]
    assert math.isnan(row["detectable"]) and not row["tested"]
    assert row["why_not"] == "the interval is rounded to nothing, so chance cannot be told from change"


def test_a_study_without_places_counts_none(changed):
    _, found = changed(district_group=None)
    assert (found["districts"].dropna() == 0).all()


def test_nothing_is_written_into_the_study(real_study, measured):
    before = real_study.observations.copy()
    kpi_figures(replace(real_study))
    pd.testing.assert_frame_equal(real_study.observations, before)
