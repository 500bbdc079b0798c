"""Comparisons with their warrants."""

from benchmarking.findings.comparability import comparability, context_values, published_neighbours
from benchmarking.findings.compare import COLUMNS, compare
from benchmarking.findings.sides import period_words, with_intervals
from benchmarking.findings.store import findings_of, prepare
from benchmarking.findings.words import (
    BASIS_WORDS,
    MARKS,
    basis_words,
    figure_words,
    interval_words,
    number,
    sentence,
)

__all__ = [
    "BASIS_WORDS",
    "COLUMNS",
    "MARKS",
    "basis_words",
    "comparability",
    "compare",
    "context_values",
    "figure_words",
    "findings_of",
    "interval_words",
    "number",
    "period_words",
    "prepare",
    "published_neighbours",
    "sentence",
    "with_intervals",
]
