from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.recorded_crime import read

EXCERPT = Path(__file__).parents[1] / "excerpts" / "policeforceareatables.xlsx"
LANCASHIRE_14 = [f"E070001{number}" for number in range(17, 29)] + ["E06000008", "E06000009"]
LANCASHIRE_POLICE = "E23000003"
YEAR = "2024-01-01/P1Y"
OFFENCES = {
    "recorded_offences": "Total recorded crime (excluding fraud)",
    "recorded_violence": "Violence against the person",
    "recorded_public_order": "Public order offences",
    "recorded_criminal_damage": "Criminal damage and arson",
}


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


def sheet(name: str) -> list[dict[str, object]]:
    """Read a sheet of the excerpt by the header row that begins with the police force area's code."""
    lines = [
        [" ".join(cell.split()) if isinstance(cell, str) else cell for cell in line]
        for line in openpyxl.load_workbook(EXCERPT)[name].values
    ]
    header = next(line for line in lines if line[0] == "Police Force Area code")
    body = lines[lines.index(header) + 1 :]
    return [dict(zip(header, line, strict=True)) for line in body]


def observations(reference: Reference, path: Path = EXCERPT) -> pd.DataFrame:
    rows = read(path, reference)[0].rows
    return rows.set_index(["area_code", "indicator"])


def test_offences_residents_and_rates_of_single_authorities_are_as_published(reference: Reference) -> None:
    found = observations(reference)
    counts = {line["Local Authority code"]: line for line in sheet("Table C2")}
    rates = {line["Local Authority code"]: line for line in sheet("Table C4")}
    for area in LANCASHIRE_14:
        for indicator, offence in OFFENCES.items():
            row = found.loc[(area, indicator)]
            assert row["numerator"] == counts[area][offence]
            assert row["value"] == pytest.approx(rates[area][offence])
            assert row["denominator"] == rates[area]["Population figures (mid-2022) - rounded to 100"]
            assert row["value"] == pytest.approx(1000 * row["numerator"] / row["denominator"], rel=2e-3)
    assert set(found["period"]) == {YEAR}
    assert set(found["sheet"]) == {"Table C2"}


def test_lancashire_partnerships_and_4_097_unassigned_offences_make_the_police_area_131_751(
    reference: Reference,
) -> None:
    crime, unassigned = read(EXCERPT, reference)
    offences = crime.rows[crime.rows["indicator"] == "recorded_offences"].set_index("area_code")["numerator"]
    left = unassigned.rows.set_index(["area_code", "category"])["count"]
    total = left[LANCASHIRE_POLICE, "Total recorded crime (excluding fraud)"]
    assert total == 4_097
    assert offences[LANCASHIRE_POLICE] == 131_751
    assert offences[LANCASHIRE_14].sum() + total == 131_751
    assert (unassigned.release, unassigned.kind) == ("recorded-crime-unassigned", "counts")


def test_every_offence_group_of_a_whole_police_area_adds_up(reference: Reference) -> None:
    found = observations(reference)["numerator"].unstack("indicator")
    left = read(EXCERPT, reference)[1].rows.pivot(index="area_code", columns="category", values="count")
    nottinghamshire = ["E07000170", "E07000171", "E07000174", "E07000175", "E06000018", "E22000366"]
    for area, parts in ((LANCASHIRE_POLICE, LANCASHIRE_14), ("E23000019", nottinghamshire)):
        for indicator, offence in OFFENCES.items():
            assert found.loc[parts, indicator].sum() + left.at[area, offence] == found.at[area, indicator]


def test_a_partnership_of_several_districts_keeps_its_own_code(reference: Reference) -> None:
    found = observations(reference)
    (south,) = [
        line for line in sheet("Table C2") if line["Local Authority code"] == "Combined Local Authorities"
    ]
    assert south["Community Safety Partnership code"] == "E22000366"
    assert found.at[("E22000366", "recorded_offences"), "numerator"] == south[OFFENCES["recorded_offences"]]
    assert not {"E07000172", "E07000173", "E07000176"} & set(found.index.get_level_values(0))


def test_an_authority_of_two_partnerships_is_their_sum(reference: Reference) -> None:
    row = observations(reference).loc[("E06000058", "recorded_violence")]
    parts = [line for line in sheet("Table C2") if line["Local Authority code"] == "E06000058"]
    residents = [
        line["Population figures (mid-2022) - rounded to 100"]
        for line in sheet("Table C4")
        if line["Local Authority code"] == "E06000058"
    ]
    assert [part["Community Safety Partnership name"] for part in parts] == ["Bournemouth", "Poole"]
    assert row["numerator"] == 7035 + 3857
    assert row["denominator"] == sum(float(str(number)) for number in residents)
    assert row["value"] == pytest.approx(1000 * row["numerator"] / row["denominator"])


def test_the_city_of_london_has_offences_and_no_rate(reference: Reference) -> None:
    row = observations(reference).loc[("E09000001", "recorded_offences")]
    assert row["numerator"] == 9270
    assert pd.isna(row["value"])
    assert row["status"] == "[u]"


def test_unassigned_offences_go_to_the_force_of_that_name_whatever_code_stands_beside_it(
    reference: Reference,
) -> None:
    (line,) = [
        line for line in sheet("Table C2") if "Surrey" in str(line["Community Safety Partnership name"])
    ]
    assert line["Police Force Area code"] == "E23000032"
    unassigned = read(EXCERPT, reference)[1].rows.set_index("area_code")
    assert "E23000032" not in unassigned.index
    assert unassigned.loc["E23000031", "count"].isna().all()
    assert set(unassigned.loc["E23000031", "status"]) == {"[x]"}


def test_partnerships_of_wales_are_left_out_and_counted(reference: Reference) -> None:
    assert read(EXCERPT, reference)[0].left_out == {"rows of areas that are not compared": len(OFFENCES)}


def test_the_year_is_read_from_the_titles(reference: Reference, altered: Callable[..., Path]) -> None:
    def a_year_to_june(book: openpyxl.Workbook) -> None:
        for name in ("Table C2", "Table C4"):
            book[name]["A1"] = book[name]["A1"].value.replace("December 2024", "June 2025")

    crime, _ = read(altered(a_year_to_june), reference)
    assert set(crime.rows["period"]) == {"2024-07-01/P1Y"}

    def of_two_years(book: openpyxl.Workbook) -> None:
        book["Table C4"]["A1"] = book["Table C4"]["A1"].value.replace("2024", "2023")

    with pytest.raises(SourceError, match="do not say one year"):
        read(altered(of_two_years), reference)


def test_a_renamed_sheet_is_named_and_the_nearest_offered(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        book["Table C4"].title = "Table C4a"

    with pytest.raises(SourceError, match=r"no sheet 'Table C4'.*Did you mean 'Table C4a'"):
        read(altered(rename), reference)


def test_a_lost_column_is_named(reference: Reference, altered: Callable[..., Path]) -> None:
    def lose(book: openpyxl.Workbook) -> None:
        (cell,) = [cell for cell in book["Table C2"][8] if cell.value == "Public order offences"]
        cell.value = "Public order"

    with pytest.raises(SourceError, match=r"sheet 'Table C2'.*'Public order offences'"):
        read(altered(lose), reference)


def test_swapped_sheets_are_refused(reference: Reference, altered: Callable[..., Path]) -> None:
    def swap(book: openpyxl.Workbook) -> None:
        book["Table C2"].title, book["Table C4"].title = "Spare", "Table C2"
        book["Spare"].title = "Table C4"

    with pytest.raises(SourceError, match="another title"):
        read(altered(swap), reference)


def test_a_partnership_that_is_only_in_one_table_is_refused(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    def lose_burnley(book: openpyxl.Workbook) -> None:
        rates = book["Table C4"]
        rates.delete_rows(next(row[0].row for row in rates.iter_rows() if row[4].value == "E07000117"))

    with pytest.raises(SourceError, match="E22000152 in one of them only"):
        read(altered(lose_burnley), reference)


def test_a_partnership_that_stands_twice_is_refused(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    def repeat_burnley(book: openpyxl.Workbook) -> None:
        offences = book["Table C2"]
        burnley = next(row for row in offences.iter_rows(values_only=True) if row[4] == "E07000117")
        offences.append([*burnley[:6], *(0 for _ in burnley[6:])])

    with pytest.raises(SourceError, match=r"sheet 'Table C2', row 42: .*stands twice.*E22000152"):
        read(altered(repeat_burnley), reference)


def test_a_combined_partnership_missing_from_table_c1_is_refused(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        for row in book["Table C2"].iter_rows():
            if row[3].value == "South Nottinghamshire":
                row[3].value = "South Notts"

    with pytest.raises(
        SourceError, match=r"row \d+, column 'Community Safety Partnership name'.*'South Notts'"
    ):
        read(altered(rename), reference)


def test_a_figure_that_is_no_number_is_refused_with_its_sheet_and_row(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        for row in book["Table C2"].iter_rows():
            if row[4].value == "E07000117":
                row[6].value = "many"

    with pytest.raises(SourceError, match=r"sheet 'Table C2', row \d+, column 'Total recorded crime.*'many'"):
        read(altered(spoil), reference)


def test_a_workbook_of_another_source_is_refused(reference: Reference) -> None:
    with pytest.raises(SourceError, match="no sheet 'Table C2'"):
        read(EXCERPT.with_name("homelessness-detailed-la.xlsx"), reference)
