"""When the next release comes: as announced, or as its frequency lets one expect."""

from __future__ import annotations

from datetime import date

import pandas as pd

from benchmarking.findings.periods import period_words
from benchmarking.reference import Indicator
from benchmarking.study import Study

_RECKONED = "our reckoning from how often it comes, not a date that the publisher has given"
_MONTHS = {"quarterly": 3, "annual": 12, "ten-yearly": 120}


def next_release_words(study: Study, item: Indicator, announced: str, releases: str, day: date) -> str:
    """Say when the next release of an indicator comes, and on what that rests.

    What a publisher has announced is said as announced. Otherwise one interval of the registry's frequency is
    added to the day of the release that holds the latest figure, and called our reckoning. The figure may have
    been published before that release, and so its successor may come sooner; and the next release may still hold
    no newer figure.

    Parameters
    ----------
    announced : the day or month of the tracking table, blank where none is announced.
    releases : ids of the releases of the latest figure, split by ";"; blank where no figure is held.
    day : the day by which the vintage's figures were published; an earlier date was not met by this vintage.
    """
    if announced:
        month = pd.Timestamp(announced)
        told = period_words(announced) if len(announced) > 7 else f"{month:%B %Y}"
        missed = "; no later figure is held" if month <= pd.Timestamp(day) else ""
        return f"announced for {told}{missed}"
    if item.tier == "to_collect":
        return "nobody publishes it: the council would have to collect it"
    if not releases:
        return "not known: no release with a figure is held"
    if item.frequency not in _MONTHS:
        return f"not known: its frequency ({item.frequency}) lets none be expected"
    published = max(study.releases[name].released for name in releases.split(";"))
    due = pd.Timestamp(published) + pd.DateOffset(months=_MONTHS[item.frequency])
    if due <= pd.Timestamp(day):
        return f"about {due:%B %Y} was {_RECKONED}; no later figure is held"
    return f"about {due:%B %Y}: {_RECKONED}"
