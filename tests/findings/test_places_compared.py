"""Each place of the study beside its county and England, computed again from the files of data/raw."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from benchmarking.errors import CommandError
from benchmarking.findings import (
    COLUMNS,
    PAIRED,
    no_places,
    own_districts,
    place_findings,
    place_findings_of,
)
from benchmarking.findings.frame import tidied
from benchmarking.findings.places_compared import WITHIN
from benchmarking.findings.warrant import told, warrant
from benchmarking.stats import difference
from benchmarking.study import study_of

COUNTY, ENGLAND = "E10000017", "E92000001"
BURNLEY, PENDLE, RIBBLE_VALLEY = "E07000117", "E07000122", "E07000124"
DARWEN, BLACKPOOL = "E06000008", "E06000009"
WITH_INTERVALS = {
    "employment_rate": "els-employment-rate",
    "level_3_or_above": "els-qualifications-level-3-or-above",
    "median_weekly_pay": "els-gross-median-weekly-pay",
    "life_satisfaction": "els-personal-wellbeing-estimates",
}


@pytest.fixture(scope="module")
def places(real_study):
    return place_findings(real_study)


@pytest.fixture(scope="module")
def by_id(places):
    return places.set_index("id")


@pytest.fixture(scope="module")
def raw(figures):
    def read(name, indicator):
        table = pd.read_csv(figures.root / "data" / "raw" / "2026" / f"{name}.csv")
        return table[table["indicator"] == indicator].set_index(["area_code", "period"])

    return read


@pytest.mark.parametrize("place", [BURNLEY, PENDLE, RIBBLE_VALLEY])
@pytest.mark.parametrize("indicator", WITH_INTERVALS)
@pytest.mark.parametrize(("other", "called"), [(COUNTY, COUNTY), (ENGLAND, "england")])
def test_a_survey_s_difference_is_that_of_the_two_published_intervals(
    by_id, raw, place, indicator, other, called
):
    table = raw(WITH_INTERVALS[indicator], indicator)
    period = table.loc[place].dropna(subset=["value"]).index.max()
    v1, l1, u1 = table.loc[(place, period), ["value", "lower", "upper"]].astype(float)
    v2, l2, u2 = table.loc[(other, period), ["value", "lower", "upper"]].astype(float)
    row = by_id.loc[f"{place}.{indicator}.vs.{called}"]
    assert (row["lead_period"], row["period"], row["basis"]) == (period, period, "tested")
    assert row["difference"] == pytest.approx(v1 - v2, abs=1e-9)
    assert row["difference_lower"] == pytest.approx(v1 - v2 - math.hypot(v1 - l1, u2 - v2), abs=1e-9)
    assert row["difference_upper"] == pytest.approx(v1 - v2 + math.hypot(u1 - v1, v2 - l2), abs=1e-9)
    arm = math.hypot(v1 - l1, u2 - v2) if v1 > v2 else math.hypot(u1 - v1, v2 - l2)
    p = 1.0 if v1 == v2 else 2 * stats.norm.sf(stats.norm.ppf(0.975) * abs(v1 - v2) / arm)
    assert row["p"] == pytest.approx(p, abs=1e-9)


@pytest.mark.parametrize("place", [BURNLEY, PENDLE, RIBBLE_VALLEY])
def test_a_place_s_homelessness_stands_beside_the_sum_of_the_districts(by_id, raw, real_study, place):
    table = raw("homelessness", "homelessness_duty").xs("2024-04-01/P3M", level="period")
    districts = table.loc[real_study.reference.areas.districts(COUNTY)]
    assert len(districts) == 12
    county = 1000 * districts["numerator"].sum() / districts["denominator"].sum()
    own = 1000 * table.at[place, "numerator"] / table.at[place, "denominator"]
    row = by_id.loc[f"{place}.homelessness_duty.vs.{COUNTY}"]
    assert (row["lead_value"], row["value"]) == (pytest.approx(own), pytest.approx(county))
    assert row["difference"] == pytest.approx(own - county)
    assert row["verdict"] == {BURNLEY: "worse", PENDLE: "similar", RIBBLE_VALLEY: "better"}[place]


@pytest.mark.parametrize("place", [BURNLEY, PENDLE, RIBBLE_VALLEY])
def test_a_share_of_a_census_is_counted_beside_the_county_and_never_judged(by_id, raw, real_study, place):
    table = pd.read_parquet(real_study.paths.raw("2026") / "census-2021-ts021.parquet").astype(
        {"category": str}
    )
    wide = table.pivot(index="area_code", columns="category", values="count")
    twelve = wide.loc[real_study.reference.areas.districts(COUNTY)].sum()
    own, county = (100 * (1 - counts["White"] / counts["Total"]) for counts in (wide.loc[place], twelve))
    row = by_id.loc[f"{place}.other_than_white.vs.{COUNTY}"]
    assert row["difference"] == pytest.approx(own - county)
    assert (row["basis"], row["verdict"]) == ("complete count", "higher" if own > county else "lower")


def test_there_is_a_row_for_each_indicator_that_a_place_has_and_each_of_the_two(places, real_study):
    rows = real_study.observations
    held = rows[rows["value"].notna() & rows["area_code"].isin(real_study.districts)]
    pairs = set(zip(held["area_code"], held["indicator"], strict=True))
    for _, kind in places.groupby("kind"):
        assert set(zip(kind["place_code"], kind["indicator"], strict=True)) == pairs
    assert len(places) == 2 * len(pairs)
    assert set(places["place_code"]) == set(real_study.districts)
    assert list(places.columns) == ["place_code", "place_name", *COLUMNS]
    tidied(places[COLUMNS])


def test_all_places_and_indicators_are_one_family_for_the_county_and_one_for_england(places):
    for _, kind in places.groupby("kind"):
        tested = kind[kind["basis"] == "tested"]
        assert (tested["family_size"] == len(tested)).all() and len(tested) > 150
        again = multipletests(tested["p"], method="fdr_bh")[1]
        assert np.allclose(tested["p_adjusted"], again)
        similar = tested["verdict"] == "similar"
        assert (similar == (tested["p_adjusted"] >= 0.05)).all()


def test_context_and_history_of_a_place_are_told_and_never_judged(places, registry):
    tier = places["indicator"].map(registry["tier"])
    unjudged = places[~tier.isin(["headline", "supporting"])]
    assert set(unjudged["verdict"]) == {"higher", "lower", "close", "not compared"}
    assert set(places.loc[places["basis"] == "tested", "verdict"]) == {"better", "worse", "similar"}


def test_places_outside_the_county_are_said_to_be_so(places, by_id, real_study):
    outside = places["comparator_name"].str.contains("whose figures leave it out")
    assert set(places.loc[outside, "place_code"]) == {DARWEN, BLACKPOOL}
    assert set(places.loc[outside, "comparator"]) == {COUNTY}
    assert len(own_districts(real_study)) == 12
    assert WITHIN not in by_id.at[f"{BLACKPOOL}.employment_rate.vs.{COUNTY}", "method"]
    assert WITHIN in by_id.at[f"{BLACKPOOL}.employment_rate.vs.england", "method"]
    within = places[(places["basis"] == "tested") & ~outside]
    assert within["method"].str.endswith(WITHIN).all()


def test_firmness_names_what_turns_a_verdict_and_leaves_nobody_out_in_turn(places):
    tested = places[places["basis"] == "tested"]
    fragile = tested[tested["firmness"] == "fragile"]
    assert 0 < len(fragile) < len(tested) / 2
    words = set("; ".join(fragile["turned_by"]).split("; "))
    assert words <= {"without adjustment", "with Holm's adjustment", "at 99%", "with exact intervals"}
    counted = tested["indicator"].isin(["homelessness_duty", "temporary_accommodation"])
    assert (tested["checks"] == 3 + counted).all()


def test_a_verdict_at_99_is_that_of_a_study_at_99(places, changed):
    strict = place_findings(changed(confidence_level=0.99)).set_index("id")["verdict"]
    tested = places[places["basis"] == "tested"].set_index("id")
    turned = tested["turned_by"].str.contains("at 99%")
    assert ((strict.reindex(tested.index) != tested["verdict"]) == turned).all()


@given(
    share=st.floats(0.02, 0.98),
    own=st.floats(0.1, 10),
    rest=st.floats(0.1, 10),
)
def test_taking_a_place_and_its_whole_for_independent_never_finds_more(share, own, rest):
    """The whole is w = f d + (1 - f) r, so that d - w = (1 - f)(d - r), which varies less than d and w apart."""
    whole = share**2 * own**2 + (1 - share) ** 2 * rest**2
    true = (1 - share) ** 2 * (own**2 + rest**2)
    assert true == pytest.approx(own**2 + whole - 2 * share * own**2)
    z = stats.norm.ppf(0.975)
    sides = [
        pd.DataFrame({"value": [50.0], "lower": [50 - z * error], "upper": [50 + z * error]})
        for error in (own, math.sqrt(whole))
    ]
    found = difference(*sides, level=0.95).iloc[0]
    assert (found["upper"] - found["lower"]) / 2 >= z * math.sqrt(true) - 1e-9


@pytest.mark.parametrize("share", [0.05, 0.15, 0.6])
def test_where_nothing_differs_fewer_than_one_in_twenty_places_seem_to(share):
    draws = np.random.default_rng(20240521)
    own, rest = draws.normal(70, 4, 20_000), draws.normal(70, 1.5, 20_000)
    whole = share * own + (1 - share) * rest
    error = math.sqrt(share**2 * 16 + (1 - share) ** 2 * 2.25)
    z = stats.norm.ppf(0.975)
    sides = [
        pd.DataFrame({"value": value, "lower": value - z * se, "upper": value + z * se})
        for value, se in ((own, 4.0), (whole, error))
    ]
    found = difference(*sides, level=0.95)
    assert ((found["lower"] > 0) | (found["upper"] < 0)).mean() < 0.05


def test_a_finding_of_a_place_is_explained_down_to_its_row_of_data_raw(real_study):
    said = told(warrant(real_study, f"{BURNLEY}.employment_rate.vs.england"))
    assert said[0] == (
        "Employment rate, ages 16 to 64: Burnley 76.0% and England 76.0% (2023), similar (tested)."
    )
    line = next(text for text in said if BURNLEY in text)
    path, _, rest = line.strip().partition(" line ")
    number = int(rest.partition(":")[0])
    text = (real_study.paths.root / path).read_text(encoding="utf-8").splitlines()[number - 1]
    assert text.startswith(f"{BURNLEY},employment_rate,2023-01-01/P1Y,76")
    sums = {release.file_sha256 for release in real_study.releases.values()}
    assert any(text.rpartition("sha256 ")[2] in sums for text in said)
    outside = told(warrant(real_study, f"{BLACKPOOL}.homelessness_duty.vs.{COUNTY}"))
    assert "Lancashire (whose figures leave it out) 3.05" in outside[0]
    assert sum("data/raw/2026/homelessness.csv line" in text for text in outside) == 13


def test_a_misspelt_finding_of_a_place_is_met_with_the_nearest(real_study):
    with pytest.raises(CommandError, match=f"{BURNLEY}.employment_rate.vs"):
        warrant(real_study, f"{BURNLEY}.employmnt_rate.vs.england")


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"district_group": None}, "names no group of places"),
        ({"lead_authority": "E08000025"}, "None of the study's places is a district of Birmingham"),
        ({"lead_authority": DARWEN}, "is a district of Blackburn with Darwen"),
        ({"lead_authority": "E10000016"}, "is a district of Kent"),
    ],
)
def test_without_districts_of_the_lead_there_is_no_finding_and_a_reason(changed, choices, why):
    study = changed(**choices)
    found = place_findings(study)
    assert found.empty and list(found.columns) == ["place_code", "place_name", *COLUMNS]
    assert why in no_places(study)


def test_findings_of_places_are_kept_and_read_again(real_study, places):
    place_findings_of(real_study)
    kept = real_study.paths.processed("lancashire", "2026") / "place-findings.parquet"
    stamp = kept.stat().st_mtime_ns
    pd.testing.assert_frame_equal(place_findings_of(real_study), places, check_dtype=False)
    assert kept.stat().st_mtime_ns == stamp
    assert set(places["kind"]) <= set(PAIRED)


def test_a_survey_figure_of_a_district_without_an_interval_is_not_called_higher_or_lower(by_id):
    row = by_id.loc[f"{RIBBLE_VALLEY}.economic_inactivity.vs.england"]
    assert (row["verdict"], row["basis"], row["reason"]) == (
        "not compared",
        "",
        "a survey figure without an interval",
    )
    assert np.isnan(row["difference"]) and row["lead_value"] == pytest.approx(20.7, abs=0.05)


def test_a_place_is_said_to_lie_within_the_reference_area_only_where_it_does(real_study):
    chosen = real_study.parameters.model_copy(update={"reference_area": "E12000001"})
    places = place_findings(study_of(chosen, real_study.paths))
    beside = places[(places["kind"] == "reference") & (places["basis"] == "tested")]
    assert len(beside) > 50 and not beside["method"].str.contains("lies within").any()
