"""Pictures of gaps: both ends of each, lines broken at breaks, each group beside its own."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from benchmarking.charts import gap_caption, gap_chart, gap_trend_chart, people_chart
from benchmarking.errors import ObservationError
from benchmarking.findings import compare
from benchmarking.findings.gaps import GAPS
from benchmarking.study import study_of

LANCASHIRE, ENGLAND = "E10000017", "E92000001"
#: A council of about two thousand residents, whose figures are few and far apart.
SCILLY = "E06000053"


@pytest.fixture(scope="module")
def ends(real_study, findings):
    return gap_chart(real_study, findings)


@pytest.fixture(scope="module")
def over_time(real_study):
    return gap_trend_chart(real_study)


@pytest.fixture(scope="module")
def people(real_study, findings):
    return people_chart(real_study, findings)


@pytest.fixture(scope="module")
def scilly(real_study):
    choices = {"lead_authority": SCILLY, "district_group": None}
    other = study_of(real_study.parameters.model_copy(update=choices), real_study.paths)
    return other, compare(other)


def _lines(axes, gid):
    return [line for line in axes.get_lines() if line.get_gid() == gid]


# Both ends


def test_both_ends_of_every_gap_are_drawn_for_each_of_three(ends, marks):
    frame = ends.frame
    assert len(frame) == 15
    for role in ("eligible", "others"):
        drawn = sorted(x for x, _ in marks(ends, role))
        assert drawn == pytest.approx(sorted(frame[role]))


def test_every_axis_runs_from_nought_to_the_most_there_can_be(ends):
    ticks = [list(axes.get_xticks()) for axes in ends.figure.axes]
    assert [(marks[0], marks[-1]) for marks in ticks] == [(0, 90), (0, 100)]
    for axes, marks in zip(ends.figure.axes, ticks, strict=True):
        assert axes.get_xlim() == pytest.approx((-0.05 * marks[-1], 1.05 * marks[-1]))


def test_the_two_ends_differ_in_shape_and_not_only_in_colour(ends):
    filled, hollow = set(), set()
    for axes in ends.figure.axes:
        for item in axes.collections:
            if item.get_gid() == "eligible":
                filled.add(to_hex(item.get_facecolor()[0]))
            if item.get_gid() == "others":
                hollow.add(to_hex(item.get_facecolor()[0]))
    assert hollow == {"#ffffff"}
    assert len(filled) == 3
    assert "#ffffff" not in filled


def test_the_words_for_those_who_cannot_see_it_tell_both_ends_and_that_nothing_is_tested(ends):
    assert "England 48 against 70, a gap of 22 percentage points (Lancashire's is wider)" in ends.alt
    assert "Lancashire 33.0 against 48.8, a gap of 15.8 points" in ends.alt
    assert "not tested" in ends.alt


def test_the_line_below_names_the_years_and_the_source(real_study, findings):
    words = gap_caption(real_study, findings)
    assert "Department for Education, 2023/24, 2024/25" in words
    assert "not tested" in words
    assert "one family" not in words


def test_a_council_of_few_children_is_told_as_such(scilly):
    study, found = scilly
    assert "About 20 children of a school year live in Isles of Scilly" in gap_caption(study, found)


@pytest.mark.parametrize("name", ["ends", "over_time", "people"])
def test_no_words_are_smaller_than_eight_points_or_off_the_paper(name, request, written_out):
    picture = request.getfixturevalue(name)
    width, height = picture.figure.canvas.get_width_height()
    for text, box in written_out(picture):
        assert text.get_fontsize() >= 8
        assert box.x0 >= -1 and box.x1 <= width + 1
        assert box.y0 >= -1 and box.y1 <= height + 1


@pytest.mark.parametrize("name", ["ends", "people"])
def test_no_words_lie_upon_others(name, request, written_out):
    texts = written_out(request.getfixturevalue(name))
    for at, (one, box) in enumerate(texts):
        for other, beside in texts[at + 1 :]:
            across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            down = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert across <= 1 or down <= 1, (one.get_text(), other.get_text())


def test_what_england_lacks_has_no_marks_and_is_not_drawn_as_nought(real_study, marks):
    rows = real_study.observations
    gone = (rows["area_code"] == ENGLAND) & (rows["indicator"] == "good_level_fsm_gap")
    study = study_of(real_study.parameters, real_study.paths)
    study.__dict__["observations"] = rows[~gone]
    picture = gap_chart(study, compare(study), ["good_level_fsm_gap"])
    assert len(marks(picture, "eligible")) == 2
    assert min(x for x, _ in marks(picture, "eligible")) > 40
    assert "England not compared" in picture.alt


def test_a_gap_without_its_ends_alone_cannot_be_drawn(real_study, findings):
    with pytest.raises(ObservationError, match="no gap of Lancashire with both its parts"):
        gap_chart(real_study, findings, ["level_3_gap_at_19"])


# Over time


def test_no_line_crosses_a_break_or_a_missing_year(over_time, real_study):
    drawn = 0
    for axes in over_time.figure.axes:
        if axes.get_gid() not in GAPS:
            continue
        cuts = [cut.day.year + 0.5 for cut in real_study.reference.indicators[axes.get_gid()].breaks]
        for line in _lines(axes, "lead") + _lines(axes, "reference"):
            years = list(line.get_xdata())
            assert years == list(range(int(years[0]), int(years[-1]) + 1))
            assert not [cut for cut in cuts if years[0] < cut < years[-1]]
            drawn += len(years)
    assert drawn == len(over_time.frame)


def test_the_years_of_no_assessment_are_empty(over_time):
    held = over_time.frame.groupby("indicator")["year"].agg(set)
    for name in ("key_stage_2_disadvantage_gap", "good_level_fsm_gap"):
        assert not held[name] & {2020, 2021}


def test_every_break_within_the_years_drawn_is_marked(over_time, real_study):
    for axes in over_time.figure.axes:
        if axes.get_gid() in GAPS:
            last = max(year for line in _lines(axes, "lead") for year in line.get_xdata())
            breaks = real_study.reference.indicators[axes.get_gid()].breaks
            drawn = [one for one in breaks if one.day.year + 1 <= last]
            assert len(_lines(axes, "break")) == len(drawn) >= 1


def test_every_axis_over_time_shows_nought_and_every_figure(over_time, scilly):
    assert {axes.get_ylim()[0] for axes in over_time.figure.axes} == {0}
    small = gap_trend_chart(scilly[0])
    for axes in small.figure.axes:
        values = [value for line in _lines(axes, "lead") for value in line.get_ydata()]
        assert axes.get_ylim()[0] <= min([0, *values])
        assert axes.get_ylim()[1] >= max([0, *values])


def test_the_words_say_how_each_gap_moved(over_time):
    assert "England 23 in 2021/22 and 22 in 2024/25, close to what it was" in over_time.alt


# By ethnic group


def test_groups_stand_in_the_publishers_order_and_not_by_their_figures(people):
    labels = [label.get_text() for label in people.figure.axes[1].get_yticklabels()]
    assert [label.split()[0] for label in labels[:3]] == ["Asian", "Black", "Chinese"]
    panel = people.frame[people.frame["whole"] == "key_stage_2_expected"]
    assert list(panel["people"].str.lower()) == [label.lower() for label in labels]
    assert not panel["lead"].is_monotonic_decreasing
    assert not panel["lead"].is_monotonic_increasing


def test_groups_of_few_children_are_hollow_and_say_so(people):
    hollow = 0
    for axes in people.figure.axes:
        for item in axes.collections:
            if item.get_gid() == "lead":
                hollow += to_hex(item.get_facecolor()[0]) == "#ffffff"
    assert hollow == (people.frame["size"] != "not small").sum() == 6
    assert "Black pupils 58 and 63 (few children)" in people.alt


def test_every_group_of_lancashire_has_englands_same_group_beside_it(people, marks):
    ours, theirs = marks(people, "lead"), marks(people, "reference")
    assert [y for _, y in ours] == [y for _, y in theirs]
    assert [x for x, _ in theirs] == list(people.frame["reference"])


def test_a_tiny_council_is_drawn_with_what_it_has(scilly, marks):
    study, found = scilly
    picture = gap_chart(study, found)
    assert pd.notna(picture.frame.loc[picture.frame["whose"] == "lead", "gap"]).all()
    assert "Isles of Scilly" in picture.alt
    with pytest.raises(ObservationError) as error:
        gap_trend_chart(study, ["level_3_gap_at_19"])
    assert "Isles of Scilly" in str(error.value)
