"""The strategy itself: its parts, what measures them, and the figures it prints."""

from benchmarking.strategy.claims import (
    DIFFERS,
    OUTCOMES,
    claims_checked,
    claims_summary,
    claims_told,
    no_strategy,
    speaks_of_lead,
    told_of_lead,
)
from benchmarking.strategy.implied import implied
from benchmarking.strategy.matrix import held_words, matrix

__all__ = [
    "DIFFERS",
    "OUTCOMES",
    "claims_checked",
    "claims_summary",
    "claims_told",
    "held_words",
    "implied",
    "matrix",
    "no_strategy",
    "speaks_of_lead",
    "told_of_lead",
]
