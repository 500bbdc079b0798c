"""The word that a comparison ends in, and how much the word claims."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Flags, Numbers, Places, Words, aligned, chosen, coded, known, refuse


class Verdict(StrEnum):
    """What may be said of the lead's figure beside another."""

    BETTER = "better"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    SIMILAR = "similar"
    CLOSE = "close"
    NOT_COMPARED = "not compared"


class Basis(StrEnum):
    """What a verdict rests on."""

    TESTED = "tested"
    COMPLETE_COUNT = "complete count"
    UNTESTED = "published and untested"


class Polarity(StrEnum):
    """Which direction is the better one."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    NO_JUDGEMENT = "no_judgement"


_WORDS = list(Verdict)
_BASES, _POLARITIES = [str(word) for word in Basis], [str(word) for word in Polarity]
_SLACK = 1e-9
"""Published figures are decimals and their differences are not: 28.4 - 27.4 counts as within 1."""


def verdicts(
    difference: Numbers,
    lower: Numbers,
    upper: Numbers,
    p_adjusted: Numbers,
    *,
    basis: Words,
    polarity: Words,
    judged: bool | npt.ArrayLike = True,
    materiality: Numbers = np.nan,
    not_compared: Words = "",
    alpha: float = 0.05,
) -> pd.DataFrame:
    """Give each comparison its verdict, and the verdict it would have without the adjustment.

    Tested: better or worse by polarity, higher or lower where there is no judgement, similar where the
    adjusted p-value is not below alpha. Complete count, or published and untested: higher, lower, or close,
    which is a difference no larger than the indicator's materiality; without a materiality only equal figures
    are close, since neither is higher.

    Parameters
    ----------
    difference, lower, upper : columns of n differences, lead less comparator, with the interval where tested.
    p_adjusted : the p-value after adjustment for the family, where tested.
    basis : "tested", "complete count" or "published and untested".
    polarity : "higher_is_better", "lower_is_better" or "no_judgement".
    judged : False for context, early-warning, component and by-group indicators, which are never better or worse.
    materiality : in the indicator's unit; missing means none is registered.
    not_compared : why a comparison must not be made (other definition, other period), else empty.
    alpha : the level the adjusted p-value is held to; the interval must have been made at 1 - alpha.

    Returns
    -------
    DataFrame of n rows: verdict; unadjusted (where tested, by whether the interval excludes zero);
    adjusted_away (True where only the unadjusted verdict finds a difference); basis (empty where not
    compared); reason (why not compared, else empty).

    Raises
    ------
    StatisticError : an unknown word, a tested comparison without interval or p-value, a negative materiality,
        a p-value outside 0 to 1, lengths that do not match.
    """
    (gap, low, high, p, within), index = aligned(
        difference=difference, lower=lower, upper=upper, p_adjusted=p_adjusted, materiality=materiality
    )
    bases, aim = known("basis", basis, index, _BASES), known("polarity", polarity, index, _POLARITIES)
    because, reasons = coded("not_compared", not_compared, index)
    because = np.where(np.isnan(gap) & _empty(because, reasons), len(reasons), because)
    reasons = [*reasons, "no figure"]
    compared = _empty(because, reasons)
    tested = compared & (bases == _BASES.index(Basis.TESTED))
    refuse(within < 0, index, "A materiality is negative", {"materiality": within}, "zero or more")
    refuse((p < 0) | (p > 1), index, "A p-value lies outside 0 to 1", {"p": p}, "between 0 and 1")
    refuse(
        tested & (np.isnan(p) | np.isnan(low) | np.isnan(high)),
        index,
        "A comparison is called tested but has no interval or no p-value",
        {"lower": low, "upper": high, "p": p},
        "an interval and a p-value, or the basis 'published and untested'",
    )
    if not 0 < alpha < 1:
        raise StatisticError("alpha must lie between 0 and 1", found=alpha, expected="a share, such as 0.05")

    may_judge = _flags(judged, index) & (aim != _POLARITIES.index(Polarity.NO_JUDGEMENT)) & tested
    good = (gap > 0) == (aim == _POLARITIES.index(Polarity.HIGHER_IS_BETTER))
    judged_word = np.where(good, _code(Verdict.BETTER), _code(Verdict.WORSE))
    plain_word = np.where(gap > 0, _code(Verdict.HIGHER), _code(Verdict.LOWER))
    word = np.where(may_judge, judged_word, plain_word)
    nearly = np.abs(gap) <= np.where(np.isnan(within), 0, within) + _SLACK
    counted = np.where(nearly, _code(Verdict.CLOSE), word)

    firm, loose = p < alpha, (low > 0) | (high < 0)
    adjusted = np.where(tested, np.where(firm, word, _code(Verdict.SIMILAR)), counted)
    unadjusted = np.where(tested, np.where(loose, word, _code(Verdict.SIMILAR)), counted)
    nothing = _code(Verdict.NOT_COMPARED)
    return pd.DataFrame(
        {
            "verdict": chosen(np.where(compared, adjusted, nothing), _WORDS),
            "unadjusted": chosen(np.where(compared, unadjusted, nothing), _WORDS),
            "adjusted_away": tested & loose & ~firm,
            "basis": chosen(np.where(compared, bases, len(_BASES)), [*_BASES, ""]),
            "reason": chosen(because, reasons),
        },
        index=index,
    )


def _code(verdict: Verdict) -> int:
    return _WORDS.index(verdict)


def _empty(code: Places, words: list[str]) -> Flags:
    return np.array([word == "" for word in words])[code]


def _flags(judged: bool | npt.ArrayLike, index: pd.Index) -> Flags:
    flags = np.atleast_1d(np.asarray(judged))
    if flags.dtype != np.bool_ or len(flags) not in (1, len(index)):
        raise StatisticError(
            "judged must say yes or no for each comparison",
            found=f"{len(flags)} of type {flags.dtype}",
            expected=f"True or False, once or {len(index)} times",
        )
    return np.broadcast_to(flags, len(index))
