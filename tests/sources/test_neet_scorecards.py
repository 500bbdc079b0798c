"""NEET scorecards: real excerpts give each area's percentage with the cohort it is a percentage of."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources import local_authority_interactive_tool
from benchmarking.sources.neet_scorecards import read

EXCERPTS = Path(__file__).parents[1] / "excerpts"
LATEST = EXCERPTS / "dfe-neet-UD_NEETNK_LA_dashboard_final.csv"
FIRST = EXCERPTS / "dfe-neet-UD_NEETNK_LA_dashboard_2021_vg_removed.csv"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def published(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_every_area_carries_its_percentage_and_its_cohort(reference: Reference) -> None:
    (reading,) = read(LATEST, reference)
    file = published(LATEST)
    code = file["new_la_code"].where(file["new_la_code"] != "", file["region_code"])
    code = code.where(code != "", file["country_code"])
    assert reading.release == "neet-2025"
    assert reading.rows["area_code"].tolist() == code.tolist()
    assert reading.rows["value"].tolist() == file["NEET_not_known_percent"].astype(float).tolist()
    assert reading.rows["denominator"].tolist() == file["Cohort_DJFavg"].astype(float).tolist()
    assert reading.rows[["numerator", "base", "lower", "upper"]].isna().all(axis=None)
    assert set(reading.rows["period"]) == {"2024-12-01/P3M"}
    assert set(reading.rows["indicator"]) == {"neet_scorecard"}


def test_lancashire_has_the_same_percentage_in_the_interactive_tool(reference: Reference) -> None:
    (scorecard,) = read(LATEST, reference)
    (tool,) = local_authority_interactive_tool.read(EXCERPTS / "dfe-lait-bds_long_0.parquet", reference)
    key = "area_code == 'E10000017' and period == '2024-12-01/P3M'"
    same = tool.rows.query(key + " and indicator == 'neet_or_not_known'")
    assert scorecard.rows.query(key)["value"].tolist() == same["value"].tolist()


def test_rows_that_show_the_layout_with_no_real_area_are_left_out(reference: Reference) -> None:
    (reading,) = read(FIRST, reference)
    assert reading.left_out == {"demonstration rows with no real area": 2}
    assert len(reading.rows) == len(published(FIRST)) - 2
    assert set(reading.rows["period"]) == {"2020-12-01/P3M"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Cohort_DJFavg", "Cohort_DJF_avg", "'Cohort_DJFavg'.*Did you mean 'Cohort_DJF_avg'"),
        ("Local authority", "District", "column 'geographic_level'.*'District'"),
        ("16-17", "16-18", "column 'Age'.*'16-18'"),
        ("2025,Calendar", "2019/20,Calendar", "column 'time_period'.*'2019/20'"),
    ],
)
def test_a_changed_layout_is_refused_with_the_place(
    old: str, new: str, message: str, reference: Reference, tmp_path: Path
) -> None:
    path = tmp_path / LATEST.name
    path.write_text(LATEST.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read(path, reference)


def test_two_years_in_one_file_are_refused(reference: Reference, tmp_path: Path) -> None:
    path = tmp_path / LATEST.name
    lines = LATEST.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:-1], lines[-1].replace("2025,", "2024,", 1)]), encoding="utf-8")
    with pytest.raises(SourceError, match="not a scorecard of one year"):
        read(path, reference)


def test_a_suppressed_percentage_stays_missing(reference: Reference, tmp_path: Path) -> None:
    file = published(LATEST)
    file.loc[file["new_la_code"] == "E10000017", "NEET_not_known_percent"] = "c"
    path = tmp_path / LATEST.name
    file.to_csv(path, index=False)
    (reading,) = read(path, reference)
    lancashire = reading.rows[reading.rows["area_code"] == "E10000017"]
    assert lancashire["value"].isna().all()
    assert lancashire["status"].tolist() == ["[c]"]


def test_a_file_of_another_source_is_refused(reference: Reference) -> None:
    with pytest.raises(SourceError, match="lost columns"):
        read(EXCERPTS / "ons-explore-local-statistics-2025-museums.csv", reference)
