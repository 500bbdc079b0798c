from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, distances


@pytest.fixture
def areas() -> pd.DataFrame:
    generator = np.random.default_rng(1)
    names = [f"area {number}" for number in range(30)]
    return pd.DataFrame(
        {
            "aged_65_and_over": generator.normal(19, 4, 30),
            "population_density": generator.lognormal(6, 1.3, 30),
            "born_outside_uk": generator.normal(12, 6, 30),
        },
        index=names,
    )


def test_distances_are_those_of_scipy(areas):
    frame = distances(areas, "area 3")
    theirs = cdist(areas.loc[["area 3"]], areas, "seuclidean", V=areas.var(ddof=0))[0]
    np.testing.assert_allclose(frame["distance"], pd.Series(theirs, areas.index)[frame.index], rtol=1e-12)


def test_the_nearest_comes_first_and_the_lead_is_not_its_own_neighbour(areas):
    frame = distances(areas, "area 3")
    assert "area 3" not in frame.index
    assert frame["rank"].tolist() == list(range(1, 30))
    assert frame["distance"].is_monotonic_increasing


def test_what_the_variables_add_sums_to_the_whole_distance(areas):
    frame = distances(areas, "area 3")
    np.testing.assert_allclose(frame[areas.columns].sum(axis=1), 1)


def test_an_area_that_differs_in_density_alone_says_so(areas):
    areas.loc["twin"] = areas.loc["area 3"]
    areas.loc["twin", "population_density"] *= 2
    row = distances(areas, "area 3").loc["twin"]
    assert row["population_density"] == 1
    assert row["born_outside_uk"] == 0


def test_an_identical_area_stands_at_no_distance(areas):
    areas.loc["twin"] = areas.loc["area 3"]
    row = distances(areas, "area 3").loc["twin"]
    assert (row["distance"], row["rank"], row["population_density"]) == (0, 1, 0)


def test_the_unit_of_a_variable_does_not_matter(areas):
    per_thousand = areas.assign(born_outside_uk=areas["born_outside_uk"] * 1000)
    np.testing.assert_allclose(
        distances(areas, "area 3")["distance"], distances(per_thousand, "area 3")["distance"], rtol=1e-9
    )


def test_an_area_without_a_figure_is_left_out_named_and_changes_nothing_else(areas):
    before = distances(areas.drop(index="area 7"), "area 3")
    areas.loc["area 7", "born_outside_uk"] = np.nan
    after = distances(areas, "area 3")
    assert after.index[-1] == "area 7"
    assert after.loc["area 7", "reason"] == "no figure for born_outside_uk"
    assert after.loc["area 7", "method"] == ""
    assert pd.isna(after.loc["area 7", "rank"])
    pd.testing.assert_frame_equal(after.drop(index="area 7"), before)
    assert set(before["method"]) <= METHODS.keys()


def test_areas_equally_far_share_a_rank():
    frame = distances(pd.DataFrame({"share": [0.0, 1, -1, 3]}, index=["lead", "a", "b", "c"]), "lead")
    assert frame["rank"].tolist() == [1, 1, 3]


@pytest.mark.parametrize(
    ("change", "lead", "problem"),
    [
        (lambda f: f, "Lancaster", "not among those to compare"),
        (lambda f: f.assign(same=5.0), "area 3", "same is the same in every area"),
        (lambda f: f.iloc[[3]], "area 3", "at least two areas"),
        (lambda f: f[[]], "area 3", "no variable"),
        (lambda f: pd.concat([f, f.iloc[[0]]]), "area 3", "stands twice"),
        (lambda f: f.rename(columns={"born_outside_uk": "rank"}), "area 3", "already taken"),
        (lambda f: f.assign(born_outside_uk=np.inf), "area 3", "infinite"),
        (lambda f: f.assign(born_outside_uk="[c]"), "area 3", "not a number"),
        (lambda f: f.drop(index="area 3").reindex(f.index), "area 3", "lead area lacks a variable"),
    ],
)
def test_impossible_comparisons_are_refused(areas, change, lead, problem):
    with pytest.raises(StatisticError, match=problem):
        distances(change(areas), lead)
