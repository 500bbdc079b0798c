"""Errors that a researcher can act on: what, where, found, expected, what next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """Where in a file something was found; parts that do not apply are left out."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [
            self.file,
            f"sheet {self.sheet!r}" if self.sheet else None,
            f"row {self.row}" if self.row is not None else None,
            f"column {self.column!r}" if self.column else None,
        ]
        return ", ".join(part for part in parts if part)


class BenchmarkingError(Exception):
    """An error whose message is written for a researcher.

    Parameters
    ----------
    problem : one sentence that says what is wrong.
    where : the file, sheet, row and column, when there is one.
    found, expected : what stood there and what should have.
    next_step : what to do about it.
    """

    exit_code = 1

    def __init__(
        self,
        problem: str,
        *,
        where: Location | str | None = None,
        found: object = None,
        expected: object = None,
        next_step: str | None = None,
    ) -> None:
        self.problem = problem
        self.where = where
        self.found = found
        self.expected = expected
        self.next_step = next_step
        super().__init__(self._message())

    def _message(self) -> str:
        place = f"{self.where}: " if self.where and str(self.where) else ""
        parts = [place + _sentence(self.problem)]
        if self.found is not None:
            parts.append(_sentence(f"Found {self.found}"))
        if self.expected is not None:
            parts.append(_sentence(f"Expected {self.expected}"))
        if self.next_step:
            parts.append(_sentence(self.next_step))
        return " ".join(parts)


class SourceError(BenchmarkingError):
    """A publisher's file cannot be read as the source it was said to be."""


class ReferenceFileError(BenchmarkingError):
    """A file in data/reference is wrong."""


class VintageError(BenchmarkingError):
    """A vintage is missing, incomplete or not what its datapackage.json says."""


class DownloadError(BenchmarkingError):
    """A publisher's file cannot be had, or what came is not that file."""


class ObservationError(BenchmarkingError):
    """An observation was asked for that does not exist or cannot be derived."""


class ParameterError(BenchmarkingError):
    """A study parameter is misspelt, missing or impossible."""


class ConsultationError(BenchmarkingError):
    """A file of a consultation's participants cannot be used; the message never holds what stands in it."""


class StatisticError(BenchmarkingError):
    """A statistic was asked for on numbers that cannot bear it."""


class PipelineError(BenchmarkingError):
    """A step of the pipeline failed or cannot run."""


class ReportError(BenchmarkingError):
    """A report or one of its forms cannot be written."""


class CommandError(BenchmarkingError):
    """The command itself was wrong."""

    exit_code = 2


def nearest(name: str, known: Iterable[str], *, limit: int = 3) -> str | None:
    """Offer the known names most like a misspelt one, as a sentence, or None."""
    folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(name.casefold(), folded, n=limit, cutoff=0.6)
    if not close:
        return None
    return f"Did you mean {_either([repr(folded[match]) for match in close])}?"


def _either(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " or " + items[-1]


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else text + "."
