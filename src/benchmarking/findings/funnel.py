"""Where every English authority of the lead's tier lies among the limits of a funnel."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from benchmarking.findings.ranks import peers
from benchmarking.reference.units import Unit
from benchmarking.reference.vocabulary import JUDGED_TIERS
from benchmarking.stats import funnel, funnel_limits
from benchmarking.study import Study

#: Fewer areas than this say too little of what differs between authorities anyway.
ENOUGH_FOR_A_FUNNEL = 20


def funnel_of(study: Study, indicator: str) -> pd.DataFrame | None:
    """Set the English authorities of the lead's tier against the limits of a funnel, at the lead's latest period.

    Only counts of events can have one: an administrative count with a direction, published with its base.

    Parameters
    ----------
    indicator : its id in the registry.

    Returns
    -------
    One row an authority, indexed by code: name, period, base (what its events are counted against) and the
    columns of `stats.funnel`; those without a count come with the reason. None where the indicator can have
    no funnel: of another basis or without a direction, no count for the lead, under 20 authorities with a
    count, or no event at all.

    Raises
    ------
    ReferenceFileError : an indicator that the registry does not have.

    Source
    ------
    Spiegelhalter (2005), as in `stats.funnel`.
    """
    item = study.reference.indicators[indicator]
    if item.basis != "administrative count" or item.tier not in JUDGED_TIERS or not item.unit.per:
        return None
    rows = study.observations[study.observations["indicator"] == indicator]
    own = rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()]
    if own.empty:
        return None
    period = own["period"].max()
    areas, _ = peers(study)
    same = rows[rows["period"] == period].set_index("area_code").reindex(areas)
    count, base = same["numerator"].where(same["value"].notna()), same["denominator"]
    counted = count.notna() & (base > 0)
    if not counted[study.lead.code] or counted.sum() < ENOUGH_FOR_A_FUNNEL or not count[counted].any():
        return None
    found = funnel(count, base, kind=_kind(item.unit), per=float(item.unit.per))
    found.insert(0, "name", [study.name(code) for code in areas])
    found.insert(1, "period", period)
    found.insert(2, "base", base)
    return found


def funnel_lines(study: Study, indicator: str, found: pd.DataFrame, points: int = 200) -> pd.DataFrame:
    """Work out the limits of a funnel along its bases, from the smallest authority with a count to the largest.

    Parameters
    ----------
    found : the frame that `funnel_of` gave for the indicator.
    points : how many bases, evenly apart on a log scale.

    Returns
    -------
    One row a base: base, then lower_95, upper_95, lower_998 and upper_998 under chance alone, and the same
    with the ending "_adjusted", which add the spread between authorities.
    """
    unit = study.reference.indicators[indicator].unit
    counted = found[found["reason"] == ""]
    base = np.geomspace(counted["base"].min(), counted["base"].max(), points)
    target, tau2 = counted["target"].iloc[0], counted["tau2"].iloc[0]
    kind, per = _kind(unit), float(unit.per or 1)
    chance = funnel_limits(base, target=target, kind=kind, per=per).drop(columns="target")
    spread = funnel_limits(base, target=target, tau2=tau2, kind=kind, per=per)
    return chance.join(spread.drop(columns=["base", "target"]).add_suffix("_adjusted"))


def _kind(unit: Unit) -> Literal["proportion", "rate"]:
    return "proportion" if unit.per == 100 else "rate"
