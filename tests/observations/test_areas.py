"""Old codes, merged districts, counties from districts: when a figure is carried on, and when it is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarking.observations.codes import to_current_codes
from benchmarking.observations.sums import district_parts
from benchmarking.sources.tidy import OBSERVATION_KEY

SOMERSET, NORTH_YORKSHIRE = "E06000066", "E06000065"
LANCASHIRE, KENT, DEVON = "E10000017", "E10000016", "E10000008"
REFERENDUM = "referendum_turnout_2016"


def series(built, area: str, indicator: str) -> pd.DataFrame:
    rows = built.frame
    return rows[(rows["area_code"] == area) & (rows["indicator"] == indicator)].set_index("period")


@pytest.fixture
def published():
    """Figures of areas, each with its code, period and value."""

    def make(*rows: tuple[str, str, float]) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=["area_code", "period", "value"])
        return frame.assign(indicator="employment_rate", method="", status="")

    return make


def test_no_figure_stands_under_a_code_that_ended(built, known):
    ended = set(known.areas.frame.loc[known.areas.frame["valid_to"] != "", "code"])
    assert not built.frame["area_code"].isin(ended).any()
    assert built.refused["area_code"].isin(ended).all()


@pytest.mark.parametrize(("new", "old"), [(SOMERSET, "E10000027"), (NORTH_YORKSHIRE, "E10000023")])
def test_a_county_that_became_unitary_keeps_one_series_across_april_2023(built, new, old):
    attainment = series(built, new, "attainment_8_fsm")["value"].dropna()
    assert {"2018-09-01/P1Y", "2021-09-01/P1Y", "2022-09-01/P1Y", "2024-09-01/P1Y"} <= set(attainment.index)
    wellbeing = series(built, new, "life_satisfaction")
    assert wellbeing["value"].notna().sum() >= 10
    assert (wellbeing["method"] == f"published as {old}").all()


@pytest.mark.parametrize("code", ["E10000009", "E10000006", "E10000021"])
def test_a_county_whose_extent_changed_is_refused(built, known, vintage, code):
    held = vintage.observations["area_code"] == code
    assert held.any()
    assert (built.refused["area_code"] == code).sum() == held.sum()
    assert code not in set(built.frame["area_code"])


def test_the_new_dorset_does_not_inherit_the_old_one_s_figures(built, vintage):
    old = vintage.observations.query("area_code == 'E10000009'")
    new = vintage.observations.query("area_code == 'E06000059'")
    never = old[
        ~old.set_index(["indicator", "period"]).index.isin(new.set_index(["indicator", "period"]).index)
    ]
    assert len(never) > 0
    mine = built.frame.query("area_code == 'E06000059' and method == ''").set_index(["indicator", "period"])
    assert not mine.index.isin(never.set_index(["indicator", "period"]).index).any()


def test_a_figure_under_the_old_code_says_so(known, published):
    rows, refused = to_current_codes(
        published(("E10000027", "2021-01-01/P1Y", 76.0), (SOMERSET, "2023-01-01/P1Y", 78.9)),
        OBSERVATION_KEY,
        known,
    )
    assert rows["area_code"].tolist() == [SOMERSET, SOMERSET]
    assert rows["method"].tolist() == ["published as E10000027", ""]
    assert refused.empty


def test_where_both_codes_have_a_figure_the_current_one_s_is_kept(known, published):
    rows, _ = to_current_codes(
        published(("E10000027", "2023-01-01/P1Y", 1.0), (SOMERSET, "2023-01-01/P1Y", 78.9)),
        OBSERVATION_KEY,
        known,
    )
    assert rows[["value", "method"]].values.tolist() == [[78.9, ""]]


def test_a_county_that_ended_without_a_successor_of_its_extent_is_refused(known, published):
    rows, refused = to_current_codes(
        published(("E10000006", "2021-01-01/P1Y", 75.0), (LANCASHIRE, "2021-01-01/P1Y", 73.0)),
        OBSERVATION_KEY,
        known,
    )
    assert rows["area_code"].tolist() == [LANCASHIRE]
    assert refused["area_code"].tolist() == ["E10000006"]


def test_somerset_s_turnout_of_2016_is_made_of_two_mergers(built, vintage, known):
    turnout = series(built, SOMERSET, REFERENDUM).iloc[0]
    votes = vintage.observations[vintage.observations["indicator"] == REFERENDUM].set_index("area_code")
    once = ["E07000187", "E07000188", "E07000189", "E07000190", "E07000191"]
    assert votes.loc[once].shape[0] == 5
    assert turnout["numerator"] == votes.loc[once, "numerator"].sum()
    assert turnout["denominator"] == votes.loc[once, "denominator"].sum()
    assert turnout["value"] == pytest.approx(100 * turnout["numerator"] / turnout["denominator"])
    assert turnout["method"] == "sum of merged districts"
    parts = known.areas.changes.merged
    assert set(parts.loc[parts["target"] == "E07000246", "part"]) == {"E07000190", "E07000191"}


def test_lancashire_12_is_the_county_and_lancashire_14_adds_two_councils(built, known):
    rows = built.frame.set_index(["indicator", "period"])
    county = rows[rows["area_code"] == LANCASHIRE]
    twelve, fourteen = (rows[rows["area_code"] == f"lancashire-{number}"] for number in (12, 14))
    shared = twelve.index.intersection(county.index)
    assert len(shared) > 30
    pd.testing.assert_series_equal(twelve.loc[shared, "value"], county.loc[shared, "value"], rtol=1e-6)
    assert set(twelve.reset_index()["indicator"]) == set(fourteen.reset_index()["indicator"])
    added = rows[rows["area_code"].isin(["E06000008", "E06000009"])]
    residents = ("residents", "2021-03-21")
    assert (
        fourteen.at[residents, "value"]
        == twelve.at[residents, "value"] + added.loc[[residents], "value"].sum()
    )


def test_a_county_has_a_rate_of_homelessness_only_when_every_district_has_a_figure(built, vintage, known):
    parts = district_parts(known)
    held = vintage.observations[vintage.observations["indicator"] == "homelessness_duty"].set_index(
        "area_code"
    )
    counties = known.areas.frame.query("type == 'county' and valid_to == ''")["code"]
    for county in counties:
        districts = parts.loc[parts["target"] == county, "part"]
        whole = held.reindex(districts)[["numerator", "denominator"]].notna().all(axis=None)
        (row,) = series(built, county, "homelessness_duty").itertuples()
        if whole:
            assert row.numerator == held.loc[districts, "numerator"].sum(), county
            assert row.method == "sum of districts"
        else:
            assert pd.isna(row.value) and pd.isna(row.numerator) and row.status == "[x]", county
            assert row.method == "sum of districts: not every one has a figure"


@pytest.mark.parametrize("county", [KENT, "E10000034"])
def test_kent_and_worcestershire_lack_a_district_and_get_no_rate_of_homelessness(built, county):
    (row,) = series(built, county, "homelessness_duty").itertuples()
    assert pd.isna(row.value) and row.status == "[x]"


def test_devon_s_offences_are_those_of_its_partnerships_joint_ones_included(built, known):
    (row,) = series(built, DEVON, "recorded_offences").itertuples()
    areas = known.areas.frame.set_index("code")
    districts = known.areas.districts(DEVON)
    partners = {areas.at[code, "covered_by"] or code for code in districts}
    assert len(partners) < len(districts)
    rows = built.frame[
        (built.frame["indicator"] == "recorded_offences") & built.frame["area_code"].isin(partners)
    ]
    assert len(rows) == len(partners)
    assert row.numerator == rows["numerator"].sum()


def test_the_old_county_s_parts_are_districts_of_today(known):
    parts = district_parts(known)
    current = set(known.areas.frame.loc[known.areas.frame["valid_to"] == "", "code"])
    assert set(parts["part"]) <= current
    assert (parts["target"] == LANCASHIRE).sum() == 12
    assert (parts["target"] == "E92000001").sum() == 296
    assert not parts.duplicated().any()
