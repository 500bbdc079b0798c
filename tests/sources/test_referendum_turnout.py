from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.referendum_turnout import read

EXCERPT = Path(__file__).parents[1] / "excerpts" / "EU-referendum-result-data.csv"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def written(text: str, path: Path, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def test_turnout_is_votes_cast_out_of_the_electorate_and_agrees_with_the_published_percentage(
    reference: Reference,
) -> None:
    (reading,) = read(EXCERPT, reference)
    with EXCERPT.open(encoding="utf-8-sig", newline="") as stream:
        lines = {line["Area_Code"]: line for line in csv.DictReader(stream)}
    rows = reading.rows.set_index("area_code")
    assert set(rows.index) == {code for code in lines if code.startswith("E")}
    for code, row in rows.iterrows():
        line = lines[str(code)]
        assert row["numerator"] == float(line["Votes_Cast"])
        assert row["denominator"] == float(line["Electorate"])
        assert row["value"] == pytest.approx(float(line["Pct_Turnout"]), abs=0.005)
    assert set(rows["period"]) == {"2016-06-23"}
    assert set(rows["indicator"]) == {"referendum_turnout_2016"}
    assert reading.release == "referendum-2016"
    assert reading.left_out == {"areas outside England": 2}


def test_nothing_about_how_residents_voted_is_carried(reference: Reference) -> None:
    (reading,) = read(EXCERPT, reference)
    with EXCERPT.open(encoding="utf-8-sig", newline="") as stream:
        burnley = next(line for line in csv.DictReader(stream) if line["Area"] == "Burnley")
    row = reading.rows[reading.rows["area_code"] == "E07000117"].iloc[0]
    assert not {float(burnley["Leave"]), float(burnley["Remain"])} & set(row.drop("row"))


def test_an_electorate_that_was_not_published_leaves_no_turnout(reference: Reference, tmp_path: Path) -> None:
    text = EXCERPT.read_text(encoding="utf-8").replace("Burnley,64461,", "Burnley,..,")
    (reading,) = read(written(text, tmp_path / "results.csv"), reference)
    row = reading.rows[reading.rows["area_code"] == "E07000117"].iloc[0]
    assert pd.isna(row["value"])
    assert row["status"] == "[x]"


def test_a_byte_order_mark_changes_nothing(reference: Reference, tmp_path: Path) -> None:
    text = EXCERPT.read_text(encoding="utf-8")
    (marked,) = read(written(text, tmp_path / "results.csv", "utf-8-sig"), reference)
    (plain,) = read(EXCERPT, reference)
    pd.testing.assert_frame_equal(marked.rows, plain.rows)


def test_a_lost_column_is_named(reference: Reference, tmp_path: Path) -> None:
    text = EXCERPT.read_text(encoding="utf-8").replace("Votes_Cast", "Votes")
    with pytest.raises(SourceError, match=r"results\.csv.*'Votes_Cast'|'Votes_Cast'"):
        read(written(text, tmp_path / "results.csv"), reference)


def test_a_figure_that_is_no_number_is_refused_with_its_row(reference: Reference, tmp_path: Path) -> None:
    text = EXCERPT.read_text(encoding="utf-8")
    row = next(number for number, line in enumerate(text.splitlines(), 1) if "E07000117" in line)
    path = written(text.replace("Burnley,64461,", "Burnley,many,"), tmp_path / "results.csv")
    with pytest.raises(SourceError, match=f"row {row}, column 'Electorate'.*'many'"):
        read(path, reference)


def test_a_file_of_another_source_is_refused(reference: Reference) -> None:
    with pytest.raises(SourceError, match="lost columns"):
        read(EXCERPT.with_name("fingertips-social-contact.csv"), reference)
