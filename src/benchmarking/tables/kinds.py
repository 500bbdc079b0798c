"""What figures are about, so that residents are never set in one table with crime."""

from __future__ import annotations

import pandas as pd

from benchmarking.reference import Indicator
from benchmarking.reference.vocabulary import JUDGED_TIERS
from benchmarking.study import Study
from benchmarking.tables.benchmarks import findings_table

#: Each kind as a table of it is called, in the order in which they are shown.
KINDS = {
    "direction": "indicators with a better direction",
    "parts": "parts of an indicator",
    "groups": "one group of people",
    "to collect": "yet to be collected",
    "residents": "who lives there, and where",
    "circumstances": "circumstances of the place",
    "early warning": "crime, as an early warning",
    "history": "historic figures",
}
_OF_TIERS = {
    **dict.fromkeys(JUDGED_TIERS, "direction"),
    "component": "parts",
    "by_group": "groups",
    "to_collect": "to collect",
    "baseline": "history",
}
_WARNING = {"early-warning-signs", "tension-response"}
_OF_RESIDENTS = {"ons-census-2021", "ons-population-estimates", "home-office-immigration-groups"}
_ABOUT_RESIDENTS = {"english-language", "stability"}


def by_kind(study: Study, indicators: list[str]) -> dict[str, list[str]]:
    """Sort indicators into the KINDS that occur, each in the order given."""
    items = {name: kind_of(study.reference.indicators[name]) for name in indicators}
    found = {kind: [name for name in indicators if items[name] == kind] for kind in KINDS}
    return {kind: names for kind, names in found.items() if names}


def described_table(study: Study, findings: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """Set out figures that describe without a verdict, those of one kind together and each with what it is about."""
    parts = [
        findings_table(study, findings, names, verdicts=False).assign(About=KINDS[kind].capitalize())
        for kind, names in by_kind(study, indicators).items()
    ]
    table = pd.concat(parts or [findings_table(study, findings, []).assign(About="")])
    return table[["About", *table.columns.drop("About")]]


def kind_of(item: Indicator) -> str:
    """Tell of which of the KINDS a figure is; one that is not known to be of residents is never set beside them."""
    if item.tier in _OF_TIERS:
        return _OF_TIERS[item.tier]
    concepts = {concept for _, concept in item.frameworks}
    if concepts & _WARNING:
        return "early warning"
    of_residents = item.dataset in _OF_RESIDENTS or concepts & _ABOUT_RESIDENTS
    return "residents" if of_residents else "circumstances"
