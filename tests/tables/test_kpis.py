"""Tables of measures of success: plain words, reasons beside figures, and nothing added up."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarking import charts, tables
from benchmarking.kpis import (
    PRIORITY_TITLES,
    TESTS,
    WORDS,
    appraise,
    followed,
    headlines_left_out,
    shortlist,
)
from benchmarking.study import study_of
from benchmarking.tables.kpis import briefly_detectable, dated_words, detectable_words, usual_words

KENT = "E10000016"


@pytest.fixture(scope="module")
def appraised(real_study):
    return appraise(real_study)


@pytest.fixture
def said(real_study, appraised):
    """Say something of an indicator in a table's words."""
    return lambda words, name: words(real_study.reference.indicators[name], appraised.loc[name])


def test_the_rules_are_printed_with_who_answers_them():
    table = tables.rules_table()
    assert len(table) == 8
    assert list(table["Answered"]) == ["officers, by judgement"] * 3 + ["computed from the figures"] * 5
    assert table.at["Timely", "Rule"] == TESTS["timely"].rule


def test_every_candidate_stands_in_the_registrys_order_with_words_only(real_study, appraised):
    table = tables.appraisal_table(appraised)
    assert list(table.index) == [real_study.reference.indicators[name].title for name in appraised.index]
    assert table.drop(columns="Proposal").isin(WORDS).all(axis=None)
    assert set(table["Proposal"]) == {"recommended", "in reserve", "not recommended", "never a KPI"}


def test_the_shortlist_tells_figure_reason_outcomes_and_what_could_be_detected(real_study, appraised):
    table = tables.shortlist_table(real_study, appraised)
    row = table.loc["Employment rate, ages 16 to 64"]
    assert row["Latest figure of Lancashire"] == "73.7% (70.7 to 76.7), 2023"
    assert row["Outcomes of the strategy"] == "4"
    assert row["Smallest change detectable"] == "6.1 percentage points"
    assert table["Why"].to_list() == shortlist(appraised)["proposal_reason"].to_list()
    assert list(dict.fromkeys(table["Priority"])) == list(PRIORITY_TITLES.values())


@pytest.mark.parametrize(
    ("words", "name", "told"),
    [
        (dated_words, "get_on_well", "none: not imported yet"),
        (dated_words, "harassment_silences", "none: nobody publishes it"),
        (dated_words, "attainment_8_fsm_gap", "15.8 points, 2024/25"),
        (briefly_detectable, "get_on_well", "no figure yet"),
        (briefly_detectable, "attainment_8_fsm_gap", "cannot be told: no interval"),
        (
            briefly_detectable,
            "overcrowding",
            "no interval: everyone was counted, so chance does not apply, but the next figure is years away",
        ),
        (
            detectable_words,
            "homelessness_duty",
            "0.30 per 1,000 households, allowing for chance in the counts alone",
        ),
        (
            detectable_words,
            "healthy_life_expectancy_female",
            "4.6 years, over 3 years, since each figure covers so many",
        ),
        (usual_words, "employment_rate", "1.1 percentage points (19 changes)"),
        (usual_words, "visited_library", "not known: 0 changes held"),
        (usual_words, "no_qualifications", "not known: 1 change held"),
        (usual_words, "healthy_life_expectancy_female", "0.9 years over 3 years (9 changes)"),
    ],
)
def test_what_is_not_known_is_said_in_words_and_never_as_nought(said, words, name, told):
    assert said(words, name) == told


def test_changes_of_pay_say_that_prices_are_in_them(said):
    assert "not adjusted for prices" in said(usual_words, "median_weekly_pay")


def test_the_headlines_left_out_have_the_reason_of_their_judgement(appraised):
    table = tables.headlines_table(appraised)
    assert table["Why it is left out"].to_list() == headlines_left_out(appraised)["proposal_reason"].to_list()
    assert "recommended" not in set(table["Proposal"])
    assert "Children under 16 in relative low-income families, after housing costs" in table.index


def test_a_priority_without_a_tested_figure_is_named_in_plain_words(real_study, appraised):
    words = tables.priorities_table(real_study, appraised)["In words"]
    assert words["Address conflict and tension"] == (
        "No indicator has a figure of Lancashire that can be tested."
    )
    assert words["Empower communities"] == (
        "No indicator has a figure of Lancashire that can be tested. Published without an interval: "
        "Apprenticeship starts; Further education and skills participation."
    )
    assert words["Build trust and understanding"].startswith("No strongly relevant indicator")
    assert "Visited a public library (judged partly relevant)" in words["Build trust and understanding"]
    assert words["Promote social inclusion"].endswith("that can be tested.")


def test_figures_that_come_later_turn_the_words(real_study, appraised):
    imported = appraised.copy()
    imported.loc["get_on_well", ["value", "tested"]] = [70.0, True]
    words = tables.priorities_table(real_study, imported)["In words"]
    assert words["Build trust and understanding"] == (
        "1 strongly relevant indicator has a figure of Lancashire that can be tested."
    )


def test_the_table_behind_the_tests_leaves_out_what_has_no_figure(real_study, appraised):
    table = tables.measured_table(real_study, shortlist(appraised))
    held = shortlist(appraised).dropna(subset=["value"])
    assert list(table.index) == held["title"].to_list()
    row = table.loc["Employment rate, ages 16 to 64"]
    assert row.to_list() == [
        "2023", "2.5", "20", "10", "14", "1.2 spreads", "74%", "6.1 percentage points",
        "1.1 percentage points (19 changes)",
    ]  # fmt: skip
    assert not table.astype(str).map(lambda cell: "nan" in cell).any(axis=None)


def test_the_set_is_held_to_six_tests_of_which_figures_answer_some(real_study, appraised):
    table = tables.set_table(real_study, appraised)["The set as a whole"]
    assert list(table.index) == [
        "Focused", "Appropriate", "Balanced", "Robust", "Integrated", "Cost-effective",
    ]  # fmt: skip
    chosen = shortlist(appraised)
    assert table["Focused"].startswith(f"{len(chosen)} indicators, of 62")
    for priority, title in PRIORITY_TITLES.items():
        assert f"{title}: {(chosen['priority'] == priority).sum()}" in table["Balanced"]
    assert f"{chosen['value'].notna().sum()} of {len(chosen)} have a figure now" in table["Robust"]
    assert f"{(chosen['tier'] == 'to_collect').sum()} would have to be collected" in table["Cost-effective"]


def test_each_recommended_measure_has_a_page_with_its_eight_words_and_who_decides(real_study, appraised):
    pages = tables.kpi_pages(real_study, appraised).pages
    assert [page.indicator for page in pages] == list(shortlist(appraised).index)
    for page in pages:
        row = appraised.loc[page.indicator]
        assert page.tests["Word"].to_list() == row[list(TESTS)].to_list()
        assert any(row["decided_by"] in words for words in page.words)
        assert page.words[-1] == real_study.reference.indicators[page.indicator].caveat
        assert not any("nan" in words.split() for words in page.words)


def test_a_page_of_what_is_not_measured_says_so_and_speaks_of_no_change(real_study, appraised):
    pages = {page.indicator: page for page in tables.kpi_pages(real_study, appraised).pages}
    assert pages["harassment_silences"].words[1] == "Lancashire has no figure: nobody publishes it."
    assert pages["get_on_well"].words[1] == "Lancashire has no figure: not imported yet."
    assert "6.1 percentage points" in pages["employment_rate"].words[1]


def test_a_page_shown_in_a_notebook_escapes_what_is_written_in_it(real_study, appraised, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    risky = appraised.copy()
    risky.loc["employment_rate", "proposal_reason"] = "Fewer than <b>ten</b> & more."
    tables.kpi_pages(real_study, risky)._ipython_display_()
    assert len(shown) == len(shortlist(appraised))
    told = "".join(one.data for one in shown)
    assert "Fewer than &lt;b&gt;ten&lt;/b&gt; &amp; more." in told


def test_early_warning_figures_stand_alone_without_a_verdict_a_target_or_another_place(real_study):
    table = tables.early_warning_table(real_study)
    assert len(table) == 5
    row = table.loc["Violence against the person, recorded by the police"]
    assert row.drop("What to bear in mind").to_list() == [
        "30.4 per 1,000 residents",
        "2024",
        "30.1 to 30.7",
        1,
    ]
    assert table.loc["Hate crime recorded by the police", "Latest figure"] == "none held yet"
    words = table.drop(columns="What to bear in mind").astype(str).map(str.lower)
    assert not words.map(lambda cell: "better" in cell or "worse" in cell or "target" in cell).any(axis=None)
    assert not {"England", "Mean of the group", "Verdict", "Direction"} & set(table.columns)


def test_a_study_of_another_council_reads_right(real_study):
    study = study_of(
        real_study.parameters.model_copy(update={"lead_authority": KENT, "district_group": None}),
        real_study.paths,
    )
    appraised = appraise(study)
    none = "No judgement of measures has been entered for Kent, so none is proposed."
    for table in (tables.shortlist_table(study, appraised), tables.set_table(study, appraised)):
        assert table.empty and list(table) == [none]
    assert tables.kpi_pages(study, appraised).otherwise == none
    assert charts.tests_grids(study, appraised).otherwise == none
    table = tables.measured_table(study, followed(appraised))
    assert len(table) > 30
    assert not [name for name in table.columns if "places" in name]
    assert not appraised["comparable_why"].str.contains("places").any()
    told = pd.concat([tables.priorities_table(study, appraised)["In words"]]).str.cat()
    assert "Lancashire" not in told


def test_a_figure_that_others_have_is_not_called_unimported(real_study):
    scilly = study_of(
        real_study.parameters.model_copy(update={"lead_authority": "E06000053", "district_group": None}),
        real_study.paths,
    )
    appraised = appraise(scilly)
    indicators = scilly.reference.indicators
    told = {
        name: dated_words(indicators[name], appraised.loc[name])
        for name in ("employment_rate", "get_on_well")
    }
    assert told == {"employment_rate": "none: held for others only", "get_on_well": "none: not imported yet"}
