"""How long segregation takes in all English authorities, from the counts of every LSOA, and how much memory.

Run as a script with a number of draws, it measures once and prints the most memory the process has held.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.paths import Paths
from benchmarking.stats import between_and_within, diversity, segregation
from benchmarking.vintages import load_vintage

CHECKOUT = Path(__file__).parents[1]
AUTHORITIES = 296
ISLES_OF_SCILLY = "E06000053"
"""One LSOA, so not measured."""


def by_lsoa() -> pd.DataFrame:
    """Count residents of every English LSOA by five ethnic groups, beside the authority that it lies in."""
    vintage = load_vintage(Paths(CHECKOUT), "2026")
    counts = vintage.small_areas[vintage.small_areas["table"].astype(str) == "TS021"]
    groups = counts.pivot(index="area_code", columns="category", values="count").astype(float)
    authority = vintage.lookup.set_index("area_code")["parent_code"].astype(str)
    return groups.drop(columns="Total").assign(authority=authority.reindex(groups.index).array)


def every_authority(counts: pd.DataFrame, draws: int) -> pd.DataFrame:
    return segregation(counts.drop(columns="authority"), counts["authority"], group="White", draws=draws)


def most_memory_in_mb(draws: int) -> int:
    """Load the counts and measure in a process of its own, and ask for its high-water mark; -1 only loads."""
    done = subprocess.run([sys.executable, __file__, str(draws)], capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024 // 1_000_000


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    return by_lsoa()


def test_five_indices_of_every_authority(benchmark, counts):
    """Must stay under 0.2 seconds."""
    frame = benchmark(every_authority, counts, 0)
    assert len(frame) == 5 * AUTHORITIES
    assert set(frame.loc[frame["value"].isna(), "whole"]) == {ISLES_OF_SCILLY}


def test_five_indices_of_every_authority_beside_500_random_allocations_each(benchmark, counts):
    """Must stay under 10 seconds on two cores, and under 1 GB."""
    frame = benchmark.pedantic(every_authority, args=(counts, 500), rounds=3)
    assert set(frame.loc[frame["chance"].isna(), "whole"]) == {ISLES_OF_SCILLY}
    benchmark.extra_info["peak memory, MB"] = most_memory_in_mb(500)
    benchmark.extra_info["peak memory of loading alone, MB"] = most_memory_in_mb(-1)
    benchmark.extra_info["cores"] = len(os.sched_getaffinity(0))


def test_england_as_one_whole_beside_100_random_allocations(benchmark, counts):
    frame = benchmark.pedantic(every_authority, args=(counts.assign(authority="England"), 100), rounds=1)
    assert frame["units"].eq(33_755).all()


def test_englands_index_between_and_within_authorities(benchmark, counts):
    frame = benchmark(between_and_within, counts.drop(columns="authority"), counts["authority"], "England")
    assert len(frame) == AUTHORITIES


def test_diversity_of_every_lsoa(benchmark, counts):
    frame = benchmark(diversity, counts.drop(columns="authority"))
    assert len(frame) == 33_755


if __name__ == "__main__":
    loaded = by_lsoa()
    if int(sys.argv[1]) >= 0:
        every_authority(loaded, int(sys.argv[1]))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(status.split("VmHWM:")[1].split()[0])
