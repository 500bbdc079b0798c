"""What would be expected of a place like Lancashire, fitted again by brute force with statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from benchmarking.findings.expectation import expected_findings, expected_frames
from benchmarking.findings.sides import lead_side

LANCASHIRE, SCILLY, CITY = "E10000017", "E06000053", "E09000001"
CONTEXT = ["aged_65_and_over", "aged_under_16", "population_density", "born_outside_uk", "deprivation_score"]
PREDICTED = ["value", "lower", "upper", "r2", "areas"]


@pytest.fixture(scope="module")
def expected(findings):
    return findings[findings["kind"] == "expected"].set_index("indicator")


@pytest.fixture(scope="module")
def table(real_study, upper_tier) -> pd.DataFrame:
    """Every upper-tier authority's figure of each indicator for Lancashire's latest period."""
    rows = real_study.observations[real_study.observations["value"].notna()]
    latest = rows[rows["area_code"] == LANCASHIRE].groupby("indicator")["period"].max()
    rows = rows[rows["area_code"].isin(upper_tier) & (rows["period"] == rows["indicator"].map(latest))]
    return rows.pivot(index="area_code", columns="indicator", values="value")


def predicted(study):
    level = study.parameters.confidence_level
    return expected_findings(study, lead_side(study, study.observations), level).set_index("indicator")


def by_brute_force(table, indicator, context, level):
    """Leave every other authority out in turn: the prediction, the jackknife+ interval and the R²."""
    others = table[[indicator, *context]].dropna().drop(index=LANCASHIRE)
    y, x = others[indicator].to_numpy(), sm.add_constant(others[context].to_numpy())
    own = np.array([1.0, *table.loc[LANCASHIRE, context]])
    lows, highs, errors, about = [], [], [], []
    for one in range(len(y)):
        fit = sm.OLS(np.delete(y, one), np.delete(x, one, axis=0)).fit()
        error = y[one] - fit.predict(x[one])[0]
        lows.append(fit.predict(own)[0] - abs(error))
        highs.append(fit.predict(own)[0] + abs(error))
        errors.append(error)
        about.append(y[one] - np.delete(y, one).mean())
    size = len(y)
    lower = np.sort(lows)[int(np.floor((1 - level) * (size + 1) + 1e-9)) - 1]
    upper = np.sort(highs)[int(np.ceil(level * (size + 1) - 1e-9)) - 1]
    r2 = 1 - np.square(errors).sum() / np.square(about).sum()
    return [sm.OLS(y, x).fit().predict(own)[0], lower, upper, r2, size]


@pytest.mark.parametrize(
    ("indicator", "context"),
    [
        ("good_level_of_development", CONTEXT),
        ("child_poverty", CONTEXT[:-1]),
        ("housing_affordability", CONTEXT[:-1]),
    ],
)
def test_a_prediction_is_that_of_leaving_out_every_other_authority_in_turn(
    expected, strict, table, registry, indicator, context
):
    assert (registry.at[indicator, "in_deprivation_index"] == "no") == (context == CONTEXT)
    row = expected.loc[indicator]
    found = row[PREDICTED].astype(float).tolist()
    assert found == pytest.approx(by_brute_force(table, indicator, context, 0.95), rel=1e-8)
    assert row["difference"] == pytest.approx(table.at[LANCASHIRE, indicator] - row["value"])
    wider = strict.set_index("id").loc[f"{indicator}.expected", PREDICTED].astype(float).tolist()
    assert wider == pytest.approx(by_brute_force(table, indicator, context, 0.99), rel=1e-8)


def test_deprivation_is_left_out_exactly_where_the_registry_says(
    expected, registry, real_study, changed, edited, upper_tier
):
    scores = real_study.observations[real_study.observations["indicator"] == "deprivation_score"]
    shuffled = scores[scores["area_code"].isin(upper_tier)].set_index("area_code")["value"]
    mixed = dict(zip(shuffled.index, np.random.default_rng(1).permutation(shuffled), strict=True))
    rows = real_study.observations.copy()
    here = (rows["indicator"] == "deprivation_score") & rows["area_code"].isin(mixed)
    rows.loc[here, "value"] = rows.loc[here, "area_code"].map(mixed)
    other = predicted(changed(rows))
    fitted = expected["r2"].notna()
    assert fitted.sum() > 40
    uses = expected.index.map(registry["in_deprivation_index"]) == "no"
    moved = (expected["r2"] - other["r2"].reindex(expected.index)).abs() > 1e-9
    np.testing.assert_array_equal(moved[fitted], uses[fitted])
    said = expected.loc[expected["reason"] == "", "method"].str.contains("deprivation")
    np.testing.assert_array_equal(said, uses[expected["reason"] == ""])
    assert said.any() and not said.all()


def test_a_prediction_names_the_releases_of_what_it_was_made_from(expected, real_study, registry):
    behind = {name: real_study.figure(name, LANCASHIRE)["release"] for name in CONTEXT}
    speaks = expected[expected["reason"] == ""]
    for name, row in speaks.iterrows():
        used = CONTEXT if registry.at[name, "in_deprivation_index"] == "no" else CONTEXT[:-1]
        releases = [real_study.figure(str(name), LANCASHIRE)["release"], *(behind[one] for one in used)]
        assert set(row["sources"].split(";")) == set(";".join(releases).split(";")), name


def test_the_lead_s_own_figures_change_no_prediction(expected, real_study, changed):
    rows = real_study.observations.copy()
    judged = rows["indicator"].isin(expected.index[expected["r2"].notna()])
    own = judged & (rows["area_code"] == LANCASHIRE)
    rows.loc[own, "value"] += 10
    other = predicted(changed(rows)).reindex(expected.index)
    np.testing.assert_allclose(other[PREDICTED].astype(float), expected[PREDICTED].astype(float), rtol=1e-9)
    speaks = expected["reason"] == ""
    np.testing.assert_allclose((other["difference"] - expected["difference"])[speaks], 10, rtol=1e-6)


def test_a_line_that_predicts_too_little_is_refused_with_its_r2(expected):
    fitted = expected[expected["r2"].notna()]
    refused = fitted[fitted["reason"] != ""]
    assert len(refused) >= 5
    np.testing.assert_array_equal(fitted["reason"] != "", fitted["r2"] < 0.2)
    assert refused["reason"].str.fullmatch(r"out-of-sample R² is [-−]?0\.\d{3} and 0\.2 is needed").all()
    assert refused[["value", "lower", "upper", "difference"]].isna().all(axis=None)
    employment = expected.loc["employment_rate"]
    assert employment["reason"] == "out-of-sample R² is 0.058 and 0.2 is needed"


def test_an_interval_stays_within_what_the_unit_can_be(expected, real_study):
    speaks = expected[expected["reason"] == ""]
    for name, row in speaks.iterrows():
        unit = real_study.reference.indicators[str(name)].unit
        for end in ("lower", "value", "upper"):
            assert unit.low is None or row[end] >= unit.low, name
            assert unit.high is None or row[end] <= unit.high, name
        assert row["lower"] <= row["value"] <= row["upper"]
    assert expected.at["temporary_accommodation", "lower"] == 0
    assert expected.at["temporary_accommodation", "upper"] > 5


def test_what_is_expected_is_never_better_or_worse_and_never_tested(expected):
    speaks = expected[expected["reason"] == ""]
    assert len(speaks) >= 30
    assert set(speaks["verdict"]) <= {"higher", "lower", "as expected"}
    assert (speaks["basis"] == "predicted").all()
    assert speaks[["p", "p_adjusted", "checks"]].isna().all(axis=None)
    assert (speaks["areas"] >= 100).all() and (speaks["r2"] >= 0.2).all()


@pytest.mark.parametrize(("poverty", "verdict"), [(60.0, "higher"), (24.0, "as expected"), (0.5, "lower")])
def test_a_figure_beyond_the_interval_is_higher_or_lower_than_expected(changed, edited, poverty, verdict):
    row = predicted(changed(edited(LANCASHIRE, "child_poverty", value=poverty))).loc["child_poverty"]
    assert row["verdict"] == verdict
    assert (row["lower"] <= poverty <= row["upper"]) == (verdict == "as expected")


def test_context_and_other_unjudged_figures_are_never_predicted(expected, registry):
    tier = expected.index.map(registry["tier"])
    unjudged = expected[~tier.isin(["headline", "supporting"])]
    assert len(unjudged) > 40
    assert (unjudged["verdict"] == "not compared").all() and unjudged["r2"].isna().all()
    assert expected.at["born_outside_uk", "reason"] == "a context figure only describes the place"


def test_with_fewer_than_a_hundred_other_authorities_nothing_is_predicted(
    real_study, changed, upper_tier, table
):
    rows = real_study.observations
    others = [code for code in table["child_poverty"].dropna().index if code != LANCASHIRE]
    refusal = "99 other areas have every figure and 100 are needed"
    for kept in (99, 100):
        gone = rows["area_code"].isin(others[kept:]) & (rows["indicator"] == "child_poverty")
        found = predicted(changed(rows[~gone])).loc["child_poverty"]
        assert found["areas"] == kept
        assert (found["reason"] == refusal) == np.isnan(found["r2"]) == (kept == 99)


def test_a_level_that_so_few_authorities_cannot_bear_is_refused(changed):
    found = predicted(changed(confidence_level=0.999))
    refused = found[found["areas"].notna()]
    assert refused["reason"].str.fullmatch(r"\d{3} other areas have every figure and 999 are needed").all()
    assert (found["verdict"] == "not compared").all()


def test_without_a_circumstance_of_the_lead_nothing_is_predicted_and_the_circumstance_is_named(
    real_study, changed
):
    rows = real_study.observations
    gone = (rows["area_code"] == LANCASHIRE) & (rows["indicator"] == "born_outside_uk")
    found = predicted(changed(rows[~gone]))
    assert (found["verdict"] == "not compared").all()
    title = real_study.reference.indicators["born_outside_uk"].title
    reason = f"no figure for Lancashire of what predicts it: {title}"
    assert found.at["child_poverty", "reason"] == reason


def test_the_same_figure_everywhere_predicts_nothing(changed, edited, upper_tier):
    found = predicted(changed(edited(upper_tier, "child_poverty", value=20.0))).loc["child_poverty"]
    assert found["reason"] == "the same figure in every other area"


def test_the_frames_behind_a_prediction_are_those_of_upper_tier_authorities(real_study, table, upper_tier):
    figures, context = expected_frames(real_study, ["child_poverty", "good_level_of_development"])
    assert list(figures.index) == list(context.index) and set(figures.index) == set(upper_tier)
    assert list(context.columns) == CONTEXT
    pd.testing.assert_series_equal(
        figures["child_poverty"].sort_index().dropna(), table["child_poverty"].dropna(), check_names=False
    )


def test_the_isles_of_scilly_are_predicted_from_the_other_152(changed):
    found = predicted(changed(lead_authority=SCILLY))
    speaks = found[found["reason"] == ""]
    assert 10 < len(speaks) < 40
    assert (speaks["areas"] <= 152).all() and speaks["lead_value"].notna().all()
    assert found.at["get_on_well", "reason"] == "no figure for Isles of Scilly"
    impossible = found.loc["temporary_accommodation"]
    assert impossible["reason"] == "the line through other authorities gives what cannot be"
    assert np.isnan(impossible[["value", "lower", "upper", "difference"]].astype(float)).all()


def test_nothing_is_expected_of_the_city_of_london_which_is_further_out_than_any_other_place(changed):
    found = predicted(changed(lead_authority=CITY))
    held = found[found["lead_value"].notna()]
    assert (held["verdict"] == "not compared").all()
    assert held["reason"].str.startswith("no other authority is as far out on: ").sum() > 10
