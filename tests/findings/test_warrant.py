"""Every figure can be walked back to the rows of data/raw that it rests on."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from benchmarking.errors import CommandError
from benchmarking.findings.coverage import lead_latest
from benchmarking.findings.origins import origins
from benchmarking.findings.warrant import told, warrant
from benchmarking.study import Study


def test_where_33_comes_from(real_study: Study) -> None:
    found = warrant(real_study, "attainment_8_fsm.vs.england")
    lead = found.sides[0]
    assert lead.figure == "33.0 points"
    row = lead.rows.iloc[0]
    path = real_study.paths.root / row["file"]
    with path.open(encoding="utf-8", newline="") as stream:
        line = list(csv.reader(stream))[row["line"] - 1]
    assert line[:4] == ["E10000017", "attainment_8_fsm", "2024-09-01/P1Y", "33"]
    (release,) = found.releases
    assert (release.id, len(release.file_sha256)) == ("lait", 64)


def test_every_latest_figure_of_lancashire_has_rows_of_data_raw_behind_it(real_study: Study) -> None:
    for indicator, row in lead_latest(real_study).iterrows():
        behind = origins(real_study, str(indicator), "E10000017", row["period"])
        assert not behind.empty, indicator
        counted = behind.dropna(subset=["line"])
        assert len(counted) == len(behind) or indicator in ("dissimilarity", "isolation"), indicator
        assert set(behind["release"]) <= set(real_study.releases)


def test_a_figure_as_published_is_the_figure_in_its_row(real_study: Study) -> None:
    latest = lead_latest(real_study)
    for indicator, row in latest[latest["method"] == ""].iterrows():
        behind = origins(real_study, str(indicator), "E10000017", row["period"])
        assert list(behind["value"]) == [row["value"]], indicator


def test_a_gap_names_both_of_its_parts(real_study: Study) -> None:
    behind = origins(real_study, "attainment_8_fsm_gap", "E10000017", "2024-09-01/P1Y")
    assert dict(zip(behind["what"], behind["value"], strict=True)) == {
        "attainment_8_not_fsm": 48.8,
        "attainment_8_fsm": 33.0,
    }


def test_a_county_summed_from_its_districts_names_all_twelve(real_study: Study) -> None:
    behind = origins(real_study, "homelessness_duty", "E10000017", "2024-04-01/P3M")
    assert sorted(behind["area_code"]) == [f"E070001{number}" for number in range(17, 29)]


def test_north_yorkshires_older_figures_are_found_under_its_older_code(real_study: Study) -> None:
    behind = origins(real_study, "happiness", "E06000065", "2022-04-01/P1Y")
    assert list(behind["area_code"]) == ["E10000023"]


def test_a_group_finding_has_the_lead_and_every_named_authority(real_study: Study) -> None:
    found = warrant(real_study, "employment_rate.vs.group")
    assert [side.name for side in found.sides] == [
        "Lancashire",
        *(real_study.name(code) for code in real_study.comparators),
    ]
    assert found.test["p, adjusted"].endswith("among 17 comparisons")


def test_what_is_not_compared_says_why_and_nothing_else(real_study: Study) -> None:
    found = warrant(real_study, "child_poverty.vs.england")
    assert found.test == {"Not compared": "no figure published"}


def test_a_warrant_is_told_with_its_checksum_and_its_page(real_study: Study) -> None:
    words = "\n".join(told(warrant(real_study, "employment_rate.vs.E10000016")))
    assert "Lancashire: 73.7% (interval 70.7 to 76.7), 2023, as published" in words
    release = real_study.releases["els-employment-rate"]
    assert release.file_sha256 in words
    assert release.address in words


def test_a_misspelt_finding_is_met_with_the_nearest(real_study: Study) -> None:
    with pytest.raises(CommandError, match=r"employment_rate\.vs\.group"):
        warrant(real_study, "employment_rate.vs.grupo")


def test_rows_without_a_line_are_neighbourhood_tables(real_study: Study) -> None:
    behind = origins(real_study, "dissimilarity", "E10000017", "2021-03-21")
    assert pd.isna(behind["line"]).all()
    assert behind["file"].str.endswith(".parquet").all()
