"""Chapters as researchers write them: what is found in them, and what is wrong with them whatever the figures."""

import pytest

from benchmarking.report.claims.language import Compared, Figure
from benchmarking.report.claims.prose import read_chapter

KNOWN = {"child_poverty", "employment_rate"}


def read(text):
    return read_chapter(text, "05-poverty.md", KNOWN.__contains__, ["Lancashire-12"], ["17,908", "1.7%"])


def wrong(text):
    return [str(fault) for fault in read(text).faults]


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


def test_two_claims_of_one_sentence_and_one_over_two_lines_are_found():
    first, second = read(
        "It is {{ child_poverty is higher\nthan england }} and {{ employment_rate is worse than england }}."
    ).tokens
    assert (first.said.verdict, second.said.verdict) == ("higher", "worse")
    assert first.sentence == second.sentence


def test_what_is_not_a_figure_or_claim_is_left_to_the_template():
    text = '{% for line in lines %}\n- {{ line }}, {{ places.index }} {{ "{:,}".format(n) }}\n{% endfor %}\n'
    assert read(text).template == text
    assert read(text).tokens == ()
    assert read("{{ levels.trend }}").tokens == ()


def test_the_template_keeps_its_lines():
    text = "a\n{{ child_poverty.lead }}\n{# a remark\nof two lines #}\n{{ lead }}\n"
    assert read(text).template.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It is fragile that it is {{ employment_rate is similar to the group }}. So.", True),
        ("Fragile: it is {{ employment_rate is similar to the group }}.", True),
        ("This is fragile: it is {{ employment_rate is similar to the group }}.", True),
        ("It is {{ employment_rate is similar to the group }}. The next is fragile.", False),
        ("It is {{ employment_rate is similar to the group, fragile }}.", False),
        ("It is not fragile that it is {{ employment_rate is similar to the group }}.", False),
        ("| fragile |\n| {{ employment_rate is similar to the group }} |", False),
    ],
)
def test_only_the_words_of_its_own_sentence_count_as_saying_fragile(text, says):
    assert read(text).tokens[0].says_fragile is says


def test_a_claim_that_does_not_parse_names_its_line_and_sentence():
    (said,) = wrong("# A\n\nFirst. It {{ child_poverty is hgher than england }} now.")
    assert said.startswith("05-poverty.md, row 3: A figure or claim cannot be read")
    assert "in the sentence: It {{ child_poverty is hgher than england }} now." in said
    assert "from 'hgher' on" in said


@pytest.mark.parametrize(
    "text",
    [
        "{{ child_povrty is higher than england }}",
        "{{ child_povrty.lead }}",
        '{{ child_povrty["Kent"] }}',
        "{{ child_povrty.england.interval }}",
        "{{ most of the ten are lower on child_povrty }}",
    ],
)
def test_a_misspelt_indicator_is_still_a_figure_or_claim(text):
    assert read(text).tokens[0].said.indicator == "child_povrty"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("{{ child poverty is higher than england }}", "'poverty'"),
        ("{{ Child_poverty is higher than england }}", "'Child_poverty'"),
        ("{{ child_povrty is highr than england }}", "'highr'"),
        ("{{ half of the ten are lower on child_poverty }}", "'of'"),
    ],
)
def test_what_is_neither_a_claim_nor_jinja_is_told_as_a_claim_that_cannot_be_read(text, at):
    (said,) = wrong(text)
    assert "A figure or claim cannot be read" in said
    assert f"from {at} on" in said


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("one\n{# a remark", 2, "Missing end of comment tag"),
        ("one\n{% if lead %}", 2, "Unexpected end of template"),
        ("{{ child_poverty.lead }", 1, "unexpected '}'"),
        ("{{ child_poverty is higher than “Kent” }}", 1, "curled quotation marks"),
        ("{{ lead | shout }}", 1, "shout"),
        ("one\n{ child_poverty.lead } was", 2, "A brace stands in the prose"),
        ("child_poverty.lead }} was", 1, "A brace stands in the prose"),
        ("{{ }}", 1, "ends too early"),
    ],
)
def test_a_slip_in_the_braces_is_told_with_its_row_and_what_to_look_for(text, row, says):
    (said,) = wrong(text)
    assert said.startswith(f"05-poverty.md, row {row}: ")
    assert says in said


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_an_empty_chapter_is_told_and_never_printed_blank(text):
    assert wrong(text) == ["05-poverty.md: The chapter is empty. Write its words, or take the file away."]


def test_lines_are_counted_through_a_claim_of_several_lines():
    (said,) = wrong("It is {{ child_poverty is\nhigher than\nengland }}.\n\n28.4% of {{ lead }}.")
    assert "row 5: The figure 28.4% stands" in said
    assert said.count("in the sentence: 28.4% of {{ lead }}.") == 1


def test_all_that_is_wrong_with_a_chapter_is_told_at_once_in_its_order():
    said = wrong(
        "It was 28.4%.\n\nIt {{ child_poverty is hgher than england }}.\n\n{{ 3 + 4 }}\n\nLower than Kent's 2,000."
    )
    assert [text.split(":")[0][-1] for text in said] == ["1", "3", "5", "5", "7", "7"]
