"""Tables of what another choice would have said, and of what speaks for and against a finding."""

from __future__ import annotations

import pandas as pd

from benchmarking.findings import Finding, each, number
from benchmarking.findings.choices import other_groups
from benchmarking.findings.funnel import funnel_of
from benchmarking.study import Study
from benchmarking.tables.tested import NO_DIFFERENCE, firmest_first, firmness_words

BEYOND = {
    "within 95%": "within what differs between authorities anyway",
    "between 95% and 99.8%": "at the edge of what differs between authorities anyway",
    "beyond 99.8%": "beyond what differs between authorities anyway",
}


def groups_table(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """Say for each tested finding against the group's mean what the other lists of authorities would say.

    One row an indicator; the difference from each mean stands in brackets after the verdict. Where nothing could be
    tested against the group's mean there is no line, and the heading says so.
    """
    items = study.reference.indicators
    own = each(findings[(findings["kind"] == "group") & (findings["basis"] == "tested")])
    if (findings.loc[findings["kind"] == "group", "basis"] != "tested").all():
        return pd.DataFrame(
            {f"Nothing could be tested against the mean of {study.group_words}.": []}, dtype=object
        )
    others = other_groups(study)
    others = others[others["basis"] == "tested"]
    said = {
        (str(row["indicator"]), str(row["title"])): (
            f"{row['verdict']} ({_signed(row['difference'], items[row['indicator']].decimals)})"
        )
        for row in others.to_dict("records")
    }
    names = list(dict.fromkeys(others["title"]))
    lines = [
        {
            "Indicator": items[one.indicator].title,
            study.group_title: f"{one.verdict} ({_signed(one.difference, items[one.indicator].decimals)})",
            **{name: said.get((one.indicator, name), "not tested") for name in names},
        }
        for one in own
    ]
    return pd.DataFrame(lines, columns=["Indicator", study.group_title, *names]).set_index("Indicator")


def opposites(table: pd.DataFrame) -> list[str]:
    """Name the indicators of a `groups_table` that one list of authorities calls better and another worse."""
    words = table.apply(lambda column: column.str.partition(" ")[0])
    return list(table.index[(words == "better").any(axis=1) & (words == "worse").any(axis=1)])


def fairness_table(study: Study, findings: pd.DataFrame) -> pd.DataFrame:
    """Set beside each tested difference from the reference area and the group's mean what bears on it.

    How firm it is; whether the lead's figure is as expected of a place like it; and, of counts, whether it is
    beyond what differs between authorities anyway.
    """
    rows = findings[findings["kind"].isin(["reference", "group"]) & (findings["basis"] == "tested")]
    rows = rows[~rows["verdict"].isin(NO_DIFFERENCE)]
    expected = {one.indicator: one for one in each(findings[findings["kind"] == "expected"])}
    lines = [
        {
            "Indicator": study.reference.indicators[one.indicator].title,
            "Against": "mean of the group" if one.kind == "group" else one.comparator_name,
            "Verdict": one.verdict,
            "Firmness": firmness_words(one),
            "For a place like it": _expected_words(expected[one.indicator]),
            "Among all authorities": _funnel_words(study, one.indicator),
        }
        for one in each(firmest_first(rows))
    ]
    columns = ["Indicator", "Against", "Verdict", "Firmness", "For a place like it", "Among all authorities"]
    return pd.DataFrame(lines, columns=columns).set_index("Indicator")


def _expected_words(one: Finding) -> str:
    if one.is_silent:
        return "cannot be told"
    return one.verdict if one.verdict == "as expected" else f"{one.verdict} than expected"


def _funnel_words(study: Study, indicator: str) -> str:
    if study.reference.indicators[indicator].basis != "administrative count":
        return "not a count of events"
    found = funnel_of(study, indicator)
    if found is None:
        return "too few authorities have a count"
    return BEYOND[str(found.at[study.lead.code, "flag_adjusted"])]


def _signed(difference: float, decimals: int) -> str:
    return ("+" if difference > 0 else "") + number(difference, decimals)
