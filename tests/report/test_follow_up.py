"""The follow-up report to scrutiny: what the tracking sheet says, and no more."""

from __future__ import annotations

import dataclasses
import re

import bs4
import openpyxl
import pikepdf
import pytest

from benchmarking.findings import findings_of
from benchmarking.kpis import VERDICTS, tracking
from benchmarking.reference.kpi_tracking import TrackedIndicators
from benchmarking.report import FOLLOW_UP, FORMS, SUMMARY, forms_of
from benchmarking.report.follow_up import follow_up
from benchmarking.report.papers import papers_of


@pytest.fixture(scope="module")
def sheet(cabinet):
    return tracking(cabinet[0], findings_of(cabinet[0]))


@pytest.fixture(scope="module")
def page(cabinet):
    return bs4.BeautifulSoup((cabinet[1] / FOLLOW_UP[0]).read_text(encoding="utf-8"), "html.parser")


def _section(page, title):
    (heading,) = (found for found in page.main.find_all("h2") if title in found.get_text())
    return heading.find_parent("section")


def _rows(table):
    return [
        [cell.get_text(" ", strip=True) for cell in line.find_all(["th", "td"])]
        for line in table.find_all("tr")
    ]


def test_it_has_one_to_three_pages_and_no_page_of_contents(cabinet):
    with pikepdf.open(cabinet[1] / FOLLOW_UP[2]) as pdf:
        assert 1 <= len(pdf.pages) <= 3


def test_every_proposed_indicator_stands_under_its_priority_with_its_verdict(page, sheet, cabinet):
    indicators = cabinet[0].reference.indicators
    rows = _rows(_section(page, "What the figures show").find("table"))[1:]
    short = sheet[sheet["list"] == "shortlist"]
    said = {row[1]: row[-1] for row in rows}
    assert said == {indicators[name].title: row["verdict"] for name, row in short.iterrows()}
    priorities = [row[0] for row in rows]
    assert len(set(priorities)) == 4
    assert priorities == sorted(priorities, key=priorities.index)


def test_each_indicator_that_was_measured_has_a_sentence_and_each_other_a_reason(page, sheet, cabinet):
    indicators = cabinet[0].reference.indicators
    short = sheet[sheet["list"] == "shortlist"]
    told = _section(page, "What the figures show").get_text(" ", strip=True)
    why = _section(page, "What could not be measured yet").get_text(" ", strip=True)
    for name, row in short.iterrows():
        title = indicators[name].title
        if row["verdict"] == "not yet measured":
            assert title in why and row["next_release"] in why
        else:
            assert f"{title}: {row['verdict'].capitalize()}: " in told


def test_early_warning_figures_stand_apart_without_direction_change_or_verdict(page):
    section = _section(page, "Early warning")
    rows = _rows(section.find("table"))
    assert rows[0] == ["Figure", "Lancashire", "Period"] and len(rows) > 3
    words = " ".join(" ".join(row) for row in rows[1:])
    assert not re.search(r"better|worse|higher|lower|course|English", words)
    assert "Hate crime recorded by the police" in section.get_text(" ")


def test_it_counts_the_verdicts_and_says_that_no_target_was_set(page, sheet):
    words = _section(page, "What scrutiny asked").get_text(" ", strip=True)
    short = sheet[sheet["list"] == "shortlist"]
    assert f"{len(short)} indicators are proposed" in words
    assert "No target has been set." in words
    assert ("none on course" in words) == (not (short["verdict"] == "on course").any())
    meanings = _section(page, "How to read the verdicts").get_text(" ", strip=True)
    assert all(word.capitalize() in meanings for word in VERDICTS)


def test_a_target_is_told_with_its_day_its_owner_and_its_warning(cabinet):
    study = cabinet[0]
    frame = study.reference.tracked.frame.assign(row=range(2, 2 + len(study.reference.tracked.ids)))
    row = frame["indicator"] == "attainment_8_fsm_gap"
    frame.loc[row, ["owner", "target", "target_by"]] = ["Director of Education", "15.6", "2027-08-31"]
    reference = dataclasses.replace(study.reference, tracked=TrackedIndicators(frame))
    (one,) = follow_up(dataclasses.replace(study, reference=reference), findings_of(study))["set"]
    assert one["target"].startswith("15.6 points by 31 August 2027. This target asks for")
    assert one["owner"] == "Director of Education"


def test_another_lead_has_no_follow_up_since_nothing_was_proposed_for_it(cabinet):
    study = cabinet[0]
    kent = dataclasses.replace(
        study, parameters=study.parameters.model_copy(update={"lead_authority": "E10000016"})
    )
    assert [paper.folder for paper in papers_of(kent)] == ["summary"]
    assert forms_of(kent) == (*FORMS, *SUMMARY)


def test_the_sheet_of_the_workbook_lists_the_shortlist_first_in_figures_and_words(cabinet, sheet):
    book = openpyxl.load_workbook(cabinet[1] / "tables.xlsx")
    lines = list(book["Tracking"].iter_rows(values_only=True))
    head = next(at for at, line in enumerate(lines) if "Id" in line)
    columns = {name: at for at, name in enumerate(lines[head])}
    rows = lines[head + 1 :]
    assert [row[columns["Id"]] for row in rows] == list(sheet.index)
    assert [row[columns["List"]] for row in rows] == list(sheet["list"])
    assert [row[columns["Verdict"]] for row in rows] == list(sheet["verdict"])
    shown = [row[columns["Latest figure"]] for row in rows]
    assert [value for value in shown if value != "[z]"] == pytest.approx(list(sheet["latest"].dropna()))
