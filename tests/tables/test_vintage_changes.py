"""The page on what changed since last year says what the two vintages say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.errors import VintageError
from benchmarking.observations.differences import between

TABLES = (
    tables.differences_table,
    tables.largest_revisions_table,
    tables.revised_table,
    tables.verdict_causes_table,
    tables.verdict_changes_table,
)


@pytest.fixture(scope="module")
def ours(real_study) -> pd.DataFrame:
    """The differences of the real vintages in the study's own areas."""
    found = between(real_study.paths, "2025", "2026")
    areas = [real_study.lead.code, *real_study.comparators, "E92000001", *real_study.districts]
    return found[found["area_code"].isin(["", *areas])]


@pytest.fixture(scope="module")
def made(real_study) -> dict[Callable[..., pd.DataFrame], pd.DataFrame]:
    """Each table of the real study."""
    return {table: table(real_study) for table in TABLES}


def test_each_kind_of_change_is_counted_with_what_to_do(made, ours):
    table = made[tables.differences_table]
    counted = ours["kind"].value_counts()
    assert counted.max() > 1_000
    assert {kind.lower(): number for kind, number in table["How many"].items()} == {
        kind: f"{number:,}" for kind, number in counted.items()
    }
    assert table["What to do"].str.endswith(".").all()
    assert table.loc["Revised throughout", "Which"] == "Gross disposable household income per head"


def test_the_largest_revisions_are_the_study_s_and_at_most_ten(made, ours):
    table = made[tables.largest_revisions_table]
    assert len(table) == 10
    revised = ours[ours["kind"] == "revised figure"]
    most = revised.loc[revised["spreads"].abs().idxmax()]
    assert table.index[0] == most["title"] and table["Area"].iloc[0] == most["area"]
    assert table["Of the usual spread"].astype(float).is_monotonic_decreasing


def test_revised_figures_are_counted_by_indicator(made, ours):
    table = made[tables.revised_table]
    revised = ours[ours["kind"] == "revised figure"]
    assert table["Figures revised"].sum() == len(revised)
    assert table["Shows when printed"].sum() == (revised["printed"] == "yes").sum()
    pay = revised[revised["indicator"] == "median_weekly_pay"]
    line = table.loc["Gross median weekly pay"]
    assert line["Figures revised"] == len(pay)
    assert line["Largest change"].replace("−", "") == f"£{pay['change'].abs().max():.0f}"


def test_causes_are_counted_and_the_judged_ones_told_one_by_one(real_study, made):
    causes, told = made[tables.verdict_causes_table], made[tables.verdict_changes_table]
    alone = causes.drop(columns=["Each authority", "In all"]).sum(axis=1)
    assert 0 < (told["Because of"] == "new data").sum() < alone["New data"]
    assert (causes.drop(columns="In all").sum(axis=1) == causes["In all"]).all()
    tiers = real_study.reference.indicators.by_id.set_index("title")["tier"]
    assert set(tiers[told.index]) <= {"headline", "supporting"}
    assert (told["Vintage 2025"] != told["Vintage 2026"]).all()
    assert not told["Vintage 2025"].eq("not compared").any()


def test_last_year_s_other_choices_make_a_cause_of_their_own(real_study, made):
    usual = made[tables.verdict_causes_table]
    other = tables.verdict_causes_table(real_study, then={"adjustment": "none"})
    assert "A changed choice" not in usual.index
    assert other.loc["A changed choice", "In all"] > 0


@pytest.mark.parametrize("table", TABLES)
def test_without_a_previous_vintage_there_is_nothing_to_show(real_study, made, table):
    alone = real_study.parameters.model_copy(update={"previous_vintage": None})
    study = replace(real_study, parameters=alone)
    assert table(study).empty
    assert table(study).columns[0] == made[table].columns[0]
    with pytest.raises(VintageError):
        _ = study.previous_observations
