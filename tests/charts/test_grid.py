"""The summary grid says each verdict in a word, a shape and a colour."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from benchmarking.charts import LOOKS, firmness_frame, summary_grid, summary_grids

PAIRS = ["authority", "group", "reference"]


@pytest.fixture(scope="module")
def grid(real_study, findings, judged):
    return summary_grid(real_study, findings, judged, "All with a direction")


@pytest.fixture(scope="module")
def pairs(findings):
    return findings[findings["kind"].isin(PAIRS)].set_index(["indicator", "comparator"])


def _cells(grid):
    texts = {text.get_gid(): text for text in grid.figure.axes[0].texts}
    return {gid: text for gid, text in texts.items() if not gid.startswith("fragile|")}


def _diamonds(grid):
    texts = {text.get_gid(): text for text in grid.figure.axes[0].texts}
    return {gid.removeprefix("fragile|"): text for gid, text in texts.items() if gid.startswith("fragile|")}


def test_every_cell_holds_the_verdict_of_its_finding(grid, pairs, judged):
    cells = _cells(grid)
    assert len(cells) == len(judged) * 12
    for gid, text in cells.items():
        verdict = pairs.at[tuple(gid.split("|")), "verdict"]
        shape, _, word = text.get_text().partition("\n")
        assert shape == LOOKS[verdict][2]
        assert word == ("" if verdict == "not compared" else verdict)


def test_a_cell_stands_in_the_row_and_column_of_its_names(grid, real_study):
    axes = grid.figure.axes[0]
    columns = [label.get_text() for label in axes.get_xticklabels()]
    assert columns == ["England", "Mean of the group", *map(real_study.name, real_study.comparators)]
    for gid, text in {**_cells(grid), **_diamonds(grid)}.items():
        indicator, comparator = gid.split("|")
        x, y = text.get_position()
        assert grid.frame.index[int(y)] == indicator
        assert grid.frame.columns[int(x)] == comparator
        title = real_study.reference.indicators[indicator].title
        label = axes.get_yticklabels()[int(y)].get_text().replace("\n", " ").removesuffix(" …")
        assert label.replace("- ", "-") in title


def test_a_diamond_marks_each_fragile_verdict_and_no_other(grid, real_study, findings, pairs, judged):
    fragile = pairs.loc[judged].query("firmness == 'fragile'")
    assert set(_diamonds(grid)) == {"|".join(pair) for pair in fragile.index}
    assert {text.get_text() for text in _diamonds(grid).values()} == {"◇"}
    frame = firmness_frame(real_study, findings, judged)
    assert frame.shape == grid.frame.shape
    assert (frame == "fragile").sum(axis=None) == len(fragile) > 0
    assert ((frame != "") == grid.frame.map(lambda word: word in {"better", "worse", "similar"})).all(
        axis=None
    )


def test_a_diamond_is_explained_under_the_grid_where_there_is_one(grid, real_study, findings):
    assert "◇ fragile: another reasonable choice turns it." in grid.figure.get_supxlabel()
    untested = summary_grid(real_study, findings, ["claimant_count"], "One untested")
    assert "◇" not in untested.figure.get_supxlabel()
    assert "ragile" not in untested.alt


def test_a_diamond_hides_neither_its_shape_nor_its_word(grid, written_out):
    boxes = {id(text): box for text, box in written_out(grid)}
    cells = _cells(grid)
    for gid, text in _diamonds(grid).items():
        box, beside = boxes[id(text)], boxes[id(cells[gid])]
        shape_right = beside.x0 + beside.width / 2 + 5
        word_top = beside.y0 + beside.height / 2
        assert box.x0 >= shape_right or box.y0 >= beside.y1, gid
        assert box.y0 >= word_top - 1, gid


def test_only_tested_verdicts_are_filled(grid, pairs):
    basis = pairs["basis"].to_dict()
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


def test_the_words_for_the_grid_count_its_verdicts_and_how_many_are_fragile(grid, pairs, judged):
    counts = pairs.loc[judged, "verdict"].value_counts()
    assert f"{len(judged)} indicators by 12 comparisons" in grid.alt
    for verdict, count in counts.items():
        assert f"{count} {verdict}" in grid.alt
    fragile = pairs.loc[judged].query("firmness == 'fragile'")
    assert f"turns them, are {len(fragile)}: " in grid.alt
    for verdict, count in fragile["verdict"].value_counts().items():
        assert f"{count} {verdict}" in grid.alt.partition("Fragile")[2]


def test_a_grid_of_one_row_or_of_few_columns_has_room_for_its_words(
    real_study, findings, burnley, written_out
):
    grids = [
        summary_grid(real_study, findings, ["attainment_8_fsm_gap"], "One"),
        summary_grid(*burnley, ["employment_rate", "homelessness_duty"], "Few"),
    ]
    for picture in grids:
        width, height = picture.figure.bbox.size
        for text, box in written_out(picture):
            assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1, text


def test_without_an_indicator_there_is_no_grid(real_study, findings):
    assert summary_grids(real_study, findings, [], "Khan").plates == ()
