"""The prose of one report: its chapters' figures and claims, told from one study's findings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from benchmarking.errors import Location, ReportError
from benchmarking.report.claims.facts import Facts, Told
from benchmarking.report.claims.language import Figure
from benchmarking.report.claims.prose import Chapter, Token, at, read_chapter
from benchmarking.report.claims.rules import FIGURE
from benchmarking.report.claims.sentences import leave_out
from benchmarking.report.claims.telling import tell

#: Stands where a figure or claim could not be told.
_NOT_SO = "⟦not so⟧"
_NUMBERED = re.compile(r"\b[A-Za-z]+-\d+\b")


@dataclass(frozen=True)
class Narrative:
    """Figures and claims of a report's chapters, told from a study's findings.

    When the study's choices are not those that the chapters were written for (`as_written` is off), a paragraph
    in which something does not stand is left out, so that a question of the kind "what if" still gets its report.
    """

    facts: Facts
    as_written: bool = True

    def read(self, text: str, file: str) -> Chapter:
        """Find a chapter's figures and claims; raises ReportError for the first fault that it has."""
        chapter = self._chapter(text, file)
        if chapter.faults:
            raise chapter.faults[0]
        return chapter

    def teller(self, chapter: Chapter, cite: Callable[[Told], str]) -> Callable[[int], str]:
        """Return what tells a chapter's token by its number, cited; it raises ReportError, with the sentence."""

        def said(number: int) -> str:
            try:
                return cite(self.tell(chapter.tokens[number], chapter.file))
            except ReportError:
                if self.as_written:
                    raise
                return _NOT_SO

        return said

    def finished(self, rendered: str) -> str:
        """Leave out the paragraphs of a rendered chapter in which something does not stand."""
        return leave_out(rendered, _NOT_SO)

    def tell(self, token: Token, file: str) -> Told:
        """Put one token into words; raises ReportError with file, line and sentence where the findings do not."""
        try:
            if isinstance(token.said, Figure):
                return self.facts.figure(token.said)
            return tell(token.said, self.facts, token.says_fragile)
        except ReportError as error:
            raise at(error, file, token.line, token.sentence) from None

    def wrong(self, text: str, file: str) -> list[str]:
        """Return a sentence for all that is wrong with a chapter: its faults, and what the findings do not bear.

        Where the study's choices are not those that it was written for, only its faults, which stop any report.
        """
        chapter = self._chapter(text, file)
        found = list(chapter.faults)
        for token in chapter.tokens if self.as_written else ():
            try:
                self.tell(token, file)
            except ReportError as error:
                found.append(error)
        return [str(error) for error in sorted(found, key=_row)]

    def _chapter(self, text: str, file: str) -> Chapter:
        known = self.facts.study.reference.indicators.__contains__
        return read_chapter(text, file, known, self._names, self._printed)

    @cached_property
    def _names(self) -> set[str]:
        """Hold the names with a figure in them that groups of places have, such as "County-12"."""
        titles = self.facts.study.reference.groups.frame["title"]
        return {name for title in titles for name in _NUMBERED.findall(title)}

    @cached_property
    def _printed(self) -> set[str]:
        """Hold the figures that the strategy prints."""
        claims = self.facts.study.reference.claims
        return {figure for claim in claims for figure in FIGURE.findall(claim.printed)}


def _row(error: ReportError) -> int:
    return (error.where.row or 0) if isinstance(error.where, Location) else 0
