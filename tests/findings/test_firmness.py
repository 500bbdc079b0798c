"""Whether another choice would have said otherwise: each check made again by changing the study itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from benchmarking.findings import PAIRED, SINCE, compare, finding
from benchmarking.findings.periods import last_day

LANCASHIRE, KENT, DEVON = "E10000017", "E10000016", "E10000008"
COUNTED = ["homelessness_duty", "temporary_accommodation"]


@pytest.fixture(scope="module")
def tested(findings):
    return findings[(findings["basis"] == "tested") & (findings["kind"] != "rank")].set_index("id")


def exact_side(events: float, base: float) -> np.ndarray:
    """A rate per 1,000 with its exact Poisson limits."""
    lower = stats.chi2.ppf(0.025, 2 * events) / 2
    upper = stats.chi2.ppf(0.975, 2 * events + 2) / 2
    return 1000 * np.array([events, lower, upper]) / base


def exact_p(lead: np.ndarray, other: np.ndarray) -> float:
    (v1, l1, u1), (v2, l2, u2) = lead, other
    arm = np.hypot(v1 - l1, u2 - v2) if v1 > v2 else np.hypot(u1 - v1, v2 - l2)
    return float(2 * stats.norm.sf(stats.norm.ppf(0.975) * abs(v1 - v2) / arm))


@pytest.fixture(scope="module")
def with_exact_intervals(tested, real_study) -> pd.Series:
    """The verdicts of findings from counts, with exact Poisson limits on both sides."""
    held = real_study.observations.set_index(["indicator", "area_code", "period"])

    def side(indicator, area, period):
        events, base = held.loc[(indicator, area, period), ["numerator", "denominator"]].astype(float)
        return exact_side(events, base)

    p = tested["p"].copy()
    for name, row in tested[tested["indicator"].isin(COUNTED)].iterrows():
        lead = side(row["indicator"], LANCASHIRE, row["lead_period"])
        if row["kind"] == "group":
            key = [(row["indicator"], code, row["lead_period"]) for code in real_study.comparators]
            members = [side(*one) for one in key if one in held.index and held.at[one, "value"] > 0]
            assert len(members) == row["of"] - 1
            value, lower, upper = np.array(members).T
            mean = value.mean()
            below, above = (np.sqrt(((value - end) ** 2).sum()) / len(value) for end in (lower, upper))
            other = np.array([mean, mean - below, mean + above])
        else:
            other = side(row["indicator"], row["comparator"], row["period"])
        p[name] = exact_p(lead, other)
    counted = tested[tested["indicator"].isin(COUNTED)]
    for kind in counted["kind"].unique():
        family = tested.index[tested["kind"] == kind]
        p[family] = multipletests(p[family], method="fdr_bh")[1]
    better = np.where(counted["difference"] < 0, "better", "worse")
    return pd.Series(np.where(p[counted.index] < 0.05, better, "similar"), index=counted.index)


@pytest.fixture(scope="module")
def made_again(tested, plain, holm, strict, with_exact_intervals, changed, compared, real_study):
    """Every tested finding's verdict under every other choice that bears on it, one column a choice."""
    again = pd.DataFrame(index=tested.index)
    again["without adjustment"] = plain.set_index("id")["verdict"]
    again["with Holm's adjustment"] = holm.set_index("id")["verdict"]
    not_trends = tested.index[tested["kind"] != "trend"]
    again["at 99%"] = strict.set_index("id")["verdict"].reindex(not_trends)
    again["with exact intervals"] = with_exact_intervals
    groups = tested[tested["kind"] == "group"]
    for code in real_study.comparators:
        without = compared(
            changed(comparison_group=[other for other in real_study.comparators if other != code])
        )
        name = f"without {real_study.name(code)}"
        again[name] = without.set_index("id")["verdict"].reindex(groups.index)
        nothing = without.set_index("id").reindex(groups.index)["of"] == groups["of"]
        again.loc[groups.index[nothing], name] = np.nan
    return again


def test_what_turns_a_finding_is_what_turns_it_when_the_study_itself_is_changed(tested, made_again):
    turned = made_again.notna() & made_again.ne(tested["verdict"], axis=0)
    expected = ["; ".join(turned.columns[row]) for row in turned.to_numpy()]
    assert list(tested["turned_by"]) == expected
    assert turned.sum().gt(0)[["without adjustment", "with Holm's adjustment", "at 99%"]].all()
    assert turned.loc[:, turned.columns.str.startswith("without ")].iloc[:, 1:].any(axis=None)


def test_the_checks_are_counted_and_those_passed_too(tested, made_again):
    turned = made_again.notna() & made_again.ne(tested["verdict"], axis=0)
    np.testing.assert_array_equal(tested["checks"], made_again.notna().sum(axis=1))
    np.testing.assert_array_equal(tested["checks_passed"], tested["checks"] - turned.sum(axis=1))


def test_every_tested_finding_is_stable_or_fragile_and_says_what_turns_it(tested):
    assert set(tested["firmness"]) == {"stable", "fragile"}
    stable = tested["firmness"] == "stable"
    np.testing.assert_array_equal(stable, tested["turned_by"] == "")
    np.testing.assert_array_equal(stable, tested["checks"] == tested["checks_passed"])
    assert stable.sum() > 100 and (~stable).sum() > 40


def test_how_many_checks_there_are_follows_from_what_was_tested(tested):
    extra = tested["indicator"].isin(COUNTED).astype(int)
    alone = tested["kind"].isin(["authority", "reference", *SINCE])
    np.testing.assert_array_equal(tested.loc[alone, "checks"], 3 + extra[alone])
    group = tested["kind"] == "group"
    np.testing.assert_array_equal(tested.loc[group, "checks"], (3 + extra + tested["of"] - 1)[group])
    assert (tested.loc[tested["kind"] == "trend", "checks"] == 2).all()


def test_employment_beside_the_group_turns_when_birmingham_is_left_out(findings, changed, compared):
    row = finding(findings, "employment_rate.vs.group")
    assert (row.verdict, row.firmness, row.turned_by) == ("similar", "fragile", "without Birmingham")
    assert (row.checks, row.checks_passed) == (13, 12)
    nine = [code for code in changed().comparators if changed().name(code) != "Birmingham"]
    without = compared(changed(comparison_group=nine)).set_index("id").loc["employment_rate.vs.group"]
    assert (without["verdict"], without["of"]) == ("worse", 10)


def test_a_study_at_99_percent_has_no_check_at_99_percent(strict):
    tested = strict[(strict["basis"] == "tested") & strict["kind"].isin(["authority", *SINCE])]
    surveys = tested[~tested["indicator"].isin(COUNTED)]
    assert (surveys["checks"] == 2).all() and len(surveys) > 100
    assert not strict["turned_by"].str.contains("at 99%").any()
    assert strict["turned_by"].str.contains("without adjustment").any()


def test_a_study_without_adjustment_is_checked_with_both_adjustments(plain, findings, holm):
    tested = plain[(plain["basis"] == "tested") & (plain["kind"] == "authority")].set_index("id")
    surveys = tested[~tested["indicator"].isin(COUNTED)]
    assert (surveys["checks"] == 3).all()
    words = plain["turned_by"].str.split("; ").explode()
    assert "without adjustment" not in set(words)
    for frame, name in (
        (findings, "with Benjamini and Hochberg's adjustment"),
        (holm, "with Holm's adjustment"),
    ):
        turned = tested["turned_by"].str.contains(name)
        other = frame.set_index("id").loc[tested.index, "verdict"]
        np.testing.assert_array_equal(turned, tested["verdict"] != other)
        assert turned.any()


def test_a_group_of_two_is_not_checked_without_one_of_them(of_two):
    groups = of_two[(of_two["kind"] == "group") & (of_two["basis"] == "tested")]
    assert len(groups) > 10
    counted = groups["indicator"].isin(COUNTED)
    np.testing.assert_array_equal(groups["checks"], 3 + counted)
    assert not groups["turned_by"].str.contains("without Kent|without Devon").any()


def test_a_group_of_one_has_no_firmness_but_its_member_has(of_one):
    groups = of_one[of_one["kind"] == "group"]
    assert (groups["firmness"] == "").all() and groups["checks"].isna().all()
    kent = finding(of_one, f"median_weekly_pay.vs.{KENT}")
    assert kent.firmness in ("stable", "fragile") and kent.checks == 3


def test_leaving_one_of_seven_out_is_still_a_check(changed, edited, real_study):
    """Of ten, seven must have a figure; with one of the seven left out the mean of six is a check."""
    gone = dict.fromkeys(["value", "lower", "upper"], np.nan)
    rows = edited(real_study.comparators[:3], "employment_rate", status="[x]", **gone)
    row = finding(compare(changed(rows)), "employment_rate.vs.group")
    assert (row.of, row.checks) == (8, 3 + 7)


def test_the_verdict_before_is_that_of_the_study_without_what_came_since(
    findings, changed, compared, real_study
):
    rows = real_study.observations
    lead = rows[(rows["area_code"] == LANCASHIRE) & rows["value"].notna()]
    since = findings[findings["kind"] == "since_previous"].set_index("indicator")
    latest = lead.groupby("indicator")["period"].max()
    start = pd.to_datetime(lead["period"].str[:10])
    newest = pd.to_datetime(lead["indicator"].map(latest).str[:10])
    ended = pd.to_datetime(lead["period"].map(last_day))
    earlier = (start <= newest - pd.Timedelta(days=350)) & (ended < newest)
    own = rows["area_code"] == LANCASHIRE
    before = compared(changed(pd.concat([rows[~own], lead[earlier]], ignore_index=True)))
    before = before[before["verdict"] != "not compared"].set_index("id")
    pairs = findings[findings["kind"].isin(PAIRED)].set_index("id")
    expected = before.reindex(pairs.index)
    assert list(pairs["previous_verdict"]) == list(expected["verdict"].fillna(""))
    assert list(pairs["previous_period"]) == list(expected["lead_period"].fillna(""))
    assert (pairs["previous_verdict"] != "").sum() > 500
    assert set(since.loc[since["reason"] == "", "period"]) >= set(pairs["previous_period"]) - {""}


def test_the_verdict_before_stands_beside_pairs_only_and_is_no_check(findings):
    others = findings[~findings["kind"].isin(PAIRED)]
    assert (others[["previous_period", "previous_verdict"]] == "").all(axis=None)
    pairs = findings[findings["kind"].isin(PAIRED)]
    turned = (
        (pairs["previous_verdict"] != "")
        & (pairs["previous_verdict"] != pairs["verdict"])
        & (pairs["firmness"] == "stable")
    )
    assert turned.any()


def test_a_study_that_tests_nothing_has_no_firmness_and_no_error(real_study, changed):
    rows = real_study.observations.assign(lower=np.nan, upper=np.nan, numerator=np.nan)
    found = compare(changed(rows))
    assert not (found["basis"] == "tested").any()
    assert (found["firmness"] == "").all() and found["checks"].isna().all()
    assert (found["verdict"] != "not compared").sum() > 1_000
