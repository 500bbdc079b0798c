"""The grid of practice says everything in words, keeps its order, and fits its cells."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from benchmarking.charts import practice_caption, practice_grid, practice_grids
from benchmarking.study import study_of


@pytest.fixture(scope="module")
def by_priority(real_study):
    return practice_grid(real_study, "priority")


def _cells(picture):
    return {
        text.get_gid(): text.get_text().replace("\n", " ")
        for text in picture.figure.axes[0].texts
        if text.get_gid()
    }


def test_every_cell_says_how_many_and_how_strong_or_that_none_was_found(by_priority):
    words = _cells(by_priority)
    assert len(words) == len(by_priority.frame) == 40
    for row in by_priority.frame.itertuples():
        said = words[f"{row.area_code}|{row.column}"]
        if row.found:
            assert said.startswith(f"{row.found} found")
            assert said.endswith(row.strongest)
            assert (f"({row.old} old)" in said) == bool(row.old)
        else:
            assert said == "none found in the sources searched"


def test_one_level_of_evidence_has_one_fill_and_an_empty_cell_is_white_with_a_broken_outline(by_priority):
    patches = by_priority.figure.axes[0].patches
    assert len(patches) == 40
    fills: dict[str, set[object]] = {}
    for patch, row in zip(patches, by_priority.frame.itertuples(), strict=True):
        fills.setdefault(row.strongest, set()).add(patch.get_facecolor())
        assert (patch.get_linestyle() == "-") == bool(row.found)
    assert all(len(found) == 1 for found in fills.values())
    assert len(set.union(*fills.values())) == len(fills)
    assert fills[""] == {(1.0, 1.0, 1.0, 1.0)}


def test_words_stay_inside_their_cells_and_no_text_leaves_the_picture(real_study, written_out):
    for picture in [
        practice_grid(real_study, "priority"),
        *(plate.picture for plate in practice_grids(real_study, "theme").plates),
    ]:
        texts = written_out(picture)
        axes = picture.figure.axes[0]
        cells = [patch.get_window_extent() for patch in axes.patches]
        boxes = [box for text, box in texts if text.get_gid()]
        assert len(boxes) == len(cells)
        for box, cell in zip(boxes, cells, strict=True):
            assert cell.x0 <= box.x0 and box.x1 <= cell.x1 and cell.y0 <= box.y0 and box.y1 <= cell.y1
        page = picture.figure.bbox
        for text, box in texts:
            assert box.x0 >= page.x0 and box.x1 <= page.x1, text.get_text()
            assert box.y0 >= page.y0 and box.y1 <= page.y1, text.get_text()


def test_no_text_is_smaller_than_eight_points(by_priority, written_out):
    assert min(text.get_fontsize() for text, _ in written_out(by_priority)) >= 8


def test_the_themes_are_shared_out_so_that_all_nine_are_shown_once(real_study):
    shown = [
        name for plate in practice_grids(real_study, "theme").plates for name in plate.picture.frame["column"]
    ]
    assert len(set(shown)) == 9
    assert len(shown) == 9 * 10


def test_a_study_without_comparators_has_no_grid_and_says_so(real_study):
    alone = replace(real_study)
    alone.__dict__["comparators"] = []
    assert practice_grids(alone, "priority").plates == ()
    assert "compares with nobody" in practice_grids(alone, "priority").otherwise


def test_the_words_for_those_who_cannot_see_it_name_where_nothing_was_found(by_priority):
    assert "None found in the sources searched on" in by_priority.alt
    assert "empowerment: Kent and Newcastle upon Tyne" in by_priority.alt


def test_neither_picture_nor_caption_ranks_or_scores_or_takes_few_for_little(real_study, by_priority):
    words = " ".join(
        [by_priority.alt, practice_caption(real_study, "priority"), *_cells(by_priority).values()]
    )
    assert not re.search(r"\b(best|worst|most|least|league|score\w*|behind|ahead|better|worse)\b", words)
    assert "few found does not mean little done" in words


def test_a_grid_in_which_nothing_was_found_names_no_strongest_evidence(real_study):
    parameters = real_study.parameters.model_copy(update={"comparison_group": ["E06000017", "E06000052"]})
    alt = practice_grid(study_of(parameters, real_study.paths), "priority").alt
    assert "found in 0 of its 8 cells." in alt
    assert "strongest evidence is" not in alt
