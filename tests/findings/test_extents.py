"""A county is not set beside a city on separation without saying that it is a county."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import sentence
from benchmarking.findings.extents import NOTE
from benchmarking.findings.frame import finding
from benchmarking.study import Study


def test_lancashire_s_index_beside_a_city_or_a_mean_with_cities_says_that_it_is_a_county_s(
    findings: pd.DataFrame, real_study: Study
) -> None:
    said = findings[findings["indicator"].isin(["dissimilarity", "isolation"])].set_index("comparator")[
        "note"
    ]
    assert (said[["E08000025", "E06000066", "group"]] == NOTE).all()
    assert (said[["E10000016", "E10000030"]] == "").all()
    words = sentence(finding(findings, "dissimilarity.vs.group"), real_study.reference, "Lancashire")
    assert NOTE in words


def test_a_district_s_index_beside_its_county_says_so_too_and_nothing_else_does(
    real_study: Study, places: pd.DataFrame
) -> None:
    noted = places["note"].str.contains(NOTE)
    assert set(places.loc[noted, "id"].str.split(".", n=1).str[1]) == {
        "dissimilarity.vs.E10000017",
        "isolation.vs.E10000017",
    }
    assert noted.sum() == 28


def test_no_other_indicator_has_the_note(findings: pd.DataFrame) -> None:
    noted = findings["note"].str.contains(NOTE)
    assert set(findings.loc[noted, "indicator"]) == {"dissimilarity", "isolation"}
