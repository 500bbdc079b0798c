"""Pictures of measures of success and of early warning: every mark is a figure, every word can be read."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.patches import Rectangle

from benchmarking import charts
from benchmarking.charts.kpis import LOOKS
from benchmarking.charts.picture import ORANGE
from benchmarking.errors import ObservationError
from benchmarking.kpis import TESTS, appraise, shortlist

LANCASHIRE = "E10000017"


@pytest.fixture(scope="module")
def appraised(real_study):
    return appraise(real_study)


@pytest.fixture
def with_crime(real_study):
    """Give the lead recorded violence for these years."""

    def make(figures):
        rows = real_study.observations
        own = (rows["area_code"] == LANCASHIRE) & (rows["indicator"] == "recorded_violence")
        new = [rows[own].assign(period=f"{year}-01-01/P1Y", value=value) for year, value in figures.items()]
        study = replace(real_study)
        study.__dict__["observations"] = pd.concat([rows[~own], *new], ignore_index=True)
        return study

    return make


def texts_inside(picture):
    """Check that no text leaves the picture, and return the sizes of all that are shown."""
    figure = picture.figure
    FigureCanvasAgg(figure).draw()
    shown = [text for text in figure.findobj(lambda one: hasattr(one, "get_fontsize")) if text.get_text()]
    for text in shown:
        box = text.get_window_extent()
        if text.get_visible() and text.axes is not None:
            assert box.x0 >= -1 and box.x1 <= figure.bbox.width + 1, text.get_text()
    return [text.get_fontsize() for text in shown if text.get_visible()]


# What could be detected


def test_the_marks_stand_at_the_changes_over_the_spread_between_authorities(real_study, appraised):
    picture = charts.detectability_chart(real_study, appraised)
    (axes,) = picture.figure.axes
    for role, column in (("detectable", "detectable_spreads"), ("usual", "usual_spreads")):
        marks = [one for one in axes.findobj(PathCollection) if one.get_gid() == role]
        drawn = sorted(float(one.get_offsets()[0][0]) for one in marks)
        assert drawn == pytest.approx(sorted(picture.frame[column].dropna()))
    row = picture.frame.loc["employment_rate"]
    assert row["detectable_spreads"] == pytest.approx(
        appraised.at["employment_rate", "detectable"] / appraised.at["employment_rate", "spread"]
    )


def test_only_what_may_be_a_kpi_and_has_an_interval_is_drawn_the_recommended_first(appraised):
    frame = charts.detectability_frame(appraised)
    assert (appraised.loc[frame.index, "proposal"] != "never").all()
    assert frame["recommended"].to_list() == sorted(frame["recommended"], reverse=True)
    assert "recorded_violence" not in frame.index
    assert "overcrowding" not in frame.index


def test_the_alt_text_says_of_how_many_a_usual_change_could_be_seen(real_study, appraised):
    picture = charts.detectability_chart(real_study, appraised)
    known = picture.frame.dropna(subset=["ratio"])
    assert (known["ratio"] > 1).all()
    assert (
        f"Of {len(known)} indicators whose usual change is known, none would reliably show it" in picture.alt
    )
    assert "2.6 to 7.3 times the usual one" in picture.alt


def test_a_change_that_could_be_seen_is_counted(real_study, appraised):
    surer = appraised.copy()
    surer.loc["employment_rate", ["detectable", "ratio"]] = [0.5, 0.5 / surer.at["employment_rate", "usual"]]
    assert "whose usual change is known, 1 would" in charts.detectability_caption(real_study, surer)


def test_what_is_recommended_and_not_drawn_is_named_with_the_reason(real_study, appraised):
    words = charts.detectability_caption(real_study, appraised)
    missing = shortlist(appraised)
    missing = missing[missing["detectable"].isna()]
    assert len(missing) > 3
    for title, why in missing[["title", "why_not"]].to_numpy():
        assert title in words and why in words


def test_nothing_is_told_by_colour_alone_and_all_words_can_be_read(real_study, appraised):
    picture = charts.detectability_chart(real_study, appraised)
    assert min(texts_inside(picture)) >= 8
    (axes,) = picture.figure.axes
    shapes = {
        one.get_gid(): len(one.get_paths()[0].vertices)
        for one in axes.findobj(PathCollection)
        if one.get_gid()
    }
    assert shapes["detectable"] != shapes["usual"]


def test_without_any_interval_there_is_no_picture_and_a_sentence(real_study, appraised):
    nothing = appraised.assign(detectable=float("nan"))
    gallery = charts.detectability_charts(real_study, nothing)
    assert gallery.plates == ()
    assert gallery.otherwise.startswith("No indicator that may be a KPI has an interval for Lancashire")
    with pytest.raises(ObservationError, match="detectable change of Lancashire"):
        charts.detectability_chart(real_study, nothing)


# The eight tests


def test_every_cell_holds_the_word_of_its_test(real_study, appraised):
    picture = charts.tests_grid(real_study, appraised)
    (axes,) = picture.figure.axes
    drawn = {text.get_gid(): text.get_text().replace("\n", " ") for text in axes.texts}
    chosen = shortlist(appraised)
    assert drawn == {f"{name}|{test}": chosen.at[name, test] for name in chosen.index for test in TESTS}
    assert len([one for one in axes.patches if isinstance(one, Rectangle)]) == len(drawn)
    assert min(texts_inside(picture)) >= 8


def test_the_grid_stands_in_the_order_of_the_priorities_and_ranks_nothing(real_study, appraised):
    picture = charts.tests_grid(real_study, appraised)
    assert list(picture.frame.index) == list(shortlist(appraised).index)
    assert "no order of merit" in picture.figure._supxlabel.get_text()
    met = (picture.frame == "met").sum(axis=1)
    assert not met.is_monotonic_decreasing


def test_the_looks_of_the_four_words_differ_and_none_is_red_or_green():
    assert len({fill for fill, _ in LOOKS.values()}) == 4
    assert LOOKS["not met"] == (ORANGE, "black")


def test_the_alt_text_counts_the_words_of_each_test(real_study, appraised):
    alt = charts.tests_grid(real_study, appraised).alt
    chosen = shortlist(appraised)
    assert f"Relevant: {(chosen['relevant'] == 'met').sum()} met" in alt
    assert "Verifiable" in alt


# Early warning


def test_one_year_of_crime_has_no_course_and_says_so(real_study):
    gallery = charts.early_warning_charts(real_study)
    assert gallery.plates == ()
    assert gallery.otherwise == (
        "Only one year is held of each of 4 early-warning figures of Lancashire (2024), so there is no course to "
        "draw yet. When another year is imported, it is drawn here."
    )
    with pytest.raises(ObservationError, match="No early-warning series of Lancashire"):
        charts.early_warning_chart(real_study)


def test_several_years_are_drawn_from_nought_without_a_verdict(with_crime):
    study = with_crime({2021: 25.0, 2022: 28.0, 2023: 29.5, 2024: 30.4})
    (plate,) = charts.early_warning_charts(study).plates
    (axes,) = plate.picture.figure.axes
    (line,) = axes.lines
    assert list(line.get_ydata()) == [25.0, 28.0, 29.5, 30.4]
    assert axes.get_ylim()[0] == 0
    assert "25.0 per 1,000 residents in 2021 and 30.4 per 1,000 residents in 2024" in plate.picture.alt
    words = f"{plate.picture.alt} {plate.caption}".lower()
    assert "the figures cannot tell which" in words
    for verdict in ("worse", "improv", "target is", "increas", "similar", "tested"):
        assert verdict not in words
    assert min(texts_inside(plate.picture)) >= 8


def test_a_missing_year_breaks_the_line(with_crime):
    study = with_crime({2019: 25.0, 2020: 28.0, 2023: 29.5, 2024: 30.4})
    (axes,) = charts.early_warning_chart(study).figure.axes
    assert [list(line.get_xdata()) for line in axes.lines] == [[2019, 2020], [2023, 2024]]


def test_without_any_figure_there_is_nothing_to_show(with_crime, real_study):
    study = replace(real_study)
    rows = real_study.observations
    study.__dict__["observations"] = rows[~rows["indicator"].str.startswith("recorded_")]
    assert charts.early_warning_charts(study).otherwise == (
        "No early-warning figure of Lancashire is held, so there is nothing to show."
    )
