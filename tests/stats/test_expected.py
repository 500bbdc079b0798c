from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking.errors import StatisticError
from benchmarking.stats import METHODS, expected, expected_coefficients

NUMBERS = ["expected", "lower", "upper"]


def country(areas=130, variables=3, indicators=1, seed=5, noise=None):
    """Areas whose figures follow their context, some of them with much noise; the first is the lead."""
    random = np.random.default_rng(seed)
    names = [f"area {number}" for number in range(areas)]
    context = pd.DataFrame(
        random.normal(50, 10, (areas, variables)),
        index=names,
        columns=[f"context {n}" for n in range(variables)],
    )
    weights = np.linspace(0.5, 1.5, variables)
    errors = (
        random.standard_t(4, (areas, indicators)) * 8 if noise is None else noise(random, (areas, indicators))
    )
    figures = pd.DataFrame(
        (context.to_numpy() @ weights)[:, None] + errors,
        index=names,
        columns=[f"indicator {n}" for n in range(indicators)],
    )
    return figures, context


def by_refitting(figures, context, lead, level):
    """The jackknife+ as the paper writes it: one fit for each area left out."""
    others = figures.index != lead
    y, x = figures.loc[others].iloc[:, 0].to_numpy(), sm.add_constant(context[others].to_numpy())
    here = np.r_[1.0, context.loc[lead]]
    low, high, squares, about = [], [], 0.0, 0.0
    for left_out in range(len(y)):
        kept = np.arange(len(y)) != left_out
        line = np.linalg.lstsq(x[kept], y[kept], rcond=None)[0]
        error = y[left_out] - x[left_out] @ line
        low.append(here @ line - abs(error))
        high.append(here @ line + abs(error))
        squares += error**2
        about += (y[left_out] - y[kept].mean()) ** 2
    place = int(np.floor(round((1 - level) * (len(y) + 1), 9)))
    return sorted(low)[place - 1], sorted(high)[-place], 1 - squares / about


def test_intervals_agree_with_mapie(golden):
    areas = golden("jackknife_plus_areas.csv").set_index("area")
    for theirs in golden("jackknife_plus_mapie.csv").itertuples():
        ours = expected(areas[["figure"]], areas.drop(columns="figure"), "area 0", level=theirs.level).iloc[0]
        np.testing.assert_allclose(
            ours[NUMBERS].astype(float), [theirs.expected, theirs.lower, theirs.upper], rtol=0, atol=1e-9
        )


@given(st.integers(0, 10_000), st.sampled_from([0.8, 0.9, 0.95]), st.integers(1, 5))
@settings(max_examples=20)
def test_the_closed_form_equals_refitting_without_each_area(seed, level, variables):
    figures, context = country(110, variables, seed=seed)
    ours = expected(figures, context, "area 0", level=level, minimum_r2=-1).iloc[0]
    low, high, r2 = by_refitting(figures, context, "area 0", level)
    np.testing.assert_allclose(
        [ours["lower"], ours["upper"], ours["r2_out_of_sample"]], [low, high, r2], rtol=1e-9
    )


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
def test_intervals_hold_a_further_areas_figure_as_often_as_their_level_says(level):
    """By simulation, with errors of heavy tails; the paper itself promises no more than 2 × level - 1."""
    runs = 300
    held = []
    for seed in range(3):
        figures, context = country(115, 3, indicators=runs // 3, seed=seed)
        ours = expected(figures, context, "area 0", level=level, minimum_r2=-1)
        held += ((ours["lower"] <= ours["observed"]) & (ours["observed"] <= ours["upper"])).tolist()
    assert abs(np.mean(held) - level) < 4 * np.sqrt(level * (1 - level) / runs)


def test_the_leads_own_figure_does_not_move_what_is_expected_of_it():
    figures, context = country()
    moved = figures.copy()
    moved.loc["area 0"] += 1000
    before, after = (expected(table, context, "area 0") for table in (figures, moved))
    pd.testing.assert_frame_equal(before[NUMBERS], after[NUMBERS])
    assert round(after.iloc[0]["difference"] - before.iloc[0]["difference"], 6) == 1000


def test_the_difference_is_the_observed_less_the_expected_figure():
    figures, context = country()
    ours = expected(figures, context, "area 0").iloc[0]
    assert ours["observed"] == figures.loc["area 0", "indicator 0"]
    assert ours["difference"] == ours["observed"] - ours["expected"]
    assert ours["areas"] == 129
    assert ours["method"] == "jackknife+"
    assert ours["method"] in METHODS


def test_an_area_without_a_figure_changes_nothing():
    figures, context = country()
    more = pd.concat(
        [figures, pd.DataFrame({"indicator 0": [np.nan, 5.0]}, index=["silent", "without context"])]
    )
    pd.testing.assert_frame_equal(expected(more, context, "area 0"), expected(figures, context, "area 0"))


def test_a_higher_level_never_narrows_the_interval():
    figures, context = country()
    narrow, wide = (expected(figures, context, "area 0", level=level).iloc[0] for level in (0.8, 0.95))
    assert wide["lower"] < narrow["lower"] < narrow["upper"] < wide["upper"]


def test_fewer_than_a_hundred_other_areas_are_refused_with_their_number():
    figures, context = country(100)
    ours = expected(figures, context, "area 0").iloc[0]
    assert ours[NUMBERS].isna().all()
    assert ours["reason"] == "99 other areas have every figure and 100 are needed"
    assert ours["method"] == ""
    enough, here = country(101)
    assert expected(enough, here, "area 0").iloc[0]["areas"] == 100


def test_context_that_predicts_too_little_is_refused_with_its_r2():
    figures, context = country(noise=lambda random, shape: random.normal(0, 200, shape))
    ours = expected(figures, context, "area 0").iloc[0]
    assert ours[NUMBERS].isna().all()
    assert ours["r2_out_of_sample"] < 0.2
    assert ours["reason"] == f"out-of-sample R² is {ours['r2_out_of_sample']:.3f} and 0.2 is needed"


def test_a_lead_without_a_context_variable_is_refused_and_the_variable_named():
    figures, context = country()
    context.loc["area 0", ["context 0", "context 2"]] = np.nan
    ours = expected(figures, context, "area 0").iloc[0]
    assert ours["reason"] == "no context for the lead: context 0, context 2"
    allowed = expected(
        figures, context, "area 0", without={"indicator 0": ["context 0", "context 2"]}, minimum_r2=-1
    )
    assert allowed.iloc[0]["reason"] == ""


def test_a_lead_without_a_figure_still_has_one_expected_of_it():
    figures, context = country()
    figures.loc["area 0"] = np.nan
    ours = expected(figures, context, "area 0").iloc[0]
    assert ours["reason"] == "no figure for the lead"
    assert ours[NUMBERS].notna().all()
    assert np.isnan(ours["difference"])


def test_figures_or_context_that_tell_nothing_apart_are_refused():
    figures, context = country()
    assert (
        expected(figures * 0 + 7, context, "area 0").iloc[0]["reason"]
        == "the same figure in every other area"
    )
    doubled = context.assign(again=2 * context["context 0"])
    constant = context.assign(same=3.0)
    for table in (doubled, constant):
        reason = expected(figures, table, "area 0").iloc[0]["reason"]
        assert reason == "the context variables cannot be told apart"
    only_one = context.assign(capital=(context.index == "area 9").astype(float))
    reason = expected(figures, only_one, "area 0").iloc[0]["reason"]
    assert reason == "one area alone decides a coefficient: area 9"


def test_each_indicator_leaves_out_the_context_that_contains_it():
    figures, context = country(indicators=2)
    figures["indicator 1"] = context["context 2"]
    without = {"indicator 1": ["context 2"]}
    ours = expected(figures, context, "area 0", without=without)
    assert ours["method"].tolist() == ["jackknife+", ""]
    assert expected(figures, context, "area 0").loc["indicator 1", "r2_out_of_sample"] > 0.999


def test_coefficients_are_those_of_least_squares_for_the_indicators_that_are_not_refused():
    figures, context = country(indicators=2)
    figures["indicator 1"] = 7.0
    ours = expected_coefficients(figures, context, "area 0")
    assert ours.index.get_level_values("indicator").unique().tolist() == ["indicator 0"]
    others, x = figures.index[1:], sm.add_constant(context.iloc[1:].to_numpy())
    y = figures.loc[others, "indicator 0"].to_numpy()
    np.testing.assert_allclose(ours["coefficient"], np.linalg.lstsq(x, y, rcond=None)[0], rtol=1e-9)
    assert ours.index.get_level_values("variable").tolist() == ["constant", *context.columns]
    scaled = (context.iloc[1:] - context.iloc[1:].mean()) / context.iloc[1:].std()
    again = np.linalg.lstsq(sm.add_constant(scaled.to_numpy()), (y - y.mean()) / y.std(ddof=1), rcond=None)[0]
    np.testing.assert_allclose(ours["standardised"].iloc[1:], again[1:], rtol=1e-9)
    assert np.isnan(ours["standardised"].iloc[0])
    assert expected_coefficients(figures[["indicator 1"]], context, "area 0").empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f, c: {"figures": f.set_axis(["area 0"] * len(f))}, "stands twice in the figures"),
        (lambda f, c: {"context": pd.concat([c, c], axis=1)}, "stands twice in the context"),
        (lambda f, c: {"lead": "Atlantis"}, "not among the figures"),
        (lambda f, c: {"context": c.assign(name="x")}, "not a number"),
        (lambda f, c: {"context": c.assign(name=np.inf)}, "infinite"),
        (lambda f, c: {"without": {"indicator 0": ["height"]}}, "height"),
        (lambda f, c: {"without": {"indicator 0": list(c.columns)}}, "No context variable is left"),
        (lambda f, c: {"level": 0.999}, "so few areas cannot bear"),
        (lambda f, c: {"level": 0.4}, "so few areas cannot bear"),
    ],
)
def test_what_cannot_be_predicted_is_refused(change, message):
    figures, context = country()
    asked = {"figures": figures, "context": context, "lead": "area 0"} | change(figures, context)
    with pytest.raises(StatisticError, match=message):
        expected(**asked)
