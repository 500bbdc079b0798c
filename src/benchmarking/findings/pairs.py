"""The lead beside each comparator, the comparison group's mean and the reference area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from benchmarking.findings.beside import beside_lead, sources_of
from benchmarking.findings.sides import comparator_side
from benchmarking.stats import group_mean
from benchmarking.study import Study

#: A group mean needs this share of its members.
SHARE_OF_GROUP = Fraction(7, 10)


def single_findings(
    study: Study, rows: pd.DataFrame, lead: pd.DataFrame, level: float, *, exact: bool = False
) -> pd.DataFrame:
    """Set the lead beside each comparator and the reference area, of every indicator; not yet judged.

    Parameters
    ----------
    rows : the study's observations with intervals at `level`.
    lead : the lead's figures, indexed by indicator; the others are taken at the same periods.
    level, exact : as for `beside_lead`.

    Returns
    -------
    One row a comparison, with the columns of `beside_lead`, id, kind and comparator_name.
    """
    reference = study.parameters.reference_area
    sides, reasons = comparator_side(study, rows, lead, [*study.comparators, reference])
    frame = sides.reset_index().rename(columns={"area_code": "comparator"})
    frame["reason"] = reasons.to_numpy()
    is_reference = frame["comparator"] == reference
    frame["kind"] = np.where(is_reference, "reference", "authority")
    frame["comparator_name"] = frame["comparator"].map(study.name)
    called = np.where(is_reference, study.name(reference).lower().replace(" ", "-"), frame["comparator"])
    frame["id"] = frame["indicator"] + ".vs." + called
    return beside_lead(study, frame, lead, level, exact=exact)


def group_findings(
    study: Study,
    rows: pd.DataFrame,
    lead: pd.DataFrame,
    level: float,
    *,
    exact: bool = False,
    members: Sequence[str] | None = None,
    minimum: int | None = None,
    sides: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Set the lead beside the unweighted mean of its comparison group, of every indicator; not yet judged.

    Parameters
    ----------
    rows, lead, level, exact : as for `single_findings`.
    members : whom to take the mean of, the comparison group when not given.
    minimum : how many of them need a figure, seven in ten when not given.
    sides : their figures as `comparator_side` finds them, where they have been found already.

    Returns
    -------
    One row an indicator, with the columns of `beside_lead`, id, kind, comparator_name, median, place (of the
    lead, from the highest; none of a figure of one group of people) and of (how many have a figure, the lead
    among them).
    """
    members = study.comparators if members is None else list(members)
    minimum = minimum or max(2, math.ceil(SHARE_OF_GROUP * len(members)))
    if sides is None:
        sides, _ = comparator_side(study, rows, lead, members)
    value, lower, upper = (
        sides[name].unstack().reindex(index=study.reference.indicators.ids, columns=members)
        for name in ("value", "lower", "upper")
    )
    have = value.notna().sum(axis=1)
    frame = pd.DataFrame(index=value.index, columns=["value", "lower", "upper"], dtype=float)
    if len(members) >= minimum:
        frame = group_mean(value, lower, upper, minimum=minimum)[["value", "lower", "upper"]]
    enough = have >= minimum
    ours = lead["value"].reindex(frame.index)
    releases = sides["release"].where(sides["value"].notna()).groupby(level=0).agg(list)
    frame["period"] = lead["period"].reindex(frame.index).where(enough)
    # A median by row silences a warning for all threads, of which another may be drawing: one by group warns of none.
    frame["median"] = value.stack().groupby(level=0).median().reindex(value.index).where(enough)
    ranked = study.reference.indicators.by_id["tier"].reindex(frame.index) != "by_group"
    frame["place"] = (value.gt(ours, axis=0).sum(axis=1) + 1).where(enough & ranked)
    frame["of"] = (have + 1).where(enough)
    frame["release"] = releases.reindex(frame.index).map(sources_of)
    frame["status"] = ""
    frame["reason"] = [
        ""
        if is_enough
        else f"a mean needs {minimum} authorities or more, and the group has {len(members)}"
        if len(members) < minimum
        else f"{count} of the {len(members)} have a figure for the same period; {minimum} are needed"
        for is_enough, count in zip(enough, have, strict=True)
    ]
    frame.loc[~frame.index.isin(lead.index), "reason"] = f"no figure for {study.lead.name}"
    frame = frame.rename_axis("indicator").reset_index()
    frame = frame.assign(
        kind="group",
        comparator="group",
        comparator_name=study.group_title,
        id=frame["indicator"] + ".vs.group",
    )
    return beside_lead(study, frame, lead, level, exact=exact)
