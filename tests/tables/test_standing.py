"""Tables of where Lancashire stands: ranks with their sets, fifths, expected values and its own past."""

from __future__ import annotations

import pandas as pd

from benchmarking import tables
from benchmarking.findings import finding


def test_a_tested_indicator_has_its_place_and_what_it_could_be_and_no_fifth(real_study, findings):
    one = finding(findings, "employment_rate.rank")
    line = tables.ranks_table(real_study, findings, ["employment_rate"]).iloc[0]
    assert line["Place from the highest"] == f"{one.place:.0f} of 11 with a figure"
    assert line["Could be"] == f"{one.place_lower:.0f} to {one.place_upper:.0f}"
    assert line["Fifth of England"] == ""


def test_an_untested_indicator_has_its_fifth_and_no_place(real_study, findings):
    line = tables.ranks_table(real_study, findings, ["child_poverty"]).iloc[0]
    assert line["Fifth of England"] == "middle of 153, not tested"
    assert line["Place from the highest"] == line["Could be"] == ""


def test_what_cannot_be_ranked_or_expected_has_no_line(real_study, findings):
    names = real_study.reference.indicators.ids
    ranked = findings[(findings["kind"] == "rank") & (findings["verdict"] == "ranked")]
    assert len(tables.ranks_table(real_study, findings, names)) == len(ranked)
    spoken = findings[(findings["kind"] == "expected") & (findings["basis"] == "predicted")]
    assert len(tables.expected_table(real_study, findings, names)) == len(spoken)
    assert tables.expected_table(real_study, findings, ["other_than_white", "get_on_well"]).empty


def test_what_is_expected_is_told_with_its_interval_and_never_judged(real_study, findings):
    one = finding(findings, "child_poverty.expected")
    line = tables.expected_table(real_study, findings, ["child_poverty"]).iloc[0]
    assert line["Expected"] == f"{one.value:.1f}% ({one.lower:.1f} to {one.upper:.1f})"
    assert line["In words"] == "as expected"
    every = tables.expected_table(real_study, findings, real_study.reference.indicators.ids)
    assert set(every["In words"]) <= {"as expected", "higher than expected", "lower than expected"}


def test_changes_are_told_since_the_figure_before_and_since_the_baseline(real_study, findings):
    table = tables.over_time_table(
        real_study, findings, ["child_poverty", "median_weekly_pay", "get_on_well"]
    )
    assert len(table) == 2
    poverty, pay = table.iloc[0], table.iloc[1]
    assert poverty["Since the baseline"].startswith(
        "0.1 percentage points since 2023/24: close (published figures, not tested)"
    )
    assert poverty["Trend"].startswith("too few points")
    assert "not adjusted for prices" in pay["Since the baseline"]
    gap = tables.over_time_table(real_study, findings, ["attainment_8_fsm_gap"]).iloc[0]
    assert gap["England since the baseline"] == "0.2 points"
    assert not pd.concat([poverty, pay]).str.contains("nan").any()
