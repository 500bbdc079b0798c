"""Figures of one group of people beside the same group's elsewhere: never ranked, and no range across groups."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings.cohorts import FEW, about_children, cohorts_of
from benchmarking.study import Study

#: About a quarter of pupils in England are eligible for free school meals (24.6% in January 2024).
_ELIGIBLE = 4
_KINDS = ["group", "reference"]


def wholes(study: Study) -> list[str]:
    """List the indicators of everyone that are held by ethnic group too, in the registry's order."""
    listed = study.reference.indicators.by_id
    return list(dict.fromkeys(listed.loc[listed["tier"] == "by_group", "part_of"]))


def people_of(study: Study, findings: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Set each group's figure of the lead beside the same group's mean in the comparison group and the reference area.

    Parameters
    ----------
    whole : the indicator of everyone, such as "attainment_8".

    Returns
    -------
    One row a group, in the publisher's order: indicator, people, period, lead, group, reference (each missing
    where there is no figure), school_year (about how many children of the group live in the lead, for each
    school year) and size ("small", "not small" or "not known").
    """
    listed = study.reference.indicators.by_id
    ids = list(listed.index[(listed["tier"] == "by_group") & (listed["part_of"] == whole)])
    rows = findings[findings["indicator"].isin(ids)]
    pairs = rows[rows["kind"].isin(_KINDS)].pivot(index="indicator", columns="kind", values="value")
    lead = rows.drop_duplicates("indicator").set_index("indicator")[["lead_value", "lead_period"]]
    frame = pd.DataFrame({"people": listed.loc[ids, "people"]}).rename_axis("indicator")
    frame["period"] = lead["lead_period"].reindex(ids)
    frame["lead"] = lead["lead_value"].reindex(ids)
    frame[_KINDS] = pairs.reindex(index=ids, columns=_KINDS).astype(float)
    cohorts = cohorts_of(study, [study.lead.code]).set_index("people")[["school_year", "size"]]
    return frame.join(cohorts, on="people").reset_index()


def few_children(study: Study) -> str:
    """Say it where so few children live in the lead that one school year's eligible pupils are under FEW.

    About a quarter of the children in a school year are taken to be eligible, as in England.
    """
    year = cohorts_of(study, [study.lead.code])["school_year"].sum(min_count=1)
    if pd.isna(year):
        return f"How many children live in {study.lead.name} is not known."
    if year >= _ELIGIBLE * FEW:
        return ""
    children = about_children(year)
    return (
        f"{children[0].upper()}{children[1:]} children of a school year live in {study.lead.name} (Census 2021): "
        "so few that one family can move an average."
    )
