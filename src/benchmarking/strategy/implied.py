"""What the strategy's figures imply when they are read together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd

from benchmarking.findings.periods import period_words
from benchmarking.reference import Claim
from benchmarking.study import Study

IMPLIED_COLUMNS = ["what", "unit", "decimals", "printed", "ours"]


def implied(study: Study, checked: pd.DataFrame) -> pd.DataFrame:
    """Set what follows from the printed figures beside what follows from ours.

    Parameters
    ----------
    checked : as `claims_checked` returns it.

    Returns
    -------
    IMPLIED_COLUMNS. For every two printed counts of the same thing and area on two days: their growth in per
    cent, and their increase; and where printed changes between these days are of parts that make up the whole,
    those changes added up, which should be the same increase. Nothing for counts that could not be checked.
    """
    figures = checked.set_index("id")[["value", "ours"]]
    counts = [claim for claim in study.reference.claims if claim.how == "count"]
    rows = []
    for one, other in combinations(counts, 2):
        if (one.indicators, one.areas) != (other.indicators, other.areas):
            continue
        first, last = sorted((one, other), key=lambda claim: claim.days)
        before, after = (figures.loc[claim.id].to_numpy() for claim in (first, last))
        if np.isnan([before, after]).any():
            continue
        days = f"{period_words(first.days[0])} to {period_words(last.days[0])}"
        rows.append((f"Growth, {days}", "%", 1, *(100 * (after / before - 1))))
        rows.append((f"Increase, {days}: the later figure less the earlier", "people", 0, *(after - before)))
        parts = list(_parts_of_whole(first, last, study.reference.claims))
        if parts:
            rows.append(
                (
                    f"Increase, {days}: the changes of its groups added up",
                    "people",
                    0,
                    *figures.loc[parts].sum(skipna=False),
                )
            )
    return pd.DataFrame(rows, columns=IMPLIED_COLUMNS)


def _parts_of_whole(first: Claim, last: Claim, claims: Iterable[Claim]) -> Iterable[str]:
    """Return the changes between two counts' days that are of parts which make up what was counted."""
    days = (first.days[0], last.days[0])
    changes = [one for one in claims if one.how == "change" and one.areas == first.areas and one.days == days]
    added: Counter[str] = Counter()
    for change in changes:
        added.update(dict(change.indicators))
    whole = {name: sign for name, sign in added.items() if sign}
    return [one.id for one in changes] if whole == dict(first.indicators) else []
