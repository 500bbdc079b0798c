"""docs/writing-the-report.md tells what the report prints: each of its examples is made and compared."""

import re
from pathlib import Path

import pytest

from benchmarking.report.claims.language import Figure, parse
from benchmarking.report.claims.narrative import Narrative
from benchmarking.report.claims.telling import tell

PAGE = (Path(__file__).parents[3] / "docs" / "writing-the-report.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `\{\{ (.+?) \}\}`[^|]*\| ([^|]+?) \|", PAGE, flags=re.MULTILINE)


def test_the_page_has_an_example_of_every_form():
    said = [parse(text) for text, _ in EXAMPLES]
    assert {type(one).__name__ for one in said} == {
        *("Figure", "Compared", "Ranked", "InFifth", "Changed", "Moves", "GapMoves", "Share"),
    }


@pytest.mark.parametrize(("text", "words"), EXAMPLES)
def test_an_example_gives_what_the_page_says(facts, text, words):
    said = parse(text)
    if isinstance(said, Figure):
        assert facts.figure(said).words in words
    else:
        assert tell(said, facts, False).words == words


def test_the_message_on_the_page_is_the_one_that_is_given(facts):
    sentence = "It is {{ employment_rate is worse than england }}."
    (told,) = Narrative(facts).wrong("\n" * 6 + sentence, "05b-in-words.md")
    quoted = " ".join(line[2:] for line in PAGE.splitlines() if line.startswith("> "))
    assert told in " ".join(quoted.split())


FREE, REST = (
    re.findall(r"\*([^*]+)\*", PAGE.partition(start)[2].partition(stop)[0])
    for start, stop in (("What needs no token:", "A line that begins"), ("multiples in words:", "Numbers up"))
)


def test_what_the_page_says_needs_no_token_needs_none_and_the_rest_does(facts):
    narrative = Narrative(facts)
    assert min(len(FREE), len(REST)) >= 6
    assert [words for words in FREE if narrative.wrong(f"It is {words}.", "a.md")] == []
    assert [words for words in REST if not narrative.wrong(f"It is {words}.", "a.md")] == []
