"""Lancashire beside each authority, the group's mean and England: the same period, tested where it can be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarking.findings import PAIRED, finding, with_intervals

LANCASHIRE, KENT, DEVON, SOMERSET = "E10000017", "E10000016", "E10000008", "E06000066"
COUNTED = ["homelessness_duty", "temporary_accommodation"]
INTERVAL = ["difference_lower", "difference_upper"]


@pytest.fixture(scope="module")
def pairs(findings):
    return findings[findings["kind"].isin(PAIRED)]


@pytest.fixture(scope="module")
def speaking(pairs):
    return pairs[pairs["reason"] == ""]


def test_a_difference_is_the_lead_s_figure_less_the_other_of_the_same_period(speaking):
    np.testing.assert_allclose(speaking["difference"], speaking["lead_value"] - speaking["value"], atol=1e-9)
    assert (speaking["lead_period"] == speaking["period"]).all()


def test_every_figure_is_the_latest_that_was_observed(speaking, real_study):
    held = real_study.observations.set_index(["indicator", "area_code", "period"])["value"]
    alone = speaking[speaking["kind"] != "group"]
    keys = zip(alone["indicator"], alone["comparator"], alone["period"], strict=True)
    np.testing.assert_array_equal(alone["value"], held.loc[list(keys)])
    latest = held[:, LANCASHIRE].dropna().reset_index().groupby("indicator")["period"].max()
    assert (alone["lead_period"] == alone["indicator"].map(latest)).all()


def test_intervals_of_surveys_are_zou_and_donner_s_of_the_published_ones(speaking):
    tested = speaking[(speaking["basis"] == "tested") & ~speaking["indicator"].isin(COUNTED)]
    assert len(tested) > 150
    low = np.hypot(tested["lead_value"] - tested["lead_lower"], tested["upper"] - tested["value"])
    high = np.hypot(tested["lead_upper"] - tested["lead_value"], tested["value"] - tested["lower"])
    np.testing.assert_allclose(tested["difference_lower"], tested["difference"] - low, atol=1e-9)
    np.testing.assert_allclose(tested["difference_upper"], tested["difference"] + high, atol=1e-9)
    towards = np.where(tested["difference"] > 0, low, high)
    z = stats.norm.ppf(0.975) * tested["difference"].abs() / towards
    np.testing.assert_allclose(tested["p"], 2 * stats.norm.sf(z), rtol=1e-9, atol=1e-300)


def test_intervals_of_counts_are_zou_and_donner_s_of_byar_s(speaking, real_study):
    held = real_study.observations.set_index(["indicator", "area_code", "period"])
    alone = speaking[speaking["indicator"].isin(COUNTED) & (speaking["kind"] != "group")]
    assert len(alone) > 15
    z = stats.norm.ppf(0.975)
    for one in alone.itertuples():
        sides = []
        for area in (LANCASHIRE, one.comparator):
            events, base = held.loc[(one.indicator, area, one.period), ["numerator", "denominator"]]
            assert events >= 10
            more = events + 1
            lower = events * (1 - 1 / (9 * events) - z / (3 * events**0.5)) ** 3
            upper = more * (1 - 1 / (9 * more) + z / (3 * more**0.5)) ** 3
            sides.append(1000 * np.array([events, lower, upper]) / base)
        (v1, l1, u1), (v2, l2, u2) = sides
        assert one.difference_lower == pytest.approx(v1 - v2 - np.hypot(v1 - l1, u2 - v2))
        assert one.difference_upper == pytest.approx(v1 - v2 + np.hypot(u1 - v1, v2 - l2))
        assert one.method == "mover of byar from counts: year-to-year chance, not sampling"
    group = speaking[speaking["indicator"].isin(COUNTED) & (speaking["kind"] == "group")]
    assert len(group) == 2 and group["method"].str.contains("the members' count intervals").all()


def test_the_group_s_mean_is_the_plain_mean_of_the_ten(findings, real_study, registry):
    rows = real_study.observations
    rows = rows[rows["area_code"].isin(real_study.comparators)].set_index(["indicator", "period"])
    rows = rows["value"].dropna()
    groups = findings[findings["kind"] == "group"].set_index("indicator")
    meant = groups[groups["verdict"] != "not compared"]
    assert len(meant) > 70
    for indicator, row in meant.iterrows():
        values = rows.loc[[(indicator, row["lead_period"])]]
        assert row["value"] == pytest.approx(values.mean())
        assert row["median"] == pytest.approx(values.median())
        assert row["of"] == len(values) + 1 >= 8
        if registry.at[indicator, "tier"] == "by_group":
            assert np.isnan(row["place"])
        else:
            assert row["place"] == 1 + (values > row["lead_value"]).sum()


def test_the_group_s_interval_is_that_of_a_mean_of_independent_figures(findings):
    ten = findings[(findings["indicator"] == "employment_rate") & (findings["kind"] == "authority")]
    group = finding(findings, "employment_rate.vs.group")
    assert len(ten) == 10
    below = np.sqrt(((ten["value"] - ten["lower"]) ** 2).sum()) / 10
    above = np.sqrt(((ten["upper"] - ten["value"]) ** 2).sum()) / 10
    assert (group.lower, group.upper) == pytest.approx((group.value - below, group.value + above))


@pytest.mark.parametrize(("lost", "spoken"), [(3, True), (4, False)])
def test_a_group_with_fewer_than_seven_figures_has_no_mean(
    real_study, changed, compared, edited, lost, spoken
):
    without = real_study.comparators[:lost]
    gone = dict.fromkeys(["value", "lower", "upper"], np.nan)
    found = compared(changed(edited(without, "employment_rate", status="[x]", **gone)))
    row = found.set_index("id").loc["employment_rate.vs.group"]
    assert (row["verdict"] != "not compared") == spoken
    if not spoken:
        assert row["reason"] == "6 of the 10 have a figure for the same period; 7 are needed"
        assert np.isnan([row["value"], row["median"], row["place"]]).all()


def test_one_member_without_an_interval_leaves_the_group_untested(changed, compared, edited):
    rows = edited(KENT, "employment_rate", lower=np.nan, upper=np.nan)
    found = compared(changed(rows)).set_index("id")
    group, kent = found.loc["employment_rate.vs.group"], found.loc[f"employment_rate.vs.{KENT}"]
    assert group["basis"] == kent["basis"] == "published and untested"
    assert group["value"] == pytest.approx(76.46)
    assert np.isnan([group["p"], group["lower"]]).all()
    assert found.loc[f"employment_rate.vs.{DEVON}", "basis"] == "tested"


def test_lancashire_s_employment_rate_is_as_published(findings):
    kent = finding(findings, f"employment_rate.vs.{KENT}")
    lead = (kent.lead_value, kent.lead_lower, kent.lead_upper, kent.lead_period)
    assert lead == (73.7, 70.7, 76.7, "2023-01-01/P1Y")
    assert (kent.value, kent.lower, kent.upper, kent.verdict) == (75.9, 73.1, 78.7, "similar")
    arm = np.sqrt(3.0**2 + 2.8**2)
    assert (kent.difference_lower, kent.difference_upper) == pytest.approx((-2.2 - arm, -2.2 + arm))


@pytest.mark.parametrize("code", [KENT, "E10000034"])
def test_kent_and_worcestershire_are_not_compared_on_homelessness_since_a_district_lacks_a_figure(
    findings, code
):
    row = finding(findings, f"homelessness_duty.vs.{code}")
    assert (row.verdict, row.reason) == ("not compared", "no figure: not available")


def test_a_figure_of_another_period_is_not_compared_and_says_which_there_is(real_study, changed, compared):
    rows = real_study.observations
    newest = (rows["area_code"] == KENT) & (rows["period"] == "2023-01-01/P1Y")
    found = compared(changed(rows[~(newest & (rows["indicator"] == "employment_rate"))])).set_index("id")
    kent = found.loc[f"employment_rate.vs.{KENT}"]
    assert kent["verdict"] == "not compared"
    assert kent["reason"] == "no figure for the same period: latest is 2022"
    assert np.isnan([kent["value"], kent["difference"], kent["p"]]).all()


def test_a_suppressed_figure_says_that_it_is_confidential(changed, compared, edited):
    gone = dict.fromkeys(["value", "lower", "upper"], np.nan)
    found = compared(changed(edited(KENT, "social_contact_carers", status="[c]", **gone))).set_index("id")
    assert found.loc[f"social_contact_carers.vs.{KENT}", "reason"] == "no figure: confidential"


def test_an_indicator_without_a_figure_for_the_lead_says_so(findings, changed, compared, edited):
    without = compared(changed(edited(LANCASHIRE, "mixed_partnerships", value=np.nan, status="[x]")))
    reasons = without.set_index("id")["reason"]
    assert reasons[f"mixed_partnerships.vs.{SOMERSET}"] == "no figure for Lancashire"
    assert finding(findings, f"get_on_well.vs.{SOMERSET}").reason == "no figures held for this indicator"


def test_two_chosen_councils_make_a_group_of_two(of_two, findings):
    pairs = of_two[of_two["kind"].isin(PAIRED)]
    assert set(pairs["comparator"]) == {KENT, DEVON, "group", "E92000001"}
    group = finding(of_two, "employment_rate.vs.group")
    assert group.value == pytest.approx((75.9 + 79.4) / 2)
    assert (group.comparator_name, group.of) == ("2 chosen authorities", 3)
    name = f"employment_rate.vs.{KENT}"
    assert finding(of_two, name).p == finding(findings, name).p


def test_a_single_council_makes_no_group(of_one):
    groups = of_one[of_one["kind"] == "group"]
    assert (groups["verdict"] == "not compared").all()
    group = finding(of_one, "employment_rate.vs.group")
    assert group.reason == "a mean needs 2 authorities or more, and the group has 1"
    assert finding(of_one, f"employment_rate.vs.{KENT}").verdict == "similar"


def test_a_group_that_holds_the_lead_is_compared_without_it(changed, compared, of_two):
    study = changed(comparison_group=[KENT, LANCASHIRE, DEVON])
    assert study.comparators == [KENT, DEVON]
    found = compared(study).set_index("id")
    same = of_two[of_two["kind"].isin(PAIRED)].set_index("id")
    assert LANCASHIRE not in set(found["comparator"])
    np.testing.assert_allclose(found.loc[same.index, "difference"], same["difference"])


def test_a_mean_of_figures_does_not_hold_the_lead_s_own(changed, compared, edited):
    moved = compared(changed(edited(LANCASHIRE, "child_poverty", value=90.0))).set_index("id")
    usual = compared(changed()).set_index("id")
    assert moved.at["child_poverty.vs.group", "value"] == usual.at["child_poverty.vs.group", "value"]
    assert moved.at["child_poverty.vs.group", "lead_value"] == 90


def test_only_what_the_basis_allows_has_an_interval(real_study, registry):
    rows = with_intervals(real_study.observations, real_study.reference, 0.95)
    basis = rows["indicator"].map(registry["basis"])
    none = basis.isin(["complete count", "published figure"])
    assert none.sum() > 50_000
    assert rows.loc[none, ["lower", "upper"]].isna().all(axis=None)
    has = rows["lower"].notna()
    assert (rows.loc[has, "interval_method"] != "").all()
    published = has & basis.isin(["survey", "modelled"])
    pd.testing.assert_frame_equal(
        rows.loc[published, ["lower", "upper"]], real_study.observations.loc[published, ["lower", "upper"]]
    )
    counted = rows[has & (basis == "administrative count")]
    assert set(counted["interval_method"]) == {"byar", "exact poisson"}
    assert (counted["lower"] <= counted["value"] + 1e-9).all()
    assert (counted["value"] <= counted["upper"] + 1e-9).all()


@pytest.mark.parametrize("level", [0.8, 0.99])
def test_a_published_interval_is_rescaled_by_normal_quantiles(real_study, level):
    rows = real_study.observations
    rows = rows[(rows["indicator"] == "employment_rate") & rows["lower"].notna()]
    scaled = with_intervals(rows, real_study.reference, level)
    factor = stats.norm.ppf((1 + level) / 2) / stats.norm.ppf(0.975)
    np.testing.assert_allclose(scaled["value"] - scaled["lower"], factor * (rows["value"] - rows["lower"]))
    np.testing.assert_allclose(scaled["upper"] - scaled["value"], factor * (rows["upper"] - rows["value"]))
    assert set(scaled["interval_method"]) == {f"published interval rescaled to {100 * level:g}%"}


def test_grossed_numbers_of_people_never_make_an_interval(changed, compared, edited):
    grossed = {"numerator": 547_000.0, "denominator": 742_000.0}
    share, people = 547 / 742, 742_000.0
    arm = stats.norm.ppf(0.975) * np.sqrt(share * (1 - share) / people)
    assert (100 * (share - arm), 100 * (share + arm)) == pytest.approx((73.6, 73.8), abs=0.05)

    usual = compared(changed()).set_index("id")
    found = compared(changed(edited([LANCASHIRE, KENT], "employment_rate", **grossed))).set_index("id")
    pd.testing.assert_frame_equal(found[usual.columns], usual.assign(**_grossed(found)), check_dtype=False)
    kent = found.loc[f"employment_rate.vs.{KENT}"]
    assert (kent["lead_lower"], kent["lead_upper"]) == (70.7, 76.7)
    assert np.isnan(kent["lead_base"])

    none = {"lower": np.nan, "upper": np.nan}
    bare = compared(changed(edited([LANCASHIRE, KENT], "employment_rate", **grossed, **none)))
    kent = bare.set_index("id").loc[f"employment_rate.vs.{KENT}"]
    assert kent["basis"] == "published and untested"
    assert np.isnan([kent["lead_lower"], kent["lower"], *kent[INTERVAL], kent["p"]]).all()


def _grossed(found: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns in which the numbers of people themselves stand."""
    return {name: found[name] for name in ("lead_numerator", "lead_denominator", "numerator", "denominator")}
