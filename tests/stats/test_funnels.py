from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, funnel, funnel_limits, proportion_interval, rate_interval

LIMITS = ["lower_95", "upper_95", "lower_998", "upper_998"]


@pytest.fixture
def random():
    return np.random.default_rng(12)


def test_limits_of_proportions_agree_with_phstatsmethods(golden):
    rows = golden("funnel_proportion_phstatsmethods.csv")
    for target, some in rows.groupby("target"):
        ours = funnel_limits(some["base"], target=target)
        np.testing.assert_allclose(ours[LIMITS], some[LIMITS], rtol=0, atol=1e-9)


def test_limits_of_rates_agree_with_phstatsmethods_to_the_precision_of_its_bisection(golden):
    """It halves a step until 1e-7 and finds at which expected count an observed one is on a limit."""
    rows = golden("funnel_rate_phstatsmethods.csv")
    for side in ("lower", "upper"):
        for tail, some in rows.groupby("tail"):
            ours = funnel_limits(some[f"expected_where_{side}"], target=1, kind="rate")
            found = ours[f"{side}_{'95' if tail == 0.025 else '998'}"] * ours["base"]
            np.testing.assert_allclose(found, some["count"], rtol=2e-3)
            np.testing.assert_allclose(
                found[some["count"].between(2, 600)], some["count"][some["count"].between(2, 600)], rtol=1e-4
            )


@pytest.mark.parametrize(
    ("base", "printed"),
    [
        (1, [3.204264, 100, 0, 100]),
        (18, [62.390093, 98.894803, 51.864359, 100]),
        (75, [71.700657, 89.584239, 66.544121, 94.740774]),
        (1008, [78.203374, 83.081521, 76.796814, 84.488082]),
        (53016, [80.306129, 80.978767, 80.112181, 81.172715]),
    ],
)
def test_limits_of_proportions_come_out_as_pheindicatormethods_prints_them(base, printed):
    ours = funnel_limits(base, target=80.642448, per=100)
    np.testing.assert_allclose(ours[LIMITS].iloc[0], printed, rtol=0, atol=1.5e-6)


@pytest.mark.parametrize(
    ("events", "side", "population", "printed"),
    [
        (1, "lower_95", 1598.675694, 20.85059119),
        (10, "lower_95", 5276.757672, 63.17010446),
        (10, "upper_95", 1375.943768, 242.2579623),
        (52, "lower_998", 22486.79062, 77.08229077),
        (52, "upper_998", 9333.044596, 185.7200312),
        (397, "upper_95", 102980.4593, 128.5033434),
    ],
)
def test_limits_of_rates_come_out_as_pheindicatormethods_prints_them(events, side, population, printed):
    """Its populations are of one year of three, its rates per 100,000 of all three."""
    ours = funnel_limits(3 * population, target=116.1720835, kind="rate", per=100_000)
    np.testing.assert_allclose(ours.loc[0, side], printed, rtol=1e-5)
    np.testing.assert_allclose(ours.loc[0, side] * 3 * population / 100_000, events, rtol=1e-5)


def test_without_drawing_in_the_variance_between_areas_is_dersimonian_and_lairds(random):
    base = random.integers(200, 5000, 60)
    count = random.binomial(base, np.clip(random.normal(0.2, 0.05, 60), 0.01, 0.9))
    ours = funnel(count, base, per=100, winsorise=0)
    share = count.sum() / base.sum()
    theirs = combine_effects(count / base, share * (1 - share) / base, method_re="chi2")
    np.testing.assert_allclose(ours["tau2"], theirs.tau2 * 100**2, rtol=1e-9)
    np.testing.assert_allclose(ours["phi"] * 60, theirs.q, rtol=1e-9)


def test_drawing_in_takes_the_tenth_and_ninetieth_percentile_for_what_lies_beyond_them():
    base = np.full(11, 1000)
    count = np.array([100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 900])
    ours = funnel(count, base)
    share = count.sum() / base.sum()
    error = np.sqrt(share * (1 - share) / 1000)
    z = (np.array([110, 110, 120, 130, 140, 150, 160, 170, 180, 190, 190]) / 1000 - share) / error
    np.testing.assert_allclose(ours["phi"], np.mean(z**2), rtol=1e-12)
    # With equal bases the formula comes down to the error's square times what phi exceeds (n - 1) / n by.
    np.testing.assert_allclose(ours["tau2"], error**2 * (11 * np.mean(z**2) - 10) / 10, rtol=1e-9)


def test_drawing_in_is_scipys_winsorising_where_a_tenth_of_the_areas_is_a_whole_number(random):
    base = random.integers(500, 5000, 61)
    count = random.binomial(base, np.clip(random.normal(0.2, 0.05, 61), 0.01, 0.9))
    ours = funnel(count, base)
    np.testing.assert_allclose(
        ours["phi"], np.mean(stats.mstats.winsorize(ours["z"].to_numpy(), 0.1) ** 2), rtol=1e-12
    )


def test_areas_with_one_and_the_same_share_lie_on_the_target_with_no_spread_between_them():
    ours = funnel([10, 20, 30], [100, 200, 300], per=100)
    np.testing.assert_allclose(ours["z"], 0, atol=1e-12)
    assert (ours["tau2"] == 0).all()
    assert set(ours["flag"]) == set(ours["flag_adjusted"]) == {"within 95%"}


def test_one_wild_area_does_not_hide_itself(random):
    base = np.full(100, 1000)
    count = random.binomial(base, 0.2)
    count[0] = 500
    drawn_in, plain = funnel(count, base), funnel(count, base, winsorise=0)
    assert drawn_in.loc[0, "z_adjusted"] > plain.loc[0, "z_adjusted"]
    assert drawn_in.loc[0, "flag_adjusted"] == "beyond 99.8%"


@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_areas_that_differ_by_chance_alone_are_flagged_as_often_as_the_limits_say(random, kind):
    areas = 20_000
    base = random.integers(500, 5000, areas)
    count = random.binomial(base, 0.2) if kind == "proportion" else random.poisson(base * 0.2)
    shares = funnel(count, base, kind=kind)["flag"].value_counts(normalize=True)
    assert abs(shares["within 95%"] - 0.95) < 4 * np.sqrt(0.95 * 0.05 / areas) + 0.002
    assert abs(shares["beyond 99.8%"] - 0.002) < 4 * np.sqrt(0.002 / areas) + 0.0005


def test_of_areas_that_differ_by_more_than_chance_one_in_ten_is_flagged_once_that_is_allowed_for(random):
    """A normal variable drawn in at its tenths has 0.679 of its variance."""
    base = np.full(20_000, 2000)
    count = random.binomial(base, np.clip(random.normal(0.2, 0.03, 20_000), 0, 1))
    ours = funnel(count, base)
    assert (ours["flag"] == "within 95%").mean() < 0.6
    assert abs((ours["flag_adjusted"] == "within 95%").mean() - 0.89) < 0.01
    chance = 0.2 * 0.8 / 2000
    np.testing.assert_allclose(ours.loc[0, "tau2"], 0.679 * (0.03**2 + chance) - chance, rtol=0.05)


def test_without_spread_beyond_chance_the_adjusted_flags_are_the_plain_ones():
    ours = funnel([200, 210, 190, 205], [1000] * 4)
    assert (ours["tau2"] == 0).all()
    assert ours["z"].tolist() == ours["z_adjusted"].tolist()
    assert ours["flag"].tolist() == ours["flag_adjusted"].tolist()


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(300, 5000)), min_size=2, max_size=12))
def test_a_proportion_leaves_the_limits_exactly_where_its_wilson_interval_leaves_the_target(areas):
    count, base = map(np.array, zip(*areas, strict=True))
    assume(count.sum() > 0)
    ours = funnel(count, base)
    target = ours.loc[0, "target"]
    for level, words in ((0.95, ["within 95%"]), (0.998, ["within 95%", "between 95% and 99.8%"])):
        wilson = proportion_interval(count, base, level=level)
        edge = np.minimum(abs(wilson["lower"] - target), abs(wilson["upper"] - target)) < 1e-9
        holds = (wilson["lower"] <= target) & (target <= wilson["upper"])
        assert (ours["flag"].isin(words) == holds)[~edge].all()


@given(st.integers(1, 9), st.floats(1, 40))
def test_a_rate_leaves_the_limits_exactly_where_its_exact_poisson_interval_leaves_the_target(
    events, expected
):
    limits = funnel_limits(expected, target=1, kind="rate").iloc[0]
    exact = rate_interval(events, expected, per=1).iloc[0]
    assume(min(abs(exact["lower"] - 1), abs(exact["upper"] - 1)) > 1e-6)
    within = limits["lower_95"] <= events / expected <= limits["upper_95"]
    assert within == (exact["lower"] <= 1 <= exact["upper"])


def test_limits_close_in_as_the_base_grows_and_adjusted_ones_stop_at_the_spread_between_areas():
    base = np.array([10, 100, 1000, 1e9])
    for kind in ("proportion", "rate"):
        plain = funnel_limits(base, target=20, kind=kind, per=100)
        assert (plain["upper_95"] - plain["lower_95"]).is_monotonic_decreasing
        assert (plain["upper_998"] >= plain["upper_95"]).all()
        spread = funnel_limits(base, target=20, tau2=9, kind=kind, per=100).iloc[-1]
        assert abs(spread["upper_95"] - (20 + 1.96 * 3)) < 0.001


def test_where_one_event_in_forty_is_expected_or_fewer_a_single_one_is_beyond_the_limit():
    assert funnel_limits(0.02, target=1, kind="rate").loc[0, "upper_95"] == 0
    assert stats.poisson.sf(0, 0.02) < 0.025
    assert funnel_limits(0.03, target=1, kind="rate").loc[0, "upper_95"] > 1 / 0.03


def test_an_area_without_a_count_is_left_out_and_changes_nothing():
    whole = funnel([20, 40, 55], [100, 200, 200], per=100)
    ours = funnel([20, np.nan, 40, 0, 55], [100, 100, 200, 0, 200], per=100)
    pd.testing.assert_frame_equal(ours.iloc[[0, 2, 4]].reset_index(drop=True), whole)
    assert ours["reason"].tolist() == ["", "no count", "", "base of zero", ""]
    assert ours["flag"].tolist()[1] == ours["method"].tolist()[1] == ""
    assert set(ours["method"]) - {""} <= METHODS.keys()


@pytest.mark.parametrize(
    ("count", "base", "settings", "message"),
    [
        ([1], [10], {}, "at least two areas"),
        ([1, np.nan], [10, 10], {}, "at least two areas"),
        ([0, 0], [10, 10], {}, "Nothing varies"),
        ([10, 10], [10, 10], {}, "Nothing varies"),
        ([11, 5], [10, 10], {}, "cannot have come from its base"),
        ([1, 5], [0, 10], {"kind": "rate"}, "cannot have come from its base"),
        ([-1, 5], [10, 10], {}, "negative"),
        ([1, 5], [10, 10], {"kind": "mean"}, "Unknown kind"),
        ([1, 5], [10, 10], {"winsorise": 0.5}, "share to draw in"),
    ],
)
def test_counts_that_make_no_funnel_are_refused(count, base, settings, message):
    with pytest.raises(StatisticError, match=message):
        funnel(count, base, **settings)


@pytest.mark.parametrize(
    ("base", "settings", "message"),
    [
        (0, {"target": 0.5}, "no limit at this base"),
        (np.nan, {"target": 0.5}, "no limit at this base"),
        (10, {"target": 1.5}, "impossible"),
        (10, {"target": 0}, "impossible"),
        (10, {"target": 0.5, "tau2": -1}, "impossible"),
        (10, {"target": np.nan}, "impossible"),
    ],
)
def test_limits_that_do_not_exist_are_refused(base, settings, message):
    with pytest.raises(StatisticError, match=message):
        funnel_limits(base, **settings)
