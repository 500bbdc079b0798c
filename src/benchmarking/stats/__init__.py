"""Statistics as pure functions: numbers in, a frame out with the estimate, its interval and its method.

Reads no file and knows no council.
"""

from __future__ import annotations

from benchmarking.stats.adjustment import adjust
from benchmarking.stats.common_units import CommonUnits, common_units, on_common_units
from benchmarking.stats.counted import difference_of_counts
from benchmarking.stats.decomposition import between_and_within
from benchmarking.stats.detectability import detectable_change, signal_share, standard_errors
from benchmarking.stats.differences import change, difference, ratio
from benchmarking.stats.disclosure import ranges, stand_in
from benchmarking.stats.diversity import diversity, effective_groups
from benchmarking.stats.expected import expected, expected_coefficients
from benchmarking.stats.funnels import funnel, funnel_limits
from benchmarking.stats.groups import group_mean, group_median
from benchmarking.stats.intervals import proportion_interval, rate_interval, rescale
from benchmarking.stats.methods import METHODS, plain_method
from benchmarking.stats.neighbours import distances
from benchmarking.stats.raking import rake
from benchmarking.stats.ranks import marginal_rank_sets, simulated_rank_intervals, simultaneous_rank_sets
from benchmarking.stats.representation import effective_size, representation, sample_needed
from benchmarking.stats.segregation import dissimilarity, isolation, segregation
from benchmarking.stats.suppression import suppress
from benchmarking.stats.trends import Trend, trend
from benchmarking.stats.verdict import Basis, Polarity, Verdict, verdicts

__all__ = [
    "METHODS",
    "Basis",
    "CommonUnits",
    "Polarity",
    "Trend",
    "Verdict",
    "adjust",
    "between_and_within",
    "change",
    "common_units",
    "detectable_change",
    "difference",
    "difference_of_counts",
    "dissimilarity",
    "distances",
    "diversity",
    "effective_groups",
    "effective_size",
    "expected",
    "expected_coefficients",
    "funnel",
    "funnel_limits",
    "group_mean",
    "group_median",
    "isolation",
    "marginal_rank_sets",
    "on_common_units",
    "plain_method",
    "proportion_interval",
    "rake",
    "ranges",
    "rate_interval",
    "ratio",
    "representation",
    "rescale",
    "sample_needed",
    "segregation",
    "signal_share",
    "simulated_rank_intervals",
    "simultaneous_rank_sets",
    "stand_in",
    "standard_errors",
    "suppress",
    "trend",
    "verdicts",
]
