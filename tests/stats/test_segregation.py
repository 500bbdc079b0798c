from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, dissimilarity, isolation

units = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=2, max_size=20).filter(
    lambda drawn: (
        sum(group for group, _ in drawn) > 0
        and sum(other for _, other in drawn) > 0
        and sum(group + other > 0 for group, other in drawn) > 1
    )
)


def test_a_worked_example_of_three_small_areas():
    group, residents = [80, 15, 5], [100, 100, 100]
    # shares of the group 0.80, 0.15, 0.05; of all others 0.10, 0.425, 0.475
    assert dissimilarity(group, residents).loc["all", "value"] == pytest.approx(0.7)
    assert isolation(group, residents).loc["all", "value"] == pytest.approx(
        0.8 * 0.8 + 0.15 * 0.15 + 0.05 * 0.05
    )


def test_complete_separation_is_one():
    assert dissimilarity([100, 0], [100, 50]).loc["all", "value"] == 1
    assert isolation([100, 0], [100, 50]).loc["all", "value"] == 1


def test_an_even_spread_has_no_dissimilarity_and_isolation_equal_to_the_groups_share():
    group, residents = [10, 20, 40], [100, 200, 400]
    assert dissimilarity(group, residents).loc["all", "value"] == pytest.approx(0, abs=1e-15)
    assert isolation(group, residents).loc["all", "value"] == pytest.approx(0.1)


@given(units)
def test_dissimilarity_is_the_same_seen_from_either_group(drawn):
    group, other = np.array(drawn).T
    one = dissimilarity(group, group + other).loc["all", "value"]
    assert dissimilarity(other, group + other).loc["all", "value"] == pytest.approx(one, abs=1e-12)
    assert -1e-12 <= one <= 1 + 1e-12


@given(units)
def test_isolation_is_never_below_the_groups_share_of_all_residents(drawn):
    group, other = np.array(drawn).T
    row = isolation(group, group + other).loc["all"]
    assert row["group"] / row["residents"] - 1e-12 <= row["value"] <= 1 + 1e-12


def test_districts_are_measured_apart_and_in_their_order():
    districts = ["Preston", "Preston", "Burnley", "Burnley"]
    frame = dissimilarity([10, 20, 50, 0], [100, 200, 50, 50], districts)
    assert frame.index.tolist() == ["Preston", "Burnley"]
    assert frame["value"].tolist() == pytest.approx([0, 1], abs=1e-15)
    assert frame["units"].tolist() == [2, 2]
    assert frame["residents"].tolist() == [300, 100]


def test_an_area_that_cannot_be_measured_says_why():
    area = ["lone", "nobody", "nobody", "everybody", "everybody", "unknown", "unknown", "empty", "empty"]
    group = [5, 0, 0, 10, 20, np.nan, 4, 3, 0]
    residents = [10, 10, 10, 10, 20, 10, 10, 10, 0]
    for index in (dissimilarity, isolation):
        frame = index(group, residents, area)
        assert frame["value"].isna().all()
        assert frame["reason"].to_dict() == {
            "lone": "fewer than two units",
            "nobody": "nobody in the group",
            "everybody": "nobody outside the group",
            "unknown": "a unit has no count",
            "empty": "fewer than two units",
        }
        assert set(frame["method"]) == {""}


def test_a_unit_where_nobody_lives_changes_nothing():
    with_empty = dissimilarity([10, 20, 0], [30, 40, 0])
    pd.testing.assert_frame_equal(with_empty, dissimilarity([10, 20], [30, 40]))


@pytest.mark.parametrize(
    ("group", "residents", "problem"),
    [
        ([5, -1], [10, 10], "negative"),
        ([5, 11], [10, 10], "larger than its unit"),
        ([], [], "no unit"),
        ([1, 2], [3, 4, 5], "different lengths"),
    ],
)
def test_impossible_counts_are_refused(group, residents, problem):
    for index in (dissimilarity, isolation):
        with pytest.raises(StatisticError, match=problem):
            index(group, residents)


def test_both_indices_are_described():
    methods = {index([1, 5], [9, 9]).loc["all", "method"] for index in (dissimilarity, isolation)}
    assert methods <= METHODS.keys()
