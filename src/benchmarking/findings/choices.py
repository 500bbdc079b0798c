"""What the other lists of authorities on hand would have said."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.judging import judged
from benchmarking.findings.pairs import group_findings
from benchmarking.findings.sides import lead_side, with_intervals
from benchmarking.study import Study, once_a_study


@once_a_study
def other_groups(study: Study) -> pd.DataFrame:
    """Set the lead beside the mean of every other comparison group that fits it (`Study.fitting_groups`).

    Each group is judged as if it were the study's own, in a family of its own; the lead is left out of it.

    Returns
    -------
    One row an indicator and group that can be compared: indicator, group (its id), title, value (the mean),
    of, difference, p_adjusted, verdict and basis.
    """
    parameters, groups = study.parameters, study.groups
    lists = {
        name: [code for code in groups.members(name) if code != study.lead.code]
        for name in study.fitting_groups
        if name != parameters.comparison_group
    }
    areas = {study.lead.code, *(code for members in lists.values() for code in members)}
    rows = study.observations[study.observations["area_code"].isin(areas)]
    rows = with_intervals(rows, study.reference, parameters.confidence_level)
    lead = lead_side(study, rows)
    parts = [pd.DataFrame(columns=["group", "title", "verdict"])]
    for name, members in lists.items():
        group = group_findings(study, rows, lead, parameters.confidence_level, members=members)
        found = judged(study, group, adjustment=parameters.adjustment, alpha=parameters.alpha)
        parts.append(found.assign(group=name, title=groups.title(name)))
    columns = ["indicator", "group", "title", "value", "of", "difference", "p_adjusted", "verdict", "basis"]
    every = pd.concat(parts, ignore_index=True).reindex(columns=columns)
    return every[every["verdict"] != "not compared"].reset_index(drop=True)
