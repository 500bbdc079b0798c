from __future__ import annotations

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


def test_both_adjustments_agree_with_statsmodels():
    p = np.random.default_rng(1).beta(0.4, 2, 200)
    for method in ("fdr_bh", "holm"):
        np.testing.assert_allclose(adjust(p, method=method)["p_adjusted"], multipletests(p, method=method)[1])


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
