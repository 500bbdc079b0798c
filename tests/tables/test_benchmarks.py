"""Tables of findings say each verdict once, with its figure and its basis."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.errors import ReferenceFileError

VERDICTS = re.compile(r"\b(?:better|worse|similar|higher|lower|close)\b")


def test_counts_of_tests_are_those_counted_by_hand(findings):
    table = tables.counts_of_tests(findings)
    labels = {
        "authority": "with each authority",
        "group": "with the group's mean",
        "reference": "with England",
    }
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in labels}
    for row in findings.itertuples():
        count = counted[row.kind]
        count["Comparisons"] += 1
        count["With figures on both sides"] += row.reason == ""
        tested = not pd.isna(row.p)
        count["Tested"] += tested
        excludes_nought = row.difference_lower > 0 or row.difference_upper < 0
        count["Different before adjustment"] += tested and excludes_nought
        count["Different after adjustment"] += tested and row.p_adjusted < 0.05
    for kind, label in labels.items():
        assert dict(table.loc[label]) == counted[kind]
    assert table["Comparisons"].sum() == len(findings)


def test_a_kind_without_any_test_counts_nought(findings):
    untested = findings[findings["basis"] != "tested"]
    assert list(tables.counts_of_tests(untested)["Tested"]) == [0, 0, 0]


@pytest.mark.parametrize("kind", ["authority", "group", "reference"])
def test_firm_findings_are_the_tested_differences_clearest_first(kind, real_study, findings):
    table = tables.firm_findings(real_study, findings, kind)
    firm = findings[(findings["kind"] == kind) & (findings["p_adjusted"] < 0.05)]
    titles = real_study.reference.indicators.by_id["title"]
    assert sorted(table.index) == sorted(firm["indicator"].map(titles))
    assert not table.isna().any().any()
    said = [0.0005 if p == "under 0.001" else float(p) for p in table["Adjusted p"]]
    assert said == sorted(said)
    assert (table["Verdict"].str.contains("better|worse")).all()


def test_a_firm_finding_shows_both_figures_and_the_difference(real_study, findings):
    row = findings[(findings["kind"] == "reference") & (findings["p_adjusted"] < 0.05)].iloc[0]
    item = real_study.reference.indicators[row["indicator"]]
    line = tables.firm_findings(real_study, findings, "reference").loc[item.title]
    for column, value in (("Lancashire", "lead_value"), ("England", "value")):
        assert f"{row[value]:,.{item.decimals}f}" in line[column]
    shown = [
        float(x.replace(",", "").replace("−", "-")) for x in re.findall(r"−?[\d,.]+\d", line["Difference"])
    ]
    expected = [row["difference"], row["difference_lower"], row["difference_upper"]]
    assert shown == pytest.approx(expected, abs=0.5 * 10**-item.decimals + 1e-9)


def test_firm_findings_with_authorities_say_which(real_study, findings):
    table = tables.firm_findings(real_study, findings, "authority")
    assert set(table["Compared with"]) <= {real_study.name(code) for code in real_study.comparators}


def test_without_a_firm_finding_the_table_keeps_its_columns(real_study, findings):
    none = tables.firm_findings(real_study, findings.iloc[:0], "group")
    assert none.empty
    assert list(none.columns) == list(tables.firm_findings(real_study, findings, "group").columns)
    assert tables.findings_table(real_study, findings, ["get_on_well"]).empty


def test_the_table_of_findings_tells_figure_interval_and_both_verdicts(real_study, findings):
    held = [name for name in tables.of_tier(real_study, "headline") if name in _held(findings)]
    table = tables.findings_table(real_study, findings, tables.of_tier(real_study, "headline"))
    assert list(table.index) == [real_study.reference.indicators[name].title for name in held]
    for name in held:
        item = real_study.reference.indicators[name]
        rows = findings[findings["indicator"] == name].set_index("kind")
        line = table.loc[item.title]
        lead = rows.iloc[0]
        assert f"{abs(lead['lead_value']):,.{item.decimals}f}" in line["Lancashire"]
        assert ("to" in line["Lancashire"]) == pd.notna(lead["lead_lower"])
        for kind, column in (("group", "Mean of the group"), ("reference", "England")):
            found = rows.loc[kind]
            if found["verdict"] == "not compared":
                assert line[column] == f"not compared: {found['reason']}"
            else:
                assert f"{abs(found['value']):,.{item.decimals}f}" in line[column]
                assert f": {found['verdict']} (" in line[column]
                assert ("not tested" in line[column]) == (found["basis"] == "published and untested")


def test_without_verdicts_the_figures_stand_alone(real_study, findings):
    context = [name for name in tables.of_tier(real_study, "context") if name in _held(findings)]
    table = tables.findings_table(real_study, findings, context, verdicts=False)
    assert len(table) == len(context)
    for column in ("Lancashire", "Mean of the group", "England"):
        assert not table[column].str.contains(VERDICTS).any()


def test_a_verdict_lost_in_adjusting_says_so(findings):
    lost = findings[findings["note"] != ""].iloc[0]
    assert lost["verdict"] == "similar"
    assert tables.said(lost).endswith(f"; {lost['note']})")


def test_concepts_name_what_measures_them_and_what_would(real_study):
    table = tables.concepts(real_study, "cantle")
    rows = real_study.reference.frameworks.frame
    assert list(table.index) == list(rows.loc[rows["framework"] == "cantle", "title"])
    life = table.loc["Similar life opportunities"]
    assert "Employment rate, ages 16 to 64" in life["Measured now by"]
    assert "get on well" not in life["Measured now by"]
    place = rows[rows["framework"] == "cantle"].set_index("title")
    for concept, source in table["Source"].items():
        page = place.at[concept, "page"]
        verified = page not in {"", "not verified"}
        assert source == f"{place.at[concept, 'source']} ({page if verified else 'page not verified'})"


def test_a_misspelt_framework_is_offered_the_nearest(real_study, findings):
    with pytest.raises(ReferenceFileError, match="cantle"):
        tables.chapter(real_study, findings, "cantel")


def _held(findings):
    return set(findings.loc[findings["lead_value"].notna(), "indicator"])
