"""Hold a claim against its finding, and put it into plain English with the hedge of its basis."""

from __future__ import annotations

from functools import singledispatch

from benchmarking.errors import ReportError
from benchmarking.findings import period_words
from benchmarking.findings.frame import Finding
from benchmarking.findings.gaps import by_distance
from benchmarking.findings.periods import first_day, last_day
from benchmarking.findings.words import (
    CHANCE,
    FIFTHS,
    basis_words,
    hedged,
    ordinal,
    rounding_words,
    sentence,
    trend_basis,
)
from benchmarking.report.claims.facts import Facts, Told
from benchmarking.report.claims.instead import SAME, instead
from benchmarking.report.claims.language import (
    Changed,
    Claim,
    Compared,
    GapMoves,
    InFifth,
    Moves,
    Ranked,
    Share,
)
from benchmarking.report.claims.shares import share_words

_SIGNED = {"higher": "higher", "lower": "lower"}


@singledispatch
def tell(claim: Claim, facts: Facts, sentence_says_fragile: bool) -> Told:
    """Put a claim into words if the findings bear it: all that it says but the indicator and "is".

    Parameters
    ----------
    claim : as `language.parse` gives it.
    facts : the study's findings.
    sentence_says_fragile : whether the sentence around the claim has the word "fragile".

    Raises ReportError, with what the finding says and the claim that it bears, for a claim that is not so or is
    not compared, for one that is fragile where neither the claim nor its sentence says so, and for one that is
    called fragile and is not.
    """
    raise TypeError(type(claim))


@tell.register
def _(claim: Compared, facts: Facts, sentence_says_fragile: bool) -> Told:
    found = facts.beside(claim.indicator, claim.other)
    _check(bears(found, claim.verdict), claim, found, facts, sentence_says_fragile)
    name = found.comparator_name
    if found.kind == "group":
        with_figure, members = facts.members(found), len(facts.study.comparators)
        of = "the group" if with_figure == members else f"the {with_figure} in the group with a figure"
        name = f"the mean of {of}"
    joined = "to" if claim.verdict in SAME else "than"
    rounded = rounding_words(found, facts.indicator(claim.indicator))
    return Told(f"{claim.verdict} {joined} {name} ({_hedge(found, rounded)})", (found.id,))


@tell.register
def _(claim: Ranked, facts: Facts, sentence_says_fragile: bool) -> Told:
    found = facts.finding(claim.indicator, "rank")
    same = (claim.first, claim.last, claim.of) == (found.place_lower, found.place_upper, found.of)
    _check(found.basis == "tested" and same, claim, found, facts, sentence_says_fragile)
    could = f"could rank anywhere from {ordinal(claim.first)} to {ordinal(claim.last)}"
    if claim.first == claim.last:
        could = f"can only be {ordinal(claim.first)}"
    counted = facts.indicator(claim.indicator).basis == "administrative count"
    tested = CHANCE if counted else basis_words(found)
    return Told(
        f"{could} of the {claim.of} with a figure, counted from the highest ({hedged(found, tested)})",
        (found.id,),
    )


@tell.register
def _(claim: InFifth, facts: Facts, sentence_says_fragile: bool) -> Told:
    found = facts.finding(claim.indicator, "rank")
    in_fifths = not found.is_silent and found.basis != "tested"
    right = in_fifths and FIFTHS[int(found.fifth)] == claim.fifth
    _check(right, claim, found, facts, sentence_says_fragile)
    areas = found.method.partition(" of the ")[2]
    return Told(
        f"in the {claim.fifth} fifth of the {found.of:.0f} {areas} with a figure ({_hedge(found)})",
        (found.id,),
    )


@tell.register
def _(claim: Changed, facts: Facts, sentence_says_fragile: bool) -> Told:
    told = [facts.finding(claim.indicator, kind) for kind in ("since_previous", "since_baseline")]
    compared = [found for found in told if not found.is_silent]
    of_year = [found for found in compared if claim.since in _years(found.period)]
    if compared and not of_year:
        raise ReportError(
            f"{facts.indicator(claim.indicator).title} is not compared with {claim.since}",
            found=f"figures compared with {' and '.join(period_words(found.period) for found in compared)}",
            next_step=_correct(compared[0]),
        )
    found = (of_year or told)[0]
    right = {
        "not changed": found.verdict == "similar",
        "stayed close": found.verdict == "close",
        "risen": bears(found, "higher"),
        "fallen": bears(found, "lower"),
    }[claim.change]
    _check(right, claim, found, facts, sentence_says_fragile)
    when = period_words(found.period)
    said = {
        "not changed": f"not changed detectably since {when}",
        "stayed close": f"stayed close to the figure of {when}",
    }.get(claim.change, f"{claim.change} since {when}")
    return Told(f"{claim.have} {said} ({_hedge(found)})", (found.id,))


@tell.register
def _(claim: Moves, facts: Facts, sentence_says_fragile: bool) -> Told:
    found = facts.finding(claim.indicator, "trend")
    _check(found.verdict == claim.trend, claim, found, facts, sentence_says_fragile)
    said = f"{claim.show} no clear trend" if claim.trend == "no clear change" else claim.trend
    return Told(
        f"{said} since {period_words(found.period)} ({hedged(found, trend_basis(found))})", (found.id,)
    )


@tell.register
def _(claim: GapMoves, facts: Facts, sentence_says_fragile: bool) -> Told:
    item = facts.indicator(claim.indicator)
    if " - " not in item.series:
        raise ReportError(
            f"{item.title} is not a gap between two figures", next_step="Say 'has risen since' a year instead"
        )
    found = facts.finding(claim.indicator, "since_baseline")
    wider = claim.moving == "widening"
    signed = by_distance("higher" if wider else "lower", found.value, found.lead_value, _SIGNED)
    _check(bears(found, signed), claim, found, facts, sentence_says_fragile)
    word = "wider" if wider else "narrower"
    return Told(f"the gap is {word} than in {period_words(found.period)} ({_hedge(found)})", (found.id,))


@tell.register
def _(claim: Share, facts: Facts, sentence_says_fragile: bool) -> Told:
    beside = facts.authorities(claim.indicator)
    words, fragile = share_words(claim, beside, facts.indicator(claim.indicator))
    _check_hedge(
        fragile, claim, facts, sentence_says_fragile, "some of these comparisons turn with another choice"
    )
    return Told(words, tuple(found.id for found in beside))


def bears(found: Finding, word: str) -> bool:
    """Tell whether a comparison bears a word: higher and lower by the figures, better and worse only if tested."""
    if found.is_silent:
        return False
    if word in ("higher", "lower"):
        return found.verdict not in SAME and (found.difference > 0) == (word == "higher")
    return found.verdict == word


def _check(right: bool, claim: Claim, found: Finding, facts: Facts, sentence_says_fragile: bool) -> None:
    if not right:
        raise ReportError(
            "Nothing can be claimed here" if found.is_silent else "The finding does not say so",
            found=sentence(found, facts.study.reference, facts.study.lead.name),
            next_step=_correct(found),
        )
    fragile = found.firmness == "fragile"
    _check_hedge(
        fragile, claim, facts, sentence_says_fragile, f"it turns {found.turned_by.replace('; ', ', ')}"
    )


def _check_hedge(fragile: bool, claim: Claim, facts: Facts, sentence_says_fragile: bool, why: str) -> None:
    hedged_here = getattr(claim, "hedged", False)
    title = facts.indicator(claim.indicator).title
    if fragile and not (hedged_here or sentence_says_fragile):
        raise ReportError(
            f"The sentence does not say that this finding on {title} is fragile",
            found=why,
            next_step="Add ', fragile' at the end of the claim, or the word 'fragile' to the sentence",
        )
    if hedged_here and not fragile:
        raise ReportError(
            f"This finding on {title} is not fragile",
            found="no other choice that turns it, or no test",
            next_step="Leave ', fragile' out of the claim",
        )


def _correct(found: Finding) -> str:
    right = instead(found)
    return (
        f"Write {{{{ {right} }}}}, or leave the sentence out"
        if right
        else "Say that it is not known, or leave the sentence out"
    )


def _hedge(found: Finding, *more: str) -> str:
    return hedged(found, basis_words(found), *more)


def _years(period: str) -> set[int]:
    return {first_day(period).year, last_day(period).year}
