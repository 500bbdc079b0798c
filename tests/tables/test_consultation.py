"""Tables of whom a consultation reached: as far as counts may be shown, and titled."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from benchmarking import tables
from benchmarking.consultation import Reach, reach_of
from benchmarking.stats import sample_needed

TABLES = [
    tables.who_took_part_table, tables.reached_table, tables.cells_table, tables.missing_table,
    tables.sizes_table, tables.further_table,
]  # fmt: skip


@pytest.fixture(scope="module")
def reach(real_study) -> Reach:
    return reach_of(real_study)


@pytest.mark.parametrize("table", TABLES)
def test_a_made_up_example_says_so_in_the_title_of_every_table(reach, table):
    shown = table(reach)
    assert shown.title.startswith("Made-up example: ")
    assert repr(shown).startswith("Made-up example: ")
    assert "<caption>Made-up example: " in shown._repr_html_()
    real = table(replace(reach, made_up=False))
    assert "ade-up" not in real.title


def test_counts_are_told_as_far_as_they_may_be(reach):
    frame = tables.reached_table(reach).frame
    assert frame.loc[("Age", "16 to 19"), ["Participants", "Ratio", "Beside that"]].tolist() == [
        "none",
        "0.00",
        "fewer",
    ]
    assert frame.loc[("Ethnic group", "Black"), "Participants"] == "fewer than 5"
    assert frame.loc[("Ethnic group", "Black"), "Adjusted residual"] == "–"
    assert re.fullmatch(r"\d+ to \d+", frame.loc[("Ethnic group", "White"), "Participants"])
    assert frame.loc[("District", "Burnley"), "Participants"] == "33"


def test_no_table_prints_a_count_of_one_to_four(reach):
    for table in (tables.reached_table, tables.missing_table):
        for words in table(reach).frame["Participants"]:
            assert not re.fullmatch(r"[1-4]", words), words
    for words in tables.cells_table(reach).frame.to_numpy().ravel():
        assert not re.match(r"[1-4] \(", words), words


def test_cells_stand_by_age_and_sex_and_ethnic_group(reach):
    frame = tables.cells_table(reach).frame
    assert frame.shape == (14, 5)
    assert frame.loc[("16 to 19", "Female"), "White"] == "none (9.9)"
    assert frame.loc[("20 to 24", "Male"), "White"] == "1 to 4 (12.5)"


def test_whoever_is_missing_stands_in_the_censuss_order_with_what_is_short(reach):
    frame = tables.missing_table(reach).frame
    of_age = frame.loc["age"]
    assert list(of_age.index) == ["16 to 19", "20 to 24", "25 to 34"]
    assert of_age.loc["16 to 19", "Short by"] == "24"
    assert frame.loc[("age × sex × ethnic group", "20 to 24, Male, White"), "Short by"] == "9 or more"


def test_where_nobody_is_clearly_missing_the_title_says_so(reach):
    alike = replace(reach, counts=reach.counts.assign(verdict="within"))
    assert tables.missing_table(alike).title.endswith("nobody is clearly missing")


def test_further_participants_are_those_for_the_margin_less_those_there_are(reach):
    frame = tables.further_table(reach).frame
    effect = reach.sizes["design_effect"].iloc[-1]
    for points in tables.consultation.MARGINS:
        needed = sample_needed(points / 100, design_effect=effect, level=reach.level)
        line = frame.loc[f"{points} points either way"]
        assert line["Needed as these came"] == f"{needed:,}"
        assert line["Further, as these came"] == f"{needed - reach.total:,}"
    plenty = replace(reach, total=10_000)
    assert set(tables.further_table(plenty).frame["Further, as these came"]) == {"none"}


def test_sizes_say_who_no_weight_can_stand_for(reach):
    frame = tables.sizes_table(reach).frame
    assert frame.loc["age, sex and ethnic group at once", "No weight can stand for"] == "16 to 19"
    noted = replace(reach, sizes=reach.sizes.assign(note="No weights meet all margins"))
    assert set(tables.sizes_table(noted).frame["Tell at most as much as"]) == {"No weights meet all margins"}


def test_titles_are_escaped_in_a_page(reach):
    odd = replace(reach, lead="<b>Burnley</b> & Pendle")
    assert "&lt;b&gt;Burnley" in tables.reached_table(odd)._repr_html_()
