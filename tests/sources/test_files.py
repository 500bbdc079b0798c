"""Files as they really arrive: odd, broken, renamed or hostile, and each refused in one clear sentence."""

from __future__ import annotations

import gzip
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.sources import guards
from benchmarking.sources.files import (
    need_columns,
    read_csv,
    read_sheet,
    to_numbers,
)
from benchmarking.sources.guards import check_archive, check_readable

PLAIN = "areacd,period,value\nE10000017,2024,73.7\nE10000016,2024,75.9\n"


@pytest.fixture
def given(tmp_path):
    """Write a file of this content and return its path."""

    def write(content: str | bytes, name: str = "rates.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write


@pytest.fixture
def workbook(tmp_path):
    """Write a workbook of these sheets and return its path."""

    def write(name: str = "tables.xlsx", **sheets: list[list[object]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def numbers(*texts: str) -> tuple[pd.Series, pd.Series]:
    return to_numbers(
        pd.Series(texts), pd.Series(range(2, 2 + len(texts))), column="value", path=Path("rates.csv")
    )


def test_each_row_keeps_the_number_it_has_in_the_published_file(given):
    table = read_csv(given("areacd,value\n\nE10000017,73.7\n,\nE10000016,75.9\n"))
    assert table["row"].tolist() == [3, 5]
    assert table["areacd"].tolist() == ["E10000017", "E10000016"]


def test_a_byte_order_mark_is_no_part_of_the_first_heading(given):
    with_mark = read_csv(given(b"\xef\xbb\xbf" + PLAIN.encode()))
    assert with_mark.equals(read_csv(given(PLAIN, "without.csv")))
    assert with_mark.columns[0] == "areacd"


def test_a_header_below_title_lines_is_found_by_its_first_cell_or_its_row(given):
    path = given("TS021 Ethnic group\nSource: ONS\n\n" + PLAIN)
    assert read_csv(path, header_starts="areacd").equals(read_csv(path, header_row=4))
    assert read_csv(path, header_starts="areacd")["row"].tolist() == [5, 6]


def test_a_header_that_should_stand_below_the_end_of_the_file_is_missed(given):
    with pytest.raises(SourceError, match=r"rates\.csv: The file ends before its header.* row 9"):
        read_csv(given(PLAIN), header_row=9)


def test_a_file_without_the_header_it_should_begin_with_is_refused(given):
    with pytest.raises(SourceError, match="No header row begins with 'Area Code'"):
        read_csv(given(PLAIN), header_starts="Area Code")


def test_a_column_that_stands_twice_with_the_same_cells_is_read_once(given):
    table = read_csv(given("areacd,notes,value,notes\nE10000017,a,73.7,a\n"))
    assert list(table.columns) == ["areacd", "notes", "value", "row"]
    assert table["notes"].tolist() == ["a"]


def test_two_columns_of_one_name_that_complete_each_other_become_one(given):
    table = read_csv(given("areacd,notes,notes\nE10000017,a,\nE10000016,,b\nE10000008,,\n"))
    assert table["notes"].tolist() == ["a", "b", ""]


def test_two_columns_of_one_name_that_contradict_each_other_are_refused_with_the_row(given):
    path = given("areacd,value,value\nE10000017,73.7,73.7\nE10000016,75.9,57.9\n")
    with pytest.raises(SourceError) as caught:
        read_csv(path)
    assert str(caught.value.where) == "rates.csv, row 3, column 'value'"
    assert caught.value.found == "'75.9' and '57.9'"


def test_a_comma_inside_an_unquoted_name_does_not_shift_figures_into_other_columns(given):
    path = given(
        "areacd,areanm,value\nE06000058,Bournemouth, Christchurch and Poole,70.1\nE10000017,Lancashire,73.7\n"
    )
    with pytest.raises(SourceError, match=r"row 2: A row has more cells than the header"):
        read_csv(path)


def test_a_last_row_that_was_cut_off_is_no_figure(given):
    rows = "areacd,value,lci_95,uci_95\nE10000017,73.7,70.7,76.7\nE92000001,7"
    with pytest.raises(
        SourceError, match=r"row 3: The last row ends before the header does.*Found 2 cells. Expected 4"
    ):
        read_csv(given(rows))


def test_a_note_below_the_figures_is_no_cut(given):
    table = read_csv(given("areacd,value,lci_95\nE10000017,73.7,70.7\nSource: made up, by nobody\n"))
    assert table["areacd"].tolist() == ["E10000017", "Source: made up"]


def test_columns_set_apart_by_semicolons_are_told(given):
    with pytest.raises(SourceError, match=r"set apart by semicolons. Expected commas"):
        read_csv(given("areacd;period;value\nE10000017;2024;73,7\n"))


def test_empty_cells_beyond_the_header_do_no_harm(given):
    assert read_csv(given("areacd,value,,\nE10000017,73.7,,\n"))["value"].tolist() == ["73.7"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty"),
        ("areacd,value\n", "The file has a header and no figures"),
        ("areacd,value\n,\n\n", "The file has a header and no figures"),
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "The file is a web page, not figures"),
        ("\ufeff \n<HTML><head></head></HTML>", "The file is a web page, not figures"),
        ("areacd,areanm\nE10000017,Lancashire £".encode("cp1252"), "The file is not UTF-8 text"),
        ('areacd,value\nE10000017,"73.7\n', "The file cannot be read as CSV"),
    ],
)
def test_a_file_without_figures_is_refused_by_name(given, content, sentence):
    with pytest.raises(SourceError, match=r"^rates\.csv[^:]*: " + sentence):
        read_csv(given(content))


def test_a_file_that_is_not_there_is_missed_by_its_path(tmp_path):
    with pytest.raises(SourceError, match=r"missing\.csv: There is no such file"):
        read_csv(tmp_path / "missing.csv")


def test_a_file_beyond_any_publisher_s_size_is_not_opened(given, monkeypatch):
    monkeypatch.setattr(guards, "LARGEST_FILE", 10)
    with pytest.raises(SourceError, match="larger than any this project reads"):
        check_readable(given(PLAIN))


def test_a_compressed_file_reads_as_the_file_it_holds(given):
    packed = read_csv(given(gzip.compress(PLAIN.encode()), "rates.csv.gz"))
    assert packed.equals(read_csv(given(PLAIN)))


@pytest.mark.parametrize("filling", [b"7" * 200_000, b"," * 200_000, b"\n" * 200_000])
def test_a_small_file_that_unpacks_to_a_huge_one_is_not_read(given, monkeypatch, filling):
    monkeypatch.setattr(guards, "LARGEST_UNPACKED", 100_000)
    path = given(gzip.compress(filling), "bomb.csv.gz")
    assert path.stat().st_size < 1_000
    with pytest.raises(SourceError, match=r"bomb\.csv\.gz: The file would unpack to far more"):
        read_csv(path)


def test_a_download_cut_short_is_not_read_as_if_whole(given):
    whole = gzip.compress(PLAIN.encode() * 50)
    with pytest.raises(SourceError, match="damaged and cannot be read as CSV"):
        read_csv(given(whole[: len(whole) // 2], "cut.csv.gz"))
    spoilt = whole[:12] + bytes([whole[12] ^ 0xFF, whole[13] ^ 0xFF]) + whole[14:]
    with pytest.raises(SourceError, match="damaged and cannot be read as CSV"):
        read_csv(given(spoilt, "spoilt.csv.gz"))


def test_one_endless_row_does_not_make_every_other_row_as_long(given, monkeypatch):
    monkeypatch.setattr(guards, "LARGEST_TABLE", 10_000)
    with pytest.raises(SourceError, match="more cells than any published table"):
        read_csv(given("a" + "," * 1_000 + "\n" + "b\n" * 1_000))


def test_text_becomes_numbers_and_markers():
    values, markers = numbers(
        "73.7", "1,234", "-0.5", "£642.50", "28.4%", "+3", "1.5e3", "36.799999999999997", "5."
    )
    assert values.tolist() == [73.7, 1234, -0.5, 642.5, 28.4, 3, 1500, 36.8, 5]
    assert markers.tolist() == [""] * 9


def test_what_is_missing_stays_missing_and_says_why():
    values, markers = numbers("[c]", "..", "-", "", "[x]", "c", "*", "z", "[u]", " .. ", ".", ":", "[Z]")
    assert values.isna().all()
    assert markers.tolist() == [
        "[c]", "[x]", "[x]", "[x]", "[x]", "[c]", "[c]", "[z]", "[u]", "[x]", "[z]", "[x]", "[z]",
    ]  # fmt: skip


def test_zero_is_a_figure_and_not_a_missing_one():
    values, markers = numbers("0", "0.0", "-")
    assert values.tolist()[:2] == [0, 0]
    assert markers.tolist() == ["", "", "[x]"]


@pytest.mark.parametrize(
    "text",
    [
        "+",
        "£",
        "%",
        "e5",
        "about 5",
        "1,23",
        "1234,567",
        "12,5",
        "1 234",
        "nan",
        "inf",
        "1e400",
        "5-6",
        "٣",
        "1_0",
    ],
)
def test_what_is_neither_number_nor_marker_is_refused_with_its_row_and_column(text):
    with pytest.raises(SourceError) as caught:
        numbers("73.7", text)
    assert str(caught.value.where) == "rates.csv, row 3, column 'value'"
    assert caught.value.found == repr(text)


def test_a_lost_column_is_named_with_the_nearest_that_is_there(given):
    path = given("areacd,period,observations\nE10000017,2024,73.7\n")
    with pytest.raises(SourceError) as caught:
        need_columns(read_csv(path), ["areacd", "observation"], path)
    assert "lost a column that this source always had: 'observation'" in str(caught.value)
    assert caught.value.next_step == "Did you mean 'observations'?"


def test_nothing_is_said_when_every_column_is_there(given):
    path = given(PLAIN)
    assert need_columns(read_csv(path), ["value", "areacd"], path) is None


def test_a_sheet_is_found_whatever_its_case_or_spaces(workbook):
    path = workbook(**{"Table A1 ": [["Area", "Households"], ["E10000017", 536657.0], ["E10000016", None]]})
    table = read_sheet(path, "TABLE a1")
    assert table["Households"].tolist() == ["536657", ""]
    assert table["row"].tolist() == [2, 3]


def test_rows_of_a_sheet_are_numbered_as_in_the_workbook(workbook):
    path = workbook(A1=[[], ["Title"], [], ["Area", "Households"], [], ["E10000017", 5]])
    assert read_sheet(path, "A1", header_starts="Area")["row"].tolist() == [6]


def test_a_renamed_sheet_is_missed_and_the_nearest_offered(workbook):
    path = workbook(**{"Table C1a": [["Area"], ["E23000012"]], "Notes": [["x"], ["y"]]})
    with pytest.raises(SourceError) as caught:
        read_sheet(path, "Table C1")
    assert str(caught.value.where) == "tables.xlsx"
    assert caught.value.found == "the sheets Table C1a, Notes"
    assert caught.value.next_step == "Did you mean 'Table C1a'?"


def test_an_empty_sheet_is_refused_by_name(workbook):
    with pytest.raises(SourceError, match=r"tables\.xlsx, sheet 'A1': The sheet is empty"):
        read_sheet(workbook(A1=[], Notes=[["x"]]), "A1")


def test_a_file_that_only_calls_itself_a_workbook_is_refused(given):
    with pytest.raises(SourceError, match=r"tables\.xlsx: The file is not a workbook"):
        read_sheet(given(PLAIN, "tables.xlsx"), "A1")


def test_a_zip_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "tables.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(SourceError, match=r"tables\.xlsx: The file cannot be opened as a workbook"):
        read_sheet(path, "A1")


def test_a_workbook_with_a_broken_sheet_is_refused(workbook, tmp_path):
    path, broken = workbook(A1=[["Area"], ["E10000017"]]), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            spoilt = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, b"<worksheet><sheetData><row><c></row>" if spoilt else old.read(name))
    with pytest.raises(SourceError, match=r"broken\.xlsx"):
        read_sheet(broken, "A1")


def test_a_small_workbook_that_unpacks_to_a_huge_one_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(guards, "LARGEST_UNPACKED", 100_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "0" * 1_000_000)
    assert path.stat().st_size < 2_000
    with pytest.raises(SourceError, match=r"bomb\.xlsx: The workbook would unpack to far more"):
        read_sheet(path, "A1")


def test_one_cell_in_the_last_corner_of_a_sheet_does_not_take_all_memory(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Area", "stray"
    book.save(tmp_path / "stray.xlsx")
    with pytest.raises(SourceError, match=r"stray\.xlsx: A sheet of the workbook has a cell so far from"):
        read_sheet(tmp_path / "stray.xlsx", "Sheet")


def test_a_long_table_is_not_taken_for_a_stray_cell(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B200000"] = "Area", "E10000017"
    book.save(tmp_path / "long.xlsx")
    check_archive(tmp_path / "long.xlsx")


def test_an_ods_workbook_reads_like_an_xlsx_one(tmp_path):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in (["Area", "Households"], ["E10000017", "536657"])
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(tmp_path / "tables.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body>'
            f'<office:spreadsheet><table:table table:name="A1">{cells}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    table = read_sheet(tmp_path / "tables.ods", "A1")
    assert table.to_dict("records") == [{"Area": "E10000017", "Households": "536657", "row": 2}]


def test_messages_name_the_file_and_not_the_folder(given, tmp_path):
    with pytest.raises(SourceError) as caught:
        read_csv(given(""))
    assert not re.search(re.escape(str(tmp_path)), str(caught.value))
