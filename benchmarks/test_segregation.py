"""How long segregation takes in all English authorities, from the counts of every LSOA, and how much memory.

Run as a script with a number of draws, it measures once and prints the most memory the process has held.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarking.paths import Paths
from benchmarking.stats import between_and_within, diversity, segregation
from benchmarking.vintages import load_vintage

CHECKOUT = Path(__file__).parents[1]
AUTHORITIES = 296
ISLES_OF_SCILLY = "E06000053"
"""One LSOA, so not measured."""
PYSAL = CHECKOUT / ".venv-bench" / "bin" / "python"
#: Our name of each index, and the class of PySAL's `segregation` that computes it.
INDICES = {
    "dissimilarity": "Dissim",
    "isolation": "Isolation",
    "exposure": "Interaction",
    "information index": "Entropy",
    "multigroup information index": "MultiInfoTheory",
}


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


def test_diversity_of_every_lsoa_against_pandas(against, counts):
    people = counts.drop(columns="authority")

    def of_one(counted: pd.Series) -> pd.Series:
        share = counted / counted.sum()
        logs = np.log(share.where(share > 0, 1))
        return pd.Series({"simpson": 1 - (share**2).sum(), "shannon": -(share * logs).sum()})

    against(
        lambda: diversity(people)[["simpson", "shannon"]],
        lambda: people.apply(of_one, axis=1),
        work="Simpson's and Shannon's diversity of 33,755 LSOAs",
        tool="pandas, a function applied to each row",
        same=lambda ours, theirs: np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12),
        rounds=3,
    )


def test_five_indices_of_every_authority_against_pysal(benchmark, noted, counts, tmp_path):
    """PySAL runs in an environment of its own, for it brings numba and geopandas; `make bench-tools` sets it up."""
    if not PYSAL.is_file():
        pytest.skip("PySAL is not set up here, so segregation is not compared with it: make bench-tools")
    counts.reset_index().to_parquet(tmp_path / "counts.parquet")
    indices = json.dumps(INDICES)
    rounds = 3
    subprocess.run(
        [PYSAL, Path(__file__).with_name("pysal.py"), tmp_path, indices, str(rounds)],
        check=True,
        timeout=1800,
    )
    theirs = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))

    frame = benchmark.pedantic(every_authority, args=(counts, 0), rounds=rounds, warmup_rounds=1)
    found = frame.set_index(["measure", "whole"])["value"]
    compared = 0
    for measure, values in theirs["values"].items():
        both = pd.DataFrame({"ours": found[measure], "theirs": pd.Series(values)}).dropna()
        np.testing.assert_allclose(both["ours"], both["theirs"], rtol=1e-6, atol=1e-9)
        compared += len(both)
    assert compared > 290 * len(INDICES)
    noted(
        theirs["seconds"],
        part="statistics",
        work="five indices of segregation in every English authority, from the counts of 33,755 LSOAs",
        tool="PySAL segregation, an authority at a time",
    )


if __name__ == "__main__":
    loaded = by_lsoa()
    if int(sys.argv[1]) >= 0:
        every_authority(loaded, int(sys.argv[1]))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(status.split("VmHWM:")[1].split()[0])
