from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, proportion_interval, rate_interval, rescale


@pytest.mark.parametrize("table", ["wilson_phstatsmethods.csv", "wilson_scipy.csv"])
def test_wilson_agrees_with_other_software(golden, table):
    for level, rows in golden(table).groupby("level"):
        ours = proportion_interval(rows["count"], rows["base"], level=level)
        np.testing.assert_allclose(ours["lower"], rows["lower"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(ours["upper"], rows["upper"], rtol=0, atol=1e-9)


def test_wilson_agrees_with_statsmodels_on_every_count_of_every_base_up_to_sixty():
    base = np.repeat(np.arange(1, 61), np.arange(2, 62))
    count = np.concatenate([np.arange(n + 1) for n in range(1, 61)])
    for level in (0.9, 0.95, 0.99):
        ours = proportion_interval(count, base, level=level)
        lower, upper = proportion_confint(count, base, alpha=1 - level, method="wilson")
        np.testing.assert_allclose(ours["lower"], lower, rtol=0, atol=1e-12)
        np.testing.assert_allclose(ours["upper"], upper, rtol=0, atol=1e-12)


def test_poisson_limits_agree_with_the_public_health_package(golden):
    for level, rows in golden("poisson_phstatsmethods.csv").groupby("level"):
        ours = rate_interval(rows["events"], 1, level=level, per=1)
        np.testing.assert_allclose(ours["lower"], rows["lower"], rtol=1e-9)
        np.testing.assert_allclose(ours["upper"], rows["upper"], rtol=1e-9)
        assert ours["method"].tolist() == rows["method"].tolist()


def test_exact_poisson_limits_are_those_of_the_chi_squared_distribution():
    events = np.arange(1, 10)
    ours = rate_interval(events, 1, per=1)
    np.testing.assert_allclose(ours["lower"], stats.chi2.ppf(0.025, 2 * events) / 2, rtol=1e-12)
    np.testing.assert_allclose(ours["upper"], stats.chi2.isf(0.025, 2 * events + 2) / 2, rtol=1e-12)


def test_intervals_come_out_to_the_places_that_others_printed(golden):
    for row in golden("intervals_printed.csv").itertuples():
        interval = (
            rate_interval(row.count, row.base, per=1, method=row.method)
            if row.method == "exact poisson"
            else proportion_interval(row.count, row.base, method=row.method)
        ).loc[0]
        assert interval["method"] == row.method
        assert interval["lower"] == pytest.approx(row.lower, abs=0.5 * 10**-row.decimals), row.source
        assert interval["upper"] == pytest.approx(row.upper, abs=0.5 * 10**-row.decimals), row.source


def test_exact_binomial_limits_are_statsmodels_beta_ones_on_every_count_of_every_base_up_to_sixty():
    base = np.repeat(np.arange(1, 61), np.arange(2, 62))
    count = np.concatenate([np.arange(n + 1) for n in range(1, 61)])
    for level in (0.9, 0.95, 0.99):
        ours = proportion_interval(count, base, level=level, method="clopper-pearson")
        lower, upper = proportion_confint(count, base, alpha=1 - level, method="beta")
        np.testing.assert_allclose(ours["lower"], lower, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(ours["upper"], upper, rtol=1e-9)
        assert (ours["method"] == "clopper-pearson").all()


@pytest.mark.parametrize(("count", "base"), [(3, 1_250_000), (640_000, 1_250_000), (1_249_999, 1_250_000)])
def test_exact_binomial_limits_of_a_whole_county_are_those_that_scipy_finds_by_search(count, base):
    ours = proportion_interval(count, base, method="clopper-pearson").loc[0]
    theirs = stats.binomtest(count, base).proportion_ci(0.95, method="exact")
    assert ours["lower"] == pytest.approx(theirs.low, rel=1e-9)
    assert ours["upper"] == pytest.approx(theirs.high, rel=1e-9)


def test_exact_poisson_limits_asked_for_are_those_of_the_chi_squared_distribution_at_every_count():
    events = np.array([0, 1, 9, 10, 11, 50, 400, 5_000, 1_000_000])
    for level in (0.9, 0.95, 0.998):
        ours = rate_interval(events, 20_000, level=level, method="exact poisson")
        tail = (1 - level) / 2
        lower, upper = stats.chi2.ppf(tail, 2 * events) / 40, stats.chi2.isf(tail, 2 * events + 2) / 40
        np.testing.assert_allclose(ours["lower"], np.where(events == 0, 0, lower), rtol=1e-9)
        np.testing.assert_allclose(ours["upper"], upper, rtol=1e-9)
        assert (ours["method"] == "exact poisson").all()


def test_byars_approximation_stays_within_a_hundredth_of_the_exact_limits_and_gives_way_below_ten():
    events = np.arange(0, 2001)
    byar, exact = rate_interval(events, 1, per=1), rate_interval(events, 1, per=1, method="exact poisson")
    few = events < 10
    assert byar["method"].tolist() == np.where(few, "exact poisson", "byar").tolist()
    pd.testing.assert_frame_equal(byar[few], exact[few])
    assert not np.isclose(byar.loc[~few, "upper"], exact.loc[~few, "upper"], rtol=1e-9).any()
    np.testing.assert_allclose(
        byar.loc[~few, ["lower", "upper"]], exact.loc[~few, ["lower", "upper"]], rtol=0.01
    )


def test_a_rate_per_thousand_is_a_thousand_times_the_rate_per_resident():
    thousand = rate_interval([12, 3], [48_000, 500])
    single = rate_interval([12, 3], [48_000, 500], per=1)
    columns = ["value", "lower", "upper"]
    np.testing.assert_allclose(thousand[columns], 1000 * single[columns], rtol=1e-14)


def test_a_percentage_of_nobody_has_no_value_and_says_why():
    frame = proportion_interval([0, np.nan, 5], [0, 10, 10], per=100)
    assert frame["value"].isna().tolist() == [True, True, False]
    assert frame["method"].tolist() == ["", "", "wilson"]
    assert frame["reason"].tolist() == ["base of zero", "no count", ""]


def test_nobody_and_everybody_touch_the_ends_of_the_scale():
    frame = proportion_interval([0, 20], 20, per=100)
    assert frame.loc[0, "lower"] == 0
    assert frame.loc[1, "upper"] == 100


def test_the_rows_keep_their_councils():
    councils = ["E10000017", "E10000016"]
    frame = proportion_interval(pd.Series([8, 9], index=councils), pd.Series([20, 30], index=councils))
    assert frame.index.tolist() == councils


def test_columns_in_another_order_are_refused():
    count = pd.Series([8, 9], index=["Lancashire", "Kent"])
    base = pd.Series([20, 30], index=["Kent", "Lancashire"])
    with pytest.raises(StatisticError, match="labelled or ordered differently"):
        proportion_interval(count, base)


def test_a_count_above_its_base_names_the_council_and_both_numbers():
    councils = ["Kent", "Devon", "Surrey"]
    with pytest.raises(StatisticError, match=r"row Devon: .*Found count 31, base 30, and 1 more such row\."):
        proportion_interval(pd.Series([3, 31, 9], index=councils), pd.Series([30, 30, 8], index=councils))


@pytest.mark.parametrize(
    ("count", "base", "problem"),
    [
        ([-1], [10], "A count is negative"),
        ([0], [-10], "A base is negative"),
        ([1, 2], [3, 4, 5], "different lengths"),
        ([np.inf], [10], "is infinite"),
        (["[c]"], [10], "not a number"),
        ([[1, 2]], [3, 4], "2 dimensions"),
    ],
)
def test_impossible_counts_are_refused(count, base, problem):
    with pytest.raises(StatisticError, match=problem):
        proportion_interval(count, base)
    with pytest.raises(StatisticError, match=problem):
        rate_interval(count, base)


def test_events_without_residents_are_refused():
    with pytest.raises(StatisticError, match="counted against nothing"):
        rate_interval([3], [0])
    assert rate_interval([0], [0])["reason"].tolist() == ["base of zero"]


@pytest.mark.parametrize("function", [proportion_interval, rate_interval])
def test_an_interval_that_nobody_knows_is_refused_with_those_that_are_known(function):
    with pytest.raises(StatisticError, match=r"Unknown interval.*'wald'.*Expected '(wilson|byar)' or '"):
        function(1, 2, method="wald")


def test_without_a_base_no_method_gives_an_interval():
    share = proportion_interval([0, np.nan, 5], [0, 10, 10], method="clopper-pearson")
    rate = rate_interval([0, np.nan, 50], [0, 10, 10], method="exact poisson")
    assert share["method"].tolist() == ["", "", "clopper-pearson"]
    assert rate["method"].tolist() == ["", "", "exact poisson"]
    assert share["lower"].isna().tolist() == rate["upper"].isna().tolist() == [True, True, False]


@pytest.mark.parametrize("level", [0, 1, 95, -0.5, np.nan])
def test_a_level_is_a_share(level):
    with pytest.raises(StatisticError, match="between 0 and 1"):
        proportion_interval(1, 2, level=level)


def test_an_interval_moved_to_another_level_and_back_is_itself():
    wide = rescale(28.4, 27.1, 29.9, from_level=0.95, to_level=0.99)
    back = rescale(wide["value"], wide["lower"], wide["upper"], from_level=0.99, to_level=0.95)
    np.testing.assert_allclose(back[["value", "lower", "upper"]].to_numpy(), [[28.4, 27.1, 29.9]], rtol=1e-14)
    assert wide.loc[0, "lower"] < 27.1
    assert wide.loc[0, "upper"] > 29.9


def test_a_normal_interval_moves_exactly_to_another_level():
    z95, z99 = stats.norm.ppf([0.975, 0.995])
    wide = rescale(50, 50 - 2 * z95, 50 + 2 * z95, from_level=0.95, to_level=0.99)
    np.testing.assert_allclose(wide.loc[0, ["lower", "upper"]].tolist(), [50 - 2 * z99, 50 + 2 * z99])


def test_a_figure_without_both_ends_has_no_interval():
    frame = rescale([5, 5, np.nan], [np.nan, 4, 4], [6, np.nan, 6], from_level=0.95, to_level=0.9)
    assert frame[["lower", "upper"]].isna().all(axis=None)
    assert frame["reason"].tolist() == ["no interval", "no interval", "no figure"]
    assert frame["method"].tolist() == ["", "", ""]


@pytest.mark.parametrize(
    ("published", "problem"),
    [((5, 6, 4), "lower end of an interval is above"), ((9, 4, 6), "outside its own interval")],
)
def test_a_published_interval_that_cannot_be_is_refused(published, problem):
    with pytest.raises(StatisticError, match=problem):
        rescale(*published, from_level=0.95, to_level=0.99)


def test_every_method_that_intervals_name_is_described():
    exact = proportion_interval(1, 2, method="clopper-pearson")
    shares = {*proportion_interval(1, 2)["method"], *exact["method"]}
    named = {*rate_interval([3, 30], 100)["method"], *shares, "rescaled"}
    assert named <= METHODS.keys()
