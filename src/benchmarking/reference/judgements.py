"""What people judge of each indicator as a measure of success, and which are proposed as KPIs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarking.errors import Location, ReferenceFileError
from benchmarking.reference.indicators import Indicator, Indicators
from benchmarking.reference.tables import check_table, matching, one_of, read_table, records, text
from benchmarking.reference.vocabulary import JUDGED_TIERS, PRIORITIES

RELEVANCE = ["strong", "partial", "weak"]
INCENTIVES = ["free", "some risk", "perverse"]
ATTRIBUTIONS = ["county", "shared", "others"]
PROPOSALS = ["recommended", "reserve", "not recommended", "never"]
REASONS = ["relevance_reason", "incentive_reason", "attribution_reason", "proposal_reason"]
COLUMNS = [
    "indicator",
    "relevance",
    "relevance_reason",
    "incentive",
    "incentive_reason",
    "attribution",
    "attribution_reason",
    "proposal",
    "proposal_reason",
    "decided_by",
]
#: What describes residents, warns, is historic or is part of a gap can never be a KPI.
KPI_TIERS = [*JUDGED_TIERS, "to_collect"]
FEWEST, MOST = 8, 12
_A_WORD = r".*[^\W\d_]{2}.*"
#: A dash, "n/a" or "tbc" is no reason.
_IN_WORDS = matching(r"\S*\w\S*(\s+\S+){2,}", "a reason in words")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row of kpi_judgements.csv: what is proposed of an indicator, why, and who decides."""

    indicator: str
    relevance: str
    relevance_reason: str
    incentive: str
    incentive_reason: str
    attribution: str
    attribution_reason: str
    proposal: str
    proposal_reason: str
    decided_by: str


class Judgements:
    """The judgements; `frame` has one row an indicator and the columns of kpi_judgements.csv as text."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._judgements = {record["indicator"]: Judgement(**record) for record in records(frame)}

    def __getitem__(self, indicator: str) -> Judgement:
        """Return the judgement of an indicator of the registry; every one has its own."""
        return self._judgements[indicator]

    def proposed(self, proposal: str) -> list[str]:
        """Return the indicators with this proposal, such as "recommended", in the table's order."""
        return self.frame.loc[self.frame["proposal"] == proposal, "indicator"].tolist()


def can_be_kpi(indicator: Indicator) -> bool:
    """Say whether an indicator's tier and polarity allow it to be a KPI at all."""
    return indicator.tier in KPI_TIERS and indicator.polarity != "no_judgement"


def load_judgements(path: Path, indicators: Indicators) -> Judgements:
    """Read and check kpi_judgements.csv; raises ReferenceFileError naming the row and column at fault.

    Every indicator has one row, every judgement a reason and somebody who decides, and no reason stands twice.
    Between 8 and 12 indicators are recommended, at least one for each of the strategy's priorities, and none
    that can never be a KPI.
    """
    frame = read_table(path, COLUMNS)
    check_table(
        frame,
        {
            "indicator": text(one_of(indicators.ids), unique=True, known=indicators.ids),
            "relevance": text(one_of(RELEVANCE), known=RELEVANCE),
            "incentive": text(one_of(INCENTIVES), known=INCENTIVES),
            "attribution": text(one_of(ATTRIBUTIONS), known=ATTRIBUTIONS),
            "proposal": text(one_of(PROPOSALS), known=PROPOSALS),
            **{column: text(_IN_WORDS) for column in REASONS},
            "decided_by": text(matching(_A_WORD, "the post or body that decides")),
        },
        path,
    )
    _check_complete(frame, indicators, path)
    _check_reasons(frame, path)
    for record in records(frame):
        _check_proposal(record, indicators[record["indicator"]], path)
    _check_shortlist(frame, indicators, path)
    return Judgements(frame[COLUMNS])


def _check_complete(frame: pd.DataFrame, indicators: Indicators, path: Path) -> None:
    judged = set(frame["indicator"])
    missing = [indicator for indicator in indicators.ids if indicator not in judged]
    if missing:
        raise ReferenceFileError(
            f"The indicator {missing[0]!r} has no judgement",
            where=Location(path.name, row=int(frame["row"].max()) + 1, column="indicator"),
            found=f"{len(judged)} of {len(indicators.ids)} indicators",
            expected="a row for every indicator of the registry",
            next_step=f"Add a row for {missing[0]}, with its reasons and who decides",
        )


def _check_reasons(frame: pd.DataFrame, path: Path) -> None:
    first: dict[str, str] = {}
    for record in records(frame):
        for column in REASONS:
            words = " ".join(re.findall(r"\w+", record[column].casefold()))
            if words in first:
                raise ReferenceFileError(
                    f"{record['indicator']}: this reason stands word for word at {first[words]}",
                    where=Location(path.name, row=int(record["row"]), column=column),
                    found=repr(record[column]),
                    expected="a reason of its own for every judgement",
                    next_step="Say what holds of this indicator and not of the other",
                )
            first[words] = f"row {record['row']}, column {column!r}"


def _check_proposal(record: dict[str, Any], indicator: Indicator, path: Path) -> None:
    possible = can_be_kpi(indicator)
    if possible == (record["proposal"] != "never"):
        return
    kind = f"of tier {indicator.tier} and polarity {indicator.polarity}"
    raise ReferenceFileError(
        f"{indicator.id}: an indicator {kind} can {'be' if possible else 'never be'} a KPI",
        where=Location(path.name, row=int(record["row"]), column="proposal"),
        found=repr(record["proposal"]),
        expected=", ".join(PROPOSALS[:-1]) if possible else "never",
    )


def _check_shortlist(frame: pd.DataFrame, indicators: Indicators, path: Path) -> None:
    recommended = frame[frame["proposal"] == "recommended"]
    if not FEWEST <= len(recommended) <= MOST:
        last = recommended["row"].max() if len(recommended) else frame["row"].min()
        raise ReferenceFileError(
            f"{len(recommended)} indicators are recommended as KPIs",
            where=Location(path.name, row=int(last), column="proposal"),
            found=", ".join(recommended["indicator"]) or "none",
            expected=f"{FEWEST} to {MOST}: fewer leave a priority thin, and more cannot be followed",
            next_step="Make some of them reserve, or recommend others",
        )
    served = {indicators[indicator].priority for indicator in recommended["indicator"]}
    without = [priority for priority in PRIORITIES if priority not in served]
    if without:
        of_priority = indicators.frame.loc[indicators.frame["priority"] == without[0], "id"]
        rows = frame[frame["indicator"].isin(of_priority) & (frame["proposal"] != "never")]
        raise ReferenceFileError(
            f"No indicator is recommended for the priority {without[0]!r}",
            where=Location(path.name, row=int(rows["row"].min()) if len(rows) else None, column="proposal"),
            found=f"recommendations for {', '.join(sorted(served))}",
            expected="at least one for each of the strategy's four priorities",
            next_step=f"Recommend one of {', '.join(rows['indicator'])}" if len(rows) else None,
        )
