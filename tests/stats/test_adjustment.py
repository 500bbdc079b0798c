from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, adjust


def test_benjamini_and_hochbergs_example_rejects_four_and_family_wise_control_three(golden):
    rows = golden("benjamini_hochberg_1995.csv")
    fdr, holm = adjust(rows["p"]), adjust(rows["p"], method="holm")
    np.testing.assert_allclose(fdr["p_adjusted"], rows["p_adjusted"], rtol=1e-9)
    assert (fdr["p_adjusted"] <= 0.05).tolist() == (rows["rejected_by_fdr"] == "yes").tolist()
    assert (holm["p_adjusted"] <= 0.05).tolist() == (rows["rejected_by_family_wise"] == "yes").tolist()


def test_holm_multiplies_the_smallest_by_all_and_the_next_by_one_fewer():
    assert adjust([0.03, 0.01, 0.02], method="holm")["p_adjusted"].tolist() == pytest.approx(
        [0.04, 0.03, 0.04]
    )


kinds = ["Lancashire against authorities", "Lancashire against England", "Kent against its group"]
chances = st.none() | st.sampled_from([0.0, 0.01, 0.04, 0.5, 1.0]) | st.floats(0, 1)
several_families = st.lists(st.tuples(chances, st.sampled_from(kinds)), min_size=1, max_size=60)


def is_each_family_adjusted_alone(drawn, method):
    p, family = np.array([p for p, _ in drawn], dtype=float), np.array([name for _, name in drawn])
    ours = adjust(p, family, method=method)
    assert ours["family"].tolist() == family.tolist()
    for name in set(family):
        rows = (family == name) & ~np.isnan(p)
        with patch("gc.collect"):  # which it calls for Holm each time, and which takes longer than the test
            theirs = multipletests(p[rows], method=method)[1] if rows.any() else []
        np.testing.assert_allclose(ours.loc[rows, "p_adjusted"], theirs, rtol=1e-15, atol=0)
        assert (ours.loc[rows, "comparisons"] == rows.sum()).all()
    assert ours.loc[np.isnan(p), "p_adjusted"].isna().all()
    assert (ours.loc[np.isnan(p), "comparisons"] == 0).all()


@given(several_families)
def test_every_family_has_the_false_discovery_rate_of_statsmodels_with_ties_and_missing_p_values(drawn):
    is_each_family_adjusted_alone(drawn, "fdr_bh")


@given(several_families)
def test_every_family_has_holms_adjustment_of_statsmodels_with_ties_and_missing_p_values(drawn):
    is_each_family_adjusted_alone(drawn, "holm")


def test_nine_hundred_families_of_every_size_agree_with_statsmodels_to_the_last_bit():
    random = np.random.default_rng(1)
    family = random.integers(0, 900, 20_000)
    p = random.beta(0.4, 2, 20_000).round(4)
    ours = adjust(p, family.astype(str))["p_adjusted"].to_numpy()
    for number in range(900):
        rows = family == number
        assert (ours[rows] == multipletests(p[rows], method="fdr_bh")[1]).all()


def test_families_are_adjusted_apart_and_missing_p_values_do_not_count():
    findings = [
        "child_poverty.vs.kent",
        "child_poverty.vs.devon",
        "turnout.vs.kent",
        "child_poverty.vs.england",
    ]
    p = pd.Series([0.01, 0.04, np.nan, 0.04], index=findings)
    frame = adjust(p, ["comparators", "comparators", "comparators", "england"])
    assert frame.index.tolist() == findings
    assert frame["p_adjusted"].tolist()[:2] == pytest.approx([0.02, 0.04])
    assert np.isnan(frame.loc["turnout.vs.kent", "p_adjusted"])
    assert frame.loc["child_poverty.vs.england", "p_adjusted"] == 0.04
    assert frame["comparisons"].tolist() == [2, 2, 0, 1]
    assert frame["method"].tolist() == ["fdr_bh", "fdr_bh", "", "fdr_bh"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjustment_never_makes_a_p_value_smaller_nor_changes_their_order(p):
    for method in ("fdr_bh", "holm"):
        adjusted = adjust(p, method=method)["p_adjusted"].to_numpy()
        assert (adjusted >= np.array(p) - 1e-12).all()
        assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-12).all()
        assert (adjusted <= 1).all()


def test_nothing_to_adjust_is_an_empty_frame():
    frame = adjust(pd.Series([], dtype=float))
    assert len(frame) == 0
    assert "p_adjusted" in frame.columns


def test_no_p_value_at_all_stays_missing():
    assert adjust([np.nan, np.nan])["p_adjusted"].isna().all()


def test_a_finding_printed_under_two_frameworks_is_not_counted_twice():
    twice = pd.Series([0.01, 0.01], index=["turnout.vs.kent", "turnout.vs.kent"])
    with pytest.raises(StatisticError, match=r"stands twice.*turnout\.vs\.kent"):
        adjust(twice)


@pytest.mark.parametrize(
    ("given", "options", "problem"),
    [
        ([1.2], {}, "outside 0 to 1"),
        ([-0.1], {}, "outside 0 to 1"),
        ([0.1], {"method": "none"}, "Unknown adjustment"),
        ([0.1, 0.2], {"family": ["england", None]}, "belongs to no family"),
        ([0.1, 0.2], {"family": ["a", "b", "c"]}, "different lengths"),
    ],
)
def test_impossible_p_values_are_refused(given, options, problem):
    with pytest.raises(StatisticError, match=problem):
        adjust(given, **options)


def test_both_adjustments_are_described():
    assert {"fdr_bh", "holm"} <= METHODS.keys()
