from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, effective_groups


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
        (pd.DataFrame({"a": [5], "b": ["[c]"]}), "not a count"),
    ],
)
def test_impossible_counts_are_refused(counts, problem):
    with pytest.raises(StatisticError, match=problem):
        effective_groups(counts)
