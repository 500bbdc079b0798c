"""The outlines of a study's districts in kilometres, and where each has its middle."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.path import Path
from scipy.spatial import KDTree

from benchmarking.findings.origins import vintage_of
from benchmarking.observations.codes import to_current_codes
from benchmarking.study import Study

#: The polygons of an area, each an outer ring and its holes, as points of x and y in kilometres.
Outline = list[list[np.ndarray]]

_KM_A_DEGREE = 111.2
#: How finely the inside of an area is searched for the place farthest from its border.
_STEPS = 40


def outlines(study: Study) -> dict[str, Outline]:
    """Return the outline of each district, by code, east and north in true proportion.

    Degrees of longitude are shortened by the cosine of the districts' middle latitude. Nothing is returned
    unless the vintage holds a boundary of every district.
    """
    held = vintage_of(study).boundaries
    ours, _ = to_current_codes(held.assign(method=""), ["area_code"], study.reference)
    shapes = ours.set_index("area_code")["geometry"]
    if not study.districts or not set(study.districts) <= set(shapes.index):
        return {}
    found = {
        code: [[np.array(ring) for ring in polygon] for polygon in shapes[code]] for code in study.districts
    }
    heights = np.concatenate([polygon[0][:, 1] for shape in found.values() for polygon in shape])
    narrowed = np.cos(np.radians((heights.min() + heights.max()) / 2))
    scale = np.array([narrowed, 1.0]) * _KM_A_DEGREE
    return {code: [[ring * scale for ring in polygon] for polygon in shape] for code, shape in found.items()}


def centre(outline: Outline) -> np.ndarray:
    """Return the centre of gravity of an area, its islands included and its holes left out."""
    parts = [_moments(ring, hole=place > 0) for polygon in outline for place, ring in enumerate(polygon)]
    area = sum(part[0] for part in parts)
    return np.array([sum(part[1] for part in parts), sum(part[2] for part in parts)]) / area


def inner_point(outline: Outline) -> np.ndarray:
    """Return a point well inside the largest part of an area, far from its border, where a letter has room."""
    largest = max(outline, key=lambda polygon: _moments(polygon[0])[0])
    outer = largest[0]
    xs, ys = (np.linspace(low, high, _STEPS) for low, high in zip(outer.min(0), outer.max(0), strict=True))
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    inside = grid[Path(outer).contains_points(grid)]
    for hole in largest[1:]:
        inside = inside[~Path(hole).contains_points(inside)]
    if not len(inside):
        return centre(outline)
    border = np.concatenate(
        [np.linspace(one, other, 10) for ring in largest for one, other in pairwise(ring)]
    )
    away, _ = KDTree(border).query(inside)
    return np.asarray(inside[int(np.argmax(away))])


def path_of(outline: Outline) -> Path:
    """Return an area as one path to be filled, its holes wound the other way so that they stay empty."""
    rings = [
        ring[::-1] if (_signed_area(ring) > 0) == (place > 0) else ring
        for polygon in outline
        for place, ring in enumerate(polygon)
    ]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))


def _moments(ring: np.ndarray, *, hole: bool = False) -> tuple[float, float, float]:
    """Return a ring's area and its moments about the axes, all negative for a hole."""
    cross, mean = _cross(ring), (ring[:-1] + ring[1:]) / 3
    sign = np.sign(cross.sum()) * (-1 if hole else 1)
    moments = sign * (mean * cross[:, None]).sum(axis=0) / 2
    return float(sign * cross.sum() / 2), float(moments[0]), float(moments[1])


def _signed_area(ring: np.ndarray) -> float:
    return float(_cross(ring).sum() / 2)


def _cross(ring: np.ndarray) -> np.ndarray:
    (x, y), (next_x, next_y) = ring[:-1].T, ring[1:].T
    return np.asarray(x * next_y - next_x * y)
