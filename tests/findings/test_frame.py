"""The frame of findings: complete, each with its warrant, and nothing said without its number."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import CommandError, ObservationError
from benchmarking.findings import COLUMNS, KINDS, Finding, compare, each, finding, findings_of, store
from benchmarking.findings.frame import VERDICTS, tidied

PAIR_NUMBERS = ["lead_value", "value", "difference"]
TEST_NUMBERS = ["difference_lower", "difference_upper", "p", "p_adjusted", "family_size"]
SAID = ["basis", "method", "note", "firmness", "turned_by"]


def test_every_indicator_of_the_registry_has_every_finding_exactly_once_and_in_order(findings, real_study):
    others = [f"vs.{code}" for code in real_study.comparators]
    alone = ["rank", "since_previous", "since_baseline", "trend", "expected"]
    each_has = [*others, "vs.group", "vs.england", *alone]
    assert len(each_has) == 17 and len(real_study.reference.indicators.ids) == 135
    wanted = [f"{name}.{what}" for name in real_study.reference.indicators.ids for what in each_has]
    assert list(findings["id"]) == wanted
    assert list(findings.columns) == COLUMNS
    assert set(findings["kind"]) == set(KINDS)


def test_what_is_not_compared_has_a_reason_and_no_numbers(findings):
    silent = findings[findings["verdict"].isin(["not compared", "too few points"])]
    assert silent.groupby("kind").size().min() >= 18 and set(silent["kind"]) == set(KINDS)
    assert (silent["reason"].str.len() > 10).all()
    assert not silent["reason"].str.contains("nan", case=False).any()
    assert silent[["difference", *TEST_NUMBERS]].isna().all(axis=None)
    assert silent[["place", "place_lower", "place_upper", "fifth", "median"]].isna().all(axis=None)
    assert silent[["checks", "checks_passed"]].isna().all(axis=None)
    assert (silent[SAID] == "").all(axis=None)
    told = silent[silent["kind"] != "trend"]
    assert (told["verdict"] == "not compared").all() and (told["verdict_unadjusted"] == "not compared").all()


def test_what_speaks_lacks_none_of_its_numbers(findings):
    speaks = findings[findings["reason"] == ""]
    assert len(speaks) > 1_300
    assert (speaks[["basis", "method", "verdict", "verdict_unadjusted", "lead_period"]] != "").all(axis=None)
    assert speaks["lead_value"].notna().all()
    beside = speaks[~speaks["kind"].isin(["rank", "trend"])]
    assert beside[PAIR_NUMBERS].notna().all(axis=None)
    trends = speaks[speaks["kind"] == "trend"]
    assert trends[[*PAIR_NUMBERS, "points"]].notna().all(axis=None)
    tested = speaks[(speaks["basis"] == "tested") & (speaks["kind"] != "rank")]
    assert tested[TEST_NUMBERS].notna().all(axis=None)
    expected = speaks[speaks["kind"] == "expected"]
    assert expected[["lower", "upper", "r2", "areas"]].notna().all(axis=None)
    ranks = speaks[speaks["kind"] == "rank"]
    placed = ranks[["place", "place_lower", "place_upper"]].notna().all(axis=1)
    np.testing.assert_array_equal(placed, ranks["basis"] == "tested")
    np.testing.assert_array_equal(ranks["fifth"].notna(), ranks["basis"] != "tested")
    assert ranks["of"].notna().all()


def test_every_verdict_is_one_of_its_kind(findings):
    for kind, words in VERDICTS.items():
        own = findings.loc[findings["kind"] == kind]
        assert set(own["verdict"]) | set(own["verdict_unadjusted"]) <= {*words, "not compared"}, kind


def test_only_what_was_tested_has_a_p_value_an_interval_and_a_firmness(findings):
    untested = findings[findings["basis"] != "tested"]
    assert untested[TEST_NUMBERS].isna().all(axis=None)
    assert (untested[["firmness", "turned_by"]] == "").all(axis=None)
    assert untested[["checks", "checks_passed"]].isna().all(axis=None)


def test_every_finding_names_releases_of_the_vintage_and_the_checksums_of_their_files(findings, real_study):
    speaks = findings[findings["reason"] == ""]
    for names, sums in zip(speaks["sources"], speaks["checksums"], strict=True):
        expected = [real_study.releases[name].file_sha256 for name in names.split(";")]
        assert sums.split(";") == expected and all(len(one) == 64 for one in expected)


@pytest.mark.parametrize(
    ("name", "column", "value", "words"),
    [
        ("employment_rate.vs.group", "verdict", "improving", "a verdict is not one of its kind"),
        ("employment_rate.vs.group", "reason", "none", "a silent finding has no reason"),
        ("get_on_well.vs.group", "reason", "", "a silent finding has no reason"),
        ("employment_rate.vs.group", "basis", "", "a finding speaks without a basis"),
        ("get_on_well.rank", "basis", "tested", "a finding speaks without a basis"),
        ("employment_rate.vs.group", "p", np.nan, "a finding lacks a number that its kind needs"),
        ("employment_rate.since_previous", "difference_lower", np.nan, "a finding lacks a number"),
        ("child_poverty.vs.group", "difference", np.nan, "a finding lacks a number"),
        ("employment_rate.rank", "place_upper", np.nan, "a finding lacks a number"),
        ("child_poverty.rank", "fifth", np.nan, "a finding lacks a number"),
        ("employment_rate.trend", "p", np.nan, "a finding lacks a number"),
        ("child_poverty.expected", "lower", np.nan, "a finding lacks a number"),
        ("get_on_well.vs.group", "difference", 0.0, "a silent finding has a difference"),
        ("child_poverty.vs.group", "p", 0.04, "a finding that was not tested has a p-value"),
        ("child_poverty.vs.group", "method", "", "names no method or no source"),
        ("child_poverty.expected", "sources", "", "names no method or no source"),
        ("child_poverty.vs.group", "firmness", "stable", "firmness is said of a finding that was not tested"),
        ("child_poverty.vs.group", "kind", "pair", "kind"),
        ("child_poverty.vs.group", "basis", "guessed", "basis"),
        ("employment_rate.vs.group", "firmness", "quite firm", "firmness"),
        ("employment_rate.vs.group", "id", "employment_rate.vs.england", "id"),
    ],
)
def test_a_frame_that_breaks_a_rule_is_refused_with_the_rule(findings, name, column, value, words):
    wrong = findings.copy()
    wrong.loc[wrong["id"] == name, column] = value
    with pytest.raises(ObservationError, match="break a rule") as caught:
        tidied(wrong)
    assert words in str(caught.value)


def test_what_does_not_apply_is_blank_or_missing_and_the_columns_are_in_order(findings):
    some = findings[findings["id"] == "get_on_well.rank"]
    bare = some[["verdict", "reason", "kind", "id", "indicator"]]
    row = tidied(bare).iloc[0]
    assert list(row.index) == COLUMNS
    assert (row["method"], row["turned_by"], row["lead_period"]) == ("", "", "")
    assert np.isnan([row["difference"], row["checks"], row["fifth"]]).all()


def test_a_typed_finding_has_a_number_or_a_word_in_every_place(findings):
    typed = each(findings)
    assert [one.id for one in typed] == list(findings["id"])
    kinds = {field.name: {"float": float, "str": str}[field.type] for field in fields(Finding)}
    assert all(isinstance(getattr(one, name), kind) for one in typed for name, kind in kinds.items())
    silent = {one.id for one in typed if one.is_silent}
    assert silent == set(findings.loc[findings["reason"] != "", "id"])


def test_a_finding_is_found_by_its_id_and_cannot_be_changed(findings):
    kent = finding(findings, "employment_rate.vs.E10000016")
    assert (kent.kind, kent.comparator_name, kent.lead_value, kent.value) == ("authority", "Kent", 73.7, 75.9)
    assert (kent.verdict, kent.basis, kent.sources) == ("similar", "tested", "els-employment-rate")
    with pytest.raises(FrozenInstanceError):
        kent.verdict = "worse"


def test_a_misspelt_id_is_answered_with_the_nearest(findings):
    with pytest.raises(CommandError, match=r"no finding 'employment_rate\.vs\.grup'") as caught:
        finding(findings, "employment_rate.vs.grup")
    assert "Did you mean 'employment_rate.vs.group'" in str(caught.value)
    assert caught.value.exit_code == 2


def test_findings_written_as_parquet_are_read_again_the_same(findings, tmp_path):
    findings.to_parquet(tmp_path / "findings.parquet", index=False)
    again = pd.read_parquet(tmp_path / "findings.parquet")
    pd.testing.assert_frame_equal(again, findings)
    pd.testing.assert_frame_equal(tidied(again), findings)


def test_findings_made_anew_are_those_that_were_kept(real_study, findings):
    pd.testing.assert_frame_equal(compare(real_study), findings)


def test_findings_are_kept_until_a_choice_changes(changed, findings, monkeypatch):
    made = []

    def counted(study):
        made.append(study.parameters.adjustment)
        return findings

    monkeypatch.setattr(store, "compare", counted)
    for adjustment in ("fdr_bh", "fdr_bh", "none", "none"):
        found = findings_of(changed(study="kept", adjustment=adjustment))
        pd.testing.assert_frame_equal(found, findings)
    assert made == ["fdr_bh", "none"]
