"""Verdicts: by interval, adjusted p-value and polarity; each kind a family; circumstances never judged."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from benchmarking.findings import PAIRED, SINCE, finding, number

JUDGED_WORDS = ["better", "worse", "similar", "improving", "worsening", "increasing", "decreasing"]
FAMILIES = {"authority", "group", "reference", "since_previous", "since_baseline", "trend"}
LANCASHIRE = "E10000017"


@pytest.fixture(scope="module")
def tested(findings):
    return findings[(findings["basis"] == "tested") & findings["kind"].isin([*PAIRED, *SINCE])]


def test_circumstances_and_early_warnings_are_never_judged_or_tested(findings, registry):
    tier = findings["indicator"].map(registry["tier"])
    unjudged = findings[~tier.isin(["headline", "supporting"])]
    assert {"context", "early_warning", "component", "baseline", "by_group"} <= set(tier)
    assert not unjudged["verdict"].isin(JUDGED_WORDS).any()
    assert not unjudged["verdict_unadjusted"].isin(JUDGED_WORDS).any()
    assert unjudged[["p", "p_adjusted", "family_size"]].isna().all(axis=None)
    assert (unjudged["basis"] != "tested").all()
    assert not (unjudged["kind"].isin(["trend", "expected"]) & (unjudged["reason"] == "")).any()


def test_only_surveys_models_and_counts_of_events_are_tested(findings, registry):
    basis = findings["indicator"].map(registry["basis"])
    tested = findings["basis"] == "tested"
    assert set(basis[tested]) == {"survey", "modelled", "administrative count"}
    counted = findings[findings["basis"] == "complete count"]
    assert len(counted) > 100 and (counted["indicator"].map(registry["basis"]) == "complete count").all()


def test_a_verdict_agrees_with_its_interval_its_p_and_its_polarity(tested, registry):
    polarity = tested["indicator"].map(registry["polarity"])
    pounds = tested["indicator"].map(registry["unit"]).eq("£") & tested["kind"].isin(SINCE)
    excludes_zero = (tested["difference_lower"] > 0) | (tested["difference_upper"] < 0)
    np.testing.assert_array_equal(excludes_zero, tested["p"] < 0.05)
    np.testing.assert_array_equal(excludes_zero, tested["verdict_unadjusted"] != "similar")
    np.testing.assert_array_equal(tested["p_adjusted"] < 0.05, tested["verdict"] != "similar")
    good = (tested["difference"] > 0) == (polarity == "higher_is_better")
    word = np.where(
        pounds,
        np.where(tested["difference"] > 0, "higher", "lower"),
        np.where(good, "better", "worse"),
    )
    for name, moved in (("verdict", tested["p_adjusted"] < 0.05), ("verdict_unadjusted", excludes_zero)):
        assert moved.sum() > 50
        np.testing.assert_array_equal(tested.loc[moved, name], word[moved])


def test_what_the_adjustment_takes_away_is_noted_with_the_family_s_size(tested):
    lost = (tested["verdict_unadjusted"] != "similar") & (tested["verdict"] == "similar")
    assert set(tested.loc[lost, "kind"]) == set(PAIRED) | set(SINCE)
    np.testing.assert_array_equal(tested["note"].str.contains("not firm"), lost)
    for one in tested[lost].itertuples():
        assert one.note.endswith(f"not firm after adjusting for {one.family_size:.0f} comparisons")


def test_untested_words_follow_the_sign_and_the_materiality(findings, registry):
    untested = findings[
        findings["basis"].isin(["complete count", "published and untested"]) & (findings["kind"] != "rank")
    ]
    assert set(untested["kind"]) == set(PAIRED) | set(SINCE)
    within = untested["indicator"].map(registry["materiality"]).fillna(0)
    alike = [
        number(mine, places) == number(theirs, places)
        for mine, theirs, places in zip(
            untested["lead_value"],
            untested["value"],
            untested["indicator"].map(registry["decimals"]),
            strict=True,
        )
    ]
    close = (untested["difference"].abs() <= within + 1e-9) | np.array(alike)
    expected = np.where(close, "close", np.where(untested["difference"] > 0, "higher", "lower"))
    np.testing.assert_array_equal(untested["verdict"], expected)
    np.testing.assert_array_equal(untested["verdict_unadjusted"], expected)


def test_each_kind_is_a_family_adjusted_once_by_benjamini_and_hochberg(findings):
    families = findings[findings["p"].notna()].groupby("kind")
    assert set(families.groups) == FAMILIES
    for kind, family in families:
        expected = multipletests(family["p"].to_numpy(), method="fdr_bh")[1]
        np.testing.assert_allclose(family["p_adjusted"], expected, rtol=1e-12)
        assert (family["family_size"] == len(family)).all(), kind
        assert not family.duplicated(["indicator", "comparator"]).any(), kind


def test_an_indicator_that_several_frameworks_print_is_in_a_family_once(findings, registry):
    cited = registry["frameworks"].str.findall(r"(cantle|casey|khan):").map(set).map(len)
    group = findings[(findings["kind"] == "group") & findings["p"].notna()]
    assert (group["indicator"].map(cited) >= 2).any()
    assert group["indicator"].is_unique


def test_holm_s_adjustment_is_that_of_statsmodels(holm):
    families = holm[holm["p"].notna()].groupby("kind")
    assert set(families.groups) == FAMILIES
    for _, family in families:
        expected = multipletests(family["p"].to_numpy(), method="holm")[1]
        np.testing.assert_allclose(family["p_adjusted"], expected, rtol=1e-12)


def test_without_adjustment_every_verdict_is_the_unadjusted_one(plain, findings):
    assert (plain["verdict"] == findings["verdict_unadjusted"]).all()
    assert not plain["note"].str.contains("not firm").any()
    p = plain["p"].notna()
    np.testing.assert_array_equal(plain.loc[p, "p_adjusted"], plain.loc[p, "p"])


def test_a_higher_level_of_confidence_never_finds_more(findings, strict):
    assert (strict["id"] == findings["id"]).all()
    tested = (findings["basis"] == "tested") & findings["kind"].isin([*PAIRED, *SINCE])
    np.testing.assert_array_equal(findings["basis"], strict["basis"])
    found, still = (frame["verdict_unadjusted"] != "similar" for frame in (findings, strict))
    assert not (still & ~found)[tested].any()
    assert (found & ~still)[tested].any()
    wide = strict["difference_upper"] - strict["difference_lower"]
    assert (wide > findings["difference_upper"] - findings["difference_lower"])[tested].all()
    np.testing.assert_array_equal(still[tested], strict.loc[tested, "p"] < 0.01)
    of_counts = (findings["kind"] == "group") & findings["method"].str.contains("count")
    same = tested & ~of_counts
    np.testing.assert_allclose(strict.loc[same, "p"], findings.loc[same, "p"], rtol=1e-6, atol=1e-12)


def test_pay_is_never_better_or_worse_than_before_since_prices_change(findings, registry):
    pounds = findings["indicator"].map(registry["unit"]) == "£"
    over_time = findings[pounds & findings["kind"].isin(SINCE) & (findings["reason"] == "")]
    assert {"median_weekly_pay", "household_income"} <= set(over_time["indicator"])
    words = ["higher", "lower", "similar", "close"]
    assert over_time["verdict"].isin(words).all() and over_time["verdict_unadjusted"].isin(words).all()
    assert over_time["note"].str.startswith("in pounds of each year, not adjusted for prices").all()
    beside_kent = finding(findings, "median_weekly_pay.vs.E10000016")
    assert (beside_kent.verdict, beside_kent.note) == ("worse", "")
    only_pounds = findings.loc[findings["note"].str.contains("pounds"), "indicator"].map(registry["unit"])
    assert set(only_pounds) == {"£"}


def test_pay_that_rose_beyond_doubt_is_higher_and_not_better(changed, compared, edited):
    year = {"value": 900.0, "lower": 880.0, "upper": 920.0}
    found = compared(changed(edited(LANCASHIRE, "median_weekly_pay", "2025-04-30", **year))).set_index("id")
    previous = found.loc["median_weekly_pay.since_previous"]
    assert previous["p_adjusted"] < 1e-6
    assert (previous["verdict"], previous["verdict_unadjusted"]) == ("higher", "higher")
    assert previous["note"] == "in pounds of each year, not adjusted for prices"
    assert found.loc["median_weekly_pay.vs.group", "verdict"] == "better"


def test_no_untested_figure_is_higher_or_lower_than_one_that_is_printed_like_it(findings, places, registry):
    for found in (findings, places):
        told = found[found["verdict"].isin(["higher", "lower"]) & found["kind"].isin([*PAIRED, *SINCE])]
        told = told[told["basis"] != "tested"]
        places_of = told["indicator"].map(registry["decimals"])
        assert len(told) > 300
        for mine, theirs, decimals in zip(told["lead_value"], told["value"], places_of, strict=True):
            assert number(mine, decimals) != number(theirs, decimals)
