"""The chapter on what to measure: its counts, and how it reads for other councils and other figures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.findings import findings_of
from benchmarking.kpis import appraise, headlines_left_out, shortlist
from benchmarking.report.kpis import kpis
from benchmarking.report.markdown import chapters
from benchmarking.report.warrants import Warrants
from benchmarking.study import study_of

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
LANCASHIRE, KENT, BIRMINGHAM = "E10000017", "E10000016", "E08000025"


@pytest.fixture(scope="module")
def read(real_study, tmp_path_factory):
    """Render the chapter alone for another lead or with other observations, without Markdown's backslashes."""

    def make(change=None, **choices):
        study = study_of(real_study.parameters.model_copy(update=choices), real_study.paths)
        rows = real_study.observations
        study.__dict__["observations"] = rows if change is None else change(rows.copy())
        folder = tmp_path_factory.mktemp("chapter")
        own = ["lancashire"] if study.lead.code == LANCASHIRE else []
        for template in [file for name in ("council", *own) for file in (TEMPLATES / name).glob("09*.md")]:
            shutil.copy(template, folder)
        warrants = Warrants(study, findings_of(study, keep=False))
        named = kpis(study, warrants)
        assert list(named) == ["kpis"]
        text = warrants.fill(chapters([folder], {"lead": study.lead.name, **named}))
        text = re.sub(r"\\(.)", r"\1", text)
        assert not re.search(r"\bnan\b|None\b(?! of)", text)
        return text

    return make


@pytest.fixture(scope="module")
def default(read):
    return read()


@pytest.fixture(scope="module")
def appraised(real_study):
    return appraise(real_study)


def test_every_recommended_measure_stands_in_the_table_with_its_reason_and_figure(default, appraised):
    table = default.partition("{#tbl-kpis}")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    chosen = shortlist(appraised)
    assert len(lines) == len(chosen)
    for line, (_, row) in zip(lines, chosen.iterrows(), strict=True):
        assert line.startswith(f"| {row['title']} | {row['priority'].capitalize()} |")
        assert row["proposal_reason"] in line
    assert "| 73.7% (70.7 to 76.7), 2023 |" in lines[0]
    assert lines[0].endswith("| 6.1 percentage points |")


def test_the_counts_are_those_of_the_appraisal(default, appraised):
    chosen = shortlist(appraised)
    held, tested = int(chosen["value"].notna().sum()), int(chosen["tested"].sum())
    assert (
        f"{held} of the {len(chosen)} have a figure for Lancashire now, and {tested} can be tested."
        in default
    )
    assert f"{len(chosen)} are proposed, of {(appraised['proposal'] != 'never').sum()} that" in default
    collect = int((chosen["tier"] == "to_collect").sum())
    assert f"{collect} would have to be collected" in default
    assert f"{len(chosen) - held - collect} wait for published figures" in default


def test_it_says_that_a_year_is_short_with_the_figures_that_say_so(default):
    assert (
        "Of 10 candidates whose usual change is known, none would reliably show a change of that size"
        in default
    )
    assert "2.6 to 7.3 times as large" in default


def test_every_headline_left_out_has_its_reason(default, appraised):
    left = headlines_left_out(appraised)
    assert len(left) > 3
    table = default.partition("{#tbl-kpis}")[2].partition("{#tbl-left-out}")[0]
    for _, row in left.iterrows():
        assert f"| {row['title']} |" in table and row["proposal_reason"] in table


def test_three_priorities_are_named_that_nothing_strongly_relevant_measures(default):
    part = default.partition("**What cannot be measured yet.**")[2].partition("**Early warning.**")[0]
    named = re.findall(r"^- \*(.+?)\.\*", part, re.MULTILINE)
    assert named == ["Build trust and understanding", "Empower communities", "Address conflict and tension"]
    assert (
        "*Address conflict and tension.* No indicator has a figure of Lancashire that can be tested." in part
    )


def test_crime_is_told_without_a_figure_a_direction_or_a_target(default):
    part = default.partition("**Early warning.**")[2]
    assert "no good or bad direction and no target" in part
    assert "Kirklees" in part
    assert "not held yet: Hate crime recorded by the police" in part
    assert not re.search(r"\d+\.\d", part)


def test_when_community_life_is_imported_trust_is_no_longer_without(read):
    def imported(rows):
        asked = rows[rows["indicator"] == "employment_rate"].assign(indicator="get_on_well")
        return pd.concat([rows, asked], ignore_index=True)

    part = read(imported).partition("**What cannot be measured yet.**")[2]
    assert "Build trust and understanding" not in part.partition("**Early warning.**")[0]


def test_without_any_series_nothing_is_said_of_usual_changes(read, real_study):
    def last_only(rows):
        held = rows[rows["value"].notna()]
        return held[held["period"] == held.groupby(["area_code", "indicator"])["period"].transform("max")]

    text = read(last_only)
    assert "A year is short" not in text
    assert "6.1 percentage points" in text


@pytest.mark.parametrize("lead", [KENT, BIRMINGHAM])
def test_the_chapter_reads_right_for_another_council(read, real_study, lead):
    text = read(lead_authority=lead, district_group=None)
    name = real_study.name(lead)
    assert f"**No such judgement has been entered for {name}, so none is proposed here.**" in text
    assert f"Which performance indicators suit {name} is for its officers and members to judge" in text
    assert "Lancashire" not in text and "Kirklees" not in text and "strategy" not in text
    assert text.count("\n| ") > 15 and "{#tbl-left-out}" not in text


def test_lancashire_is_not_told_that_nobody_has_judged(default):
    assert "No such judgement" not in default
