"""The smallest change that can be told from chance, and how much of what differs between councils is signal."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, detectable_change, difference, signal_share, standard_errors

ERRORS = st.floats(0.01, 1e3)
SHARES = st.floats(0.5, 0.99)

#: Cohen (1988), tables 2.3.1 to 2.3.6: people in each of two groups for 80% power, by size of the difference in
#: standard deviations and two-sided level. They are for Student's t, which in small groups needs a little more.
COHEN = {
    0.05: {0.2: 393, 0.3: 175, 0.4: 100, 0.5: 64, 0.6: 45, 0.7: 33, 0.8: 26},
    0.01: {0.2: 586, 0.3: 260, 0.4: 150, 0.5: 95, 0.6: 68, 0.7: 49, 0.8: 38},
}
#: Thirteen trials of a vaccine: ill and well with it, ill and well without (Colditz and others 1994).
BCG = [
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]


def change(error, **more):
    return detectable_change(error, **more)["change"].to_numpy()


@pytest.mark.parametrize("alpha", COHEN)
def test_it_is_the_difference_of_cohens_tables(alpha):
    for size, people in COHEN[alpha].items():
        found = change(1 / math.sqrt(people), alpha=alpha)[0]
        assert found == pytest.approx(size, rel=0.045)
        assert found < size  # the tables' t-test needs a larger difference than the normal one
    assert change(1 / math.sqrt(393))[0] == pytest.approx(0.2, rel=1e-3)


@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.1])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.9, 0.95])
@pytest.mark.parametrize(("people", "times"), [(60, 1.0), (480, 1.0), (480, 2.5), (5000, 0.4)])
def test_statsmodels_gives_such_a_change_the_power_it_was_asked_for(alpha, power, people, times):
    found = change(1 / math.sqrt(people), base=people, later_base=people * times, alpha=alpha, power=power)[0]
    outside = NormalIndPower().power(found, people, alpha, ratio=times)
    assert outside == pytest.approx(power, abs=6e-4)  # it counts the wrong direction too


def test_of_two_shares_it_is_what_statsmodels_solves_for():
    error = math.sqrt(0.737 * 0.263 / 1650)
    outside = NormalIndPower().solve_power(nobs1=1650, alpha=0.05, power=0.8)
    assert change(error)[0] == pytest.approx(outside * math.sqrt(0.737 * 0.263), rel=1e-5)


def test_half_of_all_changes_of_the_size_of_a_significant_one_are_found():
    assert change(1.0, power=0.5)[0] == pytest.approx(1.959963985 * math.sqrt(2))
    assert change(1.0)[0] == pytest.approx((1.959963985 + 0.841621234) * math.sqrt(2))


def test_a_change_of_that_size_is_found_four_times_in_five():
    random = np.random.default_rng(20240521)
    error, draws = 1.3, 40_000
    moved = change(error)[0]
    first, second = random.normal([[50], [50 + moved]], error, (2, draws))
    half = 1.959963985 * error
    found = difference((second, second - half, second + half), (first, first - half, first + half))
    assert (found["p"] < 0.05).mean() == pytest.approx(0.8, abs=0.01)


def test_a_lopsided_interval_detects_what_mover_would():
    value, lower, upper = 4.0, 3.0, 5.8
    error = standard_errors(value, lower, upper)["error"].to_numpy()
    moved = change(error, power=0.5)[0]
    for way in (1, -1):
        later = (value + way * moved, lower + way * moved, upper + way * moved)
        assert difference(later, (value, lower, upper))["p"].item() == pytest.approx(0.05)


def test_the_employment_rate_of_lancashire_needs_a_change_of_some_six_points():
    error = standard_errors(73.7, 70.7, 76.7)["error"]
    assert change(error)[0] == pytest.approx(6.06, abs=0.01)


def test_an_interval_at_another_level_speaks_of_the_same_error():
    wide = 2.575829304 / 1.959963985
    at_95 = standard_errors(10, 8, 13)["error"].item()
    at_99 = standard_errors(10, 10 - 2 * wide, 10 + 3 * wide, level=0.99)["error"].item()
    assert at_99 == pytest.approx(at_95)


@given(ERRORS, st.floats(1.01, 10), st.floats(0.001, 0.2), st.floats(0.3, 0.98))
def test_surer_figures_and_looser_demands_detect_smaller_changes(error, times, alpha, power):
    asked = {"alpha": alpha, "power": power}
    plain = change(error, **asked)[0]
    assert change(error * times, **asked)[0] == pytest.approx(plain * times)
    assert change(error, alpha=alpha, power=min(0.99, power + 0.01))[0] > plain
    assert change(error, alpha=alpha / times, power=power)[0] > plain


@given(ERRORS, st.floats(10, 1e5), st.floats(10, 1e5))
def test_more_answers_later_detect_smaller_changes(error, now, later):
    found = detectable_change(error, base=now, later_base=later)
    assert found["later_error"].item() == pytest.approx(error * math.sqrt(now / later))
    assert (found["change"].item() < change(error)[0]) == (later > now) or now == pytest.approx(later)
    assert found["change"].item() >= change(error)[0] / math.sqrt(2)


def test_a_figure_without_an_interval_has_no_detectable_change():
    errors = standard_errors([74.0, np.nan, 8.0, 5.0], [72.0, 70.0, np.nan, 5.0], [76.0, 78.0, 9.0, 5.0])
    assert list(errors["reason"]) == ["", "no figure", "no interval", "an interval without width"]
    found = detectable_change(errors["error"])
    assert found["change"].notna().to_list() == [True, False, False, False]
    assert list(found["reason"].iloc[1:]) == ["no standard error"] * 3
    assert list(found["method"]) == ["detectable change", "", "", ""]


def test_a_later_number_of_answers_that_is_not_known_is_not_made_up():
    found = detectable_change([1.0, 1.0], base=[400, 400], later_base=[400, np.nan])
    assert found["change"].isna().to_list() == [False, True]
    assert found["reason"].iloc[1] == "number of answers not known"


def test_every_method_has_its_source():
    methods = {standard_errors(1, 0, 2)["method"].item(), detectable_change(1.0)["method"].item()}
    methods.add(signal_share(np.arange(12.0), 0.1, "one")["method"].item())
    assert methods <= set(METHODS)


# The signal share


def test_between_thirteen_trials_it_is_the_estimate_of_hedges_that_metafor_prints():
    """metafor for R, rma(ai=tpos, bi=tneg, ci=cpos, di=cneg, data=dat.bcg, measure="RR", method="HE"): 0.3286."""
    a, b, c, d = np.array(BCG, dtype=float).T
    value = np.log(a / (a + b) * (c + d) / c)
    error = np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    found = signal_share(value, error, "vaccine").loc["vaccine"]
    assert found["share"] * found["variance"] == pytest.approx(0.3286, abs=5e-5)
    assert found["areas"] == 13


def test_a_planted_share_is_found_again():
    random = np.random.default_rng(7)
    truth, error = random.normal(50, 3, 20_000), 4.0
    found = signal_share(random.normal(truth, error), error, "planted")["share"].item()
    assert found == pytest.approx(9 / 25, abs=0.02)


@given(
    st.lists(st.floats(-100, 100), min_size=12, max_size=30, unique=True),
    st.floats(0, 50),
    st.floats(0.1, 10),
)
def test_it_lies_between_nothing_and_all_and_knows_no_unit(values, error, unit):
    share = signal_share(values, error, "one", minimum=2)["share"].item()
    assert 0 <= share <= 1
    scaled = signal_share(unit * np.array(values) + 7, unit * error, "one", minimum=2)["share"].item()
    assert scaled == pytest.approx(share, abs=1e-6)
    assert signal_share(values, error + 1, "one", minimum=2)["share"].item() <= share


def test_complete_counts_are_all_signal_and_pure_chance_is_none():
    assert signal_share(np.arange(20.0), 0.0, "counted")["share"].item() == 1
    assert signal_share(np.arange(20.0), 100.0, "noise")["share"].item() == 0


def test_each_series_is_told_by_itself_in_the_order_in_which_they_come():
    value = np.concatenate([np.arange(12.0), np.full(12, 5.0), np.arange(4.0)])
    series = ["work"] * 12 + ["flat"] * 12 + ["few"] * 4
    error = pd.Series(1.0, index=range(28))
    error[3] = np.nan
    found = signal_share(pd.Series(value), error, pd.Series(series))
    assert list(found.index) == ["work", "flat", "few"]
    assert list(found["areas"]) == [11, 12, 4]
    assert list(found["reason"]) == ["", "all areas have one figure", "fewer than 10 areas with an interval"]
    assert found["share"].isna().to_list() == [False, True, True]
    left = np.delete(np.arange(12.0), 3)
    assert found.at["work", "share"] == pytest.approx(1 - 1 / left.var(ddof=1))


# Bad input


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: detectable_change(0.0), "error is not above zero"),
        (lambda: detectable_change([1.0, -2.0]), "row 1"),
        (lambda: detectable_change(1.0, base=100), "Only one of the two"),
        (lambda: detectable_change(1.0, base=100, later_base=0), "later_base is not above zero"),
        (lambda: detectable_change(1.0, alpha=0.0), "between 0 and 1"),
        (lambda: detectable_change(1.0, power=1.0), "Such a power"),
        (lambda: detectable_change(1.0, power=0.05), "Such a power"),
        (lambda: detectable_change("much"), "not a number"),
        (lambda: detectable_change([1.0, np.inf]), "infinite"),
        (lambda: detectable_change([1.0, 2.0], base=[1, 2, 3], later_base=5), "different lengths"),
        (lambda: standard_errors(5, 6, 4), "above its upper end"),
        (lambda: standard_errors(5, 6, 7), "outside its own interval"),
        (lambda: standard_errors(5, 4, 6, level=95), "between 0 and 1"),
        (lambda: signal_share([1, 2], [0.1, -0.1], "one"), "negative"),
        (lambda: signal_share([1, 2], 0.1, "one", minimum=1), "at least two areas"),
        (lambda: signal_share([1, 2, 3], 0.1, ["one", "two"]), "different lengths"),
    ],
)
def test_numbers_that_cannot_bear_it_are_refused_in_words(call, words):
    with pytest.raises(StatisticError, match=words):
        call()
