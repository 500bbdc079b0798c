"""The survey's importer on small workbooks made to its layout: councils' codes are real, no figure is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.checks import checked
from benchmarking.sources.community_life import read
from benchmarking.sources.tidy import Reading

BURNLEY, PENDLE, BIRMINGHAM = "E07000117", "E07000122", "E08000025"
AREAS = [(BURNLEY, "Burnley"), (PENDLE, "Pendle"), (BIRMINGHAM, "Birmingham")]
LANCASHIRE = ("E10000017", "Lancashire")
ENGLAND = ("E92000001", "England")
PRINTED = {"A1c": 7.1, "B1c": 61.3}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def made_up(sheet: str, code: str) -> list[object]:
    """Sixty-odd per cent of 600 residents, another figure for every sheet and council."""
    value = (
        PRINTED[sheet] if code == ENGLAND[0] and sheet in PRINTED else 60 + len(sheet) + int(code[-2:]) / 10
    )
    return [value, value - 4, value + 4.5, 360, 600]


@pytest.fixture
def tables(save, survey_sheets, tmp_path) -> Callable[..., Path]:
    """Make a workbook of the survey, with something done to its sheets first."""

    def make(
        change: Callable[[dict[str, list[list[object]]]], object] = lambda sheets: None,
        *,
        areas: list[tuple[str, str]] = AREAS,
        figure: Callable[[str, str], list[object]] = made_up,
        ending: str = "xlsx",
        hidden: tuple[str, ...] = (),
        **layout: object,
    ) -> Path:
        sheets = survey_sheets(areas, figure, **layout)
        change(sheets)
        return save(tmp_path / f"made-up-survey.{ending}", sheets, hidden)

    return make


def the_reading(path: Path, reference: Reference) -> Reading:
    (reading,) = read(path, reference)
    return reading


def refused(path: Path, reference: Reference) -> str:
    with pytest.raises(SourceError) as error:
        read(path, reference)
    return str(error.value)


def header_of(lines: list[list[object]]) -> list[object]:
    return next(line for line in lines if line[0] == "Question")


def renamed(sheet: str, column: str, new: object) -> Callable[[dict[str, list[list[object]]]], None]:
    def change(sheets: dict[str, list[list[object]]]) -> None:
        header = header_of(sheets[sheet])
        header[header.index(column)] = new

    return change


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
@pytest.mark.parametrize(
    ("year", "months", "quarter", "day"),
    [
        ("2023/24", "2023-10-01/P6M", "2024-01-01/P3M", date(2024, 12, 4)),
        ("2024/25", "2024-10-01/P6M", "2024-10-01/P6M", date(2025, 12, 10)),
    ],
)
def test_every_question_of_the_registry_has_its_rows_from_xlsx_and_ods_alike(
    tables, reference, ending, year, months, quarter, day
):
    reading = the_reading(tables(ending=ending, year=year), reference)
    rows = reading.rows.set_index(["indicator", "area_code"])
    asked = reference.indicators.of_dataset("dcms-community-life-survey")
    assert len(asked) == 13
    for indicator, series in zip(asked["id"], asked["series"], strict=True):
        for code, _ in AREAS:
            row = rows.loc[indicator, code]
            value = made_up(series, code)[0]
            assert (row["value"], row["lower"], row["upper"], row["base"]) == pytest.approx(
                (value, value - 4, value + 4.5, 600)
            )
            assert row["period"] == (quarter if series == "B15c" else months)
            assert row["sheet"] == series
    assert rows[["numerator", "denominator"]].isna().all(axis=None)
    assert reading.release == f"community-life-{year.replace('/', '-')}"
    assert reading.released == day
    tidy, left_out = checked(reading, reference, "made-up-survey")
    assert (len(tidy), left_out) == (39, {})


def test_the_header_is_found_however_many_notes_stand_above_it(tables, reference):
    few = the_reading(tables(notes=1), reference).rows
    many = the_reading(tables(notes=11), reference).rows
    pd.testing.assert_frame_equal(few.drop(columns="row"), many.drop(columns="row"))
    assert (many["row"] == few["row"] + 10).all()


def test_a_suppressed_percentage_is_missing_with_its_marker_and_never_nought(tables, reference):
    def figure(sheet: str, code: str) -> list[object]:
        return ["[c]", "[c]", "[c]", "[c]", "[c]"] if code == PENDLE else made_up(sheet, code)

    rows = the_reading(tables(figure=figure), reference).rows
    pendle = rows[rows["area_code"] == PENDLE]
    assert len(pendle) == 13
    assert pendle[["value", "lower", "upper", "base"]].isna().all(axis=None)
    assert set(pendle["status"]) == {"[c]"}
    assert rows[rows["area_code"] == BURNLEY]["value"].notna().all()


def test_a_year_before_beside_the_latest_is_left_to_its_own_release(tables, reference):
    def two_years(sheets):
        for lines in sheets.values():
            if len(lines) == 1:
                continue
            top = lines.index(header_of(lines))
            for line in lines[top:]:
                line[2:2] = (
                    [str(name).replace("2024/25", "2023/24") for name in line[2:7]]
                    if line is lines[top]
                    else [1, 0, 2, 3, 4]
                )

    reading = the_reading(tables(two_years, year="2024/25"), reference)
    assert reading.release == "community-life-2024-25"
    assert reading.rows["value"].min() > 60
    assert "new" not in reading.note


def test_percentages_formatted_as_such_in_the_workbook_are_brought_to_per_cent_and_it_is_said(
    tables, reference
):
    def parts_of_one(sheet: str, code: str) -> list[object]:
        value, lower, upper, *people = made_up(sheet, code)
        return [round(value / 100, 4), round(lower / 100, 4), round(upper / 100, 4), *people]

    reading = the_reading(tables(figure=parts_of_one), reference)
    plain = the_reading(tables(), reference)
    pd.testing.assert_series_equal(reading.rows["value"], plain.rows["value"].round(2))
    assert "multiplied by 100" in reading.note
    assert "multiplied" not in plain.note


def test_a_county_row_that_appears_after_all_is_taken_and_said(tables, reference):
    reading = the_reading(tables(areas=[*AREAS, LANCASHIRE]), reference)
    assert LANCASHIRE[0] in set(reading.rows["area_code"])
    assert (
        "Counties with a row of their own, used as published and not made from districts: 1" in reading.note
    )


def test_an_authority_that_areas_csv_does_not_know_is_named_and_a_region_or_footnote_only_counted(
    tables, reference
):
    def footnote(sheets):
        sheets["B6c"].append(["A footnote under the table. MADE UP"])

    strange = [("E07999999", "Madeupshire"), ("E47999999", "A made-up combined authority")]
    reading = the_reading(tables(footnote, areas=[*AREAS, *strange]), reference)
    assert "Authorities that are not in areas.csv: Madeupshire (E07999999)" in reading.note
    assert reading.left_out == {
        "rows of authorities that are not in areas.csv": 13,
        "rows of other areas, or without a code": 13,
    }
    assert set(reading.rows["area_code"]) == {code for code, _ in AREAS}


def test_sheets_that_are_not_known_and_hidden_ones_are_told_and_not_read(tables, reference):
    def more(sheets):
        sheets["B2c"] = sheets["D1c"] = sheets["B6a"] = [["MADE UP"]]
        sheets["B6c old"] = [["MADE UP, and hidden"]]

    reading = the_reading(tables(more, hidden=("B6c old",)), reference)
    assert "Sheets that are not known and were not read: D1c" in reading.note
    assert "Hidden sheets were not read: B6c old" in reading.note
    assert reading.left_out == {"sheets of questions that the registry does not hold": 1}


def test_new_columns_are_told_and_the_known_ones_still_read(tables, reference):
    def wider(sheets):
        for line in sheets["B6c"]:
            line.append("Rank" if line[0] == "Question" else 1)

    reading = the_reading(tables(wider), reference)
    assert "Columns that are new and were not read: Rank" in reading.note
    assert len(reading.rows) == 39


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_lost_sheet_names_the_release_and_the_last_layout_and_says_if_it_is_hidden(
    tables, reference, ending
):
    message = refused(tables(lambda sheets: sheets.pop("B6c"), ending=ending), reference)
    assert "The tables of the Community Life Survey 2023/24 have lost a sheet: B6c" in message
    assert "the layout of the tables for 2023/24 and 2024/25, the last that is known" in message
    assert "hidden: B6c" in refused(tables(hidden=("B6c",), ending=ending), reference)


def test_satisfaction_with_the_area_may_be_absent_after_its_one_quarter_and_no_sooner(tables, reference):
    later = the_reading(tables(lambda sheets: sheets.pop("B15c"), year="2024/25"), reference)
    assert "Without the sheet B15c, which was published for 2023/24" in later.note
    assert "lost a sheet: B15c" in refused(tables(lambda sheets: sheets.pop("B15c")), reference)


def test_a_year_that_is_not_known_yet_is_read_and_its_months_are_said_to_be_taken(tables, reference):
    reading = the_reading(tables(year="2026/27"), reference)
    assert set(reading.rows["period"]) == {"2026-10-01/P6M"}
    assert reading.released is None and reading.address is None
    assert "Interviews are taken to be from October to March" in reading.note


def test_a_sheet_that_says_january_to_march_is_of_that_quarter(tables, reference):
    def quarter(sheets):
        sheets["B6c"][0][0] += ", January to March 2025"

    rows = the_reading(tables(quarter, year="2024/25"), reference).rows.set_index("sheet")["period"]
    assert set(rows["B6c"]) == {"2025-01-01/P3M"}
    assert set(rows["B5c"]) == {"2024-10-01/P6M"}


@pytest.mark.parametrize(
    ("column", "new", "offered"),
    [
        ("2023/24 percentage", "2023/24 share", "'2023/24 percentage'"),
        ("LAD23 code", "Area", "'LAD23 code'"),
        ("2023/24 lower estimate", "2023/24 lower limit", "Did you mean 'lower limit'?"),
        ("2023/24 unweighted base (16+)", "2023/24 people", "'unweighted base (16+)'"),
    ],
)
def test_a_lost_column_is_an_error_that_offers_what_is_like_it(tables, reference, column, new, offered):
    message = refused(tables(renamed("B6c", column, new)), reference)
    assert "sheet 'B6c': The sheet has lost a column that these tables always had" in message
    assert offered in message


def test_a_column_that_stands_twice_or_could_be_two_is_refused(tables, reference):
    assert "A column stands twice" in refused(tables(renamed("B6c", "ITL2 name", "LA name")), reference)
    message = refused(tables(renamed("B6c", "ITL2 name", "LAD24 code")), reference)
    assert "Two columns could be 'LAD23 code'" in message


def test_a_sheet_numbered_anew_is_refused_since_it_asks_something_else(tables, reference):
    def swapped(sheets):
        sheets["B6c"], sheets["B7c"] = sheets["B7c"], sheets["B6c"]

    message = refused(tables(swapped), reference)
    assert "The sheet seems to ask another question than it did" in message
    assert "put" not in message and "data/reference/indicators.csv" in message


def test_sheets_of_two_years_are_refused(tables, survey_sheets, reference):
    newer = survey_sheets(AREAS, made_up, year="2024/25")["B6c"]
    message = refused(tables(lambda sheets: sheets.update(B6c=newer)), reference)
    assert "The sheets are of different years" in message


def test_more_answers_than_respondents_are_refused_with_their_row(tables, reference):
    def swapped(sheet: str, code: str) -> list[object]:
        *percentage, answers, base = made_up(sheet, code)
        return [*percentage, base, answers]

    message = refused(tables(figure=swapped), reference)
    assert "row 9" in message and "600 of 360" in message


def test_england_s_row_must_be_what_the_release_s_page_prints(tables, reference):
    within = the_reading(tables(areas=[*AREAS, ENGLAND]), reference)
    assert "England has no row" not in (within.note or "")
    without = the_reading(tables(), reference)
    assert "England has no row, so the percentages on the release's page were not checked" in without.note

    def other(sheet: str, code: str) -> list[object]:
        return [7.2, 6.9, 7.5, 10, 600] if (sheet, code) == ("A1c", ENGLAND[0]) else made_up(sheet, code)

    message = refused(tables(areas=[*AREAS, ENGLAND], figure=other), reference)
    assert "England's percentage is not the one that the page of the 2023/24 release prints" in message
    assert "Found 7.2" in message and "Expected 7.1" in message


def test_workbooks_of_something_else_are_refused_in_words(save, tmp_path, reference):
    other = save(tmp_path / "other.ods", {"Sheet1": [["MADE UP"]]})
    assert "have lost sheets: B6c, B1c" in refused(other, reference)
    no_header = save(tmp_path / "no.xlsx", {"B6c": [["MADE UP"], ["LA name", "2023/24 percentage"]]})
    assert "No header row begins with 'Question'" in refused(no_header, reference)
    empty = save(tmp_path / "empty.xlsx", {"B6c": [["MADE UP"], ["Question", "LA name"]]})
    assert "The sheet has a header and no figures" in refused(empty, reference)
    page = tmp_path / "page.ods"
    page.write_text("<html>A proxy's page</html>", encoding="utf-8")
    assert "The file is a web page, not figures" in refused(page, reference)


def test_an_interval_that_does_not_hold_its_percentage_never_gets_past_the_checks(tables, reference):
    def crossed(sheet: str, code: str) -> list[object]:
        value, lower, upper, *people = made_up(sheet, code)
        return [value, upper, lower, *people]

    with pytest.raises(SourceError, match="The lower limit is above the upper limit"):
        checked(the_reading(tables(figure=crossed), reference), reference, "made-up-survey")
