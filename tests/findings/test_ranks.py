"""Where Lancashire stands: among the eleven with its uncertainty, or in fifths of England."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarking.findings import finding, with_intervals
from benchmarking.findings.ranks import rank_findings, rank_sets
from benchmarking.findings.sides import lead_side

LANCASHIRE, KENT, BURNLEY = "E10000017", "E10000016", "E07000117"


@pytest.fixture(scope="module")
def ranks(findings):
    return findings[findings["kind"] == "rank"].set_index("indicator")


@pytest.fixture(scope="module")
def latest(real_study, ranks) -> dict[str, pd.DataFrame]:
    """Every area's figure of each indicator for Lancashire's latest period, with its interval."""
    rows = with_intervals(real_study.observations, real_study.reference, 0.95)
    same = rows[(rows["period"] == rows["indicator"].map(ranks["lead_period"])) & rows["value"].notna()]
    return {str(name): some.set_index("area_code") for name, some in same.groupby("indicator")}


def ranked(study):
    rows = with_intervals(study.observations, study.reference, study.parameters.confidence_level)
    found = rank_findings(study, rows, lead_side(study, rows), study.parameters.confidence_level)
    return found.set_index("indicator")


def figures_of(study, indicator, level=0.95):
    rows = with_intervals(study.observations, study.reference, level)
    rows = rows[(rows["indicator"] == indicator) & (rows["period"] == "2023-01-01/P1Y")]
    return rows.set_index("area_code")


def test_a_fifth_is_where_the_figure_lies_among_english_upper_tier_authorities(ranks, latest, upper_tier):
    fifths = ranks[ranks["fifth"].notna()]
    assert len(upper_tier) == 153 and len(fifths) > 50
    for name, row in fifths.iterrows():
        values = latest[str(name)]["value"].reindex(upper_tier).dropna()
        own = values[LANCASHIRE]
        place = (values > own).sum() + ((values == own).sum() + 1) / 2
        assert row["fifth"] == math.ceil(5 * place / len(values)), name
        assert row["of"] == len(values) > 140
        assert row["method"] == "place in fifths of the English upper-tier authorities"
        assert row["comparator_name"] == "English upper-tier authorities"
    assert set(fifths["fifth"]) == {1, 2, 3, 4, 5}


def test_residents_are_in_the_highest_fifth_and_pupils_eligible_for_meals_are_not_placed(findings):
    assert finding(findings, "residents.rank").fifth == 1
    part = finding(findings, "attainment_8_fsm.rank")
    assert (part.verdict, part.reason) == ("not compared", "a part of a gap is not judged on its own")


def test_context_is_placed_in_fifths_and_never_ranked_and_other_unjudged_figures_are_neither(ranks, registry):
    tier = ranks.index.map(registry["tier"])
    context = ranks[tier == "context"]
    assert context["fifth"].notna().sum() > 20
    assert context["place"].isna().all()
    others = ranks[tier.isin(["early_warning", "baseline", "component", "by_group"])]
    assert len(others) > 20 and (others["verdict"] == "not compared").all()


def test_a_place_counts_the_higher_figures_among_the_lead_and_its_ten(ranks, latest, real_study):
    placed = ranks[ranks["place"].notna()]
    assert len(placed) >= 15
    for name, row in placed.iterrows():
        values = latest[str(name)]["value"].reindex([LANCASHIRE, *real_study.comparators]).dropna()
        assert row["place"] == 1 + (values > values[LANCASHIRE]).sum()
        assert row["of"] == len(values)
        assert row["comparator_name"] == real_study.group_title
        assert 1 <= row["place_lower"] <= row["place"] <= row["place_upper"] <= row["of"]


def test_a_rank_set_lies_between_pairwise_tests_without_and_with_bonferroni_s_adjustment(
    ranks, latest, real_study
):
    """Of independent normal estimates: told apart one by one at most, and all at once by Bonferroni at least."""
    for name, row in ranks[ranks["place"].notna()].iterrows():
        few = latest[str(name)].reindex([LANCASHIRE, *real_study.comparators]).dropna(subset="value")
        error = (few["upper"] - few["lower"]) / (2 * stats.norm.ppf(0.975))
        others = few.index != LANCASHIRE
        gap = (few["value"] - few.at[LANCASHIRE, "value"])[others]
        z = gap / np.hypot(error[others], error[LANCASHIRE])
        size = len(few)
        loose, tight = stats.norm.ppf(0.95), stats.norm.ppf(1 - 0.05 / (2 * (size - 1)))
        narrow = 1 + (z > loose).sum(), size - (z < -loose).sum()
        wide = 1 + (z > tight).sum(), size - (z < -tight).sum()
        assert wide[0] <= row["place_lower"] <= narrow[0], name
        assert narrow[1] <= row["place_upper"] <= wide[1], name


def test_a_higher_level_leaves_more_ranks_open(findings, strict):
    usual, wider = (frame[frame["kind"] == "rank"] for frame in (findings, strict))
    assert (wider["place_lower"].fillna(0) <= usual["place_lower"].fillna(0)).all()
    assert (wider["place_upper"].fillna(0) >= usual["place_upper"].fillna(0)).all()
    assert (wider["place_upper"] > usual["place_upper"]).any()
    pd.testing.assert_series_equal(wider["fifth"], usual["fifth"])


def test_the_same_figures_always_give_the_same_sets(ranks, real_study):
    columns = ["place", "place_lower", "place_upper", "of", "fifth"]
    pd.testing.assert_frame_equal(ranked(real_study)[columns], ranks[columns], check_dtype=False)


def test_each_member_s_set_holds_at_once_and_the_lead_s_own_is_no_wider(real_study, ranks):
    sets = rank_sets(real_study, figures_of(real_study, "employment_rate"), 0.95)
    assert set(sets.index) == {LANCASHIRE, *real_study.comparators}
    assert sets.loc[LANCASHIRE, "method"] == "marginal rank set"
    assert set(sets.drop(index=LANCASHIRE)["method"]) == {"simultaneous rank set"}
    assert list(sets["rank"].sort_values()) == list(range(1, 12))
    own = sets.loc[LANCASHIRE]
    row = ranks.loc["employment_rate"]
    assert (own["rank"], own["lower"], own["upper"]) == (
        row["place"],
        row["place_lower"],
        row["place_upper"],
    )


def test_a_member_without_an_interval_turns_places_into_a_fifth(changed, edited):
    found = ranked(changed(edited(KENT, "employment_rate", lower=np.nan, upper=np.nan)))
    assert np.isnan(found.at["employment_rate", "place"])
    assert found.at["employment_rate", "fifth"] == 4
    assert found.at["employment_rate", "basis"] == "published and untested"
    assert found.at["anxiety", "place"] == 6


@pytest.mark.parametrize("width", [0.0, np.nan])
def test_no_rank_set_is_made_of_a_figure_whose_interval_has_no_width(real_study, width):
    figures = figures_of(real_study, "employment_rate")
    figures.loc[KENT, ["lower", "upper"]] = figures.loc[KENT, "value"] + width
    assert rank_sets(real_study, figures, 0.95).empty


@pytest.mark.parametrize("kept", [[KENT, "E10000008"], [LANCASHIRE], []])
def test_no_rank_set_is_made_without_the_lead_or_without_another(real_study, kept):
    figures = figures_of(real_study, "employment_rate")
    assert rank_sets(real_study, figures.loc[figures.index.isin(kept)], 0.95).empty


def test_a_council_without_a_figure_is_not_ranked_and_the_others_are_told_of_fewer(changed, edited):
    gone = dict.fromkeys(["value", "lower", "upper"], np.nan)
    found = ranked(changed(edited(KENT, "employment_rate", status="[x]", **gone)))
    assert found.at["employment_rate", "of"] == 10


def test_a_place_among_two_and_among_three(of_one, of_two):
    pair, three = finding(of_one, "employment_rate.rank"), finding(of_two, "employment_rate.rank")
    assert (pair.place, pair.of, pair.place_lower, pair.place_upper) == (2, 2, 1, 2)
    assert (three.place, three.of) == (3, 3)


def test_with_fewer_than_twenty_figures_no_fifth_is_told(real_study, changed, upper_tier):
    rows = real_study.observations
    kept = [LANCASHIRE, *[code for code in upper_tier if code != LANCASHIRE][:18]]
    poverty = rows["indicator"] == "child_poverty"
    found = ranked(changed(rows[~poverty | rows["area_code"].isin(kept)]))
    reason = "19 of the English upper-tier authorities have a figure; 20 are needed"
    assert found.at["child_poverty", "reason"] == reason
    assert np.isnan(found.at["child_poverty", "fifth"])


def test_the_same_figure_everywhere_places_no_one(changed, edited, upper_tier):
    found = ranked(changed(edited(upper_tier, "child_poverty", value=20.0)))
    assert found.at["child_poverty", "verdict"] == "not compared"
    reason = "the same figure in all 153 of the English upper-tier authorities"
    assert found.at["child_poverty", "reason"] == reason


def test_burnley_is_placed_among_districts(changed, latest, real_study):
    lower = set(real_study.reference.areas.lower_tier()["code"])
    assert BURNLEY in lower and LANCASHIRE not in lower
    row = ranked(changed(lead_authority=BURNLEY)).loc["child_poverty"]
    rows = real_study.observations
    here = (rows["indicator"] == "child_poverty") & (rows["period"] == row["lead_period"])
    values = rows[here & rows["area_code"].isin(lower)].set_index("area_code")["value"].dropna()
    place = 1 + (values > values[BURNLEY]).sum()
    assert (row["fifth"], row["of"]) == (math.ceil(5 * place / len(values)), len(values))
    assert row["method"] == "place in fifths of the English lower-tier authorities"
