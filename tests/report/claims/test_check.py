"""The words of the chapters and of the papers beside them are checked without making the report."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarking.paths import Paths
from benchmarking.report import check
from benchmarking.report.check import check_words
from benchmarking.study import Study

ROOT = Path(__file__).parents[3]

FAULTY = "# Words\n\nIt is {{ employment_rate is better than england }}.\n\nIt was 28%.\n"


@pytest.fixture
def study(real_study, findings, tmp_path, monkeypatch) -> Study:
    """The default study with templates that a test may change."""
    for folder in ("reports/templates", "notebooks/parameters"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(check, "findings_of", lambda study, keep: findings)
    return replace(real_study, paths=Paths(tmp_path))


def test_the_shipped_words_stand(study):
    assert check_words(study) == []


def test_all_faults_of_all_chapters_and_papers_are_told_at_once(study):
    words = study.paths.templates / "lancashire"
    (words / "20-words.md").write_text(FAULTY, encoding="utf-8")
    (words / "follow-up" / "02-words.md").write_text(FAULTY, encoding="utf-8")
    (words / "21-latin.md").write_bytes("Pay is £ more.".encode("latin-1"))
    (words / "22-empty.md").write_text("", encoding="utf-8")
    (words / "23-windows.md").write_bytes(b"\xef\xbb\xbf# A\r\n\r\nIt was 28%.\r\n")
    told = check_words(study)
    assert [text.split(": ")[0] for text in told] == [
        "20-words.md, row 3",
        "20-words.md, row 5",
        "21-latin.md",
        "22-empty.md",
        "23-windows.md, row 3",
        "follow-up/02-words.md, row 3",
        "follow-up/02-words.md, row 5",
    ]


def test_with_other_choices_only_what_would_stop_their_report_is_told(study):
    (study.paths.templates / "lancashire" / "20-words.md").write_text(FAULTY, encoding="utf-8")
    parameters = study.parameters.model_copy(update={"confidence_level": 0.99})
    (told,) = check_words(replace(study, parameters=parameters))
    assert told.startswith("20-words.md, row 5: The figure 28% stands in the prose")
