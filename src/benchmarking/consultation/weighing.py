"""How much a consultation tells once its participants are weighted to the residents."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarking.consultation.answers import NOT_STATED
from benchmarking.errors import StatisticError
from benchmarking.stats import effective_size, rake, stand_in
from benchmarking.stats.disclosure import NONE, SHOWN

SIZES = ["weighted_by", "participants", "effective", "design_effect", "left_out", "joined", "note"]
_KNOWN = [SHOWN, NONE]
_TOGETHER = "not shown, together"


def sizes_of(counts: pd.DataFrame, total: int, minimum: int) -> pd.DataFrame:
    """Weight participants to the residents by each question, and by all of the crossing's, and see what is left.

    No hidden count is used, so that none can be worked out from the result. The categories that a table does not
    show are weighted as one, by what the shown ones leave of the total; and what is raked is a crossing made up
    from the shown counts alone (`stats.stand_in`).

    Parameters
    ----------
    counts : what is shown, as `Reach.counts`; the crossing comes last.
    total, minimum : the number of participants, and the least count that is shown.

    Returns
    -------
    The columns SIZES, a row for each way: weighted_by (as `table` of the counts), participants, effective (Kish's
    effective sample size), design_effect (participants over it), left_out (categories with residents that nobody
    took part from, so that no weight can stand for them), joined (categories weighted as one) and note (why there
    is no figure, else blank).
    """
    crossing = str(counts["table"].iloc[-1])
    crossed = crossing.split(" by ")
    found = []
    for name in dict.fromkeys(counts["table"]):
        if name == crossing:
            continue
        own = counts[counts["table"] == name]
        silent = own[name] == NOT_STATED
        base = total - int(own.loc[silent, "participants"].fillna(0).sum())
        shown = own.loc[own["state"].isin(_KNOWN) & ~silent, [name, "participants"]]
        rest = pd.DataFrame({name: [_TOGETHER], "participants": [base - shown["participants"].sum()]})
        found.append(_size(str(name), [str(name)], pd.concat([shown, rest]), counts, base))
    used = counts[counts["table"].isin([*crossed, crossing])]
    sample = stand_in(used, crossed, total, minimum)
    found.append(_size(crossing, crossed, sample, counts, total))
    return pd.DataFrame(found, columns=SIZES)


def _size(
    way: str, names: Sequence[str], sample: pd.DataFrame, counts: pd.DataFrame, base: int
) -> dict[str, object]:
    targets: dict[str, dict[str, float]] = {}
    left_out: list[str] = []
    joined: list[str] = []
    for name in names:
        own = counts[(counts["table"] == name) & (counts[name] != NOT_STATED)]
        own = own.set_index(name)[["state", "residents"]]
        shown = own.index[own["state"] == SHOWN]
        together = own.index[~own["state"].isin(_KNOWN)]
        targets[name] = {str(category): float(own.loc[category, "residents"]) for category in shown}
        if len(together):
            targets[name][_TOGETHER] = float(own.loc[together, "residents"].sum())
        sample = sample.assign(**{name: sample[name].where(sample[name].isin(shown), _TOGETHER)})
        left_out += map(str, own.index[own["state"] == NONE])
        joined += map(str, together)
    people = sample.loc[sample["participants"] > 0].reset_index(drop=True)
    people = people.loc[people.index.repeat(people["participants"].astype(int)), list(names)]
    row: dict[str, object] = {
        "weighted_by": way,
        "participants": base,
        "left_out": ", ".join(left_out),
        "joined": ", ".join(joined),
        "note": "",
    }
    if all(set(wanted) == {_TOGETHER} for wanted in targets.values()):
        return row | {"note": "Too few took part for this table to be shown"}
    try:
        size = effective_size(rake(people.reset_index(drop=True), targets))
    except StatisticError as error:
        return row | {"note": error.problem}
    return row | {"effective": size, "design_effect": max(base / size, 1.0)}
