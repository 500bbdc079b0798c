"""The picture of where residents live shows the index, chance, 2011 and nothing in order of size."""

from __future__ import annotations

import pytest
from matplotlib.container import BarContainer

from benchmarking.charts import segregation_caption, segregation_chart
from benchmarking.findings import segregation_of, shown_places
from benchmarking.study import study_of

LANCASHIRE, BIRMINGHAM, NORTHUMBERLAND, SCILLY = "E10000017", "E08000025", "E06000057", "E06000053"


@pytest.fixture(scope="module")
def apart(real_study):
    return segregation_of(real_study, list(shown_places(real_study)), draws=100)


@pytest.fixture(scope="module")
def chart(real_study, apart):
    return segregation_chart(real_study, apart)


def _bars(picture, gid):
    return [
        bar
        for axes in picture.figure.axes
        for item in axes.containers
        if isinstance(item, BarContainer)
        for bar in item
        if bar.get_gid() == gid
    ]


def _other(study, **choices):
    return study_of(study.parameters.model_copy(update=choices), study.paths)


def test_a_mark_stands_at_the_index_and_a_hollow_one_at_what_it_was(chart, marks, apart):
    two_groups = apart[apart["measure"] == "dissimilarity"]
    assert [x for x, _ in marks(chart, "2021")] == pytest.approx(list(two_groups["value"]))
    before = list(two_groups["value"] - two_groups["change"])
    assert [x for x, _ in marks(chart, "2011")] == pytest.approx(before)
    assert [row for _, row in marks(chart, "2011")] == [row for _, row in marks(chart, "2021")]


def test_the_grey_bar_ends_at_chance_and_the_line_across_it_is_its_range(chart, lines, apart):
    two_groups = apart[apart["measure"] == "dissimilarity"]
    ends = [bar.get_width() for bar in _bars(chart, "chance")]
    assert ends == pytest.approx(list(two_groups["chance"]))
    drawn = [(low, high) for low, high, _ in lines(chart, "range of chance")]
    assert drawn == list(zip(two_groups["chance_lower"], two_groups["chance_upper"], strict=True))


def test_places_stand_in_the_study_s_order_under_the_heading_of_their_kind(chart, real_study, written_out):
    (axes, _) = chart.figure.axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [real_study.name(code) for code in shown_places(real_study)]
    texts = [text.get_text() for text, _ in written_out(chart)]
    assert real_study.group_title in texts and real_study.name("lancashire-14") in texts
    rows = list(axes.get_yticks())
    assert rows == sorted(rows)


def test_only_counties_show_a_part_between_districts(chart, real_study):
    shares = [bar.get_width() for bar in _bars(chart, "between districts")]
    counties = [LANCASHIRE, *(code for code in real_study.comparators if code.startswith("E10"))]
    assert len(shares) == len(counties)
    assert shares[0] == pytest.approx(0.430, abs=0.0005)
    texts = [text.get_text() for text in chart.figure.axes[1].texts]
    assert texts.count("no districts") == len(real_study.comparators) - len(counties) + 1


def test_the_axis_runs_from_the_same_mix_to_wholly_apart(chart):
    assert chart.figure.axes[0].get_xlim() == (0, 1)


def test_the_words_give_every_figure_in_order_and_name_no_highest_or_lowest(chart, real_study):
    told = ["Lancashire 0.57", "Birmingham 0.50", "Burnley 0.70", "Pendle 0.65"]
    places = [chart.alt.index(words) for words in told]
    assert places == sorted(places)
    assert "every figure is above its range" in chart.alt
    assert "between its districts: Lancashire 43%" in chart.alt
    for word in ("highest", "lowest", "worst", "best", "most segregated", "nan"):
        assert word not in chart.alt


def test_nothing_is_cut_off_or_written_over(chart, written_out):
    width, height = chart.figure.canvas.get_width_height()
    boxes = [(text.get_text(), box) for text, box in written_out(chart)]
    for words, box in boxes:
        assert box.x0 >= -0.5 and box.x1 <= width + 0.5, words
        assert box.y0 >= -0.5 and box.y1 <= height + 0.5, words
    for at, (words, box) in enumerate(boxes):
        for other, second in boxes[at + 1 :]:
            assert not (
                box.x0 + 1 < second.x1
                and second.x0 + 1 < box.x1
                and box.y0 + 1.5 < second.y1
                and second.y0 + 1.5 < box.y1
            ), (words, other)


def test_the_caption_says_what_each_mark_is_and_that_nothing_is_ranked(real_study, apart):
    words = segregation_caption(real_study, apart)
    assert "not ranked; no figure is better or worse" in words
    assert "Bars at the left: chance alone" in words
    assert "between districts" in words


def test_a_place_without_a_figure_or_a_change_says_so(real_study, marks, written_out):
    study = _other(real_study, comparison_group=[NORTHUMBERLAND, SCILLY, BIRMINGHAM], district_group=None)
    apart = segregation_of(study, list(shown_places(study)), draws=100)
    chart = segregation_chart(study, apart)
    texts = [text.get_text() for text, _ in written_out(chart)]
    assert "no figure: fewer than two neighbourhoods" in texts
    assert len(marks(chart, "2011")) == 2
    assert "Isles of Scilly no figure" in chart.alt and "nan" not in chart.alt
    caption = segregation_caption(study, apart)
    assert caption.endswith("No change since 2011 can be told for Northumberland.")


def test_one_place_by_itself_has_no_headings_and_without_draws_no_chance(real_study):
    study = _other(real_study, comparison_group=[BIRMINGHAM], district_group=None, lead_authority="E08000003")
    apart = segregation_of(study, ["E08000003"], draws=0)
    chart = segregation_chart(study, apart)
    (axes,) = chart.figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Manchester"]
    assert not axes.texts
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["2011", "2021"]
    assert "hance" not in chart.alt and "hance" not in segregation_caption(study, apart)


def test_a_place_that_the_study_does_not_name_is_among_other_places(real_study):
    chart = segregation_chart(real_study, segregation_of(real_study, [LANCASHIRE, NORTHUMBERLAND], draws=0))
    assert list(chart.frame["role"]) == ["lead", "other"]
    assert "Other places: Northumberland 0.24" in chart.alt
