"""Local Authority Interactive Tool: a real excerpt gives the published figures in the years they are of."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.local_authority_interactive_tool import YEARS, authority_numbers, read
from benchmarking.sources.tidy import LOCATION_COLUMNS, OBSERVATION_COLUMNS

EXCERPT = Path(__file__).parents[1] / "excerpts" / "dfe-lait-bds_long_0.parquet"
LANCASHIRE = "E10000017"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def excerpt() -> pd.DataFrame:
    return pd.read_parquet(EXCERPT)


@pytest.fixture(scope="module")
def rows(reference: Reference) -> pd.DataFrame:
    (reading,) = read(EXCERPT, reference)
    return reading.rows


def write(frame: pd.DataFrame, tmp_path: Path) -> Path:
    path = tmp_path / "bds_long_0.parquet"
    frame.to_parquet(path, index=False)
    return path


def value(rows: pd.DataFrame, area: str, indicator: str, period: str) -> float:
    key = (rows["area_code"] == area) & (rows["indicator"] == indicator) & (rows["period"] == period)
    (found,) = rows.loc[key, "value"]
    return float(found)


def test_lancashire_pupils_eligible_for_free_meals_scored_33_in_2025(rows: pd.DataFrame) -> None:
    assert value(rows, LANCASHIRE, "attainment_8_fsm", "2024-09-01/P1Y") == 33.0


def test_every_measure_of_the_registry_is_carried_with_the_figure_that_stands_there(
    rows: pd.DataFrame, excerpt: pd.DataFrame, reference: Reference
) -> None:
    assert list(rows.columns) == OBSERVATION_COLUMNS + LOCATION_COLUMNS
    series = {reference.indicators[name].series: name for name in reference.indicators.ids}
    for ours in rows.itertuples():
        theirs = excerpt.iloc[ours.row - 1]
        assert series[theirs["Short Desc"]] == ours.indicator
        assert authority_numbers()[int(theirs["LA Number"])] == ours.area_code
        if theirs["Values"] == "-":
            assert pd.isna(ours.value)
            assert ours.status == "[x]"
        else:
            assert ours.value == pytest.approx(float(theirs["Values"]), abs=1e-9)
            assert ours.status == ""


def test_binary_artefacts_of_the_table_are_gone(rows: pd.DataFrame, excerpt: pd.DataFrame) -> None:
    assert excerpt["Values"].str.len().max() > 10
    assert value(rows, LANCASHIRE, "attainment_8_fsm", "2015-09-01/P1Y") == 36.8


@pytest.mark.parametrize(
    ("indicator", "period"),
    [
        ("eal_primary", "2025-01-01/P1M"),
        ("unaccompanied_children", "2025-03-31"),
        ("neet_or_not_known", "2024-12-01/P3M"),
        ("higher_education_fsm", "2023-09-01/P1Y"),
        ("suspensions", "2023-09-01/P1Y"),
        ("youth_justice_first_entrants", "2024-01-01/P1Y"),
    ],
)
def test_a_year_is_the_year_the_measure_is_of(rows: pd.DataFrame, indicator: str, period: str) -> None:
    lancashire = rows[(rows["area_code"] == LANCASHIRE) & (rows["indicator"] == indicator)]
    assert lancashire["period"].max() == period


def test_a_year_without_assessments_is_missing_and_marked(rows: pd.DataFrame) -> None:
    year = rows[(rows["indicator"] == "key_stage_2_disadvantaged") & (rows["period"] == "2019-09-01/P1Y")]
    assert year["value"].isna().all()
    assert year["status"].tolist() == ["[x]"]


def test_early_years_figures_of_a_year_in_which_nobody_was_assessed_are_left_out_and_counted(
    reference: Reference, excerpt: pd.DataFrame
) -> None:
    """The tool gives Chinese children's of 2020/21 and none of 2021/22; nobody was assessed in the first."""
    chinese = excerpt[excerpt["Short Desc"] == "FSP_Gooddev_Chinese"]
    assert chinese.loc[chinese["Years"] == "2021", "Values"].ne("-").sum() == 4
    (reading,) = read(EXCERPT, reference)
    kept = reading.rows[reading.rows["indicator"] == "good_level_chinese"]
    assert set(kept["period"]) == {"2018-09-01/P1Y", "2024-09-01/P1Y"}
    assert reading.left_out["figures of years without an early years profile"] == 4


def test_the_sum_of_the_regions_rates_is_not_taken_for_englands_rate(
    reference: Reference, excerpt: pd.DataFrame, tmp_path: Path
) -> None:
    (reading,) = read(EXCERPT, reference)
    entrants = reading.rows[reading.rows["indicator"] == "youth_justice_first_entrants"]
    assert "E92000001" not in set(entrants["area_code"])
    assert len(entrants[entrants["area_code"].str.startswith("E12")]) == 9
    assert reading.left_out["England rows that hold the sum of the regions' rates"] == 1

    mended = excerpt.copy()
    england = (mended["Short Desc"] == "FirstYJS") & (mended["LA and Regions"] == "England")
    mended.loc[england, "Values"] = "140"
    (reading,) = read(write(mended, tmp_path), reference)
    assert value(reading.rows, "E92000001", "youth_justice_first_entrants", "2024-01-01/P1Y") == 140


def test_what_is_left_out_is_counted(reference: Reference, excerpt: pd.DataFrame) -> None:
    (reading,) = read(EXCERPT, reference)
    assert reading.release == "lait"
    assert reading.left_out["measures that are not in the registry"] == (excerpt["Short Desc"] == "RTA").sum()
    assert (
        reading.left_out["Inner and Outer London"]
        == excerpt["LA and Regions"].str.startswith("London (").sum()
    )


def test_somerset_and_north_yorkshire_carry_the_codes_they_have_now(rows: pd.DataFrame) -> None:
    children = rows[(rows["indicator"] == "unaccompanied_children") & (rows["period"] == "2019-03-31")]
    assert {"E06000066", "E06000065", "E10000009", "E06000059"} <= set(children["area_code"])


def test_a_csv_with_the_same_columns_gives_the_same_figures(
    reference: Reference, excerpt: pd.DataFrame, rows: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "bds_long_0.csv"
    excerpt.to_csv(path, index=False, encoding="utf-8-sig")
    (reading,) = read(path, reference)
    pd.testing.assert_frame_equal(reading.rows.drop(columns="row"), rows.drop(columns="row"))
    assert reading.rows["row"].tolist() == (rows["row"] + 1).tolist()


def test_every_measure_of_the_registry_has_a_year_and_the_golden_table_covers_all_authorities(
    reference: Reference,
) -> None:
    used = {
        item.series
        for item in (reference.indicators[name] for name in reference.indicators.ids)
        if item.dataset == "dfe-lait" and " - " not in item.series
    }
    assert used <= set(YEARS)
    numbers = authority_numbers()
    assert numbers[888] == LANCASHIRE
    assert set(numbers.values()) <= reference.areas.codes
    assert set(reference.areas.upper_tier()["code"]) <= set(numbers.values())
    ended = {"E10000021", "E10000006", "E10000009", "E06000028", "E06000029"}
    assert ended <= set(numbers.values())
    assert len(numbers) == 153 + len(ended) + 9 + 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.rename(columns={"Values": "Value"}), "lost a column .*'Values'.*Did you mean 'Value'"),
        (lambda t: t.assign(**{"LA Number": 999.0}), "row 1, column 'LA Number'.*999"),
        (lambda t: t.assign(Years="2024-27"), "column 'Years'.*'2024-27'"),
        (lambda t: t.assign(Values="high"), "column 'Values'.*'high'"),
        (lambda t: t.assign(**{"Short Desc": "RTA"}), "none of the measures that the registry uses"),
        (
            lambda t: t.assign(**{"Data item": [f"meaning {number}" for number in range(len(t))]}),
            "has more than one meaning",
        ),
    ],
)
def test_a_changed_table_is_refused_with_the_place(
    change, message: str, reference: Reference, excerpt: pd.DataFrame, tmp_path: Path
) -> None:
    kept = excerpt[excerpt["Short Desc"] != "RTA"]
    with pytest.raises(SourceError, match=message):
        read(write(change(kept), tmp_path), reference)


def test_a_measure_whose_year_is_not_known_is_refused(
    reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(YEARS, "EALPri")
    with pytest.raises(SourceError, match="What a year of the measure 'EALPri' is, is not known"):
        read(EXCERPT, reference)


def test_a_broken_parquet_and_a_file_of_another_source_are_refused(
    reference: Reference, tmp_path: Path
) -> None:
    broken = tmp_path / "bds_long_0.parquet"
    broken.write_bytes(EXCERPT.read_bytes()[:500])
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        read(broken, reference)
    with pytest.raises(SourceError, match=r"lost columns .*'Short Desc'"):
        read(EXCERPT.with_name("dfe-neet-UD_NEETNK_LA_dashboard_final.csv"), reference)
