"""The picture of super-diversity keeps its dimensions apart."""

from __future__ import annotations

import pytest

from benchmarking.charts import diversity_chart
from benchmarking.findings import diversity_of, shown_places

PENDLE, KENT = "E07000122", "E10000016"


@pytest.fixture(scope="module")
def mixed(real_study):
    return diversity_of(real_study, list(shown_places(real_study, reference=True)))


@pytest.fixture(scope="module")
def chart(real_study, mixed):
    return diversity_chart(real_study, mixed)


def test_each_dimension_has_its_own_panel_scale_and_number_of_categories(chart):
    titles = [axes.get_title(loc="left") for axes in chart.figure.axes]
    assert titles == [
        "Ethnic group\n19 categories",
        "Country of birth\n18 categories",
        "Religion\n8 categories",
        "Main language\n22 categories",
    ]
    scales = [axes.get_xlim() for axes in chart.figure.axes]
    assert {low for low, _ in scales} == {1.0}
    assert len(set(scales)) == 4


def test_the_marks_are_the_effective_numbers_in_the_study_s_order(chart, marks, mixed, real_study):
    drawn = [x for role in ("lead", "reference", "authority", "district") for x, _ in marks(chart, role)]
    assert sorted(drawn) == pytest.approx(sorted(mixed["effective"]))
    names = [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]
    assert names == [real_study.name(code) for code in shown_places(real_study, reference=True)]


def test_the_words_tell_each_dimension_apart_and_name_no_extreme(chart):
    assert "Dimensions are not compared or added up" in chart.alt
    assert (
        "Ethnic group, 19 categories: Lancashire 2.1, England 3.5, the 24 other places 1.3 to 7.7."
        in chart.alt
    )
    assert "highest" not in chart.alt and "Birmingham" not in chart.alt


def test_nothing_is_cut_off(chart, written_out):
    width, height = chart.figure.canvas.get_width_height()
    for text, box in written_out(chart):
        assert box.x0 >= -0.5 and box.x1 <= width + 0.5, text.get_text()
        assert box.y0 >= -0.5 and box.y1 <= height + 0.5, text.get_text()


def test_a_place_without_a_figure_is_marked_and_a_lone_place_drawn(real_study, mixed, marks):
    two = mixed[mixed["area_code"].isin([real_study.lead.code, PENDLE])].copy()
    lost = (two["area_code"] == PENDLE) & (two["indicator"] == "diversity_religion")
    two.loc[lost, "effective"] = None
    chart = diversity_chart(real_study, two)
    assert len(marks(chart, "district")) == 3
    assert [text.get_text() for text in chart.figure.axes[2].texts] == ["[x]"]
    alone = diversity_chart(real_study, diversity_of(real_study, [KENT]))
    assert "Ethnic group, 19 categories: the other place 2.4." in alone.alt
    nothing = two.assign(effective=float("nan"), categories=float("nan"))
    assert "no counts held" in diversity_chart(real_study, nothing).alt
