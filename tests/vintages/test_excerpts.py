"""Every excerpt of a publisher's file gives exactly the matching rows that stand in data/raw."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.sources.tidy import Kind, key_of
from benchmarking.vintages import import_file, read_package

EXCERPTS = Path(__file__).parents[1] / "excerpts"
SOURCES = {
    "EU-referendum": "electoral-turnout",
    "LC6201EW": "nomis-census",
    "QS201EW": "nomis-census",
    "boundaries": "ons-boundaries",
    "census2021": "nomis-census",
    "nomis": "nomis-census",
    "dfe-lait": "dfe-lait",
    "dfe-neet": "dfe-neet",
    "fingertips": "ohid-fingertips",
    "homelessness": "mhclg-homelessness",
    "lookup": "ons-lsoa-changes",
    "ons-census-quiz": "ons-census-quiz",
    "ons-explore": "ons-explore-local-statistics",
    "policeforce": "ons-recorded-crime",
}
#: Read for other reasons, and not what data/raw was made from.
NOT_HELD = "census2021-ts066-ltla.csv"
GROSSED = "ons-explore-local-statistics-2025-4-employment-rate-raw.csv"
FILES = sorted(
    path.name for path in EXCERPTS.iterdir() if path.suffix in (".csv", ".geojson", ".parquet", ".xlsx")
)


def source_of(name: str) -> str:
    return next(source for start, source in SOURCES.items() if name.startswith(start))


def vintage_of(name: str) -> str:
    return "2025" if "-2025-" in name else "2026"


def day_of(name: str) -> date:
    return date(2025, 6, 24) if vintage_of(name) == "2025" else date(2026, 6, 26)


def table(path: Path, kind: Kind) -> pd.DataFrame:
    if path.suffix == ".parquet":
        read = pd.read_parquet(path)
        read = read.astype(
            {name: str for name in read.columns if isinstance(read[name].dtype, pd.CategoricalDtype)}
        )
    elif path.name.endswith(".geojson.gz"):
        features = json.loads(gzip.decompress(path.read_bytes()))["features"]
        shapes = [(item["properties"]["area_code"], item["geometry"]["coordinates"]) for item in features]
        read = pd.DataFrame(shapes, columns=["area_code", "geometry"])
    else:
        read = pd.read_csv(path, keep_default_na=False, na_values={"value": [""]})
    return read.set_index(key_of(kind)).sort_index()


@pytest.mark.parametrize("name", [name for name in FILES if name not in (NOT_HELD, GROSSED)])
def test_an_excerpt_gives_exactly_the_rows_held(name, checkout, figures):
    vintage = vintage_of(name)
    summaries = import_file(source_of(name), EXCERPTS / name, vintage, paths=checkout, released=day_of(name))
    held = {release.id: release for release in read_package(figures, vintage)}
    assert summaries
    for summary in summaries:
        release = held[summary.release]
        made = table(checkout.raw(vintage) / summary.path, release.kind)
        whole = table(figures.raw(vintage) / release.path, release.kind)
        assert len(made) == summary.rows > 0
        assert release.path == summary.path
        pd.testing.assert_frame_equal(made, whole.loc[made.index])


def test_the_excerpts_cover_every_source_but_the_plain_form():
    assert {source_of(name) for name in FILES} == set(SOURCES.values())


def test_economic_activity_is_read_though_no_vintage_holds_it(checkout, figures):
    (summary,) = import_file(
        "nomis-census", EXCERPTS / NOT_HELD, "2026", paths=checkout, released=date(2022, 12, 8)
    )
    made = table(checkout.raw("2026") / summary.path, "counts")
    with (EXCERPTS / NOT_HELD).open(encoding="utf-8-sig", newline="") as stream:
        english = [row for row in csv.reader(stream) if any(cell.startswith("E0") for cell in row[:3])]
    assert len(made.index.get_level_values("area_code").unique()) == len(english) > 0
    assert summary.rows == len(english) * made.index.get_level_values("category").nunique()
    assert summary.release not in {release.id for release in read_package(figures, "2026")}


def test_employment_is_the_same_in_the_file_with_grossed_counts(checkout, figures):
    (summary,) = import_file(
        "ons-explore-local-statistics", EXCERPTS / GROSSED, "2025", paths=checkout, released=day_of(GROSSED)
    )
    made = table(checkout.raw("2025") / summary.path, "observations")
    whole = table(figures.raw("2025") / summary.path, "observations").loc[made.index]
    assert summary.rows > 40
    pd.testing.assert_series_equal(made["value"], whole["value"])
    assert made["value"].notna().sum() > 40


def test_every_excerpt_is_at_most_sixty_lines_of_text():
    long = {
        name: lines
        for name in FILES
        if name.endswith(".csv")
        and (lines := (EXCERPTS / name).read_text(encoding="utf-8-sig").count("\n")) > 60
    }
    assert long == {}


@pytest.mark.parametrize(
    "name",
    [
        "boundaries_ltla_ew_2023.geojson",
        "dfe-lait-bds_long_0.parquet",
        "nomis-ts021-lsoa.csv",
        "policeforceareatables.xlsx",
    ],
)
def test_importing_a_file_twice_gives_the_same_bytes(name, checkout):
    def imported() -> dict[str, bytes]:
        import_file(source_of(name), EXCERPTS / name, "2026", paths=checkout, released=day_of(name))
        return {path.name: path.read_bytes() for path in checkout.raw("2026").iterdir()}

    once = imported()
    assert len(once) > 1
    assert imported() == once
