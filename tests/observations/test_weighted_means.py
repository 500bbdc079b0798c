"""A county's survey figure from its districts': worked by hand, held to what ONS publishes, and its properties."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking.observations.derived import weighted_means
from benchmarking.observations.sums import district_parts

COUNTY, YEAR = "E10000017", "2023-10-01/P6M"
CODES = [f"E070001{number}" for number in range(17, 29)]

district = st.tuples(
    st.floats(20, 80),
    st.floats(0.5, 8),
    st.floats(0.5, 8),
    st.integers(20_000, 150_000),
    st.integers(100, 900),
)
districts = st.lists(district, min_size=1, max_size=12)
steady = settings(deadline=None, derandomize=True, max_examples=50)


def combined(figures: list[tuple[float, float, float, int, int]], of: int | None = None) -> pd.Series:
    """Combine districts given as value, lower arm, upper arm, residents and base; `of` asks for more of them."""
    codes = CODES[: len(figures)]
    value, low, high, residents, base = (
        np.array(column, dtype=float) for column in zip(*figures, strict=True)
    )
    rows = pd.DataFrame(
        {
            "area_code": codes, "indicator": "get_on_well", "period": YEAR, "value": value,
            "lower": value - low, "upper": value + high, "base": base, "release": "made-up",
        }
    )  # fmt: skip
    weights = pd.DataFrame({"weight": residents, "release": "ages"}, index=codes)
    parts = pd.DataFrame({"target": COUNTY, "part": CODES[: of or len(figures)]})
    (row,) = weighted_means(rows, parts, weights, ["get_on_well"], "weighted").to_dict("records")
    return pd.Series(row)


def test_three_districts_worked_by_hand():
    # Weights 0.5, 0.3 and 0.2: 30 + 21 + 10 = 61; arms √((0.5·4)² + (0.3·5)² + (0.2·6)²) = √7.69 = 2.773.
    row = combined([(60, 4, 4, 50_000, 600), (70, 5, 5, 30_000, 500), (50, 6, 6, 20_000, 400)])
    assert row["value"] == pytest.approx(61)
    assert (row["lower"], row["upper"]) == pytest.approx((58.227, 63.773), abs=5e-4)
    assert row["base"] == 1500


def test_each_side_of_the_interval_is_made_of_that_side_alone():
    row = combined([(60, 1, 3, 1, 100), (60, 1, 4, 1, 100)])
    assert row["value"] - row["lower"] == pytest.approx(np.sqrt(2) / 2)
    assert row["upper"] - row["value"] == pytest.approx(2.5)


@steady
@given(districts)
def test_the_county_lies_among_its_districts_and_is_no_less_sure_than_the_least_sure(figures):
    row = combined(figures)
    values = [one[0] for one in figures]
    assert min(values) - 1e-9 <= row["value"] <= max(values) + 1e-9
    assert row["value"] - row["lower"] <= max(one[1] for one in figures) + 1e-9
    assert row["upper"] - row["value"] <= max(one[2] for one in figures) + 1e-9
    assert row["base"] == sum(one[4] for one in figures)


@steady
@given(districts, st.randoms(use_true_random=False), st.integers(2, 9))
def test_neither_the_order_of_districts_nor_the_scale_of_residents_matters(figures, random, times):
    again = [(*one[:3], one[3] * times, one[4]) for one in figures]
    random.shuffle(again)
    names = ["value", "lower", "upper", "base"]
    assert combined(again)[names].astype(float).to_numpy() == pytest.approx(
        combined(figures)[names].astype(float).to_numpy()
    )


@steady
@given(district, st.integers(1, 12))
def test_equal_districts_give_their_figure_with_an_interval_narrower_by_the_root_of_their_number(one, many):
    row = combined([one] * many)
    assert row["value"] == pytest.approx(one[0])
    assert row["value"] - row["lower"] == pytest.approx(one[1] / np.sqrt(many))


@steady
@given(st.lists(district, min_size=1, max_size=11))
def test_a_missing_district_leaves_the_county_without_a_figure_and_never_with_a_mean_of_the_rest(figures):
    row = combined(figures, of=len(figures) + 1)
    assert row[["value", "lower", "upper", "base"]].isna().all()
    assert row["status"] == "[x]"
    assert row["method"] == "weighted: not every district has a figure"


@pytest.fixture(scope="module")
def beside_the_published(vintage, known) -> pd.DataFrame:
    """The counties for which ONS publishes a survey figure of every district and of the county itself."""
    rows = vintage.observations
    rows = rows[rows["lower"].notna()]
    ages = vintage.observations[vintage.observations["indicator"] == "aged_under_16"].sort_values("period")
    ages = (
        ages.dropna(subset=["denominator"]).drop_duplicates("area_code", keep="last").set_index("area_code")
    )
    adults = ages[["release"]].assign(weight=ages["denominator"] - ages["numerator"])
    parts = district_parts(known)
    parts = parts[parts["target"].str.startswith("E10")]
    names = ["life_satisfaction", "worthwhile", "happiness", "anxiety", "employment_rate"]
    ours = weighted_means(rows[~rows["area_code"].str.startswith("E10")], parts, adults, names, "weighted")
    key = ["area_code", "indicator", "period"]
    return ours.dropna(subset=["value"]).merge(rows, on=key, suffixes=("", "_published"))


@pytest.mark.parametrize(
    ("indicator", "apart", "counties"),
    [
        ("life_satisfaction", 0.04, 241),
        ("worthwhile", 0.04, 241),
        ("happiness", 0.04, 241),
        ("anxiety", 0.04, 241),
        ("employment_rate", 0.6, 420),
    ],
)
def test_counties_made_from_districts_meet_what_ons_publishes_for_the_county_and_its_interval(
    beside_the_published, indicator, apart, counties
):
    """Outside numbers: the Annual Population Survey, published for districts and for their county alike."""
    rows = beside_the_published[beside_the_published["indicator"] == indicator]
    assert len(rows) >= counties
    assert (rows["value"] - rows["value_published"]).abs().max() < apart
    assert rows["value"].between(rows["lower_published"], rows["upper_published"]).all()
    width = (rows["upper"] - rows["lower"]) / (rows["upper_published"] - rows["lower_published"])
    assert width.median() == pytest.approx(1, abs=0.02)
