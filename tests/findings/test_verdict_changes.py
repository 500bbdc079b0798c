"""Why a verdict differs from last year's: each cause on a finding that was altered, and all of the real ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import ParameterError, VintageError
from benchmarking.findings import CAUSES, compare, earlier_findings_of, earlier_study, verdict_changes
from benchmarking.findings.frame import SILENT

PAY = "median_weekly_pay.vs.england"


@pytest.fixture
def altered(findings, real_study):
    """This year's findings, and last year's as if only one of them had been otherwise."""

    def change(name: str, **was: object) -> pd.Series:
        before = findings.copy()
        at = before.index[before["id"] == name]
        before.loc[at, list(was)] = list(was.values())
        changed = verdict_changes(real_study, findings, before)
        assert len(changed) == 1
        return changed.iloc[0]

    return change


def test_where_nothing_differs_nothing_is_told(findings, real_study):
    assert verdict_changes(real_study, findings, findings.copy()).empty


def test_a_newer_period_is_new_data(altered):
    found = altered(PAY, verdict="better", lead_period="2023-04-19", period="2023-04-19")
    assert (found["before"], found["why"]) == ("better", "new data")
    assert found["told"].startswith("30 April 2025 instead of 19 April 2023")


def test_another_figure_of_the_same_period_is_a_revision(altered, findings):
    now = findings.set_index("id").loc[PAY, "lead_value"]
    found = altered(PAY, verdict="similar", lead_value=now - 20)
    assert found["why"] == "a revision"
    assert (
        found["told"] == f"the same period, 30 April 2025: its figure was £{now - 20:.0f} and is £{now:.0f}"
    )


def test_a_wider_interval_of_the_same_figure_is_a_revision(altered):
    found = altered(PAY, verdict="similar", upper=9999.0)
    assert found["why"] == "a revision"
    assert found["told"].endswith("revised by less than is printed, or in its interval")


def test_a_figure_that_was_not_there_is_a_change_in_what_could_be_compared(altered):
    found = altered(PAY, verdict="not compared", basis="", reason="no figure published")
    assert (found["why"], found["told"]) == (
        "a change in what could be compared",
        "not compared before: no figure published",
    )


def test_a_figure_that_could_not_be_tested_is_a_change_in_what_could_be_compared(altered):
    found = altered(PAY, verdict="lower", basis="published and untested")
    assert found["why"] == "a change in what could be compared"
    assert found["told"] == "tested now; published figures, not tested before"


def test_another_member_with_a_figure_is_a_change_in_what_could_be_compared(altered, findings):
    of = findings.set_index("id").loc["median_weekly_pay.vs.group", "of"]
    found = altered("median_weekly_pay.vs.group", verdict="better", of=of - 2, value=500.0)
    assert found["why"] == "a change in what could be compared"
    assert (
        found["told"] == f"the group's mean rests on {of - 1:.0f} authorities now and on {of - 3:.0f} before"
    )


def test_where_no_figure_changed_the_number_of_comparisons_did(altered):
    found = altered(PAY, verdict="better", family_size=12.0, p_adjusted=0.04)
    assert found["why"] == "the number of comparisons"
    assert "and was for 12" in found["told"]


def test_today_s_choices_on_last_year_s_figures_tell_a_changed_choice(findings, real_study):
    then = findings.copy()
    then.loc[then["id"] == PAY, "verdict"] = "better"
    found = verdict_changes(real_study, findings, findings.copy(), then)
    assert found[["id", "before", "why"]].values.tolist() == [[PAY, "better", "a changed choice"]]


@pytest.fixture(scope="module")
def changes(real_study, findings) -> pd.DataFrame:
    return verdict_changes(real_study, findings, earlier_findings_of(real_study))


def test_every_change_since_the_previous_vintage_has_a_cause_and_words(changes, findings, real_study):
    last = earlier_findings_of(real_study).set_index("id")["verdict"].reindex(findings["id"]).to_numpy()
    differs = (findings["verdict"] != last) & ~(findings["verdict"].isin(SILENT) & np.isin(last, SILENT))
    assert changes["id"].tolist() == findings.loc[differs, "id"].tolist()
    assert changes["why"].isin(CAUSES).all()
    assert (changes["told"].str.len() > 10).all()
    assert not changes["told"].str.contains("nan|NaT|None").any()


def test_each_cause_holds_of_the_real_findings(changes, findings, real_study):
    now, was = (frame.set_index("id") for frame in (findings, earlier_findings_of(real_study)))
    for row in changes.itertuples():
        one, other = now.loc[row.id], was.loc[row.id]
        if row.why == "new data":
            assert (one["lead_period"], one["period"]) > (other["lead_period"], other["period"]), row.id
        elif row.why == "the number of comparisons":
            assert one["lead_value"] == other["lead_value"] and one["value"] == other["value"], row.id
            assert one["family_size"] != other["family_size"], row.id
        else:
            assert row.why == "a change in what could be compared"
            assert one["basis"] != other["basis"], row.id


def test_key_stage_2_fell_behind_england_on_newer_figures(changes):
    found = changes.set_index("id").loc["key_stage_2_expected.vs.england"]
    assert (found["before"], found["after"], found["why"]) == ("close", "lower", "new data")
    assert found["told"] == "2024/25 instead of 2023/24"


def test_england_s_attainment_of_last_year_was_revised_as_well(changes):
    told = changes.set_index("id").loc["attainment_8.vs.england", "told"]
    assert told == "2024/25 instead of 2023/24; the figure of England for 2023/24 was revised as well"


def test_last_year_s_choices_can_be_named(real_study):
    strict = earlier_study(real_study, {"adjustment": "none"})
    assert strict.parameters.vintage == "2025" and strict.parameters.adjustment == "none"
    found = compare(strict)
    usual = earlier_findings_of(real_study)
    assert (found["verdict"] != usual["verdict"]).any()
    with pytest.raises(ParameterError, match="comparison_group"):
        earlier_study(real_study, {"comparison_group": "scrutiny-2042"})


def test_without_a_previous_vintage_there_is_no_earlier_study(real_study):
    from dataclasses import replace

    alone = real_study.parameters.model_copy(update={"previous_vintage": None})
    with pytest.raises(VintageError, match="names no previous vintage"):
        earlier_study(replace(real_study, parameters=alone))
