"""A funnel holds every English authority of the lead's tier, and only what was counted has one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.findings.funnel import funnel_lines, funnel_of
from benchmarking.stats import funnel
from benchmarking.study import study_of

COUNTED = ["homelessness_duty", "temporary_accommodation"]


@pytest.fixture(scope="module", params=COUNTED)
def counted(request, real_study):
    return request.param, funnel_of(real_study, request.param)


def _with_rows(study, rows):
    changed = replace(study)
    changed.__dict__["observations"] = rows
    return changed


def _rows(study, indicator):
    rows = study.observations[study.observations["indicator"] == indicator]
    period = rows.loc[(rows["area_code"] == study.lead.code) & rows["value"].notna(), "period"].max()
    return rows[rows["period"] == period].set_index("area_code")


def test_each_authority_has_its_count_for_1000_households(counted, real_study):
    indicator, found = counted
    rows = _rows(real_study, indicator).reindex(found.index)
    published = rows["value"].notna()
    assert published.sum() > 100
    expected = 1000 * rows["numerator"][published] / rows["denominator"][published]
    pd.testing.assert_series_equal(found.loc[published, "value"], expected, check_names=False)
    pd.testing.assert_series_equal(found["base"], rows["denominator"], check_names=False)
    assert found["areas"].iloc[0] == published.sum()


def test_it_lies_around_the_figure_of_all_of_them_together(counted, real_study):
    indicator, found = counted
    rows = _rows(real_study, indicator).reindex(found.index).dropna(subset=["value"])
    overall = 1000 * rows["numerator"].sum() / rows["denominator"].sum()
    assert found["target"].to_numpy() == pytest.approx(overall)
    mine = found.loc[real_study.lead.code]
    assert mine["z"] == pytest.approx((mine["value"] - overall) / np.sqrt(1000 * overall / mine["base"]))


def test_every_upper_tier_authority_is_there_by_name(counted, real_study):
    _, found = counted
    upper = real_study.reference.areas.upper_tier()
    assert list(found.index) == list(upper["code"])
    assert list(found["name"]) == list(upper["name"])
    assert found["period"].nunique() == 1


def test_a_suppressed_count_stays_missing_with_its_reason(counted, real_study):
    indicator, found = counted
    rows = _rows(real_study, indicator).reindex(found.index)
    missing = rows["value"].isna()
    assert missing["E10000016"]
    assert set(found.loc[missing, "reason"]) == {"no count"}
    assert found.loc[missing, ["value", "z", "z_adjusted"]].isna().all(axis=None)
    assert set(found.loc[~missing, "reason"]) == {""}


def test_a_figure_withheld_is_not_drawn_even_where_its_count_is_known(real_study):
    rows = real_study.observations
    devon = (rows["indicator"] == "homelessness_duty") & (rows["area_code"] == "E10000008")
    study = _with_rows(real_study, rows.assign(value=rows["value"].mask(devon)))
    assert funnel_of(study, "homelessness_duty").at["E10000008", "reason"] == "no count"


def test_a_district_is_among_the_lower_tier(real_study):
    parameters = real_study.parameters.model_copy(update={"lead_authority": "E07000117"})
    found = funnel_of(study_of(parameters, real_study.paths), "homelessness_duty")
    assert list(found.index) == list(real_study.reference.areas.lower_tier()["code"])
    assert found.at["E07000117", "name"] == "Burnley"
    assert found["areas"].iloc[0] > 200


@pytest.mark.parametrize(
    "indicator",
    [
        "recorded_violence",
        "employment_rate",
        "overcrowding",
        "gcse_english_maths",
        "residents",
        "get_on_well",
    ],
)
def test_only_judged_administrative_counts_have_a_funnel(real_study, indicator):
    assert funnel_of(real_study, indicator) is None


def test_a_lead_without_a_count_has_no_funnel(real_study):
    parameters = real_study.parameters.model_copy(
        update={"lead_authority": "E10000016", "district_group": None}
    )
    kent = study_of(parameters, real_study.paths)
    assert funnel_of(kent, "homelessness_duty") is None
    rows = real_study.observations
    mine = (rows["indicator"] == "homelessness_duty") & (rows["area_code"] == real_study.lead.code)
    uncounted = rows.assign(numerator=rows["numerator"].mask(mine))
    assert funnel_of(_with_rows(real_study, uncounted), "homelessness_duty") is None


@pytest.mark.parametrize(("areas", "speaks"), [(20, True), (19, False)])
def test_twenty_authorities_with_a_count_are_needed(real_study, areas, speaks):
    rows = real_study.observations
    held = funnel_of(real_study, "homelessness_duty")
    others = [code for code in held.index[held["reason"] == ""] if code != real_study.lead.code]
    kept = {real_study.lead.code, *others[: areas - 1]}
    drop = (rows["indicator"] == "homelessness_duty") & ~rows["area_code"].isin(kept)
    found = funnel_of(_with_rows(real_study, rows[~drop]), "homelessness_duty")
    assert (found is not None) == speaks
    assert found is None or found["areas"].iloc[0] == 20


def test_where_nothing_was_counted_anywhere_there_is_no_funnel(real_study):
    rows = real_study.observations
    duty = rows["indicator"] == "homelessness_duty"
    none = rows.assign(numerator=rows["numerator"].mask(duty, 0), value=rows["value"].mask(duty, 0))
    assert funnel_of(_with_rows(real_study, none), "homelessness_duty") is None


def test_a_misspelt_indicator_is_refused_with_the_nearest(real_study):
    with pytest.raises(ReferenceFileError, match="'homelessness_duty'"):
        funnel_of(real_study, "homelesness_duty")


def test_the_lines_pass_through_the_limits_of_the_smallest_and_the_largest(counted, real_study):
    indicator, found = counted
    shown = found[found["reason"] == ""].sort_values("base")
    lines = funnel_lines(real_study, indicator, found, points=7)
    limits = ["lower_95", "upper_95", "lower_998", "upper_998"]
    assert len(lines) == 7
    assert lines["base"].is_monotonic_increasing
    for end in (0, -1):
        assert lines["base"].iloc[end] == pytest.approx(shown["base"].iloc[end])
        assert lines[limits].iloc[end].tolist() == pytest.approx(shown[limits].iloc[end].tolist())


def test_the_adjusted_lines_are_as_wide_as_the_adjusted_scores_say(counted, real_study):
    indicator, found = counted
    lines = funnel_lines(real_study, indicator, found)
    target, tau2 = found["target"].iloc[0], found["tau2"].iloc[0]
    spread = np.sqrt(1000 * target / lines["base"] + tau2)
    assert lines["upper_95_adjusted"].to_numpy() == pytest.approx(target + 1.959963985 * spread)
    assert (lines[["lower_95_adjusted", "lower_998_adjusted"]] >= 0).all(axis=None)
    shown = found[found["reason"] == ""]
    beyond = shown["flag_adjusted"] != "within 95%"
    assert beyond.any()
    for _, row in shown.iterrows():
        upper = np.interp(np.log(row["base"]), np.log(lines["base"]), lines["upper_95_adjusted"])
        lower = np.interp(np.log(row["base"]), np.log(lines["base"]), lines["lower_95_adjusted"])
        assert not lower <= row["value"] <= upper or row["flag_adjusted"] == "within 95%"


def test_the_funnel_is_that_of_the_statistics(counted, real_study):
    indicator, found = counted
    rows = _rows(real_study, indicator).reindex(found.index)
    count = rows["numerator"].where(rows["value"].notna())
    plain = funnel(count, rows["denominator"], kind="rate", per=1000.0)
    pd.testing.assert_frame_equal(found[plain.columns], plain)
