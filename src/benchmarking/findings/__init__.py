"""Comparisons with their warrants."""

from benchmarking.findings.cohorts import cohorts_of
from benchmarking.findings.comparability import comparability, context_values, published_neighbours
from benchmarking.findings.compare import compare
from benchmarking.findings.council import council_words, kind_words, places_title, study_words
from benchmarking.findings.diversity import diversity_of
from benchmarking.findings.frame import COLUMNS, KINDS, PAIRED, SINCE, Finding, each, finding
from benchmarking.findings.inactivity import inactivity_2011
from benchmarking.findings.neighbourhoods import neighbourhood_shares
from benchmarking.findings.periods import period_words
from benchmarking.findings.places_compared import no_places, own_districts, place_findings
from benchmarking.findings.segregation import segregation_of
from benchmarking.findings.shown import shown_places
from benchmarking.findings.sides import with_intervals
from benchmarking.findings.store import (
    differences_of,
    earlier_findings_of,
    findings_of,
    place_findings_of,
)
from benchmarking.findings.verdict_changes import CAUSES, earlier_study, verdict_changes
from benchmarking.findings.words import (
    BASIS_WORDS,
    basis_words,
    figure_words,
    interval_words,
    number,
    sentence,
)

__all__ = [
    "BASIS_WORDS",
    "CAUSES",
    "COLUMNS",
    "KINDS",
    "PAIRED",
    "SINCE",
    "Finding",
    "basis_words",
    "cohorts_of",
    "comparability",
    "compare",
    "context_values",
    "council_words",
    "differences_of",
    "diversity_of",
    "each",
    "earlier_findings_of",
    "earlier_study",
    "figure_words",
    "finding",
    "findings_of",
    "inactivity_2011",
    "interval_words",
    "kind_words",
    "neighbourhood_shares",
    "no_places",
    "number",
    "own_districts",
    "period_words",
    "place_findings",
    "place_findings_of",
    "places_title",
    "published_neighbours",
    "segregation_of",
    "sentence",
    "shown_places",
    "study_words",
    "verdict_changes",
    "with_intervals",
]
