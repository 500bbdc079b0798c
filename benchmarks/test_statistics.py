"""How long the statistics take, and how much memory, at the size of all English authorities.

Run as a script with the name of one of its large tasks, it does that task once and prints the most memory the
process has held; so the benchmarks measure it, away from what else pytest holds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarking.stats import (
    Basis,
    adjust,
    difference,
    difference_of_counts,
    expected,
    funnel,
    group_mean,
    marginal_rank_sets,
    proportion_interval,
    simulated_rank_intervals,
    simultaneous_rank_sets,
    trend,
    verdicts,
)

AUTHORITIES, INDICATORS, YEARS, OTHERS = 296, 40, 10, 10
FIGURES = INDICATORS * YEARS
KINDS = ("authorities", "group", "England")


@pytest.fixture(scope="module")
def random() -> np.random.Generator:
    return np.random.default_rng(20240521)


def surveyed(areas: int) -> tuple[np.ndarray, ...]:
    """Make up a figure and both ends of its interval, for each area a row and each indicator and year a column."""
    random = np.random.default_rng(20240521)
    value = random.normal(50, 8, (areas, FIGURES))
    below, above = random.uniform(0.5, 4, (2, areas, FIGURES))
    return value, value - below, value + above


def in_words(compared: pd.DataFrame, family: pd.Series) -> pd.DataFrame:
    adjusted = adjust(compared["p"], family)
    return verdicts(
        compared["difference"],
        compared["lower"],
        compared["upper"],
        adjusted["p_adjusted"],
        basis=Basis.TESTED,
        polarity="higher_is_better",
    )


def every_lead() -> pd.DataFrame:
    """Compare every authority as lead with ten others, with their mean and with England, in 888 families."""
    areas, england = surveyed(AUTHORITIES), surveyed(1)
    step = np.arange(1, OTHERS + 1) * (AUTHORITIES // (OTHERS + 1))
    others = (np.arange(AUTHORITIES)[:, None] + step) % AUTHORITIES
    members = [np.moveaxis(part[others], 1, 2).reshape(-1, OTHERS) for part in areas]
    group = group_mean(*members)
    lead = [
        np.concatenate([np.repeat(part, OTHERS, 0).ravel(), part.ravel(), part.ravel()]) for part in areas
    ]
    other = [
        np.concatenate([part[others].ravel(), group[column], np.tile(whole[0], AUTHORITIES)])
        for part, whole, column in zip(areas, england, ("value", "lower", "upper"), strict=True)
    ]
    place = np.arange(AUTHORITIES)
    code = np.concatenate([np.repeat(place, OTHERS * FIGURES)] + [np.repeat(place, FIGURES)] * 2)
    kind = np.repeat([0, 1, 2], len(areas[0]) * FIGURES * np.array([OTHERS, 1, 1]))
    names = [f"authority {at} against {kind}" for kind in KINDS for at in place]
    family = pd.Series(pd.Categorical.from_codes(kind * AUTHORITIES + code, names))
    return in_words(difference(lead, other), family)


def every_pair() -> int:
    """Compare every pair of authorities, an indicator at a time, and count the comparisons.

    The pairs of one indicator in one year are a family; an indicator at a time, memory stays bounded.
    """
    areas = surveyed(AUTHORITIES)
    first, second = np.triu_indices(AUTHORITIES, 1)
    compared = 0
    for start in range(0, FIGURES, YEARS):
        span = slice(start, start + YEARS)
        one, two = ([part[rows, span].ravel() for part in areas] for rows in (first, second))
        years = np.tile(np.arange(YEARS), len(first))
        family = pd.Series(pd.Categorical.from_codes(years, [f"year {year}" for year in range(YEARS)]))
        compared += len(in_words(difference(one, two), family))
    return compared


TASKS = {"nothing": int, "every lead": every_lead, "every pair": every_pair}


def most_memory_in_mb(task: str) -> int:
    """Do a task in a process of its own and ask for its high-water mark."""
    done = subprocess.run([sys.executable, __file__, task], capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024 // 1_000_000


def noted(benchmark, task: str, comparisons: int) -> None:
    benchmark.extra_info["comparisons"] = comparisons
    benchmark.extra_info["peak memory, MB"] = most_memory_in_mb(task)
    benchmark.extra_info["peak memory of the imports alone, MB"] = most_memory_in_mb("nothing")
    benchmark.extra_info["cores"] = len(os.sched_getaffinity(0))


def test_one_million_wilson_intervals(benchmark, random):
    base = random.integers(1, 5000, 1_000_000)
    count = random.binomial(base, 0.3)
    frame = benchmark(proportion_interval, count, base, per=100)
    assert len(frame) == 1_000_000


def test_every_authority_as_lead_against_ten_others_its_group_and_england(benchmark):
    words = benchmark(every_lead)
    assert len(words) == AUTHORITIES * (OTHERS + 2) * FIGURES
    assert words["verdict"].isin(["better", "worse", "similar"]).all()
    noted(benchmark, "every lead", len(words))


def test_every_pair_of_authorities_as_a_stress_run(benchmark):
    pairs = benchmark.pedantic(every_pair, rounds=1)
    assert pairs == AUTHORITIES * (AUTHORITIES - 1) // 2 * FIGURES
    noted(benchmark, "every pair", pairs)


def test_nine_hundred_families_of_p_values_adjusted_together(benchmark, random):
    family = np.repeat([f"family {at}" for at in range(900)], 1600)
    frame = benchmark(adjust, random.beta(0.4, 2, len(family)), family)
    assert frame["comparisons"].eq(1600).all()


def test_a_hundred_thousand_differences_of_counts_by_inversion(benchmark, random):
    base = random.integers(200, 20_000, (2, 100_000))
    count = random.binomial(base, 0.2)
    frame = benchmark(difference_of_counts, count[0], base[0], count[1], base[1])
    assert frame["p"].notna().all()


@pytest.mark.parametrize("kind", [simultaneous_rank_sets, marginal_rank_sets, simulated_rank_intervals])
def test_ranks_of_150_authorities_in_ten_thousand_draws(benchmark, random, kind):
    figures = pd.DataFrame(
        {"value": random.normal(50, 5, 150), "standard_error": random.uniform(0.5, 3, 150)}
    )
    frame = benchmark(kind, figures, draws=10_000)
    assert frame["lower"].le(frame["upper"]).all()


def test_trends_of_five_thousand_series_of_ten_years(benchmark, random):
    span = np.tile(np.arange(2014, 2024), 5000)
    value, arm = random.normal(50, 5, len(span)), random.uniform(0.5, 4, len(span))
    series = pd.DataFrame(
        {
            "area": np.repeat(np.arange(5000), 10),
            "start": pd.to_datetime([f"{year}-04-01" for year in span]),
            "end": pd.to_datetime([f"{year + 1}-03-31" for year in span]),
            "value": value,
            "lower": value - arm,
            "upper": value + arm,
        }
    )
    frame = benchmark(trend, series, breaks=["2016-04-01"])
    assert len(frame) == 5000


def test_what_is_expected_of_a_place_for_ninety_indicators(benchmark, random):
    names = [f"area {number}" for number in range(150)]
    context = pd.DataFrame(random.normal(50, 10, (150, 5)), index=names, columns=list("abcde"))
    figures = pd.DataFrame(
        context.to_numpy() @ random.normal(0, 1, (5, 90)) + random.normal(0, 10, (150, 90)), index=names
    )
    frame = benchmark(expected, figures, context, "area 0")
    assert len(frame) == 90


def test_a_funnel_of_all_authorities(benchmark, random):
    base = random.integers(500, 50_000, AUTHORITIES)
    frame = benchmark(funnel, random.poisson(base * 0.02), base, kind="rate", per=1000)
    assert frame["flag"].ne("").all()


if __name__ == "__main__":
    TASKS[sys.argv[1]]()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(status.split("VmHWM:")[1].split()[0])
