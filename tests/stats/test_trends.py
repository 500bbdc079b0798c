from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, change, difference, trend

FIVE = [2019, 2020, 2021, 2022, 2023]


def years(first, **columns):
    """One council's yearly figures, with the days on which each year starts and ends."""
    size = len(next(iter(columns.values())))
    span = np.arange(first, first + size)
    days = {"start": [f"{year}-04-01" for year in span], "end": [f"{year + 1}-03-31" for year in span]}
    return pd.DataFrame({"area": "council", **days, **columns})


def surveyed(values, arm=1.0, first=2019):
    values = np.array(values, dtype=float)
    return years(first, value=values, lower=values - arm, upper=values + arm)


@pytest.fixture
def social_contact(golden):
    rows = golden("fingertips-recent-trend.csv")
    starts, ends = rows["year"].astype(str) + "-04-01", (rows["year"] + 1).astype(str) + "-03-31"
    return rows.assign(start=starts, end=ends)


def test_all_157_published_judgements_on_intervals_are_met_on_the_three_points_that_have_them(social_contact):
    """Fingertips asks for five points and judged these on three: only those carry an interval."""
    published = social_contact.groupby("area")["published"].first()
    ours = trend(social_contact, points=3, polarity="higher_is_better")
    words = {"No significant change": "no clear change", "Increasing and getting better": "improving"}
    judged = ours[ours["method"] == "weighted trend"]
    assert len(judged) == 157
    assert judged["trend"].tolist() == published[judged.index].map(words).tolist()
    assert judged.index[judged["trend"] == "improving"].tolist() == ["E08000016"]


def test_the_ten_published_judgements_on_no_interval_at_all_are_too_few_points_here(social_contact):
    ours = trend(social_contact, points=3)
    unjudged = ours[ours["trend"] == "too few points"]
    assert len(unjudged) == 10
    assert unjudged.index.str.contains("decile").all()
    assert set(unjudged["reason"]) == {"0 of 3 points with an interval"}


def test_by_the_rule_of_five_points_none_of_the_167_published_judgements_could_be_made(social_contact):
    ours = trend(social_contact)
    assert len(ours) == 167
    assert set(ours["trend"]) == {"too few points"}


def test_the_published_judgements_were_not_made_on_the_grossed_counts_which_would_turn_51_of_them(
    social_contact,
):
    """The counts are weighted estimates of service users: taken as counted, they make change out of noise."""
    ours = trend(social_contact, kind="proportion", per=100)
    published = social_contact.groupby("area")["published"].first()
    assert (published[ours.index[ours["trend"] != "no clear change"]] == "No significant change").all()
    assert ours["trend"].value_counts().to_dict() == {
        "no clear change": 116,
        "increasing": 37,
        "decreasing": 14,
    }
    assert ours.loc["E08000016", "reason"] == "one point decides the direction"


def test_smokers_among_patients_have_the_p_value_that_r_prints_for_prop_trend_test():
    """prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82)): X-squared = 8.2249, df = 1, p-value = 0.004132."""
    smokers = years(2001, count=[83, 90, 129, 70], base=[86, 93, 136, 82])
    ours = trend(smokers, kind="proportion", points=4, alpha=0.01).loc["council"]
    assert round(ours["p"], 6) == 0.004132
    assert ours["direction"] == "decreasing"


def test_the_slope_and_its_p_value_are_those_of_statsmodels_weighted_least_squares():
    random = np.random.default_rng(4)
    values, arms = random.normal(50, 3, 5), random.uniform(0.5, 3, 5)
    ours = trend(surveyed(values, arms)).loc["council"]
    weights = (1.959963984540054 / arms) ** 2
    fit = sm.WLS(values, sm.add_constant(np.array(FIVE)), weights=weights).fit(
        cov_type="fixed scale", use_t=False
    )
    np.testing.assert_allclose(ours["slope"], fit.params[1], rtol=1e-9)
    np.testing.assert_allclose(ours["p"], fit.pvalues[1], rtol=1e-7)
    np.testing.assert_allclose([ours["lower"], ours["upper"]], fit.conf_int(0.002)[1], rtol=1e-7)


@pytest.mark.parametrize(
    ("kind", "family"), [("proportion", sm.families.Binomial), ("rate", sm.families.Poisson)]
)
def test_the_p_value_of_counts_is_that_of_statsmodels_score_test(kind, family):
    count, base = np.array([40, 55, 61, 80, 92]), np.array([400, 420, 390, 450, 440])
    ours = trend(years(2019, count=count, base=base), kind=kind).loc["council"]
    answer = np.column_stack([count, base - count]) if kind == "proportion" else count
    extra = {} if kind == "proportion" else {"exposure": base}
    none = sm.GLM(answer, np.ones(5), family=family(), **extra).fit(tol=1e-14)
    statistic, p = none.score_test(exog_extra=np.array(FIVE, dtype=float)[:, None] - 2021)
    np.testing.assert_allclose(ours["p"], p, rtol=1e-6)
    assert statistic > 0
    assert ours["method"] == f"trend of {kind}s"
    assert ours["method"] in METHODS


def test_a_council_that_rises_by_two_points_a_year_is_increasing_and_better_or_worse_by_polarity():
    rising = surveyed([40, 42, 44, 46, 48])
    plain, good, bad = (
        trend(rising, polarity=word).loc["council"]
        for word in ("no_judgement", "higher_is_better", "lower_is_better")
    )
    assert round(plain["slope"], 9) == 2
    assert (plain["points"], plain["first"].year, plain["last"].year) == (5, 2019, 2023)
    assert (plain["direction"], plain["trend"]) == ("increasing", "increasing")
    assert (good["direction"], good["trend"]) == ("increasing", "improving")
    assert (bad["direction"], bad["trend"]) == ("increasing", "worsening")
    falling = trend(surveyed([48, 46, 44, 42, 40]), polarity="lower_is_better").loc["council"]
    assert (falling["direction"], falling["trend"]) == ("decreasing", "improving")


def test_a_single_leap_is_no_trend():
    leap = trend(surveyed([40, 39.9, 39.8, 39.7, 60])).loc["council"]
    assert leap["p"] < 0.002
    assert leap["trend"] == "no clear change"
    assert leap["reason"] == "one point decides the direction"


def test_only_the_latest_five_points_count_however_the_rows_are_ordered():
    long = surveyed([90, 10, 90, 40, 42, 44, 46, 48], first=2016)
    pd.testing.assert_frame_equal(
        trend(long.sample(frac=1, random_state=2)), trend(surveyed([40, 42, 44, 46, 48]))
    )


def test_a_year_without_a_figure_is_stepped_over_and_time_runs_on():
    gap = surveyed([40, 42, np.nan, 46, 48, 50])
    ours = trend(gap).loc["council"]
    assert ours["points"] == 5
    assert round(ours["slope"], 9) == 2


def test_rolling_three_year_periods_count_only_where_they_do_not_overlap():
    rolling = surveyed(np.arange(13.0), first=2010).assign(
        end=[f"{year}-03-31" for year in range(2013, 2026)]
    )
    ours = trend(rolling).loc["council"]
    assert (ours["points"], ours["first"].year, ours["last"].year) == (5, 2010, 2022)
    assert trend(rolling.iloc[1:]).loc["council", "reason"] == "4 of 5 points with an interval"


def test_quarters_count_once_a_year():
    starts = pd.date_range("2019-01-01", periods=20, freq="QS")
    values = np.arange(20.0)
    quarters = pd.DataFrame(
        {"area": "council", "start": starts, "end": starts + pd.offsets.QuarterEnd(0), "value": values}
    ).assign(lower=values - 1, upper=values + 1)
    ours = trend(quarters).loc["council"]
    assert (ours["points"], ours["first"].month, ours["last"].month) == (5, 10, 10)
    assert round(ours["slope"], 9) == 4


def test_points_before_a_break_are_dropped_and_the_reason_names_the_break():
    eight = surveyed([10, 10, 10, 40, 42, 44, 46, 48], first=2016)
    kept = trend(eight, breaks=["2019-04-01"]).loc["council"]
    short = trend(eight, breaks=["2016-04-01", "2021-04-01"]).loc["council"]
    later = trend(eight, breaks=["2030-04-01"]).loc["council"]
    assert kept["trend"] == "increasing"
    assert short["trend"] == "too few points"
    assert short["reason"] == "3 of 5 points with an interval since the break of 2021-04-01"
    assert later["points"] == 5


def test_breaks_and_polarity_are_each_indicators_own():
    both = pd.concat(
        [surveyed([40, 42, 44, 46, 48]).assign(indicator=name) for name in ("absence", "trust")],
        ignore_index=True,
    )
    ours = trend(both, breaks={"absence": ["2022-04-01"]}, polarity={"trust": "higher_is_better"})
    assert ours.index.tolist() == [("absence", "council"), ("trust", "council")]
    assert ours["trend"].tolist() == ["too few points", "improving"]


@pytest.mark.parametrize(
    ("kind", "counts"), [("proportion", [0] * 5), ("proportion", [90] * 5), ("rate", [0] * 5)]
)
def test_counts_of_none_or_all_do_not_move(kind, counts):
    ours = trend(years(2019, count=counts, base=[90] * 5), kind=kind).loc["council"]
    assert (ours["slope"], ours["p"], ours["trend"]) == (0, 1, "no clear change")
    assert np.isnan(ours["lower"])
    assert ours["reason"] == "no count varies: it is none, or all, of every base"


def test_the_same_figure_five_times_is_no_clear_change():
    ours = trend(surveyed([42.7] * 5, arm=np.array([1.0, 2, 3, 2, 1]))).loc["council"]
    assert abs(ours["slope"]) < 1e-12
    assert ours["p"] == pytest.approx(1)
    assert (ours["trend"], ours["reason"]) == ("no clear change", "")


def test_an_interval_without_width_is_not_counted():
    flat = surveyed([40, 42, 44, 46, 48], arm=np.array([1, 1, 0, 1, 1]))
    assert trend(flat).loc["council", "reason"] == "4 of 5 points with an interval"


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 10)), min_size=5, max_size=5),
    st.sampled_from([0.001, 0.002, 0.05, 0.3]),
)
def test_the_slopes_interval_excludes_zero_exactly_where_its_p_value_counts(points, alpha):
    values, arms = map(np.array, zip(*points, strict=True))
    ours = trend(surveyed(values, arms), alpha=alpha).loc["council"]
    assume(abs(ours["p"] - alpha) > 1e-9)
    assert ((ours["lower"] > 0) or (ours["upper"] < 0)) == (ours["p"] < alpha)
    if ours["direction"] in ("increasing", "decreasing"):
        assert ours["p"] < alpha
    else:
        assert trend(surveyed(values, arms), alpha=alpha / 2).loc["council", "direction"] == "no clear change"


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 10)), min_size=5, max_size=5))
def test_a_series_upside_down_goes_the_other_way(points):
    values, arms = map(np.array, zip(*points, strict=True))
    ours, mirror = trend(surveyed(values, arms)).loc["council"], trend(surveyed(-values, arms)).loc["council"]
    opposite = {"increasing": "decreasing", "decreasing": "increasing"}
    assert mirror["slope"] == -ours["slope"]
    assert mirror["direction"] == opposite.get(ours["direction"], ours["direction"])


def test_steady_councils_are_called_moving_less_than_twice_in_a_thousand():
    random, councils = np.random.default_rng(6), 20_000
    values = random.normal(50, 1, (councils, 5))
    steady = pd.concat(
        [
            surveyed(values[:, at], 1.959963984540054, 2019 + at).assign(
                **dict(zip(("start", "end"), year, strict=True))
            )
            for at, year in enumerate((f"{y}-04-01", f"{y + 1}-03-31") for y in FIVE)
        ]
    ).assign(area=np.tile(np.arange(councils), 5))
    ours = trend(steady)
    assert abs((ours["p"] < 0.002).mean() - 0.002) < 4 * np.sqrt(0.002 / councils)
    assert 0 < (ours["trend"] != "no clear change").sum() <= (ours["p"] < 0.002).sum()


def test_change_is_the_later_less_the_earlier_figure():
    earlier, later = (40.0, 38.0, 43.0), (45.0, 44.0, 47.0)
    ours, forwards = change(earlier, later), difference(later, earlier)
    np.testing.assert_allclose(
        ours[["change", "lower", "upper", "p"]], forwards[["difference", "lower", "upper", "p"]], rtol=1e-12
    )
    assert ours["method"].tolist() == ["mover"]


def test_change_without_an_interval_is_untested_and_without_a_figure_says_which():
    ours = change(([40, np.nan], [np.nan] * 2, [np.nan] * 2), ([45, 45], [44, 44], [46, 46]))
    assert ours["method"].tolist() == ["untested", ""]
    assert ours.loc[0, "change"] == 5
    assert ours["reason"].tolist() == ["no interval on the first side", "no figure on the first side"]


@pytest.mark.parametrize(
    ("series", "settings", "message"),
    [
        (surveyed([1, 2]).drop(columns="end"), {}, "lack end"),
        (surveyed([1, 2]).drop(columns="area"), {}, "lack area and indicator"),
        (surveyed([1, 2]).iloc[:0], {}, "lack rows"),
        (surveyed([1, 2]).assign(start="2019-04-01"), {}, "start on the same day"),
        (surveyed([1, 2]).assign(end="2001-04-01"), {}, "ends before it starts"),
        (surveyed([1, 2]).assign(lower=5.0), {}, "above its upper end"),
        (surveyed([1, 2]).assign(upper=1.5), {}, "outside its own interval"),
        (surveyed([1, 2]), {"points": 2}, "at least three points"),
        (surveyed([1, 2]), {"kind": "mean"}, "Unknown kind"),
        (surveyed([1, 2]), {"polarity": "good"}, "Unknown polarity"),
        (surveyed([1, 2]), {"breaks": {"trust": []}}, "needs a column `indicator`"),
        (years(2019, count=[5], base=[4]), {"kind": "proportion"}, "cannot have come from its base"),
        (years(2019, count=[5], base=[0]), {"kind": "rate"}, "cannot have come from its base"),
        (years(2019, count=[-5], base=[4]), {"kind": "rate"}, "negative"),
    ],
)
def test_series_that_cannot_be_judged_are_refused(series, settings, message):
    with pytest.raises(StatisticError, match=message):
        trend(series, **settings)
