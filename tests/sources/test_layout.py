"""Layouts that drift, on made-up files: a new column is told, a renamed one offered, a lost one refused."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources import source
from benchmarking.sources.layout import Layout

EXCERPTS = Path(__file__).parents[1] / "excerpts"
ELS = "ons-explore-local-statistics-2026-employment-rate.csv"
#: A real excerpt whose columns are all known, one of its columns, and what its layout is called.
FILES = {
    "ons-explore-local-statistics": (
        ELS,
        "lci_95",
        "Explore local statistics, last read from the files of 26 June",
    ),
    "ohid-fingertips": ("fingertips-social-contact.csv", "Value note", "Fingertips export, last read from"),
    "dfe-neet": ("dfe-neet-UD_NEETNK_LA_dashboard_final.csv", "Cohort_DJFavg", "scorecard of 2025"),
    "ons-lsoa-changes": ("lookup-lsoa11-lsoa21.csv", "change_code", "that of 2 February 2023"),
    "ons-census-quiz": ("ons-census-quiz-ltla.csv", "born_UK_total", "those of 14 April 2023"),
    "electoral-turnout": ("EU-referendum-result-data.csv", "Votes_Cast", "those of 24 June 2016"),
}
LAYOUTS_OF_2025 = sorted(path.name for path in EXCERPTS.glob("ons-explore-local-statistics-2025-*.csv"))
CENSUS = ("census2021-ts021-ltla.csv", "census2021-ts066-ltla.csv", "QS201EW-ltla.csv", "LC6201EW.csv")
every_file = pytest.mark.parametrize("name", FILES)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def rewritten(excerpt: str, folder: Path, change) -> Path:
    """Write an excerpt's rows as they would be in another layout; made up."""
    with (EXCERPTS / excerpt).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    path = folder / f"made-up-{excerpt}"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(change(rows))
    return path


@every_file
def test_a_file_in_the_known_layout_has_nothing_new(reference, name):
    for reading in source(name).read(EXCERPTS / FILES[name][0], reference):
        assert not any("new column" in reason for reason in reading.left_out)


@every_file
def test_a_new_column_is_told_and_is_no_error(reference, tmp_path, name):
    excerpt = FILES[name][0]
    path = rewritten(
        excerpt, tmp_path, lambda rows: [[*rows[0], "quality"], *([*row, "good"] for row in rows[1:])]
    )
    before, now = (source(name).read(file, reference) for file in (EXCERPTS / excerpt, path))
    assert now[0].left_out["new column that this importer does not know ('quality')"] == 1
    for one, other in zip(before, now, strict=True):
        pd.testing.assert_frame_equal(one.rows, other.rows)


@every_file
def test_a_renamed_column_is_offered_by_likeness_and_never_taken(reference, tmp_path, name):
    excerpt, column, _ = FILES[name]
    new = f"{column}_"
    path = rewritten(
        excerpt, tmp_path, lambda rows: [[new if cell == column else cell for cell in rows[0]], *rows[1:]]
    )
    with pytest.raises(SourceError, match="lost a column") as caught:
        source(name).read(path, reference)
    assert f"Did you mean '{new}'?" in str(caught.value)
    assert "it is not guessed" in str(caught.value)


@every_file
def test_a_lost_column_names_the_release_and_the_layout_that_worked_last(reference, tmp_path, name):
    excerpt, column, layout = FILES[name]

    def lose(rows):
        at = rows[0].index(column)
        return [row[:at] + row[at + 1 :] for row in rows]

    with pytest.raises(SourceError) as caught:
        source(name).read(rewritten(excerpt, tmp_path, lose), reference)
    said = str(caught.value)
    assert f"lost a column that this source always had: '{column}'" in said
    assert layout in said
    assert "Did you mean" not in said


def test_a_column_that_is_known_is_never_offered_for_a_lost_one(reference, tmp_path):
    """Without the lower limit, the upper limit is the likest column there is, and is another thing."""

    def lose(rows):
        at = rows[0].index("lci_95")
        return [row[:at] + row[at + 1 :] for row in rows]

    with pytest.raises(SourceError) as caught:
        source("ons-explore-local-statistics").read(rewritten(ELS, tmp_path, lose), reference)
    assert "Did you mean" not in str(caught.value)


def widened(rows):
    return [[*rows[0], "Quality"], *([*row, "good"] for row in rows[1:])]


@pytest.mark.parametrize("excerpt", LAYOUTS_OF_2025)
def test_every_file_of_the_layout_of_2025_is_known_in_full_and_tells_of_a_column_more(
    reference, tmp_path, excerpt
):
    read = source("ons-explore-local-statistics").read
    (before,) = read(EXCERPTS / excerpt, reference)
    (now,) = read(rewritten(excerpt, tmp_path, widened), reference)
    assert not any("new column" in reason for reason in before.left_out)
    assert now.left_out["new column that this importer does not know ('Quality')"] == 1
    pd.testing.assert_frame_equal(before.rows, now.rows)


@pytest.mark.parametrize("column", ["Quality", "{}: A new category"])
@pytest.mark.parametrize("excerpt", CENSUS)
def test_a_census_table_tells_of_a_column_and_of_a_category_that_it_did_not_have(
    reference, tmp_path, excerpt, column
):
    with (EXCERPTS / excerpt).open(encoding="utf-8-sig", newline="") as stream:
        variable = next(csv.reader(stream))[-1].partition(":")[0]
    name = column.format(variable)
    path = rewritten(excerpt, tmp_path, lambda rows: [[*rows[0], name], *([*row, "7"] for row in rows[1:])])
    (before,), (now,) = (source("nomis-census").read(file, reference) for file in (EXCERPTS / excerpt, path))
    assert not any("new column" in reason for reason in before.left_out)
    told = f"new column that this importer does not know ('{name.removeprefix(f'{variable}: ')}')"
    # Of the crossing of 2011 the importer passes over most of its categories.
    assert now.left_out.get(told) == (None if excerpt == "LC6201EW.csv" and ":" in name else 1)
    pd.testing.assert_frame_equal(before.rows, now.rows)


@pytest.mark.parametrize(
    ("sheet", "headers", "told"),
    [
        ("A1", ("No-fault notice",), "No-fault notice"),
        ("TA1", ("Modular homes", "Total number of households"), "Modular homes"),
    ],
)
def test_a_new_column_of_the_homelessness_tables_is_told_though_its_headers_fill_several_rows(
    reference, tmp_path, sheet, headers, told
):
    book = openpyxl.load_workbook(EXCERPTS / "homelessness-detailed-la.xlsx")
    place = book[sheet].max_column + 1
    for row, text in enumerate(headers, start=6):
        book[sheet].cell(row, place).value = text
    path = tmp_path / "made-up.xlsx"
    book.save(path)
    excerpt = EXCERPTS / "homelessness-detailed-la.xlsx"
    (before,), (now,) = (source("mhclg-homelessness").read(file, reference) for file in (excerpt, path))
    assert not any("new column" in reason for reason in before.left_out)
    assert now.left_out[f"new column that this importer does not know ('{told}')"] == 1
    pd.testing.assert_frame_equal(before.rows, now.rows)


def test_the_tool_s_table_tells_of_a_new_column_as_csv_and_as_parquet(reference, tmp_path):
    table = pd.read_parquet(EXCERPTS / "dfe-lait-bds_long_0.parquet").assign(Source="made up")
    table.to_parquet(tmp_path / "bds_long.parquet")
    table.to_csv(tmp_path / "bds_long.csv", index=False)
    for name in ("bds_long.parquet", "bds_long.csv"):
        (reading,) = source("dfe-lait").read(tmp_path / name, reference)
        assert reading.left_out["new column that this importer does not know ('Source')"] == 1


def test_a_new_offence_in_the_crime_tables_is_told_with_its_table(reference, tmp_path):
    book = openpyxl.load_workbook(EXCERPTS / "policeforceareatables.xlsx")
    sheet = book["Table C2"]
    header = next(row for row in sheet.iter_rows() if str(row[0].value or "").startswith("Police Force"))
    sheet.cell(header[0].row, sheet.max_column + 1).value = "Knife-enabled crime"
    path = tmp_path / "made-up.xlsx"
    book.save(path)
    offences, _ = source("ons-recorded-crime").read(path, reference)
    assert offences.left_out["new column that this importer does not know ('Knife-enabled crime')"] == 1


def test_where_columns_differ_from_file_to_file_none_is_new():
    frame = pd.DataFrame(columns=["code", "born in Wales", "row"])
    assert Layout("a made-up table", "that of 2024", ("code",)).new_columns(frame, Path("made-up.csv")) == {}
    told = Layout("a made-up table", "that of 2024", ("code",), ("born…",))
    assert told.new_columns(frame, Path("made-up.csv")) == {}
    strict = Layout("a made-up table", "that of 2024", ("code",), ())
    assert strict.new_columns(frame, Path("made-up.csv")) == {
        "new column that this importer does not know ('born in Wales')": 1
    }
