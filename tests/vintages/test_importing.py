"""Bringing a release into a vintage: who may enter, what is written, and what a failure leaves behind."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from benchmarking.errors import BenchmarkingError, CommandError, SourceError, VintageError
from benchmarking.paths import Paths
from benchmarking.sources import guards
from benchmarking.vintages import import_file, load_vintage, read_package
from benchmarking.vintages.package import replace

EXCERPTS = Path(__file__).parents[1] / "excerpts"
EXAMPLE = Path(__file__).parents[2] / "docs" / "plain-form-example.csv"
RATES = EXCERPTS / "ons-explore-local-statistics-2026-employment-rate.csv"
MUSEUMS = EXCERPTS / "ons-explore-local-statistics-2025-museums.csv"
CRIME = EXCERPTS / "policeforceareatables.xlsx"
BOUNDARIES = (EXCERPTS / "boundaries_ltla_ew_2023.geojson").read_bytes()
ELS = "ons-explore-local-statistics"
PUBLISHED = date(2026, 6, 26)


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    paths = Paths(tmp_path_factory.mktemp("imported"))
    shutil.copytree(Paths.default().reference, paths.reference)
    import_file(ELS, RATES, "2026", paths=paths, released=PUBLISHED)
    import_file("ons-recorded-crime", CRIME, "2026", paths=paths, released=date(2025, 4, 24))
    return paths


@pytest.fixture
def held(imported: Paths, tmp_path: Path) -> Paths:
    """A checkout whose vintage 2026 holds the employment rates and the crime tables."""
    shutil.copytree(imported.root, tmp_path / "checkout")
    return Paths(tmp_path / "checkout")


def state_of(folder: Path) -> dict[str, str]:
    """Digest every file under a folder, by its path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rates(old: str = "", new: str = "", *, lines: Callable[[list[str]], list[str]] = list) -> bytes:
    """The excerpt of employment rates with one text put for another, or its lines changed."""
    text = RATES.read_text(encoding="utf-8")
    assert not old or old in text
    return "".join(lines(text.replace(old, new, 1).splitlines(keepends=True))).encode()


def plain(old: str = "", new: str = "") -> bytes:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert not old or old in text
    return text.replace(old, new, 1).encode()


def renamed_sheet() -> bytes:
    book = openpyxl.load_workbook(CRIME)
    sheet = next(name for name in book.sheetnames if "C1" in name)
    book[sheet].title = "Offences by partnership"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zip_bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "0" * 4_000_000)
    return stream.getvalue()


def first_again(value: str) -> Callable[[list[str]], list[str]]:
    """Repeat the first row of figures with another figure."""

    def lines(whole: list[str]) -> list[str]:
        cells = whole[1].split(",")
        return [*whole, ",".join([*cells[:5], value, *cells[6:]])]

    return lines


BAD = {
    "a source that does not exist": ("ons-explore-local-statistic", rates(), "rates.csv", "Did you mean 'ons-expl"),
    "a file of another source": (ELS, (EXCERPTS / "LC6201EW.csv").read_bytes(), "rates.csv", "rates.csv"),
    "a lost column": (ELS, rates("observation,", "figure,"), "rates.csv", "'observation'"),
    "two conflicting rows": (ELS, rates(lines=first_again("76.1")), "rates.csv", "disagree"),
    "a value outside its range": (ELS, rates(",76.0,", ",176.0,"), "rates.csv", "row 2, column 'value'"),
    "an interval upside down": (ELS, rates(",75.8,76.2,", ",76.2,75.8,"), "rates.csv", "above the upper limit"),
    "a figure that is no number": (ELS, rates(",76.0,", ",about 76,"), "rates.csv", "row 2"),
    "a numerator above its denominator": (
        "plain",
        plain("period,value,status\n", "period,value,numerator,denominator\n")
        .replace(b",attainment_8_fsm,", b",overcrowding,")
        .replace(b"39,\n", b"39,40,30\n"),
        "plain.csv",
        "numerator",
    ),
    "an unknown indicator": ("plain", plain("attainment_8_fsm,2", "attainment_8_fms,2"), "plain.csv", "Did you mean"),
    "a repeated column that contradicts itself": (
        ELS,
        rates(lines=lambda whole: [line.rstrip("\n") + ("," + ("notes" if not n else str(n))) + "\n"
                                   for n, line in enumerate(whole)]).replace(b",,1\n", b",a,1\n"),
        "rates.csv",
        "stands twice",
    ),
    "an empty file": (ELS, b"", "rates.csv", "rates.csv: The file is empty"),
    "a header and no figures": (ELS, rates(lines=lambda whole: whole[:1]), "rates.csv", "no figures"),
    "a web page": (ELS, b"<!doctype html><p>Access denied</p>", "rates.csv", "web page"),
    "text that is not UTF-8": (ELS, rates() + "E92000001,£".encode("cp1252"), "rates.csv", "not UTF-8"),
    "a renamed sheet": ("ons-recorded-crime", renamed_sheet(), "crime.xlsx", "crime.xlsx"),
    "a zip bomb of a workbook": ("ons-recorded-crime", zip_bomb(), "crime.xlsx", "unpack to far more"),
    "a zip bomb of a table": ("plain", gzip.compress(b"," * 4_000_000), "plain.csv.gz", "unpack to far more"),
    "no workbook at all": ("ons-recorded-crime", rates(), "crime.xlsx", "not a workbook"),
    "boundaries in metres": (
        "ons-boundaries",
        BOUNDARIES.replace(b"[[-2.", b"[[384000,432000],[-2."),
        "boundaries.geojson",
        "British National Grid",
    ),
    "an unreadable parquet": ("dfe-lait", rates(), "lait.parquet", "lait.parquet"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_one_clear_sentence_and_leaves_every_table_as_it_was(kind, held, tmp_path, monkeypatch):
    monkeypatch.setattr(guards, "LARGEST_UNPACKED", 3_000_000)
    source, content, name, words = BAD[kind]
    (tmp_path / "download").mkdir()
    file = tmp_path / "download" / name
    file.write_bytes(content)
    before = state_of(held.root / "data")
    with pytest.raises(BenchmarkingError) as caught:
        import_file(source, file, "2026", paths=held, released=PUBLISHED)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert state_of(held.root / "data") == before


def test_a_byte_order_mark_changes_nothing_but_the_checksum_of_the_file(held, tmp_path):
    file = tmp_path / RATES.name
    file.write_bytes(b"\xef\xbb\xbf" + RATES.read_bytes())
    table = held.raw("2026") / "els-employment-rate.csv"
    before = table.read_bytes()
    (summary,) = import_file(ELS, file, "2026", paths=held, released=PUBLISHED)
    assert table.read_bytes() == before
    assert summary.changed


def test_identical_rows_are_dropped_and_the_release_says_how_many(held, tmp_path):
    file = tmp_path / RATES.name
    file.write_bytes(rates(lines=lambda whole: [*whole, whole[1], whole[2]]))
    (summary,) = import_file(ELS, file, "2026", paths=held, released=PUBLISHED)
    release = {item.id: item for item in read_package(held, "2026")}["els-employment-rate"]
    assert release.left_out["rows identical to another"] == 2
    assert summary.left_out == release.left_out


def test_what_the_importer_notes_and_what_the_researcher_notes_are_two_sentences(checkout):
    file = EXCERPTS / "fingertips-social-contact.csv"
    import_file(
        "ohid-fingertips", file, "2026", paths=checkout, released=date(2019, 10, 22), note="Told by a friend."
    )
    (release,) = read_package(checkout, "2026")
    assert release.note.endswith("they are grossed. Told by a friend.")


def test_importing_again_says_that_nothing_changed(held):
    (summary,) = import_file(ELS, RATES, "2026", paths=held, released=PUBLISHED)
    assert not summary.changed


def test_a_release_published_after_june_belongs_to_the_next_vintage(held):
    before = state_of(held.root)
    with pytest.raises(VintageError) as caught:
        import_file(ELS, RATES, "2026", paths=held, released=date(2026, 7, 1))
    assert caught.value.expected == "publication by 30 June 2026"
    assert caught.value.next_step == "Import it into vintage 2027"
    assert state_of(held.root) == before


def test_a_release_of_30_june_still_belongs_to_the_year_s_vintage(held):
    (summary,) = import_file(ELS, RATES, "2026", paths=held, released=date(2026, 6, 30))
    assert summary.changed


def test_an_older_release_does_not_replace_a_newer_one(held):
    before = state_of(held.root)
    with pytest.raises(VintageError, match="already holds a newer release of 'els-employment-rate'"):
        import_file(ELS, RATES, "2026", paths=held, released=date(2026, 6, 25))
    assert state_of(held.root) == before


def test_a_release_may_not_take_the_name_of_another_source_s(held, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_bytes(plain("example-attainment-8-fsm", "els-employment-rate"))
    before = state_of(held.root / "data")
    with pytest.raises(VintageError, match="already holds a release 'els-employment-rate' of another source"):
        import_file("plain", file, "2026", paths=held)
    assert state_of(held.root / "data") == before


def test_a_file_that_does_not_say_when_it_was_published_needs_the_day(checkout):
    with pytest.raises(VintageError, match="does not say when it was published") as caught:
        import_file(ELS, RATES, "2026", paths=checkout)
    assert "--released" in caught.value.next_step
    assert not checkout.raw("2026").exists()


def test_a_file_that_says_when_it_was_published_is_believed(checkout):
    (summary,) = import_file("plain", EXAMPLE, "2026", paths=checkout)
    (release,) = read_package(checkout, "2026")
    assert (summary.release, release.released) == ("example-attainment-8-fsm", date(2026, 4, 8))
    with pytest.raises(VintageError, match="does not belong to vintage 2025"):
        import_file("plain", EXAMPLE, "2025", paths=checkout)


def test_a_figure_of_a_period_that_began_after_its_publication_is_refused(checkout):
    with pytest.raises(SourceError, match=r"A period begins after the day of publication. Found 20"):
        import_file(ELS, RATES, "2019", paths=checkout, released=date(2019, 6, 26))
    assert not checkout.raw("2019").exists()


@pytest.mark.parametrize("name", ["26", "0000", "20260", "../2026", "２０２６", "next"])
def test_a_vintage_is_named_by_its_year(checkout, name):
    with pytest.raises(CommandError, match="named by its year"):
        import_file(ELS, RATES, name, paths=checkout, released=PUBLISHED)


def test_a_misspelt_source_is_refused_before_anything_is_read(checkout):
    with pytest.raises(BenchmarkingError, match="Did you mean 'dfe-lait'"):
        import_file("dfe-lat", Path("nowhere.parquet"), "2026", paths=checkout)


def test_a_missing_figure_is_written_as_an_empty_cell_with_its_marker(checkout):
    import_file("plain", EXAMPLE, "2026", paths=checkout)
    lines = (checkout.raw("2026") / "example-attainment-8-fsm.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "E06000053,attainment_8_fsm,2021-09-01/P1Y,,,,,,,[x]"
    assert "E10000017,attainment_8_fsm,2024-09-01/P1Y,33,,,,,," in lines


def test_a_file_of_several_tables_is_written_whole_or_not_at_all(checkout, monkeypatch):
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "recorded-crime-unassigned.parquet":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(VintageError, match=r"are as they were\. Found No space left on device\."):
        import_file("ons-recorded-crime", CRIME, "2026", paths=checkout, released=date(2025, 4, 24))
    assert list((checkout.root / "data" / "raw").iterdir()) == []


def test_nothing_beside_a_file_is_left_after_writing(tmp_path):
    replace(tmp_path / "a" / "one.csv", b"1")
    assert state_of(tmp_path).keys() == {"a/one.csv"}


def test_nothing_beside_the_vintage_is_left_after_an_import(held):
    import_file(ELS, RATES, "2026", paths=held, released=PUBLISHED)
    assert [path.name for path in (held.root / "data" / "raw").iterdir()] == ["2026"]


def test_what_was_imported_is_what_is_read(held):
    vintage = load_vintage(held, "2026")
    rows = vintage.observations.set_index(["area_code", "indicator", "period"])
    lancashire = rows.loc[("E10000017", "employment_rate", "2023-01-01/P1Y")]
    assert lancashire[["value", "lower", "upper", "release"]].tolist() == [
        73.7,
        70.7,
        76.7,
        "els-employment-rate",
    ]
    assert {release.id for release in vintage.releases} == {
        "els-employment-rate", "recorded-crime", "recorded-crime-unassigned",
    }  # fmt: skip
    assert (vintage.counts["table"] == "C2 unassigned").all()


def test_a_source_file_with_a_layout_that_lost_a_column_offers_the_nearest(held, tmp_path):
    file = tmp_path / "rates.csv"
    file.write_bytes(rates("observation,", "observations,"))
    with pytest.raises(SourceError, match="Did you mean 'observations'"):
        import_file(ELS, file, "2026", paths=held, released=PUBLISHED)
