"""How often intervals hold the truth: every count there could be, weighed by its exact chance, without a draw."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from benchmarking.stats import difference_of_counts, group_mean, proportion_interval, rate_interval, ratio

LEVELS = pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
SHARES = np.linspace(0.05, 0.95, 19)
RATES = np.linspace(15, 45, 13)
EVENTS = np.arange(1, 120)


def holds(interval, truths):
    lower, upper = (interval[end].to_numpy()[:, None] for end in ("lower", "upper"))
    return (lower <= truths) & (truths <= upper)


def of_one(interval, truths, chance):
    """Give for each truth the chance of the counts whose interval holds it."""
    return (chance * holds(interval, truths)).sum(axis=0)


def of_two(interval, truth, chance1, chance2):
    """Give for each pair of truths the chance of the pairs of counts whose interval holds what they make."""
    chance = np.einsum("ai,bj->abij", chance1, chance2).reshape(len(interval), -1)
    return of_one(interval, truth.ravel(), chance)


def every(*counts):
    """Set every count of each place against every count of the others."""
    return [grid.ravel() for grid in np.meshgrid(*counts, indexing="ij")]


@LEVELS
def test_wilson_holds_the_true_share_about_as_often_as_it_says(level):
    shares, held = np.linspace(0.01, 0.99, 99), []
    for base in (10, 20, 50, 100, 400):
        counts = np.arange(base + 1)
        interval = proportion_interval(counts, base, level=level)
        held.append(of_one(interval, shares, stats.binom.pmf(counts[:, None], base, shares)).mean())
    assert level - 0.01 <= np.mean(held) <= level + 0.015


@LEVELS
def test_exact_limits_hold_the_truth_at_least_as_often_as_they_say_wherever_it_lies(level):
    shares = np.linspace(0.001, 0.999, 999)
    for base in (5, 20, 50, 200):
        counts = np.arange(base + 1)
        interval = proportion_interval(counts, base, level=level, method="clopper-pearson")
        assert of_one(interval, shares, stats.binom.pmf(counts[:, None], base, shares)).min() >= level
    rates, events = np.linspace(0.05, 60, 1200), np.arange(400)
    interval = rate_interval(events, 1, level=level, per=1, method="exact poisson")
    assert of_one(interval, rates, stats.poisson.pmf(events[:, None], rates)).min() >= level


@LEVELS
def test_byars_limits_hold_the_true_rate_at_least_as_often_as_they_say_and_little_more_often(level):
    rates, events = np.linspace(12, 120, 1081), np.arange(400)
    interval = rate_interval(events, 1, level=level, per=1)
    held = of_one(interval, rates, stats.poisson.pmf(events[:, None], rates))
    assert held.min() >= level
    assert held.mean() <= level + 0.02


@LEVELS
@pytest.mark.parametrize("bases", [(20, 30), (50, 50), (10, 80)])
def test_newcombes_interval_holds_the_true_difference_about_as_often_as_it_says(level, bases):
    counts = [np.arange(base + 1) for base in bases]
    chances = [stats.binom.pmf(x[:, None], base, SHARES) for x, base in zip(counts, bases, strict=True)]
    first, second = every(*counts)
    interval = difference_of_counts(first, bases[0], second, bases[1], level=level)
    held = of_two(interval, SHARES[:, None] - SHARES, *chances)
    assert held.min() >= level - 0.04
    assert level - 0.01 <= held.mean() <= level + 0.015


@LEVELS
def test_the_interval_of_two_rates_holds_their_true_difference_at_least_as_often_as_it_says(level):
    chance = stats.poisson.pmf(EVENTS[:, None], RATES)
    first, second = every(EVENTS, EVENTS)
    interval = difference_of_counts(first, 1, second, 2, level=level, kind="rate")
    held = of_two(interval, RATES[:, None] - RATES / 2, chance, chance)
    assert held.min() >= level
    assert held.mean() <= level + 0.02


@LEVELS
def test_mover_r_holds_the_true_ratio_of_two_rates_at_least_as_often_as_it_says(level):
    chance = stats.poisson.pmf(EVENTS[:, None], RATES)
    first, second = every(EVENTS, EVENTS)
    sides = (rate_interval(events, base, level=level) for events, base in ((first, 1000), (second, 2000)))
    held = of_two(ratio(*sides, level=level), RATES[:, None] / (RATES / 2), chance, chance)
    assert held.min() >= level
    assert held.mean() <= level + 0.02


@LEVELS
def test_the_interval_of_a_groups_mean_holds_the_mean_of_the_true_shares_about_as_often_as_it_says(level):
    bases, shares = (10, 15, 20), np.linspace(0.1, 0.9, 5)
    counts = [np.arange(base + 1) for base in bases]
    chances = [stats.binom.pmf(x[:, None], base, shares) for x, base in zip(counts, bases, strict=True)]
    members = [
        proportion_interval(x, base, level=level) for x, base in zip(every(*counts), bases, strict=True)
    ]
    ends = [np.column_stack([member[end] for member in members]) for end in ("value", "lower", "upper")]
    interval = group_mean(*ends)
    chance = np.einsum("ai,bj,ck->abcijk", *chances).reshape(len(interval), -1)
    held = of_one(interval, np.mean(every(shares, shares, shares), axis=0), chance)
    assert held.min() >= level - 0.04
    assert level - 0.01 <= held.mean() <= level + 0.015
