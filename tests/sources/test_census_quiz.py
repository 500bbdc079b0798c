from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.census_quiz import read

EXCERPT = Path(__file__).parents[1] / "excerpts" / "ons-census-quiz-ltla.csv"
MIXED = "housholds_multiple_ethnicities_perc"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def altered(tmp_path: Path) -> Callable[..., Path]:
    def alter(old: str, new: str, *, encoding: str = "utf-8") -> Path:
        text = EXCERPT.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "download.csv"
        path.write_text(text.replace(old, new), encoding=encoding)
        return path

    return alter


def english() -> list[dict[str, str]]:
    with EXCERPT.open(encoding="utf-8-sig", newline="") as stream:
        return [line for line in csv.DictReader(stream) if line["code"].startswith("E")]


def with_cell(code: str, column: str, text: str, path: Path) -> Path:
    """Write the excerpt with one cell changed."""
    with EXCERPT.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    for line in lines:
        if line["code"] == code:
            line[column] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


def test_mixed_partnerships_are_the_published_percentages_for_districts_and_england(
    reference: Reference,
) -> None:
    mixed, _ = read(EXCERPT, reference)
    expected = {line["code"]: float(line[MIXED]) for line in english()}
    assert dict(zip(mixed.rows["area_code"], mixed.rows["value"], strict=True)) == pytest.approx(expected)
    assert mixed.release == "census-quiz-mixed-partnerships"
    assert set(mixed.rows["indicator"]) == {"mixed_partnerships"}
    assert set(mixed.rows["period"]) == {"2021-03-21"}
    assert "E92000001" in expected
    assert mixed.left_out == {"areas outside England": 1}


def test_birth_countries_leave_a_remainder_of_residents_born_elsewhere(reference: Reference) -> None:
    _, totals = read(EXCERPT, reference)
    assert (totals.release, totals.kind) == ("census-quiz-totals", "counts")
    births = totals.rows[totals.rows["table"] == "QUIZ birth country"]
    wide = births.pivot(index="area_code", columns="category", values="count")
    for line in english():
        found = wide.loc[line["code"]]
        countries = {name: cell for name, cell in line.items() if name.startswith("birth_country_")}
        assert found["Total"] == float(line["population_total"])
        assert found["United Kingdom"] == float(line["born_UK_total"])
        assert found["South Africa"] == float(countries["birth_country_SouthAfrica_total"])
        listed = found.drop(["Total", "United Kingdom"])
        assert len(listed) == len(countries) == 16
        assert listed.sum() == sum(map(float, countries.values()))
        elsewhere = found["Total"] - found.drop("Total").sum()
        assert 0 < elsewhere < float(line["born_outside_UK_total"]) + 12


def test_every_listed_language_is_counted_and_no_total_is_claimed_for_them(reference: Reference) -> None:
    _, totals = read(EXCERPT, reference)
    languages = totals.rows[totals.rows["table"] == "QUIZ main language"]
    burnley = languages[languages["area_code"] == "E07000117"].set_index("category")["count"]
    (line,) = [line for line in english() if line["code"] == "E07000117"]
    expected = {
        name.removeprefix("language_").removesuffix("_total"): float(cell)
        for name, cell in line.items()
        if name.startswith("language_") and name.endswith("_total")
    }
    assert burnley.to_dict() == expected
    assert len(expected) == 20
    assert "Total" not in set(languages["category"])


def test_binary_artefacts_beyond_one_decimal_are_rounded_away(reference: Reference, tmp_path: Path) -> None:
    mixed, _ = read(with_cell("E07000117", MIXED, "2.599999999999997", tmp_path / "quiz.csv"), reference)
    assert mixed.rows.set_index("area_code").at["E07000117", "value"] == 2.6


def test_a_suppressed_percentage_stays_missing(reference: Reference, tmp_path: Path) -> None:
    mixed, _ = read(with_cell("E07000117", MIXED, "[c]", tmp_path / "quiz.csv"), reference)
    row = mixed.rows.set_index("area_code").loc["E07000117"]
    assert pd.isna(row["value"])
    assert row["status"] == "[c]"


def test_a_count_of_half_a_resident_is_refused_with_its_row_and_column(
    reference: Reference, tmp_path: Path
) -> None:
    path = with_cell("E07000117", "birth_country_Poland_total", "1132.5", tmp_path / "quiz.csv")
    with pytest.raises(SourceError, match=r"row \d+, column 'birth_country_Poland_total'.*1132\.5"):
        read(path, reference)


def test_a_byte_order_mark_changes_nothing(reference: Reference, altered: Callable[..., Path]) -> None:
    for marked, plain in zip(
        read(altered("code", "code", encoding="utf-8-sig"), reference), read(EXCERPT, reference), strict=True
    ):
        pd.testing.assert_frame_equal(marked.rows, plain.rows)


def test_a_lost_column_is_named_and_the_nearest_offered(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    with pytest.raises(SourceError, match=f"'{MIXED}'.*Did you mean 'households_multiple_ethnicities_perc'"):
        read(altered(MIXED, "households_multiple_ethnicities_perc"), reference)


def test_a_file_of_another_source_is_refused(reference: Reference) -> None:
    with pytest.raises(SourceError, match="lost columns"):
        read(EXCERPT.with_name("census2021-ts021-ltla.csv"), reference)
