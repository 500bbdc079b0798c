"""Which way Lancashire's own series go: five points, held to p < 0.002, and no clearer than they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests

from benchmarking.findings import finding, with_intervals
from benchmarking.findings.judging import judged
from benchmarking.findings.sides import lead_side
from benchmarking.findings.trends import trend_findings

LANCASHIRE = "E10000017"
YEARS = [f"{year}-01-01/P1Y" for year in range(2019, 2024)]


@pytest.fixture(scope="module")
def trends(findings):
    return findings[findings["kind"] == "trend"].set_index("indicator")


def judged_trends(study):
    rows = with_intervals(study.observations, study.reference, study.parameters.confidence_level)
    found = trend_findings(study, rows, lead_side(study, rows), study.parameters.confidence_level)
    return judged(study, found, adjustment="fdr_bh", alpha=0.05).set_index("indicator")


def five_points(study, indicator: str) -> pd.DataFrame:
    """Lancashire's latest five figures with an interval, a year apart, with their years and standard errors."""
    rows = study.observations
    own = rows[(rows["area_code"] == LANCASHIRE) & (rows["indicator"] == indicator)]
    own = own[own["lower"].notna()].sort_values("period")
    own = own.assign(
        year=own["period"].str[:4].astype(int), error=(own["upper"] - own["lower"]) / (2 * 1.959963984540054)
    )
    assert (own["year"].diff().dropna() == 1).all()
    return own.tail(5)


def line(points: pd.DataFrame):
    fitted = sm.WLS(points["value"], sm.add_constant(points["year"]), weights=1 / points["error"] ** 2)
    return fitted.fit(cov_type="fixed scale")


def test_every_tested_trend_is_the_weighted_line_through_the_last_five_points(trends, real_study):
    tested = trends[trends["basis"] == "tested"]
    assert {"anxiety", "employment_rate", "life_satisfaction", "social_contact_care_users"} <= set(
        tested.index
    )
    for name, row in tested.iterrows():
        points = five_points(real_study, str(name))
        result = line(points)
        assert row["points"] == 5
        assert row["difference"] == pytest.approx(result.params["year"], rel=1e-9)
        assert row["p"] == pytest.approx(result.pvalues["year"], rel=1e-9)
        ends = result.conf_int(alpha=0.002).loc["year"]
        assert (row["difference_lower"], row["difference_upper"]) == pytest.approx(tuple(ends), rel=1e-9)
        first = points.iloc[0]
        assert tuple(row[["value", "lower", "upper", "period"]]) == tuple(
            first[["value", "lower", "upper", "period"]]
        )
        assert row["method"] == "weighted trend"


def test_a_trend_is_clear_only_below_one_in_five_hundred_with_every_point_left_out_and_adjusted(
    trends, real_study, registry
):
    tested = trends[trends["basis"] == "tested"]
    adjusted = dict(zip(tested.index, multipletests(tested["p"], method="fdr_bh")[1], strict=True))
    for name, row in tested.iterrows():
        points = five_points(real_study, str(name))
        slopes = [line(points.drop(index=one)).params["year"] for one in points.index]
        holds = len({np.sign(slope) for slope in [*slopes, row["difference"]]}) == 1
        good = (row["difference"] > 0) == (registry.at[name, "polarity"] == "higher_is_better")
        word = "improving" if good else "worsening"
        assert row["verdict_unadjusted"] == (word if row["p"] < 0.002 and holds else "no clear change")
        firm = adjusted[name] < 0.002
        assert row["verdict"] == (row["verdict_unadjusted"] if firm else "no clear change")


def test_anxiety_has_worsened_by_itself_but_not_among_all_the_trends_tested(trends):
    anxiety = trends.loc["anxiety"]
    size = int(anxiety["family_size"])
    assert (anxiety["verdict_unadjusted"], anxiety["verdict"]) == ("worsening", "no clear change")
    assert anxiety["p"] < 0.002 < anxiety["p_adjusted"]
    assert anxiety["note"] == f"not firm after adjusting for {size} trends"


def test_a_broken_series_counts_only_the_points_since_the_break(trends):
    row = trends.loc["no_qualifications"]
    assert (row["verdict"], row["points"]) == ("too few points", 2)
    assert row["reason"].startswith("2 of 5 points with an interval")
    assert np.isnan([row["difference"], row["p"], row["value"]]).all()


def test_rolling_periods_that_overlap_are_not_counted_twice(trends, real_study):
    row = trends.loc["healthy_life_expectancy_male"]
    rows = real_study.observations
    own = rows[
        (rows["area_code"] == LANCASHIRE)
        & (rows["indicator"] == "healthy_life_expectancy_male")
        & rows["lower"].notna()
    ]
    starts = sorted(own["period"].str[:4].astype(int))
    apart = [year for year in starts if (starts[-1] - year) % 3 == 0]
    assert len(starts) > 5 > len(apart) == row["points"]
    assert row["verdict"] == "too few points"


def test_what_has_neither_interval_nor_count_has_no_trend_and_says_why(trends, registry):
    basis = trends.index.map(registry["basis"])
    tier = trends.index.map(registry["tier"])
    held = trends["lead_value"].notna() & tier.isin(["headline", "supporting"])
    bare = trends[held & (basis == "published figure")]
    assert len(bare) > 10
    assert set(bare["reason"]) == {"held without interval or counts, so no trend is tested"}
    counted = trends[held & (basis == "complete count")]
    assert len(counted) and set(counted["reason"]) == {"counted in full, so no trend is tested"}


@pytest.fixture
def employment(changed, real_study):
    """Lancashire's employment rate with other figures for 2019 to 2023, each give or take 1.5."""

    def made(values: list[float], indicator: str = "employment_rate"):
        rows = real_study.observations.copy()
        for period, value in zip(YEARS, values, strict=True):
            here = (
                (rows["area_code"] == LANCASHIRE)
                & (rows["indicator"] == indicator)
                & (rows["period"] == period)
            )
            assert here.sum() == 1
            rows.loc[here, ["value", "lower", "upper"]] = [value, value - 1.5, value + 1.5]
        return judged_trends(changed(rows)).loc[indicator]

    return made


@pytest.mark.parametrize(
    ("values", "indicator", "verdict"),
    [
        ([60.0, 63.0, 66.0, 69.0, 72.0], "employment_rate", "improving"),
        ([72.0, 69.0, 66.0, 63.0, 60.0], "employment_rate", "worsening"),
        ([30.0, 27.0, 24.0, 21.0, 18.0], "economic_inactivity", "improving"),
        ([18.0, 21.0, 24.0, 27.0, 30.0], "economic_inactivity", "worsening"),
        ([70.0, 70.0, 70.0, 70.0, 70.0], "employment_rate", "no clear change"),
    ],
)
def test_a_plain_rise_or_fall_is_said_by_polarity(employment, values, indicator, verdict):
    row = employment(values, indicator)
    assert (row["verdict"], row["verdict_unadjusted"], row["note"]) == (verdict, verdict, "")
    step = values[1] - values[0]
    assert row["difference"] == pytest.approx(step, abs=1e-9)
    error = 1.5 / stats.norm.ppf(0.975) / np.sqrt(10)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(abs(step) / error), abs=1e-12)


def test_a_slope_that_one_year_alone_decides_is_no_clear_change(employment):
    row = employment([70.0, 69.5, 69.0, 68.5, 80.0])
    assert row["p"] < 0.002 and row["difference"] > 0
    assert (row["verdict"], row["note"]) == ("no clear change", "one point decides the direction")


@pytest.mark.parametrize("name", ["median_weekly_pay", "household_income"])
def test_no_trend_is_told_in_pounds_since_prices_change(trends, name):
    row = trends.loc[name]
    assert (row["verdict"], row["lead_value"] > 500) == ("not compared", True)
    assert row["reason"] == "in pounds of each year, not adjusted for prices, so no trend is tested"


@pytest.fixture
def homelessness(changed, real_study):
    """Lancashire's households owed a homelessness duty in five spring quarters, made up."""

    def made(counts: list[float]):
        rows = real_study.observations
        own = (rows["area_code"] == LANCASHIRE) & (rows["indicator"] == "homelessness_duty")
        one = rows[own].iloc[-1]
        years = zip(range(2020, 2025), counts, strict=True)
        made_up = pd.DataFrame(
            [
                {
                    **one,
                    "period": f"{year}-04-01/P3M",
                    "numerator": count,
                    "value": 1000 * count / one["denominator"],
                }
                for year, count in years
            ]
        )
        everything = pd.concat([rows[~own], made_up], ignore_index=True)
        return judged_trends(changed(everything)).loc["homelessness_duty"]

    return made


def test_counts_are_held_to_a_poisson_trend(homelessness):
    counts = np.array([1_400.0, 1_480.0, 1_500.0, 1_590.0, 1_635.0])
    row = homelessness(list(counts))
    base, year = 536_657.0, np.arange(5) - 2
    slope = (year * counts).sum() / 10 / base * 1000
    error = np.sqrt(counts.mean() / 10) / base * 1000
    assert row["difference"] == pytest.approx(slope)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(slope / error))
    assert (row["verdict"], row["method"]) == ("worsening", "trend of rates")


def test_counts_that_are_all_nought_have_no_slope_to_test(homelessness):
    row = homelessness([0.0] * 5)
    assert (row["verdict"], row["basis"], row["points"]) == ("not compared", "", 5)
    assert row["reason"].startswith("no count varies")
    assert np.isnan([row["difference"], row["p"]]).all()


def test_a_level_of_99_leaves_the_trends_as_they_were(findings, strict):
    usual, other = (frame[frame["kind"] == "trend"] for frame in (findings, strict))
    columns = ["difference", "difference_lower", "p", "p_adjusted", "points"]
    pd.testing.assert_frame_equal(usual[columns], other[columns])
    assert list(usual["verdict"]) == list(other["verdict"])


def test_a_trend_is_found_by_its_id(findings):
    row = finding(findings, "employment_rate.trend")
    assert (row.comparator, row.comparator_name, row.lead_value) == ("trend", "its own series", 73.7)
