"""Tables of what was tested never mix in what was not."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.findings import each

FAMILIES = {
    "authority": "with each authority",
    "group": "with the group's mean",
    "reference": "with England",
    "since_previous": "with its own previous figure",
    "since_baseline": "with its own baseline",
    "trend": "of its own trend",
}


def test_counts_of_tests_are_those_counted_by_hand(real_study, findings):
    """Figures of one group of people are never tested, so they are not among what could have been."""
    table = tables.counts_of_tests(real_study, findings)
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in FAMILIES}
    tier = findings["indicator"].map(real_study.reference.indicators.by_id["tier"])
    once = tables.told_once(findings[tier != "by_group"])
    for row in once[once["kind"].isin(FAMILIES)].itertuples():
        count = counted[row.kind]
        count["Comparisons"] += 1
        count["With figures on both sides"] += row.reason == ""
        tested = not pd.isna(row.p)
        count["Tested"] += tested
        alpha = 0.002 if row.kind == "trend" else 0.05
        excludes_nought = row.difference_lower > 0 or row.difference_upper < 0
        count["Different before adjustment"] += tested and excludes_nought
        differs = tested and row.p_adjusted < alpha
        count["Different after adjustment"] += differs
        count["Of these, stable"] += differs and row.turned_by == ""
    for kind, label in FAMILIES.items():
        line = table.loc[label]
        alpha = 0.002 if kind == "trend" else 0.05
        assert line["By chance alone, about"] == pytest.approx(alpha * line["Tested"], abs=0.051)
        assert dict(line.drop("By chance alone, about")) == counted[kind]


def test_ranks_and_expected_values_are_no_tests(real_study, findings):
    others = findings[~findings["kind"].isin(FAMILIES)]
    assert set(others["kind"]) == {"rank", "expected"}
    assert tables.counts_of_tests(real_study, others).to_numpy().sum() == 0


def test_a_kind_without_any_test_counts_nought(real_study, findings):
    untested = findings[findings["basis"] != "tested"]
    table = tables.counts_of_tests(real_study, untested)
    assert table[["Tested", "By chance alone, about", "Different before adjustment"]].to_numpy().sum() == 0


@pytest.mark.parametrize("kind", ["authority", "group", "reference"])
def test_firm_findings_are_the_tested_differences_firmest_first(kind, real_study, findings):
    table = tables.firm_findings(real_study, findings, kind)
    firm = findings[(findings["kind"] == kind) & (findings["p_adjusted"] < 0.05)]
    titles = real_study.reference.indicators.by_id["title"]
    assert sorted(table.index) == sorted(firm["indicator"].map(titles))
    assert not table.isna().any().any()
    assert table["Verdict"].str.contains("better|worse").all()
    fragile = table["Firmness"].str.startswith("fragile")
    assert fragile.is_monotonic_increasing
    said = table["Adjusted p"].replace("under 0.001", "0.0005").astype(float)
    assert said[~fragile].is_monotonic_increasing


def test_a_firm_finding_shows_both_figures_and_the_difference(real_study, findings):
    row = findings[(findings["kind"] == "reference") & (findings["p_adjusted"] < 0.05)].iloc[0]
    item = real_study.reference.indicators[row["indicator"]]
    line = tables.firm_findings(real_study, findings, "reference").loc[item.title]
    for column, value in (("Lancashire", "lead_value"), ("England", "value")):
        assert f"{row[value]:,.{item.decimals}f}" in line[column]
    shown = [
        float(x.replace(",", "").replace("−", "-"))
        for x in re.findall(r"−?[\d,.]+\d", line["Difference, before rounding"])
    ]
    expected = [row["difference"], row["difference_lower"], row["difference_upper"]]
    assert shown == pytest.approx(expected, abs=0.5 * 10**-item.decimals + 1e-9)


def test_firm_findings_with_authorities_say_which(real_study, findings):
    table = tables.firm_findings(real_study, findings, "authority")
    assert set(table["Compared with"]) <= {real_study.name(code) for code in real_study.comparators}


def test_without_a_firm_finding_the_table_says_so(real_study, findings):
    none = tables.firm_findings(real_study, findings.iloc[:0], "group")
    assert none.empty
    assert list(none.columns) == ["No difference of this kind was found that stands after adjustment."]


def test_the_firmest_come_first_and_ties_go_by_the_adjusted_p(findings):
    tested = findings[findings["firmness"] != ""]
    order = tables.firmest_first(tested)
    turned = order["checks"] - order["checks_passed"]
    assert turned.is_monotonic_increasing
    for _, some in order.groupby(turned):
        assert some["p_adjusted"].is_monotonic_increasing
    assert list(order.columns) == list(tested.columns)


def test_every_fragile_finding_says_what_turns_it(real_study, findings):
    table = tables.fragile_table(real_study, findings)
    assert len(table) == (tables.told_once(findings)["firmness"] == "fragile").sum() > 20
    assert (table["Turned by"] != "").all()
    group = tables.fragile_table(real_study, findings, ("group",))
    assert group["Turned by"].str.contains("without Birmingham").any()


def test_firmness_is_said_with_its_checks_or_what_turns_it(findings):
    said = {one.firmness: tables.firmness_words(one) for one in each(findings)}
    assert re.fullmatch(r"stable \(\d+ checks\)", said["stable"])
    assert said["fragile"].startswith("fragile: turns ")
    assert said[""] == ""


@pytest.mark.parametrize(("p", "words"), [(0.0004, "under 0.001"), (0.0315, "0.032"), (1.0, "1.000")])
def test_a_p_value_is_said_to_three_places(p, words):
    assert tables.p_words(p) == words
