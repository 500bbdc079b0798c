"""Boundaries of authorities: read and rounded so that borders stay shared, and refused where they cannot be right."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarking.errors import SourceError
from benchmarking.reference import Reference, load_reference
from benchmarking.sources import boundaries
from benchmarking.sources.boundaries import read

EXCERPT = Path(__file__).parents[1] / "excerpts" / "boundaries_ltla_ew_2023.geojson"
BURNLEY, PENDLE, BLACKPOOL = "E07000117", "E07000122", "E06000009"
Shape = list[list[list[list[float]]]]


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def whole() -> dict[str, Any]:
    """The excerpt, which a test may change."""
    return json.loads(EXCERPT.read_text(encoding="utf-8"))


@pytest.fixture
def written(tmp_path: Path) -> Callable[[object], Path]:
    def write(content: object) -> Path:
        path = tmp_path / "boundaries.geojson"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


def shapes(path: Path, reference: Reference) -> dict[str, Shape]:
    (reading,) = read(path, reference)
    return {row.area_code: json.loads(row.geometry) for row in reading.rows.itertuples()}


def one(code: str, rings: object, kind: str = "Polygon", name: str = "areacd") -> dict[str, Any]:
    """A file of one authority."""
    feature = {
        "type": "Feature",
        "properties": {name: code},
        "geometry": {"type": kind, "coordinates": rings},
    }
    return {"type": "FeatureCollection", "features": [feature]}


def square(x: float, y: float, side: float) -> list[list[float]]:
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def edges(shape: Shape) -> set[frozenset[tuple[float, float]]]:
    return {frozenset(map(tuple, pair)) for polygon in shape for ring in polygon for pair in pairwise(ring)}


def test_the_14_districts_birmingham_and_manchester_are_read_and_cardiff_is_counted(
    reference: Reference,
) -> None:
    (reading,) = read(EXCERPT, reference)
    assert len(reading.rows) == 16
    assert {BURNLEY, PENDLE, BLACKPOOL, "E08000025", "E08000003"} <= set(reading.rows["area_code"])
    assert reading.left_out == {"areas outside England": 1}
    assert reading.kind == "boundaries"
    assert "Contains OS data © Crown copyright and database right" in reading.note


def test_every_ring_stays_closed_and_within_70_metres_of_where_it_was(
    reference: Reference, whole: dict[str, Any]
) -> None:
    given = {item["properties"]["areacd"]: item["geometry"] for item in whole["features"]}
    for code, shape in shapes(EXCERPT, reference).items():
        coordinates = given[code]["coordinates"]
        polygons = [coordinates] if given[code]["type"] == "Polygon" else coordinates
        near = {(round(x, 3), round(y, 3)) for polygon in polygons for ring in polygon for x, y in ring}
        for ring in (ring for polygon in shape for ring in polygon):
            assert ring[0] == ring[-1] and len(ring) >= 4
            assert all(one != other for one, other in pairwise(ring))
            assert {tuple(point) for point in ring} <= near


def test_burnley_and_pendle_still_share_every_stretch_of_their_border(
    reference: Reference, whole: dict[str, Any]
) -> None:
    given = {item["properties"]["areacd"]: edges([[ring_of(item)]]) for item in whole["features"]}
    border = [sorted(edge) for edge in given[BURNLEY] & given[PENDLE]]
    moved = {frozenset((round(x, 3), round(y, 3)) for x, y in edge) for edge in border}
    found = {code: edges(shape) for code, shape in shapes(EXCERPT, reference).items()}
    assert len(border) > 20
    assert {edge for edge in moved if len(edge) == 2} == found[BURNLEY] & found[PENDLE]


@pytest.mark.parametrize("name", ["LAD23CD", "lad24cd", "LTLA22CD"])
def test_the_publisher_s_own_names_of_the_code_are_read(
    name: str, reference: Reference, written: Callable[[object], Path]
) -> None:
    official = one(BURNLEY, [square(-2.3, 53.7, 0.1)], name=name)
    official["features"][0]["properties"] |= {"FID": 1, "LAD23NM": "Burnley", "BNG_E": 384000}
    assert list(shapes(written(official), reference)) == [BURNLEY]


def test_counties_and_other_countries_are_left_out_and_counted(
    reference: Reference, written: Callable[[object], Path]
) -> None:
    several = one(BURNLEY, [square(-2.3, 53.7, 0.1)])
    for code in ("E10000017", "W06000015", "S12000033", "N09000003"):
        several["features"] += one(code, [square(-2.3, 53.7, 0.1)])["features"]
    (reading,) = read(written(several), reference)
    assert list(reading.rows["area_code"]) == [BURNLEY]
    assert reading.left_out == {"areas that are no lower-tier authority": 1, "areas outside England": 3}


def test_a_code_that_ended_is_read_as_published(
    reference: Reference, written: Callable[[object], Path]
) -> None:
    assert list(shapes(written(one("E08000016", [square(-1.5, 53.5, 0.1)])), reference)) == ["E08000016"]


def test_a_rock_off_the_coast_vanishes_and_a_hole_is_kept(
    reference: Reference, written: Callable[[object], Path]
) -> None:
    mainland = [square(-3.0, 53.7, 0.1), square(-2.96, 53.74, 0.02)]
    found = shapes(
        written(one(BLACKPOOL, [mainland, [square(-3.2, 53.7, 0.0002)]], "MultiPolygon")), reference
    )
    assert [len(polygon) for polygon in found[BLACKPOOL]] == [2]


def test_an_authority_that_rounding_would_make_vanish_is_kept_as_it_was_drawn(
    reference: Reference, written: Callable[[object], Path]
) -> None:
    rock = square(-6.3002, 49.9002, 0.0001)
    assert shapes(written(one("E06000053", [rock])), reference) == {"E06000053": [[rock]]}


def changed(code: str, change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    """Change one authority's feature of the excerpt."""

    def apply(whole: dict[str, Any]) -> object:
        feature = next(item for item in whole["features"] if item["properties"]["areacd"] == code)
        return change(feature) or whole

    return apply


def ring_of(feature: dict[str, Any]) -> list[list[float]]:
    coordinates = feature["geometry"]["coordinates"]
    return coordinates[0] if feature["geometry"]["type"] == "Polygon" else coordinates[0][0]


def left_open(feature: dict[str, Any]) -> None:
    del ring_of(feature)[-1]


def in_metres(feature: dict[str, Any]) -> None:
    ring_of(feature)[:] = [[384000.0 + n, 432000.0 + n] for n, _ in enumerate(ring_of(feature))]
    ring_of(feature)[-1] = ring_of(feature)[0]


def turned_round(feature: dict[str, Any]) -> None:
    ring_of(feature)[:] = [[y, x] for x, y in ring_of(feature)]


def packed() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.write(EXCERPT, "boundaries.geojson")
    return stream.getvalue()


def farther_than_any_number(feature: dict[str, Any]) -> None:
    ring_of(feature)[1] = [10**400, 53.8]


BAD: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a coordinate of 400 digits": (changed(BURNLEY, farther_than_any_number), "not a pair of numbers"),
    "no features": (lambda whole: whole | {"features": []}, "no features"),
    "features that are no list": (lambda whole: whole | {"features": 5}, "no features"),
    "a geometry without its feature": (lambda whole: whole["features"][0]["geometry"], "not a GeoJSON of areas"),
    "a list": (lambda whole: whole["features"], "not a GeoJSON of areas"),
    "a table of areas": (lambda _: b"areacd,areanm\nE07000117,Burnley\n", "cannot be read as GeoJSON"),
    "half a download": (lambda _: EXCERPT.read_bytes()[:20_000], "cannot be read as GeoJSON"),
    "brackets without end": (lambda _: b"[" * 200_000, "cannot be read as GeoJSON"),
    "a web page": (lambda _: b"<!doctype html><p>Sign in</p>", "web page"),
    "an empty file": (lambda _: b"", "is empty"),
    "text that is not UTF-8": (lambda _: EXCERPT.read_bytes() + "Ynys Môn".encode("cp1252"), "not UTF-8"),
    "a zip archive": (lambda _: packed(), "The file is packed"),
    "a packed file": (lambda _: gzip.compress(EXCERPT.read_bytes()), "The file is packed"),
    "an unknown code": (
        changed(BURNLEY, lambda item: item["properties"].update(areacd="E07000999")),
        "No area has the code",
    ),
    "a code twice": (changed(BURNLEY, lambda item: item["properties"].update(areacd=PENDLE)), "stands twice"),
    "an unknown name of the code": (
        changed(BURNLEY, lambda item: item.update(properties={"code": BURNLEY})),
        "does not say which area it is",
    ),
    "no properties": (changed(BURNLEY, lambda item: item.update(properties=None)), "does not say which area"),
    "a number for a code": (
        changed(BURNLEY, lambda item: item["properties"].update(areacd=117)),
        "does not say which area it is",
    ),
    "a feature that is text": (lambda whole: whole | {"features": ["Burnley"]}, "does not say which area it is"),
    "a point in the middle": (
        changed(BURNLEY, lambda item: item.update(geometry={"type": "Point", "coordinates": [-2.2, 53.8]})),
        "not an area",
    ),
    "a line along the border": (
        changed(BURNLEY, lambda item: item["geometry"].update(type="LineString")),
        "not an area",
    ),
    "no geometry": (changed(BURNLEY, lambda item: item.update(geometry=None)), "not an area"),
    "no polygon": (
        changed(BURNLEY, lambda item: item.update(geometry={"type": "MultiPolygon", "coordinates": []})),
        "has no points",
    ),
    "an empty polygon": (
        changed(BURNLEY, lambda item: item.update(geometry={"type": "MultiPolygon", "coordinates": [[]]})),
        "a polygon without points",
    ),
    "a ring left open": (changed(BURNLEY, left_open), "not closed"),
    "three points": (
        changed(BURNLEY, lambda item: ring_of(item).__setitem__(slice(None), square(-2.3, 53.7, 0.1)[:3])),
        "too few points",
    ),
    "a text for a number": (
        changed(BURNLEY, lambda item: ring_of(item).__setitem__(3, ["-2.2", "53.8"])),
        "not a pair of numbers",
    ),
    "no number": (
        changed(BURNLEY, lambda item: ring_of(item).__setitem__(3, [float("nan"), 53.8])),
        "not a pair of numbers",
    ),
    "one number": (changed(BURNLEY, lambda item: ring_of(item).__setitem__(3, [-2.2])), "not a pair of numbers"),
    "metres of the national grid": (changed(BURNLEY, in_metres), "metres of the British National Grid"),
    "latitude first": (changed(BURNLEY, turned_round), "Latitude seems to stand first"),
    "a point in France": (
        changed(BURNLEY, lambda item: ring_of(item).__setitem__(3, [2.35, 48.85])),
        "not longitude and latitude within England",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_a_boundary_is_refused_in_a_sentence(
    kind: str, whole: dict[str, Any], written: Callable[[object], Path], reference: Reference
) -> None:
    change, words = BAD[kind]
    with pytest.raises(SourceError) as caught:
        read(written(change(whole)), reference)
    assert words in str(caught.value)
    assert "boundaries.geojson" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_message_names_the_feature_and_its_area(
    whole: dict[str, Any], written: Callable[[object], Path], reference: Reference
) -> None:
    codes = [item["properties"]["areacd"] for item in whole["features"]]
    path = written(changed(PENDLE, left_open)(whole))
    with pytest.raises(SourceError) as caught:
        read(path, reference)
    assert caught.value.where == f"boundaries.geojson, feature {codes.index(PENDLE) + 1} ({PENDLE})"


def test_boundaries_drawn_to_the_metre_are_refused_before_they_are_read(
    monkeypatch: pytest.MonkeyPatch, reference: Reference
) -> None:
    monkeypatch.setattr(boundaries, "LARGEST_FILE", 10_000)
    with pytest.raises(SourceError, match="more detailed than a map in a report needs") as caught:
        read(EXCERPT, reference)
    assert "BGC or BUC" in caught.value.next_step
