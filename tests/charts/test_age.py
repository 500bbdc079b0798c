"""The age chart draws how old each latest figure is."""

from __future__ import annotations

import datetime

import pytest

from benchmarking.charts import age_chart
from benchmarking.charts.age import TIER_LOOKS

LAST_DAYS = {
    "2021-03-21": datetime.date(2021, 3, 21),
    "2024-09-01/P1Y": datetime.date(2025, 8, 31),
    "2023-01-01/P1Y": datetime.date(2023, 12, 31),
    "2024-04-01/P1Y": datetime.date(2025, 3, 31),
    "2024-04-01/P3M": datetime.date(2024, 6, 30),
}


@pytest.fixture(scope="module")
def chart(real_study):
    return age_chart(real_study)


def _latest(study):
    rows = study.observations
    rows = rows[(rows["area_code"] == study.lead.code) & rows["value"].notna()]
    return rows.groupby("indicator")["period"].max()


def test_each_age_is_counted_from_the_last_day_of_the_latest_period(chart, real_study):
    checked = set()
    for indicator, period in _latest(real_study).items():
        if period in LAST_DAYS and indicator in chart.frame.index:
            years = (datetime.date(2026, 6, 30) - LAST_DAYS[period]).days / 365.25
            assert chart.frame.at[indicator, "age_years"] == pytest.approx(years, abs=0.051)
            checked.add(period)
    assert len(checked) >= 4


def test_every_indicator_held_but_components_has_one_mark_at_its_age(chart, real_study, marks):
    tiers = real_study.reference.indicators.by_id["tier"]
    held = [name for name in _latest(real_study).index if tiers[name] in TIER_LOOKS]
    assert sorted(chart.frame.index) == sorted(held)
    drawn = 0
    for tier in TIER_LOOKS:
        rows = [place for place, name in enumerate(chart.frame.index) if tiers[name] == tier]
        expected = [(float(chart.frame["age_years"].iloc[place]), place) for place in rows]
        assert marks(chart, tier) == [pytest.approx(pair) for pair in expected]
        drawn += len(rows)
    assert drawn == len(held)


def test_tiers_differ_in_shape_as_well_as_colour():
    looks = list(TIER_LOOKS.values())
    shapes = [marker if color != "white" else f"open {marker}" for color, marker in looks]
    assert len(set(shapes)) == len(shapes)


def test_no_two_labels_are_the_same_however_long_the_titles(chart):
    labels = [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]
    assert len(set(labels)) == len(labels) == len(chart.frame)


def test_the_words_tell_the_middle_age_and_the_oldest(chart):
    ages = chart.frame["age_years"]
    assert f"{len(ages)} indicators" in chart.alt
    assert f"at most {ages.median():.1f} years" in chart.alt
    assert f"{(ages > 5).sum()} are older than five years" in chart.alt
    assert f"({ages.max():.1f} years)" in chart.alt
