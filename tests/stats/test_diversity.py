from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, diversity, effective_groups


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=19).filter(any))
def test_the_effective_number_is_the_exponential_of_scipys_entropy(counts):
    ours = effective_groups(pd.DataFrame([counts]))
    assert ours.loc[0, "value"] == pytest.approx(np.exp(stats.entropy(counts)), rel=1e-12)
    assert 1 - 1e-12 <= ours.loc[0, "value"] <= len(counts) + 1e-9


def test_equal_groups_count_in_full_and_a_single_group_counts_as_one():
    counts = pd.DataFrame({"a": [50, 100], "b": [50, 0], "c": [50, 0]}, index=["mixed", "uniform"])
    frame = effective_groups(counts)
    assert frame["value"].tolist() == pytest.approx([3, 1])
    assert frame["categories"].tolist() == [3, 3]
    assert frame["residents"].tolist() == [150, 100]
    assert set(frame["method"]) <= METHODS.keys()


def test_an_area_without_residents_or_with_a_hidden_category_has_no_figure():
    frame = effective_groups(pd.DataFrame({"a": [0, 5], "b": [0, np.nan]}))
    assert frame["value"].isna().all()
    assert frame["reason"].tolist() == ["nobody counted", "a category has no count"]
    assert frame["method"].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        (pd.DataFrame({"a": [5]}), "at least two categories"),
        (pd.DataFrame({"a": [5], "b": [-1]}), "negative"),
        (pd.DataFrame({"a": [5], "b": [np.inf]}), "infinite"),
        (pd.DataFrame({"a": [5], "b": [0.5]}), "not a whole number"),
        (pd.DataFrame({"a": [5], "b": ["[c]"]}), "not a count"),
    ],
)
def test_impossible_counts_are_refused(counts, problem):
    for measure in (effective_groups, diversity):
        with pytest.raises(StatisticError, match=problem):
            measure(counts)


def test_a_worked_example_of_three_groups():
    row = diversity(pd.DataFrame({"a": [50], "b": [30], "c": [20]})).loc[0]
    assert row["simpson"] == pytest.approx(1 - 0.25 - 0.09 - 0.04)
    assert row["shannon"] == pytest.approx(-(0.5 * np.log(0.5) + 0.3 * np.log(0.3) + 0.2 * np.log(0.2)))
    assert row["evenness"] == pytest.approx(row["shannon"] / np.log(3))
    assert row["effective"] == pytest.approx(np.exp(row["shannon"]))
    assert row[["categories", "present", "residents"]].tolist() == [3, 3, 100]
    assert row["method"] in METHODS


def test_burnleys_and_pendles_diversity_is_that_of_pysal(golden, by_lsoa):
    districts = {"Burnley": ["E07000117"], "Pendle": ["E07000122"]}
    districts["Burnley and Pendle"] = districts["Burnley"] + districts["Pendle"]
    groups = by_lsoa.drop(columns="district")
    residents = {name: groups[by_lsoa["district"].isin(codes)].sum() for name, codes in districts.items()}
    ours = diversity(pd.DataFrame(residents).T)
    rows = golden("segregation_pysal.csv")
    rows = rows[rows["measure"].isin(["shannon", "simpson"])]
    assert len(rows) == 6
    for row in rows.itertuples():
        assert ours.loc[row.place, row.measure] == pytest.approx(row.value, abs=1e-9)


@given(st.lists(st.lists(st.integers(0, 1000), min_size=4, max_size=4).filter(any), min_size=1, max_size=10))
def test_every_measure_of_diversity_keeps_to_its_bounds(counts):
    frame = diversity(pd.DataFrame(counts))
    assert frame["simpson"].between(-1e-12, 1 - 1 / frame["present"] + 1e-12).all()
    assert frame["shannon"].between(0, np.log(frame["present"]) + 1e-12).all()
    assert frame["evenness"].between(0, 1 + 1e-12).all()
    assert frame["effective"].between(1 - 1e-12, frame["present"] + 1e-9).all()


def test_a_category_absent_everywhere_lowers_evenness_only():
    counts = pd.DataFrame({"a": [50, 10], "b": [50, 30]})
    without, with_absent = diversity(counts), diversity(counts.assign(c=0))
    for same in ("simpson", "shannon", "effective", "present", "residents"):
        pd.testing.assert_series_equal(without[same], with_absent[same])
    assert with_absent["categories"].tolist() == [3, 3]
    assert with_absent["evenness"].tolist() == pytest.approx(
        (without["evenness"] * np.log(2) / np.log(3)).tolist()
    )


def test_diversity_says_why_an_area_has_none():
    frame = diversity(
        pd.DataFrame({"a": [0, 5, 5], "b": [0, np.nan, 0]}, index=["moor", "hidden", "uniform"])
    )
    assert frame["reason"].tolist() == ["nobody counted", "a category has no count", ""]
    assert (
        frame.loc[["moor", "hidden"], ["simpson", "shannon", "evenness", "effective"]].isna().all(axis=None)
    )
    assert frame.loc["uniform", ["simpson", "shannon", "evenness", "effective"]].tolist() == [0, 0, 0, 1]
    assert frame["method"].tolist() == ["", "", "simpson and shannon"]
