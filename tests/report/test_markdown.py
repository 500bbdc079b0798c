"""Words from templates and figures from data meet, and only the words are markup."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarking.charts import Picture
from benchmarking.charts.picture import canvas
from benchmarking.errors import ReportError
from benchmarking.report.figure_data import figure_data
from benchmarking.report.markdown import Markdown, chapters, picture, pipe_table

HOSTILE = "<script>alert(1)</script> | *x* [a](b) {{ lead }}"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "example"
    made.mkdir()
    return made


def test_data_is_escaped_and_ready_markdown_is_not(folder):
    (folder / "01.md").write_text("# {{ lead }}\n\n{{ table }}\n", encoding="utf-8")
    text = chapters([folder], {"lead": HOSTILE, "table": Markdown("**made here**")})
    assert "**made here**" in text
    assert r"\<script\>alert\(1\)\<\/script\> \| \*x\*" in text
    assert "<script>" not in text


def test_joined_and_filtered_data_is_escaped_too(folder):
    (folder / "01.md").write_text(
        '{{ names | join("; ") }} {{ names[0] | upper }} {{ n ~ "%" }}', encoding="utf-8"
    )
    text = chapters([folder], {"names": ["*a*", "<b>"], "n": 5})
    assert text == r"\*a\*\; \<b\> \*A\* 5\%"


def test_chapters_stand_in_the_order_of_their_names_and_hidden_files_do_not_count(folder):
    for name, words in {
        "02-b.md": "second",
        "01-a.md": "first",
        "._01-a.md": "hidden",
        "notes.txt": "no",
    }.items():
        (folder / name).write_text(words, encoding="utf-8")
    assert chapters([folder], {}) == "first\n\nsecond"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(folder):
    (folder / "01.md").write_bytes(b"\xef\xbb\xbf# Chapter\r\n\r\nWords\r\n")
    assert chapters([folder], {}) == "# Chapter\n\nWords\n"


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
        chapters([folder], {"lead": "Lancashire"})


def test_a_chapter_in_another_encoding_is_told(folder):
    (folder / "01-summary.md").write_bytes("Café".encode("latin-1"))
    with pytest.raises(
        ReportError, match=r"01-summary.md: The chapter is not UTF-8 text. Save it again as UTF-8"
    ):
        chapters([folder], {})


def test_where_there_are_no_chapters_it_is_told_where_they_belong(tmp_path):
    with pytest.raises(
        ReportError, match=r"no chapters for this study's report.*some in reports/templates/council"
    ):
        chapters([tmp_path / "nowhere"], {})


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


def _shown(alt="Kent 5", frame=None, words="Kent", columns=None):
    with canvas(4, 3) as figure:
        figure.add_subplot().text(0.5, 0.5, words)
    frame = pd.DataFrame({"name": ["Kent"], "value": [5.25]}) if frame is None else frame
    return Picture(figure, alt, frame, columns or {})


def test_a_picture_is_followed_by_its_own_figures(tmp_path, real_study):
    shown = _shown(columns={"name": "Area", "value": "Figure (%)"})
    text = picture(shown, "A caption", "made", tmp_path, real_study)
    image, data = text.split("::: figure-data")
    assert image.strip() == '![Kent 5](made.svg "A caption"){#fig-made}'
    assert [line for line in data.split("\n") if "|" in line][::2] == [
        r"| Area | Figure \(\%\) |",
        r"| Kent | 5\.25 |",
    ]


def test_figures_are_told_with_their_indicator_s_decimals_and_what_is_missing_is_not_nought(real_study):
    frame = pd.DataFrame(
        {
            "indicator": ["employment_rate", "median_weekly_pay", "life_satisfaction"],
            "period": ["2023-01-01/P1Y", "2025-04-30", "2022-04-01/P1Y"],
            "value": [73.7, 1610.2, float("nan")],
            "tested": [True, False, False],
            "reason": ["", "", "no figure published"],
            "blank": ["", "", ""],
        }
    )
    table = figure_data(real_study, _shown(frame=frame))
    assert list(table.columns) == ["Period", "Value", "Tested", "Reason"]
    assert list(table["Period"])[:2] == ["2023", "30 April 2025"]
    assert list(table["Value"]) == ["73.7", "1,610", "–"]
    assert list(table["Tested"]) == ["yes", "no", "no"]
    assert list(table["Reason"]) == ["–", "–", "no figure published"]


def test_a_picture_with_nothing_in_it_is_an_error_and_not_a_blank(tmp_path, real_study):
    with canvas(4, 3) as figure:
        empty = Picture(figure, "Nothing", pd.DataFrame({"a": [1]}))
    with pytest.raises(ReportError, match=r"made: The picture cannot be drawn\..*nothing is drawn in it"):
        picture(empty, "A caption", "made", tmp_path, real_study)


def test_a_letter_that_the_pictures_font_lacks_is_an_error_and_not_a_box(tmp_path, real_study):
    with pytest.raises(ReportError, match=r"made: The picture cannot be drawn\..*missing from font"):
        picture(_shown(words="日"), "A caption", "made", tmp_path, real_study)


def test_a_drawing_that_fails_is_named(tmp_path, real_study):
    shown = _shown()
    shown.figure.axes[0].set_xscale("log")
    shown.figure.set_size_inches(4, 100_000)
    with pytest.raises(ReportError, match=r"made: The picture cannot be drawn\. Found "):
        picture(shown, "A caption", "made", tmp_path, real_study)


def test_a_picture_without_a_place_to_be_written_is_not_laid_to_its_figures(tmp_path, real_study):
    with pytest.raises(ReportError, match=r"made: The picture cannot be drawn\. .*folder can be written to"):
        picture(_shown(), "A caption", "made", tmp_path / "nowhere", real_study)


def test_an_empty_cell_is_marked_and_never_blank():
    lines = pipe_table(pd.DataFrame({"a": ["", "b"]}, index=["x", "y"]), "Figures", "made").split("\n")
    assert lines[2] == "| x | – |"


def test_a_pipe_table_without_rows_says_so_whatever_its_widths():
    none = pd.DataFrame(columns=["a", "b"])
    assert pipe_table(none, "Figures", "made", [1, 2, 3]) == "*Figures: none.*\n"
