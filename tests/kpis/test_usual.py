"""How much a figure usually changes in a year, and what does not count as a yearly change."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from benchmarking.kpis.usual import usual_changes, years_apart

LANCASHIRE = "E10000017"


@pytest.fixture(scope="module")
def usual(real_study):
    return usual_changes(real_study)


@pytest.fixture
def planted(real_study):
    """Give the lead other figures of one indicator, by period."""

    def make(indicator, figures):
        rows = real_study.observations
        own = (rows["area_code"] == LANCASHIRE) & (rows["indicator"] == indicator)
        first = rows[own].iloc[[0]]
        new = pd.concat([first.assign(period=period, value=value) for period, value in figures.items()])
        study = replace(real_study)
        study.__dict__["observations"] = pd.concat([rows[~own], new], ignore_index=True)
        return usual_changes(study).loc[indicator]

    return make


def years(values, first=2016):
    return {f"{first + at}-01-01/P1Y": value for at, value in enumerate(values) if value is not None}


def test_it_is_the_middle_one_of_the_yearly_changes_whichever_way_they_went(planted):
    row = planted("employment_rate", years([70, 71, 69, 69.5, 75]))
    assert row["changes"] == 4
    assert row["usual"] == pytest.approx(1.5)  # of 1, 2, 0.5 and 5.5


def test_lancashires_employment_rate_changes_as_its_published_figures_do(real_study, usual):
    path = real_study.paths.raw(real_study.parameters.vintage) / "els-employment-rate.csv"
    raw = pd.read_csv(path)
    own = raw[(raw["area_code"] == LANCASHIRE) & (raw["indicator"] == "employment_rate")]
    own = own.sort_values("period")["value"].dropna()
    assert usual.at["employment_rate", "changes"] == len(own) - 1 == 19
    assert usual.at["employment_rate", "usual"] == pytest.approx(own.diff().abs().median())


def test_two_changes_are_too_few_to_call_any_change_usual(planted):
    row = planted("employment_rate", years([70, 71, 69]))
    assert row["changes"] == 2
    assert pd.isna(row["usual"])


def test_a_missing_year_makes_no_change_with_either_neighbour(planted):
    row = planted("employment_rate", years([70, 71, None, 75, 76, 77]))
    assert row["changes"] == 3
    assert row["usual"] == pytest.approx(1)


@pytest.mark.parametrize(
    "indicator", ["attainment_8_fsm_gap", "key_stage_2_disadvantage_gap", "claimant_count"]
)
def test_no_change_is_taken_across_a_registered_break(real_study, usual, indicator):
    cuts = [pd.Timestamp(cut.day) for cut in real_study.reference.indicators[indicator].breaks]
    rows = real_study.observations
    own = rows[(rows["area_code"] == LANCASHIRE) & (rows["indicator"] == indicator) & rows["value"].notna()]
    starts = sorted(pd.to_datetime(own["period"].str[:10]))
    uncut = [
        (one, two)
        for one, two in pairwise(starts)
        if (two - one).days < 367 and not any(one < cut <= two for cut in cuts)
    ]
    assert cuts
    assert usual.at[indicator, "changes"] == len(uncut) < len(starts) - 1
    assert usual.at[indicator, "figures"] == len(starts)
    assert usual.at[indicator, "figures_since_break"] == sum(start >= max(cuts) for start in starts)


def test_a_break_on_the_first_day_of_a_period_stands_before_it(planted):
    row = planted("claimant_count", years([4, 3, 9, 8, 8, 7], first=2013))
    # What Universal Credit changed counts from 1 April 2015, so that 2015 itself stands before it.
    assert row["changes"] == 4
    assert row["usual"] == pytest.approx(1)
    assert row["figures_since_break"] == 3


def test_three_year_figures_are_set_three_years_apart_so_that_none_overlap(real_study, usual):
    row = usual.loc["healthy_life_expectancy_female"]
    assert (row["figures"], row["apart"], row["changes"]) == (12, 3, 9)
    rows = real_study.observations
    own = rows[(rows["area_code"] == LANCASHIRE) & (rows["indicator"] == "healthy_life_expectancy_female")]
    value = own.sort_values("period")["value"].reset_index(drop=True)
    assert row["usual"] == pytest.approx(value.diff(3).abs().median())


def test_the_day_in_april_to_which_pay_refers_may_move_by_a_week(usual):
    assert usual.at["median_weekly_pay", "changes"] >= 14


def test_a_quarter_of_a_year_is_set_beside_the_same_quarter_only(planted):
    row = planted(
        "homelessness_duty",
        {
            f"{year}-{month:02}-01/P3M": 3 + month / 10 + year - 2022
            for year in (2022, 2023, 2024, 2025)
            for month in (4, 7)
        },
    )
    assert row["changes"] == 6
    assert row["usual"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("period", "apart"),
    [
        ("2024-04-01/P1Y", 1),
        ("2022-01-01/P3Y", 3),
        ("2024-06-30", 1),
        ("2024-04-01/P3M", 1),
        ("2020-01-01/P2Y", 2),
    ],
)
def test_figures_lie_as_many_years_apart_as_one_covers(period, apart):
    assert years_apart(period) == apart
