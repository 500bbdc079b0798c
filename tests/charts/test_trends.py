"""The lead's own series: drawn as held, never joined across a break, and said in the findings' words."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection, PolyCollection

from benchmarking.charts import trend_chart, trend_charts, trend_frame
from benchmarking.errors import ObservationError, ReferenceFileError
from benchmarking.findings.periods import first_day, last_day


@pytest.fixture(scope="module")
def chart(real_study, findings):
    return trend_chart(real_study, findings, real_study.reference.indicators.ids, "All")


def _rows(chart):
    return {axes.get_gid(): axes for axes in chart.figure.axes}


def _held(study, indicator):
    rows = study.observations
    rows = rows[(rows["indicator"] == indicator) & (rows["area_code"] == study.lead.code)]
    return rows[rows["value"].notna()].sort_values("period")


def _dots(axes, gid):
    return [
        (float(x), float(y))
        for item in axes.collections
        if isinstance(item, PathCollection) and item.get_gid() == gid
        for x, y in np.ma.getdata(item.get_offsets())
    ]


def _words(axes, gid="words"):
    (text,) = (text.get_text() for text in axes.texts if text.get_gid() == gid)
    return text.replace("\n", " ")


def test_every_indicator_with_a_direction_and_three_figures_has_a_row(chart, real_study):
    listed = real_study.reference.indicators
    expected = [name for name in listed.ids if listed[name].is_judged and len(_held(real_study, name)) >= 3]
    assert list(_rows(chart)) == expected
    assert len(expected) > 25


def test_every_figure_held_is_drawn_in_its_place_in_time(chart, real_study):
    for name, axes in _rows(chart).items():
        held = _held(real_study, name)
        dots = sorted(_dots(axes, "held") + _dots(axes, "used"))
        assert [value for _, value in dots] == list(held["value"]), name
        for (x, _), period in zip(dots, held["period"], strict=True):
            first, last = first_day(period), last_day(period)
            assert first.year + first.day_of_year / 367 - 0.01 <= x <= last.year + last.day_of_year / 365, (
                period
            )


def test_no_line_crosses_a_break_or_a_missing_year(chart, real_study):
    joined = 0
    for name, axes in _rows(chart).items():
        frame = chart.frame[chart.frame["indicator"] == name]
        starts = dict(zip(frame["middle"], frame["start"], strict=True))
        breaks = [pd.Timestamp(cut.day) for cut in real_study.reference.indicators[name].breaks]
        shortest = frame["start"].diff().min()
        for line in (line for line in axes.lines if line.get_gid() == "series"):
            for left, right in itertools.pairwise(line.get_xdata()):
                assert not any(starts[left] < day <= starts[right] for day in breaks), name
                assert starts[right] - starts[left] <= 1.5 * shortest, name
                joined += 1
    assert joined > 200


def test_the_series_known_to_be_broken_are_drawn_in_their_pieces(chart):
    pieces = chart.frame.groupby(["indicator", "piece"])["period"].agg(lambda some: [p[:4] for p in some])
    assert pieces["key_stage_2_expected"].tolist() == [["2018"], ["2021", "2022", "2023", "2024"]]
    assert pieces["attainment_8"].tolist() == [
        ["2015"],
        ["2016", "2017", "2018"],
        ["2019"],
        ["2020"],
        ["2021"],
        ["2022", "2023", "2024"],
    ]
    assert pieces["travel_time_public"].tolist() == [["2014", "2015", "2016", "2017"], ["2019"]]
    assert pieces["social_contact_carers"].tolist() == [["2012", "2014", "2016", "2018"]]
    assert pieces["employment_rate"].size == 1


def test_a_break_within_a_series_is_marked_on_its_day(chart, real_study):
    for name, axes in _rows(chart).items():
        frame = chart.frame[chart.frame["indicator"] == name]
        days = [pd.Timestamp(cut.day) for cut in real_study.reference.indicators[name].breaks]
        within = [day for day in days if frame["start"].iloc[0] < day <= frame["start"].iloc[-1]]
        drawn = [line.get_xdata()[0] for line in axes.lines if line.get_gid() == "break"]
        expected = [day.year + (day.day_of_year - 1) / 365.25 for day in within]
        assert drawn == pytest.approx(expected), name
        assert all(line.get_linestyle() == ":" for line in axes.lines if line.get_gid() == "break")


def test_the_band_is_the_published_interval_and_is_there_only_where_one_is(chart, real_study):
    listed = real_study.reference.indicators
    banded = 0
    for name, axes in _rows(chart).items():
        band = [item for item in axes.collections if isinstance(item, PolyCollection)]
        corners = {
            round(float(y), 6) for item in band for path in item.get_paths() for y in path.vertices[:, 1]
        }
        held = _held(real_study, name)
        if listed[name].basis not in ("survey", "modelled") or held["lower"].isna().all():
            assert not corners, name
            continue
        ends = held[["lower", "upper"]].dropna().to_numpy().ravel()
        assert corners == {round(float(end), 6) for end in ends}, name
        banded += 1
    assert banded > 8


def test_the_emphasised_figures_are_those_that_the_tested_trend_rests_on(chart, findings):
    trends = findings[findings["kind"] == "trend"].set_index("indicator")
    seen = 0
    for name, axes in _rows(chart).items():
        used = chart.frame[(chart.frame["indicator"] == name) & chart.frame["used"]]
        assert sorted(_dots(axes, "used")) == list(
            used[["middle", "value"]].itertuples(index=False, name=None)
        )
        if trends.at[name, "basis"] != "tested":
            assert used.empty, name
            continue
        assert len(used) == trends.at[name, "points"] == 5
        assert used["period"].iloc[0] == trends.at[name, "period"]
        assert used["value"].iloc[0] == trends.at[name, "value"]
        assert used["period"].iloc[-1] == trends.at[name, "lead_period"]
        seen += 1
    assert seen >= 5


def test_of_rolling_years_the_emphasised_ones_do_not_overlap(real_study, findings):
    some = findings.copy()
    row = some["id"] == "healthy_life_expectancy_male.trend"
    some.loc[row, ["basis", "verdict", "period", "points", "reason"]] = [
        "tested", "worsening", "2013-01-01/P3Y", 4.0, "",
    ]  # fmt: skip
    frame = trend_frame(real_study, some, ["healthy_life_expectancy_male"])
    used = frame.loc[frame["used"], "period"]
    assert list(used) == ["2013-01-01/P3Y", "2016-01-01/P3Y", "2019-01-01/P3Y", "2022-01-01/P3Y"]


def test_the_last_figure_is_labelled(chart, real_study):
    for name, axes in _rows(chart).items():
        last = _held(real_study, name).iloc[-1]
        decimals = real_study.reference.indicators[name].decimals
        assert f"{abs(last['value']):,.{decimals}f}" in _words(axes, "last")
    assert _words(_rows(chart)["employment_rate"], "last") == "73.7%"


def test_the_words_at_the_right_are_the_findings_with_what_they_rest_on(chart, findings):
    trends = findings[findings["kind"] == "trend"].set_index("indicator")
    since = findings[findings["kind"] == "since_baseline"].set_index("indicator")
    for name, axes in _rows(chart).items():
        words = _words(axes)
        for row in (trends.loc[name], since.loc[name]):
            assert row["reason"] in words
            assert row["note"] in words
            if row["basis"]:
                assert row["verdict"] in words
                assert ("not tested" if row["basis"] == "published and untested" else row["basis"]) in words
    rows = _rows(chart)
    assert _words(rows["employment_rate"]).startswith(
        "Trend: no clear change since 2019 (5 figures, tested)."
    )
    assert "Trend: held without interval or counts" in _words(rows["gcse_english_maths"])
    assert "the series was broken on 1 September 2023" in _words(rows["gcse_english_maths"])
    assert _words(rows["child_poverty_bhc"]).startswith(
        "Trend: too few points: 0 of 5 points with an interval."
    )
    assert "in pounds of each year, not adjusted for prices" in _words(rows["median_weekly_pay"])


def test_a_row_is_named_by_its_title(chart, real_study):
    for name, axes in _rows(chart).items():
        label = _words(axes, "title").removesuffix(" …")
        assert label.replace("- ", "-") in real_study.reference.indicators[name].title


def test_the_chart_says_that_every_row_has_its_own_scale(chart):
    words = chart.figure.get_supxlabel()
    assert "Each row has its own scale." in words
    assert "broken (dotted)" in words
    limits = {axes.get_ylim() for axes in chart.figure.axes}
    assert len(limits) > 20
    assert len({axes.get_xlim() for axes in chart.figure.axes}) == 1


def test_no_year_after_the_last_figure_is_marked(chart):
    last = chart.frame["middle"].max()
    ticks = chart.figure.axes[-1].get_xticks()
    assert max(ticks) <= last
    assert chart.figure.axes[-1].get_xlim()[1] > last


def test_the_words_for_the_chart_count_the_verdicts_of_each_basis(chart, findings):
    rows = findings[findings["indicator"].isin(list(_rows(chart)))]
    assert f"{len(chart.figure.axes)} series of Lancashire" in chart.alt
    for kind in ("trend", "since_baseline"):
        for verdict, count in rows.loc[rows["kind"] == kind, "verdict"].value_counts().items():
            counts = rows[(rows["kind"] == kind) & (rows["verdict"] == verdict)].groupby("basis").size()
            assert counts.sum() == count
            assert all(f"{some} {verdict}" in chart.alt for some in counts)


def test_a_series_that_moves_is_named_in_the_words(birmingham):
    study, findings = birmingham
    picture = trend_chart(study, findings, study.reference.indicators.ids, "Birmingham")
    moved = findings[(findings["kind"] == "trend") & findings["verdict"].isin(["improving", "worsening"])]
    assert len(moved) >= 1
    for _, row in moved.iterrows():
        assert study.reference.indicators[row["indicator"]].title in picture.alt
        assert f"{row['verdict'].capitalize()}: " in picture.alt
        assert f"Trend: {row['verdict']} since" in _words(_rows(picture)[row["indicator"]])


def test_a_wider_level_gives_wider_bands(real_study, birmingham, burnley):
    widths = {}
    for study, findings in (birmingham, burnley):
        frame = trend_frame(study, findings, ["employment_rate"])
        held = _held(study, "employment_rate")
        ratio = (frame["upper"] - frame["lower"]).sum() / (held["upper"] - held["lower"]).sum()
        widths[study.parameters.confidence_level] = ratio
    assert widths[0.9] == pytest.approx(1.6449 / 1.9600, rel=0.02)
    assert widths[0.99] == pytest.approx(2.5758 / 1.9600, rel=0.02)


def test_context_and_early_warning_series_are_never_drawn(real_study, findings):
    asked = ["residents", "recorded_violence", "aged_65_and_over"]
    assert trend_frame(real_study, findings, asked).empty
    with pytest.raises(ObservationError, match="No series of Lancashire"):
        trend_chart(real_study, findings, asked, "Context")


def test_a_misspelt_indicator_is_refused_with_the_nearest(real_study, findings):
    with pytest.raises(ReferenceFileError, match="'employment_rate'"):
        trend_chart(real_study, findings, ["employment_rat"], "All")


def test_a_gallery_shows_the_rows_in_the_order_asked_or_says_that_there_is_none(real_study, findings):
    asked = ["happiness", "library_walk", "employment_rate"]
    (plate,) = trend_charts(real_study, findings, asked, "Over time").plates
    assert [axes.get_gid() for axes in plate.picture.figure.axes] == ["happiness", "employment_rate"]
    assert plate.heading == "Over time"
    empty = trend_charts(real_study, findings, ["library_walk"], "Over time")
    assert empty.plates == trend_charts(real_study, findings, [], "Over time").plates == ()
    assert "no series to show" in empty.otherwise
