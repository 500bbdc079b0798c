"""What a chapter may say between double braces, and how a slip in it is told."""

import pytest

from benchmarking.errors import ReportError
from benchmarking.report.claims.language import (
    Changed,
    Compared,
    Figure,
    GapMoves,
    InFifth,
    Moves,
    Ranked,
    Share,
    parse,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("child_poverty.lead", Figure("child_poverty")),
        ("child_poverty.england", Figure("child_poverty", "reference")),
        ("child_poverty.group", Figure("child_poverty", "group")),
        ('child_poverty["E10000016"]', Figure("child_poverty", "E10000016")),
        (
            'child_poverty["Newcastle upon Tyne"].period',
            Figure("child_poverty", "Newcastle upon Tyne", "period"),
        ),
        ("child_poverty.interval", Figure("child_poverty", "lead", "interval")),
        ("child_poverty.england.interval", Figure("child_poverty", "reference", "interval")),
        ("employment_rate.rank", Figure("employment_rate", "lead", "rank")),
        ("employment_rate.trend", Figure("employment_rate", "lead", "trend")),
        ("child_poverty is higher than england", Compared("child_poverty", "higher", "reference")),
        ("child_poverty is similar to the group", Compared("child_poverty", "similar", "group")),
        ('employment_rate is worse than "Kent", fragile', Compared("employment_rate", "worse", "Kent", True)),
        ("employment_rate ranks between 6 and 9 of 11", Ranked("employment_rate", 6, 9, 11)),
        ("child_poverty is in the second highest fifth", InFifth("child_poverty", "second highest")),
        ("employment_rate has not changed since 2024", Changed("employment_rate", "not changed", 2024)),
        ("child_poverty has stayed close since 2023", Changed("child_poverty", "stayed close", 2023)),
        ("life_satisfaction shows no clear trend", Moves("life_satisfaction", "no clear change")),
        (
            "life_satisfaction shows no clear trend, fragile",
            Moves("life_satisfaction", "no clear change", True),
        ),
        ("life_satisfaction is improving", Moves("life_satisfaction", "improving")),
        ("the gap in attainment_8_fsm_gap is widening", GapMoves("attainment_8_fsm_gap", "widening")),
        ("most of the ten are lower on child_poverty", Share("child_poverty", "most", "lower", "ten")),
        ("none of them are better on child_poverty", Share("child_poverty", "none", "better")),
        (
            "most of the group are worse on employment_rate, fragile",
            Share("employment_rate", "most", "worse", hedged=True),
        ),
    ],
)
def test_each_form_of_the_language_is_read(text, said):
    assert parse(text) == said


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("apprenticeship_starts are higher than england", "apprenticeship_starts is higher than england"),
        ("child_poverty is higher than England", "child_poverty is higher than england"),
        ("child_poverty is higher than 'Kent'", 'child_poverty is higher than "Kent"'),
        ("child_poverty is higher than Kent", 'child_poverty is higher than "Kent"'),
        ("child_poverty.England", "child_poverty.england"),
        ("child_poverty has risen since 2023/24", "child_poverty has risen since 2023"),
    ],
)
def test_what_a_researcher_may_well_write_is_read_too(text, alike):
    assert parse(text) == parse(alike)


def test_a_plural_is_kept():
    assert parse("apprenticeship_starts have risen since 2023").have == "have"
    assert parse("apprenticeship_starts show no clear trend").show == "show"


def test_spaces_and_line_ends_within_a_claim_do_no_harm():
    assert parse("child_poverty   is higher\n  than england") == parse("child_poverty is higher than england")
    assert parse("child_poverty has stayed\nclose since 2023") == parse(
        "child_poverty has stayed close since 2023"
    )


@pytest.mark.parametrize(
    ("text", "pointed_at", "next_step"),
    [
        ("child_poverty is highr than england", "from 'highr' on", "Did you mean 'higher'"),
        ("child_poverty is higher then england", "from 'then' on", "Did you mean"),
        ("child_poverty.leed", "from 'leed' on", "Did you mean 'lead'"),
        ("child_poverty is", "which ends too early", "or leave the sentence out"),
        ("employment_rate ranks between six and 9 of 11", "from 'six' on", "or leave the sentence out"),
        ("child_poverty is better to england", "from 'to' on", "or leave the sentence out"),
        ("", "which ends too early", "or leave the sentence out"),
    ],
)
def test_a_claim_that_does_not_parse_is_shown_from_the_word_that_could_not_be_read(
    text, pointed_at, next_step
):
    with pytest.raises(ReportError, match="cannot be read") as wrong:
        parse(text)
    assert pointed_at in str(wrong.value)
    assert next_step in str(wrong.value)
