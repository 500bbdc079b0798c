"""The tracking sheet: what has become of each indicator since the baseline, and how little may be said of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarking.errors import ReferenceFileError
from benchmarking.findings import finding
from benchmarking.kpis import tracking_sentence, tracking_verdicts
from benchmarking.study import study_of
from benchmarking.tables import tracking_table

LANCASHIRE = "E10000017"
PAY, WORK = "median_weekly_pay", "employment_rate"


def made_up(compared: str, basis: str) -> str:
    return tracking_verdicts(pd.DataFrame({"compared": [compared], "basis": [basis]})).iloc[0]


def with_figure(study, indicator, period, **values):
    """Add a figure of Lancashire's to the study's observations, modelled on its latest."""
    rows = study.observations
    latest = rows[(rows["area_code"] == LANCASHIRE) & (rows["indicator"] == indicator)].iloc[[-1]]
    return pd.concat([rows, latest.assign(period=period, **values)], ignore_index=True)


# The verdicts


@pytest.mark.parametrize(
    ("compared", "basis", "verdict"),
    [
        ("better", "tested", "on course"),
        ("worse", "tested", "off course"),
        ("similar", "tested", "no detectable change"),
        ("higher", "published and untested", "changed but untested"),
        ("lower", "published and untested", "changed but untested"),
        ("close", "published and untested", "close but untested"),
        ("higher", "complete count", "changed but untested"),
        ("not compared", "", "not yet measured"),
    ],
)
def test_each_made_up_change_gets_the_verdict_that_it_bears(compared, basis, verdict):
    assert made_up(compared, basis) == verdict


def test_more_pounds_are_changed_and_never_on_course_since_prices_may_explain_them():
    assert made_up("higher", "tested") == made_up("lower", "tested") == "changed but untested"


@pytest.mark.parametrize(
    ("value", "verdict"), [(82.0, "on course"), (65.0, "off course"), (75.0, "no detectable change")]
)
def test_a_made_up_employment_rate_of_2025_is_judged_by_its_test(following, sheet_of, value, verdict):
    study = following({"indicator": WORK})
    more = with_figure(study, WORK, "2025-01-01/P1Y", value=value, lower=value - 2.5, upper=value + 2.5)
    row = sheet_of(following({"indicator": WORK}, observations=more)).loc[WORK]
    assert row["verdict"] == verdict
    assert (row["baseline"], row["latest"]) == (73.7, value)
    arms = np.hypot(2.5, 3.0)
    assert (row["change_lower"], row["change_upper"]) == pytest.approx(
        (value - 73.7 - arms, value - 73.7 + arms)
    )


def test_a_quarter_of_homelessness_is_not_set_beside_another_quarter(following, sheet_of):
    duty = "homelessness_duty"
    counts = {"numerator": 1_400.0, "denominator": 536_657.0, "value": 1000 * 1_400 / 536_657}
    study = following({"indicator": duty})
    autumn = with_figure(study, duty, "2025-10-01/P3M", **counts)
    row = sheet_of(following({"indicator": duty}, observations=autumn)).loc[duty]
    assert row["verdict"] == "not yet measured" and "another part of the year" in row["reason"]
    assert np.isnan(row["change"])
    spring = with_figure(study, duty, "2025-04-01/P3M", **counts)
    row = sheet_of(following({"indicator": duty}, observations=spring)).loc[duty]
    assert row["verdict"] == "on course" and row["change"] == pytest.approx(1000 * (1_400 - 1_635) / 536_657)


# The two vintages


def test_pay_has_a_new_figure_with_an_interval_and_a_verdict(following, sheet_of, findings):
    row = sheet_of(following({"indicator": PAY})).loc[PAY]
    assert (row["baseline"], row["baseline_period"]) == (581.2, "2024-04-17")
    assert (row["latest"], row["latest_period"], row["is_new"]) == (610.2, "2025-04-30", True)
    assert row["change"] == pytest.approx(29.0)
    assert row["change_lower"] == pytest.approx(29 - np.hypot(610.2 - 589.868136, 600.565584 - 581.2))
    assert row["p_adjusted"] == finding(findings, f"{PAY}.since_baseline").p_adjusted
    assert row["verdict"] == "no detectable change"


def test_pay_was_not_yet_measured_in_the_vintage_before(following, sheet_of):
    study = following({"indicator": PAY}, {"indicator": WORK}, vintage="2025", previous_vintage=None)
    rows = sheet_of(study).loc[[PAY, WORK]]
    assert list(rows["verdict"]) == ["not yet measured"] * 2
    assert list(rows["baseline"]) == [580.9, 73.7]
    assert rows["latest"].isna().all() and not rows["is_new"].any()


def test_a_baseline_that_was_revised_says_what_was_first_published(following, sheet_of, real_study):
    study = following({"indicator": PAY})
    old = real_study.previous_observations
    then = (old["area_code"] == LANCASHIRE) & (old["indicator"] == PAY) & (old["period"] == "2024-04-17")
    assert old.loc[then, "value"].item() == 580.9  # £581 today, and £581 in whole pounds then
    assert sheet_of(study).at[PAY, "first_published"] == ""
    study.__dict__["previous_observations"] = old.assign(value=old["value"].mask(then, 577.4))
    row = sheet_of(study).loc[PAY]
    assert (row["first_published"], row["baseline"]) == ("£577", 581.2)


def test_employment_is_not_yet_measured_because_its_latest_year_is_the_same_in_both_vintages(
    following, sheet_of, real_study
):
    old = real_study.previous_observations
    old = old[(old["area_code"] == LANCASHIRE) & (old["indicator"] == WORK) & old["value"].notna()]
    row = sheet_of(following({"indicator": WORK})).loc[WORK]
    assert row["verdict"] == "not yet measured" and not row["is_new"]
    assert row["baseline_period"] == old["period"].max() == "2023-01-01/P1Y"
    assert row["reason"] == "no figure yet for a period that ended after 21 May 2024"


def test_broadband_starts_from_the_figure_that_only_the_vintage_before_holds(following, sheet_of):
    row = sheet_of(following({"indicator": "gigabit_broadband"})).loc["gigabit_broadband"]
    assert (row["baseline"], row["latest"]) == (87.4, 91.4)
    assert row["verdict"] == "changed but untested" and row["finding"] == ""
    assert "first figure held" in row["note"] and "published in 2025" in row["note"]


def test_no_change_is_told_across_a_break_of_the_series(following, sheet_of):
    row = sheet_of(following({"indicator": "gcse_english_maths"})).loc["gcse_english_maths"]
    assert row["verdict"] == "not yet measured" and np.isnan(row["change"])
    assert row["reason"].startswith("the series was broken on 1 September 2023")


def test_a_study_without_a_baseline_day_has_nothing_measured(following, sheet_of):
    rows = sheet_of(following({"indicator": PAY}, baseline=None))
    assert set(rows["verdict"]) == {"not yet measured"}
    assert rows.at[PAY, "reason"] == "the study names no baseline" and rows.at[PAY, "baseline"] == 610.2


def test_an_authority_for_which_nothing_was_proposed_has_no_row(following, sheet_of, sheet):
    rows = sheet_of(following({"indicator": PAY}, lead_authority="E10000016"))
    assert rows.empty and list(rows.columns) == list(sheet.columns)


# The sheet as it ships


def test_the_shortlist_comes_first_then_the_reserve_and_nothing_that_is_never_judged(sheet, real_study):
    judgements, registry = real_study.reference.judgements, real_study.reference.indicators
    short, reserve = judgements.proposed("recommended"), judgements.proposed("reserve")
    assert list(sheet.index[: len(short) + len(reserve)]) == [*short, *reserve]
    assert {registry[name].tier for name in sheet.index} <= {"headline", "supporting", "to_collect"}
    assert set(real_study.reference.tracked.ids) >= {*short, *reserve}


def test_no_target_has_been_set_and_every_indicator_has_an_owner(sheet):
    assert sheet["target"].isna().all() and not any(sheet["target_warning"])
    assert (sheet["owner"].str.len() > 10).all()


def test_every_change_that_is_a_finding_carries_that_finding_s_numbers(sheet, findings):
    told = sheet[(sheet["finding"] != "") & sheet["change"].notna()]
    since = findings.set_index("id").loc[told["finding"]]
    assert len(told) > 5
    for mine, theirs in (("change", "difference"), ("p_adjusted", "p_adjusted"), ("latest", "lead_value")):
        np.testing.assert_array_equal(told[mine], since[theirs])


def test_on_and_off_course_are_said_of_tested_changes_only(sheet):
    course = sheet["verdict"].isin(["on course", "off course", "no detectable change"])
    assert (sheet.loc[course, "basis"] == "tested").all()
    assert (sheet.loc[sheet["change_lower"].notna(), "basis"] == "tested").all()


def test_what_is_not_measured_has_a_reason_and_no_change(sheet):
    silent = sheet["verdict"] == "not yet measured"
    assert (sheet.loc[silent, "reason"] != "").all() and sheet.loc[silent, "change"].isna().all()
    assert (sheet.loc[~silent, "reason"] == "").all() and sheet.loc[~silent, "change"].notna().all()


def test_the_table_shows_no_change_where_nothing_is_measured_and_no_latest_figure_without_one(
    sheet, real_study
):
    table = tracking_table(real_study, sheet)
    assert len(table) == len(sheet)
    silent = (sheet["verdict"] == "not yet measured").to_numpy()
    assert set(table["Change"][silent]) == {"–"} and "–" not in set(table["Change"][~silent])
    assert ((table["Latest"] == "–").to_numpy() == sheet["latest"].isna()).all()
    assert set(table["Target"]) == {"none set"}


def test_no_sentence_says_on_course_or_more_than_chance_of_what_was_not_tested(sheet, real_study):
    untested = sheet[sheet["basis"] != "tested"]
    assert len(untested) > 10
    for name, row in untested.iterrows():
        said = tracking_sentence(row, real_study.reference.indicators[name])
        assert "course" not in said and "than chance" not in said
        assert row["verdict"] in said.lower()


# Targets and the smallest change


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("75", "asks for a change of 1.3 percentage points, smaller than 6.1 percentage points"),
        ("73", "wrong side of the baseline: higher is better"),
        ("73.7", "wrong side of the baseline"),
        ("80", ""),
    ],
)
def test_a_target_that_could_not_be_told_from_chance_is_warned_of(following, sheet_of, target, words):
    row = {"indicator": WORK, "target": target, "target_by": "2028-03-31"}
    told = sheet_of(following(row)).at[WORK, "target_warning"]
    assert (words in told) and bool(told) == bool(words)


def test_a_target_half_a_unit_off_does_not_read_as_asking_for_nothing(following, sheet_of, sheet):
    near = f"{float(sheet.at['visited_library', 'baseline']) + 0.4:.1f}"
    row = {"indicator": "visited_library", "target": near, "target_by": "2028-03-31"}
    told = sheet_of(following(row)).at["visited_library", "target_warning"]
    assert "a change of 0.4 percentage points" in told


def test_the_smallest_change_of_employment_is_that_of_two_such_surveys(sheet):
    error = (76.7 - 70.7) / 2 / stats.norm.ppf(0.975)
    least = (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * np.sqrt(2) * error
    assert sheet.at[WORK, "smallest"] == pytest.approx(least)


def test_of_untested_figures_the_smallest_change_is_the_registry_s(following, sheet_of, registry_of):
    row = {"indicator": "persistent_absence", "target": "20.0", "target_by": "2028-03-31"}
    told = sheet_of(following(row)).loc["persistent_absence"]
    assert told["smallest"] == registry_of["persistent_absence"].materiality
    assert "would count as close" in told["target_warning"]


def test_a_target_of_something_never_measured_can_be_set_against_nothing(following, sheet_of):
    row = {"indicator": "get_on_well", "target": "85", "target_by": "2028-03-31"}
    assert sheet_of(following(row)).at["get_on_well", "target_warning"].startswith("No baseline is held")


def test_a_target_whose_date_has_passed_is_told_of_and_one_long_past_is_refused(following, sheet_of):
    late = {"indicator": WORK, "target": "80", "target_by": "2026-03-31"}
    told = sheet_of(following(late)).at[WORK, "target_warning"]
    assert told == "Its date, 31 March 2026, has passed."
    older = following(late | {"target_by": "2025-03-31"})
    with pytest.raises(ReferenceFileError, match=r"row 2, column 'target_by': employment_rate: .* is past"):
        older.reference.tracked.check_dates(date(2025, 6, 30))


def test_every_command_refuses_a_target_that_was_due_before_last_year_s_figures(
    checkout, figures, real_study
):
    path = checkout.reference / "kpi_tracking.csv"
    first = path.read_text().splitlines()[0]
    path.write_text(f"{first}\n{WORK},post,80,2019-03-31,,\n")
    (checkout.root / "data" / "raw").symlink_to(figures.root / "data" / "raw", target_is_directory=True)
    with pytest.raises(ReferenceFileError, match="the date of this target is past"):
        study_of(real_study.parameters, checkout)


# The next release


@pytest.mark.parametrize(
    ("announced", "words"),
    [
        ("2027-03", "announced for March 2027"),
        ("2027-03-25", "announced for 25 March 2027"),
        ("2026-03", "announced for March 2026; no later figure is held"),
        (
            "",
            "about June 2027: our reckoning from how often it comes, not a date that the publisher has given",
        ),
    ],
)
def test_an_announced_release_is_told_as_such_and_any_other_as_an_expectation(
    following, sheet_of, real_study, announced, words
):
    told = sheet_of(following({"indicator": WORK, "next_release": announced})).at[WORK, "next_release"]
    assert told == words
    if not announced:
        released = real_study.releases["els-employment-rate"].released
        assert (released.year, released.month) == (2026, 6)


def test_a_quarter_that_should_long_have_come_is_said_not_to_be_in_the_vintage(following, sheet_of):
    duty = sheet_of(following({"indicator": "homelessness_duty"})).at["homelessness_duty", "next_release"]
    assert (
        duty.startswith("about ")
        and " was our reckoning from how often it comes, " in duty
        and duty.endswith("; no later figure is held")
    )


def test_nothing_is_expected_of_what_nobody_publishes_or_was_published_once(following, sheet_of):
    rows = sheet_of(following({"indicator": "trust_in_council"}, {"indicator": "library_walk"}))
    assert rows.at["trust_in_council", "next_release"].startswith("nobody publishes it")
    assert rows.at["library_walk", "next_release"] == "not known: its frequency (once) lets none be expected"
