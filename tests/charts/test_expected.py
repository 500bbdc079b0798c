"""Observed against expected: each row scaled to its own prediction, with the real numbers beside it."""

from __future__ import annotations

import pytest
from matplotlib.collections import LineCollection

from benchmarking.charts import (
    expected_caption,
    expected_chart,
    expected_charts,
    expected_frame,
)
from benchmarking.errors import ObservationError, ReferenceFileError

FALLACY = "This is about places, not about the people in them, and says nothing of why."


@pytest.fixture(scope="module")
def spoken(findings):
    rows = findings[(findings["kind"] == "expected") & (findings["verdict"] != "not compared")]
    return rows.set_index("indicator")


@pytest.fixture(scope="module")
def chart(real_study, findings):
    return expected_chart(real_study, findings, real_study.reference.indicators.ids, "All")


@pytest.fixture(scope="module")
def surprising(birmingham):
    study, findings = birmingham
    return expected_chart(study, findings, study.reference.indicators.ids, "Birmingham")


def _columns(picture):
    texts = [text for text in picture.figure.axes[1].texts if "|" in text.get_gid()]
    return {text.get_gid(): text.get_text() for text in texts}


def test_only_indicators_of_which_something_is_expected_are_drawn(chart, spoken, real_study):
    assert list(chart.frame.index) == list(spoken.index)
    assert len(chart.frame) > 20
    assert {real_study.reference.indicators[name].tier for name in chart.frame.index} <= {
        "headline",
        "supporting",
    }


def test_a_mark_stands_as_far_from_expected_as_the_figure_in_halves_of_its_interval(chart, spoken, marks):
    drawn = sorted(marks(chart, "as expected") + marks(chart, "outside"), key=lambda mark: mark[1])
    assert [row for _, row in drawn] == list(range(len(spoken)))
    for (x, _), (_, row) in zip(drawn, spoken.iterrows(), strict=True):
        assert x == pytest.approx((row["lead_value"] - row["value"]) / ((row["upper"] - row["lower"]) / 2))


def test_a_bar_is_the_interval_of_its_rows_prediction(chart, spoken, lines):
    drawn = lines(chart, "interval")
    assert len(drawn) == len(spoken)
    for (low, high, _), (_, row) in zip(drawn, spoken.iterrows(), strict=True):
        half = (row["upper"] - row["lower"]) / 2
        assert high - low == pytest.approx(2)
        assert low == pytest.approx((row["lower"] - row["value"]) / half)
        assert high == pytest.approx((row["upper"] - row["value"]) / half)


def test_a_figure_is_outside_its_bar_exactly_where_the_finding_says_so(chart, surprising, marks, lines):
    for picture in (chart, surprising):
        ends = {row: (low, high) for low, high, row in lines(picture, "interval")}
        verdicts = list(picture.frame["verdict"])
        for gid in ("as expected", "outside"):
            for x, row in marks(picture, gid):
                low, high = ends[row]
                assert (low <= x <= high) == (gid == "as expected")
                assert (verdicts[int(row)] == "as expected") == (gid == "as expected")
    assert marks(surprising, "outside")


def test_a_figure_outside_its_bar_has_another_shape(surprising):
    shapes = {
        item.get_gid(): item.get_paths()[0].vertices.shape
        for item in surprising.figure.axes[0].collections
        if item.get_gid() in ("as expected", "outside") and not isinstance(item, LineCollection)
    }
    assert shapes["as expected"] != shapes["outside"]


def test_the_real_numbers_stand_beside_each_row(chart, spoken, real_study):
    columns = _columns(chart)
    assert len(columns) == 5 * len(spoken)
    for name, row in spoken.iterrows():
        decimals = real_study.reference.indicators[name].decimals
        for column, value in (("Observed", row["lead_value"]), ("Expected", row["value"])):
            assert f"{abs(value):,.{decimals}f}" in columns[f"{name}|{column}"]
        low, high = columns[f"{name}|interval"].split(" to ")
        assert low.lstrip("−") == f"{abs(row['lower']):,.{decimals}f}"
        assert high.lstrip("−") == f"{abs(row['upper']):,.{decimals}f}"
        assert columns[f"{name}|R²"] == f"{row['r2']:.2f}"
        assert columns[f"{name}|Areas"] == f"{row['areas']:.0f}"
    assert columns["median_weekly_pay|Observed"].startswith("£")
    assert columns["child_poverty|Observed"].endswith("%")


def test_a_row_is_named_with_its_unit_where_the_numbers_do_not_carry_it(chart, real_study):
    labels = [label.get_text().replace("\n", " ") for label in chart.figure.axes[0].get_yticklabels()]
    named = dict(zip(chart.frame.index, labels, strict=True))
    assert named["homelessness_duty"] == "Households owed a homelessness duty, per 1,000 households"
    assert named["child_poverty"] == real_study.reference.indicators["child_poverty"].title
    assert not any("…" in label for label in labels)


def test_the_chart_says_how_to_read_its_axis_and_at_which_level(chart, surprising):
    for picture, level in ((chart, "95%"), (surprising, "99%")):
        axes, words = picture.figure.axes
        label = axes.get_xlabel().replace("\n", " ")
        assert f"How far from what is expected; each bar is the {level} interval" in label
        assert "Units differ" in label
        assert f"{level} interval" in {text.get_text() for text in words.texts}


def test_the_words_tell_what_is_unusual_and_warn_of_the_ecological_fallacy(chart, surprising, birmingham):
    assert chart.alt.endswith(FALLACY)
    same = (chart.frame["verdict"] == "as expected").sum()
    assert f"for {len(chart.frame)} indicators" in chart.alt
    assert f"{same} are as expected." in chart.alt
    study, _ = birmingham
    for verdict in ("higher", "lower"):
        titles = [
            study.reference.indicators[name].title
            for name in surprising.frame.index[surprising.frame["verdict"] == verdict]
        ]
        told = surprising.alt.partition(f"{verdict.capitalize()} than expected: ")[2]
        assert bool(told) == bool(titles)
        assert all(title in told for title in titles)
    assert not any(word in surprising.alt for word in (" better", " worse"))
    assert expected_caption(study).endswith(FALLACY)


def test_a_prediction_pressed_to_one_end_of_its_unit_keeps_its_numbers(real_study, findings, marks):
    some = findings.copy()
    row = some["id"] == "slow_broadband.expected"
    some.loc[row, ["value", "lower", "upper", "difference", "verdict"]] = [0.0, 0.0, 0.0, 1.4, "higher"]
    picture = expected_chart(real_study, some, ["slow_broadband", "child_poverty"], "Pressed")
    assert _columns(picture)["slow_broadband|interval"] == "0.0 to 0.0"
    assert picture.frame.loc["slow_broadband", ["position", "from", "to"]].isna().all()
    assert "Higher than expected: Premises that cannot get 30 Mbps (1.4%, expected 0.0 to 0.0)" in picture.alt


def test_rows_come_in_the_order_asked(real_study, findings):
    asked = ["temporary_accommodation", "child_poverty", "residents", "life_satisfaction"]
    frame = expected_frame(real_study, findings, asked)
    assert list(frame.index) == ["temporary_accommodation", "child_poverty", "life_satisfaction"]


def test_a_misspelt_indicator_is_refused_with_the_nearest(real_study, findings):
    with pytest.raises(ReferenceFileError, match="'child_poverty'"):
        expected_chart(real_study, findings, ["child_povert"], "All")


def test_a_district_has_no_expected_figures_and_is_told_so(burnley):
    study, findings = burnley
    with pytest.raises(ObservationError, match="expected of a place like Burnley"):
        expected_chart(study, findings, study.reference.indicators.ids, "All")
    gallery = expected_charts(study, findings, study.reference.indicators.ids, "All")
    assert gallery.plates == ()
    assert "nothing to show" in gallery.otherwise


def test_a_gallery_shows_the_chart_under_its_title(real_study, findings):
    (plate,) = expected_charts(real_study, findings, ["child_poverty"], "Work").plates
    assert plate.heading == "Work"
    assert plate.caption.endswith(FALLACY)
    assert list(plate.picture.frame.index) == ["child_poverty"]
    assert expected_charts(real_study, findings, [], "Work").plates == ()
