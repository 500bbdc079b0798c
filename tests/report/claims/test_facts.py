"""Figures enter the prose by tokens, as the findings hold them."""

import pytest

from benchmarking.errors import ReportError
from benchmarking.report.claims.language import parse


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("child_poverty.lead", "28.4%"),
        ('child_poverty["E10000016"]', "23.4%"),
        ("child_poverty.period", "2024/25"),
        ("employment_rate.interval", "70.7 to 76.7"),
        ("employment_rate.rank", "3 to 10 of 11"),
        ("life_satisfaction.trend", "no clear change (tested at 0.2%; it would be clear at 5%)"),
        (
            "anxiety.trend",
            "no clear change (tested at 0.2%; it would be clear at 5%; not firm after adjusting for 7 trends)",
        ),
        ("homelessness_duty.group", "3.40 per 1,000 households (the mean of the 8 with a figure)"),
        ('child_poverty["Lancashire"]', "28.4%"),
        ('employment_rate["England"]', "76.0%"),
    ],
)
def test_a_token_gives_the_figure_as_the_tables_do(facts, text, words):
    assert facts.figure(parse(text)).words == words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("child_poverty.england", "no figure published"),
        ("child_poverty.interval", "no interval"),
        ("child_poverty.rank", "only a fifth of England"),
        ("child_poverty.trend", "0 of 5 points with an interval"),
        ("get_on_well.lead", "no figure"),
        ("employment_rate.england.rank", "told of Lancashire only"),
        ('employment_rate["Kent"].trend', "told of Lancashire only"),
        ('child_poverty["Burnley"]', "not among the authorities compared"),
        ("child_povrty.lead", "Did you mean 'child_poverty'"),
    ],
)
def test_what_does_not_exist_is_refused_and_never_blank(facts, text, why):
    with pytest.raises(ReportError) as wrong:
        facts.figure(parse(text))
    assert why in str(wrong.value)
