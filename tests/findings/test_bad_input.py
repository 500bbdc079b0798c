"""Figures and choices that cannot bear a comparison: a clear error, or "not compared" with its reason."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import ObservationError, ParameterError
from benchmarking.findings import COLUMNS, compare, finding
from benchmarking.study import check_parameters

LANCASHIRE, KENT, DEVON, BURNLEY = "E10000017", "E10000016", "E10000008", "E07000117"
SCILLY, CITY = "E06000053", "E09000001"
THREE = [KENT, DEVON, "E06000066"]
NORTH_WEST, LANCASHIRE_POLICE = "E12000002", "E23000003"
LATEST = "2023-01-01/P1Y"


def complete(found: pd.DataFrame, study) -> bool:
    """Whether every finding is there, and each one speaks or says why it does not."""
    wanted = len(study.reference.indicators.ids) * (len(study.comparators) + 7)
    silent = found["basis"] == ""
    return (
        len(found) == wanted
        and list(found.columns) == COLUMNS
        and bool((silent == (found["reason"] != "")).all())
        and bool(found.loc[silent, ["difference", "p", "place", "fifth"]].isna().all(axis=None))
    )


@pytest.mark.parametrize(
    ("lead", "spoken"),
    [(BURNLEY, 300), (SCILLY, 300), (CITY, 300), (NORTH_WEST, 300), (LANCASHIRE_POLICE, 1)],
)
def test_any_area_may_lead_a_study_and_what_it_lacks_is_said(changed, lead, spoken):
    study = changed(lead_authority=lead, comparison_group=THREE)
    found = compare(study)
    assert complete(found, study)
    assert (found["verdict"] != "not compared").sum() >= spoken
    lacking = found[found["lead_value"].isna()]
    assert len(lacking) and (lacking["verdict"] == "not compared").all()
    rank, expected = (finding(found, f"child_poverty.{what}") for what in ("rank", "expected"))
    assert (rank.reason == "places are told of English local authorities only") == (lead == NORTH_WEST)
    upper_only = "worked out for upper-tier authorities only"
    assert (expected.reason == upper_only) == (lead in (BURNLEY, NORTH_WEST))


def test_a_lead_without_any_figure_is_not_compared_with_anyone(real_study, changed):
    rows = real_study.observations
    study = changed(rows[rows["area_code"] != LANCASHIRE], comparison_group=THREE)
    found = compare(study)
    assert complete(found, study)
    assert set(found["verdict"]) == {"not compared"}
    assert found["reason"].str.contains("no figure").all()


def test_a_study_without_any_figure_at_all_is_a_frame_of_reasons(real_study, changed):
    study = changed(real_study.observations.iloc[:0], comparison_group=THREE)
    found = compare(study)
    assert complete(found, study) and set(found["verdict"]) == {"not compared"}


@pytest.mark.parametrize("level", [0.51, 0.9, 0.999])
def test_any_level_may_be_chosen(changed, level):
    study = changed(confidence_level=level, comparison_group=THREE)
    found = compare(study)
    assert complete(found, study)
    tested = found[(found["basis"] == "tested") & (found["kind"] == "authority")]
    assert len(tested) > 45
    np.testing.assert_array_equal(tested["p_adjusted"] < 1 - level, tested["verdict"] != "similar")
    assert tested["turned_by"].str.contains("at 99%").any() == (level < 0.99)
    kent = finding(found, f"employment_rate.vs.{KENT}")
    assert (kent.lead_upper > 76.7) == (level > 0.95)


def test_councils_with_hardly_a_figure_are_listed_with_reasons(real_study, changed, compared):
    rows = real_study.observations
    study = changed(rows[~rows["area_code"].isin([SCILLY, CITY])], comparison_group=[SCILLY, CITY])
    nobody = compared(study)
    nobody = nobody[nobody["kind"].isin(["authority", "group"])]
    assert len(nobody) == 3 * len(real_study.reference.indicators.ids)
    assert (nobody["verdict"] == "not compared").all() and (nobody["reason"] != "").all()
    few = compared(changed(comparison_group=[SCILLY, CITY]))
    few = few[few["kind"] == "authority"]
    assert 0 < (few["verdict"] == "not compared").sum() < len(few)


def test_a_group_of_nobody_but_the_lead_is_refused(changed, real_study):
    alone = changed(comparison_group=[LANCASHIRE])
    with pytest.raises(ParameterError, match="no authority is left to compare with"):
        check_parameters(alone.parameters, real_study.reference, real_study.paths)


@pytest.mark.parametrize("area", [LANCASHIRE, KENT])
@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"value": 10.0}, "Found 10, and 7"),
        ({"lower": 90.0, "upper": 70.0}, "and 90 to 70"),
    ],
)
def test_a_figure_outside_its_interval_stops_everything_and_is_named(changed, edited, area, values, found):
    rows = edited(area, "employment_rate", LATEST, **values)
    with pytest.raises(ObservationError, match="outside its own interval") as caught:
        compare(changed(rows))
    said = str(caught.value)
    assert said.startswith(f"employment_rate, {area}, 2023: ") and found in said
    with pytest.raises(ObservationError, match="outside its own interval"):
        compare(changed(rows, confidence_level=0.99))


def test_an_interval_with_one_end_is_none(changed, compared, edited):
    rows = edited(KENT, "employment_rate", LATEST, lower=np.nan)
    kent = compared(changed(rows)).set_index("id").loc[f"employment_rate.vs.{KENT}"]
    assert (kent["basis"], kent["verdict"]) == ("published and untested", "lower")
    assert np.isnan([kent["lower"], kent["upper"], kent["p"]]).all()


def test_intervals_rounded_to_nothing_on_both_sides_are_not_tested(real_study, changed):
    rows = real_study.observations.copy()
    here = rows["area_code"].isin([LANCASHIRE, KENT]) & (rows["indicator"] == "employment_rate")
    rows.loc[here, "lower"] = rows.loc[here, "upper"] = rows.loc[here, "value"]
    found = compare(changed(rows, comparison_group=THREE))
    kent = finding(found, f"employment_rate.vs.{KENT}")
    assert (kent.basis, kent.verdict, kent.firmness) == ("published and untested", "lower", "")
    assert np.isnan(kent.p)
    devon = finding(found, f"employment_rate.vs.{DEVON}")
    assert devon.basis == "tested"
    assert (devon.difference_lower, devon.difference_upper) == pytest.approx((-8.7, -2.7))
    rank, trend = (finding(found, f"employment_rate.{what}") for what in ("rank", "trend"))
    assert np.isnan(rank.place) and rank.fifth == 4
    assert (trend.verdict, trend.reason) == ("too few points", "0 of 5 points with an interval")
    assert finding(found, "employment_rate.since_previous").basis == "published and untested"


def test_two_figures_that_are_the_same_are_similar_with_p_of_one(changed, compared, edited):
    rows = edited(KENT, "employment_rate", LATEST, value=73.7, lower=70.7, upper=76.7)
    kent = compared(changed(rows)).set_index("id").loc[f"employment_rate.vs.{KENT}"]
    assert (kent["difference"], kent["p"], kent["verdict"]) == (0, 1, "similar")


def test_one_distinct_figure_everywhere_is_similar_to_all_and_says_nothing_of_place(
    changed, edited, upper_tier
):
    same = {"value": 70.0, "lower": 68.0, "upper": 72.0}
    everyone = edited([*upper_tier, "E92000001"], "employment_rate", **same)
    found = compare(changed(everyone, comparison_group=THREE))
    own = found[found["indicator"] == "employment_rate"]
    pairs = own[own["kind"].isin(["authority", "group", "reference", "since_previous"])]
    assert (pairs["difference"].abs() < 1e-9).all() and (pairs["verdict"] == "similar").all()
    rank = finding(found, "employment_rate.rank")
    assert (rank.place, rank.place_lower, rank.place_upper, rank.of) == (1, 1, 4, 4)
    assert finding(found, "employment_rate.trend").verdict == "no clear change"
    assert finding(found, "employment_rate.expected").reason == "the same figure in every other area"


def test_counts_of_nought_on_both_sides_are_similar(real_study, changed, compared):
    rows = real_study.observations.copy()
    none = rows["indicator"] == "homelessness_duty"
    rows.loc[none, ["numerator", "value"]] = 0.0
    found = compared(changed(rows)).set_index("id")
    birmingham = found.loc["homelessness_duty.vs.E08000025"]
    assert (birmingham["difference"], birmingham["p"], birmingham["verdict"]) == (0, 1, "similar")
    assert birmingham["difference_lower"] < 0 < birmingham["difference_upper"]


def test_a_place_without_england_s_figure_is_not_compared_with_england(real_study, changed, compared):
    rows = real_study.observations
    found = compared(changed(rows[rows["area_code"] != "E92000001"]))
    england = found[found["kind"] == "reference"]
    assert (england["verdict"] == "not compared").all()
    assert "no figure published" in set(england["reason"])


def test_the_vintage_of_the_year_before_is_compared_as_completely(changed, real_study):
    study = changed(
        real_study.previous_observations, vintage="2025", previous_vintage=None, comparison_group=THREE
    )
    found = compare(study)
    assert complete(found, study)
    employment = finding(found, "employment_rate.vs.group")
    assert (employment.lead_lower, employment.lead_upper) == (70.7, 76.7)
    assert np.isnan(employment.lead_base)
