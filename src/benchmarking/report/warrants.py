"""What a report cites: every figure and finding that it prints, numbered, and a link to where it comes from."""

from __future__ import annotations

import re

import pandas as pd

from benchmarking.findings import finding, sentence
from benchmarking.findings.frame import Finding
from benchmarking.report.appendix import (
    Cited,
    appendix,
    beside,
    figure_anchor,
    finding_anchor,
    rests_on,
)
from benchmarking.report.claims import Told
from benchmarking.report.documents import escape
from benchmarking.study import Study

#: What a template prints where the appendix of warrants is to stand.
APPENDIX = "⟦warrants⟧"
_CITED = re.compile(r"⟦(\d+)⟧")


class Warrants:
    """What a report cites, in the order in which it is first cited.

    A cited figure is a mark in the text until `fill` makes it a link, because text is escaped in between. A
    link's title is the number of its indicator's entry: Word and PDF print it as the number of a note.
    """

    def __init__(self, study: Study, findings: pd.DataFrame) -> None:
        self._study = study
        self._findings = findings
        self._marks: list[Cited] = []

    def mark(self, words: str, found: Finding, mine: bool) -> str:
        """Cite a figure of a finding, the lead's or the other side's, and return the mark for its words.

        The other side of a trend or of what is expected is no published figure: then the finding is cited.
        """
        if found.is_silent or (not mine and found.kind in ("trend", "expected", "rank")):
            return self._finding(words, [found])
        area, period = (self._study.lead.code, found.lead_period) if mine else beside(found, self._study)
        return self._figure(words, found.indicator, area, period)

    def latest(self, words: str, indicator: str, area: str) -> str:
        """Cite an area's figure of the lead's latest period and return the mark for its words.

        In Word and PDF only the lead's has a note, since those that stand beside it have the same.
        """
        lead = self._study.lead.code
        period = str(self._study.figure(indicator, lead)["period"])
        return self._figure(words, indicator, area, period, noted=area == lead)

    def told(self, said: Told) -> str:
        """Cite what a chapter's token says, and return the mark for its words; a period is no figure."""
        if not said.findings:
            return said.words
        found = [finding(self._findings, name) for name in said.findings]
        if said.whose:
            return self.mark(said.words, found[0], said.whose == "lead")
        return self._finding(said.words, found)

    def sentence(self, found: Finding) -> str:
        """Say a finding with each of its figures cited."""
        return sentence(found, self._study.reference, self._study.lead.name, mark=self.mark)

    def fill(self, text: str) -> str:
        """Put links for the marks and the appendix for its mark, in a text that is otherwise ready.

        Without a place for the appendix there is nothing to lead to, and the words stand alone.
        """
        cited = [self._marks[int(number)] for number in _CITED.findall(text)]
        numbers = {name: at for at, name in enumerate(dict.fromkeys(one.indicator for one in cited), start=1)}
        leads = APPENDIX in text

        def link(found: re.Match[str]) -> str:
            one = self._marks[int(found.group(1))]
            number = f' "{numbers[one.indicator]}"' if one.noted else ""
            return f"[{escape(one.words)}](#{one.anchor}{number})" if leads else escape(one.words)

        linked = _CITED.sub(link, text)
        return linked.replace(APPENDIX, appendix(self._study, self._findings, cited)) if leads else linked

    def _figure(self, words: str, indicator: str, area: str, period: str, *, noted: bool = True) -> str:
        anchor = figure_anchor(indicator, area, period)
        return self._mark(Cited(words, indicator, anchor, ((area, period),), (), noted))

    def _finding(self, words: str, found: list[Finding]) -> str:
        names = tuple(one.id for one in found)
        figures = tuple(side for one in found for side in rests_on(one, self._study))
        return self._mark(Cited(words, found[0].indicator, finding_anchor(names[0]), figures, names))

    def _mark(self, cited: Cited) -> str:
        self._marks.append(cited)
        return f"⟦{len(self._marks) - 1}⟧"
