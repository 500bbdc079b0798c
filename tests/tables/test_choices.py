"""Tables of what another choice would have said, and of what bears on a difference."""

from __future__ import annotations

from benchmarking import tables
from benchmarking.findings.choices import other_groups


def test_each_tested_finding_of_the_group_has_the_verdict_of_every_other_list(real_study, findings):
    table = tables.groups_table(real_study, findings)
    tested = findings[(findings["kind"] == "group") & (findings["basis"] == "tested")]
    titles = real_study.reference.indicators.by_id["title"]
    assert list(table.index) == list(tested["indicator"].map(titles))
    others = other_groups(real_study)
    others = others[others["basis"] == "tested"].set_index(["indicator", "title"])["verdict"]
    assert len(others) > 80
    for indicator in tested["indicator"]:
        for name in table.columns[1:]:
            verdict = others.get((indicator, name), "not tested")
            assert table.at[titles[indicator], name].partition(" (")[0] == verdict
    assert table.loc[titles["homelessness_duty"], real_study.group_title] == "better (−0.36)"


def test_indicators_on_which_two_lists_say_the_opposite_are_named(real_study, findings):
    titles = real_study.reference.indicators.by_id["title"]
    named = tables.opposites(tables.groups_table(real_study, findings))
    assert titles["homelessness_duty"] in named
    assert titles["temporary_accommodation"] not in named


def test_beside_each_difference_stands_what_is_expected_and_whether_it_stands_out(real_study, findings):
    table = tables.fairness_table(real_study, findings)
    differ = findings[
        findings["kind"].isin(["reference", "group"])
        & (findings["basis"] == "tested")
        & (findings["verdict"] != "similar")
    ]
    assert len(table) == len(differ)
    pay = table.loc[real_study.reference.indicators["median_weekly_pay"].title]
    assert (pay["Verdict"], pay["For a place like it"]) == ("worse", "as expected")
    assert pay["Among all authorities"] == "not a count of events"
    duties = table.loc[[real_study.reference.indicators["homelessness_duty"].title], "Among all authorities"]
    assert set(duties) == {"within what differs between authorities anyway"}


def test_a_change_whose_baseline_is_the_figure_before_is_told_once(findings):
    once = tables.told_once(findings)
    left = findings[~findings.index.isin(once.index)]
    assert set(left["kind"]) == {"since_baseline"}
    before = findings[findings["kind"] == "since_previous"].set_index("indicator")
    for row in left.itertuples():
        assert row.difference == before.at[row.indicator, "difference"]
    assert "median_weekly_pay.since_baseline" in set(left["id"])
