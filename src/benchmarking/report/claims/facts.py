"""What the claims of a report are held against: one study's findings, looked up by indicator and side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from benchmarking.errors import ReportError, nearest
from benchmarking.findings import each, figure_words, interval_words, period_words
from benchmarking.findings.frame import Finding
from benchmarking.findings.words import hedged, trend_basis
from benchmarking.reference import Indicator
from benchmarking.report.claims.language import GROUP, LEAD, REFERENCE, Figure
from benchmarking.study import Study


@dataclass(frozen=True, slots=True)
class Told:
    """Words that stand in the report, and the ids of the findings that they rest on; a period rests on none.

    `whose` is "lead" or "other" where the words are one published figure of a finding, and blank for a claim.
    """

    words: str
    findings: tuple[str, ...]
    whose: str = ""


@dataclass(frozen=True)
class Facts:
    """A study with its findings by id."""

    study: Study
    findings: pd.DataFrame

    @cached_property
    def _by_id(self) -> dict[str, Finding]:
        return {found.id: found for found in each(self.findings)}

    def indicator(self, name: str) -> Indicator:
        """Return an indicator; raises ReportError, offering the nearest, when the registry has none."""
        known = self.study.reference.indicators
        if name not in known:
            raise ReportError(
                f"There is no indicator {name!r}",
                expected="an id of data/reference/indicators.csv",
                next_step=nearest(name, known.ids) or "Look the id up there",
            )
        return known[name]

    def finding(self, indicator: str, kind: str) -> Finding:
        """Return a finding of the lead's own figure: its rank, trend, expected, since_previous or since_baseline."""
        return self._known(self.indicator(indicator).id, kind)

    def beside(self, indicator: str, whose: str) -> Finding:
        """Return the finding that sets the lead beside the group, the reference area, or an authority.

        Raises ReportError for an authority, by code or by name, that is not among those compared.
        """
        item = self.indicator(indicator)
        if whose == GROUP:
            return self._known(item.id, "vs.group")
        reference = self.study.parameters.reference_area
        codes = [reference, *self.study.comparators]
        by_name = {self.study.name(code).casefold(): code for code in codes}
        code = reference if whose == REFERENCE else by_name.get(whose.casefold(), whose)
        if code not in codes:
            names = [self.study.name(code) for code in self.study.comparators]
            raise ReportError(
                f"{whose!r} is not among the authorities compared",
                expected=f"the group, england or one of {', '.join(names)}",
                next_step=nearest(whose, names) or "Leave the sentence out, or compare with one of these",
            )
        if code == reference:
            return next(
                found
                for found in self._by_id.values()
                if found.indicator == item.id and found.kind == "reference"
            )
        return self._known(item.id, f"vs.{code}")

    def authorities(self, indicator: str) -> list[Finding]:
        """Return the findings that set the lead beside each comparator."""
        return [self._known(self.indicator(indicator).id, f"vs.{code}") for code in self.study.comparators]

    def figure(self, said: Figure) -> Told:
        """Put a figure token into words: "28.4%", "70.7 to 76.7", "2023/24".

        Raises ReportError for a figure, interval, rank or trend that does not exist.
        """
        item = self.indicator(said.indicator)
        mine = said.whose == LEAD or self._is_lead(said.whose)
        if said.part in ("rank", "trend"):
            if not mine:
                raise ReportError(
                    f"A {said.part} is told of {self.study.lead.name} only",
                    next_step=f"Write {{{{ {item.id}.{said.part} }}}}, or leave it out",
                )
            return self._standing(said, item)
        found = self.beside(item.id, GROUP if mine else said.whose)
        value, lower, upper, period = (
            (found.lead_value, found.lead_lower, found.lead_upper, found.lead_period)
            if mine
            else (found.value, found.lower, found.upper, found.period)
        )
        if math.isnan(value):
            raise ReportError(
                f"{item.title} has no figure for {self._whose(said.whose)}",
                found=found.reason or "no figure held",
                next_step="Leave the figure out, or say that it is missing",
            )
        words = {
            "value": figure_words(value, item.unit.name, item.decimals),
            "interval": interval_words(lower, upper, item.decimals),
            "period": period_words(period) if period else "",
        }[said.part]
        if not words:
            raise ReportError(
                f"{item.title} has no {said.part} for {self._whose(said.whose)}",
                found=f"a figure that is a {item.basis}",
                next_step="Leave it out: none is made up where none is published",
            )
        if said.whose == GROUP and said.part == "value" and self.members(found) < len(self.study.comparators):
            words = f"{words} (the mean of the {self.members(found)} with a figure)"
        return Told(words, () if said.part == "period" else (found.id,), "lead" if mine else "other")

    def members(self, found: Finding) -> int:
        """Return how many members of the group have a figure, of a finding against its mean."""
        return int(found.of) - 1

    def _standing(self, said: Figure, item: Indicator) -> Told:
        found = self.finding(item.id, said.part)
        if found.is_silent or (said.part == "rank" and found.basis != "tested"):
            raise ReportError(
                f"{item.title} has no {said.part} to tell",
                found=found.reason
                or "published figures without intervals: only a fifth of England can be told",
                next_step="Leave it out, or claim the fifth"
                if said.part == "rank" and not found.is_silent
                else "Leave it out, or say that it is not known",
            )
        if said.part == "trend":
            return Told(f"{found.verdict} ({hedged(found, trend_basis(found))})", (found.id,))
        return Told(f"{found.place_lower:.0f} to {found.place_upper:.0f} of {found.of:.0f}", (found.id,))

    def _known(self, indicator: str, end: str) -> Finding:
        return self._by_id[f"{indicator}.{end}"]

    def _is_lead(self, whose: str) -> bool:
        return whose.casefold() in (self.study.lead.code.casefold(), self.study.lead.name.casefold())

    def _whose(self, whose: str) -> str:
        named = {
            LEAD: self.study.lead.name,
            GROUP: "the comparison group",
            REFERENCE: self.study.name(self.study.parameters.reference_area),
        }
        return named.get(whose) or (self.study.name(whose) if whose in self.study.comparators else whose)
