"""Tables of the places together, and the words and tables of one place's page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarking import tables
from benchmarking.errors import CommandError
from benchmarking.findings import no_places, place_findings

BURNLEY, RIBBLE_VALLEY, BLACKPOOL = "E07000117", "E07000124", "E06000009"


@pytest.fixture(scope="module")
def judged(real_study):
    return tables.of_tier(real_study, "headline") + tables.of_tier(real_study, "supporting")


@pytest.fixture(scope="module")
def placeless(real_study):
    study = replace(real_study, parameters=real_study.parameters.model_copy(update={"district_group": None}))
    study.__dict__["observations"] = real_study.observations
    return study


def test_what_is_held_is_counted_for_districts_and_for_the_others(real_study, places, judged):
    table = tables.held_by_places(real_study, places)
    assert len(table) == len(judged)
    titles = real_study.reference.indicators.by_id["title"]
    assert table.loc[titles["employment_rate"]].tolist() == [12, 2, "2023", 14]
    assert table.loc[titles["attainment_8"]].tolist() == [0, 2, "2024/25", 0]
    assert table.loc[titles["get_on_well"]].tolist() == [0, 0, "none held", 0]


def test_each_of_the_two_families_of_tests_is_counted(real_study, places):
    table = tables.tests_of_places(real_study, places)
    assert list(table.index) == ["every place with Lancashire", "every place with England"]
    for (_, row), kind in zip(table.iterrows(), ["authority", "reference"], strict=True):
        tested = places[(places["kind"] == kind) & (places["basis"] == "tested")]
        assert row["Tested"] == len(tested)
        assert row["By chance alone, about"] == pytest.approx(0.05 * len(tested), abs=0.06)
        assert row["Different after adjustment"] == (tested["verdict"] != "similar").sum()


def test_a_survey_s_ends_are_named_only_where_they_differ_from_the_county(real_study, places, judged):
    table = tables.spread_table(real_study, places, judged)
    titles = real_study.reference.indicators.by_id["title"]
    pay, homeless = table.loc[titles["median_weekly_pay"]], table.loc[titles["homelessness_duty"]]
    names = [real_study.name(code) for code in real_study.districts]
    assert not any(name in pay["Lowest district"] + pay["Highest district"] for name in names)
    assert homeless["Lowest district"].endswith("Ribble Valley")
    assert homeless["Differ from Lancashire"] == "7 of 12 tested"
    happiness = table.loc[titles["happiness"], "Spread, England's being 1"]
    assert happiness == "no difference left beyond sampling error"


def test_the_ends_of_what_describes_residents_are_never_named(real_study, places):
    table = tables.spread_table(real_study, places, tables.of_tier(real_study, "context"))
    names = [real_study.name(code) for code in real_study.districts]
    words = " ".join([*table["Lowest district"], *table["Highest district"]])
    assert not any(name in words for name in names)
    assert set(table["Differ from Lancashire"]) == {"not tested"}
    assert "Residents" not in table.index


def test_hidden_are_indicators_on_which_districts_stand_on_both_sides_of_england(
    real_study, findings, places
):
    table = tables.hidden_table(real_study, findings, places)
    titles = real_study.reference.indicators.by_id["title"]
    row = table.loc[f"{titles['gcse_english_maths']}, 2024/25"]
    raw = places[(places["indicator"] == "gcse_english_maths") & (places["kind"] == "reference")]
    raw = raw[~raw["place_code"].str.startswith("E06")].set_index("place_name")["difference"]
    assert row["Above England"].split(", ") == [name for name, gap in raw.items() if gap > 1.4]
    assert row["Below England"].split(", ") == [name for name, gap in raw.items() if gap < -1.4]
    employment = table.loc[f"{titles['employment_rate']}, 2023"]
    assert employment[["Above England", "Below England", "Basis"]].tolist() == [
        "South Ribble", "Pendle", "tested",
    ]  # fmt: skip
    assert not any(titles["life_satisfaction"] in name for name in table.index)


def test_a_page_gives_both_better_and_worse_and_says_what_cannot_be_said(real_study, places):
    page = tables.profile_of_place(real_study, places, BURNLEY)
    rows = places[(places["place_code"] == BURNLEY) & (places["basis"] == "tested")]
    england = rows[rows["kind"] == "reference"]["verdict"].value_counts()
    assert f"against England: {england['better']} better, {england['worse']} worse" in page.opening
    assert "against Lancashire: none better," in page.opening
    assert "one of the 12 districts of Lancashire" in page.opening
    assert "nothing is said of chance" in page.opening
    assert "not about any person or group" in page.limits


def test_who_lives_in_a_place_is_told_with_no_verdict(real_study, places):
    page = tables.profile_of_place(real_study, places, BURNLEY)
    assert list(page.who.index) == ["Burnley", "Lancashire", "England"]
    assert page.who.loc["Burnley", "Residents, 2021"] == "94,651"
    words = " ".join(page.who.astype(str).to_numpy().ravel())
    assert not any(verdict in words for verdict in ("better", "worse", "higher", "lower", "close"))


def test_every_figure_with_a_direction_is_on_the_page_and_nothing_that_is_part_of_a_gap(real_study, places):
    listed = real_study.reference.indicators.by_id
    for place in real_study.districts:
        page = tables.profile_of_place(real_study, places, place)
        own = set(places.loc[places["place_code"] == place, "indicator"])
        judged = listed[listed.index.isin(own) & listed["tier"].isin(["headline", "supporting"])]
        assert sorted(page.figures.index) == sorted(judged["title"])
        parts = set(listed.loc[~listed["tier"].isin(["context", "early_warning"]), "title"])
        assert not parts & set(page.also.index)
        assert (
            not page.also.astype(str)
            .apply(lambda column: column.str.contains("better|worse"))
            .drop(columns="Caveat")
            .any(axis=None)
        )


def test_a_place_outside_the_county_is_said_to_be_so_on_its_page(real_study, places):
    page = tables.profile_of_place(real_study, places, BLACKPOOL)
    assert page.opening.startswith("Blackpool has a council of its own")
    assert "Lancashire (whose figures leave it out)" in page.figures.columns
    assert "15 that most of the places lack" in page.gaps


def test_a_page_says_what_is_missing_and_what_is_old(real_study, places):
    gaps = tables.profile_of_place(real_study, places, RIBBLE_VALLEY).gaps
    assert "No figure is held for 29 of the 58" in gaps
    assert "Missing here, though most of the places have it: No qualifications, ages 16 to 64." in gaps
    assert "More than 5 years old: 3 figures, of 2019, 2021." in gaps
    assert "Older here than for the other places: Life satisfaction (2021/22)" in (
        tables.profile_of_place(real_study, places, BURNLEY).gaps
    )


def test_a_code_that_is_no_place_of_the_study_is_met_with_the_nearest(real_study, places):
    with pytest.raises(CommandError, match="E07000117"):
        tables.profile_of_place(real_study, places, "E07000177")


def test_a_study_without_places_has_tables_without_a_line_that_say_why(placeless, findings):
    places = place_findings(placeless)
    for table in (
        tables.spread_table(placeless, places, ["employment_rate"]),
        tables.hidden_table(placeless, findings, places),
        tables.held_by_places(placeless, places),
        tables.tests_of_places(placeless, places),
    ):
        assert table.empty and list(table) == [no_places(placeless)]
    with pytest.raises(CommandError, match="a study with places"):
        tables.profile_of_place(placeless, places, BURNLEY)
