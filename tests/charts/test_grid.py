"""The summary grid says each verdict in a word, a shape and a colour."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from benchmarking.charts import LOOKS, summary_grid, summary_grids


@pytest.fixture(scope="module")
def grid(real_study, findings, judged):
    return summary_grid(real_study, findings, judged, "All with a direction")


def test_every_cell_holds_the_verdict_of_its_finding(grid, findings, judged):
    by_pair = {(row.indicator, row.comparator): row.verdict for row in findings.itertuples()}
    cells = {text.get_gid(): text for text in grid.figure.axes[0].texts}
    assert len(cells) == len(judged) * 12
    for gid, text in cells.items():
        verdict = by_pair[tuple(gid.split("|"))]
        shape, _, word = text.get_text().partition("\n")
        assert shape == LOOKS[verdict][2]
        assert word == ("" if verdict == "not compared" else verdict)


def test_a_cell_stands_in_the_row_and_column_of_its_names(grid, real_study):
    axes = grid.figure.axes[0]
    columns = [label.get_text() for label in axes.get_xticklabels()]
    assert columns == ["England", "Mean of the group", *map(real_study.name, real_study.comparators)]
    for text in axes.texts:
        indicator, comparator = text.get_gid().split("|")
        x, y = text.get_position()
        assert grid.frame.index[int(y)] == indicator
        assert grid.frame.columns[int(x)] == comparator
        title = real_study.reference.indicators[indicator].title
        label = axes.get_yticklabels()[int(y)].get_text().replace("\n", " ").removesuffix(" …")
        assert label.replace("- ", "-") in title


def test_only_tested_verdicts_are_filled(grid, findings):
    basis = {(row.indicator, row.comparator): row.basis for row in findings.itertuples()}
    fills = {}
    for patch in grid.figure.axes[0].patches:
        if isinstance(patch, Rectangle):
            fills[int(patch.get_x()), int(patch.get_y())] = to_hex(patch.get_facecolor()).upper()
    for y, indicator in enumerate(grid.frame.index):
        for x, comparator in enumerate(grid.frame.columns):
            filled = fills[x, y] not in {"#FFFFFF", "#FAFAFA"}
            assert filled == (basis[indicator, comparator] == "tested"), (indicator, comparator)


def test_no_two_verdicts_share_a_shape():
    shapes = [shape for _, _, shape in LOOKS.values()]
    assert len(set(shapes)) == len(shapes) == 7


def test_ink_can_be_read_on_its_fill():
    def luminance(colour):
        parts = [int(to_hex(colour)[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for verdict, (fill, ink, _) in LOOKS.items():
        light, dark = sorted((luminance(fill), luminance(ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, verdict


def test_the_words_for_the_grid_count_its_verdicts(grid, findings, judged):
    counts = findings.loc[findings["indicator"].isin(judged), "verdict"].value_counts()
    assert f"{len(judged)} indicators by 12 comparisons" in grid.alt
    for verdict, count in counts.items():
        assert f"{count} {verdict}" in grid.alt


def test_without_an_indicator_there_is_no_grid(real_study, findings):
    assert summary_grids(real_study, findings, [], "Khan").plates == ()
