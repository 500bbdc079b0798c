"""Every dot, interval and band of a dot chart is the figure it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarking.charts import caption, dot_chart, dot_charts, dot_frame
from benchmarking.errors import ObservationError, ReferenceFileError

ROLES = ["lead", "authority", "reference", "group"]


def _expected(study, indicator):
    """Look the values up in the observations, without the library's comparisons."""
    rows = study.observations[study.observations["indicator"] == indicator]
    mine = rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()]
    period = mine["period"].max()
    values = rows[rows["period"] == period].set_index("area_code")["value"]
    members = values.reindex(study.comparators)
    found = {study.lead.name: values[study.lead.code], "England": values.get("E92000001", np.nan)}
    found |= {study.name(code): members[code] for code in study.comparators}
    enough = members.notna().sum() >= 7
    found["Mean of the comparison group"] = (
        sum(members.dropna()) / members.notna().sum() if enough else np.nan
    )
    return period, pd.Series(found)


def test_every_chart_shows_the_observations_of_the_lead_its_ten_their_mean_and_england(
    real_study, pictures_of
):
    for indicator, picture in pictures_of.items():
        _, expected = _expected(real_study, indicator)
        shown = picture.frame.set_index("name")["value"]
        pd.testing.assert_series_equal(
            shown.reindex(expected.index), expected, check_names=False, rtol=1e-9, obj=indicator
        )
        assert len(shown) == 13


def test_intervals_are_the_published_ones(real_study, pictures_of):
    listed = real_study.reference.indicators.by_id
    seen = 0
    for indicator, picture in pictures_of.items():
        if listed.at[indicator, "basis"] != "survey":
            continue
        period, _ = _expected(real_study, indicator)
        rows = real_study.observations
        rows = rows[(rows["indicator"] == indicator) & (rows["period"] == period)].set_index("area_code")
        codes = [real_study.lead.code, *real_study.comparators, "E92000001"]
        published = rows.reindex(codes)[["lower", "upper"]].set_axis(
            [real_study.name(code) for code in codes]
        )
        shown = picture.frame.set_index("name")[["lower", "upper"]].reindex(published.index)
        pd.testing.assert_frame_equal(shown, published, check_names=False, obj=indicator)
        seen += int(shown["lower"].notna().sum())
    assert seen > 50


def test_the_dots_and_lines_drawn_are_the_frames(pictures_of, marks, lines):
    for indicator, picture in pictures_of.items():
        shown = picture.frame.dropna(subset=["value"]).reset_index(drop=True)
        dots = {role: marks(picture, role) for role in ROLES}
        assert sum(map(len, dots.values())) == len(shown), indicator
        for role in ROLES:
            some = shown[shown["role"] == role]
            assert dots[role] == list(zip(some["value"], some.index, strict=True)), (indicator, role)
            limits = some.dropna(subset=["lower", "upper"])
            expected = list(zip(limits["lower"], limits["upper"], limits.index, strict=True))
            assert lines(picture, role) == expected, (indicator, role)


def test_each_dot_stands_beside_its_own_name_highest_first(pictures_of, marks):
    for picture in pictures_of.values():
        axes = picture.figure.axes[0]
        names = [label.get_text() for label in axes.get_yticklabels()]
        shown = picture.frame.dropna(subset=["value"])
        assert names == list(shown["name"])
        assert list(axes.get_yticks()) == list(range(len(names)))
        assert shown["value"].is_monotonic_decreasing
        assert axes.yaxis_inverted()
        bold = [text.get_text() for text in axes.get_yticklabels() if text.get_fontweight() == "bold"]
        assert bold == ["Lancashire"]


def test_the_grey_bands_are_the_middle_half_and_nine_tenths_of_english_authorities(real_study, pictures_of):
    upper = set(real_study.reference.areas.upper_tier()["code"])
    for indicator, picture in pictures_of.items():
        period, _ = _expected(real_study, indicator)
        rows = real_study.observations
        rows = rows[(rows["indicator"] == indicator) & (rows["period"] == period)].dropna(subset=["value"])
        spread = np.array([row.value for row in rows.itertuples() if row.area_code in upper])
        bands = {
            patch.get_gid(): (patch.get_x(), patch.get_x() + patch.get_width())
            for patch in picture.figure.axes[0].patches
        }
        if len(spread) < 20:
            assert bands == {}
            continue
        assert bands["middle 90%"] == pytest.approx(tuple(np.percentile(spread, [5, 95]))), indicator
        assert bands["middle half"] == pytest.approx(tuple(np.percentile(spread, [25, 75]))), indicator


def test_the_words_for_a_chart_tell_its_figures_and_its_verdicts(real_study, findings, pictures_of):
    for indicator, picture in pictures_of.items():
        item = real_study.reference.indicators[indicator]
        rows = findings[findings["indicator"] == indicator].set_index("kind")
        assert picture.alt.startswith(item.title)
        for value in (rows["lead_value"].iloc[0], rows.at["group", "value"], rows.at["reference", "value"]):
            if pd.notna(value):
                assert f"{abs(value):,.{item.decimals}f}" in picture.alt, (indicator, picture.alt)
        for kind in ("group", "reference"):
            if rows.at[kind, "verdict"] == "not compared":
                assert f"not compared, {rows.at[kind, 'reason']}" in picture.alt
            else:
                assert f"Lancashire is {rows.at[kind, 'verdict']}" in picture.alt
        authorities = rows.loc[["authority"]].dropna(subset=["value"])
        top = authorities.loc[authorities["value"] == authorities["value"].max(), "comparator_name"]
        bottom = authorities.loc[authorities["value"] == authorities["value"].min(), "comparator_name"]
        assert any(f"{name} is highest" in picture.alt for name in top)
        assert any(f"{name} lowest" in picture.alt for name in bottom)


def test_an_untested_chart_says_so_and_a_tested_one_says_tested(findings, pictures_of):
    basis = findings[findings["kind"] == "group"].set_index("indicator")["basis"]
    untested = [name for name in pictures_of if basis[name] == "published and untested"]
    tested = [name for name in pictures_of if basis[name] == "tested"]
    assert untested
    assert tested
    assert all("published figures, not tested" in pictures_of[name].alt for name in untested)
    assert all("(tested" in pictures_of[name].alt for name in tested)


def test_a_difference_lost_in_adjusting_is_told_in_the_words(findings, pictures_of):
    lost = findings[(findings["note"] != "") & findings["kind"].isin(["group", "reference"])]
    for _, row in lost.iterrows():
        assert row["note"] in pictures_of[row["indicator"]].alt
    assert len(lost) >= 1


def test_the_words_name_the_level_of_the_interval(real_study, findings):
    from dataclasses import replace

    parameters = real_study.parameters.model_copy(update={"confidence_level": 0.99})
    study = replace(real_study, parameters=parameters)
    assert "(99% interval" in dot_chart(study, "employment_rate", findings).alt


def test_an_authority_without_a_figure_is_named_and_never_drawn(real_study, findings, pictures_of, marks):
    lacking = 0
    for indicator, picture in pictures_of.items():
        frame = picture.frame
        missing = frame.loc[(frame["role"] == "authority") & frame["value"].isna(), "name"].tolist()
        drawn = [label.get_text() for label in picture.figure.axes[0].get_yticklabels()]
        below = caption(real_study, indicator, findings)
        for name in missing:
            assert name not in drawn
            assert name in picture.alt.split("No figure for")[1]
            assert name in below.split("No figure for")[1]
        assert len(marks(picture, "authority")) == 10 - len(missing)
        lacking += len(missing)
    assert lacking > 0


def test_a_captions_basis_names_every_basis_among_the_comparisons(real_study, findings):
    some = findings[findings["indicator"] == "employment_rate"].copy()
    some.loc[some["comparator"] == "E10000016", "basis"] = "published and untested"
    assert "; tested, or published figures, not tested." in caption(real_study, "employment_rate", some)


def test_a_gallery_shows_what_is_held_in_the_order_asked(real_study, findings):
    shown = dot_charts(real_study, findings, ["life_satisfaction", "get_on_well", "employment_rate"])
    assert [plate.indicator for plate in shown.plates] == ["life_satisfaction", "employment_rate"]


def test_an_indicator_without_a_figure_for_the_lead_is_refused_in_a_sentence(real_study, findings):
    with pytest.raises(ObservationError, match="no figure of 'get_on_well' for Lancashire"):
        dot_chart(real_study, "get_on_well", findings)
    with pytest.raises(ReferenceFileError, match="employment_rate"):
        dot_frame(real_study, "employment_rat", findings)
