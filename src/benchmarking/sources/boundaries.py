"""Read the boundaries of lower-tier authorities from a GeoJSON file, as the Open Geography Portal gives them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from benchmarking.errors import Location, SourceError, nearest
from benchmarking.reference.areas import LOWER_TIER
from benchmarking.sources.guards import check_readable
from benchmarking.sources.tidy import BOUNDARY_COLUMNS, LOCATION_COLUMNS, Reading, Source

if TYPE_CHECKING:
    from benchmarking.reference import Reference

Ring = list[tuple[float, float]]
Polygon = list[Ring]

ATTRIBUTION = "Contains OS data © Crown copyright and database right"
#: Above this a file is not generalised, and its coasts are drawn to the metre.
LARGEST_FILE = 60_000_000
#: Coordinates are kept to about 100 metres. Rounding moves both sides of a border alike, so it stays shared.
DECIMALS = 3
_CODE = re.compile(r"areacd|(lad|ltla)[0-9]{2}cd")
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")
_WEST, _EAST, _SOUTH, _NORTH = -7.0, 2.0, 49.0, 56.0
#: Farther than any coordinate of a place on Earth, in degrees or in metres.
_FARTHEST = 1e9


def read(path: Path, reference: Reference) -> list[Reading]:
    """Read the boundary of each English lower-tier authority, its coordinates rounded to about 100 metres.

    The code stands in the property `areacd`, or in one such as LAD23CD. Areas outside England, and English
    areas that are no lower-tier authority, are left out and counted. Points that rounding brings together
    are one point; islands that it makes vanish are left out, unless the authority would vanish with them.

    Raises SourceError, with the number of the feature, for a file that is packed, too detailed or no
    GeoJSON; for a feature without a code, with an unknown one or with one that came before; and for a
    geometry that is no polygon, a ring that is not closed or has fewer than four points, and coordinates
    that are not longitude and latitude within England.
    """
    areas = reference.areas
    rows: list[dict[str, Any]] = []
    left_out: dict[str, int] = {}
    seen: set[str] = set()
    for number, feature in enumerate(_features(path), start=1):
        where = f"{path.name}, feature {number}"
        code = _code(feature, where)
        if code in seen:
            raise SourceError("An area stands twice in the file", where=where, found=code, expected="once")
        seen.add(code)
        reason = ""
        if not code.startswith("E"):
            reason = "areas outside England"
        elif code not in areas:
            raise SourceError(
                "No area has the code of a feature",
                where=where,
                found=repr(code),
                expected="a code of data/reference/areas.csv",
                next_step=nearest(code, areas.codes) or "Add the area to the table first",
            )
        elif areas[code].type not in LOWER_TIER:
            reason = "areas that are no lower-tier authority"
        if reason:
            left_out[reason] = left_out.get(reason, 0) + 1
            continue
        shape = _simplified(list(_polygons(feature, f"{where} ({code})")))
        text = json.dumps(shape, separators=(",", ":"))
        rows.append({"area_code": code, "geometry": text, "sheet": "", "row": number})
    return [
        Reading(
            release="boundaries-lower-tier",
            title="Boundaries of lower-tier local authorities, England",
            rows=pd.DataFrame(rows, columns=BOUNDARY_COLUMNS + LOCATION_COLUMNS),
            kind="boundaries",
            note=f"Coordinates rounded to {DECIMALS} decimals of a degree, about 100 metres. {ATTRIBUTION}.",
            left_out=left_out,
        )
    ]


def _features(path: Path) -> list[dict[str, Any]]:
    check_readable(path)
    where = Location(path.name)
    if path.stat().st_size > LARGEST_FILE:
        raise SourceError(
            "The boundaries are more detailed than a map in a report needs, so they were not read",
            where=where,
            found=f"{path.stat().st_size:,} bytes",
            expected=f"at most {LARGEST_FILE:,}",
            next_step="Download the generalised boundaries, whose name ends in BGC or BUC",
        )
    content = path.read_bytes()
    if content.startswith(_PACKED):
        raise SourceError(
            "The file is packed", where=where, next_step="Unpack it and import the .geojson within"
        )
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError(
            "The file is not UTF-8 text",
            where=where,
            found=f"a byte that cannot be read at position {error.start}",
            next_step="Download it afresh, as GeoJSON",
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(
            "The file cannot be read as GeoJSON",
            where=where,
            found=str(error),
            next_step="Check that the download is complete, and that GeoJSON was chosen",
        ) from error
    if not isinstance(whole, dict) or whole.get("type") != "FeatureCollection":
        raise SourceError(
            "The file is not a GeoJSON of areas",
            where=where,
            found=f"the type {whole.get('type')!r}" if isinstance(whole, dict) else "no object",
            expected="a FeatureCollection",
        )
    features = whole.get("features")
    if not isinstance(features, list) or not features:
        raise SourceError("The file has no features", where=where, next_step="Download it again")
    return features


def _code(feature: Any, where: str) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    codes = [value for name, value in properties.items() if _CODE.fullmatch(name.casefold())]
    if not codes or not isinstance(codes[0], str) or not codes[0].strip():
        raise SourceError(
            "A feature does not say which area it is",
            where=where,
            found=f"the properties {', '.join(map(repr, properties))}" if properties else "no properties",
            expected="a code in the property 'areacd', or in one such as 'LAD23CD'",
        )
    return codes[0].strip()


def _polygons(feature: dict[str, Any], where: str) -> Iterator[Polygon]:
    geometry = feature.get("geometry")
    geometry = geometry if isinstance(geometry, dict) else {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise SourceError(
            "A boundary is not an area",
            where=where,
            found=f"the geometry {kind!r}" if kind else "no geometry",
            expected="a Polygon or a MultiPolygon",
        )
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise SourceError("A boundary has no points", where=where)
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise SourceError("A boundary has a polygon without points", where=where)
        yield [_ring(ring, where) for ring in polygon]


def _ring(ring: Any, where: str) -> Ring:
    if not isinstance(ring, list) or len(ring) < 4:
        raise SourceError(
            "A ring of a boundary has too few points to enclose anything",
            where=where,
            found=f"{len(ring)} points" if isinstance(ring, list) else repr(ring),
            expected="four or more, the last the same as the first",
        )
    points = [_point(point, where) for point in ring]
    if points[0] != points[-1]:
        raise SourceError(
            "A ring of a boundary is not closed",
            where=where,
            found=f"it begins at {list(points[0])} and ends at {list(points[-1])}",
            expected="the last point the same as the first",
            next_step="The file may have been cut short: download it again",
        )
    return points


def _point(point: Any, where: str) -> tuple[float, float]:
    numbers = point[:2] if isinstance(point, list) else []
    if len(numbers) < 2 or not all(type(item) in (int, float) and abs(item) < _FARTHEST for item in numbers):
        raise SourceError(
            "A point of a boundary is not a pair of numbers", where=where, found=repr(point)[:80]
        )
    x, y = float(numbers[0]), float(numbers[1])
    if not (_WEST <= x <= _EAST and _SOUTH <= y <= _NORTH):
        raise SourceError(
            "The coordinates of a boundary are not longitude and latitude within England",
            where=where,
            found=f"{x:g}, {y:g}",
            expected=f"longitude {_WEST:g} to {_EAST:g}, then latitude {_SOUTH:g} to {_NORTH:g}",
            next_step=_what_they_are(x, y),
        )
    return x, y


def _what_they_are(x: float, y: float) -> str:
    if 0 <= x <= 700_000 and 180 < y <= 1_300_000:
        return "They look like metres of the British National Grid: download the file as WGS 84 (EPSG:4326)"
    if _WEST <= y <= _EAST and _SOUTH <= x <= _NORTH:
        return "Latitude seems to stand first: GeoJSON has longitude first"
    return "Download the file as WGS 84 (EPSG:4326)"


def _simplified(polygons: list[Polygon]) -> list[Polygon]:
    kept = []
    for polygon in polygons:
        outer, *holes = (_rounded(ring) for ring in polygon)
        if len(outer) >= 4:
            kept.append([outer, *(hole for hole in holes if len(hole) >= 4)])
    return kept or polygons


def _rounded(ring: Ring) -> Ring:
    # Adding nought turns a negative nought into nought.
    points = [(round(x, DECIMALS) + 0.0, round(y, DECIMALS) + 0.0) for x, y in ring]
    return points[:1] + [point for last, point in pairwise(points) if point != last]


SOURCE = Source(
    id="ons-boundaries",
    title="Local Authority Districts Boundaries",
    publisher="Office for National Statistics",
    address="https://geoportal.statistics.gov.uk/",
    read=read,
)
