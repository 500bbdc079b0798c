"""Tables of findings say each verdict once, with its figure and its basis."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.errors import ReferenceFileError
from benchmarking.findings import PAIRED, each

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
VERDICTS = re.compile(r"\b(?:better|worse|similar|higher|lower|close)\b")


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


def test_a_verdict_lost_in_adjusting_says_so_and_that_it_is_fragile(findings):
    lost = each(findings[findings["note"].str.startswith("not firm") & findings["kind"].isin(PAIRED)])[0]
    assert lost.verdict == "similar"
    assert tables.said(lost) == f"similar (tested; fragile; {lost.note})"


def test_what_would_stand_in_every_row_is_said_in_short_and_of_a_county_by_a_star(real_study, findings):
    table = tables.findings_table(real_study, findings, ["dissimilarity", "child_poverty", "employment_rate"])
    beside = list(table["Mean of the group"])
    assert beside[0] == "0.34: higher (complete count)*"
    assert beside[1].endswith(": close (not tested)")
    assert "*" not in beside[1] + beside[2] and "fragile" in beside[2]
    (chapter,) = (TEMPLATES / "council").glob("*-findings.md")
    assert "\\* A county's figure includes the separation between its districts" in chapter.read_text("utf-8")


def test_without_a_figure_there_is_no_line(real_study, findings):
    assert tables.findings_table(real_study, findings, ["get_on_well"]).empty


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
