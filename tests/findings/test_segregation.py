"""How separately groups live, for councils that others have measured too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import BenchmarkingError, ObservationError
from benchmarking.findings import segregation
from benchmarking.findings.segregation import SEGREGATION_COLUMNS, segregation_of
from benchmarking.study import Study

LANCASHIRE, BIRMINGHAM, BURNLEY, PENDLE = "E10000017", "E08000025", "E07000117", "E07000122"
NORTHUMBERLAND, ISLES_OF_SCILLY, NORTH_WEST = "E06000057", "E06000053", "E12000002"
ASKED = [LANCASHIRE, BIRMINGHAM, BURNLEY, PENDLE, "lancashire-14"]


@pytest.fixture(scope="module")
def found(real_study: Study) -> pd.DataFrame:
    return segregation_of(real_study, ASKED, draws=100).set_index(["area_code", "measure"])


@pytest.mark.parametrize(("area", "figure"), [(LANCASHIRE, 0.575), (BIRMINGHAM, 0.495), (BURNLEY, 0.700)])
def test_dissimilarity_meets_what_others_measured(area: str, figure: float, found: pd.DataFrame) -> None:
    assert found.at[(area, "dissimilarity"), "value"] == pytest.approx(figure, abs=0.001)


def test_five_measures_of_each_area_in_the_order_asked(real_study: Study, found: pd.DataFrame) -> None:
    assert list(found.index.get_level_values("area_code").unique()) == ASKED
    assert len(found) == 5 * len(ASKED)
    assert [*found.index.names, *found.columns] == SEGREGATION_COLUMNS


def test_the_index_its_isolation_and_its_change_are_those_of_the_observations(
    real_study: Study, found: pd.DataFrame
) -> None:
    for area in ASKED:
        for measure in ("dissimilarity", "isolation"):
            held = real_study.figure(measure, area)["value"]
            assert found.at[(area, measure), "value"] == pytest.approx(held, abs=1e-12)
        change = real_study.figure("dissimilarity_change", area)["value"]
        assert found.at[(area, "dissimilarity"), "change"] == change
    assert found["change"].notna().sum() == len(ASKED)


def test_chance_alone_stands_beside_every_index_and_explains_little_of_it(found: pd.DataFrame) -> None:
    assert (found["chance_lower"] < found["chance"]).all()
    assert (found["chance"] < found["chance_upper"]).all()
    uneven = found.drop(["isolation", "exposure"], level="measure")
    assert (uneven["chance_upper"] < uneven["value"] / 10).all()
    exposed = found["modified"].isna()
    assert set(found.index[exposed].get_level_values("measure")) == {"exposure"}


def test_residents_are_those_of_the_census(found: pd.DataFrame, real_study: Study) -> None:
    for area in ASKED:
        row = found.loc[(area, "dissimilarity")]
        published = real_study.figure("residents", area)["value"]
        other = real_study.figure("other_than_white", area)["numerator"]
        assert row["residents"] == pytest.approx(published, abs=0.0005 * published)
        assert row["group"] == pytest.approx(other, abs=0.005 * other)


def test_a_county_s_index_says_how_much_lies_between_its_districts(found: pd.DataFrame) -> None:
    between = found["between_districts"].dropna()
    assert set(between.index) == {
        (area, "multigroup information index") for area in (LANCASHIRE, "lancashire-14")
    }
    assert between[LANCASHIRE].iloc[0] == pytest.approx(0.430, abs=0.0005)


def test_what_lies_between_is_the_county_s_index_less_what_its_districts_have(
    vintage, known, found: pd.DataFrame, real_study: Study
) -> None:
    """Each district adds its own index by its share of the county's residents and mix."""
    districts = known.areas.lower_tier().query(f"parent == '{LANCASHIRE}'")["code"].tolist()
    rows = vintage.small_areas[vintage.small_areas["table"].astype(str) == "TS021"]
    counts = rows.pivot(index="area_code", columns="category", values="count").astype(float)
    counts = counts.drop(columns="Total")
    lies_in = vintage.lookup.set_index("area_code")["parent_code"].astype(str).reindex(counts.index)
    by_district = counts.groupby(lies_in).sum().loc[districts]

    def entropy(people: pd.Series) -> float:
        shares = people[people > 0] / people.sum()
        return float(-(shares * np.log(shares)).sum())

    whole = by_district.sum()
    own = segregation_of(real_study, districts, draws=0).set_index(["area_code", "measure"])["value"]
    within = sum(
        people.sum() * entropy(people) * own[code, "multigroup information index"]
        for code, people in by_district.iterrows()
    ) / (whole.sum() * entropy(whole))
    row = found.loc[(LANCASHIRE, "multigroup information index")]
    assert row["between_districts"] == pytest.approx(1 - within / row["value"], abs=1e-9)


def test_the_same_study_gives_the_same_figures_whoever_else_is_measured(
    real_study: Study, found: pd.DataFrame
) -> None:
    alone = segregation_of(real_study, [PENDLE], draws=100).set_index(["area_code", "measure"])
    pd.testing.assert_frame_equal(alone, found.loc[[PENDLE]])
    other = replace(real_study, parameters=real_study.parameters.model_copy(update={"seed": 1}))
    again = segregation_of(other, [PENDLE], draws=100).set_index(["area_code", "measure"])
    assert (again["value"] == alone["value"]).all()
    assert (again["chance"] != alone["chance"]).all()


def test_what_has_no_index_or_no_change_says_why(real_study: Study) -> None:
    rows = segregation_of(real_study, [ISLES_OF_SCILLY, NORTHUMBERLAND], draws=0)
    scilly = rows[rows["area_code"] == ISLES_OF_SCILLY]
    assert scilly["value"].isna().all()
    assert set(scilly["reason"]) == {"fewer than two units"}
    north = rows[rows["area_code"] == NORTHUMBERLAND].set_index("measure")
    assert north["value"].notna().all() and north["change"].isna().all()
    assert north.at["dissimilarity", "reason"] == "no change since 2011: a unit crosses the border"
    assert set(north["reason"].drop("dissimilarity")) == {""}


def test_every_release_behind_a_row_is_named(found: pd.DataFrame) -> None:
    counted = "census-2021-ts021-lsoa;lookup-lsoa21-ltla23"
    assert set(found.drop("dissimilarity", level="measure")["sources"]) == {counted}
    assert set(found.xs("dissimilarity", level="measure")["sources"]) == {
        "census-2011-ethnicity-lsoa;census-2021-ts021-lsoa;lookup-lsoa11-lsoa21;lookup-lsoa21-ltla23"
    }


@pytest.mark.parametrize(
    ("areas", "problem"),
    [
        ([BURNLEY, PENDLE, BURNLEY], "Burnley was asked for twice"),
        ([NORTH_WEST], "No neighbourhoods are known for North West"),
        ([], "No area was asked for"),
        (["E07999999"], "E07999999"),
    ],
)
def test_an_area_that_cannot_be_measured_is_refused(
    areas: list[str], problem: str, real_study: Study
) -> None:
    with pytest.raises(BenchmarkingError, match=problem):
        segregation_of(real_study, areas, draws=0)


def test_a_vintage_without_neighbourhoods_says_what_to_import(
    real_study: Study, vintage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = replace(vintage, small_areas=vintage.small_areas[:0])
    monkeypatch.setattr(segregation, "vintage_of", lambda study: bare)
    with pytest.raises(ObservationError, match="Vintage 2026 does not hold"):
        segregation_of(real_study, [BURNLEY], draws=0)
