"""Tables of gaps in opportunity: both ends, the group and England, and how each gap has moved."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.findings import compare
from benchmarking.findings.gaps import GAPS, gap_changes, gap_figures, gap_sides, parts_of

LANCASHIRE, ENGLAND = "E10000017", "E92000001"
#: The parts of each gap as the publisher's tool has them: other pupils, then those it is about.
PARTS = {
    "attainment_8_fsm_gap": ("attainment_8_not_fsm", "attainment_8_fsm"),
    "good_level_fsm_gap": ("good_level_not_fsm", "good_level_fsm"),
    "key_stage_2_disadvantage_gap": ("key_stage_2_not_disadvantaged", "key_stage_2_disadvantaged"),
    "attainment_8_disadvantage_gap": ("attainment_8_not_disadvantaged", "attainment_8_disadvantaged"),
    "higher_education_fsm_gap": ("higher_education_not_fsm", "higher_education_fsm"),
}


@pytest.fixture(scope="module")
def raw(real_study):
    """The publisher's figures as they lie in data/raw, by area, indicator and year."""
    path = real_study.paths.raw(real_study.parameters.vintage) / "lait.csv"
    frame = pd.read_csv(path).dropna(subset=["value"])
    return frame.set_index(["area_code", "indicator", "period"])["value"].sort_index()


@pytest.fixture(scope="module")
def sides(real_study, findings):
    return gap_sides(real_study, findings)


def _latest(raw, area, indicator):
    return raw[area, indicator].index.max()


def _with(planted, real_study, change):
    rows = real_study.observations.copy()
    study = planted(observations=change(rows))
    return study, compare(study)


def _at(rows, area, indicators, year):
    return (
        (rows["area_code"] == area)
        & rows["indicator"].isin(indicators)
        & rows["period"].str.startswith(str(year))
    )


@pytest.mark.parametrize("gap", PARTS)
def test_the_gaps_of_lancashire_and_england_are_one_published_average_less_another(raw, sides, gap):
    others, eligible = PARTS[gap]
    year = _latest(raw, LANCASHIRE, eligible)
    for whose, area in (("lead", LANCASHIRE), ("reference", ENGLAND)):
        told = sides[(sides["indicator"] == gap) & (sides["whose"] == whose)].iloc[0]
        assert told["period"] == year
        assert told["others"] == raw[area, others, year]
        assert told["eligible"] == raw[area, eligible, year]
        assert told["gap"] == pytest.approx(raw[area, others, year] - raw[area, eligible, year])


@pytest.mark.parametrize("gap", PARTS)
def test_the_groups_ends_are_the_plain_means_of_its_ten_members(raw, sides, real_study, gap):
    told = sides[(sides["indicator"] == gap) & (sides["whose"] == "group")].iloc[0]
    for part, role in zip(PARTS[gap], ("others", "eligible"), strict=True):
        members = [raw[area, part, told["period"]] for area in real_study.comparators]
        assert len(members) == 10
        assert told[role] == pytest.approx(sum(members) / 10)


def test_the_two_ends_always_differ_by_the_gap(sides):
    ended = sides.dropna(subset=["others"])
    assert len(ended) == 15
    assert (ended["others"] - ended["eligible"]).to_list() == pytest.approx(ended["gap"].to_list())


@pytest.mark.parametrize(
    ("year", "eligible", "others", "gap"),
    [("2018", 26.3, 45.1, 18.8), ("2019", 26.6, 45.7, 19.1), ("2020", 28.1, 46.8, 18.7)],
)
def test_englands_gap_in_higher_education_is_what_the_department_printed(
    real_study, year, eligible, others, gap
):
    """Department for Education, Widening participation in higher education, 2018/19, 2019/20 and 2020/21."""
    frame = gap_figures(real_study, [ENGLAND], ["higher_education_fsm_gap"])
    line = frame[frame["period"].str.startswith(year)].iloc[0]
    assert (line["eligible"], line["others"]) == (eligible, others)
    assert line["gap"] == pytest.approx(gap)


def test_every_figure_of_every_year_differs_by_its_gap(real_study):
    frame = gap_figures(real_study, [LANCASHIRE, ENGLAND, *real_study.comparators])
    ended = frame.dropna(subset=["others", "eligible"])
    assert len(ended) > 400
    assert (ended["others"] - ended["eligible"] - ended["gap"]).abs().max() < 1e-9


def test_a_gap_published_whole_has_no_ends_and_says_so(real_study, findings, sides):
    assert parts_of(real_study, "level_3_gap_at_19") == ()
    whole = sides[sides["indicator"] == "level_3_gap_at_19"]
    assert whole["gap"].notna().all()
    assert whole[["others", "eligible"]].isna().all(axis=None)
    title = real_study.reference.indicators["level_3_gap_at_19"].title
    line = tables.gaps_table(real_study, findings).loc[title]
    assert "(parts not held)" in line["Lancashire"]


def test_a_gap_is_told_with_both_ends_its_verdict_and_what_it_rests_on(real_study, findings):
    table = tables.gaps_table(real_study, findings)
    line = table.iloc[0]
    assert line["Lancashire"] == "15.8 points (48.8 less 33.0)"
    assert line["England"] == "15.0 points (50.0 less 35.0): close (published figures, not tested)"
    assert line["Expected"].endswith(": as expected (predicted from other authorities)")
    assert table[["Mean of the group", "England"]].apply(
        lambda column: column.str.endswith("(published figures, not tested)")
    ).all(axis=None)  # fmt: skip


def test_gaps_stand_in_the_registrys_importance_and_not_in_the_order_of_their_size(real_study, findings):
    titles = [real_study.reference.indicators[name].title for name in GAPS]
    assert list(tables.gaps_table(real_study, findings).index) == titles
    assert not gap_sides(real_study, findings).query("whose == 'lead'")["gap"].is_monotonic_decreasing


@pytest.mark.parametrize("gap", GAPS)
def test_no_change_of_a_gap_is_told_across_a_break(real_study, gap):
    item = real_study.reference.indicators[gap]
    told = gap_changes(real_study, [LANCASHIRE, ENGLAND], [gap])
    assert len(told) == 2
    for _, row in told.iterrows():
        crossed = [cut for cut in item.breaks if row["first"][:10] < cut.day.isoformat() <= row["last"][:10]]
        assert crossed == []
        earlier = gap_figures(real_study, [LANCASHIRE], [gap])["period"]
        alike = [cut.day.isoformat() for cut in item.breaks if cut.day.isoformat() <= row["last"][:10]]
        assert row["first"] == earlier[earlier.str[:10] >= max(alike)].min()


def test_key_stage_2_is_told_since_2021_22_when_it_was_taken_again(raw, real_study):
    row = gap_changes(real_study, [ENGLAND], ["key_stage_2_disadvantage_gap"]).iloc[0]
    others, eligible = PARTS["key_stage_2_disadvantage_gap"]
    then, now = "2021-09-01/P1Y", "2024-09-01/P1Y"
    assert (row["first"], row["last"]) == (then, now)
    assert row["others_change"] == raw[ENGLAND, others, now] - raw[ENGLAND, others, then] == 4
    assert row["eligible_change"] == raw[ENGLAND, eligible, now] - raw[ENGLAND, eligible, then] == 5
    assert row["change"] == -1
    assert row["verdict"] == "close to what it was"


def test_years_without_results_have_no_figure(real_study):
    years = gap_figures(real_study, [LANCASHIRE, ENGLAND], ["key_stage_2_disadvantage_gap"])["period"].str[:4]
    assert sorted(set(years)) == ["2015", "2016", "2017", "2018", "2021", "2022", "2023", "2024"]


def test_a_gap_that_narrows_as_other_pupils_do_worse_shows_that(planted, real_study):
    def fall(rows):
        now = _at(rows, LANCASHIRE, ["key_stage_2_not_disadvantaged"], 2024)
        gap = _at(rows, LANCASHIRE, ["key_stage_2_disadvantage_gap"], 2024)
        rows.loc[now, "value"] -= 8
        rows.loc[gap, "value"] -= 8
        return rows

    study = planted(observations=fall(real_study.observations.copy()))
    row = gap_changes(study, [LANCASHIRE], ["key_stage_2_disadvantage_gap"]).iloc[0]
    assert row["verdict"] == "narrowed"
    assert (row["others_change"], row["eligible_change"]) == (-4, 4)
    line = tables.gaps_over_time(study, ["key_stage_2_disadvantage_gap"]).iloc[0]
    assert line["In words"] == "narrowed (published figures, not tested)"
    assert line["Other pupils' figure by"] == "−4 percentage points"


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (25, -25, "turned round"),
        (-25, 25, "turned round"),
        (-5, -15, "widened"),
        (-15, -5, "narrowed"),
        (15, 0, "narrowed"),
        (-0.4, 0.4, "close to what it was"),
    ],
)
def test_a_gap_that_runs_the_other_way_is_told_as_a_distance(planted, real_study, then, now, told):
    gap, rows = "good_level_fsm_gap", real_study.observations.copy()
    for year in (2021, 2022):
        rows.loc[_at(rows, LANCASHIRE, [gap], year), "value"] = then
    rows.loc[_at(rows, LANCASHIRE, [gap], 2024), "value"] = now
    row = gap_changes(planted(observations=rows), [LANCASHIRE], [gap]).iloc[0]
    assert (row["gap_then"], row["gap_now"], row["verdict"]) == (then, now, told)


@pytest.mark.parametrize(
    ("ours", "theirs", "told"), [(-25, 21, "turned round"), (-30, -10, "wider"), (-10, -30, "narrower")]
)
def test_two_gaps_that_run_opposite_ways_are_neither_wider_nor_narrower(
    planted, real_study, ours, theirs, told
):
    gap = "good_level_fsm_gap"

    def plant(rows):
        rows.loc[_at(rows, LANCASHIRE, [gap], 2024), "value"] = ours
        rows.loc[_at(rows, ENGLAND, [gap], 2024), "value"] = theirs
        return rows

    study, found = _with(planted, real_study, plant)
    sides = gap_sides(study, found, [gap]).set_index("whose")
    assert sides.at["reference", "verdict"] == told


def test_a_missing_first_year_is_not_filled_in(planted, real_study):
    gap = "key_stage_2_disadvantage_gap"

    def without(rows):
        return rows[~_at(rows, ENGLAND, [gap], 2021)]

    study = planted(observations=without(real_study.observations))
    ours, theirs = gap_changes(study, [LANCASHIRE, ENGLAND], [gap])["reason"]
    assert (ours, theirs) == ("", "no figure for both years")
    table = tables.gaps_over_time(study, [gap])
    assert list(table["Then"]) == ["26", "–"]
    assert table["In words"].iloc[1] == "not told: no figure for both years"


def test_one_year_since_a_break_tells_no_change(planted, real_study):
    gap = "attainment_8_fsm_gap"

    def without(rows):
        return rows[~(_at(rows, LANCASHIRE, [gap], 2022) | _at(rows, LANCASHIRE, [gap], 2023))]

    study = planted(observations=without(real_study.observations))
    row = gap_changes(study, [LANCASHIRE], [gap]).iloc[0]
    assert row["verdict"] == "not told"
    assert row["reason"] == "only one year has been measured in this way"
    assert math.isnan(row["change"])


def test_a_gap_without_a_figure_of_england_is_not_compared(planted, real_study):
    gap = "good_level_fsm_gap"
    study, found = _with(planted, real_study, lambda rows: rows[~_at(rows, ENGLAND, [gap], 2024)])
    line = tables.gaps_table(study, found, [gap]).iloc[0]
    assert line["England"].startswith("not compared: no figure for the same period")
    side = gap_sides(study, found, [gap]).set_index("whose").loc["reference"]
    assert side["verdict"] == "not compared"
    assert side[["gap", "others", "eligible"]].isna().all()


def test_a_gap_that_the_lead_has_no_figure_of_has_no_line(planted, real_study):
    gap = "good_level_fsm_gap"

    def without(rows):
        return rows[~((rows["area_code"] == LANCASHIRE) & (rows["indicator"] == gap))]

    study, found = _with(planted, real_study, without)
    assert tables.gaps_table(study, found, [gap]).empty
    assert tables.gaps_over_time(study, [gap]).empty
    assert gap_changes(study, [LANCASHIRE], [gap])["reason"].item() == "no figure for Lancashire"


# Health, housing and work


def test_what_bears_on_chances_has_a_direction_and_is_told_once(real_study, findings):
    listed = real_study.reference.indicators
    assert len(set(tables.CIRCUMSTANCES)) == len(tables.CIRCUMSTANCES)
    assert all(listed[name].is_judged for name in tables.CIRCUMSTANCES)
    table = tables.findings_table(real_study, findings, tables.CIRCUMSTANCES)
    assert len(table) == len(tables.CIRCUMSTANCES)
