"""The observations meet figures that others have published."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

GOLDEN = pd.read_csv(Path(__file__).parents[1] / "golden" / "published.csv")


@pytest.fixture(scope="module")
def figure(built):
    return built.frame.set_index(["area_code", "indicator", "period"])


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{row.indicator} of {row.area_code}")
        for row in GOLDEN.itertuples()
        if row.what == "observation"
    ],
)
def test_an_observation_meets_the_published_figure(row, figure):
    value = figure.at[(row.area_code, row.indicator, row.period), "value"]
    assert abs(value - row.value) <= row.tolerance + 1e-9


def test_lancashire_had_1_171_339_residents_in_2011(vintage, known):
    (row,) = GOLDEN[GOLDEN["what"] == "census 2011"].itertuples()
    counts = vintage.counts
    total = counts[
        (counts["table"] == "QS201EW")
        & (counts["period"] == row.period)
        & counts["area_code"].isin(known.groups.members(row.area_code))
        & counts["category"].isin(["Total", "All usual residents", "All categories: Ethnic group"])
    ]
    assert len(total) == 12
    assert total["count"].sum() == row.value


def test_offences_of_lancashire_s_partnerships_and_those_unassigned_add_up_to_the_force_s(vintage, figure):
    (row,) = GOLDEN[GOLDEN["what"] == "recorded crime"].itertuples()
    counts = vintage.counts
    unassigned = counts[(counts["table"] == "C2 unassigned") & (counts["area_code"] == "E23000003")]
    whole = unassigned.loc[unassigned["category"].str.startswith("Total recorded crime"), "count"]
    assert whole.tolist() == [4097]
    assigned = figure.at[(row.area_code, row.indicator, row.period), "numerator"]
    assert assigned + whole.iloc[0] == row.value


def test_lancashire_s_employment_rate_keeps_its_published_interval(figure):
    row = figure.loc[("E10000017", "employment_rate", "2023-01-01/P1Y")]
    assert row[["value", "lower", "upper"]].tolist() == [73.7, 70.7, 76.7]
    assert row["method"] == ""
