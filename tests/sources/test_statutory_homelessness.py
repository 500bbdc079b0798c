from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.statutory_homelessness import read

EXCERPT = Path(__file__).parents[1] / "excerpts" / "homelessness-detailed-la.xlsx"
DISTRICTS = [f"E070001{number}" for number in range(17, 29)]
#: Places of the columns in the published sheets, counted from 1: households counted, households in the area.
COUNTED, HOUSEHOLDS = {"A1": 7, "TA1": 5}, {"A1": 16, "TA1": 6}
INDICATORS = {"A1": "homelessness_duty", "TA1": "temporary_accommodation"}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def altered(tmp_path: Path) -> Callable[..., Path]:
    """Copy the excerpt with something done to the open workbook."""

    def alter(change: Callable[[openpyxl.Workbook], object]) -> Path:
        book = openpyxl.load_workbook(EXCERPT)
        change(book)
        path = tmp_path / "tables.xlsx"
        book.save(path)
        return path

    return alter


def published(name: str) -> dict[str, tuple[object, ...]]:
    sheet = openpyxl.load_workbook(EXCERPT)[name]
    return {str(line[0]): line for line in sheet.values if str(line[0])[:1] == "E" and len(str(line[0])) == 9}


@pytest.mark.parametrize("name", ["A1", "TA1"])
def test_every_area_has_its_published_households_and_their_ratio(name: str, reference: Reference) -> None:
    (reading,) = read(EXCERPT, reference)
    rows = reading.rows[reading.rows["indicator"] == INDICATORS[name]].drop_duplicates("area_code")
    rows = rows.set_index("area_code")
    lines = published(name)
    assert set(rows.index) == set(lines)
    assert set(DISTRICTS) <= set(rows.index)
    for area, line in lines.items():
        counted, thousands = line[COUNTED[name] - 1], line[HOUSEHOLDS[name] - 1]
        assert rows.at[area, "denominator"] == pytest.approx(1000 * float(str(thousands)))
        if counted == "..":
            assert pd.isna(rows.at[area, "numerator"])
            assert pd.isna(rows.at[area, "value"])
            assert rows.at[area, "status"] == "[x]"
        else:
            assert rows.at[area, "numerator"] == counted
            assert rows.at[area, "value"] == pytest.approx(float(str(counted)) / float(str(thousands)))
    assert set(rows["sheet"]) == {name}


def test_rates_agree_with_those_the_department_publishes(reference: Reference) -> None:
    (reading,) = read(EXCERPT, reference)
    rows = reading.rows.drop_duplicates(["area_code", "indicator"]).set_index(["area_code", "indicator"])
    duties, accommodation = published("A1"), published("TA1")
    for area in DISTRICTS:
        prevention, relief = (float(str(cell)) for cell in duties[area][16:18])
        assert rows.at[(area, "homelessness_duty"), "value"] == pytest.approx(prevention + relief, rel=1e-6)
        rate = float(str(accommodation[area][6]))
        assert rows.at[(area, "temporary_accommodation"), "value"] == pytest.approx(rate, rel=1e-6)


def test_some_authority_did_not_report(reference: Reference) -> None:
    assert ".." in {line[COUNTED["A1"] - 1] for line in published("A1").values()}


def test_periods_and_the_publication_date_come_from_the_workbook(reference: Reference) -> None:
    (reading,) = read(EXCERPT, reference)
    periods = reading.rows.groupby("indicator")["period"].unique().map(list).to_dict()
    assert periods == {"homelessness_duty": ["2024-04-01/P3M"], "temporary_accommodation": ["2024-06-30"]}
    assert reading.released == date(2025, 2, 27)
    assert reading.release == "homelessness"


def test_the_rest_of_england_has_no_code_and_is_left_out(reference: Reference) -> None:
    (reading,) = read(EXCERPT, reference)
    assert reading.left_out == {"areas without a code": 2}
    assert reading.rows["area_code"].str.startswith("E").all()


def test_another_quarter_is_read_from_the_title(reference: Reference, altered: Callable[..., Path]) -> None:
    def next_winter(book: openpyxl.Workbook) -> None:
        book["A1"]["A1"] = book["A1"]["A1"].value.replace("April to June 2024", "October to December 2025")
        book["TA1"]["A1"] = book["TA1"]["A1"].value.replace("30 June 2024", "31 December 2025")
        book["Contents"].delete_rows(1, 8)

    (reading,) = read(altered(next_winter), reference)
    assert set(reading.rows["period"]) == {"2025-10-01/P3M", "2025-12-31"}
    assert reading.released is None


def test_a_title_without_a_period_is_refused(reference: Reference, altered: Callable[..., Path]) -> None:
    def blunt(book: openpyxl.Workbook) -> None:
        book["A1"]["A1"] = "Table A1 - Number of households by initial assessment"

    with pytest.raises(SourceError, match=r"sheet 'A1', row 1.*does not say which period"):
        read(altered(blunt), reference)


def test_new_footnote_numbers_glued_to_a_header_do_not_matter(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    def renumber(book: openpyxl.Workbook) -> None:
        book["TA1"].cell(6, COUNTED["TA1"]).value = "Total number of households in TA7,8"
        book["A1"].cell(6, COUNTED["A1"]).value = "Total owed a prevention or relief duty12"

    (plain,) = read(EXCERPT, reference)
    (reading,) = read(altered(renumber), reference)
    pd.testing.assert_frame_equal(reading.rows, plain.rows)


def test_a_lost_column_is_named(reference: Reference, altered: Callable[..., Path]) -> None:
    def lose(book: openpyxl.Workbook) -> None:
        book["A1"].cell(6, COUNTED["A1"]).value = "Total owed a prevention duty"

    with pytest.raises(
        SourceError, match=r"sheet 'A1'.*lost a column.*'Total owed a prevention or relief duty'"
    ):
        read(altered(lose), reference)


def test_a_renamed_sheet_is_named_and_the_nearest_offered(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        book["TA1"].title = "TA1 new"

    with pytest.raises(SourceError, match=r"no sheet 'TA1'.*'TA1 new'"):
        read(altered(rename), reference)


def test_a_figure_that_is_no_number_is_refused_with_its_sheet_and_row(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        for row in book["A1"].iter_rows():
            if row[0].value == "E07000117":
                row[COUNTED["A1"] - 1].value = "many"

    at = next(
        row[0].row for row in openpyxl.load_workbook(EXCERPT)["A1"].iter_rows() if row[0].value == "E07000117"
    )
    with pytest.raises(SourceError, match=f"sheet 'A1', row {at}, column 'Total owed.*'many'"):
        read(altered(spoil), reference)


def test_a_workbook_of_another_source_is_refused(reference: Reference) -> None:
    with pytest.raises(SourceError, match="no sheet 'A1'"):
        read(EXCERPT.with_name("policeforceareatables.xlsx"), reference)
