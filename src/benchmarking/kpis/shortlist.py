"""What is proposed as a KPI, what is left out, and which priority cannot be measured yet."""

from __future__ import annotations

import pandas as pd

from benchmarking.kpis.appraisal import MET
from benchmarking.reference import Reference
from benchmarking.reference.vocabulary import PRIORITIES, PRIORITY_TITLES


def shortlist(appraised: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `appraise` that are recommended, by priority and then in the registry's order."""
    return _by_priority(appraised[appraised["proposal"] == "recommended"])


def followed(appraised: pd.DataFrame) -> pd.DataFrame:
    """Return the shortlist, or where nothing is proposed every row that could be chosen."""
    chosen = shortlist(appraised)
    return chosen if len(chosen) else appraised[appraised["proposal"] != "never"]


def headlines_left_out(appraised: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `appraise` of headline indicators that are not recommended, by priority."""
    left = (appraised["tier"] == "headline") & (appraised["proposal"] != "recommended")
    return _by_priority(appraised[left])


def priorities(appraised: pd.DataFrame) -> pd.DataFrame:
    """Count for each of the strategy's priorities what could measure it and what does.

    Returns
    -------
    DataFrame indexed by priority, in the strategy's order: title; candidates (indicators that may be a KPI at
    all), held (those with a figure of the lead), tested (those whose figure may be tested), outcomes (tested
    and judged strongly relevant), recommended, and held_names (the indicators that are held, as a list).
    """
    found = {}
    for priority, title in PRIORITY_TITLES.items():
        own = appraised[(appraised["priority"] == priority) & (appraised["proposal"] != "never")]
        held = own[own["value"].notna()]
        tested = held[held["tested"]]
        found[priority] = {
            "title": title,
            "candidates": len(own),
            "held": len(held),
            "tested": len(tested),
            "outcomes": int((tested["relevant"] == MET).sum()),
            "recommended": int((own["proposal"] == "recommended").sum()),
            "held_names": list(held.index),
        }
    return pd.DataFrame.from_dict(found, orient="index")


def early_warnings(reference: Reference) -> list[str]:
    """List the early-warning indicators that bear on conflict and tension, in the registry's order.

    An early-warning figure under another priority, such as residents who speak little English, says where help
    may be needed. It is no sign of tension and does not stand beside crime.
    """
    listed = reference.indicators
    return [
        name
        for name in listed.ids
        if listed[name].tier == "early_warning" and listed[name].priority == "conflict"
    ]


def _by_priority(rows: pd.DataFrame) -> pd.DataFrame:
    place = rows["priority"].map(PRIORITIES.index)
    return rows.assign(place=place).sort_values("place", kind="stable").drop(columns="place")
