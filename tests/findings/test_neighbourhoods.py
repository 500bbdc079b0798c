"""The neighbourhoods of districts: all of them, counted as the census did, and without their codes."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from benchmarking.errors import ObservationError
from benchmarking.findings import neighbourhood_shares, neighbourhoods
from benchmarking.study import Study

BURNLEY, PENDLE = "E07000117", "E07000122"


@pytest.fixture(scope="module")
def found(real_study: Study) -> pd.DataFrame:
    return neighbourhood_shares(real_study)


def test_burnley_has_60_neighbourhoods_and_pendle_57(found: pd.DataFrame) -> None:
    counted = found["area_code"].value_counts()
    assert (counted[BURNLEY], counted[PENDLE], len(found)) == (60, 57, 945)


def test_residents_add_up_to_the_districts_published_numbers(found: pd.DataFrame, real_study: Study) -> None:
    for code, residents in found.groupby("area_code")["residents"].sum().items():
        published = real_study.figure("residents", code)["value"]
        assert residents == pytest.approx(published, abs=0.0005 * published)


def test_shares_are_what_the_counts_give(found: pd.DataFrame, vintage) -> None:
    rows = vintage.small_areas[vintage.small_areas["table"].astype(str) == "TS021"]
    inside = vintage.lookup.loc[vintage.lookup["parent_code"].astype(str) == BURNLEY, "area_code"]
    shares = []
    for _, counts in rows[rows["area_code"].isin(inside)].groupby("area_code"):
        by = dict(zip(counts["category"].astype(str), counts["count"], strict=True))
        everyone = sum(number for category, number in by.items() if category != "Total")
        shares.append(100 * (everyone - by["White"]) / everyone)
    mine = found.loc[found["area_code"] == BURNLEY, "share"]
    assert list(mine) == pytest.approx(sorted(shares))


def test_no_code_of_a_neighbourhood_is_given(found: pd.DataFrame) -> None:
    assert list(found.columns) == ["area_code", "name", "share", "residents"]
    assert not found["area_code"].str.startswith("E01").any()
    assert found["share"].between(0, 100).all()


def test_a_vintage_without_a_district_s_counts_says_which(
    real_study: Study, vintage, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = vintage.lookup[vintage.lookup["parent_code"].astype(str) != BURNLEY]
    monkeypatch.setattr(neighbourhoods, "vintage_of", lambda _: replace(vintage, lookup=kept))
    with pytest.raises(ObservationError, match="loses some that have counts") as caught:
        neighbourhood_shares(real_study)
    assert caught.value.found.startswith("60 of them, such as E01")


def test_a_vintage_without_counts_and_a_study_without_districts_are_refused(
    real_study: Study, vintage, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = replace(real_study)
    vars(none)["districts"] = []
    with pytest.raises(ObservationError, match="names no group of places") as caught:
        neighbourhood_shares(none)
    assert caught.value.next_step == "Set district_group"
    bare = replace(vintage, small_areas=vintage.small_areas[:0])
    monkeypatch.setattr(neighbourhoods, "vintage_of", lambda _: bare)
    with pytest.raises(ObservationError, match="have no counts"):
        neighbourhood_shares(real_study)
