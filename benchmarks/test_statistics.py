"""How long the statistics take at the size of all English authorities."""

from __future__ import annotations

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
    marginal_rank_sets,
    proportion_interval,
    simulated_rank_intervals,
    simultaneous_rank_sets,
    trend,
    verdicts,
)

AUTHORITIES, COMPARISONS, FIGURES = 296, 12, 400


@pytest.fixture(scope="module")
def random() -> np.random.Generator:
    return np.random.default_rng(20240521)


def test_one_million_wilson_intervals(benchmark, random):
    base = random.integers(1, 5000, 1_000_000)
    count = random.binomial(base, 0.3)
    frame = benchmark(proportion_interval, count, base, per=100)
    assert len(frame) == 1_000_000


def test_every_authority_as_lead_against_ten_others_its_group_and_england(benchmark, random):
    values = random.normal(50, 8, (AUTHORITIES, FIGURES))
    arms = random.uniform(0.5, 4, (AUTHORITIES, FIGURES))
    others = random.integers(0, AUTHORITIES, (AUTHORITIES, COMPARISONS))
    lead = np.repeat(np.arange(AUTHORITIES), COMPARISONS)
    pairs = AUTHORITIES * COMPARISONS * FIGURES

    def compare():
        first, second = (
            (values[rows].ravel(), (values[rows] - arms[rows]).ravel(), (values[rows] + arms[rows]).ravel())
            for rows in (lead, others.ravel())
        )
        compared = difference(first, second)
        adjusted = adjust(compared["p"])
        words = verdicts(
            compared["difference"],
            compared["lower"],
            compared["upper"],
            adjusted["p_adjusted"],
            basis=Basis.TESTED,
            polarity="higher_is_better",
        )
        return compared, words

    compared, words = benchmark(compare)
    assert len(compared) == len(words) == pairs
    assert compared["p"].notna().all()


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
