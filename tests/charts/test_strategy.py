"""The grid of the strategy's parts: every cell in words, nothing told by its fill alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from benchmarking.charts import Picture, strategy_grid
from benchmarking.charts.picture import DARK_BLUE, PALE_GREY


@pytest.fixture(scope="module")
def grid(real_study, findings) -> Picture:
    return strategy_grid(real_study, findings)


def test_every_cell_says_its_count_in_words(grid: Picture) -> None:
    (axes,) = grid.figure.axes
    assert [text.get_text() for text in axes.texts] == list(grid.frame.to_numpy().ravel())
    assert grid.frame.shape == (36, 6)


def test_a_cell_is_filled_where_there_is_a_figure_and_grey_where_there_is_no_indicator(grid: Picture) -> None:
    (axes,) = grid.figure.axes
    for patch, text in zip(axes.patches, axes.texts, strict=True):
        words, fill = text.get_text(), to_hex(patch.get_facecolor()).upper()
        expected = PALE_GREY if words == "none" else "#FFFFFF" if words.startswith("none") else DARK_BLUE
        assert fill == expected.upper()


def test_the_words_beside_it_name_the_parts_that_nothing_measures(grid: Picture) -> None:
    assert (
        "Challenges 8 and 10; strategic outcomes 1, 2, 3, 5, 7, 8, 9, 13 and 14 have no indicator at all."
        in grid.alt
    )


def test_some_kinds_can_be_drawn_alone(real_study, findings) -> None:
    some = strategy_grid(real_study, findings, ["priority", "challenge"])
    assert len(some.frame) == 14
    labels = [label.get_text() for label in some.figure.axes[0].get_yticklabels()]
    assert labels[-2:] == ["Priorities", "Challenges"]
    assert "themes" not in some.alt


def test_no_word_leaves_the_picture_or_is_smaller_than_eight_points(grid: Picture) -> None:
    canvas = FigureCanvasAgg(grid.figure)
    canvas.draw()
    (axes,) = grid.figure.axes
    shown = [*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()]
    for text in shown:
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.x1 <= grid.figure.bbox.width
        assert box.y0 >= 0 and box.y1 <= grid.figure.bbox.height
        assert text.get_fontsize() >= 8
    labels = sorted((label.get_window_extent() for label in axes.get_yticklabels()), key=lambda box: box.y0)
    assert all(below.y1 <= above.y0 + 1 for below, above in pairwise(labels))
