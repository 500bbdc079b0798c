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
        ("employment_rate has not changed since 2024", Changed("employment_rate", "has not changed", 2024)),
        ("child_poverty has stayed close since 2023", Changed("child_poverty", "has stayed close", 2023)),
        ("life_satisfaction shows no clear trend", Moves("life_satisfaction", "no clear change")),
        (
            "life_satisfaction shows no clear trend, fragile",
            Moves("life_satisfaction", "no clear change", True),
        ),
        ("life_satisfaction is improving", Moves("life_satisfaction", "improving")),
        ("the gap in attainment_8_fsm_gap is widening", GapMoves("attainment_8_fsm_gap", "widening")),
        ("most of the ten are lower on child_poverty", Share("child_poverty", "most", "lower", "ten")),
        ("none of them are better on child_poverty", Share("child_poverty", "none", "better")),
    ],
)
def test_each_form_of_the_language_is_read(text, said):
    assert parse(text) == said


def test_spaces_and_line_ends_within_a_claim_do_no_harm():
    assert parse("child_poverty   is higher\n  than england") == parse("child_poverty is higher than england")


@pytest.mark.parametrize(
    ("text", "pointed_at"),
    [
        ("child_poverty is highr than england", "from 'highr' on"),
        ("child_poverty is higher then england", "from 'then' on"),
        ("child_poverty.leed", "from 'leed' on"),
        ("child_poverty is", "which ends too early"),
        ("employment_rate ranks between six and 9 of 11", "from 'six' on"),
        ("child_poverty is better to england", "from 'to' on"),
        ("", "which ends too early"),
    ],
)
def test_a_claim_that_does_not_parse_is_shown_from_the_word_that_could_not_be_read(text, pointed_at):
    with pytest.raises(ReportError, match="cannot be read") as wrong:
        parse(text)
    assert pointed_at in str(wrong.value)
