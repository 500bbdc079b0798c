"""Whatever is missing or impossible, each result is a number, or a reason why there is none, or a clear error."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking.errors import StatisticError
from benchmarking.stats import (
    change,
    difference,
    difference_of_counts,
    distances,
    expected,
    funnel,
    group_mean,
    group_median,
    marginal_rank_sets,
    proportion_interval,
    rate_interval,
    ratio,
    rescale,
    simulated_rank_intervals,
    simultaneous_rank_sets,
    trend,
)

ENDS = ["value", "lower", "upper"]
COUNCILS = ["Lancashire", "Kent", "Devon", "Surrey", "Essex"]


def mostly(given, else_):
    return st.integers(0, 7).flatmap(lambda at: else_ if at == 7 else given)


@st.composite
def published(draw):
    """Five councils' figures with intervals and counts, any part of which may be missing, equal or of no width."""
    value = draw(mostly(st.floats(20, 100) | st.just(50.0), st.none() | st.just(0.0)))
    below, above = (draw(mostly(st.floats(0.01, 20), st.none() | st.just(0.0))) for _ in range(2))
    base = draw(mostly(st.integers(1, 500), st.none() | st.just(0)))
    count = draw(mostly(st.integers(0, base or 0), st.none()))
    lower = None if value is None or below is None else value - below
    upper = None if value is None or above is None else value + above
    return value, lower, upper, count, base


tables = st.lists(published(), min_size=5, max_size=5).map(
    lambda rows: pd.DataFrame(rows, index=COUNCILS, columns=[*ENDS, "count", "base"]).astype(float)
)


def against_lancashire(function):
    return lambda table: function(table.iloc[[0] * 4].set_axis(COUNCILS[1:]), table.iloc[1:])


def of_years(table, kind):
    years = [f"{year}-04-01" for year in range(2019, 2024)]
    ends = [f"{year}-03-31" for year in range(2020, 2025)]
    return trend(table.assign(area="Lancashire", start=years, end=ends), kind=kind, points=3)


def of_counts(table, kind):
    lead = table.iloc[0]
    return difference_of_counts(lead["count"], lead["base"], table["count"], table["base"], kind=kind)


def as_the_lead(table):
    """Put the five among a hundred others who follow their context."""
    random = np.random.default_rng(3)
    context = pd.DataFrame({"density": random.normal(50, 10, 110)}, index=[*COUNCILS, *range(105)])
    figures = context["density"] + random.normal(0, 5, 110)
    figures[COUNCILS] = table["value"]
    return expected(figures.to_frame("trust"), context, "Lancashire", level=0.9)


STATISTICS = {
    "the interval of a share": lambda t: proportion_interval(t["count"], t["base"]),
    "the exact interval of a share": lambda t: proportion_interval(
        t["count"], t["base"], method="clopper-pearson"
    ),
    "the interval of a rate": lambda t: rate_interval(t["count"], t["base"]),
    "the exact interval of a rate": lambda t: rate_interval(t["count"], t["base"], method="exact poisson"),
    "an interval at another level": lambda t: rescale(
        t["value"], t["lower"], t["upper"], from_level=0.95, to_level=0.99
    ),
    "a difference": against_lancashire(difference),
    "a ratio": against_lancashire(ratio),
    "a change": against_lancashire(change),
    "a difference of shares": lambda t: of_counts(t, "proportion"),
    "a difference of rates": lambda t: of_counts(t, "rate"),
    "a group's mean": lambda t: group_mean(*([t[end].to_numpy()] for end in ENDS)),
    "a group's median": lambda t: group_median([t["value"].to_numpy()]),
    "a council's own ranks": lambda t: marginal_rank_sets(t[ENDS], draws=100),
    "all councils' ranks at once": lambda t: simultaneous_rank_sets(t[ENDS], draws=100),
    "simulated ranks": lambda t: simulated_rank_intervals(t[ENDS], draws=100),
    "a trend of figures": lambda t: of_years(t, "interval"),
    "a trend of shares": lambda t: of_years(t, "proportion"),
    "a trend of rates": lambda t: of_years(t, "rate"),
    "a funnel of shares": lambda t: funnel(t["count"], t["base"]),
    "a funnel of rates": lambda t: funnel(t["count"], t["base"], kind="rate"),
    "a distance": lambda t: distances(t[["value", "count"]], "Lancashire"),
    "what is expected": as_the_lead,
}


@pytest.mark.parametrize("name", STATISTICS)
@settings(max_examples=40)
@given(table=tables)
def test_no_number_is_missing_without_a_reason(name, table):
    try:
        result = STATISTICS[name](table)
    except StatisticError as error:
        assert len(str(error)) > 20
        return
    numbers = result.select_dtypes("number").astype(float)
    assert not np.isinf(numbers).any(axis=None)
    assert (result.loc[numbers.isna().any(axis=1), "reason"] != "").all()


@pytest.mark.parametrize("name", STATISTICS)
def test_five_councils_with_every_figure_need_no_reason(name):
    table = pd.DataFrame(
        {
            "value": [20.0, 24, 28, 33, 36],
            "count": [20.0, 52, 25, 74, 90],
            "base": [100.0, 200, 90, 220, 250],
        },
        index=COUNCILS,
    )
    result = STATISTICS[name](table.assign(lower=table["value"] - 2, upper=table["value"] + 1))
    assert (result["reason"] == "").all()
    assert result.select_dtypes("number").notna().all(axis=None)
