"""How long two real vintages take to be compared."""

from __future__ import annotations

from pathlib import Path

from benchmarking.observations.differences import between
from benchmarking.paths import Paths

CHECKOUT = Path(__file__).parents[1]


def test_the_differences_of_two_vintages_from_their_files(benchmark):
    """Must stay under 2 seconds."""
    found = benchmark.pedantic(lambda: between(Paths(CHECKOUT), "2025", "2026"), rounds=5, warmup_rounds=1)
    assert (found["kind"] == "revised figure").sum() > 10_000
