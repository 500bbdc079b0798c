"""Chapters as researchers write them: what is found in them, and what stops the build."""

import pytest

from benchmarking.errors import ReportError
from benchmarking.report.claims.language import Compared, Figure
from benchmarking.report.claims.prose import leave_out, read_chapter

KNOWN = {"child_poverty", "employment_rate"}
NAMES = ["key stage 2", "Lancashire-12", "Attainment 8"]


def read(text):
    return read_chapter(text, "05-poverty.md", KNOWN.__contains__, NAMES)


def test_figures_and_claims_are_found_with_their_line_and_sentence():
    chapter = read(
        "# Poverty\n\nOne. Child poverty is {{ child_poverty.lead }},\n"
        "{{ child_poverty is higher than england }}. Two.\n"
    )
    figure, claim = chapter.tokens
    assert (figure.said, figure.line) == (Figure("child_poverty"), 3)
    assert (claim.said, claim.line) == (Compared("child_poverty", "higher", "reference"), 4)
    assert claim.sentence.startswith("Child poverty is {{ child_poverty.lead }}")
    assert claim.sentence.endswith("england }}.")


def test_what_is_not_a_figure_or_claim_is_left_to_the_template():
    text = '{% for line in lines %}\n- {{ line }}, {{ places.index }} {{ "{:,}".format(n) }}\n{% endfor %}\n'
    assert read(text).template == text
    assert read(text).tokens == ()


def test_the_template_keeps_its_lines():
    text = "a\n{{ child_poverty.lead }}\n{# a remark\nof two lines #}\n{{ lead }}\n"
    assert read(text).template.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It is fragile that it is {{ employment_rate is similar to the group }}. So.", True),
        ("It is {{ employment_rate is similar to the group }}. The next is fragile.", False),
        ("It is {{ employment_rate is similar to the group, fragile }}.", False),
    ],
)
def test_only_the_words_of_its_own_sentence_count_as_saying_fragile(text, says):
    assert read(text).tokens[0].says_fragile is says


@pytest.mark.parametrize(
    "text",
    [
        "On 21 May 2024 the strategy for 2024-28 was read; the year 2023/24 was used.",
        "1. Note this.\n2. And this.",
        '> In 2021 the "White" ethnic group had increased by 17,908 people (1.7%)\n\nis what it says.',
        "At key stage 2, in Lancashire-12, the Attainment 8 score counts.",
        "See `tables.xlsx` and [the page](https://example.org/10).",
        "{% if tested > 3 %}Some{% endif %} were tested. {# 99 of them #}",
        "![words](a-1.svg)",
    ],
)
def test_dates_years_list_numbers_quotations_and_names_need_no_token(text):
    assert read(text).tokens == ()


@pytest.mark.parametrize(
    ("text", "figure", "row"),
    [
        ("# Poverty\n\nChild poverty is 28.4% here.", "28.4%", 3),
        ("There are 1,235,352 residents in 2021.", "1,235,352", 1),
        ("In 2024 it was {{ child_poverty.lead }}, up from 27.", "27", 1),
        ("About 2024% more.", "2024%", 1),
    ],
)
def test_a_figure_that_no_token_gave_stops_with_its_line_and_sentence(text, figure, row):
    with pytest.raises(ReportError) as wrong:
        read(text)
    assert f"05-poverty.md, row {row}: The figure {figure} stands in the prose" in str(wrong.value)


def test_a_claim_that_does_not_parse_names_its_line_and_sentence():
    with pytest.raises(ReportError) as wrong:
        read("# A\n\nFirst. It {{ child_poverty is hgher than england }} now.")
    assert "05-poverty.md, row 3" in str(wrong.value)
    assert "in the sentence: It {{ child_poverty is hgher than england }} now." in str(wrong.value)
    assert "from 'hgher' on" in str(wrong.value)


def test_a_claim_on_an_unknown_indicator_is_still_a_claim():
    assert read("It is {{ child_povrty is higher than england }}.").tokens[0].said.indicator == "child_povrty"


def test_a_sentence_that_does_not_stand_is_left_out_whole_and_counted():
    text = "# A\n\nFirst. It is [x] here. Third.\n\n- One [x].\n- Two.\n"
    left = leave_out(text, "[x]")
    assert left.startswith("# A\n\nFirst. Third.\n\n- Two.")
    assert "2 sentences are left out here" in left


def test_a_chapter_whose_sentences_all_stand_is_as_it_was():
    assert leave_out("First. Second.\n", "[x]") == "First. Second.\n"
