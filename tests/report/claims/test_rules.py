"""What stands in the prose without a token by rule, and what does not, however it is written."""

import pytest

from benchmarking.report.claims.prose import read_chapter


def wrong(text):
    chapter = read_chapter(
        text, "a.md", {"child_poverty"}.__contains__, ["Lancashire-12"], ["17,908", "1.7%", "29.6%"]
    )
    return [str(fault) for fault in chapter.faults]


@pytest.mark.parametrize(
    "text",
    [
        "On 21 May 2024, or the 21st May 2024, the strategy for 2024-28 was read; the year 2023/24 was used.",
        "Between 2011–21 and 2011-2021, as in the 1990s.",
        "1. Note this.\n2. And\nthis.\n3. And that.",
        "1. Note this.\n{% if lead %}\n2. And this.\n{% endif %}",
        "At key stage 2, in Lancashire-12, the Attainment 8 score counts, and grade 5, and level 3.",
        "Children under 16, residents aged 16 to 64, those aged 65 and over, under-5s and 16 to 17 year olds.",
        "Pupils in Year 6, before Covid-19; see notebook 06, section 106 and pages 5 to 7.",
        "See `tables.xlsx` and [the page](https://example.org/10) or <https://example.org/2011-10>.",
        '{% if tested > 3 %}Some{% endif %}{{ "is" if tested == 1 else "are" }} tested. {# 99 of them #}',
        '{% if level != "95%" %}Moved.{% endif %}',
        "{{ places.since_2011 }}",
        "![words](a-1.svg)",
        "The twelve districts, the four priorities, two of the ten, and a report after twelve months.",
    ],
)
def test_dates_years_ages_list_numbers_names_and_small_numbers_in_words_need_no_token(text):
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "figure", "row"),
    [
        ("# Poverty\n\nChild poverty is 28.4% here.", "28.4%", 3),
        ("# Poverty of 28%\n\nWords.", "28%", 1),
        ("There are 1,235,352 residents in 2021.", "1,235,352", 1),
        ("In 2024 it was {{ child_poverty.lead }}, up from 27.", "27", 1),
        ("About 2024% more.", "2024%", 1),
        ("A score of 2024.5.", "2024.5", 1),
        ("Pay of £2000 a month.", "2000", 1),
        ("Some 1,990 people.", "1,990", 1),
        ("From 21 to.", "21", 1),
        ("Fewer, under 28 of them.", "28", 1),
        ("At a level 28 higher.", "28", 1),
        ("In all there were\n28. Then more.", "28", 2),
        ("1. One.\n28. Not the next.", "28", 2),
        ("`28.4%` of children.", "28.4%", 1),
        ('![words](a.svg "Of 28%")', "28%", 1),
        ('[words](a.html "28%")', "28%", 1),
        ("![28% of children](a.svg)", "28%", 1),
        ("[28%](a.html)", "28%", 1),
        ("| a | 28 |", "28", 1),
        (": Caption of 28%", "28%", 1),
        ("Words.[^1]", "1", 1),
        ("<span>28%</span>", "28%", 1),
        ("&#50; of them", "50", 1),
        ("It is “28%” they say.", "28%", 1),
        ("２８%", "２８%", 1),
        ("About ½ of them.", "½", 1),
        ("Part Ⅷ of them.", "Ⅷ", 1),
        ("x² of them.", "²", 1),
        ("{% raw %}28{% endraw %}", "28", 1),
        ("{% if lead %}28{% endif %}", "28", 1),
        ("A third of children.", "A third", 1),
        ("Two thirds of children.", "Two thirds", 1),
        ("Nearly half of them.", "half", 1),
        ("Twice as many.", "Twice", 1),
        ("Three times as many.", "Three times", 1),
        ("Seven in ten are.", "Seven in ten", 1),
        ("One out of every five is.", "One out of every five", 1),
        ("Some twenty-eight children.", "twenty-eight", 1),
        ("Thousands of residents.", "Thousands", 1),
        ("It doubled.", "doubled", 1),
        ("Ten per cent.", "per cent", 1),
        ("A tenfold rise.", "tenfold", 1),
    ],
)
def test_a_figure_that_no_token_gave_is_told_with_its_row_and_sentence(text, figure, row):
    (said,) = wrong(text)
    assert said.startswith(
        f"a.md, row {row}: The figure {figure} stands in the prose without a token, in the sent"
    )


def test_several_figures_of_one_sentence_are_told_together():
    (said,) = wrong("From 28.4% to 30%, by 1.6 points. No more.")
    assert "The figures 28.4%, 30% and 1.6 stand in the prose" in said


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("{{ 28 }}", "28"),
        ('{{ "28%" }}', "28%"),
        ('{{ "a third" }}', "a third"),
        ("{% set x = 28.4 %}{{ x }}", "28.4"),
        ("{% for i in range(28) %}{{ i }}{% endfor %}", "28"),
        ('{{ lead | replace("L", "28") }}', "28"),
        ("{% macro f(x=28) %}{{ x }}{% endmacro %}{{ f() }}", "28"),
    ],
)
def test_a_figure_between_braces_is_no_way_around(text, figure):
    (said,) = wrong(text)
    assert said.startswith(f"a.md, row 1: The figure {figure} stands between braces")


def test_a_line_quoted_from_the_strategy_may_hold_the_figures_that_it_prints_and_no_others():
    assert wrong('> In 2021 the "White" ethnic group had increased by 17,908 people (1.7%)\n\nis said.') == []
    (said,) = wrong("Words.\n\n> Child poverty is 28.4%, and half of it more.")
    assert said.startswith("a.md, row 3: The figure 28.4% is quoted and is not one that the strategy prints")
    assert "data/reference/strategy_claims.csv" in said


@pytest.mark.parametrize("word", ["higher", "lower", "better", "worse"])
def test_the_words_of_a_claim_compare_only_in_a_claim(word):
    (said,) = wrong(f"It is {{{{ child_poverty.lead }}}} and so {word} than Kent.")
    assert f"The words '{word} than' stand outside a claim" in said


def test_a_high_or_low_figure_may_be_spoken_of():
    assert (
        wrong(
            "Places count from the highest figure. A higher index does not mean that residents get on worse."
        )
        == []
    )


@pytest.mark.parametrize("word", ["not", "never", "no longer", "much", "far", "significantly"])
def test_no_word_before_a_claim_turns_or_strengthens_it(word):
    (said,) = wrong(f"It is {word} {{{{ child_poverty is higher than england }}}}.")
    assert f"The word '{word}' before a claim turns or strengthens it" in said
    assert wrong(f"It is {word} {{{{ child_poverty.lead }}}}.") == []
