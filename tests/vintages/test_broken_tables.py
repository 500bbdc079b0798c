"""A table and its checksum in datapackage.json, changed together: a sentence, whatever the table has become."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from benchmarking.errors import VintageError
from benchmarking.paths import Paths
from benchmarking.vintages import import_file, load_vintage, read_package, verify

EXCERPTS = Path(__file__).parents[1] / "excerpts"
FILES = {
    "ons-explore-local-statistics": "ons-explore-local-statistics-2026-employment-rate.csv",
    "nomis-census": "nomis-ts021-lsoa.csv",
    "ons-boundaries": "boundaries_ltla_ew_2023.geojson",
    "ons-lsoa-changes": "lookup-lsoa11-lsoa21.csv",
}
RATES, COUNTS = "els-employment-rate.csv", "census-2021-ts021.parquet"
SMALL, BOUNDARIES = "census-2021-ts021-lsoa.parquet", "boundaries-lower-tier.geojson.gz"


@pytest.fixture
def vintage(checkout: Paths) -> Paths:
    for source, name in FILES.items():
        import_file(source, EXCERPTS / name, "2026", paths=checkout, released=date(2026, 1, 15))
    import_file(
        "nomis-census",
        EXCERPTS / "census2021-ts021-ltla.csv",
        "2026",
        paths=checkout,
        released=date(2026, 1, 15),
    )
    return checkout


def forge(paths: Paths, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change a table and the checksum that the list of releases gives it."""
    path, package = paths.raw("2026") / name, paths.raw("2026") / "datapackage.json"
    path.write_bytes(change(path.read_bytes()))
    content = json.loads(package.read_text(encoding="utf-8"))
    (resource,) = [one for one in content["resources"] if one["path"] == name]
    resource["hash"] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    package.write_text(json.dumps(content), encoding="utf-8")


def parquet(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        stream = io.BytesIO()
        change(pd.read_parquet(io.BytesIO(content))).to_parquet(stream, index=False)
        return stream.getvalue()

    return changed


BROKEN = {
    "no text": (RATES, lambda _: b"\xff\xfe\x00", "UnicodeDecodeError"),
    "nothing": (RATES, lambda _: b"", "No columns"),
    "a header alone": (RATES, lambda old: old.splitlines()[0] + b"\n", "Found 0 rows. Expected "),
    "half of its rows": (RATES, lambda old: b"\n".join(old.splitlines()[:9]), "Found 8 rows. Expected "),
    "another column": (RATES, lambda old: old.replace(b"value", b"worth", 1), "worth, lower"),
    "a word for a number": (RATES, lambda old: old.replace(b",76,", b",many,", 1), "'many'"),
    "a quotation without end": (RATES, lambda old: old + b'"E10000017\n', "EOF inside string"),
    "a web page": (RATES, lambda _: b"<html><p>x</p>", "the columns <html><p>x</p>"),
    "counts that are junk": (COUNTS, lambda _: b"PAR1junkPAR1", "ArrowInvalid"),
    "counts without category": (COUNTS, parquet(lambda t: t.drop(columns="category")), "area_code, table, period"),
    "words for counts": (COUNTS, parquet(lambda t: t.assign(count="many")), "'many'"),
    "neighbourhoods without counts": (SMALL, parquet(lambda t: t.drop(columns="count")), "category, period, status."),
    "words for neighbourhoods": (SMALL, parquet(lambda t: t.assign(count="many")), "words under count"),
    "boundaries not packed": (BOUNDARIES, gzip.decompress, "BadGzipFile"),
    "boundaries cut off": (BOUNDARIES, lambda old: old[:200], "EOFError"),
    "boundaries of nothing": (BOUNDARIES, lambda _: gzip.compress(b"{}"), "KeyError: 'features'"),
    "boundaries that are a list": (BOUNDARIES, lambda _: gzip.compress(b"[]"), "TypeError"),
}  # fmt: skip


@pytest.mark.parametrize("now", BROKEN)
def test_a_broken_table_with_a_forged_checksum_is_told_in_a_sentence_with_its_place(vintage, now):
    name, change, words = BROKEN[now]
    assert load_vintage(vintage, "2026").name == "2026"
    forge(vintage, name, change)
    assert verify(vintage, "2026") == [], "the checksum alone does not show it"
    with pytest.raises(VintageError) as caught:
        load_vintage(vintage, "2026")
    said = str(caught.value)
    assert said.startswith(
        f"data/raw/2026/{name}: A table of the vintage is broken, though it has the checksum"
    )
    assert words in said
    assert "restore the table and datapackage.json from git" in said
    assert str(vintage.root) not in said


def test_every_table_that_is_held_has_the_rows_that_its_list_of_releases_gives_it(figures):
    for name in ("2025", "2026"):
        held = load_vintage(figures, name)
        rows = sum(
            len(table)
            for table in (
                held.observations, held.counts, held.small_areas, held.lookup, held.changes, held.boundaries,
            )
        )  # fmt: skip
        assert rows == sum(release.rows for release in read_package(figures, name)) > 100_000
