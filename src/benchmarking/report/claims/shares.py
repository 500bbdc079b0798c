"""How many of the authorities compared are higher, lower, better or worse than the lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarking.errors import ReportError
from benchmarking.findings.frame import Finding
from benchmarking.findings.words import basis_words
from benchmarking.reference import Indicator
from benchmarking.report.claims.instead import SAME
from benchmarking.report.claims.language import Share

_NUMBERS = (
    *("nought", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_JUDGED = {"better": "worse", "worse": "better"}
_ORDER = ("better", "worse", "higher", "lower", "similar", "close", "not compared")


def share_words(claim: Share, beside: Sequence[Finding], item: Indicator) -> tuple[str, bool]:
    """Say how many authorities are as a claim says, with the rest beside them and what it rests on.

    Parameters
    ----------
    claim : that most, all or none are higher, lower, better or worse.
    beside : the finding that sets the lead beside each.
    item : the indicator.

    Returns the words, and whether one of the comparisons is fragile. Raises ReportError for a share that is not
    so, for a group of another size, for "none" where one has no figure, and for "better" or "worse" where one
    that is told was not tested.
    """
    many = len(beside)
    number = _NUMBERS[many] if many < len(_NUMBERS) else str(many)
    if claim.of and claim.of not in (number, str(many)):
        raise ReportError(
            f"The group has {number} authorities",
            found=f"'of the {claim.of}'",
            next_step=f"Write 'of the {number}', or 'of the group'",
        )
    judged = claim.verdict in _JUDGED
    how = Counter(_seen_from_the_other(found, judged) for found in beside)
    so = how[claim.verdict]
    told = [found for found in beside if not found.is_silent]
    right = {"most": 2 * so > many, "all": so == many, "none": so == 0 and len(told) == many}[claim.share]
    counts = ", ".join(f"{how[word]} {word}" for word in _ORDER if how[word])
    bases = list(dict.fromkeys(basis_words(found) for found in told))
    if judged and not (item.is_judged and all(found.basis == "tested" for found in told)):
        raise ReportError(
            f"Nobody can be called better or worse on {item.title}",
            found=" and ".join(bases) or "nothing to compare",
            expected="tested differences of an indicator that has a good direction",
            next_step="Claim 'higher' or 'lower', or leave the sentence out",
        )
    if not right:
        raise ReportError(
            f"It is not so that {claim.share} of the {number} are {claim.verdict} on {item.title}",
            found=counts,
            next_step="Correct the claim to these numbers, or leave the sentence out",
        )
    fragile = sum(found.firmness == "fragile" for found in told)
    hedges = [counts, *bases, f"{fragile} of them fragile" if fragile else ""]
    words = (
        f"{claim.share} of the {number} are {claim.verdict} ({'; '.join(part for part in hedges if part)})"
    )
    return words, fragile > 0


def _seen_from_the_other(found: Finding, judged: bool) -> str:
    """Say how an authority compares with the lead: by its figure, or where that is asked by its verdict."""
    if found.is_silent:
        return "not compared"
    if found.verdict in SAME:
        return found.verdict
    if judged and found.verdict in _JUDGED:
        return _JUDGED[found.verdict]
    return "lower" if found.difference > 0 else "higher"
