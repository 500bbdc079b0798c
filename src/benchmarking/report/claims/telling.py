"""Hold a claim against its finding, and put it into plain English with the hedge of its basis."""

from __future__ import annotations

from functools import singledispatch

from benchmarking.errors import ReportError
from benchmarking.findings import period_words
from benchmarking.findings.frame import Finding
from benchmarking.findings.periods import first_day, last_day
from benchmarking.findings.words import FIFTHS, basis_words, hedged, sentence
from benchmarking.report.claims.facts import Facts, Told
from benchmarking.report.claims.language import (
    GROUP,
    REFERENCE,
    Changed,
    Claim,
    Compared,
    GapMoves,
    InFifth,
    Moves,
    Ranked,
    Share,
)

_SAME = ("similar", "close")
_NUMBERS = [
    "nought",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


@singledispatch
def tell(claim: Claim, facts: Facts, sentence_says_fragile: bool) -> Told:
    """Put a claim into words if the findings bear it.

    Parameters
    ----------
    claim : as `language.parse` gives it.
    facts : the study's findings.
    sentence_says_fragile : whether the sentence around the claim has the word "fragile".

    Raises ReportError, with what the finding says, for a claim that is not so, that is not compared, or that
    is fragile where neither the claim nor its sentence says so.
    """
    raise TypeError(type(claim))


@tell.register
def _(claim: Compared, facts: Facts, sentence_says_fragile: bool) -> Told:
    found = facts.beside(claim.indicator, claim.other)
    _check(_is(found, claim.verdict), claim, found, facts, sentence_says_fragile)
    other = {
        GROUP: "the mean of the group",
        REFERENCE: facts.study.name(facts.study.parameters.reference_area),
    }
    name = other.get(claim.other) or found.comparator_name
    joined = "to" if claim.verdict in _SAME else "than"
    return Told(f"{claim.verdict} {joined} {name} ({_hedge(found)})", (found.id,))


@tell.register
def _(claim: Ranked, facts: Facts, sentence_says_fragile: bool) -> Told:
    found = facts.finding(claim.indicator, "rank")
    same = (claim.first, claim.last, claim.of) == (found.place_lower, found.place_upper, found.of)
    _check(found.basis == "tested" and same, claim, found, facts, sentence_says_fragile)
    return Told(
        f"anywhere between {claim.first} and {claim.last} of {claim.of} from the highest ({_hedge(found)})",
        (found.id,),
    )


@tell.register
def _(claim: InFifth, facts: Facts, sentence_says_fragile: bool) -> Told:
    found = facts.finding(claim.indicator, "rank")
    right = (
        not found.is_silent
        and FIFTHS.get(int(found.fifth) if found.fifth == found.fifth else 0) == claim.fifth
    )
    _check(right, claim, found, facts, sentence_says_fragile)
    areas = found.method.partition(" of the ")[2]
    return Told(f"in the {claim.fifth} fifth of the {found.of:.0f} {areas} ({_hedge(found)})", (found.id,))


@tell.register
def _(claim: Changed, facts: Facts, sentence_says_fragile: bool) -> Told:
    told = [facts.finding(claim.indicator, kind) for kind in ("since_previous", "since_baseline")]
    of_year = [found for found in told if not found.is_silent and claim.since in _years(found.period)]
    found = (of_year or told)[0]
    right = (
        bool(of_year)
        and {
            "has not changed": found.verdict == "similar",
            "has stayed close": found.verdict == "close",
            "has risen": found.verdict not in _SAME and found.difference > 0,
            "has fallen": found.verdict not in _SAME and found.difference < 0,
        }[claim.change]
    )
    _check(right, claim, found, facts, sentence_says_fragile)
    change = "has not changed detectably" if claim.change == "has not changed" else claim.change
    return Told(f"{change} since {period_words(found.period)} ({_hedge(found)})", (found.id,))


@tell.register
def _(claim: Moves, facts: Facts, sentence_says_fragile: bool) -> Told:
    found = facts.finding(claim.indicator, "trend")
    _check(found.verdict == claim.trend, claim, found, facts, sentence_says_fragile)
    said = "shows no clear trend" if claim.trend == "no clear change" else f"is {claim.trend}"
    return Told(f"{said} since {period_words(found.period)} ({_hedge(found)})", (found.id,))


@tell.register
def _(claim: GapMoves, facts: Facts, sentence_says_fragile: bool) -> Told:
    item = facts.indicator(claim.indicator)
    if " - " not in item.series:
        raise ReportError(f"{item.title} is not a gap", next_step="Say 'has risen since' a year instead")
    found = facts.finding(claim.indicator, "since_baseline")
    sign = 1 if claim.moving == "widening" else -1
    right = not found.is_silent and found.verdict not in _SAME and sign * found.difference > 0
    _check(right, claim, found, facts, sentence_says_fragile)
    word = "wider" if sign > 0 else "narrower"
    return Told(f"the gap is {word} than in {period_words(found.period)} ({_hedge(found)})", (found.id,))


@tell.register
def _(claim: Share, facts: Facts, sentence_says_fragile: bool) -> Told:
    beside = facts.authorities(claim.indicator)
    many = len(beside)
    if claim.of and claim.of not in (_NUMBERS[many] if many < len(_NUMBERS) else "", str(many)):
        raise ReportError(f"The group has {many} authorities", found=f"'of the {claim.of}'")
    so = [found for found in beside if _is(found, _SEEN_FROM_THE_OTHER[claim.verdict])]
    held = [found for found in beside if not found.is_silent]
    right = {"most": 2 * len(so) > many, "all": len(so) == many, "none": not so and len(held) == many}[
        claim.share
    ]
    if not right:
        raise ReportError(
            f"Not so: {len(so)} of the {many} are {claim.verdict} on {facts.indicator(claim.indicator).title}",
            found=f"{len(held)} with figures to compare",
            next_step="Correct the sentence, or leave it out",
        )
    tested = sum(found.basis == "tested" for found in so)
    fragile = any(found.firmness == "fragile" for found in so)
    if fragile and not sentence_says_fragile:
        raise _unsaid(claim.indicator, facts, "some of these comparisons turn with another choice")
    basis = "tested" if tested == len(so) else "not tested" if not tested else f"{tested} of them tested"
    return Told(
        f"{claim.share} of the {many} are {claim.verdict} ({len(so)} of {many}; {basis})",
        tuple(found.id for found in beside),
    )


_SEEN_FROM_THE_OTHER = {"higher": "lower", "lower": "higher", "better": "worse", "worse": "better"}


def _is(found: Finding, word: str) -> bool:
    """Tell whether a comparison bears a word: higher and lower by the figures, better and worse only if tested."""
    if found.is_silent:
        return False
    if word in ("higher", "lower"):
        return found.verdict not in _SAME and (found.difference > 0) == (word == "higher")
    return found.verdict == word


def _check(right: bool, claim: Claim, found: Finding, facts: Facts, sentence_says_fragile: bool) -> None:
    if not right:
        raise ReportError(
            "Nothing can be claimed here" if found.is_silent else "The finding does not say so",
            found=sentence(found, facts.study.reference, facts.study.lead.name),
            next_step="Correct the sentence, or leave it out",
        )
    if found.firmness == "fragile" and not (getattr(claim, "hedged", False) or sentence_says_fragile):
        raise _unsaid(claim.indicator, facts, f"it turns {found.turned_by.replace('; ', ', ')}")


def _unsaid(indicator: str, facts: Facts, why: str) -> ReportError:
    return ReportError(
        f"The sentence does not say that this finding on {facts.indicator(indicator).title} is fragile",
        found=why,
        next_step="Add ', fragile' at the end of the claim, or the word 'fragile' to the sentence",
    )


def _hedge(found: Finding) -> str:
    return hedged(found, basis_words(found))


def _years(period: str) -> set[int]:
    return {first_day(period).year, last_day(period).year}
