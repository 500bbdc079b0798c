"""The committed vintages: complete, unchanged, of this year, and valid to others' tools too."""

from __future__ import annotations

import gc
import hashlib
import json
import re
import shutil
from datetime import date
from pathlib import Path

import frictionless
import numpy as np
import pandas as pd
import pytest

from benchmarking.errors import VintageError
from benchmarking.paths import Paths
from benchmarking.vintages import load_counts, load_vintage, read_package, verify, vintage_names

VINTAGES = ["2025", "2026"]


@pytest.fixture
def own(figures: Paths, tmp_path: Path) -> Paths:
    """A copy of vintage 2026 with three releases, that a test may spoil."""
    paths, kept = Paths(tmp_path), ("els-museums", "neet-2024", "lookup-lsoa21-ltla23")
    folder = paths.raw("2026")
    folder.mkdir(parents=True)
    package = json.loads((figures.raw("2026") / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [each for each in package["resources"] if each["name"] in kept]
    for each in package["resources"]:
        shutil.copy(figures.raw("2026") / each["path"], folder)
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return paths


def rewrite(paths: Paths, **changes: object) -> None:
    """Change the first release in datapackage.json by hand."""
    path = paths.raw("2026") / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"][0] |= changes
    path.write_text(json.dumps(package), encoding="utf-8")


def test_both_vintages_are_there(figures):
    assert vintage_names(figures) == VINTAGES


# Frictionless leaves a packed file open.
@pytest.mark.filterwarnings("ignore:.*boundaries-lower-tier:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("vintage", VINTAGES)
def test_frictionless_finds_the_package_valid(vintage, figures, monkeypatch):
    monkeypatch.chdir(figures.raw(vintage))
    report = frictionless.Package("datapackage.json").validate()
    assert report.flatten(["title", "note"]) == []
    assert report.valid
    gc.collect()


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_table_of_every_form_has_the_checksum_it_was_imported_with(vintage, figures):
    releases = read_package(figures, vintage)
    assert {Path(release.path).suffix for release in releases} == {".csv", ".gz", ".parquet"}
    for release in releases:
        content = (figures.raw(vintage) / release.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == release.sha256, release.id
    assert verify(figures, vintage) == []


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_release_says_whose_it_is_and_when_it_was_published(vintage, figures):
    for release in read_package(figures, vintage):
        assert release.publisher.strip() and release.title.strip(), release.id
        assert release.licence == "OGL-UK-3.0", release.id
        assert re.fullmatch(r"https://\S+\.\S+", release.address), release.id
        assert re.fullmatch(r"[0-9a-f]{64}", release.file_sha256), release.id
        assert release.released <= date(int(vintage), 6, 30), release.id
        assert release.rows > 0 and release.file, release.id


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_table_has_as_many_rows_as_its_release_says(vintage, figures):
    loaded = load_vintage(figures, vintage)
    frames = (
        loaded.observations,
        loaded.counts,
        loaded.small_areas,
        loaded.lookup,
        loaded.changes,
        loaded.boundaries,
    )
    for frame in frames:
        rows = frame["release"].value_counts().to_dict()
        assert rows == {release.id: release.rows for release in loaded.releases if release.id in rows}
    assert sum(map(len, frames)) == sum(release.rows for release in loaded.releases)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_a_release_says_whether_its_areas_are_neighbourhoods_whatever_the_form_of_its_table(vintage, figures):
    loaded = load_vintage(figures, vintage)
    small = {release.id for release in loaded.releases if release.small_areas and release.kind == "counts"}
    assert set(loaded.small_areas["release"].unique()) == small
    assert small == {"census-2011-ethnicity-lsoa", "census-2021-ts021-lsoa"}
    assert loaded.small_areas["area_code"].str.match("E01").all()
    assert not loaded.counts["area_code"].str.match("E01").any()
    counts = [release for release in loaded.releases if release.kind == "counts"]
    assert {Path(release.path).suffix for release in counts} == {".parquet"}


@pytest.mark.parametrize("vintage", VINTAGES)
def test_counts_read_alone_are_those_read_with_everything_else(vintage, figures):
    pd.testing.assert_frame_equal(load_counts(figures, vintage), load_vintage(figures, vintage).counts)


@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_lookup_of_neighbourhoods_loses_none_that_either_census_counted(vintage, figures):
    loaded = load_vintage(figures, vintage)
    counted = loaded.small_areas.groupby("period", observed=True)["area_code"].agg(set)
    assert set(loaded.changes["old_code"]) == counted["2011-03-27"]
    assert set(loaded.changes["new_code"]) == counted["2021-03-21"] == set(loaded.lookup["area_code"])


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_lower_tier_authority_of_today_has_a_boundary_in_both_vintages(vintage, figures, known):
    drawn = load_vintage(figures, vintage).boundaries["area_code"]
    assert drawn.is_unique
    assert {known.areas.current(code) for code in drawn} == set(known.areas.lower_tier()["code"])
    (release,) = (each for each in read_package(figures, vintage) if each.kind == "boundaries")
    assert "Contains OS data © Crown copyright and database right" in release.note


def test_a_boundary_encloses_the_land_that_its_authority_has(vintage, built):
    """Density was made from areas measured by others' software before the coordinates were rounded."""
    enclosed = vintage.boundaries.set_index("area_code")["geometry"].map(square_kilometres)
    density = built.frame[built.frame["indicator"] == "population_density"].set_index("area_code")
    known = density["denominator"].reindex(enclosed.index).dropna()
    off = (enclosed[known.index] / known - 1).abs()
    assert len(known) > 280
    assert off[known > 30].max() < 0.015
    assert off.max() < 0.05


def square_kilometres(polygons: list[list[list[list[float]]]]) -> float:
    """Measure a MultiPolygon on a sphere of the Earth's mean radius, holes taken off."""

    def measured(ring: list[list[float]]) -> float:
        turn, height = np.radians(np.array(ring)).T
        return abs(float(np.sum(np.diff(turn) * (np.sin(height[1:]) + np.sin(height[:-1])) / 2))) * 6371.0**2

    return sum(measured(outer) - sum(map(measured, holes)) for outer, *holes in polygons)


def test_a_release_has_one_name_and_one_table(figures):
    for vintage in VINTAGES:
        releases = read_package(figures, vintage)
        assert len({release.id for release in releases}) == len({release.path for release in releases})
        assert all(release.path.partition(".")[0] == release.id for release in releases)


def test_no_cell_of_the_raw_figures_would_start_a_formula(figures):
    for vintage in VINTAGES:
        loaded = load_vintage(figures, vintage)
        for frame, columns in ((loaded.observations, ["indicator", "status"]), (loaded.counts, ["table"])):
            for column in columns:
                assert not frame[column].astype(str).str.match(r"[=+@\t]").any()


def test_a_vintage_that_is_not_there_offers_the_nearest(figures):
    with pytest.raises(VintageError) as caught:
        read_package(figures, "2062")
    assert caught.value.expected == "one of 2025, 2026"
    assert "'2026'" in caught.value.next_step


def test_without_any_vintage_the_message_says_what_to_do(tmp_path):
    with pytest.raises(VintageError, match="Import this year's releases first"):
        load_vintage(Paths(tmp_path), "2026")


def test_a_table_changed_by_hand_is_noticed(own):
    table = own.raw("2026") / "els-museums.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("4.", "9.", 1), encoding="utf-8")
    with pytest.raises(
        VintageError, match=r"data/raw/2026/els-museums\.csv: .* changed since it was imported"
    ):
        load_vintage(own, "2026")
    (problem,) = verify(own, "2026")
    assert "els-museums.csv" in problem


def test_small_areas_changed_by_hand_are_noticed(own):
    with (own.raw("2026") / "lookup-lsoa21-ltla23.parquet").open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(VintageError, match=r"lookup-lsoa21-ltla23\.parquet"):
        load_vintage(own, "2026")


def test_a_lost_table_and_an_unlisted_one_are_noticed(own):
    (own.raw("2026") / "els-museums.csv").rename(own.raw("2026") / "els-museums-copy.csv")
    lost, unlisted = verify(own, "2026")
    assert "els-museums.csv: A table of the vintage is missing" in lost
    assert "els-museums-copy.csv" in unlisted and "in no list of releases" in unlisted


def test_an_untouched_copy_is_in_order(own):
    assert verify(own, "2026") == []
    assert len(load_vintage(own, "2026").observations) > 300


@pytest.mark.parametrize(
    "path", ["../2025/els-museums.csv", "/etc/passwd", "a/b.csv", "..", ".hidden.csv", r"a\b.csv"]
)
def test_a_path_that_leaves_the_folder_is_refused(own, path):
    rewrite(own, path=path)
    with pytest.raises(VintageError, match="leaves the vintage's folder"):
        load_vintage(own, "2026")


@pytest.mark.parametrize(
    "changes",
    [
        {"released": "26/06/2026"},
        {"hash": 5},
        {"sources": []},
        {"kind": "rates"},
        {"read": None},
        {"path": None},
    ],
)
def test_a_list_of_releases_changed_by_hand_is_one_clear_sentence(own, changes):
    rewrite(own, **changes)
    with pytest.raises(
        VintageError, match=r"datapackage\.json: The vintage's list of releases cannot be read"
    ):
        read_package(own, "2026")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"resources": {"a": 1}}', '{"resources": 5}', "null"])
def test_a_list_of_releases_that_is_no_list_is_one_clear_sentence(own, text):
    (own.raw("2026") / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(VintageError, match="Restore the file from git"):
        verify(own, "2026")
