from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, difference, group_mean, group_median

TEN = np.arange(20.0, 30.0)


def test_the_mean_of_ten_equally_sure_members_is_surer_by_the_root_of_ten():
    row = group_mean(TEN, TEN - 2, TEN + 3).loc[0]
    assert row["value"] == 24.5
    assert row["lower"] == pytest.approx(24.5 - 2 / np.sqrt(10))
    assert row["upper"] == pytest.approx(24.5 + 3 / np.sqrt(10))
    assert (row["members"], row["method"], row["reason"]) == (10, "unweighted mean", "")


def test_a_group_of_one_repeated_twice_is_the_difference_of_mover_halved():
    arms = group_mean([4.0, -6.0], [3.0, -8.0], [6.0, -5.0]).loc[0]
    apart = difference((4, 3, 6), (6, 5, 8)).loc[0]
    assert 2 * arms["lower"] == pytest.approx(apart["lower"])
    assert 2 * arms["upper"] == pytest.approx(apart["upper"])


def test_members_without_a_figure_are_left_out_down_to_seven_of_ten():
    values = np.vstack([TEN, TEN])
    values[0, :3] = np.nan
    values[1, :4] = np.nan
    frame = group_mean(values, values - 1, values + 1)
    assert frame["value"].tolist()[0] == 26
    assert frame["members"].tolist() == [7, 6]
    assert frame.loc[1, ["value", "lower", "upper"]].isna().all()
    assert frame.loc[1, "reason"] == "6 of 10 members have a figure and 7 are needed"
    assert frame["method"].tolist() == ["unweighted mean", ""]


def test_one_member_without_an_interval_leaves_the_mean_untested():
    lower = TEN - 1
    lower[4] = np.nan
    row = group_mean(TEN, lower, TEN + 1).loc[0]
    assert row["value"] == 24.5
    assert np.isnan(row["lower"])
    assert row["reason"] == "1 of the 10 used have no interval"


def test_a_member_without_a_figure_does_not_make_the_mean_untested():
    values, lower, upper = TEN.copy(), TEN - 1, TEN + 1
    values[0] = lower[0] = upper[0] = np.nan
    assert group_mean(values, lower, upper).loc[0, "reason"] == ""


def test_published_figures_without_intervals_have_a_mean_and_no_test():
    row = group_mean(TEN).loc[0]
    assert row["value"] == 24.5
    assert row["reason"] == "10 of the 10 used have no interval"


def test_a_group_of_complete_counts_has_an_interval_without_width_that_no_complete_count_is_tested_against():
    mean = group_mean(TEN, TEN, TEN)
    assert mean.loc[0, ["lower", "upper"]].tolist() == [24.5, 24.5]
    with pytest.raises(StatisticError, match="cannot be tested"):
        difference((30, 30, 30), mean)
    assert difference((30, 28, 32), mean).loc[0, ["lower", "upper"]].tolist() == [3.5, 7.5]


def test_twenty_members_need_fourteen_unless_said_otherwise():
    values = np.r_[np.full(7, np.nan), np.arange(13.0)]
    assert group_mean(values).loc[0, "reason"] == "13 of 20 members have a figure and 14 are needed"
    assert group_mean(values, minimum=13).loc[0, "value"] == 6


def test_the_median_is_not_tested():
    values = np.vstack([TEN, np.r_[[np.nan] * 4, TEN[4:]]])
    frame = group_median(pd.DataFrame(values, index=["employment", "turnout"]))
    assert frame.columns.tolist() == ["value", "members", "method", "reason"]
    assert frame.loc["employment", "value"] == 24.5
    assert np.isnan(frame.loc["turnout", "value"])
    assert frame["method"].tolist() == ["median", ""]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (([5.0],), "at least two members"),
        (([5.0, np.inf],), "infinite"),
        ((["[c]", 5.0],), "not a number"),
        (([5.0, 6.0], [4.0], [6.0]), "at least two members"),
        (([5.0, 6.0], [4.0, 5.0, 6.0], [6.0, 7.0, 8.0]), "do not have the rows and members"),
        (([5.0, 6.0], [6.0, 5.0], [4.0, 7.0]), "above its upper end"),
        (([5.0, 9.0], [4.0, 5.0], [6.0, 7.0]), "outside its own interval"),
    ],
)
def test_impossible_groups_are_refused(given, problem):
    with pytest.raises(StatisticError, match=problem):
        group_mean(*given)


def test_an_impossible_interval_names_the_indicator_and_the_council():
    values = pd.DataFrame([[5.0, 9.0]], index=["employment"], columns=["Kent", "Devon"])
    with pytest.raises(StatisticError, match=r"employment.*Devon"):
        group_mean(values, values - 1, values - 0.5 * np.array([[-2, 1]]))


def test_a_minimum_that_no_group_could_meet_is_refused():
    with pytest.raises(StatisticError, match=r"Found 7\. Expected between 1 and 5"):
        group_mean([1.0, 2, 3, 4, 5], minimum=7)


def test_every_method_that_groups_name_is_described():
    assert {group_mean(TEN).loc[0, "method"], group_median(TEN).loc[0, "method"]} <= METHODS.keys()
