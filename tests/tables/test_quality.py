"""What is held, missing and old is counted the same by hand."""

from __future__ import annotations

import dataclasses
from collections import Counter

from benchmarking import tables
from benchmarking.sources.tidy import MARKERS

LANCASHIRE = "E10000017"


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
        assert line["Of the 10 compared"] == sum(
            code in set(same["area_code"]) for code in real_study.comparators
        )
        assert line["Of 14 places"] == sum(code in set(same["area_code"]) for code in real_study.districts)
        assert line["England"] == ("yes" if "E92000001" in set(same["area_code"]) else "no")
    assert table.loc[titles["homelessness_duty"], "Of the 10 compared"] == 8


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


def test_the_table_of_releases_names_the_vintage_from_which_one_was_carried_forward(real_study, planted):
    assert "Carried forward" not in tables.releases(real_study).columns
    held = dict(real_study.releases)
    held["lait"] = dataclasses.replace(held["lait"], carried_forward_from="2025")
    told = tables.releases(planted(releases=held))["Carried forward"]
    assert told["lait"] == "from 2025"
    assert set(told.drop("lait")) == {""}


def test_refused_rows_are_of_areas_that_ended(real_study):
    table = tables.refused(real_study)
    counts = Counter(real_study.refused["area_code"])
    assert dict(table["Rows"]) == counts
    assert all(real_study.reference.areas[code].valid_to for code in table.index)
    assert list(table["Area"]) == [real_study.reference.areas.name(code) for code in table.index]
    assert table.loc["E10000006", "What became of it"].startswith(
        "It was split into Cumberland (E06000063) and"
    )
    assert (table["What became of it"] != "").all()


def test_without_refused_rows_there_is_an_empty_table(real_study, planted):
    assert tables.refused(planted(refused=real_study.refused.iloc[:0])).empty
