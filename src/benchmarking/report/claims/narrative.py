"""The prose of one report: its chapters' figures and claims, told from one study's findings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from benchmarking.errors import ReportError
from benchmarking.report.claims.facts import Facts, Told
from benchmarking.report.claims.language import Figure
from benchmarking.report.claims.prose import Chapter, Token, at, leave_out, read_chapter
from benchmarking.report.claims.telling import tell

#: Stands where a figure or claim could not be told.
_NOT_SO = "⟦not so⟧"
_NUMBERED = re.compile(r"\b[A-Za-z]+-\d+\b")


@dataclass(frozen=True)
class Narrative:
    """Figures and claims of a report's chapters, told from a study's findings.

    When the study's choices are not those that the chapters were written for (`as_written` is off), a sentence
    that does not stand is left out and counted, so that a question of the kind "what if" still gets its report.
    """

    facts: Facts
    as_written: bool = True

    def read(self, text: str, file: str) -> Chapter:
        """Find a chapter's figures and claims; raises ReportError for what `read_chapter` refuses."""
        return read_chapter(text, file, self.facts.study.reference.indicators.__contains__, self._names())

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
        """Leave out the sentences of a rendered chapter that do not stand."""
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
        """Return a sentence for each figure and claim of a chapter that cannot stand."""
        try:
            chapter = self.read(text, file)
        except ReportError as error:
            return [str(error)]
        found = []
        for token in chapter.tokens:
            try:
                self.tell(token, file)
            except ReportError as error:
                found.append(str(error))
        return found

    def _names(self) -> set[str]:
        """Return the names with a figure in them that groups of places have, such as "Lancashire-12"."""
        titles = self.facts.study.reference.groups.frame["title"]
        return {name for title in titles for name in _NUMBERED.findall(title)}
