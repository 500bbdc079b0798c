"""Where each release is found: every one that a vintage holds has its row, and a row says what its finder needs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarking.errors import ReferenceFileError
from benchmarking.paths import Paths
from benchmarking.reference import Reference, load_releases
from benchmarking.reference.releases import COLUMNS, in_year
from benchmarking.sources import SOURCES
from benchmarking.vintages import read_package

ROW = {
    "release": "homelessness",
    "source": "mhclg-homelessness",
    "page": "https://www.gov.uk/government/collections/homelessness-statistics",
    "finder": "govuk",
    "address": "https://www.gov.uk/api/content/government/statistics/statutory-homelessness",
    "pick": "detailed local authority",
    "fallback": "",
    "type": "xlsx",
    "layout": "sheets A1 and TA1",
    "renewed": "each year",
    "look_for": "Detailed local authority tables",
    "verified": "no",
    "note": "",
}


def table(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "releases.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_every_release_of_the_newest_vintage_has_a_row_of_the_same_source(known: Reference, figures: Paths):
    sources = {row.release: row.source for row in known.releases}
    for release in read_package(figures, "2026"):
        assert sources[release.id] == release.source, release.id
    assert len(sources) == len(known.releases)


def test_every_row_has_an_importer_and_what_is_in_the_plain_form_comes_by_hand(known: Reference):
    for row in known.releases:
        assert row.source in SOURCES, row.release
        assert (row.finder == "by hand") or row.source != "plain", row.release


def test_the_census_is_carried_on_and_never_expected_again(known: Reference):
    census = [row for row in known.releases if row.release.startswith("census-")]
    assert len(census) > 8 and {row.renewed for row in census} == {"once"}


def test_each_family_of_explore_local_statistics_has_its_file_in_the_public_repository_to_fall_back_on(known):
    families = [row for row in known.releases if row.finder == "els"]
    assert len(families) == 27
    for row in families:
        name = row.release.removeprefix("els-")
        assert row.fallback.endswith(f"/ONSdigital/explore-local-statistics-data/main/{name}/{name}.csv")


def test_each_series_of_the_registry_is_asked_for_by_its_family(known: Reference):
    asked = {
        part.partition("=")[2]
        for row in known.releases
        if row.finder == "els"
        for part in row.pick.split("; ")
    }
    registered = known.indicators.of_dataset("ons-explore-local-statistics")["series"]
    assert asked == set(registered)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("survey-{year-2}{yy-1}-annual", "survey-202526-annual"),
        ("tables-{year}", "tables-2027"),
        ("january to march {year-1}", "january to march 2026"),
        (r"\d{4} {other}", r"\d{4} {other}"),
    ],
)
def test_years_are_put_into_addresses_and_patterns(text, expected):
    assert in_year(text, "2027") == expected


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"finder": "gov.uk"}, "finder", "The finder cannot be used"),
        ({"type": "pdf"}, "type", "The type cannot be used"),
        ({"renewed": "yearly"}, "renewed", "each year, once"),
        ({"verified": "perhaps"}, "verified", "yes, no"),
        ({"page": ""}, "page", "the cell is blank"),
        ({"address": "file:///etc/passwd"}, "address", "https:// or http://"),
        ({"fallback": "C:\\data.csv"}, "fallback", "https:// or http://"),
        ({"address": ""}, "address", "the finder 'govuk' needs an address"),
        ({"pick": ""}, "pick", "needs to be told what to pick"),
        ({"pick": "detailed (local"}, "pick", "this pattern cannot be read"),
        ({"finder": "els", "pick": "employment-rate"}, "pick", "slug=Series"),
        ({"finder": "by hand"}, "note", "says why"),
    ],
)
def test_a_row_that_no_finder_could_use_is_refused_with_its_place(tmp_path, cells, column, words):
    with pytest.raises(ReferenceFileError) as caught:
        load_releases(table(tmp_path, ROW | cells))
    assert f"releases.csv, row 2, column '{column}'" in str(caught.value)
    assert words in str(caught.value)


def test_a_release_stands_once(tmp_path):
    with pytest.raises(ReferenceFileError, match="stands in rows 2 and 3"):
        load_releases(table(tmp_path, ROW, ROW))


def test_a_row_that_is_right_is_read_as_it_stands(tmp_path):
    (row,) = load_releases(table(tmp_path, ROW))
    assert (row.release, row.verified, row.type) == ("homelessness", False, "xlsx")
