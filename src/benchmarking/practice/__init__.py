"""What other authorities, think tanks and networks do, and how strong the evidence is."""

from benchmarking.practice.found import (
    AGES,
    NONE_FOUND,
    OLD,
    WHOSE,
    by_council_type,
    of_area,
    practice_rows,
    strongest,
)
from benchmarking.practice.matrix import ACROSS, practice_matrix
from benchmarking.practice.measures import PEERS, peer_measures

__all__ = [
    "ACROSS",
    "AGES",
    "NONE_FOUND",
    "OLD",
    "PEERS",
    "WHOSE",
    "by_council_type",
    "of_area",
    "peer_measures",
    "practice_matrix",
    "practice_rows",
    "strongest",
]
