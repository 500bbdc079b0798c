"""How participants compare with the residents they could have come from, cell by cell."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import scipy
from scipy import special

from benchmarking.errors import StatisticError
from benchmarking.stats.inputs import Floats

METHOD = "adjusted residual"


def representation(
    participants: pd.Series, residents: pd.Series, *, total: float | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Set the participants in each cell beside what the residents' shares would give.

    Parameters
    ----------
    participants : the participants of each cell, whole numbers; missing where a count may not be shown.
    residents : the residents of the same cells, with the same labels.
    total : the number of participants whom the shares are taken of; their sum where none is missing.
    level : the level of the range that random recruitment would give, between 0 and 1.

    Returns
    -------
    A row for each cell: participants; expected (the residents' share of the total); ratio (participants over
    expected: 1 is as many as their share); residual (adjusted Pearson residual: how many standard errors away,
    if participants were drawn by lot); lower and upper (the range of counts that drawing lots would give, binomial,
    from the 2.5% to the 97.5% point at 95%), verdict (fewer, within or more: the count beside that range) and
    method. All that rests on a missing count is missing, and the range never does. Participants choose themselves,
    so the range is a yardstick and not a sampling interval.

    Raises
    ------
    StatisticError : labels that differ, a negative count, no residents at all, a level outside 0 to 1, or a count
        missing where no total is given. No message holds a count.

    Source
    ------
    Adjusted residuals: Haberman (1973), for shares that are known (R's `chisq.test(x, p = )$stdres`).
    """
    if not participants.index.equals(residents.index):
        raise StatisticError("Participants and residents are of different cells")
    count = participants.astype("Float64").to_numpy(np.float64, na_value=np.nan)
    living = residents.to_numpy(np.float64, na_value=np.nan)
    if (count < 0).any() or (living < 0).any() or not living.sum() > 0:
        raise StatisticError("There are no residents, or fewer than no people somewhere")
    if not 0 < level < 1:
        raise StatisticError("A level lies between 0 and 1", found=level)
    if total is None:
        total = float(count.sum())
        if math.isnan(total):
            raise StatisticError("A count is missing, so the total has to be given")
    share = living / living.sum()
    expected = share * total
    found = pd.DataFrame(
        {"participants": participants.astype("Int64"), "expected": expected}, index=participants.index
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        found["ratio"] = np.where(expected > 0, count / expected, np.nan)
        found["residual"] = (count - expected) / np.sqrt(expected * (1 - share))
    found["residual"] = found["residual"].where(np.isfinite(found["residual"]))
    low, high = (
        np.asarray(scipy.stats.binom.ppf(tail, round(total), share))
        for tail in ((1 - level) / 2, (1 + level) / 2)
    )
    verdict = np.select([count < low, count > high, ~np.isnan(count)], ["fewer", "more", "within"], "")
    return found.assign(lower=low, upper=high, verdict=verdict, method=METHOD)


def effective_size(weights: Floats | pd.Series) -> float:
    """Compute how many people drawn by lot would tell as much as these weighted ones (Kish 1965).

    It is the square of the sum of the weights over the sum of their squares.

    Raises
    ------
    StatisticError : no weights, or one that is negative, infinite or missing, or none above nought.
    """
    each = np.asarray(weights, dtype=np.float64)
    if not each.size or not np.isfinite(each).all() or (each < 0).any() or not each.sum() > 0:
        raise StatisticError("Weights are numbers of nought or more, with some above it")
    return float(each.sum() ** 2 / np.square(each).sum())


def sample_needed(margin: float, *, design_effect: float = 1.0, level: float = 0.95) -> int:
    """Count the participants needed for a proportion of one half to be known to within a margin.

    Parameters
    ----------
    margin : half the width of the interval, as a share: 0.05 is five percentage points.
    design_effect : how many of these participants tell as much as one drawn by lot.
    level : the confidence level.

    Raises
    ------
    StatisticError : a margin or level that is not between 0 and 1, or a design effect below 1.

    Source
    ------
    The normal approximation at one half, times Kish's design effect (1965).
    """
    if not (0 < margin < 1 and 0 < level < 1 and 1 <= design_effect < math.inf):
        raise StatisticError(
            "A margin and a level lie between 0 and 1, and a design effect is 1 or more",
            found=f"a margin of {margin}, a level of {level}, a design effect of {design_effect}",
        )
    z = special.ndtri((1 + level) / 2)
    return math.ceil(round(0.25 * (z / margin) ** 2 * design_effect, 9))
