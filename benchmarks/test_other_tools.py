"""Our statistics beside the tools that a researcher would otherwise use: same work, same answers, by turns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from benchmarking.stats import adjust, difference, group_mean, proportion_interval, trend

LOOP = "statsmodels, called in a loop"
WHOLE = "statsmodels, once for the whole column"
APPLY = "pandas, a function applied to each group"


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(20240521)


def close(ours, theirs) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def proportions(random: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    base = random.integers(20, 5000, rows)
    return random.binomial(base, 0.3), base


def ends(frame: pd.DataFrame) -> np.ndarray:
    return frame[["lower", "upper"]].to_numpy()


def test_wilson_intervals_one_at_a_time(against, random):
    count, base = proportions(random, 20_000)
    against(
        lambda: ends(proportion_interval(count, base)),
        lambda: [proportion_confint(k, n, method="wilson") for k, n in zip(count, base, strict=True)],
        work="20,000 Wilson intervals",
        tool=LOOP,
        same=close,
    )


def test_wilson_intervals_of_a_whole_column(against, random):
    count, base = proportions(random, 1_000_000)
    against(
        lambda: ends(proportion_interval(count, base)),
        lambda: np.column_stack(proportion_confint(count, base, method="wilson")),
        work="a million Wilson intervals",
        tool=WHOLE,
        same=close,
    )


def test_differences_of_two_proportions(against, random):
    (one, of), (two, others) = (proportions(random, 2000) for _ in range(2))

    def ours() -> np.ndarray:
        sides = [proportion_interval(*side) for side in ((one, of), (two, others))]
        return ends(difference(*([side[name] for name in ("value", "lower", "upper")] for side in sides)))

    def theirs() -> list[tuple[float, float]]:
        rows = zip(one, of, two, others, strict=True)
        return [confint_proportions_2indep(*row, method="newcomb", compare="diff") for row in rows]

    work = "2,000 differences of two proportions with Newcombe's interval (ours with the p-value too)"
    against(ours, theirs, work=work, tool=LOOP, same=close)


def test_p_values_adjusted_in_many_families(against, random):
    family = np.repeat([f"family {at}" for at in range(900)], 100)
    frame = pd.DataFrame({"p": random.beta(0.4, 2, len(family)), "family": family})
    against(
        lambda: adjust(frame["p"], frame["family"])["p_adjusted"],
        lambda: frame.groupby("family")["p"].transform(lambda p: multipletests(p, method="fdr_bh")[1]),
        work="90,000 p-values adjusted in 900 families (Benjamini and Hochberg)",
        tool=f"{LOOP} over pandas groups",
        same=close,
    )


def test_p_values_adjusted_in_one_family(against, random):
    p = random.beta(0.4, 2, 1_000_000)
    against(
        lambda: adjust(p)["p_adjusted"],
        lambda: multipletests(p, method="fdr_bh")[1],
        work="a million p-values adjusted in one family",
        tool=WHOLE,
        same=close,
    )


def test_means_of_comparison_groups(against, random):
    value = random.normal(50, 8, (5000, 10))
    below, above = random.uniform(0.5, 4, (2, 5000, 10))
    lower, upper = value - below, value + above
    long = pd.DataFrame(
        {
            "lead": np.repeat(np.arange(5000), 10),
            "value": value.ravel(),
            "lower": lower.ravel(),
            "upper": upper.ravel(),
        }
    )

    def mean(members: pd.DataFrame) -> pd.Series:
        centre = members["value"].mean()
        arms = [
            np.sqrt(((members["value"] - members[end]) ** 2).sum()) / len(members)
            for end in ("lower", "upper")
        ]
        return pd.Series({"value": centre, "lower": centre - arms[0], "upper": centre + arms[1]})

    against(
        lambda: group_mean(value, lower, upper)[["value", "lower", "upper"]],
        lambda: long.groupby("lead")[["value", "lower", "upper"]].apply(mean),
        work="5,000 means of ten councils with their intervals",
        tool=APPLY,
        same=close,
        rounds=3,
    )


def test_trends_of_many_series(against, random):
    year = np.tile(np.arange(2019, 2024), 1000)
    value, arm = random.normal(50, 5, len(year)), random.uniform(0.5, 4, len(year))
    series = pd.DataFrame(
        {
            "area": np.repeat(np.arange(1000), 5),
            "start": pd.to_datetime([f"{at}-04-01" for at in year]),
            "end": pd.to_datetime([f"{at + 1}-03-31" for at in year]),
            "value": value,
            "lower": value - arm,
            "upper": value + arm,
        }
    )

    def slope(of: pd.DataFrame) -> float:
        weight = 1 / (of["upper"] - of["lower"]) ** 2
        return float(
            sm.WLS(of["value"], sm.add_constant(of["start"].dt.year), weights=weight).fit().params.iloc[1]
        )

    against(
        lambda: trend(series)["slope"],
        lambda: series.groupby("area")[["start", "value", "lower", "upper"]].apply(slope),
        work="the weighted slopes of 1,000 series (ours with the test, and with each point left out in turn)",
        tool="statsmodels WLS, applied to each pandas group",
        same=lambda ours, theirs: np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9),
        rounds=3,
    )
