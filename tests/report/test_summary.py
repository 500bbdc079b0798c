"""The summary for Cabinet: one page of what is firm, what could turn and what cannot yet be known."""

from __future__ import annotations

import dataclasses
import re

import bs4
import pandas as pd
import pikepdf
import pytest

from benchmarking import tables
from benchmarking.findings import each, finding, findings_of, sentence
from benchmarking.findings.choices import other_groups
from benchmarking.report.papers import PAPERS, write_paper
from benchmarking.report.summary import SUMMARY, summary

A4 = (595.3, 841.9)
HEADINGS = ["What is firm", "What could turn", "What cannot yet be known"]


@pytest.fixture(scope="module")
def study(cabinet):
    return cabinet[0]


@pytest.fixture(scope="module")
def found(study):
    return findings_of(study)


@pytest.fixture(scope="module")
def page(cabinet):
    return bs4.BeautifulSoup((cabinet[1] / SUMMARY[0]).read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def printed(cabinet):
    return cabinet[1] / SUMMARY[1]


@pytest.fixture(scope="module")
def another(study, tmp_path_factory):
    """The summary of another lead than the study's own: its folder and the names its words used."""
    kent = dataclasses.replace(
        study, parameters=study.parameters.model_copy(update={"lead_authority": "E10000016"})
    )
    rows = findings_of(kent, keep=False)
    folder = tmp_path_factory.mktemp("kent")
    (paper,) = [one for one in PAPERS if one.files == SUMMARY]
    write_paper(paper, kent, rows, folder)
    return folder, summary(kent, rows)


def _list(page, title):
    (heading,) = (found for found in page.main.find_all("h2") if found.get_text() == title)
    return [line.get_text() for line in heading.find_parent("section").find_all("li")]


def _sides(path):
    with pikepdf.open(path) as pdf:
        return [tuple(float(edge) for edge in one.mediabox[2:]) for one in pdf.pages]


def test_it_is_one_a4_page_for_lancashire(printed):
    assert _sides(printed) == [pytest.approx(A4, abs=0.5)]


def test_it_is_one_a4_page_for_kent_too_and_speaks_of_kent(another, visible_text):
    folder, names = another
    assert _sides(folder / SUMMARY[1]) == [pytest.approx(A4, abs=0.5)]
    (words,) = visible_text(folder / SUMMARY[1])
    assert "Kent: cohesion" in words
    assert names["lead"] == "Kent"
    assert all(": Kent " in line for line in names["firm"] + names["fragile"])


def test_the_page_of_paper_holds_all_that_the_web_page_does(page, printed, visible_text):
    (words,) = visible_text(printed)
    squeezed = re.sub(r"\s", "", words)
    for said in page.main.find_all(["h2", "p", "li"]):
        assert re.sub(r"\s", "", said.get_text()) in squeezed


def test_its_parts_are_what_is_firm_what_could_turn_and_what_cannot_be_known(page):
    assert [heading.get_text() for heading in page.main.find_all("h2")] == HEADINGS


def test_the_five_firmest_differ_and_are_stable_and_none_left_out_is_firmer(study, found):
    differ = found[
        found["kind"].isin(["group", "reference"])
        & (found["basis"] == "tested")
        & (found["firmness"] == "stable")
        & ~found["verdict"].isin(tables.NO_DIFFERENCE)
    ]
    told = summary(study, found)["firm"]
    said = {sentence(one, study.reference, "Lancashire"): one for one in each(differ)}
    assert len(told) == len(set(told)) == 5
    assert set(told) <= set(said)
    tier = study.reference.indicators.by_id["tier"]
    order = [(tier[said[line].indicator], said[line].p_adjusted) for line in told]
    left_out = [one for line, one in said.items() if line not in told and one.kind == "reference"]
    assert order == sorted(order)
    assert all((tier[one.indicator], one.p_adjusted) >= max(order) for one in left_out)


def test_a_difference_from_the_group_that_another_list_would_not_show_is_not_called_firm(study, found):
    one = finding(found, "visited_library.vs.group")
    assert (one.verdict, one.firmness) == ("worse", "stable")
    others = other_groups(study)
    assert "similar" in set(others.loc[others["indicator"] == "visited_library", "verdict"])
    firm = summary(study, found)["firm"]
    assert sentence(one, study.reference, "Lancashire") not in firm
    homes = finding(found, "temporary_accommodation.vs.group")
    assert set(others.loc[others["indicator"] == "temporary_accommodation", "verdict"]) == {"better"}
    assert sentence(homes, study.reference, "Lancashire") in firm


def test_a_headline_indicator_is_told_before_firmer_ones_of_the_second_tier(study, found):
    others = found["indicator"].ne("employment_rate") | found["kind"].ne("reference")
    row = found[~others].assign(
        verdict="worse", firmness="stable", p_adjusted=0.04, checks_passed=4, checks=4
    )
    firm = summary(study, pd.concat([found[others], row]))["firm"]
    assert firm[0].startswith("Employment rate") and len(firm) == 5


def test_firm_findings_for_which_there_is_no_room_are_counted_and_so_are_those_another_list_denies(
    study, found, page
):
    names = summary(study, found)
    assert (names["firm_too"], names["by_list"]) == ("", "1 worse")
    words = page.main.get_text(" ", strip=True)
    assert "since another list of authorities does not say so: 1 worse." in words
    of_england = found["kind"].eq("reference") & found["basis"].eq("tested")
    more = of_england & found["verdict"].eq("similar")
    told = summary(study, found.assign(verdict=found["verdict"].mask(more, "worse"), firmness="stable"))
    assert int(told["firm_too"].partition(" worse")[0].split()[-1]) >= 5


def test_lists_that_say_opposite_things_and_trends_that_lean_are_told_on_the_page(page, study, found):
    words = page.main.get_text(" ", strip=True)
    opposites = tables.opposites(tables.groups_table(study, found))
    assert "Households owed a homelessness duty" in opposites
    assert "one saying better and another worse, on: " + "; ".join(opposites) in words
    assert "not clear at our strict 0.2%, clear at 5%: " in words
    assert "Employment rate, ages 16 to 64 (falling)" in words
    assert "Councils differ in how they record homelessness, and housing is a duty of the districts." in words


def test_how_homelessness_is_recorded_is_told_only_where_a_figure_of_it_is_held(study, found):
    assert summary(study, found)["homeless"]
    of_homes = found["indicator"].isin(["homelessness_duty", "temporary_accommodation"])
    assert not summary(study, found.assign(lead_value=found["lead_value"].mask(of_homes)))["homeless"]


def test_the_three_that_could_turn_are_of_three_indicators_headline_first_and_the_most_fragile(study, found):
    tier = study.reference.indicators.by_id["tier"]
    rows = found[(found["firmness"] == "fragile") & found["kind"].isin(["group", "reference"])]
    said = {sentence(one, study.reference, "Lancashire"): one for one in each(rows)}
    chosen = [said[line] for line in summary(study, found)["fragile"]]
    assert len({one.indicator for one in chosen}) == 3
    order = [(tier[one.indicator], one.checks_passed / one.checks, one.p_adjusted) for one in chosen]
    assert order == sorted(order)
    assert chosen[0].indicator == "employment_rate" and tier["employment_rate"] == "headline"
    others = [one for one in each(rows) if one.indicator not in {one.indicator for one in chosen}]
    assert all(
        (tier[one.indicator], one.checks_passed / one.checks, one.p_adjusted) > order[-1] for one in others
    )


def test_every_figure_of_the_page_is_as_in_the_findings(page, study, found):
    def plain(words):
        return words.replace("\u2019", "'")

    rows = found[found["kind"].isin(["group", "reference"]) & (found["basis"] == "tested")]
    known = {plain(sentence(one, study.reference, "Lancashire")) for one in each(rows)}
    lines = [plain(line) for title in HEADINGS[:2] for line in _list(page, title)]
    assert len(lines) == 8
    assert set(lines) <= known


def test_another_finding_gives_another_page(study, found):
    turned = found.copy()
    weekly = (turned["indicator"] == "median_weekly_pay") & (turned["kind"] == "reference")
    assert weekly.sum() == 1
    turned.loc[weekly, ["verdict", "firmness"]] = ["similar", "stable"]
    assert any("weekly pay" in line for line in summary(study, found)["firm"])
    assert not any("weekly pay" in line for line in summary(study, turned)["firm"])


def test_what_cannot_be_known_names_every_headline_question_without_a_figure(page, study, found):
    headline = tables.of_tier(study, "headline")
    held = set(found.loc[found["lead_value"].notna(), "indicator"])
    words = page.main.find_all("section")[-1].get_text(" ", strip=True)
    assert f"{len(set(headline) & held)} of {len(headline)} headline indicators have a figure" in words
    for name in set(headline) - held:
        assert study.reference.indicators[name].title in words
    tested = set(
        found.loc[(found["basis"] == "tested") & found["kind"].isin(["group", "reference"]), "indicator"]
    )
    assert f"Of those held, {len(set(headline) & held - tested)} can be told but not tested." in words


def test_where_nothing_is_firm_and_nothing_turns_it_says_so(study, found, tmp_path):
    silent = found.assign(firmness="", basis="published and untested")
    (paper,) = [one for one in PAPERS if one.files == SUMMARY]
    write_paper(paper, study, silent, tmp_path)
    page = bs4.BeautifulSoup((tmp_path / SUMMARY[0]).read_text(encoding="utf-8"), "html.parser")
    assert _list(page, HEADINGS[0]) == [
        "No difference from England or from the mean of the group could be tested and stayed the same under every "
        "check."
    ]
    assert _list(page, HEADINGS[1]) == [
        "No tested finding against England or the mean of the group turns with another choice within this study."
    ]
