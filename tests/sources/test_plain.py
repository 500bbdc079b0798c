"""The plain form: a researcher's CSV gives the figures typed in it, or a sentence on what is wrong."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.plain import read
from benchmarking.sources.tidy import Reading

EXAMPLE = Path(__file__).parents[2] / "docs" / "plain-form-example.csv"
BLOCK = {
    "release": "made-up-release",
    "title": "Made-up figures for a test",
    "publisher": "Nobody",
    "released": "2026-06-26",
    "address": "https://example.org/figures",
}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def form(tmp_path: Path, *table: str, **changes: str | None) -> Path:
    """Write a made-up plain CSV: the block with changes (None takes a key away), then the table."""
    block = {key: value for key, value in {**BLOCK, **changes}.items() if value is not None}
    path = tmp_path / "figures.csv"
    lines = [*(f"{key},{value}" for key, value in block.items()), *table]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read_one(path: Path, reference: Reference) -> Reading:
    (reading,) = read(path, reference)
    return reading


HEADER = "area_code,indicator,period,value"
ROW = "E10000017,anxiety,2024-04-01/P1Y,3.1"


def test_the_worked_example_in_the_documentation_imports_as_it_stands(reference: Reference) -> None:
    assert EXAMPLE.read_bytes().startswith(b"\xef\xbb\xbf")
    reading = read_one(EXAMPLE, reference)
    assert reading.kind == "observations"
    assert reading.publisher == "Department for Education"
    assert reading.released == date(2026, 4, 8)
    assert reading.licence == "OGL-UK-3.0"
    typed = list(csv.reader(EXAMPLE.read_text(encoding="utf-8-sig").splitlines()))
    figures = typed[[line[0] for line in typed].index("area_code") + 1 :]
    assert reading.rows["area_code"].tolist() == [line[0] for line in figures]
    assert reading.rows["value"].dropna().tolist() == [float(line[3]) for line in figures if line[3]]
    assert reading.rows["row"].tolist() == list(range(len(typed) - len(figures) + 1, len(typed) + 1))
    lancashire = reading.rows.query("area_code == 'E10000017' and period == '2024-09-01/P1Y'")
    assert lancashire["value"].tolist() == [33.0]


def test_every_optional_column_of_observations_is_carried(reference: Reference, tmp_path: Path) -> None:
    path = form(
        tmp_path,
        HEADER + ",lower,upper,numerator,denominator,base,status",
        "E10000017,anxiety,2024-04-01/P1Y,3.1,2.9,3.3,,,1200,[p]",
        "E10000016,anxiety,2024-04-01/P1Y,,,,,,,[c]",
        "E08000025,anxiety,2024-04-01/P1Y,..,,,,,,",
    )
    rows = read_one(path, reference).rows
    first = rows.iloc[0]
    assert [first["value"], first["lower"], first["upper"], first["base"]] == [3.1, 2.9, 3.3, 1200]
    assert rows["status"].tolist() == ["[p]", "[c]", "[x]"]
    assert rows["value"].isna().tolist() == [False, True, True]


def test_commas_that_excel_adds_to_the_block_are_no_values(reference: Reference, tmp_path: Path) -> None:
    path = form(tmp_path, ",,,", HEADER, ROW)
    path.write_text(path.read_text().replace("Nobody\n", "Nobody,,\n"))
    assert read_one(path, reference).publisher == "Nobody"


def test_counts_of_small_areas_keep_areas_the_reference_does_not_list(
    reference: Reference, tmp_path: Path
) -> None:
    path = form(
        tmp_path,
        "area_code,table,category,period,count",
        "E01024913,TS021,White,2021-03-21,1500",
        "W01000001,TS021,White,2021-03-21,1400",
        small_areas="yes",
    )
    reading = read_one(path, reference)
    assert reading.kind == "counts"
    assert reading.small_areas
    assert reading.rows["count"].tolist() == [1500]
    assert reading.left_out == {"areas outside England": 1}


def test_counts_of_wales_as_a_whole_are_kept_since_areas_csv_has_it(
    reference: Reference, tmp_path: Path
) -> None:
    path = form(
        tmp_path,
        "area_code,table,category,period,count",
        "W92000004,TS021,Total,2021-03-21,3107513",
        "W06000015,TS021,Total,2021-03-21,362400",
    )
    reading = read_one(path, reference)
    assert reading.rows["area_code"].tolist() == ["W92000004"]
    assert reading.left_out == {"areas outside England": 1}


def test_a_lookup_needs_larger_areas_that_are_known(reference: Reference, tmp_path: Path) -> None:
    path = form(
        tmp_path,
        "area_code,parent_code",
        "E01024913,E07000117",
        "E01024914,E47000018",
        "E01024915,W06000015",
    )
    reading = read_one(path, reference)
    assert reading.kind == "lookup"
    assert reading.rows[["area_code", "parent_code"]].to_numpy().tolist() == [["E01024913", "E07000117"]]
    assert reading.left_out == {"areas outside England": 1, "areas that are not in areas.csv": 1}


def test_the_original_file_and_its_checksum_stand_in_the_note(reference: Reference, tmp_path: Path) -> None:
    path = form(tmp_path, HEADER, ROW, note="Reshaped", original_file="a.xlsx", original_sha256="ab" * 32)
    assert read_one(path, reference).note == f"Reshaped. Made from a.xlsx with SHA-256 {'ab' * 32}"


def test_a_compressed_file_reads_the_same(reference: Reference, tmp_path: Path) -> None:
    path = form(tmp_path, HEADER, ROW)
    packed = tmp_path / "figures.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read_one(packed, reference).rows.equals(read_one(path, reference).rows)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"publisher": None}, "does not give publisher"),
        ({"publishr": "Nobody"}, "row 6: .*unknown key 'publishr'.*Did you mean 'publisher'"),
        ({"released": "26/06/2026"}, "row 4: .*Excel has rewritten it.*Type '2026-06-26 with the apostrophe"),
        ({"released": "June 2026"}, "row 4: .*not written year first.*'June 2026'"),
        ({"release": "../2025/anything"}, "row 1: The release is not written.*small letters"),
        ({"address": "a colleague"}, "row 5: The address is not written.*web address"),
        ({"original_sha256": "abc"}, "row 6: .*64 characters"),
        ({"small_areas": "maybe"}, "row 6: .*yes or no"),
        ({"note": "one, two"}, "row 6: The key 'note' needs one value"),
        ({"note": ""}, "row 6: The key 'note' has no value"),
    ],
)
def test_a_block_that_cannot_be_right_is_refused(
    changes: dict[str, str | None], message: str, reference: Reference, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=message):
        read(form(tmp_path, HEADER, ROW, **changes), reference)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([HEADER, ROW.replace("anxiety", "anxeity")], "row 7, column 'indicator'.*Did you mean 'anxiety'"),
        ([HEADER, ROW.replace("E10000017", "E1000017")], "row 7, column 'area_code'.*'E1000017'"),
        ([HEADER, ROW.replace("2024-04-01/P1Y", "01/04/2024")], "row 7, column 'period'.*Type '2024-04-01 "),
        ([HEADER, ROW.replace("2024-04-01/P1Y", "2024/25")], "row 7, column 'period'.*'2024/25'"),
        ([HEADER, ROW.replace("3.1", "about 3")], "row 7, column 'value'.*'about 3'"),
        ([HEADER + ",status", ROW + ",secret"], "row 7, column 'status'.*'secret'"),
        ([HEADER + ",lowr", ROW + ",1"], "row 6: .*unknown column 'lowr'.*Did you mean 'lower'"),
        (
            ["area_code,indicator,value", "E10000017,anxiety,3.1"],
            "row 6: The table lacks the column 'period'",
        ),
        (["title,again", HEADER, ROW], "row 6: The key 'title' stands twice"),
        ([HEADER], "a header and no figures"),
        ([], "No row begins with area_code"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(
    table: list[str], message: str, reference: Reference, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=message):
        read(form(tmp_path, *table), reference)


def test_a_publishers_own_file_is_no_plain_form(reference: Reference) -> None:
    museums = EXAMPLE.parents[1] / "tests/excerpts/ons-explore-local-statistics-2025-museums.csv"
    with pytest.raises(SourceError, match="row 1: The block above the table has an unknown key"):
        read(museums, reference)


def test_a_damaged_compressed_file_is_refused(reference: Reference, tmp_path: Path) -> None:
    packed = tmp_path / "figures.csv.gz"
    packed.write_bytes(gzip.compress(b"release,a\n" * 100)[:20])
    with pytest.raises(SourceError, match="cannot be read as CSV"):
        read(packed, reference)
