"""How far the districts differ, beside English authorities, computed again from the files of data/raw."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarking.findings import place_findings
from benchmarking.findings.spread_within import SPREAD_COLUMNS, signal_spread, spread_within

COUNTY = "E10000017"
#: Barnsley and Sheffield, published under codes that have since changed.
RECODED = {"E08000016": "E08000038", "E08000019": "E08000039"}


@pytest.fixture(scope="module")
def spread(real_study, places):
    listed = real_study.reference.indicators.by_id
    judged = listed.index[listed["tier"].isin(["headline", "supporting"])]
    return spread_within(real_study, places, [*judged, "dissimilarity"])


def published(study, release, indicator, period):
    table = pd.read_csv(study.paths.raw("2026") / f"{release}.csv")
    table = (
        table[(table["indicator"] == indicator) & (table["period"] == period)]
        .set_index("area_code")
        .rename(index=RECODED)
    )
    lower_tier = study.reference.areas.lower_tier()["code"]
    english = table[table.index.isin(lower_tier)].dropna(subset=["value"])
    return english, english[english.index.isin(study.reference.areas.districts(COUNTY))]


def test_the_ratio_of_an_untested_figure_is_that_of_two_standard_deviations(real_study, spread):
    english, districts = published(
        real_study, "els-early-years", "early_years_communication", "2024-09-01/P1Y"
    )
    row = spread.loc["early_years_communication"]
    assert (len(districts), row["districts"], row["authorities"]) == (12, 12, len(english))
    assert row["ratio"] == pytest.approx(
        np.std(districts["value"], ddof=1) / np.std(english["value"], ddof=1)
    )
    assert not row["error_taken_out"]
    assert (row["lowest"], row["highest"]) == (districts["value"].min(), districts["value"].max())


def test_what_sampling_adds_is_taken_out_of_a_survey(real_study, spread):
    english, districts = published(real_study, "els-employment-rate", "employment_rate", "2023-01-01/P1Y")

    def beyond_sampling(table):
        table = table.dropna(subset=["lower", "upper"])
        errors = (table["upper"] - table["lower"]) / (2 * stats.norm.ppf(0.975))
        return np.sqrt(max(0, table["value"].var() - (errors**2).mean()))

    row = spread.loc["employment_rate"]
    assert row["error_taken_out"]
    assert row["spread"] == pytest.approx(beyond_sampling(districts))
    assert row["ratio"] == pytest.approx(beyond_sampling(districts) / beyond_sampling(english))
    assert row["spread"] < districts["value"].std()


def test_happiness_leaves_no_difference_between_districts_beyond_sampling(spread):
    assert spread.at["happiness", "spread"] == 0
    assert spread.at["happiness", "ratio"] == 0
    assert spread.at["happiness", "lowest"] < spread.at["happiness", "highest"]


def test_districts_that_differ_are_counted_from_the_findings_of_the_county_s_own(spread, places, real_study):
    own = real_study.reference.areas.districts(COUNTY)
    rows = places[(places["indicator"] == "homelessness_duty") & (places["kind"] == "authority")]
    rows = rows[rows["place_code"].isin(own)]
    differ = (rows["verdict"] != "similar").sum()
    assert spread.loc["homelessness_duty", ["tested", "differ"]].tolist() == [12, differ]
    assert spread.at["child_poverty", "tested"] == 0


def test_the_largest_ratio_comes_first_and_segregation_lies_beyond_chance(spread):
    assert spread["ratio"].is_monotonic_decreasing
    assert spread.at["dissimilarity", "ratio"] > spread.at["dissimilarity", "chance_upper"]
    known = spread.dropna(subset=["chance_lower"])
    assert (known["chance_lower"] <= known["chance_upper"]).all()


def test_twelve_drawn_from_one_kind_of_places_have_a_ratio_about_one():
    draws = np.random.default_rng(7).normal(50, 5, (4000, 12))
    alone = signal_spread(draws, np.zeros_like(draws))
    assert np.sqrt(np.mean(alone**2)) == pytest.approx(5, rel=0.02)
    noisy = draws + np.random.default_rng(8).normal(0, 3, draws.shape)
    assert np.mean(signal_spread(noisy, np.full_like(draws, 3.0)) ** 2) == pytest.approx(25, rel=0.05)


def test_without_districts_of_the_lead_there_is_no_spread(changed):
    study = changed(district_group=None)
    found = spread_within(study, place_findings(study), ["employment_rate"])
    assert found.empty and list(found.columns) == SPREAD_COLUMNS


def test_districts_without_an_interval_keep_their_figures_in_the_spread(real_study, spread):
    row = spread.loc["economic_inactivity"]
    english, districts = published(real_study, "els-employment-rate", "economic_inactivity", row["period"])
    squares = ((english["upper"] - english["lower"]) / (2 * stats.norm.ppf(0.975))) ** 2
    assert squares[districts.index].isna().sum() == 2 and row["districts"] == 12
    squares = squares.fillna(squares.mean())
    ours, theirs = (
        math.sqrt(table["value"].var() - squares[table.index].mean()) for table in (districts, english)
    )
    assert row["ratio"] == pytest.approx(ours / theirs)
