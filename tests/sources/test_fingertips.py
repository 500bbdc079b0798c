from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.fingertips import read

EXCERPT = Path(__file__).parents[1] / "excerpts" / "fingertips-social-contact.csv"
INDICATORS = {"90280": "social_contact_care_users", "90638": "social_contact_carers"}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def altered(tmp_path: Path) -> Callable[..., Path]:
    def alter(old: str, new: str, *, encoding: str = "utf-8") -> Path:
        text = EXCERPT.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "export.csv"
        path.write_text(text.replace(old, new), encoding=encoding)
        return path

    return alter


def published() -> list[dict[str, str]]:
    with EXCERPT.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_only_adults_of_both_sexes_and_all_categories_are_kept_with_their_intervals(
    reference: Reference,
) -> None:
    (reading,) = read(EXCERPT, reference)
    expected = {
        (line["Area Code"], INDICATORS[line["Indicator ID"]], f"{line['Time period'][:4]}-04-01/P1Y"): tuple(
            float(line[name]) if line[name] else None
            for name in ("Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit")
        )
        for line in published()
        if (line["Sex"], line["Age"], line["Category"]) == ("Persons", "18+ yrs", "")
        and "Bucks" not in line["Value note"]
    }
    numbers = reading.rows[["value", "lower", "upper"]].astype(object)
    found = {
        tuple(key): tuple(values)
        for key, values in zip(
            reading.rows[["area_code", "indicator", "period"]].to_numpy().tolist(),
            numbers.where(numbers.notna(), None).to_numpy().tolist(),
            strict=True,
        )
    }
    assert found == expected
    assert len(reading.rows) == len(expected)
    assert {"E92000001", "E10000017", "E10000016", "E10000027"} <= set(reading.rows["area_code"])


def test_what_is_left_out_is_counted_by_its_reason(reference: Reference) -> None:
    (reading,) = read(EXCERPT, reference)
    lines = published()
    of_category = [line for line in lines if line["Category"]]
    rest = [line for line in lines if not line["Category"]]
    of_sex = [line for line in rest if line["Sex"] != "Persons"]
    of_age = [line for line in rest if line["Sex"] == "Persons" and line["Age"] != "18+ yrs"]
    assert reading.left_out["rows of one category of people or places"] == len(of_category)
    assert reading.left_out["rows of one sex"] == len(of_sex)
    assert reading.left_out["rows of other ages"] == len(of_age)
    assert reading.left_out["figures of a former county repeated under its new code"] > 0
    assert len(reading.rows) == len(lines) - sum(reading.left_out.values())


def test_grossed_counts_are_never_carried_as_a_sample(reference: Reference) -> None:
    (reading,) = read(EXCERPT, reference)
    lancashire = next(
        line
        for line in published()
        if (line["Area Code"], line["Time period"], line["Indicator ID"], line["Age"], line["Sex"])
        == ("E10000017", "2018/19", "90280", "18+ yrs", "Persons")
    )
    share, half = float(lancashire["Value"]) / 100, 4.6 / 100
    implied_sample = share * (1 - share) * (1.96 / half) ** 2
    assert float(lancashire["Denominator"]) > 30 * implied_sample
    assert reading.rows[["numerator", "denominator", "base"]].isna().all(axis=None)


def test_a_value_the_publisher_doubts_is_marked_and_a_missing_one_stays_missing(reference: Reference) -> None:
    (reading,) = read(EXCERPT, reference)
    doubted = {
        line["Area Code"]
        for line in published()
        if line["Value note"].startswith("There is a data quality issue") and line["Age"] == "18+ yrs"
    }
    assert doubted
    assert set(reading.rows.loc[reading.rows["status"] == "[u]", "area_code"]) == doubted
    missing = reading.rows[reading.rows["area_code"] == "E06000053"]
    assert missing["value"].isna().all()
    assert set(missing["status"]) == {"[x]"}


def test_a_byte_order_mark_changes_nothing(reference: Reference, altered: Callable[..., Path]) -> None:
    (marked,) = read(altered("90280", "90280", encoding="utf-8-sig"), reference)
    (plain,) = read(EXCERPT, reference)
    pd.testing.assert_frame_equal(marked.rows, plain.rows)


def test_a_lost_column_is_named(reference: Reference, altered: Callable[..., Path]) -> None:
    with pytest.raises(SourceError, match=r"'Lower CI 95.0 limit'"):
        read(altered("Lower CI 95.0 limit", "Lower confidence limit"), reference)


def test_a_period_that_is_no_financial_year_is_refused_with_its_row(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    with pytest.raises(SourceError, match=r"row \d+, column 'Time period'.*'2018/20'"):
        read(altered("2018/19", "2018/20"), reference)


def test_an_export_without_rows_is_an_error(reference: Reference, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(EXCERPT.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match="a header and no figures"):
        read(path, reference)


def test_an_export_of_other_ages_only_is_an_error_that_says_what_was_wanted(
    reference: Reference, altered: Callable[..., Path]
) -> None:
    with pytest.raises(SourceError, match=r"holds no row.*Age 18\+ yrs"):
        read(altered("18+ yrs", "65+ yrs"), reference)


def test_a_file_of_another_source_is_refused(reference: Reference) -> None:
    with pytest.raises(SourceError, match="lost columns"):
        read(EXCERPT.with_name("EU-referendum-result-data.csv"), reference)
