"""Lancashire's latest figure beside its own earlier ones."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarking.findings import SINCE, finding
from benchmarking.findings.periods import last_day

LANCASHIRE = "E10000017"
MEETING = pd.Timestamp("2024-05-21")


@pytest.fixture(scope="module")
def own(real_study) -> dict[str, pd.DataFrame]:
    """Lancashire's figures of each indicator in order of time, with the days they start and end."""
    rows = real_study.observations
    rows = rows[(rows["area_code"] == LANCASHIRE) & rows["value"].notna()]
    rows = rows.assign(
        start=pd.to_datetime(rows["period"].str[:10]), end=pd.to_datetime(rows["period"].map(last_day))
    )
    return {str(name): some.sort_values("start") for name, some in rows.groupby("indicator")}


def of_kind(findings, kind):
    return findings[findings["kind"] == kind].set_index("indicator")


def broken(study, name: str, earlier: pd.Series, latest: pd.Series) -> bool:
    """Whether the registry has a break of the series between two of its figures."""
    cuts = [pd.Timestamp(cut.day) for cut in study.reference.indicators[name].breaks]
    return any(earlier["start"] < cut <= latest["start"] for cut in cuts)


def test_the_previous_figure_is_the_last_that_starts_a_year_earlier_and_does_not_overlap(
    findings, own, real_study
):
    since = of_kind(findings, "since_previous")
    told = set()
    for name, series in own.items():
        latest, row = series.iloc[-1], since.loc[name]
        a_year_before = latest["start"] - pd.Timedelta(days=350)
        before = series[(series["start"] <= a_year_before) & (series["end"] < latest["start"])]
        if before.empty:
            assert row["reason"] == "no figure a year or more earlier"
        elif broken(real_study, name, before.iloc[-1], latest):
            assert row["reason"].startswith("the series was broken on ")
        else:
            told.add(name)
            assert (row["period"], row["value"]) == tuple(before.iloc[-1][["period", "value"]])
            assert row["lead_period"] == latest["period"]
    assert told == set(since.index[since["reason"] == ""]) and len(told) > 50


def test_the_baseline_is_the_last_figure_for_a_period_that_had_ended_by_the_meeting(
    findings, own, real_study
):
    since = of_kind(findings, "since_baseline")
    told = set()
    for name, series in own.items():
        latest, row = series.iloc[-1], since.loc[name]
        ended = series[(series["end"] <= MEETING) & (series["end"] < latest["start"])]
        if latest["end"] <= MEETING:
            assert row["reason"] == "no figure yet for a period that ended after 21 May 2024"
        elif ended.empty:
            assert row["reason"] == "no earlier figure for a period ended by 21 May 2024"
        elif broken(real_study, name, ended.iloc[-1], latest):
            assert row["reason"].startswith("the series was broken on ")
        else:
            told.add(name)
            assert (row["period"], row["value"]) == tuple(ended.iloc[-1][["period", "value"]])
    assert told == set(since.index[since["reason"] == ""]) and len(told) >= 30


def test_a_change_is_the_latest_figure_less_the_earlier_one(findings):
    since = findings[findings["kind"].isin(SINCE) & (findings["reason"] == "")]
    np.testing.assert_allclose(since["difference"], since["lead_value"] - since["value"], atol=1e-9)
    assert (pd.to_datetime(since["period"].str[:10]) < pd.to_datetime(since["lead_period"].str[:10])).all()


def test_a_change_between_two_surveys_has_zou_and_donner_s_interval_of_the_published_ones(findings, own):
    tested = findings[findings["kind"].isin(SINCE) & (findings["basis"] == "tested")]
    assert len(tested) >= 14
    for one in tested.itertuples():
        series = own[one.indicator].set_index("period")
        v1, l1, u1 = series.loc[one.lead_period, ["value", "lower", "upper"]].astype(float)
        v2, l2, u2 = series.loc[one.period, ["value", "lower", "upper"]].astype(float)
        low, high = np.hypot(v1 - l1, u2 - v2), np.hypot(u1 - v1, v2 - l2)
        ends = (v1 - v2 - low, v1 - v2 + high)
        assert (one.difference_lower, one.difference_upper) == pytest.approx(ends)
        z = stats.norm.ppf(0.975) * abs(v1 - v2) / (low if v1 > v2 else high)
        assert one.p == pytest.approx(2 * stats.norm.sf(z))


def test_healthy_life_expectancy_is_set_beside_the_three_years_before_and_not_those_that_overlap(findings):
    row = finding(findings, "healthy_life_expectancy_male.since_previous")
    assert (row.lead_value, row.lead_period) == (59.3, "2022-01-01/P3Y")
    assert (row.value, row.period) == (62.1, "2019-01-01/P3Y")
    assert row.comparator_name.endswith("figure of 2019 to 2021")
    assert (row.verdict, row.verdict_unadjusted, row.note) == (
        "similar",
        "worse",
        "not firm after adjusting for 13 comparisons",
    )


def test_attainment_since_the_meeting_skips_the_school_year_that_the_meeting_fell_in(findings):
    previous = finding(findings, "attainment_8_fsm.since_previous")
    baseline = finding(findings, "attainment_8_fsm.since_baseline")
    assert (previous.value, previous.period) == (32.5, "2023-09-01/P1Y")
    assert (baseline.value, baseline.period) == (32.4, "2022-09-01/P1Y")
    assert baseline.difference == pytest.approx(33.0 - 32.4)
    assert (baseline.verdict, baseline.basis) == ("higher", "published and untested")


def test_no_change_is_told_across_a_break_and_the_break_is_named(real_study, changed, compared):
    rows = real_study.observations
    between = rows["period"].isin(["2022-09-01/P1Y", "2023-09-01/P1Y"])
    some = rows[~(between & (rows["area_code"] == LANCASHIRE) & (rows["indicator"] == "attainment_8"))]
    found = compared(changed(some)).set_index("id").loc["attainment_8.since_previous"]
    assert found["period"] == "2021-09-01/P1Y"
    assert found["verdict"] == "not compared" and np.isnan(found["difference"])
    assert found["reason"].startswith("the series was broken on 1 September 2022: grading went back")


def test_a_year_is_not_set_beside_a_quarter(real_study, changed, compared):
    rows = real_study.observations
    own = rows[(rows["area_code"] == LANCASHIRE) & (rows["indicator"] == "homelessness_duty")]
    assert list(own["period"]) == ["2024-04-01/P3M"]
    for period, spoken in (("2023-04-01/P1Y", False), ("2023-04-01/P3M", True)):
        with_more = pd.concat([rows, own.assign(period=period)], ignore_index=True)
        found = compared(changed(with_more)).set_index("id").loc["homelessness_duty.since_previous"]
        assert (found["basis"] == "tested") == spoken
        assert (found["reason"] == "no figure a year or more earlier") == (not spoken)


def test_the_quarter_before_is_passed_over_for_that_of_a_year_before(real_study, changed, compared):
    rows = real_study.observations
    own = rows[(rows["area_code"] == LANCASHIRE) & (rows["indicator"] == "homelessness_duty")]
    quarter, year = (own.assign(period=period) for period in ("2024-01-01/P3M", "2023-04-01/P3M"))
    alone = compared(changed(pd.concat([rows, quarter], ignore_index=True))).set_index("id")
    reason = alone.loc["homelessness_duty.since_previous", "reason"]
    assert reason == "no figure a year or more earlier"
    both = compared(changed(pd.concat([rows, quarter, year], ignore_index=True))).set_index("id")
    assert both.loc["homelessness_duty.since_previous", "period"] == "2023-04-01/P3M"


def test_pay_of_april_2023_is_set_beside_april_2022_though_that_is_51_weeks_before(
    real_study, changed, compared
):
    rows = real_study.observations
    pay = (rows["indicator"] == "median_weekly_pay") & (rows["period"] > "2023-12-31")
    previous = compared(changed(rows[~pay])).set_index("id").loc["median_weekly_pay.since_previous"]
    assert (previous["lead_period"], previous["period"]) == ("2023-04-19", "2022-04-27")


def test_counts_of_two_years_are_tested_from_the_counts(real_study, changed, compared):
    rows = real_study.observations
    own = rows[(rows["area_code"] == LANCASHIRE) & (rows["indicator"] == "homelessness_duty")]
    before = own.assign(period="2023-04-01/P3M", numerator=1_900.0)
    before["value"] = 1000 * before["numerator"] / before["denominator"]
    found = compared(changed(pd.concat([rows, before], ignore_index=True))).set_index("id")
    change = found.loc["homelessness_duty.since_previous"]
    assert change["difference"] == pytest.approx(1000 * (1_635 - 1_900) / 536_657)
    assert (change["verdict"], change["p"] < 1e-4) == ("better", True)
    assert change["method"] == "mover of byar from counts: year-to-year chance, not sampling"


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (None, "the study names no baseline"),
        (date(1990, 1, 1), "no earlier figure for a period ended by 1 January 1990"),
        (date(2050, 1, 1), "no figure yet for a period that ended after 1 January 2050"),
    ],
)
def test_a_study_without_a_usable_baseline_says_so_of_every_indicator(changed, compared, day, reason):
    found = compared(changed(baseline=day))
    since = found[(found["kind"] == "since_baseline") & found["lead_value"].notna()]
    assert len(since) == 117
    assert set(since["reason"]) == {reason} and set(since["verdict"]) == {"not compared"}
    assert since["difference"].isna().all()
