"""How mixed residents are, one dimension at a time, against the observations and published totals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import BenchmarkingError
from benchmarking.findings import diversity, diversity_of, shown_places
from benchmarking.findings.diversity import DIMENSIONS, DIVERSITY_COLUMNS
from benchmarking.observations.shares import DIVERSITY
from benchmarking.study import Study

LANCASHIRE, BLACKBURN, PENDLE, SOMERSET = "E10000017", "E06000008", "E07000122", "E06000066"
ENGLAND, ISLES_OF_SCILLY = "E92000001", "E06000053"
ASKED = [PENDLE, "lancashire-14", ENGLAND, LANCASHIRE, SOMERSET, ISLES_OF_SCILLY]


@pytest.fixture(scope="module")
def found(real_study: Study) -> pd.DataFrame:
    return diversity_of(real_study, ASKED)


@pytest.fixture(scope="module")
def by(found: pd.DataFrame) -> pd.DataFrame:
    return found.set_index(["area_code", "indicator"])


def test_four_dimensions_of_each_area_in_the_order_asked(found: pd.DataFrame) -> None:
    assert list(found.columns) == DIVERSITY_COLUMNS
    assert list(found["area_code"].unique()) == ASKED
    assert list(found["indicator"]) == [*DIMENSIONS] * len(ASKED)
    assert set(DIMENSIONS) == set(DIVERSITY)


def test_the_effective_number_of_groups_is_that_of_the_observations(
    real_study: Study, by: pd.DataFrame
) -> None:
    for area, indicator in by.index:
        held = real_study.figure(indicator, area)
        assert by.at[(area, indicator), "effective"] == pytest.approx(held["value"], abs=1e-12)
        assert by.at[(area, indicator), "sources"] == held["release"]


def test_each_dimension_says_how_many_categories_it_has(by: pd.DataFrame) -> None:
    categories = by["categories"].groupby("indicator").unique().map(list).to_dict()
    assert categories == {
        "diversity_ethnicity": [19],
        "diversity_birth": [18],
        "diversity_religion": [8],
        "diversity_language": [22],
    }
    present = by.xs(ISLES_OF_SCILLY)["present"]
    assert (present < by.xs(ISLES_OF_SCILLY)["categories"]).all()
    assert (by["effective"] <= by["present"]).all()


def test_the_measures_agree_with_one_another(by: pd.DataFrame) -> None:
    assert by["effective"].to_numpy() == pytest.approx(np.exp(by["shannon"]))
    assert by["evenness"].to_numpy() == pytest.approx(by["shannon"] / np.log(by["categories"]))
    assert by["simpson"].between(0, 1 - 1 / by["categories"]).all()
    # One over the chance that two residents are alike is Hill's next number, which is never above exp(H).
    assert (1 / (1 - by["simpson"]) <= by["effective"] + 1e-12).all()


def test_ethnic_groups_of_blackburn_give_the_chance_that_its_published_counts_give(
    real_study: Study, vintage
) -> None:
    counts = vintage.counts
    published = counts[(counts["table"] == "TS021") & (counts["area_code"] == BLACKBURN)]
    groups = published[published["category"].str.contains(": ")]["count"].astype(float)
    assert len(groups) == 19
    alike = float(((groups / groups.sum()) ** 2).sum())
    rows = diversity_of(real_study, [BLACKBURN]).set_index("indicator")
    assert rows.at["diversity_ethnicity", "simpson"] == pytest.approx(1 - alike, abs=1e-12)


@pytest.mark.parametrize(
    ("area", "published", "away"),
    [("lancashire-12", 1_235_356, 70), (PENDLE, 95_739, 30)],
)
def test_the_categories_add_up_to_the_residents_of_the_census(
    area: str, published: int, away: int, real_study: Study
) -> None:
    """The county as in tests/golden/published.csv, Pendle as the total of table TS030; tables are perturbed."""
    rows = diversity_of(real_study, [area]).set_index("indicator")["residents"]
    assert rows["diversity_ethnicity"] == pytest.approx(published, abs=away)
    assert rows["diversity_birth"] == pytest.approx(published, abs=away)
    # Religion is of those who answered, and language of those aged 3 and over.
    assert 0.9 * published < rows["diversity_religion"] < 0.97 * published
    assert 0.95 * published < rows["diversity_language"] < 0.98 * published


def test_an_area_that_a_dimension_does_not_cover_has_a_reason_and_no_figure(
    real_study: Study, vintage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = vintage.counts
    lost = (rows["table"] == "TS030") & (rows["area_code"] == PENDLE)
    monkeypatch.setattr(diversity, "vintage_of", lambda study: replace(vintage, counts=rows[~lost]))
    found = diversity_of(real_study, [PENDLE, "lancashire-14", BLACKBURN]).set_index(
        ["area_code", "indicator"]
    )
    missing = found[found["effective"].isna()]
    # A sum that lacks a district is not made.
    assert list(missing.index) == [(PENDLE, "diversity_religion"), ("lancashire-14", "diversity_religion")]
    assert set(missing["reason"]) == {"no counts of TS030 are held for it"}
    assert set(missing["method"]) == {""}


def test_a_vintage_without_counts_says_so_of_every_dimension(
    real_study: Study, vintage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = replace(vintage, counts=vintage.counts[:0])
    monkeypatch.setattr(diversity, "vintage_of", lambda study: bare)
    found = diversity_of(real_study, [PENDLE])
    assert list(found.columns) == DIVERSITY_COLUMNS
    assert len(found) == 4 and found["effective"].isna().all()
    assert found["reason"].str.startswith("no counts of").all()


@pytest.mark.parametrize(
    ("areas", "problem"),
    [([PENDLE, PENDLE], "Pendle was asked for twice"), ([], "No area"), (["E07999999"], "E07999999")],
)
def test_an_area_that_nothing_is_known_of_is_refused(
    areas: list[str], problem: str, real_study: Study
) -> None:
    with pytest.raises(BenchmarkingError, match=problem):
        diversity_of(real_study, areas)


def test_places_stand_in_the_study_s_order_and_no_place_twice(real_study: Study, changed) -> None:
    roles = shown_places(real_study, reference=True)
    codes = list(roles)
    assert codes[:2] == [LANCASHIRE, ENGLAND]
    assert codes[2:12] == real_study.comparators
    names = [real_study.name(code) for code in codes[12:]]
    assert names == sorted(names) and len(names) == 14
    assert list(shown_places(real_study)) == [code for code in codes if code != ENGLAND]
    burnley = shown_places(changed(lead_authority="E07000117", comparison_group=["E07000120"]))
    assert len(burnley) == 14
    assert (burnley["E07000117"], burnley["E07000120"]) == ("lead", "authority")
    assert list(shown_places(changed(district_group=None))) == codes[:1] + codes[2:12]
