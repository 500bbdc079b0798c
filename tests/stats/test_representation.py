"""Participants beside residents, against what others have printed and what other software computes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import Table

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, effective_size, representation, sample_needed


def test_mendels_peas_are_as_near_nine_three_three_one_as_the_textbooks_say():
    """315, 101, 108 and 32 peas: chi-squared 0.470, as printed wherever the experiment is."""
    found = representation(pd.Series([315, 101, 108, 32]), pd.Series([9.0, 3, 3, 1]))
    assert found["expected"].tolist() == [312.75, 104.25, 104.25, 34.75]
    squared = (found["residual"] ** 2 * (1 - found["expected"] / 556)).sum()
    assert squared == pytest.approx(0.470, abs=5e-4)
    assert set(found["verdict"]) == {"within"}
    assert set(found["method"]) <= METHODS.keys()


def test_residuals_add_up_to_the_chi_squared_that_r_documents():
    """R's own example of chisq.test with given shares: X-squared = 9.9901."""
    found = representation(pd.Series([89, 37, 30, 28, 2]), pd.Series([40.0, 20, 20, 15, 5]))
    share = found["expected"] / 186
    assert (found["residual"] ** 2 * (1 - share)).sum() == pytest.approx(9.9901, abs=5e-5)
    assert found["residual"].iloc[0] == pytest.approx((89 - 74.4) / np.sqrt(74.4 * 0.6))


def test_residuals_are_those_of_a_two_way_table_in_which_residents_are_beyond_count():
    """Haberman's residual of statsmodels, with residents so many that their shares have no error of their own."""
    took_part, residents = np.array([33, 6, 120]), np.array([30.0, 9, 100])
    table = Table(np.array([took_part, residents * 1e9]), shift_zeros=False)
    found = representation(pd.Series(took_part), pd.Series(residents))
    assert found["residual"].to_numpy() == pytest.approx(table.standardized_resids[0], rel=1e-6)


def test_the_range_by_lot_holds_about_its_level_of_draws():
    draws = np.random.default_rng(3).binomial(417, 0.065, 20_000)
    found = representation(pd.Series([27, 390]), pd.Series([0.065, 0.935]))
    low, high = found.loc[0, ["lower", "upper"]]
    inside = ((draws >= low) & (draws <= high)).mean()
    assert 0.95 <= inside < 0.98
    assert (low, high) == tuple(stats.binom.interval(0.95, 417, 0.065))


def test_a_count_outside_the_range_is_fewer_or_more_and_on_its_end_neither():
    low, high = stats.binom.interval(0.95, 100, 0.5)
    for count, verdict in ((low - 1, "fewer"), (low, "within"), (high, "within"), (high + 1, "more")):
        found = representation(pd.Series([int(count), 100 - int(count)]), pd.Series([1, 1]))
        assert found["verdict"].iloc[0] == verdict


def test_a_count_that_is_hidden_has_no_ratio_and_the_range_does_not_need_it():
    counts = pd.Series(pd.array([pd.NA, 90], dtype="Int64"))
    found = representation(counts, pd.Series([10.0, 90]), total=97)
    assert found[["ratio", "residual"]].iloc[0].isna().all()
    assert found["verdict"].tolist() == ["", "within"]
    assert found["expected"].tolist() == pytest.approx([9.7, 87.3])
    assert found[["lower", "upper"]].notna().all().all()


@pytest.mark.parametrize(
    ("counts", "residents", "more"),
    [
        ([1, 2], [0.0, 0], {}),
        ([-1, 2], [1.0, 1], {}),
        ([1, 2], [1.0, 1], {"level": 1}),
        ([None, 2], [1.0, 1], {}),
    ],
)
def test_what_cannot_be_compared_is_refused(counts, residents, more):
    with pytest.raises(StatisticError):
        representation(pd.Series(pd.array(counts, dtype="Int64")), pd.Series(residents), **more)


def test_counts_of_different_cells_are_refused():
    with pytest.raises(StatisticError, match="different cells"):
        representation(pd.Series([1, 2], index=["a", "b"]), pd.Series([1, 2], index=["b", "a"]))


def test_equal_weights_lose_nothing_and_kishs_formula_holds():
    assert effective_size(np.ones(250)) == pytest.approx(250)
    assert effective_size([1, 1, 2]) == pytest.approx(16 / 6)
    weights = np.random.default_rng(1).gamma(2, 1, 500)
    one_plus_cv2 = 1 + weights.var() / weights.mean() ** 2
    assert effective_size(weights) == pytest.approx(500 / one_plus_cv2)


@pytest.mark.parametrize("weights", [[], [1, -1], [0, 0], [1, np.nan], [1, np.inf]])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(StatisticError):
        effective_size(weights)


def test_the_sample_that_every_textbook_gives():
    """385 for five points and 1,068 for three, at 95%."""
    assert sample_needed(0.05) == 385
    assert sample_needed(0.03) == 1068
    assert sample_needed(0.05, design_effect=1.5) == 577
    assert sample_needed(0.05, level=0.99) == 664


@pytest.mark.parametrize(
    "wrong", [{"margin": 0}, {"margin": 0.05, "design_effect": 0.5}, {"margin": 0.05, "level": 95}]
)
def test_a_margin_or_level_that_is_none_is_refused(wrong):
    with pytest.raises(StatisticError):
        sample_needed(**wrong)
