"""Each figure of the strategy worked out again from census counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from benchmarking.errors import ReferenceFileError
from benchmarking.findings.periods import period_words
from benchmarking.findings.words import figure_words, listed
from benchmarking.reference import Claim
from benchmarking.strategy.counts import RESIDENTS, Counts
from benchmarking.study import Study


@dataclass(frozen=True, slots=True)
class Worked:
    """Our figure of a claim, and what is needed to judge the printed one by it.

    `apart` is the most residents by which the census tables differ for the area, and `slack` the same in the
    claim's unit; `others` are figures that another table gives; `by_area` is the figure of every area, for a
    count; `words` say what was found; `reason` why there is no figure.
    """

    ours: float = np.nan
    apart: float = 0.0
    slack: float = 0.0
    others: tuple[float, ...] = ()
    by_area: pd.Series | None = None
    words: str = ""
    reason: str = ""


def worked_out(study: Study, counts: Counts, claim: Claim) -> Worked:
    """Work out a claim from the counts of the study's vintage, or say why it cannot be done."""
    if claim.how == "not a statistic":
        return Worked(reason=f"{claim.note}.")
    if claim.how == "years":
        first, last = (date.fromisoformat(day) for day in claim.days)
        days = listed([period_words(day) for day in claim.days])
        return Worked((last - first).days / 365.25, words=f"The censuses were taken on {days}.")
    if claim.how == "places":
        many = sum(len(parts_of(study, code)) for code in claim.areas[0])
        return Worked(float(many), words=f"The project's table of areas lists {many}.")
    needed = [code for codes in (*claim.areas, claim.against) for code in codes]
    if claim.how == "highest of":
        needed += parts_of(study, claim.against[0])
    held = [counts.of(claim.indicators, day) for day in claim.days]
    everyone = [counts.of(RESIDENTS, day) for day in claim.days]
    figures = [each for each in (*held, *everyone) if each is not None and each.reindex(needed).notna().all()]
    if len(figures) < 2 * len(claim.days):
        return Worked(reason=_not_held(study, claim, needed))
    if claim.how in ("highest of", "above"):
        return _placed(study, claim, *figures)
    return _counted(counts, claim, figures)


def parts_of(study: Study, code: str) -> list[str]:
    """Return the districts of an area or a group of places, or nothing for an area of another kind."""
    if code in study.reference.groups.places():
        return study.reference.groups.members(code)
    try:
        return study.reference.areas.districts(code)
    except ReferenceFileError:
        return []


def _counted(counts: Counts, claim: Claim, figures: list[pd.Series]) -> Worked:
    """Work out a count, a share, or a change from `figures`: the claim's by day, then all residents by day."""
    here = [float(each[list(claim.areas[0])].sum()) for each in figures]
    tables = [counts.residents(claim.areas[0], day) for day in claim.days]
    apart = sum(max(totals) - min(totals) for totals in tables)
    if claim.how == "count":
        others = tuple(tables[0]) if claim.indicators == RESIDENTS else ()
        return Worked(here[0], apart, apart, others, figures[0])
    if claim.how == "share":
        return Worked(100 * here[0] / here[1], apart, 100 * apart / here[1])
    if claim.how == "change":
        return Worked(here[1] - here[0], apart, apart, by_area=figures[1] - figures[0])
    return Worked(100 * (here[1] - here[0]) / here[0], apart, 100 * apart / here[0])


def _placed(study: Study, claim: Claim, figures: pd.Series, everyone: pd.Series) -> Worked:
    """Count how many of a claim's places have the highest shares, or shares above another area's."""
    shares = 100 * figures / everyone
    own = [float(shares[codes[0]]) for codes in claim.areas]
    told = listed([figure_words(each, "%", 1) for each in own])
    if claim.how == "highest of":
        places = parts_of(study, claim.against[0])
        met = sum(codes[0] in shares[places].nlargest(len(own)).index for codes in claim.areas)
        said = f"among the {len(own)} highest of the {len(places)} places"
    else:
        codes = list(claim.against)
        level = 100 * float(figures[codes].sum()) / float(everyone[codes].sum())
        met = sum(share > level for share in own)
        names = listed([study.name(code) for code in codes])
        said = f"above the {figure_words(level, '%', 1)} of {names}"
    which = f"All {met}" if met == len(own) else f"{met} of the {len(own)}"
    return Worked(float(met), words=f"{which} are {said}: {told}.")


def _not_held(study: Study, claim: Claim, codes: list[str]) -> str:
    names = listed([study.name(code) for code in dict.fromkeys(codes)])
    days = listed([period_words(day) for day in claim.days])
    return f"Vintage {study.parameters.vintage} holds no census count of this for {names} on {days}."
