"""Counts of what was found, on made-up rows whose answers can be counted by hand, and on the real ones."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarking.practice import peer_measures, practice_matrix, practice_rows, strongest
from benchmarking.reference.practice import EVIDENCE

KENT, DEVON, BIRMINGHAM, LANCASHIRE = "E10000016", "E10000008", "E08000025", "E10000017"


def _cell(matrix: pd.DataFrame, code: str, column: str) -> pd.Series:
    (row,) = (row for _, row in matrix.iterrows() if (row["area_code"], row["column"]) == (code, column))
    return row


def test_a_row_with_two_priorities_counts_under_both_and_the_strongest_evidence_is_told(with_rows):
    study = with_rows(
        {"priorities": "inclusion; trust", "evidence": "reported activity"},
        {"priorities": "trust", "evidence": "outcome data"},
        {"priorities": "trust", "evidence": "output data"},
    )
    matrix = practice_matrix(study, "priority")
    assert _cell(matrix, KENT, "inclusion")[["found", "strongest"]].tolist() == [1, "reported activity"]
    assert _cell(matrix, KENT, "trust")[["found", "strongest"]].tolist() == [3, "outcome data"]
    assert _cell(matrix, KENT, "conflict")[["found", "strongest"]].tolist() == [0, ""]


def test_a_row_without_a_theme_is_cross_cutting_and_one_with_a_theme_is_not(with_rows):
    matrix = practice_matrix(with_rows({"themes": ""}, {"themes": "Housing; Economy"}), "theme")
    found = matrix[matrix["area_code"] == KENT].set_index("column")["found"]
    assert found[found > 0].to_dict() == {"Economy": 1, "Housing": 1, "cross-cutting": 1}


@pytest.mark.parametrize(
    ("year", "age"), [("2020", "old"), ("2021", "recent"), ("2030", "recent"), ("", "undated")]
)
def test_a_row_is_old_when_it_speaks_of_no_year_from_2021_on_at_vintage_2026(with_rows, year, age):
    study = with_rows({"year": year})
    assert practice_rows(study)["age"].tolist() == [age]
    cell = _cell(practice_matrix(study, "priority"), KENT, "inclusion")
    assert cell[["old", "undated"]].tolist() == [int(age == "old"), int(age == "undated")]


def test_age_is_told_at_the_studys_own_vintage(with_rows):
    assert practice_rows(with_rows({"year": "2020"}, vintage="2025", previous_vintage=None))[
        "age"
    ].tolist() == ["recent"]


def test_councils_stand_by_type_in_the_order_of_the_minutes_however_much_was_found(with_rows):
    many = [{"area_code": DEVON}] * 9
    few, none = (
        practice_matrix(with_rows(*rows), "priority")["name"].unique().tolist()
        for rows in (many, [{"area_code": BIRMINGHAM}])
    )
    assert few == none
    assert few == [
        "Kent",
        "Nottinghamshire",
        "Worcestershire",
        "Devon",
        "Surrey",
        "Somerset",
        "North Yorkshire",
        "Birmingham",
        "Manchester",
        "Newcastle upon Tyne",
    ]


def test_no_row_of_the_real_table_is_lost_or_counted_for_two_owners(real_study):
    rows = practice_rows(real_study)
    assert len(rows) == len(real_study.reference.practice.all)
    assert rows["whose"].value_counts().to_dict() == {
        "comparator": 69,
        "district": 26,
        "think_tank": 20,
        "network": 19,
        "other authority": 18,
        "government": 12,
        "neighbour": 4,
        "lead": 4,
    }


def test_blackburn_with_darwen_is_a_neighbour_and_burnley_a_district(real_study):
    rows = practice_rows(real_study).groupby("area_code")["whose"].unique()
    assert rows["E06000008"].tolist() == ["neighbour"]
    assert rows["E07000117"].tolist() == ["district"]


def test_seen_from_kent_lancashire_is_another_authority_and_its_districts_are_not_kents(
    real_study, with_rows
):
    study = with_rows(
        {"area_code": LANCASHIRE}, {"area_code": "E07000117", "organisation_type": "district"},
        lead_authority=KENT,
        district_group=None,
    )  # fmt: skip
    assert practice_rows(study)["whose"].tolist() == ["other authority", "other authority"]


def test_the_strongest_of_nothing_is_nothing():
    assert strongest(pd.Series([], dtype=object)) == ""
    assert strongest(pd.Series(list(reversed(EVIDENCE)))) == "independent evaluation"


def test_of_what_others_measure_a_held_indicator_is_one_with_a_figure_for_lancashire(real_study):
    measures = peer_measures(real_study).set_index("measure")
    assert measures.at["belonging", "held"] == ()
    assert set(measures.at["people-resettled", "held"]) == {
        "homes_for_ukraine",
        "afghan_programme",
        "supported_asylum",
    }
    assert measures.at["get-on-well", "peers"] == ["Worcestershire County Council"]
    assert "Birmingham City Council" in measures.at["workforce", "peers"]
    assert measures.at["social-fabric", "peers"] == []
