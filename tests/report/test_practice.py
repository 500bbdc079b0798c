"""The chapter on how others work: its counts, and that it never takes few rows for little activity."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from benchmarking.practice import practice_rows
from benchmarking.report.council import council
from benchmarking.report.markdown import Markdown, chapters
from benchmarking.report.practice import practice
from benchmarking.study import study_of

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"


def _shown(picture, caption, name):
    return Markdown(f"PICTURE {name}: {caption}")


def _read(study, folder):
    own = ["lancashire"] if study.lead.name == "Lancashire" else []
    for template in [file for name in ("council", *own) for file in (TEMPLATES / name).glob("10*.md")]:
        shutil.copy(template, folder)
    words = {"lead": study.lead.name, "council": council(study), **practice(study, _shown)}
    return re.sub(r"\\(.)", r"\1", chapters([folder], words))


@pytest.fixture(scope="module")
def named(real_study):
    return practice(real_study, _shown)["practice"]


def test_the_counts_are_those_of_the_rows_with_the_leads_own_left_out(real_study, named):
    rows = practice_rows(real_study)
    rows = rows[rows["whose"] != "lead"]
    assert named["rows"] == len(rows) == 168
    assert named["old"] == (rows["age"] == "old").sum()
    assert sum(int(level.rpartition(" ")[2]) for level in named["levels"]) == named["councils"]


def test_no_independent_evaluation_was_found_of_any_of_the_ten(named):
    assert named["evaluated"] == "none"


def test_the_places_where_none_was_found_are_named_in_the_agreed_words(real_study, tmp_path):
    words = _read(real_study, tmp_path)
    assert "**None found in the sources searched**, by priority:" in words
    assert "empower communities (Kent and Newcastle upon Tyne)" in words
    assert "None found in the sources searched: Ribble Valley." in words


def test_the_chapter_says_that_little_found_is_not_little_done_and_ranks_nobody(real_study, tmp_path):
    words = _read(real_study, tmp_path)
    assert "Where little was found, that says nothing about how much is done." in words
    assert not re.search(r"\b(best|worst|lead(s|ing)|lag\w*|inactive|fail\w*|behind|ahead|league)\b", words)


def test_each_strong_row_stands_with_its_source_and_its_transferability(real_study, named):
    rows = practice_rows(real_study)
    strong = rows[rows["evidence"] == "independent evaluation"]
    assert len(strong) == 4
    for source in strong["source_title"]:
        assert source.split(" (")[0] in re.sub(r"\\(.)", r"\1", named["strong"])
    assert "two\\-tier county" in named["strong"]


def test_what_the_ten_measure_and_the_county_has_no_figure_of_leaves_out_what_it_holds(named):
    told = " ".join(line["titles"] for line in named["unheld"])
    assert "People of different backgrounds get on well together" in told
    assert "People resettled or supported" not in told
    assert "Hate crime" not in told


def test_told_for_another_council_nothing_of_lancashire_is_left(real_study, tmp_path):
    choice = real_study.parameters.model_copy(update={"lead_authority": "E08000025", "district_group": None})
    words = _read(study_of(choice, real_study.paths), tmp_path)
    assert "Lancashire's" not in words and "A checklist" not in words and "**The districts.**" not in words


def test_a_county_of_whose_districts_nothing_was_found_is_not_told_that_something_was(real_study, tmp_path):
    choice = real_study.parameters.model_copy(update={"lead_authority": "E10000016", "district_group": "own"})
    words = _read(study_of(choice, real_study.paths), tmp_path)
    assert "None found in the sources searched: Ashford" in words
    assert "Something was found of each of the others" not in words
    assert "Something was found of each of the others" in _read(real_study, tmp_path)


def test_compared_with_councils_of_which_nothing_was_found_the_chapter_says_so(real_study, tmp_path):
    choice = real_study.parameters.model_copy(update={"comparison_group": "ons-nearest-10"})
    study = study_of(choice, real_study.paths)
    words = _read(study, tmp_path)
    (silent,) = [line for line in words.splitlines() if line.startswith("- **Nothing found of:** ")]
    assert "Staffordshire" in silent and "The search was made for other councils." in silent
    assert words.count("Staffordshire") == 1
    assert "PICTURE practice" in words


def test_a_council_of_one_tier_is_not_asked_what_two_tiers_could_do(real_study, tmp_path):
    choices = {"lead_authority": "E08000021", "comparison_group": ["E09000007"], "district_group": None}
    study = study_of(real_study.parameters.model_copy(update=choices), real_study.paths)
    words = _read(study, tmp_path)
    assert "two-tier" not in words and "a county with districts" not in words and "PICTURE" not in words
    assert "none of them is of a council that it is compared with" in words


def test_the_workbook_has_every_row_of_practice_and_a_checklist_to_fill(cabinet):
    book = openpyxl.load_workbook(cabinet[1] / "tables.xlsx")
    practised = [row for row in book["Practice"].iter_rows(values_only=True) if row[1]]
    assert len(practised) == 1 + 172
    checklist = [row for row in book["Checklist"].iter_rows(values_only=True) if row[1]]
    assert checklist[0][4:] == (
        "In place? (officers)",
        "Evidence for it (officers)",
        "Next step, and who (officers)",
    )
    assert len(checklist) == 1 + 18
