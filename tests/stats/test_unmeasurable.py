"""Areas, groups and counts of which segregation cannot be measured: a reason, or a clear error."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import StatisticError
from benchmarking.stats import dissimilarity, isolation, segregation


def measures(counts, group="asian", other="white"):
    return segregation(counts, group=group, other=other, draws=0).set_index("measure")


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


def test_a_group_absent_everywhere_stops_its_own_measures_and_not_that_of_all_groups():
    counts = pd.DataFrame({"white": [60, 20], "asian": [0, 0], "black": [30, 50]})
    frame = measures(counts)
    without = measures(counts.drop(columns="asian"), group="black")
    assert frame["reason"].tolist() == ["nobody in the group"] * 4 + [""]
    assert frame.loc["multigroup information index", "value"] == pytest.approx(
        without.loc["multigroup information index", "value"]
    )
    assert frame["groups"].eq(2).all()
    alone = measures(counts[["white", "asian"]], group="white", other="asian")
    assert alone["reason"].tolist() == ["nobody outside the group"] * 4 + ["everyone in one group"]


def test_a_whole_where_nobody_lives_says_so_and_leaves_the_others_alone():
    counts = pd.DataFrame({"white": [0, 0, 60, 20], "asian": [0, 0, 10, 30]})
    frame = segregation(counts, ["moor", "moor", "town", "town"], group="asian", draws=100)
    assert frame["reason"].tolist() == ["fewer than two units"] * 5 + [""] * 5
    assert frame.loc[frame["whole"] == "moor", ["value", "chance", "modified"]].isna().all(axis=None)
    assert frame.loc[frame["whole"] == "town", ["value", "chance"]].notna().all(axis=None)


def test_a_unit_where_nobody_lives_changes_nothing():
    with_empty = dissimilarity([10, 20, 0], [30, 40, 0])
    pd.testing.assert_frame_equal(with_empty, dissimilarity([10, 20], [30, 40]))
    counts = pd.DataFrame({"white": [60, 0, 20], "asian": [10, 0, 30]})
    frames = [segregation(some, group="asian", draws=100) for some in (counts, counts.drop(index=1))]
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.parametrize(
    ("group", "residents", "problem"),
    [
        ([5, -1], [10, 10], "negative"),
        ([5, 11], [10, 10], "larger than its unit"),
        ([5, 1.5], [10, 10], "not a whole number"),
        ([], [], "no unit"),
        ([1, 2], [3, 4, 5], "different lengths"),
    ],
)
def test_impossible_counts_are_refused(group, residents, problem):
    for index in (dissimilarity, isolation):
        with pytest.raises(StatisticError, match=problem):
            index(group, residents)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"counts": {"white": [5, 6], "asian": [5, -1]}}, "row 1: A count is negative. Found count -1"),
        ({"counts": {"white": [5, 6.25], "asian": [5, 1]}}, "row 1: A count is not a whole number"),
        ({"counts": {"white": [5, np.inf], "asian": [5, 1]}}, "row 1: A count is infinite"),
        ({"counts": {"white": [5, "[c]"], "asian": [5, 1]}}, "not a count"),
        ({"counts": {"white": [], "asian": []}}, "no unit"),
        ({"counts": {"asian": [5, 1]}}, "at least two categories"),
        ({"group": "asain"}, "not among the columns"),
        ({"group": []}, "no column"),
        ({"group": ["white", "asian"]}, "set against itself"),
        ({"group": "asian", "other": ["white", "asian"]}, "set against itself"),
        ({"whole": ["Burnley", None]}, "row 1: A unit has no whole"),
        ({"whole": ["Burnley", "Burnley", "Pendle"]}, "different lengths"),
        ({"draws": 99}, "Too few draws"),
        ({"draws": -1}, "Too few draws"),
    ],
)
def test_what_cannot_be_measured_is_refused(changed, problem):
    given = {"counts": {"white": [9, 1], "asian": [2, 8]}, "group": "asian", **changed}
    with pytest.raises(StatisticError, match=problem):
        segregation(pd.DataFrame(given.pop("counts")), **given)


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(StatisticError, match="two columns"):
        segregation(pd.DataFrame([[1, 2], [3, 4]], columns=["asian", "asian"]), group="asian")
