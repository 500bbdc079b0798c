"""A study's own words lie over the general ones, which hold for any council."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarking.paths import Paths
from benchmarking.report.claims.prose import read_chapter
from benchmarking.report.header import written_for
from benchmarking.report.layers import layers
from benchmarking.report.markdown import chapter_files, chapters
from benchmarking.report.papers import papers_of

TEMPLATES = Path(__file__).parents[2] / "reports" / "templates"
GENERAL = sorted((TEMPLATES / "council").rglob("*.md"))
KENT = "E10000016"


@pytest.fixture
def study(real_study, tmp_path):
    """The default study with templates that a test may change."""
    shutil.copytree(TEMPLATES, tmp_path / "reports" / "templates")
    return replace(real_study, paths=Paths(tmp_path))


def led_by(study, lead, name="lancashire"):
    parameters = study.parameters.model_copy(update={"lead_authority": lead, "study": name})
    return replace(study, parameters=parameters)


def test_a_chapter_of_the_study_replaces_the_general_one_and_others_stand_in_order_of_their_names(tmp_path):
    for name, words in {
        "council/01-a.md": "general a",
        "council/02-b.md": "general b",
        "council/03-c.md": "general c",
        "own/02-b.md": "own b",
        "own/02a-more.md": "own more",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(words, encoding="utf-8")
    told = chapters([tmp_path / "council", tmp_path / "own"], {})
    assert told.split("\n\n") == ["general a", "own b", "own more", "general c"]


def test_the_default_study_has_its_own_words_over_the_general_ones(study):
    assert [folder.name for folder in layers(study)] == ["council", "lancashire"]
    own = {file.name for file in chapter_files(layers(study)) if file.parent.name == "lancashire"}
    assert own == {file.name for file in (TEMPLATES / "lancashire").glob("*.md")}
    assert [paper.folder for paper in papers_of(study)] == ["summary", "follow-up"]


def test_a_study_without_a_folder_has_the_general_words_and_no_follow_up(study):
    kent = led_by(study, KENT, "kent")
    assert [folder.name for folder in layers(kent)] == ["council"]
    assert [paper.folder for paper in papers_of(kent)] == ["summary"]


def test_words_written_for_one_lead_are_left_aside_for_another(study):
    assert written_for(study.paths.templates / "lancashire") == study.lead.code
    assert [folder.name for folder in layers(led_by(study, KENT))] == ["council"]


def test_words_that_name_no_lead_are_used_for_any(study):
    (study.paths.templates / "lancashire" / "header.yaml").unlink()
    assert [folder.name for folder in layers(led_by(study, KENT))] == ["council", "lancashire"]


@pytest.mark.parametrize("file", GENERAL, ids=lambda file: file.name)
def test_the_general_words_claim_nothing_that_could_be_untrue_of_a_council(file, real_study):
    known = real_study.reference.indicators.__contains__
    chapter = read_chapter(file.read_text(encoding="utf-8"), file.name, known)
    assert (chapter.tokens, chapter.faults) == ((), ())
