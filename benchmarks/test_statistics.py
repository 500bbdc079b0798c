"""How long the statistics take at the size of all English authorities."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarking.stats import Basis, adjust, difference, difference_of_counts, proportion_interval, verdicts

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
