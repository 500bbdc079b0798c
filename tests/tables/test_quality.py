"""What is held, missing, old and changed is counted the same by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from benchmarking import tables
from benchmarking.errors import VintageError
from benchmarking.sources.tidy import MARKERS

LANCASHIRE, KENT = "E10000017", "E10000016"


def _held(study):
    rows = study.observations
    return set(rows.loc[(rows["area_code"] == LANCASHIRE) & rows["value"].notna(), "indicator"])


def test_holdings_count_the_registry_by_tier(real_study):
    registry, held = real_study.reference.indicators.frame, _held(real_study)
    table = tables.holdings(real_study)
    assert table["Indicators"].sum() == len(registry)
    assert table["With a figure for Lancashire"].sum() == len(held)
    assert table.loc["no official series exists", "With a figure for Lancashire"] == 0
    for tier, label in (("headline", "headline"), ("context", "context (never judged)")):
        ids = set(registry.loc[registry["tier"] == tier, "id"])
        assert list(table.loc[label]) == [len(ids), len(ids & held), len(ids - held)]


def test_coverage_counts_who_has_a_figure_for_the_leads_latest_period(real_study):
    table = tables.coverage(real_study)
    rows = real_study.observations.dropna(subset=["value"])
    titles = real_study.reference.indicators.by_id["title"]
    assert set(table.index) == {titles[name] for name in _held(real_study)}
    for name in ("employment_rate", "homelessness_duty", "child_poverty", "born_outside_uk"):
        some = rows[rows["indicator"] == name]
        mine = some[some["area_code"] == LANCASHIRE]
        same = some[some["period"] == mine["period"].max()]
        line = table.loc[titles[name]]
        assert line["Periods"] == len(mine)
        assert line["Of the 10 named"] == sum(
            code in set(same["area_code"]) for code in real_study.comparators
        )
        assert line["Of 14 districts"] == sum(code in set(same["area_code"]) for code in real_study.districts)
        assert line["England"] == ("yes" if "E92000001" in set(same["area_code"]) else "no")
    assert table.loc[titles["homelessness_duty"], "Of the 10 named"] == 8


def test_empty_slots_are_the_rest_of_the_registry(real_study):
    slots = tables.empty_slots(real_study)
    assert set(slots.index) == set(real_study.reference.indicators.ids) - _held(real_study)
    assert "get_on_well" in slots.index
    assert not (slots["Would come from"] == "").any()


def test_markers_count_missing_values_and_name_the_areas(real_study):
    rows = real_study.observations
    areas = {LANCASHIRE, *real_study.comparators, *real_study.districts}
    missing = rows[rows["value"].isna() & rows["area_code"].isin(areas)]
    table = tables.markers(real_study)
    assert table["Values"].sum() == len(missing)
    assert set(table["Meaning"]) <= set(MARKERS.values())
    duty = table[table["Indicator"] == "Households owed a homelessness duty"].iloc[0]
    assert (duty["Marker"], duty["Areas"]) == ("[x]", "Kent, Worcestershire")


def test_with_nothing_missing_the_table_of_markers_has_no_row(real_study, planted):
    assert tables.markers(planted(observations=real_study.observations.dropna(subset=["value"]))).empty


def test_releases_are_those_of_the_vintage(real_study):
    table = tables.releases(real_study)
    assert set(table.index) == set(real_study.releases)
    assert (table["Published"] <= "2026-06-30").all()
    assert table["Checksum of the file read"].str.fullmatch(r"[0-9a-f]{12}…").all()
    assert (table["Rows"] > 0).all()


def test_refused_rows_are_of_areas_that_ended(real_study):
    table = tables.refused(real_study)
    counts = Counter(real_study.refused["area_code"])
    assert dict(table["Rows"]) == counts
    assert all(real_study.reference.areas[code].valid_to for code in table.index)
    assert list(table["Area"]) == [real_study.reference.areas.name(code) for code in table.index]


def test_without_refused_rows_there_is_an_empty_table(real_study, planted):
    assert tables.refused(planted(refused=real_study.refused.iloc[:0])).empty


@pytest.fixture
def before(real_study):
    """The same figures, as if nothing had changed since the previous vintage."""
    return real_study.observations.copy()


def test_two_vintages_alike_are_unchanged(before, planted):
    found = tables.changes(planted(previous_observations=before))
    assert (found["what"] == "unchanged").all()


def test_a_revised_value_is_found_with_its_size(before, planted):
    place = before.index[
        (before["area_code"] == KENT) & (before["indicator"] == "attainment_8") & before["value"].notna()
    ][0]
    before.loc[place, "value"] -= 1.25
    found = tables.changes(planted(previous_observations=before)).loc["attainment_8"]
    assert (found["revised"], found["new_periods"], found["gone"]) == (1, 0, 0)
    assert found["largest_change"] == 1.25
    assert found["what"] == f"1 of {found['compared']} values revised"


def test_a_new_period_is_found(before, planted):
    pay = before["indicator"] == "median_weekly_pay"
    latest = before.loc[pay, "period"].max()
    found = tables.changes(planted(previous_observations=before[~(pay & (before["period"] == latest))]))
    assert found.loc["median_weekly_pay", "what"] == "1 new period"
    assert (found.drop(index="median_weekly_pay")["what"] == "unchanged").all()


def test_a_figure_that_is_no_longer_there_is_found(real_study, before, planted):
    rows = real_study.observations
    kent = (rows["area_code"] == KENT) & (rows["indicator"] == "attainment_8")
    place = rows.index[kent & rows["value"].notna()][0]
    now = rows.assign(value=rows["value"].where(rows.index != place))
    found = tables.changes(planted(observations=now, previous_observations=before)).loc["attainment_8"]
    assert (found["gone"], found["what"]) == (1, "1 value no longer there")


def test_a_new_and_a_lost_indicator_are_told(real_study, before, planted):
    now = real_study.observations
    study = planted(
        observations=now[now["indicator"] != "employment_rate"],
        previous_observations=before[before["indicator"] != "child_poverty"],
    )
    found = tables.changes(study)["what"]
    assert found["employment_rate"] == "gone from this vintage"
    assert found["child_poverty"] == "new in this vintage"


def test_areas_outside_the_study_do_not_count(before, planted):
    outside = before["area_code"] == "E09000033"
    assert outside.any()
    before.loc[outside, "value"] += 1
    assert (tables.changes(planted(previous_observations=before))["what"] == "unchanged").all()


def test_the_real_vintages_differ_where_a_publisher_revised(real_study):
    found = tables.changes(real_study)
    now, then = (
        frame[(frame["indicator"] == "attainment_8") & frame["value"].notna()].set_index(
            ["area_code", "period"]
        )
        for frame in (real_study.observations, real_study.previous_observations)
    )
    areas = [LANCASHIRE, *real_study.comparators, "E92000001", *real_study.districts]
    both = now.index.intersection(then.index)
    both = both[both.get_level_values(0).isin(areas)]
    moved = (now.loc[both, "value"] - then.loc[both, "value"]).abs() > 1e-9
    assert found.loc["attainment_8", "revised"] == moved.sum() > 0
    assert found.loc["attainment_8", "compared"] == len(both)


def test_a_study_without_a_previous_vintage_has_no_changes_to_show(real_study):
    alone = replace(
        real_study, parameters=real_study.parameters.model_copy(update={"previous_vintage": None})
    )
    found = tables.changes(alone)
    assert found.empty
    assert list(found.columns) == list(tables.changes(real_study).columns)
    with pytest.raises(VintageError):
        _ = alone.previous_observations


def test_the_shape_of_changes_is_one_row_an_indicator(real_study):
    found = tables.changes(real_study)
    both = set(real_study.observations["indicator"]) | set(real_study.previous_observations["indicator"])
    assert set(found.index) <= both
    assert found.index.is_unique
    assert isinstance(found, pd.DataFrame)
