"""Inactivity by ethnic group at the census of 2011: complete counts, marked historic, in the census's order."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarking.findings import inactivity_2011
from benchmarking.findings.inactivity import GROUPS
from benchmarking.study import Study

LANCASHIRE, SOMERSET, CUMBERLAND, ENGLAND = "E10000017", "E06000066", "E06000063", "E92000001"


@pytest.fixture(scope="module")
def found(real_study: Study) -> pd.DataFrame:
    return inactivity_2011(real_study, [LANCASHIRE, SOMERSET, CUMBERLAND, ENGLAND]).set_index(
        ["area_code", "people"]
    )


def test_lancashire_s_counts_are_those_published(found: pd.DataFrame) -> None:
    """LC6201EW, Lancashire: 469,357 White residents aged 16 to 49, of whom 84,150 were inactive."""
    white = found.loc[(LANCASHIRE, "White")]
    assert (white["aged_16_to_49"], white["inactive"]) == (469_357, 84_150)
    assert white["percentage"] == pytest.approx(17.9288, abs=1e-4)


def test_groups_stand_in_the_census_s_order_and_add_up(found: pd.DataFrame) -> None:
    for area in (LANCASHIRE, SOMERSET, ENGLAND):
        here = found.loc[area]
        assert list(here.index) == GROUPS
        for name in ("aged_16_to_49", "inactive"):
            assert here[name].iloc[0] == here[name].iloc[1:].sum()


def test_the_gap_that_the_observations_hold_follows_from_them(found: pd.DataFrame, real_study: Study) -> None:
    here = found.loc[LANCASHIRE]
    every, white = here.loc["All ethnic groups"], here.loc["White"]
    others = 100 * (every["inactive"] - white["inactive"]) / (every["aged_16_to_49"] - white["aged_16_to_49"])
    held = real_study.figure("ethnic_inactivity_gap_2011", LANCASHIRE)["value"]
    assert others - white["percentage"] == pytest.approx(held, abs=1e-9)


def test_england_is_the_sum_of_the_152_authorities_of_2011(found: pd.DataFrame, vintage) -> None:
    counts = vintage.counts
    every = counts[(counts["table"] == "LC6201EW") & (counts["category"] == "White; ages 16 to 49; all")]
    assert len(every) == 152
    assert found.loc[(ENGLAND, "White"), "aged_16_to_49"] == every["count"].sum()
    assert found.loc[(ENGLAND, "White"), "method"] == "sum of authorities"


def test_somerset_keeps_its_old_figure_and_cumberland_says_why_it_has_none(found: pd.DataFrame) -> None:
    assert found.loc[(SOMERSET, "White"), "method"] == "published as E10000027"
    assert found.loc[CUMBERLAND, "percentage"].isna().all()
    assert set(found.loc[CUMBERLAND, "reason"]) == {"not published in 2011 for an area of this extent"}
    assert set(found.loc[LANCASHIRE, "reason"]) == {""}


def test_every_row_says_that_it_is_historic_and_a_complete_count(found: pd.DataFrame) -> None:
    assert set(found["note"]) == {"historic: census of 2011"}
    assert set(found["basis"]) == {"complete count"} and set(found["period"]) == {"2011-03-27"}
