"""Places in a layout of squares stand about where they lie, for any council."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from benchmarking.charts.outlines import centre, inner_point, outlines, path_of
from benchmarking.charts.tiles import MOST_COLUMNS, name_size, tile_name, tile_places, tiles_in_order

LANCASTER, PENDLE, BURNLEY, WEST_LANCASHIRE, BLACKPOOL, ROSSENDALE = (
    "E07000121",
    "E07000122",
    "E07000117",
    "E07000127",
    "E06000009",
    "E07000125",
)
COUNTIES = ["E10000017", "E10000016", "E10000024", "E10000034", "E10000008", "E10000030"]


def of(study, codes):
    """The study with other districts."""
    other = replace(study)
    vars(other)["districts"] = list(codes)
    return other


def laid_out(study):
    """The squares and the centres of a study's districts, by code."""
    shapes = outlines(study)
    centres = np.array([centre(shape) for shape in shapes.values()])
    return dict(zip(shapes, tile_places(centres), strict=True)), dict(zip(shapes, centres, strict=True))


def test_the_14_stand_where_a_lancashire_reader_looks_for_them(real_study):
    at, _ = laid_out(real_study)
    columns, rows = ({code: int(place[axis]) for code, place in at.items()} for axis in (0, 1))
    assert rows[LANCASTER] == max(rows.values())
    assert [code for code in rows if rows[code] == rows[LANCASTER]] == [LANCASTER]
    assert columns[PENDLE] == columns[BURNLEY] == max(columns.values())
    assert rows[PENDLE] == rows[BURNLEY] + 1 == rows[ROSSENDALE] + 2
    assert (columns[WEST_LANCASHIRE], rows[WEST_LANCASHIRE]) == (0, 0)
    assert columns[BLACKPOOL] == 0


@pytest.mark.parametrize("county", COUNTIES)
def test_no_two_districts_of_a_county_change_sides(real_study, known, county):
    at, centres = laid_out(of(real_study, known.areas.districts(county)))
    assert len(at) == len({tuple(place) for place in at.values()}) > 5
    for one, other in itertools.combinations(at, 2):
        apart, moved = centres[one] - centres[other], at[one] - at[other]
        for axis in (0, 1):
            if abs(apart[axis]) > 8:
                assert moved[axis] * apart[axis] >= 0, (one, other)


def test_most_that_share_a_border_on_the_map_touch_in_the_layout(real_study):
    at, _ = laid_out(real_study)
    edges = {
        code: {
            frozenset(map(tuple, pair)) for polygon in shape for ring in polygon for pair in itertools.pairwise(ring)
        }
        for code, shape in outlines(real_study).items()
    }  # fmt: skip
    neighbours = [pair for pair in itertools.combinations(at, 2) if edges[pair[0]] & edges[pair[1]]]
    touching = [pair for pair in neighbours if np.abs(at[pair[0]] - at[pair[1]]).max() == 1]
    assert len(neighbours) == 26
    assert len(touching) >= 0.85 * len(neighbours)


def test_the_33_london_boroughs_fit_and_no_row_or_column_is_empty(real_study, known):
    listed = known.areas.lower_tier()
    at, _ = laid_out(of(real_study, listed.loc[listed["type"] == "london borough", "code"]))
    for axis, most in ((0, MOST_COLUMNS), (1, 10)):
        used = {int(place[axis]) for place in at.values()}
        assert used == set(range(len(used)))
        assert len(used) <= most


def test_the_same_places_get_the_same_squares_every_time(real_study):
    once, again = (laid_out(real_study)[0] for _ in range(2))
    assert {code: tuple(place) for code, place in once.items()} == {
        code: tuple(place) for code, place in again.items()
    }


def test_one_place_and_places_in_a_line_have_squares():
    assert tile_places(np.array([[3.0, 4.0]])).tolist() == [[0, 0]]
    line = tile_places(np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]]))
    assert list(line[:, 0]) == sorted(line[:, 0])
    assert len({tuple(place) for place in line}) == 3


def test_places_that_are_not_known_to_lie_anywhere_are_read_row_by_row_from_the_top():
    assert tiles_in_order(5).tolist() == [[0, 1], [1, 1], [2, 1], [0, 0], [1, 0]]


def test_an_area_is_as_wide_as_it_is_on_the_ground(real_study):
    """Burnley to Blackpool is 50 km as the crow flies; a map that took degrees for distances would say 85."""
    shapes = outlines(real_study)
    assert np.linalg.norm(centre(shapes[BURNLEY]) - centre(shapes[BLACKPOOL])) == pytest.approx(52.5, abs=2.5)


def test_a_letter_stands_inside_its_district_and_not_on_its_border(real_study):
    for code, shape in outlines(real_study).items():
        point = inner_point(shape)
        assert path_of(shape).contains_point(point), code
        ring = np.concatenate([polygon[0] for polygon in shape])
        assert np.linalg.norm(ring - point, axis=1).min() > 1.5, code


def test_the_middle_of_an_area_leaves_its_hole_out_and_the_hole_stays_empty():
    outer = np.array([[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], dtype=float)
    hole = np.array([[0, 0], [5, 0], [5, 10], [0, 10], [0, 0]], dtype=float)
    assert centre([[outer, hole]]) == pytest.approx([7.5, 5.0])
    assert centre([[outer[::-1], hole]]) == pytest.approx([7.5, 5.0])
    moved = hole + np.array([2.0, 0.0])
    drawn = path_of([[outer, moved]])
    assert drawn.contains_point((9, 5)) and not inner_point([[outer, hole]])[0] < 5
    first, second = drawn.to_polygons()
    assert _turn(first) * _turn(second) < 0


def _turn(ring):
    (x, y), (next_x, next_y) = ring[:-1].T, ring[1:].T
    return float((x * next_y - next_x * y).sum())


def test_without_every_boundary_there_is_no_outline(real_study, vintage, monkeypatch):
    from benchmarking.charts import outlines as module

    without = vintage.boundaries[vintage.boundaries["area_code"] != BURNLEY]
    monkeypatch.setattr(module, "vintage_of", lambda _: replace(vintage, boundaries=without))
    assert outlines(real_study) == {}


def test_a_boundary_under_an_old_code_is_that_of_today_s_authority(real_study):
    """The boundaries of 2023 have Barnsley under the code that it had until 2025."""
    assert list(outlines(of(real_study, ["E08000038"]))) == ["E08000038"]


def test_names_are_broken_at_their_words_and_shortened():
    assert tile_name("Blackburn with Darwen") == ["Blackburn", "with Darwen"]
    assert name_size([["Burnley"]], 0.9) == 8
    assert name_size([["Northamptonshire"]], 0.7) < 8
