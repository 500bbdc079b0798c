"""The pages and tables of practice: nothing lost, nothing ranked, silence in the same words everywhere."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from benchmarking import tables
from benchmarking.practice import practice_rows
from benchmarking.study import study_of
from benchmarking.tables.practice import OFFICERS, TO_FILL, approach_table

KENT = "E10000016"
NONE = "None found in the sources searched"


@pytest.fixture(scope="module")
def from_kent(real_study):
    """The same study told for Kent."""
    choices = {"lead_authority": KENT, "district_group": None}
    return study_of(real_study.parameters.model_copy(update=choices), real_study.paths)


def _all_pages(study):
    kinds = (
        tables.authority_pages,
        tables.district_pages,
        tables.neighbour_pages,
        tables.other_authority_pages,
        tables.organisation_pages,
    )
    return [page for kind in kinds for page in kind(study).pages] + [tables.own_page(study)]


def test_each_of_the_172_rows_is_on_one_page_and_on_one_only(real_study):
    shown = [name for page in _all_pages(real_study) for name in page.rows["id"]]
    assert sorted(shown) == sorted(real_study.reference.practice.ids)


def test_ribble_valley_is_the_district_of_which_none_was_found(real_study):
    pages = tables.district_pages(real_study).pages
    assert [page.heading for page in pages if page.rows.empty] == ["Ribble Valley"]
    ribble_valley = next(page for page in pages if page.heading == "Ribble Valley")
    assert NONE in ribble_valley.html and "<table" not in ribble_valley.html
    assert len(pages) == 12


def test_blackburn_with_darwen_and_blackpool_are_neighbours_and_not_among_the_districts(real_study):
    beside = [page.heading for page in tables.neighbour_pages(real_study).pages]
    assert beside == ["Blackburn with Darwen", "Blackpool"]
    assert not set(beside) & {page.heading for page in tables.district_pages(real_study).pages}


def test_a_page_says_what_was_not_found_how_many_are_old_and_how_many_have_no_address(real_study):
    pages = {page.heading: page for page in tables.authority_pages(real_study).pages}
    assert f"{NONE} on: empower communities" in pages["Kent"].opening
    rows = practice_rows(real_study)
    old = len(rows[(rows["area_code"] == "E10000034") & (rows["age"] == "old")])
    assert f"speak of no year from 2021 on: {old}" in pages["Worcestershire"].opening
    assert "without an address: 2" in pages["North Yorkshire"].opening
    assert pages["North Yorkshire"].html.count("(no address)") == 2


def test_an_old_row_is_marked_on_its_page(real_study):
    for page in _all_pages(real_study):
        assert page.html.count("<b>older than 5 years</b>") == (page.rows["age"] == "old").sum()


def test_words_and_addresses_from_a_table_cannot_become_markup(real_study):
    rows = practice_rows(real_study).head(1).assign(
        title="<script>alert(1)</script>", what_it_does="A & B", source_url='https://a.uk/"onclick="x'
    )  # fmt: skip
    page = tables.PracticePage("<b>Kent</b>", "<i>words</i>", rows).html
    assert "<script>" not in page and "<i>words" not in page and "<b>Kent" not in page
    assert "A &amp; B" in page and 'https://a.uk/"' not in page


def test_evidence_and_transferability_stand_in_columns_of_their_own(real_study):
    page = tables.authority_pages(real_study).pages[0].html
    heads = re.findall(r"<th[^>]*>([^<]+)</th>", page)
    assert heads == [
        "What and when",
        "What it does",
        "Bears on",
        "Evidence",
        "Could a county of two tiers?",
        "Source",
    ]


def test_the_crossing_of_transferability_and_evidence_counts_every_row_but_the_leads(real_study):
    table = tables.transfer_table(real_study)
    assert table.to_numpy().sum() == 172 - 4
    assert table.shape == (4, 5)


def test_nothing_on_these_pages_ranks_or_scores_a_council(real_study):
    for page in [*tables.authority_pages(real_study).pages, *tables.district_pages(real_study).pages]:
        assert not re.search(r"\b(best|worst|rank\w*|league|leading|lagging|ahead|behind)\b", page.opening)


def test_the_strands_show_figures_and_say_where_there_is_none(real_study, findings):
    libraries = approach_table(real_study, findings, "libraries")
    assert libraries.loc["Visited a public library", "Lancashire"] == "23% (22 to 24)"
    matters = approach_table(real_study, findings, "everyone-matters")
    assert set(matters["Lancashire"]) == {"no figure held"}


def test_what_describes_residents_who_came_is_never_better_or_worse(real_study, findings):
    refugees = approach_table(real_study, findings, "refugees")
    assert not refugees["Beside England"].str.contains("better|worse|improv").any()


def test_a_strand_page_ends_with_what_is_not_known(real_study, findings):
    pages = tables.approach_pages(real_study, findings).pages
    assert [page.heading for page in pages] == ["Libraries", "Everyone Matters", "Support for refugees"]
    assert all(page.closing.startswith("What is not known:") for page in pages)


def test_another_lead_has_no_strands_and_its_strategy_was_not_read(from_kent, findings):
    assert tables.approach_pages(from_kent, findings).pages == ()
    assert "Kent" in tables.approach_pages(from_kent, findings).otherwise
    said = tables.checklist_table(from_kent)["What the strategy says"]
    assert set(said) == {"the strategy of Kent was not read"}


def test_the_checklist_has_eighteen_lines_and_its_officers_columns_are_left_to_them(real_study):
    table = tables.checklist_table(real_study)
    assert len(table) == 6 + 12
    assert (table[OFFICERS] == TO_FILL).all(axis=None)
    assert table.loc["expectation h", "What the strategy says"] == "nothing found in the strategy"
    assert (
        table.loc[table["What the strategy says"] != "nothing found in the strategy", "Page"] != "none"
    ).all()


def test_the_table_of_measures_says_held_only_of_what_is_held(real_study):
    table = tables.peer_measures_table(real_study)
    assert "(no figure held)" in table.loc["Belonging to the neighbourhood", "In the registry"]
    assert "(held)" in table.loc["People resettled or supported, by scheme", "In the registry"]
    assert table.loc["Feeling safe where one lives", "In the registry"] == "nothing like it in the registry"


def test_the_practice_table_has_every_row_and_no_blank_cell(real_study):
    table = tables.practice_table(real_study)
    assert len(table) == 172
    assert (table != "").all(axis=None)
    assert (table["Address"] == "no address").sum() == 3


def test_a_study_without_comparators_says_that_it_has_no_page(real_study):
    alone = replace(real_study)
    alone.__dict__["comparators"] = []
    assert tables.authority_pages(alone).pages == ()
    assert "compares with nobody" in tables.authority_pages(alone).otherwise
