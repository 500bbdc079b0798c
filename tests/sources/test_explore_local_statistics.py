"""Explore local statistics: real excerpts of both layouts give the publisher's figures, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources.explore_local_statistics import read
from benchmarking.sources.tidy import LOCATION_COLUMNS, OBSERVATION_COLUMNS

EXCERPTS = Path(__file__).parents[1] / "excerpts"
PREFIX = "ons-explore-local-statistics-"
LANCASHIRE, KENT, ENGLAND = "E10000017", "E10000016", "E92000001"
ONE_FAMILY_A_FILE = {
    "2026-apprenticeships": "els-apprenticeships",
    "2026-children-in-relative-poverty": "els-children-in-relative-poverty",
    "2026-employment-rate": "els-employment-rate",
    "2026-gross-median-weekly-pay": "els-gross-median-weekly-pay",
    "2026-personal-wellbeing-estimates": "els-personal-wellbeing-estimates",
    "2025-4-employment-rate-raw": "els-employment-rate",
    "2025-additions-to-the-housing-stock": "els-net-additions-to-the-housing-stock",
    "2025-aged-19-years-and-over-further-education-and-skills-participation": (
        "els-further-education-and-skills-participation"
    ),
    "2025-annual-personal-wellbeing-estimates": "els-personal-wellbeing-estimates",
    "2025-apprenticeship": "els-apprenticeships",
    "2025-average-travel-time": "els-average-travel-time",
    "2025-early-years": "els-early-years",
    "2025-employment-rate": "els-employment-rate",
    "2025-gross-median-weekly-pay": "els-gross-median-weekly-pay",
    "2025-museums": "els-museums",
}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def published(name: str) -> pd.DataFrame:
    """Read an excerpt with pandas alone, in the publisher's own columns."""
    return pd.read_csv(
        EXCERPTS / f"{PREFIX}{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig"
    )


def rows_of(name: str, reference: Reference) -> pd.DataFrame:
    (reading,) = read(EXCERPTS / f"{PREFIX}{name}.csv", reference)
    return reading.rows


def numbers(texts: pd.Series) -> list[float]:
    return [float(text) if text else float("nan") for text in texts]


def changed(name: str, tmp_path: Path, old: str, new: str) -> Path:
    """Write an excerpt with one text changed wherever it stands."""
    text = (EXCERPTS / f"{PREFIX}{name}.csv").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / f"{name}.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "release"), ONE_FAMILY_A_FILE.items())
def test_a_file_is_known_by_its_indicators_so_both_years_share_a_release(
    name: str, release: str, reference: Reference, tmp_path: Path
) -> None:
    renamed = tmp_path / "download (3).csv"
    renamed.write_bytes((EXCERPTS / f"{PREFIX}{name}.csv").read_bytes())
    (reading,) = read(renamed, reference)
    assert reading.release == release
    assert list(reading.rows.columns) == OBSERVATION_COLUMNS + LOCATION_COLUMNS
    assert not reading.rows.duplicated(["area_code", "indicator", "period"]).any()


def test_employment_of_2026_is_carried_row_for_row(reference: Reference) -> None:
    file = published("2026-employment-rate")
    rows = rows_of("2026-employment-rate", reference)
    names = {"Employment rate": "employment_rate", "Economically inactive": "economic_inactivity"}
    assert rows["area_code"].tolist() == file["areacd"].tolist()
    assert rows["indicator"].tolist() == file["indicator"].map(names).tolist()
    assert rows["period"].tolist() == file["period"].tolist()
    assert rows["row"].tolist() == list(range(2, len(file) + 2))
    for ours, theirs in (("value", "observation"), ("lower", "lci_95"), ("upper", "uci_95")):
        assert rows[ours].tolist() == pytest.approx(numbers(file[theirs]), abs=1e-9, nan_ok=True)
    assert rows[["numerator", "denominator", "base"]].isna().all(axis=None)


def test_a_suppressed_rate_stays_missing_and_keeps_its_marker(reference: Reference) -> None:
    rows = rows_of("2026-employment-rate", reference)
    city = rows[(rows["area_code"] == "E09000001") & (rows["indicator"] == "employment_rate")]
    by_period = city.set_index("period")
    assert by_period["value"].isna().all()
    assert by_period.loc["2023-01-01/P1Y", "status"] == "[x]"
    assert by_period.loc["2022-01-01/P1Y", "status"] == "[u]"


def test_the_wide_and_the_long_employment_file_of_2025_give_the_same_rows(reference: Reference) -> None:
    key = ["area_code", "indicator", "period"]
    wide, long = (
        rows_of(name, reference).drop(columns="row").sort_values(key, ignore_index=True)
        for name in ("2025-4-employment-rate-raw", "2025-employment-rate")
    )
    pd.testing.assert_frame_equal(wide, long)
    assert len(wide) == 2 * len(published("2025-4-employment-rate-raw"))


def test_grossed_counts_of_employment_are_never_carried(reference: Reference) -> None:
    assert published("2025-4-employment-rate-raw")["employment_rate_denominator"].ne("").any()
    for name in ("2025-4-employment-rate-raw", "2025-employment-rate"):
        (reading,) = read(EXCERPTS / f"{PREFIX}{name}.csv", reference)
        assert reading.rows[["numerator", "denominator", "base"]].isna().all(axis=None)
        assert reading.note is not None
        assert ("wide" if "raw" in name else "long") in reading.note.split(" form")[0]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("2025-employment-rate", "2026-employment-rate"),
        ("2025-gross-median-weekly-pay", "2026-gross-median-weekly-pay"),
        ("2025-annual-personal-wellbeing-estimates", "2026-personal-wellbeing-estimates"),
        ("2025-apprenticeship", "2026-apprenticeships"),
    ],
)
def test_a_period_of_one_council_is_the_same_text_in_both_layouts(
    older: str, newer: str, reference: Reference
) -> None:
    before, after = (
        rows[rows["area_code"] == LANCASHIRE]
        for rows in (rows_of(older, reference), rows_of(newer, reference))
    )
    assert set(before["period"]) <= set(after["period"])
    joined = before.merge(after, on=["indicator", "period"], suffixes=("_before", "_after"))
    assert len(joined) == len(before)
    difference = (joined["value_before"] - joined["value_after"]).abs() / joined["value_after"]
    assert difference.max() < 0.01


def test_wellbeing_is_the_mean_score_with_its_interval(reference: Reference) -> None:
    file = published("2025-annual-personal-wellbeing-estimates")
    anxiety = file[(file["AREACD"] == LANCASHIRE) & (file["Period"] == "2022-2023")]
    anxiety = anxiety[anxiety["Measure"].str.startswith("Anxiety mean")]
    rows = rows_of("2026-personal-wellbeing-estimates", reference)
    ours = rows.query("area_code == @LANCASHIRE and indicator == 'anxiety' and period == '2022-04-01/P1Y'")
    assert ours[["value", "lower", "upper"]].iloc[0].tolist() == [
        float(anxiety[column].iloc[0])
        for column in (
            "Observation",
            "Lower Confidence Interval (95%)",
            "Upper Confidence Interval (95%)",
        )
    ]
    assert set(rows["indicator"]) == {"anxiety", "happiness", "life_satisfaction", "worthwhile"}


def test_wellbeing_shares_are_left_out_and_counted(reference: Reference, tmp_path: Path) -> None:
    mean = "Mean (Where 0 is 'not at all anxious' and 10 is 'completely anxious')"
    path = changed("2026-personal-wellbeing-estimates", tmp_path, mean, "Percentage with high anxiety")
    (reading,) = read(path, reference)
    assert "anxiety" not in set(reading.rows["indicator"])
    assert reading.left_out["wellbeing measures other than the mean"] == 10


def test_burnley_has_no_wellbeing_score_and_says_so(reference: Reference) -> None:
    for name in ("2025-annual-personal-wellbeing-estimates", "2026-personal-wellbeing-estimates"):
        rows = rows_of(name, reference)
        burnley = rows[(rows["area_code"] == "E07000117") & (rows["period"] == "2022-04-01/P1Y")]
        assert len(burnley) == 4
        assert burnley["value"].isna().all()
        assert set(burnley["status"]) == {"[u]"}


def test_both_layouts_mark_a_suppressed_apprenticeship_rate_alike(reference: Reference) -> None:
    for name in ("2025-apprenticeship", "2026-apprenticeships"):
        rows = rows_of(name, reference)
        scilly = rows[rows["area_code"] == "E06000053"]
        assert scilly["status"].tolist() == ["[u]"], name
        assert scilly["value"].isna().all()


def test_further_education_is_dated_from_august_in_both_years(reference: Reference) -> None:
    name = "2025-aged-19-years-and-over-further-education-and-skills-participation"
    assert set(published(name)["Period"].str[5:10]) == {"09-01"}
    assert set(rows_of(name, reference)["period"].str[5:]) == {"08-01/P1Y"}


def test_financial_years_and_days_of_2025_become_iso_periods(reference: Reference) -> None:
    dwellings = rows_of("2025-additions-to-the-housing-stock", reference)
    assert "2020-04-01/P1Y" in set(dwellings["period"])
    assert set(rows_of("2025-museums", reference)["period"]) == {"2021-09-30"}
    assert set(rows_of("2025-average-travel-time", reference)["period"]) == {
        "2017-01-01/P1Y",
        "2019-01-01/P1Y",
    }


def test_travel_by_car_and_cycle_is_left_out_and_counted(reference: Reference) -> None:
    file = published("2025-average-travel-time")
    (reading,) = read(EXCERPTS / f"{PREFIX}2025-average-travel-time.csv", reference)
    public = file[file["mode-of-travel"] == "public transport or walking"]
    assert reading.rows["value"].tolist() == pytest.approx(numbers(public["observation"]), abs=1e-9)
    assert reading.left_out == {"indicators that are not in the registry": len(file) - len(public)}


def test_a_column_that_stands_twice_and_a_byte_order_mark_do_no_harm(reference: Reference) -> None:
    name = "2026-persistent-absences-for-pupils-eligible-for-free-school-meals"
    raw = (EXCERPTS / f"{PREFIX}{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.splitlines()[0].count(b"notes") == 2
    assert published(name).query("notes != `notes.1`")["areacd"].unique().tolist() == ["E10000023"]
    rows = rows_of(name, reference)
    assert rows["area_code"].tolist() == published(name)["areacd"].tolist()
    assert rows["value"].tolist() == pytest.approx(numbers(published(name)["observation"]))


def test_the_united_kingdom_and_combined_authorities_are_left_out_and_counted(
    reference: Reference, tmp_path: Path
) -> None:
    path = changed("2026-children-in-relative-poverty", tmp_path, KENT, "E47000018")
    (reading,) = read(path, reference)
    assert reading.left_out == {"areas outside England": 6, "areas of kinds that are not compared": 6}
    assert set(reading.rows["area_code"]) == {LANCASHIRE, "E08000025", "E07000117", "E12000002"}


def test_child_poverty_has_no_figure_for_england_and_none_is_made(reference: Reference) -> None:
    rows = rows_of("2026-children-in-relative-poverty", reference)
    assert ENGLAND not in set(rows["area_code"])
    assert set(rows["indicator"]) == {"child_poverty", "child_poverty_bhc"}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("2026-employment-rate", "lci_95", "lci95", "lost a column .*'lci_95'.*Did you mean 'lci95'"),
        ("2025-museums", "AREACD", "AREA_CD", "lost a column .*'AREACD'.*Did you mean 'AREA_CD'"),
        ("2025-museums", "Indicator", "Indicatr", "lost a column .*'Indicator'.*Did you mean 'Indicatr'"),
        (
            "2025-4-employment-rate-raw",
            "economically_inactive_observation_status",
            "inactive_status",
            "lost a column .*'economically_inactive_observation_status'",
        ),
        ("2025-museums", "Museums per 100,000 population", "Cinemas", "belong to no family.*'Cinemas'"),
        ("2026-employment-rate", "2023-01-01/P1Y", "2023", "column 'period'.*Found '2023'"),
        ("2025-gross-median-weekly-pay", "2024-04", "2024-05-", "column 'Period'.*Found '2024-05-'"),
        ("2026-employment-rate", ",u,", ",q,", "column 'status'.*Found 'q'"),
    ],
)
def test_a_changed_layout_is_refused_with_the_place_and_the_nearest(
    name: str, old: str, new: str, message: str, reference: Reference, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=message):
        read(changed(name, tmp_path, old, new), reference)


def test_a_figure_that_is_no_number_is_refused_with_its_row_and_column(
    reference: Reference, tmp_path: Path
) -> None:
    file = published("2026-children-in-relative-poverty")
    at = file.index[(file["areacd"] == LANCASHIRE)][0]
    path = changed("2026-children-in-relative-poverty", tmp_path, file.at[at, "observation"], "about 30")
    with pytest.raises(SourceError, match=f"row {at + 2}, column 'observation'.*'about 30'"):
        read(path, reference)


def test_a_file_of_another_source_is_refused_as_such(reference: Reference) -> None:
    with pytest.raises(SourceError, match="is not one of Explore local statistics"):
        read(EXCERPTS / "dfe-neet-UD_NEETNK_LA_dashboard_final.csv", reference)


def test_two_families_in_one_file_are_refused(reference: Reference, tmp_path: Path) -> None:
    path = changed("2026-employment-rate", tmp_path, "Economically inactive", "Claimant Count")
    with pytest.raises(SourceError, match="more than one family"):
        read(path, reference)
