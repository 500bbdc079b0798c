"""The chapters that are shipped: every claim stands, and each finding holds up exactly its own sentences."""

from pathlib import Path

import pytest

from benchmarking.errors import ReportError
from benchmarking.report.claims.facts import Facts
from benchmarking.report.claims.language import Figure
from benchmarking.report.claims.narrative import Narrative

CHAPTERS = sorted((Path(__file__).parents[3] / "reports" / "templates" / "lancashire").glob("*.md"))
_TURNED = {"similar": ("worse", -1.0), "close": ("lower", -1.0)}


def rendered(narrative, text):
    chapter = narrative.read(text, "a.md")
    said = narrative.teller(chapter, lambda told: told.words)
    told = chapter.template
    for number in range(len(chapter.tokens)):
        told = told.replace(f"{{{{ said({number}) }}}}", said(number))
    return narrative.finished(told)


def read(facts):
    narrative = Narrative(facts)
    return [(file, narrative.read(file.read_text(encoding="utf-8"), file.name)) for file in CHAPTERS]


def wrong_lines(facts):
    narrative = Narrative(facts)
    return {
        line
        for file in CHAPTERS
        for line in (text.partition(": ")[0] for text in narrative.wrong(file.read_text("utf-8"), file.name))
    }


def test_at_least_thirty_claims_are_made_and_all_stand(facts):
    claims = [
        token for _, chapter in read(facts) for token in chapter.tokens if not isinstance(token.said, Figure)
    ]
    assert len(claims) >= 30
    assert wrong_lines(facts) == set()


def test_every_finding_that_is_changed_fails_exactly_the_sentences_that_use_it(facts):
    narrative = Narrative(facts)
    users: dict[str, set[str]] = {}
    for file, chapter in read(facts):
        for token in chapter.tokens:
            if not isinstance(token.said, Figure):
                for name in narrative.tell(token, file.name).findings:
                    users.setdefault(name, set()).add(f"{file.name}, row {token.line}")
    assert len(users) >= 30
    alone = {name: lines for name, lines in users.items() if sum(name.split(".")[0] in n for n in users) < 9}
    for name, lines in alone.items():
        frame = facts.findings.copy()
        here = frame["id"] == name
        frame.loc[here, ["verdict", "basis", "reason"]] = ["not compared", "", "taken away by this test"]
        assert wrong_lines(Facts(facts.study, frame)) == lines, name
        assert lines


def test_a_finding_that_no_sentence_uses_may_change_in_silence(facts, with_finding):
    changed = with_finding("anxiety.vs.england", verdict="worse", difference=1.0)
    assert wrong_lines(changed) == set()


@pytest.mark.parametrize("verdict", ["better", "worse"])
def test_one_changed_verdict_stops_with_the_right_sentence(facts, with_finding, verdict):
    changed = with_finding(
        "employment_rate.vs.england", verdict=verdict, difference=3.0 if verdict == "better" else -3.0
    )
    narrative = Narrative(changed)
    told = [text for file in CHAPTERS for text in narrative.wrong(file.read_text("utf-8"), file.name)]
    assert len(told) == 1
    assert "05b-in-words.md, row 7" in told[0]
    assert "in the sentence: This is {{ employment_rate is similar to england }}" in told[0]
    assert verdict in told[0]


CLAIM = "It is so. Work is {{ employment_rate is better than england }}. The end."


def test_a_false_sentence_stops_the_report_of_the_study_that_it_was_written_for(facts):
    with pytest.raises(ReportError, match=r"a\.md, row 1: The finding does not say so"):
        rendered(Narrative(facts), CLAIM)


def test_a_false_sentence_is_left_out_of_the_report_on_other_choices(facts):
    told = rendered(Narrative(facts, as_written=False), CLAIM)
    assert told.startswith("It is so. The end.")
    assert "One sentence is left out here" in told
