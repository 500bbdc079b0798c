from __future__ import annotations

import re
import zipfile

import openpyxl
import pandas as pd
import pytest

from benchmarking.errors import ReportError
from benchmarking.report.spreadsheet import Note, Sheet, write_spreadsheet

RATES = pd.DataFrame(
    {
        "Council": ["Lancashire", "Kent", "Devon"],
        "Rate": [76.125, None, 74.0],
        "Residents": [1_253_300, 1_610_251, 825_000],
        "Remark": ["made up", "", "[c]"],
    }
)


def sheet(table: pd.DataFrame = RATES, **changes) -> Sheet:
    choices = {
        "label": "Work",
        "title": "Made-up employment rate, 2026",
        "table": table,
        "source": "invented for this test",
        **changes,
    }
    return Sheet(**choices)


def write(target, *sheets: Sheet, notes: tuple[Note, ...] = ()):
    write_spreadsheet(
        sheets, target, title="Made-up tables", date="2026-06-30", cover=["An example."], notes=notes
    )
    return openpyxl.load_workbook(target)


def rows(page, first: str) -> list[tuple]:
    """Give the table's rows below the header that begins with `first`."""
    values = list(page.iter_rows(values_only=True))
    start = next(at for at, row in enumerate(values) if str(row[0]).startswith(first))
    return values[start:]


def test_a_workbook_has_cover_contents_notes_and_one_table_a_sheet(tmp_path):
    work = sheet(notes=["method"], column_notes={"Rate": "rounding"}, decimals={"Rate": 1})
    book = write(
        tmp_path / "tables.xlsx",
        work,
        sheet(label="Homes", title="Made-up homes"),
        notes=(Note("rounding", "Rounded."), Note("method", "Invented.")),
    )
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Work", "Homes"]
    assert book["Cover"]["A1"].value == "Made-up tables"
    assert rows(book["Contents"], "Sheet")[1:] == [
        ("Work", "Made-up employment rate, 2026"),
        ("Homes", "Made-up homes"),
    ]
    assert book["Contents"]["A4"].hyperlink.location == "'Work'!A1"
    assert rows(book["Notes"], "Note number")[1:] == [(1, "Invented."), (2, "Rounded.")]
    assert book["Work"]["A1"].value == "Made-up employment rate, 2026"
    assert book["Work"]["A2"].value.endswith("For the whole table: [note 1]")
    assert rows(book["Work"], "Council")[0][1] == "Rate\n[note 2]"
    assert [len(book[name].tables) for name in ("Work", "Homes")] == [1, 1]
    assert not any(page.merged_cells.ranges for page in book)


def test_a_missing_cell_is_marked_and_the_marker_explained(tmp_path):
    page = write(tmp_path / "tables.xlsx", sheet())["Work"]
    table = rows(page, "Council")
    assert [row[1] for row in table[1:]] == [76.125, "[x]", 74]
    assert [row[3] for row in table[1:]] == ["made up", "[x]", "[c]"]
    above = [page.cell(row, 1).value for row in range(1, page.max_row - 3)]
    assert "[x] means not available." in above
    assert "[c] means confidential, so not shown." in above
    assert not any("provisional" in str(words) for words in above)


def test_numbers_stay_numbers_with_their_full_figure(tmp_path):
    work = sheet(decimals={"Rate": 1, "Residents": 0}, column_notes={"Rate": "a"})
    page = write(tmp_path / "tables.xlsx", work, notes=(Note("a", "b"),))["Work"]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value in (76.125, 1_253_300)]
    assert {cell.alignment.horizontal for cell in cells} == {"right"}
    assert [(cell.data_type, cell.number_format) for cell in cells] == [("n", "#,##0.0"), ("n", "#,##0")]


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "+A1", "-A1", "@SUM(A1)", '=HYPERLINK("http://a.b")'])
def test_a_formula_in_a_text_cell_stays_text(text, tmp_path):
    table = pd.DataFrame({"Council": [text, "Kent"], text: [text, "b"]})
    book = write(tmp_path / "tables.xlsx", sheet(table, title=text, source=text))
    found = [cell for row in book["Work"].iter_rows() for cell in row if cell.value == text]
    assert len(found) == 4
    assert {cell.data_type for cell in found} == {"s"}
    with zipfile.ZipFile(tmp_path / "tables.xlsx") as archive:
        assert all(b"<f>" not in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[press](javascript:alert)", "[press] (javascript:alert)"),
        ("[a](http://x) [b](http://y)", "[a] (http://x) [b] (http://y)"),
        ("$$method$$", "$ $method$ $"),
        ("https://example.org", "https://example.org"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_words_from_data_become_neither_links_nor_notes(text, written, tmp_path):
    page = write(tmp_path / "tables.xlsx", sheet(pd.DataFrame({"Council": [text], "Words": [text]})))["Work"]
    table = rows(page, "Council")
    assert table[1] == (written, written)
    assert not any(cell.hyperlink for row in page.iter_rows() for cell in row)


def test_the_same_tables_give_the_same_bytes(tmp_path):
    write(tmp_path / "a.xlsx", sheet())
    write(tmp_path / "b.xlsx", sheet())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_columns_are_wide_enough_for_their_words_and_never_endless(tmp_path):
    table = pd.DataFrame({"Council": ["Newcastle upon Tyne"], "Words": ["a long remark " * 40]})
    widths = write(tmp_path / "tables.xlsx", sheet(table))["Work"].column_dimensions
    assert 20 < widths["A"].width < 30
    assert 60 < widths["B"].width < 80


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"table": pd.DataFrame({"Council": []})}, "has no rows"),
        ({"table": pd.DataFrame({"A": ["a"], "a": ["b"]})}, "need names, each its own"),
        ({"table": pd.DataFrame({"A": ["a", "—"]})}, "row 2, column 'A': A cell holds symbols only"),
        ({"table": pd.DataFrame({"A": [float("inf")]})}, "A cell holds an infinite number"),
        ({"table": pd.DataFrame({"A": ["a" * 40_000]})}, "more text than a workbook allows"),
        ({"label": "A tab with a name of more than 31 characters"}, "The workbook cannot be made"),
        ({"decimals": {"Gone": 1}}, "a column that is not there. Found {'Gone'}"),
        ({"label": "a/b"}, "The workbook cannot be made"),
        ({"notes": ["gone"]}, "without a text: ['gone']"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said_and_the_old_workbook_kept(changed, message, tmp_path):
    target = tmp_path / "tables.xlsx"
    target.write_text("last good tables")
    with pytest.raises(ReportError, match=re.escape(message)):
        write(target, sheet(**changed))
    assert target.read_text() == "last good tables"
    assert [path.name for path in tmp_path.iterdir()] == ["tables.xlsx"]


def test_a_note_that_nobody_refers_to_is_refused(tmp_path):
    with pytest.raises(ReportError, match=re.escape("without a reference: ['lost']")):
        write(tmp_path / "tables.xlsx", sheet(), notes=(Note("lost", "Nobody reads this."),))
