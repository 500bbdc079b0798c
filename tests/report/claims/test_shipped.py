"""The chapters that are shipped: every claim stands, and each finding holds up exactly its own sentences."""

from pathlib import Path

import pytest

from benchmarking.errors import ReportError
from benchmarking.findings import SINCE, each
from benchmarking.report.claims.facts import Facts
from benchmarking.report.claims.language import Figure
from benchmarking.report.claims.narrative import Narrative

CHAPTERS = sorted((Path(__file__).parents[3] / "reports" / "templates" / "lancashire").glob("*.md"))


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


@pytest.fixture(scope="module")
def said(facts):
    """Every claim that is shipped: its file and line, its token and the findings that it rests on."""
    narrative = Narrative(facts)
    return [
        (f"{file.name}, row {token.line}", token, narrative.tell(token, file.name).findings)
        for file, chapter in read(facts)
        for token in chapter.tokens
        if not isinstance(token.said, Figure)
    ]


def failing(said, facts):
    narrative = Narrative(facts)
    lines = []
    for line, token, _ in said:
        try:
            narrative.tell(token, "")
        except ReportError:
            lines.append((line, token.said))
    return lines


def resting_on(said, name):
    """The claims that rest on one finding and no other."""
    return [(line, token.said) for line, token, findings in said if findings == (name,)]


def same_change(facts, name):
    """The finding and, of a change, the one that tells the same change by another name."""
    found = {one.id: one for one in each(facts.findings)}
    mine = found[name]
    since = [found[f"{mine.indicator}.{kind}"] for kind in SINCE] if mine.kind in SINCE else [mine]
    return [one.id for one in since if one.period == mine.period]


def taken_away(found):
    return {"verdict": "not compared", "basis": "", "reason": "taken away by this test"}


def turned(found):
    """Another verdict of its kind, with a difference that goes with it."""
    other = {
        "similar": ("worse", -1.0),
        "close": ("lower", -1.0),
        "no clear change": ("worsening", -1.0),
        **dict.fromkeys(("better", "worse"), ("similar", 0.1)),
        **dict.fromkeys(("higher", "lower"), ("close", 0.1)),
    }
    if found.kind == "rank":
        return {"place_upper": found.place_upper + 1, "fifth": found.fifth % 5 + 1}
    verdict, difference = other[found.verdict]
    return {"verdict": verdict, "difference": difference}


def reversed_(found):
    """The same distance the other way, as when the two figures change places."""
    if found.verdict not in ("better", "worse", "higher", "lower"):
        return {}
    word = {"better": "worse", "worse": "better", "higher": "lower", "lower": "higher"}[found.verdict]
    return {"verdict": word, "difference": -found.difference}


def firmness_turned(found):
    if found.basis != "tested" or not found.firmness:
        return {}
    fragile = found.firmness == "stable"
    return {"firmness": "fragile" if fragile else "stable", "turned_by": "at 99%" if fragile else ""}


@pytest.mark.parametrize("change", [taken_away, turned, reversed_, firmness_turned])
def test_every_finding_that_is_changed_fails_exactly_the_claims_that_rest_on_it(facts, said, change):
    singly = {findings[0] for _, _, findings in said if len(findings) == 1}
    assert len(singly) >= 30
    changed = 0
    for name in singly:
        cells = change(next(found for found in each(facts.findings) if found.id == name))
        if cells:
            changed += 1
            frame = facts.findings.copy()
            frame.loc[frame["id"].isin(same_change(facts, name)), list(cells)] = list(cells.values())
            assert failing(said, Facts(facts.study, frame)) == resting_on(said, name), name
    assert changed >= 5


def test_a_share_of_the_group_fails_once_it_is_no_longer_so_and_nothing_else_does(facts, said):
    """Most of ten is six or more: of the seven that are lower, one may turn and the second may not."""
    lower = [f"child_poverty.vs.{code}" for code in facts.study.comparators]
    lower = [found.id for found in each(facts.findings) if found.id in lower and found.difference > 0]
    assert len(lower) == 7

    def with_close(names):
        frame = facts.findings.copy()
        frame.loc[frame["id"].isin(names), ["verdict", "difference"]] = ["close", 0.1]
        return Facts(facts.study, frame)

    not_kent = [
        name for name in lower if not name.endswith("E10000016")
    ]  # a claim of its own rests on Kent's
    assert failing(said, with_close(not_kent[:1])) == []
    ((_, claim),) = failing(said, with_close(not_kent[:2]))
    assert (claim.share, claim.indicator) == ("most", "child_poverty")


def test_what_the_findings_do_not_bear_and_what_no_token_gave_are_told_together_in_order(facts):
    said = Narrative(facts).wrong(f"{CLAIM}\n\nIt was 28%.\n\n{CLAIM}\n", "a.md")
    assert [text.split(":")[0] for text in said] == ["a.md, row 1", "a.md, row 3", "a.md, row 5"]


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


def test_a_paragraph_with_a_false_sentence_is_left_out_of_the_report_on_other_choices(facts):
    told = rendered(Narrative(facts, as_written=False), f"One.\n\n{CLAIM}\n\nTwo.\n")
    assert told.startswith("One.\n\n*One paragraph is left out here")
    assert told.endswith("Two.\n")


def test_what_is_wrong_whatever_the_figures_is_told_on_other_choices_too(facts):
    elsewhere = Narrative(facts, as_written=False)
    assert elsewhere.wrong(CLAIM, "a.md") == []
    (said,) = elsewhere.wrong(f"{CLAIM} It was 28%.", "a.md")
    assert "28% stands in the prose" in said
    with pytest.raises(ReportError, match="28%"):
        elsewhere.read(f"{CLAIM} It was 28%.", "a.md")
