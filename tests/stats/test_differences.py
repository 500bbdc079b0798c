from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from benchmarking.errors import StatisticError
from benchmarking.stats import (
    METHODS,
    change,
    difference,
    difference_of_counts,
    proportion_interval,
    rate_interval,
    ratio,
    rescale,
)

LEVELS = (0.9, 0.95, 0.99)
figures = st.tuples(
    st.floats(0, 100),
    st.floats(0.01, 20),
    st.floats(0.01, 20),
    st.floats(0, 100),
    st.floats(0.01, 20),
    st.floats(0.01, 20),
)


@st.composite
def counts(draw):
    base1, base2 = draw(st.integers(1, 5000)), draw(st.integers(1, 5000))
    return draw(st.integers(0, base1)), base1, draw(st.integers(0, base2)), base2


def as_sides(drawn):
    v1, down1, up1, v2, down2, up2 = drawn
    return (v1, v1 - down1, v1 + up1), (v2, v2 - down2, v2 + up2)


def test_newcombes_worked_examples_come_out_to_the_printed_places(golden):
    rows = golden("newcombe_1998.csv")
    ours = difference_of_counts(rows["count1"], rows["base1"], rows["count2"], rows["base2"])
    assert ours["lower"].round(4).tolist() == rows["lower"].tolist()
    assert ours["upper"].round(4).tolist() == rows["upper"].tolist()


def test_newcombes_interval_agrees_with_statsmodels_and_its_p_value_with_root_finding_on_statsmodels(golden):
    rows = golden("newcombe_statsmodels.csv")
    ours = difference_of_counts(rows["count1"], rows["base1"], rows["count2"], rows["base2"])
    np.testing.assert_allclose(ours["lower"], rows["lower"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours["upper"], rows["upper"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours["p"], rows["p_inverted"], rtol=1e-9)


def test_twelve_in_a_thousand_against_two_is_0_0115_by_inversion_and_0_0076_by_rescaling():
    inverted = difference_of_counts(12, 1000, 2, 1000)
    rescaled = difference(proportion_interval(12, 1000), proportion_interval(2, 1000))
    assert round(inverted.loc[0, "p"], 4) == 0.0115
    assert round(rescaled.loc[0, "p"], 4) == 0.0076
    assert inverted["method"].tolist() == ["newcombe"]
    assert rescaled["method"].tolist() == ["mover"]


def test_rescaled_p_values_agree_with_those_from_statsmodels_intervals(golden):
    rows = golden("newcombe_statsmodels.csv")
    ours = difference(
        proportion_interval(rows["count1"], rows["base1"]), proportion_interval(rows["count2"], rows["base2"])
    )
    np.testing.assert_allclose(ours["p"], rows["p_rescaled"], rtol=1e-9)


def test_mover_differences_and_ratios_agree_with_statsmodels(golden):
    for level, rows in golden("mover_statsmodels.csv").groupby("level"):
        one = (rows["value1"], rows["lower1"], rows["upper1"])
        two = (rows["value2"], rows["lower2"], rows["upper2"])
        apart, times = difference(one, two, level=level), ratio(one, two, level=level)
        np.testing.assert_allclose(apart["lower"], rows["difference_lower"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(apart["upper"], rows["difference_upper"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(times["lower"], rows["ratio_lower"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(times["upper"], rows["ratio_upper"], rtol=0, atol=1e-9)


def test_intervals_printed_by_other_packages_come_out_to_the_printed_places(golden):
    for printed in golden("printed_by_others.json").itertuples():
        count1, base1, count2, base2 = printed.counts
        if printed.statistic == "newcombe":
            ours = difference_of_counts(count1, base1, count2, base2).rename(
                columns={"difference": "estimate"}
            )
        else:
            ours = ratio(proportion_interval(count1, base1), proportion_interval(count2, base2))
            ours = ours.rename(columns={"ratio": "estimate"})
        assert ours["method"].tolist() == [printed.statistic]
        got = ours.loc[0, ["estimate", "lower", "upper"]].astype(float).tolist()
        half_a_place = 0.5 * 10.0**-printed.decimals + 1e-12
        np.testing.assert_allclose(
            got, [printed.estimate, printed.lower, printed.upper], rtol=0, atol=half_a_place
        )


def test_two_normal_estimates_give_the_z_test():
    z = stats.norm.ppf(0.975)
    first, second = (52.0, 52 - 1.5 * z, 52 + 1.5 * z), (48.0, 48 - 2 * z, 48 + 2 * z)
    row = difference(first, second).loc[0]
    assert row["p"] == pytest.approx(2 * stats.norm.sf(4 / 2.5), rel=1e-12)
    assert row["lower"] == pytest.approx(4 - 2.5 * z)


@given(figures, st.sampled_from(LEVELS))
def test_with_published_intervals_zero_is_outside_exactly_when_p_is_below_alpha(drawn, level):
    row = difference(*as_sides(drawn), level=level).loc[0]
    assume(min(abs(row["lower"]), abs(row["upper"])) > 1e-9)
    assert (row["lower"] > 0 or row["upper"] < 0) == (row["p"] < 1 - level)


@given(figures)
def test_the_rescaled_p_value_does_not_depend_on_the_level_the_intervals_are_shown_at(drawn):
    first, second = as_sides(drawn)
    shown = difference(first, second, level=0.95).loc[0]
    for level in LEVELS:
        moved = [rescale(*side, from_level=0.95, to_level=level) for side in (first, second)]
        assert difference(*moved, level=level).loc[0, "p"] == pytest.approx(shown["p"], rel=1e-6, abs=1e-300)


@given(counts(), st.sampled_from(LEVELS), st.sampled_from(["proportion", "rate"]), st.booleans())
def test_with_counts_zero_is_outside_exactly_when_p_is_below_alpha(drawn, level, kind, exact):
    row = difference_of_counts(*drawn, level=level, kind=kind, exact=exact).loc[0]
    assume(min(abs(row["lower"]), abs(row["upper"])) > 1e-9)
    assert (row["lower"] > 0 or row["upper"] < 0) == (row["p"] < 1 - level)


@given(counts(), st.sampled_from(["proportion", "rate"]), st.booleans())
def test_a_wider_level_never_makes_a_difference_significant(drawn, kind, exact):
    outside = []
    for level in LEVELS:
        row = difference_of_counts(*drawn, level=level, kind=kind, exact=exact).loc[0]
        outside.append(bool(row["lower"] > 0 or row["upper"] < 0))
    assert outside == sorted(outside, reverse=True)


@given(counts(), st.sampled_from(["proportion", "rate"]), st.booleans())
def test_a_difference_of_counts_and_its_mirror_are_opposite(drawn, kind, exact):
    x1, n1, x2, n2 = drawn
    row = difference_of_counts(x1, n1, x2, n2, kind=kind, exact=exact).loc[0]
    mirror = difference_of_counts(x2, n2, x1, n1, kind=kind, exact=exact).loc[0]
    assert row["difference"] == -mirror["difference"]
    assert row["lower"] == pytest.approx(-mirror["upper"], abs=1e-12)
    assert row["p"] == pytest.approx(mirror["p"], rel=1e-9)


@given(figures)
def test_a_difference_and_its_mirror_are_opposite(drawn):
    first, second = as_sides(drawn)
    row, mirror = difference(first, second).loc[0], difference(second, first).loc[0]
    assert row["difference"] == -mirror["difference"]
    assert (row["lower"], row["upper"], row["p"]) == (-mirror["upper"], -mirror["lower"], mirror["p"])


@given(counts())
def test_a_difference_of_proportions_stays_between_minus_one_and_one(drawn):
    row = difference_of_counts(*drawn).loc[0]
    assert -1 - 1e-12 <= row["lower"] <= row["difference"] <= row["upper"] <= 1 + 1e-12


def test_equal_figures_have_a_p_value_of_one():
    assert difference((5, 4, 6), (5, 3, 8)).loc[0, "p"] == 1
    assert difference_of_counts([3, 30], [10, 100], [30, 60], [100, 200])["p"].tolist() == [1, 1]
    assert difference_of_counts([12, 0], [100, 100], [24, 0], [200, 50], kind="rate")["p"].tolist() == [1, 1]


def test_a_huge_difference_has_a_p_value_that_is_small_and_not_missing():
    for exact in (False, True):
        row = difference_of_counts(900_000, 1_000_000, 100_000, 1_000_000, exact=exact).loc[0]
        assert 0 <= row["p"] < 1e-290


def test_no_p_value_of_exact_limits_is_missing_where_bases_are_as_small_as_can_be():
    base, count = (grid.ravel() for grid in np.meshgrid(np.arange(1, 13), np.arange(13)))
    base, count = base[count <= base], count[count <= base]
    for kind in ("proportion", "rate"):
        frame = difference_of_counts(count[-1], base[-1], count, base, kind=kind, exact=True)
        assert frame[["lower", "upper", "p"]].notna().all(axis=None)


def test_rates_are_combined_from_byars_limits():
    one, two = rate_interval(65, 1000), rate_interval(4, 900)
    ours = difference_of_counts(65, 1000, 4, 900, kind="rate", per=1000)
    by_arms = difference(one, two)
    columns = ["difference", "lower", "upper"]
    np.testing.assert_allclose(ours[columns], by_arms[columns], rtol=1e-12)
    assert ours["method"].tolist() == ["mover of byar"]


@pytest.mark.parametrize(
    ("kind", "interval", "method"),
    [("proportion", proportion_interval, "clopper-pearson"), ("rate", rate_interval, "exact poisson")],
)
def test_exact_differences_are_combined_from_exact_limits(kind, interval, method):
    sides = [interval(*side, per=100, method=method) for side in ((65, 1000), (4, 900))]
    ours = difference_of_counts(65, 1000, 4, 900, kind=kind, per=100, exact=True)
    columns = ["difference", "lower", "upper"]
    np.testing.assert_allclose(ours[columns], difference(*sides)[columns], rtol=1e-12)
    assert ours["method"].tolist() == [f"mover of {method}"]


@pytest.mark.parametrize("counted", [(65, 1000, 40, 1000), (5, 1000, 0, 2000), (131, 90_000, 180, 90_000)])
def test_the_p_value_of_two_rates_is_the_level_at_which_their_interval_touches_zero(counted):
    p = difference_of_counts(*counted, kind="rate").loc[0, "p"]
    touching = difference_of_counts(*counted, kind="rate", level=1 - p).loc[0]
    assert min(abs(touching["lower"]), abs(touching["upper"])) == pytest.approx(0, abs=1e-12)


def test_a_percentage_point_is_a_hundred_times_a_share():
    points = difference_of_counts(12, 50, 20, 40, per=100)
    share = difference_of_counts(12, 50, 20, 40)
    columns = ["difference", "lower", "upper"]
    np.testing.assert_allclose(points[columns], 100 * share[columns], rtol=1e-14)
    assert points.loc[0, "p"] == share.loc[0, "p"]


def test_one_lead_is_set_against_every_comparator():
    comparators = pd.DataFrame(
        {"value": [20.0, 30.0, np.nan], "lower": [19.0, np.nan, np.nan], "upper": [21.0, np.nan, np.nan]},
        index=["Kent", "Devon", "Surrey"],
    )
    frame = difference((25.0, 24.0, 26.0), comparators)
    assert frame.index.tolist() == ["Kent", "Devon", "Surrey"]
    assert frame["difference"].tolist()[:2] == [5, -5]
    assert frame["method"].tolist() == ["mover", "untested", ""]
    assert frame["reason"].tolist() == ["", "no interval on the second side", "no figure on the second side"]
    assert frame["p"].isna().tolist() == [False, True, True]


def test_counts_that_are_missing_give_a_reason_and_no_p_value():
    frame = difference_of_counts([np.nan, 3, 0], [10, 10, 0], [3, np.nan, 0], [10, 10, 0])
    assert frame[["difference", "lower", "upper", "p"]].isna().all(axis=None)
    assert frame["reason"].tolist() == [
        "no figure on the first side",
        "no figure on the second side",
        "no figure on either side",
    ]


def test_intervals_without_width_are_not_a_test():
    with pytest.raises(StatisticError, match="cannot be tested"):
        difference((30, 30, 30), (20, 20, 20))


def test_one_interval_without_width_leaves_the_other_to_test_with():
    row = difference((30, 30, 30), (20, 17, 23)).loc[0]
    assert (row["lower"], row["upper"]) == (7, 13)


def test_two_frames_in_different_order_are_refused():
    one = pd.DataFrame({"value": [1.0, 2], "lower": [0.0, 1], "upper": [2.0, 3]}, index=["Kent", "Devon"])
    with pytest.raises(StatisticError, match="labelled or ordered differently"):
        difference(one, one.iloc[::-1])


@pytest.mark.parametrize("function", [difference, ratio, change])
@pytest.mark.parametrize(
    ("side", "problem"), [((5, 6, 4), "above its upper end"), ((9, 4, 6), "outside its own interval")]
)
def test_an_interval_that_cannot_be_is_refused_on_either_side(function, side, problem):
    for sides in ((side, (5, 4, 6)), ((5, 4, 6), side)):
        with pytest.raises(StatisticError, match=problem):
            function(*sides)


def test_a_side_without_its_interval_columns_is_refused():
    with pytest.raises(StatisticError, match="first side lacks lower, upper"):
        difference(pd.DataFrame({"value": [1.0]}), (1, 0, 2))


def test_an_unknown_kind_of_count_is_refused():
    with pytest.raises(StatisticError, match="kind of count"):
        difference_of_counts(1, 2, 1, 2, kind="survey")


def test_a_second_count_above_its_base_is_refused():
    with pytest.raises(StatisticError, match="second count cannot have come from its base"):
        difference_of_counts(1, 2, 3, 2)
    assert difference_of_counts(1, 2, 3, 2, kind="rate").loc[0, "difference"] == -1


@given(figures)
def test_a_ratio_lies_above_one_exactly_when_the_difference_lies_above_zero(drawn):
    first, second = as_sides(drawn)
    assume(first[1] >= 0 and second[1] >= 1)
    apart, times = difference(first, second).loc[0], ratio(first, second).loc[0]
    assume(min(abs(apart["lower"]), abs(apart["upper"])) > 1e-6)
    assert (times["lower"] > 1) == (apart["lower"] > 0)
    assert (times["upper"] < 1) == (apart["upper"] < 0)
    assert times["lower"] <= times["ratio"] <= times["upper"]
    assert times["p"] == apart["p"]


@given(figures)
def test_a_ratio_and_its_inverse_agree(drawn):
    first, second = as_sides(drawn)
    assume(first[1] >= 1 and second[1] >= 1)
    row, inverse = ratio(first, second).loc[0], ratio(second, first).loc[0]
    assert row["lower"] * inverse["upper"] == pytest.approx(1, rel=1e-6)


def test_a_ratio_of_nothing_to_something_starts_at_nothing():
    row = ratio((0, 0, 3), (10, 8, 12)).loc[0]
    assert (row["ratio"], row["lower"]) == (0, 0)
    assert row["upper"] > 0.3


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ((3, 2, 4), (1, -1, 3), "denominator may be zero"),
        ((3, 2, 4), (0, 0, 3), "denominator may be zero"),
        ((3, -2, 4), (5, 4, 6), "numerator goes below zero"),
    ],
)
def test_a_ratio_that_has_no_interval_is_refused(first, second, problem):
    with pytest.raises(StatisticError, match=problem):
        ratio(first, second)


def test_every_method_that_differences_name_is_described():
    frames = [
        difference((1, 0, 2), (1, 0, 2)),
        difference((1, np.nan, np.nan), (1, 0, 2)),
        difference_of_counts(1, 2, 1, 2),
        difference_of_counts(1, 2, 1, 2, kind="rate"),
        difference_of_counts(1, 2, 1, 2, exact=True),
        difference_of_counts(1, 2, 1, 2, kind="rate", exact=True),
        ratio((1, 0, 2), (2, 1, 3)),
    ]
    assert {method for frame in frames for method in frame["method"]} <= METHODS.keys()
