"""The figures that the strategy prints, each set beside the same figure worked out again."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from benchmarking.findings.words import change_words, figure_words, listed, number
from benchmarking.reference import Claim
from benchmarking.strategy.counts import RESIDENTS, census_counts
from benchmarking.strategy.explaining import as_if, equal_to
from benchmarking.strategy.working import Worked, parts_of, worked_out
from benchmarking.study import Study, once_a_study

REPRODUCED, ROUNDING, DIFFERS, UNCHECKED = OUTCOMES = (
    "reproduced",
    "reproduced within rounding",
    "differs",
    "cannot be checked",
)
CLAIM_COLUMNS = ["id", "page", "words", "printed", "value", "ours", "difference", "outcome", "told", "note"]
_WHY_APART = "since counts are altered a little to protect people"


@once_a_study
def claims_checked(study: Study) -> pd.DataFrame:
    """Work out again each figure that the strategy prints, and say whether it comes out the same.

    Returns
    -------
    CLAIM_COLUMNS, a row a claim in the order of the table: the figure as printed and as a number; ours; ours
    less the printed one; the outcome, one of OUTCOMES; what was found, in words; the note of the table.

    A figure is "reproduced" when ours rounds to it, or when another census table has exactly this number of
    residents. It is "reproduced within rounding" when ours misses it by no more than half of its last decimal
    and the most by which census tables differ in the residents of the same area. Otherwise it "differs"; where
    a count differs, the words say whether the difference equals the figure of a place exactly.
    """
    counts = census_counts(study)
    rows = []
    for claim in study.reference.claims:
        worked = worked_out(study, counts, claim)
        outcome = _outcome(claim, worked)
        rows.append(
            {
                "id": claim.id,
                "page": claim.page,
                "words": claim.words,
                "printed": claim.printed,
                "value": claim.value,
                "ours": worked.ours,
                "difference": worked.ours - claim.value,
                "outcome": outcome,
                "told": worked.reason or _told(study, claim, worked, outcome),
                "note": claim.note,
            }
        )
    return pd.DataFrame(rows, columns=CLAIM_COLUMNS)


def speaks_of_lead(study: Study) -> bool:
    """Tell whether the strategy whose figures these are is the lead authority's: some speak of its area."""
    return any((study.lead.code,) in claim.areas for claim in study.reference.claims)


def no_strategy(study: Study) -> str:
    """Say that no strategy of the lead's has been read, or nothing where one has."""
    if speaks_of_lead(study):
        return ""
    return (
        f"No strategy of {study.lead.name} has been read in this study, so there is nothing to set out here."
    )


def claims_summary(checked: pd.DataFrame) -> str:
    """Count the outcomes in one sentence."""
    counts = checked["outcome"].value_counts().reindex(OUTCOMES, fill_value=0)
    one, many = (
        ("is reproduced", "is reproduced within rounding", "differs", "cannot be checked"),
        ("are reproduced", "are reproduced within rounding", "differ", "cannot be checked"),
    )
    said = [f"{n} {one[at] if n == 1 else many[at]}" for at, n in enumerate(counts)]
    return f"Of {len(checked)} figures and statements of the strategy, {listed(said)}."


def claims_told(checked: pd.DataFrame) -> list[str]:
    """Say the outcomes for the command line: the summary, then each figure that differs."""
    differs = checked[checked["outcome"] == DIFFERS]
    return [
        claims_summary(checked),
        *(f"Page {row.page}, {row.words}: printed {row.printed}. {row.told}" for row in differs.itertuples()),
    ]


def told_of_lead(study: Study) -> list[str]:
    """Say the outcomes if the strategy is the lead's, and otherwise nothing."""
    return claims_told(claims_checked(study)) if speaks_of_lead(study) else []


def _outcome(claim: Claim, worked: Worked) -> str:
    if np.isnan(worked.ours):
        return UNCHECKED
    short = _short(claim, worked)
    if short == 0 or claim.value in worked.others:
        return REPRODUCED
    return ROUNDING if short <= worked.slack else DIFFERS


def _short(claim: Claim, worked: Worked) -> float:
    """Return by how much ours misses all that would round to the printed figure; 0 when it does not."""
    missed = abs(worked.ours - claim.value) - 0.5 * 10.0**-claim.decimals
    return missed if missed > 1e-9 else 0.0


def _told(study: Study, claim: Claim, worked: Worked, outcome: str) -> str:
    if worked.words:
        return worked.words
    percent = claim.unit == "%"
    gap = worked.ours - claim.value
    if outcome == DIFFERS:
        size = (
            change_words(abs(gap), claim.unit, claim.decimals)
            if percent
            else number(abs(gap), claim.decimals)
        )
        side = "more" if gap > 0 else "less"
        return (
            f"The census gives {_figure(claim, worked, 0)}, which is {size} {side} than printed."
            f"{_explained(study, claim, worked)}"
        )
    if outcome == ROUNDING:
        apart = (
            f"Census tables of this area differ by up to {number(worked.apart, 0)} residents, {_WHY_APART}."
        )
        if not percent:
            return f"The census gives {_figure(claim, worked, 0)}, a difference of {number(abs(gap), 0)}. {apart}"
        people = math.ceil(worked.apart * _short(claim, worked) / worked.slack)
        return (
            f"The census gives {_figure(claim, worked, 2)}; {people} people {'fewer' if gap > 0 else 'more'} would "
            f"round to the printed figure. {apart}"
        )
    if _short(claim, worked):
        return (
            f"One census table has exactly this figure. That of ethnic groups has {_figure(claim, worked, 0)}, "
            f"{_WHY_APART}."
        )
    return f"The census gives {_figure(claim, worked, 1)}."


def _figure(claim: Claim, worked: Worked, finer: int) -> str:
    """Say our figure, a percentage with as many decimals more as given."""
    if claim.unit == "%":
        return figure_words(worked.ours, "%", claim.decimals + finer)
    return number(worked.ours, claim.decimals)


def _explained(study: Study, claim: Claim, worked: Worked) -> str:
    """Say which place's figure the difference of a count equals, when it equals one."""
    if worked.by_area is None:
        return ""
    found = equal_to(worked.by_area, abs(worked.ours - claim.value), study.districts)
    if not found:
        return ""
    inside = set(found) <= {part for code in claim.areas[0] for part in parts_of(study, code)}
    thing = "population" if claim.indicators == RESIDENTS else "figure"
    names = listed([study.name(code) for code in found])
    if_so = as_if(claim.value > worked.ours, inside, len(found) > 1)
    return f" The difference equals the {thing} of {names} exactly, {if_so}."
