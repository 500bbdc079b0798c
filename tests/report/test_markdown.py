"""Words from templates and figures from data meet, and only the words are markup."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarking.errors import ReportError
from benchmarking.report.markdown import Markdown, chapters, pipe_table

HOSTILE = "<script>alert(1)</script> | *x* [a](b) {{ lead }}"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "example"
    made.mkdir()
    return made


def test_data_is_escaped_and_ready_markdown_is_not(folder):
    (folder / "01.md").write_text("# {{ lead }}\n\n{{ table }}\n", encoding="utf-8")
    text = chapters(folder, {"lead": HOSTILE, "table": Markdown("**made here**")})
    assert "**made here**" in text
    assert r"\<script\>alert\(1\)\<\/script\> \| \*x\*" in text
    assert "<script>" not in text


def test_joined_and_filtered_data_is_escaped_too(folder):
    (folder / "01.md").write_text(
        '{{ names | join("; ") }} {{ names[0] | upper }} {{ n ~ "%" }}', encoding="utf-8"
    )
    text = chapters(folder, {"names": ["*a*", "<b>"], "n": 5})
    assert text == r"\*a\*\; \<b\> \*A\* 5\%"


def test_chapters_stand_in_the_order_of_their_names_and_hidden_files_do_not_count(folder):
    for name, words in {
        "02-b.md": "second",
        "01-a.md": "first",
        "._01-a.md": "hidden",
        "notes.txt": "no",
    }.items():
        (folder / name).write_text(words, encoding="utf-8")
    assert chapters(folder, {}) == "first\n\nsecond"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(folder):
    (folder / "01.md").write_bytes(b"\xef\xbb\xbf# Chapter\r\n\r\nWords\r\n")
    assert chapters(folder, {}) == "# Chapter\n\nWords\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("one\n\n{{ leed }}", r"01-summary.md, row 3: The chapter names something that is not there.*leed"),
        ("one\n{{ lead.nothing }}", r"01-summary.md, row 2: .*nothing"),
        ("one\n{% if lead %}", r"01-summary.md, row 2: The chapter cannot be read"),
        ("{{ lead | shout }}", r"01-summary.md, row 1: .*shout"),
        ("one\n\n\n{{ lead + 1 }}", r"01-summary.md, row 4: The chapter asks for what cannot be done"),
        ("{{ 1 / 0 }}", r"01-summary.md.*The chapter asks for what cannot be done"),
        ("one\n{% include 'x.md' %}", r"01-summary.md, row 2: The chapter asks for what cannot be done"),
    ],
)
def test_a_mistake_in_a_chapter_is_told_with_its_file_and_line(words, message, folder):
    (folder / "01-summary.md").write_text(words, encoding="utf-8")
    with pytest.raises(ReportError, match=message):
        chapters(folder, {"lead": "Lancashire"})


def test_a_chapter_in_another_encoding_is_told(folder):
    (folder / "01-summary.md").write_bytes("Café".encode("latin-1"))
    with pytest.raises(
        ReportError, match=r"01-summary.md: The chapter is not UTF-8 text. Save it again as UTF-8"
    ):
        chapters(folder, {})


def test_a_study_without_chapters_is_told_what_to_copy(tmp_path):
    with pytest.raises(
        ReportError, match=r"no chapters for this study's report.*Copy reports/templates/lancashire"
    ):
        chapters(tmp_path / "nowhere", {})


def test_a_pipe_table_escapes_names_and_marks_what_is_missing():
    frame = pd.DataFrame(
        {"n": [1234, 5], "x": [1.5, float("nan")]}, index=pd.Index([HOSTILE, "Kent"], name="a|b")
    )
    lines = pipe_table(frame, "A *caption*", "made").split("\n")
    assert lines[0] == r"| a\|b | n | x |"
    assert lines[1].endswith(":|")
    assert lines[2].startswith(r"| \<script\>alert\(1\)\<\/script\> \| ")
    assert lines[2].endswith(r"| 1\,234 | 1\.5 |")
    assert lines[3].endswith("| 5 | – |")
    assert lines[5] == r": A \*caption\* {#tbl-made}"


def test_a_pipe_table_without_rows_says_so_whatever_its_widths():
    none = pd.DataFrame(columns=["a", "b"])
    assert pipe_table(none, "Figures", "made", [1, 2, 3]) == "*Figures: none.*\n"
