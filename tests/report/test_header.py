"""The block at the head of a Cabinet report, and what officers are left to fill in."""

from __future__ import annotations

import re

import bs4
import docx
import pytest

from benchmarking.errors import ReportError
from benchmarking.report import FORMS
from benchmarking.report.header import BLANK, LINES, header


@pytest.fixture(scope="module")
def folder(cabinet):
    return cabinet[1]


def test_the_shipped_head_has_every_line_and_says_which_are_for_officers(folder):
    page = bs4.BeautifulSoup((folder / FORMS[0]).read_text(encoding="utf-8"), "html.parser")
    (rows,) = [table.find_all("tr") for table in page.find_all("table") if table.get("id") == "tbl-header"]
    said = {line.th.get_text(): line.td.get_text() for line in rows[1:]}
    assert list(said) == list(LINES.values())
    assert said["Meeting"] == "Cabinet" and said["Part I or II"] == "Part I"
    blank = [title for title, words in said.items() if words == BLANK]
    assert blank == ["Date of the meeting", "Report of", "Contact for further information"]


def test_word_has_the_same_head(folder):
    table = docx.Document(folder / FORMS[1]).tables[0]
    said = dict([cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows)
    assert said["Report of"] == "for officers"
    assert said["Corporate priorities"] == "Delivering better services"


@pytest.mark.parametrize("words", ["", "date:\n", "date: ''\n", "date: null\nreport_of:\n"])
def test_a_line_left_blank_or_out_is_for_officers_and_a_meeting_not_yet_entered(words, tmp_path):
    (tmp_path / "header.yaml").write_text(words, encoding="utf-8")
    assert header([tmp_path]) == dict.fromkeys(LINES, "for officers") | {"meeting": "not yet entered"}


def test_a_study_without_the_file_leaves_every_line_to_officers(tmp_path):
    assert header([tmp_path]) == dict.fromkeys(LINES, "for officers") | {"meeting": "not yet entered"}


def test_a_misspelt_line_is_told_with_the_nearest(tmp_path):
    (tmp_path / "header.yaml").write_text("meting: Cabinet\n", encoding="utf-8")
    with pytest.raises(ReportError, match=r"header\.yaml: A report's head has no line 'meting'.*meeting"):
        header([tmp_path])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"meeting: [Cabinet\n", r"header\.yaml.*The head of the report cannot be read"),
        ("contact: Zo\u00eb\n".encode("cp1252"), r"header\.yaml.*The head of the report cannot be read"),
        (b"- meeting\n", r"header\.yaml: The head of the report is not a list of `name: text` lines"),
    ],
)
def test_a_head_that_cannot_be_read_is_told(content, message, tmp_path):
    (tmp_path / "header.yaml").write_bytes(content)
    with pytest.raises(ReportError, match=re.compile(message, re.DOTALL)):
        header([tmp_path])
