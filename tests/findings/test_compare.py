"""Every comparison of the real study: complete, consistent with its numbers, and never saying too much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from benchmarking.findings import COLUMNS, compare, with_intervals
from benchmarking.study import Study

NUMBERS = ["difference", "difference_lower", "difference_upper", "p", "p_adjusted"]
SOMERSET, KENT, DEVON = "E06000066", "E10000016", "E10000008"
COUNTED = ["homelessness_duty", "temporary_accommodation"]


def changed(study: Study, observations: pd.DataFrame | None = None, **choices: object) -> Study:
    """The real study with other choices, and with other observations where given."""
    again = replace(study, parameters=study.parameters.model_copy(update=choices))
    again.__dict__["observations"] = study.observations if observations is None else observations
    return again


def edited(
    study: Study, area: str, indicator: str, period: str | None = None, **values: object
) -> pd.DataFrame:
    rows = study.observations.copy()
    here = (rows["area_code"] == area) & (rows["indicator"] == indicator)
    if period:
        here &= rows["period"] == period
    assert here.any()
    for name, value in values.items():
        rows.loc[here, name] = value
    return rows


def finding(frame: pd.DataFrame, name: str) -> pd.Series:
    (row,) = (row for _, row in frame[frame["id"] == name].iterrows())
    return row


@pytest.fixture(scope="module")
def registry(real_study):
    return real_study.reference.indicators.by_id


def test_every_indicator_meets_the_ten_the_group_and_england_exactly_once(findings, real_study):
    comparators = [*real_study.comparators, "group", "E92000001"]
    expected = {(name, code) for name in real_study.reference.indicators.ids for code in comparators}
    pairs = list(zip(findings["indicator"], findings["comparator"], strict=True))
    assert len(pairs) == len(set(pairs)) == len(expected)
    assert set(pairs) == expected
    assert findings["id"].is_unique
    assert list(findings.columns) == COLUMNS


def test_what_is_not_compared_has_a_reason_and_no_numbers(findings):
    none = findings[findings["verdict"] == "not compared"]
    assert len(none) > 200
    assert (none["reason"] != "").all()
    assert none[NUMBERS].isna().all(axis=None)
    assert (none["basis"] == "").all() and (none["method"] == "").all() and (none["note"] == "").all()
    compared = findings[findings["verdict"] != "not compared"]
    assert (compared["reason"] == "").all()
    assert compared[["difference", "lead_value", "value"]].notna().all(axis=None)


def test_a_difference_is_the_lead_s_figure_less_the_other(findings):
    compared = findings[findings["verdict"] != "not compared"]
    np.testing.assert_allclose(compared["difference"], compared["lead_value"] - compared["value"], atol=1e-9)
    assert (compared["lead_period"] == compared["period"]).all()


def test_circumstances_and_early_warnings_are_never_judged_or_tested(findings, registry):
    tier = findings["indicator"].map(registry["tier"])
    unjudged = findings[~tier.isin(["headline", "supporting"])]
    assert {"context", "early_warning", "component", "baseline"} <= set(tier)
    assert not unjudged["verdict"].isin(["better", "worse", "similar"]).any()
    assert not unjudged["verdict_unadjusted"].isin(["better", "worse", "similar"]).any()
    assert unjudged[["p", "p_adjusted"]].isna().all(axis=None)
    assert (unjudged["basis"] != "tested").all()


def test_only_tested_findings_have_a_p_value_and_an_interval(findings, registry):
    tested = findings["basis"] == "tested"
    assert tested.sum() > 150
    assert findings.loc[tested, NUMBERS].notna().all(axis=None)
    assert findings.loc[~tested, NUMBERS[1:]].isna().all(axis=None)
    basis = findings["indicator"].map(registry["basis"])
    assert (
        findings.loc[tested, "indicator"]
        .map(registry["basis"])
        .isin(["survey", "modelled", "administrative count"])
        .all()
    )
    assert not tested[basis.isin(["complete count", "published figure"])].any()
    counted = findings[findings["basis"] == "complete count"]
    assert len(counted) > 100 and counted["indicator"].map(registry["basis"]).eq("complete count").all()


def test_a_verdict_agrees_with_its_interval_its_p_and_its_polarity(findings, registry):
    tested = findings[findings["basis"] == "tested"]
    polarity = tested["indicator"].map(registry["polarity"])
    excludes_zero = (tested["difference_lower"] > 0) | (tested["difference_upper"] < 0)
    np.testing.assert_array_equal(excludes_zero, tested["p"] < 0.05)
    np.testing.assert_array_equal(excludes_zero, tested["verdict_unadjusted"] != "similar")
    np.testing.assert_array_equal(tested["p_adjusted"] < 0.05, tested["verdict"] != "similar")
    firm = tested[tested["verdict"] != "similar"]
    good = (firm["difference"] > 0) == (polarity[firm.index] == "higher_is_better")
    assert (firm["verdict"] == np.where(good, "better", "worse")).all()
    lost = excludes_zero & (tested["verdict"] == "similar")
    assert lost.any()
    np.testing.assert_array_equal(tested["note"] != "", lost)
    assert tested.loc[lost, "note"].str.fullmatch(r"not firm after adjusting for \d+ comparisons").all()


def test_untested_words_follow_the_sign_and_the_materiality(findings, registry):
    untested = findings[findings["basis"].isin(["complete count", "published and untested"])]
    within = untested["indicator"].map(registry["materiality"]).fillna(0)
    close = untested["difference"].abs() <= within + 1e-9
    expected = np.where(close, "close", np.where(untested["difference"] > 0, "higher", "lower"))
    np.testing.assert_array_equal(untested["verdict"], expected)


def test_each_family_is_adjusted_once_by_benjamini_and_hochberg(findings):
    for kind, family in findings[findings["p"].notna()].groupby("kind"):
        expected = multipletests(family["p"].to_numpy(), method="fdr_bh")[1]
        np.testing.assert_allclose(family["p_adjusted"], expected, rtol=1e-12)
        assert (family["family_size"] == len(family)).all(), kind
    assert set(findings.loc[findings["p"].notna(), "kind"]) == {"authority", "group", "reference"}


def test_the_group_s_mean_is_the_plain_mean_of_the_ten(findings, real_study):
    rows = real_study.observations
    rows = (
        rows[rows["area_code"].isin(real_study.comparators)]
        .set_index(["indicator", "period"])["value"]
        .dropna()
    )
    groups = findings[findings["kind"] == "group"].set_index("indicator")
    meant = groups[groups["verdict"] != "not compared"]
    assert len(meant) > 70
    for indicator, row in meant.iterrows():
        values = rows.loc[[(indicator, row["lead_period"])]]
        assert row["value"] == pytest.approx(values.mean())
        assert row["median"] == pytest.approx(values.median())
        assert row["of"] == len(values) + 1 >= 8
        assert row["place"] == 1 + (values > row["lead_value"]).sum()


def test_the_group_s_interval_is_that_of_a_mean_of_independent_figures(findings):
    ten = findings[(findings["indicator"] == "employment_rate") & (findings["kind"] == "authority")]
    group = finding(findings, "employment_rate.vs.group")
    assert len(ten) == 10
    below = np.sqrt(((ten["value"] - ten["lower"]) ** 2).sum()) / 10
    above = np.sqrt(((ten["upper"] - ten["value"]) ** 2).sum()) / 10
    assert (group["lower"], group["upper"]) == pytest.approx((group["value"] - below, group["value"] + above))


@pytest.mark.parametrize(("lost", "compared"), [(3, True), (4, False)])
def test_a_group_with_fewer_than_seven_figures_has_no_mean(real_study, lost, compared):
    rows = real_study.observations.copy()
    gone = rows["area_code"].isin(real_study.comparators[:lost]) & (rows["indicator"] == "employment_rate")
    rows.loc[gone, ["value", "lower", "upper"]] = np.nan
    rows.loc[gone, "status"] = "[x]"
    group = finding(compare(changed(real_study, rows)), "employment_rate.vs.group")
    assert (group["verdict"] != "not compared") == compared
    if not compared:
        assert group["reason"] == "6 of the 10 have a figure for the same period; 7 are needed"
        assert np.isnan([group["value"], group["median"], group["place"]]).all()


def test_one_member_without_an_interval_leaves_the_group_untested(real_study):
    rows = edited(real_study, KENT, "employment_rate", lower=np.nan, upper=np.nan)
    found = compare(changed(real_study, rows))
    group, kent = finding(found, "employment_rate.vs.group"), finding(found, f"employment_rate.vs.{KENT}")
    assert group["basis"] == kent["basis"] == "published and untested"
    assert group["value"] == pytest.approx(76.46)
    assert np.isnan([group["p"], group["lower"]]).all()
    assert finding(found, f"employment_rate.vs.{DEVON}")["basis"] == "tested"


def test_lancashire_s_employment_rate_is_as_published(findings):
    kent = finding(findings, f"employment_rate.vs.{KENT}")
    assert kent[["lead_value", "lead_lower", "lead_upper", "lead_period"]].tolist() == [
        73.7, 70.7, 76.7, "2023-01-01/P1Y",
    ]  # fmt: skip
    assert kent[["value", "lower", "upper", "verdict", "sources"]].tolist() == [
        75.9, 73.1, 78.7, "similar", "els-employment-rate",
    ]  # fmt: skip
    arm = np.sqrt(3.0**2 + 2.8**2)
    assert (kent["difference_lower"], kent["difference_upper"]) == pytest.approx((-2.2 - arm, -2.2 + arm))


def test_counts_of_homelessness_are_tested_from_counts_and_labelled_as_chance(findings):
    counted = findings[findings["indicator"].isin(COUNTED) & (findings["basis"] == "tested")]
    alone = counted[counted["kind"] != "group"]
    assert alone["method"].eq("mover of byar from counts: year-to-year chance, not sampling").all()
    group = counted[counted["kind"] == "group"]
    assert len(group) and not group["method"].str.contains("published").any()


@pytest.mark.parametrize("name", ["homelessness_duty.vs.E10000016", "homelessness_duty.vs.E10000034"])
def test_kent_and_worcestershire_are_not_compared_on_homelessness_since_a_district_lacks_a_figure(
    findings, name
):
    row = finding(findings, name)
    assert (row["verdict"], row["reason"]) == ("not compared", "no figure: not available")


def test_a_higher_level_of_confidence_never_finds_more(findings, real_study):
    strict = compare(changed(real_study, confidence_level=0.99))
    assert (strict["id"] == findings["id"]).all()
    tested = findings["basis"] == "tested"
    np.testing.assert_array_equal(tested, strict["basis"] == "tested")
    firm, firmer = (
        frame["verdict_unadjusted"].isin(["better", "worse"]) & tested for frame in (findings, strict)
    )
    assert not (firmer & ~firm).any()
    assert (firm & ~firmer).any()
    wide = strict["difference_upper"] - strict["difference_lower"]
    assert (wide > findings["difference_upper"] - findings["difference_lower"])[tested].all()
    np.testing.assert_array_equal(firmer[tested], strict.loc[tested, "p"] < 0.01)
    exact = tested & ~((findings["kind"] == "group") & findings["indicator"].isin(COUNTED))
    np.testing.assert_allclose(strict.loc[exact, "p"], findings.loc[exact, "p"], rtol=1e-6, atol=1e-12)


def test_without_adjustment_every_verdict_is_the_unadjusted_one(real_study, findings):
    plain = compare(changed(real_study, adjustment="none"))
    assert (plain["verdict"] == findings["verdict_unadjusted"]).all()
    assert (plain["note"] == "").all()
    holm = compare(changed(real_study, adjustment="holm"))
    authorities = holm[(holm["kind"] == "authority") & holm["p"].notna()]
    np.testing.assert_allclose(authorities["p_adjusted"], multipletests(authorities["p"], method="holm")[1])


def test_two_chosen_councils_make_a_group_of_two(real_study, findings):
    found = compare(changed(real_study, comparison_group=[KENT, DEVON]))
    assert set(found["comparator"]) == {KENT, DEVON, "group", "E92000001"}
    group = finding(found, "employment_rate.vs.group")
    assert group["value"] == pytest.approx((75.9 + 79.4) / 2)
    assert (group["comparator_name"], group["of"]) == ("2 chosen authorities", 3)
    same = finding(findings, f"employment_rate.vs.{KENT}")
    assert finding(found, f"employment_rate.vs.{KENT}")["p"] == same["p"]


def test_a_single_council_makes_no_group(real_study):
    found = compare(changed(real_study, comparison_group=[KENT]))
    group = finding(found, "employment_rate.vs.group")
    assert group["reason"] == "1 of the 1 have a figure for the same period; 2 are needed"
    assert finding(found, f"employment_rate.vs.{KENT}")["verdict"] == "similar"


def test_councils_with_hardly_a_figure_are_listed_with_reasons(real_study):
    found = compare(changed(real_study, comparison_group=["E06000053", "E09000001"]))
    pairs = found[found["kind"] == "authority"]
    assert len(pairs) == 2 * len(real_study.reference.indicators.ids)
    rows = real_study.observations
    nobody = compare(
        changed(
            real_study,
            rows[~rows["area_code"].isin(["E06000053", "E09000001"])],
            comparison_group=["E06000053", "E09000001"],
        )
    )
    nobody = nobody[nobody["kind"] != "reference"]
    assert (nobody["verdict"] == "not compared").all() and (nobody["reason"] != "").all()


def test_a_figure_of_another_period_is_not_compared_and_says_which_there_is(real_study):
    rows = real_study.observations
    newest = (
        (rows["area_code"] == KENT)
        & (rows["indicator"] == "employment_rate")
        & (rows["period"] == "2023-01-01/P1Y")
    )
    kent = finding(compare(changed(real_study, rows[~newest])), f"employment_rate.vs.{KENT}")
    assert kent["verdict"] == "not compared"
    assert kent["reason"] == "no figure for the same period: latest is 2022"


def test_a_suppressed_figure_says_that_it_is_confidential(real_study):
    rows = edited(
        real_study, KENT, "social_contact_carers", value=np.nan, lower=np.nan, upper=np.nan, status="[c]"
    )
    kent = finding(compare(changed(real_study, rows)), f"social_contact_carers.vs.{KENT}")
    assert kent["reason"] == "no figure: confidential"


def test_an_indicator_without_a_figure_for_the_lead_says_so(findings):
    assert finding(findings, f"mixed_partnerships.vs.{SOMERSET}")["reason"] == "no figure for Lancashire"
    assert finding(findings, f"get_on_well.vs.{SOMERSET}")["reason"] == "no figures held for this indicator"


def test_intervals_rounded_to_nothing_on_both_sides_are_not_tested(real_study):
    rows = real_study.observations.copy()
    for area in ("E10000017", KENT):
        here = (rows["area_code"] == area) & (rows["indicator"] == "employment_rate")
        rows.loc[here, "lower"] = rows.loc[here, "upper"] = rows.loc[here, "value"]
    found = compare(changed(real_study, rows))
    kent = finding(found, f"employment_rate.vs.{KENT}")
    assert (kent["basis"], kent["verdict"]) == ("published and untested", "lower")
    assert np.isnan(kent["p"])
    devon = finding(found, f"employment_rate.vs.{DEVON}")
    assert devon["basis"] == "tested"
    assert (devon["difference_lower"], devon["difference_upper"]) == pytest.approx((-8.7, -2.7))


def test_two_figures_that_are_the_same_are_similar_with_p_of_one(real_study):
    rows = edited(real_study, KENT, "employment_rate", "2023-01-01/P1Y", value=73.7, lower=70.7, upper=76.7)
    kent = finding(compare(changed(real_study, rows)), f"employment_rate.vs.{KENT}")
    assert (kent["difference"], kent["p"], kent["verdict"]) == (0, 1, "similar")


def test_every_finding_names_releases_of_the_vintage(findings, real_study):
    compared = findings[findings["verdict"] != "not compared"]
    assert {one for ids in compared["sources"] for one in ids.split(";")} <= set(real_study.releases)
    assert (compared["method"] != "").all()


def test_only_what_the_basis_allows_has_an_interval(real_study, registry):
    rows = with_intervals(real_study.observations, real_study.reference, 0.95)
    basis = rows["indicator"].map(registry["basis"])
    assert (
        rows.loc[basis.isin(["complete count", "published figure"]), ["lower", "upper"]].isna().all(axis=None)
    )
    has = rows["lower"].notna()
    assert (rows.loc[has, "interval_method"] != "").all()
    published = has & basis.isin(["survey", "modelled"])
    pd.testing.assert_frame_equal(
        rows.loc[published, ["lower", "upper"]], real_study.observations.loc[published, ["lower", "upper"]]
    )
    counted = rows[has & (basis == "administrative count")]
    assert set(counted["interval_method"]) <= {"byar", "exact poisson", "wilson"}
    assert (
        (counted["lower"] <= counted["value"] + 1e-9) & (counted["value"] <= counted["upper"] + 1e-9)
    ).all()
