"""What holds for every chart: palette, texts that can be read, names that stay names."""

from __future__ import annotations

import base64
import itertools

import pytest
from afcharts.af_colours import get_af_colours
from matplotlib.colors import to_hex, to_rgb

from benchmarking.charts import (
    age_chart,
    distance_chart,
    dot_chart,
    expected_chart,
    funnel_chart,
    grid_frame,
    summary_grid,
    trend_chart,
)
from benchmarking.findings import compare

PALETTE = {colour.lower() for colour in get_af_colours("categorical", number_of_colours=6)}


@pytest.fixture(scope="module")
def every(real_study, findings, judged, pictures_of):
    some = ["employment_rate", "median_weekly_pay", "homelessness_duty", "good_level_fsm_gap"]
    return {
        "age": age_chart(real_study),
        "distance": distance_chart(real_study),
        "grid": summary_grid(real_study, findings, judged, "All with a direction"),
        **{name: pictures_of[name] for name in some},
        "funnel": funnel_chart(real_study, "homelessness_duty"),
        "skewed funnel": funnel_chart(real_study, "temporary_accommodation"),
        "expected": expected_chart(real_study, findings, judged, "All with a direction"),
        "trends": trend_chart(real_study, findings, judged, "All with a direction"),
        "few trends": trend_chart(real_study, findings, judged[:4], "Four"),
        "few expected": expected_chart(real_study, findings, judged[:4], "Four"),
    }


@pytest.fixture(scope="module")
def others(burnley, birmingham):
    """The same charts of a district and of a city, each beside few councils and at another level."""
    drawn = {}
    for study, findings in (burnley, birmingham):
        ids = study.reference.indicators.ids
        place = study.lead.name
        drawn[f"{place} dots"] = dot_chart(study, "employment_rate", findings)
        drawn[f"{place} counts"] = dot_chart(study, "homelessness_duty", findings)
        drawn[f"{place} funnel"] = funnel_chart(study, "homelessness_duty")
        drawn[f"{place} trends"] = trend_chart(study, findings, ids, place)
    drawn["expected"] = expected_chart(*birmingham, birmingham[0].reference.indicators.ids, "Birmingham")
    return drawn


def _colours(picture):
    for axes in picture.figure.axes:
        for item in axes.collections:
            yield from item.get_facecolor()
            yield from item.get_edgecolor()
        for patch in axes.patches:
            yield patch.get_facecolor()
            yield patch.get_edgecolor()
        for drawn in [*axes.lines, *axes.texts, *axes.get_yticklabels(), *axes.get_xticklabels()]:
            yield drawn.get_color()


def test_colours_are_the_analysis_functions_palette_and_greys(every):
    for name, picture in every.items():
        for colour in _colours(picture):
            red, green, blue = to_rgb(colour)
            assert red == green == blue or to_hex(colour).lower() in PALETTE, (name, to_hex(colour))


def test_no_text_falls_outside_its_picture(every, pictures_of, others, written_out):
    for name, picture in {**pictures_of, **every, **others}.items():
        width, height = picture.figure.bbox.size
        for text, box in written_out(picture):
            inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
            assert inside, (name, text.get_text(), box, (width, height))


def test_no_two_texts_overlap(every, pictures_of, others, written_out):
    for name, picture in {**pictures_of, **every, **others}.items():
        if name == "grid":
            continue
        texts = [(text.get_text(), box.padded(-1.5)) for text, box in written_out(picture)]
        for (one, box), (other, beside) in itertools.combinations(texts, 2):
            assert not box.overlaps(beside), (name, one, other)


def test_texts_are_of_a_size_that_can_be_read_and_pictures_of_a_width_that_fits(every, others, written_out):
    for name, picture in {**every, **others}.items():
        assert 6.6 <= picture.figure.get_figwidth() <= 7.2, name
        assert picture.alt.strip()
        assert not picture.frame.empty
        for text, _ in written_out(picture):
            assert 5.9 <= text.get_fontsize() <= 10, (name, text.get_text())


def test_no_two_row_labels_overlap(every, pictures_of, written_out):
    for name, picture in {**pictures_of, **every}.items():
        labels = {id(label) for label in picture.figure.axes[0].get_yticklabels()}
        boxes = sorted((box for text, box in written_out(picture) if id(text) in labels), key=lambda b: b.y0)
        for below, above in itertools.pairwise(boxes):
            assert below.y1 <= above.y0 + 1, name


def test_the_axis_label_is_clear_of_the_row_labels_and_the_numbers(every, written_out):
    for name in ("distance", "age", "employment_rate"):
        axes = every[name].figure.axes[0]
        boxes = {id(text): box for text, box in written_out(every[name])}
        label = boxes[id(axes.xaxis.label)]
        for tick in [*axes.get_yticklabels(), *axes.get_xticklabels()]:
            if id(tick) in boxes:
                assert not label.overlaps(boxes[id(tick)]), (name, tick.get_text())


@pytest.mark.parametrize("name", ["distance", "age"])
def test_the_legend_hides_no_mark_and_no_line(name, every, written_out):
    axes = every[name].figure.axes[0]
    written_out(every[name])
    legend = axes.get_legend().get_window_extent()
    column = "distance" if name == "distance" else "age_years"
    for row, value in enumerate(every[name].frame[column]):
        x, y = axes.transData.transform((value, row))
        assert not (x + 4 >= legend.x0 and legend.y0 - 4 <= y <= legend.y1 + 4), (row, value)


def test_a_verdict_fits_its_cell(every, written_out):
    axes = every["grid"].figure.axes[0]
    boxes = {id(text): box for text, box in written_out(every["grid"])}
    (left, _), (right, _) = axes.transData.transform([(0, 0), (0.94, 0)])
    (_, top), (_, bottom) = axes.transData.transform([(0, 0), (0, 0.88)])
    for text in axes.texts:
        assert boxes[id(text)].width <= right - left
        assert boxes[id(text)].height <= top - bottom


def test_a_name_that_looks_like_mathematics_or_markup_is_drawn_as_it_stands(oddly_named, written_out):
    findings = compare(oddly_named)
    for picture in (
        dot_chart(oddly_named, "employment_rate", findings),
        distance_chart(oddly_named),
        summary_grid(oddly_named, findings, ["employment_rate"], "Grid"),
    ):
        texts = written_out(picture)
        for name in ("$x^2$ and $y_1$", "<b>Surrey</b> & *co*"):
            (text,) = (text for text, _ in texts if text.get_text().startswith(name))
            assert text.get_parse_math() is False
    assert "$x^2$ and $y_1$" in grid_names(oddly_named, findings)


def grid_names(study, findings):
    return [study.name(code) for code in grid_frame(study, findings, ["employment_rate"]).columns[2:]]


def test_the_same_chart_is_saved_as_the_same_bytes(real_study, findings, tmp_path):
    for ending in ("svg", "png"):
        files = [tmp_path / f"{turn}.{ending}" for turn in (1, 2)]
        for file in files:
            dot_chart(real_study, "employment_rate", findings).save(file)
        assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.png", "1.svg", "2.png", "2.svg"]


def test_in_a_notebook_a_picture_carries_its_words(every):
    data, metadata = every["distance"]._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == data["text/plain"] == every["distance"].alt
