"""Gaps, shares and combined percentages: each says how it was made, and is missing where a part is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import ObservationError
from benchmarking.observations import build, check, columns
from benchmarking.observations.build import WEIGHTED_BY_CENSUS
from benchmarking.observations.derived import gaps, weighted_means
from benchmarking.observations.shares import SHARES, inactivity_gap, shares
from benchmarking.observations.sums import district_parts
from benchmarking.reference.units import UNITS
from benchmarking.sources.tidy import MARKERS

YEAR = "2024-09-01/P1Y"
LANCASHIRE = "E10000017"


def lait(indicator: str, value: float, status: str = "", area: str = LANCASHIRE) -> dict[str, object]:
    return {
        "area_code": area, "indicator": indicator, "period": YEAR, "value": value, "status": status, "release": "lait",
    }  # fmt: skip


def survey(area: str, value: float, arm: float = 2.0) -> dict[str, object]:
    return {
        "area_code": area, "indicator": "visited_library", "period": "2023-04-01/P1Y",
        "value": value, "lower": value - arm, "upper": value + arm, "base": 500.0, "release": "els",
    }  # fmt: skip


def test_every_gap_is_the_difference_of_its_published_parts(built, known):
    listed = known.indicators.by_id
    derived = listed[listed["series"].str.contains(" - ", regex=False) & (listed["dataset"] == "dfe-lait")]
    rows = built.frame.set_index(["indicator", "area_code", "period"])["value"]
    assert len(derived) >= 5
    for indicator, series in derived["series"].items():
        first, second = (
            listed.index[(listed["series"] == name.strip()) & (listed["dataset"] == "dfe-lait")][0]
            for name in series.split(" - ")
        )
        gap = rows.loc[indicator]
        expected = rows.loc[first].reindex(gap.index) - rows.loc[second].reindex(gap.index)
        assert gap.notna().any()
        np.testing.assert_allclose(gap, expected, atol=1e-9)


def test_a_gap_is_missing_with_its_part_s_marker_when_a_part_is_missing(known):
    frame = pd.DataFrame(
        [
            lait("attainment_8_not_fsm", 50.1), lait("attainment_8_fsm", np.nan, "[c]"),
            lait("attainment_8_not_fsm", np.nan, "[x]", "E06000053"), lait("attainment_8_fsm", 30.0, "", "E06000053"),
        ]
    )  # fmt: skip
    found = gaps(frame, known).set_index("area_code")
    assert found["value"].isna().all()
    assert found["status"].to_dict() == {LANCASHIRE: "[c]", "E06000053": "[x]"}


def test_a_gap_without_one_of_its_parts_is_not_made(known):
    assert gaps(pd.DataFrame([lait("attainment_8_not_fsm", 50.1), lait("attainment_8", 45.0)]), known).empty


def test_a_gap_is_labelled_and_carries_no_interval(built):
    rows = built.frame[built.frame["indicator"] == "attainment_8_fsm_gap"]
    assert set(rows["method"]) == {"gap of two published figures"}
    assert rows[["lower", "upper", "numerator", "denominator"]].isna().all(axis=None)
    assert set(rows["release"]) == {"lait"}


def test_a_county_s_survey_percentage_is_weighted_by_its_districts_people(known):
    parts = pd.DataFrame({"target": LANCASHIRE, "part": ["E07000117", "E07000118"]})
    weights = pd.DataFrame({"weight": [3.0, 1.0], "release": "ages"}, index=["E07000117", "E07000118"])
    frame = pd.DataFrame([survey("E07000117", 40.0, 2.0), survey("E07000118", 20.0, 6.0)])
    (row,) = weighted_means(frame, parts, weights, ["visited_library"], "weighted").itertuples()
    assert row.value == pytest.approx(35.0)
    arm = np.sqrt((0.75 * 2) ** 2 + (0.25 * 6) ** 2)
    assert (row.lower, row.upper) == pytest.approx((35 - arm, 35 + arm))
    assert (row.method, row.release, row.status) == ("weighted", "ages;els", "")


def test_a_county_short_of_one_district_has_no_survey_percentage(known):
    parts = pd.DataFrame({"target": LANCASHIRE, "part": ["E07000117", "E07000118"]})
    weights = pd.DataFrame({"weight": [3.0, 1.0], "release": "ages"}, index=["E07000117", "E07000118"])
    frame = pd.DataFrame([survey("E07000117", 40.0)])
    (row,) = weighted_means(frame, parts, weights, ["visited_library"], "weighted").itertuples()
    assert np.isnan([row.value, row.lower, row.upper]).all()
    assert row.status == "[x]"
    assert row.method == "weighted: not every district has a figure"


def test_a_published_county_percentage_is_not_replaced(known):
    parts = pd.DataFrame({"target": LANCASHIRE, "part": ["E07000117"]})
    weights = pd.DataFrame({"weight": [3.0], "release": "ages"}, index=["E07000117"])
    frame = pd.DataFrame([survey("E07000117", 40.0), survey(LANCASHIRE, 35.0)])
    assert weighted_means(frame, parts, weights, ["visited_library"], "weighted").empty


@pytest.mark.parametrize(
    ("release", "lost", "kept"),
    [
        ("population-ages", ("visited_library", "deprivation_score"), "mixed_partnerships"),
        ("census-2021-ltla-counts", ("mixed_partnerships", "diversity_language"), "visited_library"),
    ],
)
def test_without_the_release_that_weights_them_a_county_s_means_are_missing_and_all_else_stands(
    vintage, known, built, release, lost, kept
):
    tables = {
        name: table[table["release"] != release]
        for name in ("observations", "counts", "small_areas")
        for table in [getattr(vintage, name)]
    }
    thin = build(replace(vintage, **tables), known).frame
    for indicator in (*lost, kept):
        before, now = (
            frame[(frame["indicator"] == indicator) & (frame["area_code"] == LANCASHIRE)]["value"]
            for frame in (built.frame, thin)
        )
        assert before.notna().any()
        assert list(now) == (list(before) if indicator == kept else [])


def test_a_survey_percentage_without_intervals_combines_to_one_without(known):
    parts = pd.DataFrame({"target": LANCASHIRE, "part": ["E07000117", "E07000118"]})
    weights = pd.DataFrame({"weight": [1.0, 1.0], "release": "ages"}, index=["E07000117", "E07000118"])
    frame = pd.DataFrame(
        [survey("E07000117", 40.0), survey("E07000118", 20.0) | {"lower": None, "upper": None}]
    )
    (row,) = weighted_means(frame, parts, weights, ["visited_library"], "weighted").itertuples()
    assert row.value == pytest.approx(30.0)
    assert np.isnan([row.lower, row.upper]).all()


def test_every_combined_survey_percentage_has_all_its_districts(built, known):
    combined = built.frame[built.frame["method"].str.startswith("mean of districts' survey")]
    assert combined["value"].notna().any()
    parts = district_parts(known).groupby("target")["part"].agg(list)
    held = built.frame.set_index(["indicator", "period", "area_code"])["value"].sort_index()
    for row in combined.itertuples():
        figures = held.loc[row.indicator, row.period].reindex(parts[row.area_code])
        assert figures.notna().all() == (not np.isnan(row.value)), (row.indicator, row.area_code)
        if not np.isnan(row.value):
            assert figures.min() <= row.value <= figures.max()
            assert "population-ages" in row.release


@pytest.mark.parametrize("indicator", WEIGHTED_BY_CENSUS)
def test_census_percentages_of_all_districts_weighted_give_the_percentage_published_for_england(
    indicator, vintage
):
    """So the percentage is of all residents, or of all households, and a county may be made from its districts."""
    table, _ = WEIGHTED_BY_CENSUS[indicator]
    rows, counts = vintage.observations, vintage.counts
    published = rows[rows["indicator"] == indicator].set_index("area_code")["value"]
    total = counts[(counts["table"] == table) & (counts["category"] == "Total")].set_index("area_code")[
        "count"
    ]
    districts = published[published.index.str.match("E0[6-9]")]
    assert len(districts) == 309
    mean = (districts * total[districts.index]).sum() / total[districts.index].sum()
    assert mean == pytest.approx(published["E92000001"], abs=0.05 + 0.01)


def test_length_of_residence_adds_up_to_those_born_outside_the_uk(built):
    wide = built.frame.pivot_table(index="area_code", columns="indicator", values="value", aggfunc="last")
    parts = wide[[name for name in WEIGHTED_BY_CENSUS if name.startswith("residence")]]
    both = pd.DataFrame({"added": parts.sum(axis=1, skipna=False), "born": wide["born_outside_uk"]}).dropna()
    assert len(both) > 320 and {LANCASHIRE, "lancashire-14", "E06000065", "E92000001"} <= set(both.index)
    # Each of the four parts is rounded to 0.1.
    assert (both["added"] - both["born"]).abs().max() <= 4 * 0.05 + 1e-9


def test_a_county_made_from_census_percentages_says_so_and_is_missing_without_one_district(vintage, known):
    rows = vintage.observations
    burnley = (rows["area_code"] == "E07000117") & (rows["indicator"] == "residence_10_years")
    assert burnley.sum() == 1
    less = build(replace(vintage, observations=rows[~burnley]), known).frame
    here = less[less["area_code"] == LANCASHIRE].set_index("indicator")
    words = "mean of districts' percentages, weighted by census residents (TS021)"
    assert np.isnan(here.at["residence_10_years", "value"])
    assert here.at["residence_10_years", "status"] == "[x]"
    assert here.at["residence_10_years", "method"] == f"{words}: not every district has a figure"
    assert here.at["residence_under_2_years", "method"] == words
    assert here.at["residence_under_2_years", "release"] == "census-2021-residence-length;census-2021-ts021"


def test_only_what_methods_allow_is_ever_averaged(built, known):
    averaged = built.frame[built.frame["method"].str.startswith("mean of")]
    assert set(averaged["indicator"]) == {
        "deprivation_score",
        "visited_library",
        "engaged_with_arts",
        *WEIGHTED_BY_CENSUS,
    }
    summed = built.frame[
        built.frame["method"].str.startswith("sum of districts") & built.frame["value"].notna()
    ]
    assert summed[["numerator", "denominator"]].notna().all(axis=None)
    per = summed["indicator"].map(known.indicators.by_id["unit"].map({u.name: u.per for u in UNITS.values()}))
    np.testing.assert_allclose(
        summed["value"], per.astype(float) * summed["numerator"] / summed["denominator"]
    )


def test_grossed_counts_of_a_survey_never_enter(built, known):
    surveys = known.indicators.by_id.query("basis == 'survey'").index
    rows = built.frame[built.frame["indicator"].isin(surveys)]
    employment = rows[rows["indicator"].isin(["employment_rate", "economic_inactivity"])]
    assert len(employment) > 1_000
    assert employment[["numerator", "denominator"]].isna().all(axis=None)
    assert not rows["method"].str.startswith("sum of").any()


def test_what_is_missing_stays_missing_and_says_why(built, vintage):
    missing = built.frame[built.frame["value"].isna()]
    assert len(missing) > 100
    assert missing["status"].isin(MARKERS).all()
    published = vintage.observations[vintage.observations["value"].isna()]
    ours = built.frame.set_index(["area_code", "indicator", "period"])["value"]
    keys = pd.MultiIndex.from_frame(published[["area_code", "indicator", "period"]])
    assert ours.reindex(keys[keys.isin(ours.index)]).isna().all()


def test_every_published_value_of_a_current_area_is_kept_as_published(built, vintage, known):
    current = set(known.areas.frame.loc[known.areas.frame["valid_to"] == "", "code"])
    key = ["area_code", "indicator", "period"]
    published = vintage.observations[vintage.observations["area_code"].isin(current)].set_index(key)
    ours = built.frame.set_index(key).loc[published.index]
    pd.testing.assert_frame_equal(ours[["value", "lower", "upper"]], published[["value", "lower", "upper"]])
    assert (ours["method"] == "").all()


def test_every_row_that_nobody_published_says_how_it_was_made(built, vintage):
    key = ["area_code", "indicator", "period"]
    published = pd.MultiIndex.from_frame(vintage.observations[key])
    made = built.frame[~pd.MultiIndex.from_frame(built.frame[key]).isin(published)]
    assert len(made) > 5_000
    assert (made["method"] != "").all()
    assert (made["release"] != "").all()
    releases = {release.id for release in vintage.releases}
    assert {one for ids in made["release"] for one in ids.split(";")} <= releases


def test_shares_of_the_census_are_their_counts_over_their_base(built):
    rows = built.frame[built.frame["indicator"].isin(SHARES)]
    assert set(rows["indicator"]) == set(SHARES)
    np.testing.assert_allclose(rows["value"], 100 * rows["numerator"] / rows["denominator"])
    lancashire = rows[rows["area_code"] == LANCASHIRE]
    assert lancashire["method"].str.endswith("counts, sum of districts").all()


def test_a_renamed_census_category_is_noticed_and_not_passed_over():
    counts = pd.DataFrame(
        {
            "area_code": LANCASHIRE, "table": "TS004", "category": ["Born in the UK", "Born abroad"],
            "period": "2021-03-21", "count": [9.0, 1.0], "release": "census",
        }
    )  # fmt: skip
    with pytest.raises(ObservationError, match="TS004 lack a category") as caught:
        shares(counts)
    assert "'Born outside the UK'" in caught.value.found
    with pytest.raises(ObservationError, match="LC6201EW lack a category"):
        inactivity_gap(counts.assign(table="LC6201EW"))


def test_a_share_with_a_missing_count_is_missing():
    counts = pd.DataFrame(
        {
            "area_code": ["E07000117"] * 2 + ["E07000118"] * 2, "table": "TS004",
            "category": ["Born in the UK", "Born outside the UK"] * 2,
            "period": "2021-03-21", "count": [9.0, 1.0, 9.0, np.nan], "release": "census",
        }
    )  # fmt: skip
    found = shares(counts).set_index("area_code")["value"]
    assert found["E07000117"] == pytest.approx(10.0)
    assert np.isnan(found["E07000118"])


def test_two_releases_that_disagree_on_a_figure_are_named(vintage, known):
    rows = vintage.observations
    mine = rows[rows["release"] == "lait"].head(1).assign(value=99.0, release="mine")
    with pytest.raises(ObservationError, match="Two releases disagree on one figure") as caught:
        build(replace(vintage, observations=pd.concat([rows, mine], ignore_index=True)), known)
    assert "99 (mine)" in caught.value.found and "(lait)" in caught.value.found
    more = vintage.counts.head(1).assign(count=99.0, release="mine")
    with pytest.raises(ObservationError, match="Two releases disagree on one figure"):
        build(replace(vintage, counts=pd.concat([vintage.counts, more], ignore_index=True)), known)


def test_a_figure_that_two_releases_have_identically_counts_once(vintage, built, known):
    same = vintage.observations[vintage.observations["release"] == "lait"].head(50).assign(release="mine")
    again = vintage.counts.head(50).assign(release="mine")
    twice = replace(
        vintage,
        observations=pd.concat([vintage.observations, same], ignore_index=True),
        counts=pd.concat([vintage.counts, again], ignore_index=True),
    )
    pd.testing.assert_frame_equal(build(twice, known).frame, built.frame)


def test_segregation_is_measured_for_every_authority_of_today(built, known):
    rows = built.frame[built.frame["indicator"] == "dissimilarity"]
    upper = set(known.areas.upper_tier()["code"])
    assert upper - set(rows["area_code"]) <= {"E06000053", "E09000001"}
    assert rows["value"].dropna().between(0, 1).all()
    assert set(rows.loc[rows["value"].isna(), "area_code"]) <= {"E06000053"}, (
        "one neighbourhood has no evenness"
    )


@pytest.mark.parametrize(
    "change",
    [{"status": "[q]"}, {"lower": 5.0, "upper": 4.0}, {"value": np.nan, "status": ""}, {"period": "2024"}],
)
def test_an_untidy_table_is_refused(built, change):
    frame = built.frame.head(3).reset_index(drop=True)
    check(frame)
    for name, value in change.items():
        frame.loc[0, name] = value
    with pytest.raises(ObservationError, match="break a rule of the tidy table"):
        check(frame)
    assert list(frame.columns) == columns()


def test_figures_built_twice_are_the_same(built, real_study):
    pd.testing.assert_frame_equal(real_study.observations, built.frame.reset_index(drop=True))
