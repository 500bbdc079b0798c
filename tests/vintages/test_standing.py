"""When a vintage may still be changed: until a report rests on it, and never after it is signed off."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from benchmarking.errors import VintageError
from benchmarking.paths import Paths
from benchmarking.refreshing import refresh
from benchmarking.report.provenance import write_provenance
from benchmarking.vintages import carried_forward, check_open, import_file, read_package, verify
from benchmarking.vintages.standing import seal

ELS = "ons-explore-local-statistics"
RATES = Path(__file__).parents[1] / "excerpts" / "ons-explore-local-statistics-2026-employment-rate.csv"


@pytest.fixture
def held(checkout: Paths) -> Paths:
    import_file(ELS, RATES, "2026", paths=checkout, released=date(2026, 6, 26))
    return checkout


def report(paths: Paths, vintage: str, previous: str | None = None, text: str | None = None) -> None:
    folder = paths.reports("lancashire", vintage)
    folder.mkdir(parents=True)
    (folder / "cabinet-report.html").write_text("words", encoding="utf-8")
    write_provenance(
        folder / "provenance.json",
        parameters={"study": "lancashire", "vintage": vintage, "previous_vintage": previous},
        releases=[],
        outputs=[folder / "cabinet-report.html"],
        root=paths.root,
        published=date(int(vintage), 6, 30),
    )
    if text is not None:
        (folder / "provenance.json").write_text(text, encoding="utf-8")


def sign_off(paths: Paths, vintage: str) -> None:
    assert seal(paths, vintage, {"signed_off_by": "A. Researcher, Research Manager"})


def state_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def again(paths: Paths, **more: bool) -> None:
    import_file(ELS, RATES, "2026", paths=paths, released=date(2026, 6, 27), **more)


def test_what_a_killed_command_had_made_ready_never_takes_a_seal_away(held):
    shutil.copytree(held.raw("2026"), held.root / "data" / "raw" / ".2026.ready")
    sign_off(held, "2026")
    before = state_of(held.raw("2026"))
    with pytest.raises(VintageError, match="signed off"):
        again(held)
    assert state_of(held.raw("2026")) == before and "signed-off.json" in before
    assert [path.name for path in (held.root / "data" / "raw").iterdir()] == ["2026"]


def test_a_folder_that_may_not_be_written_to_is_told(held, monkeypatch):
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("benchmarking.vintages.turns.os.open", refuse)
    with pytest.raises(VintageError, match=r"cannot be changed here.* Found Permission denied"):
        again(held)


def test_a_vintage_without_a_report_is_open(held):
    check_open(held, "2026")
    check_open(held, "2027")


@pytest.mark.parametrize("text", [None, "{", "[]", '{"parameters": {}}'])
def test_a_vintage_from_which_a_report_was_made_stays_as_it_is(held, text):
    report(held, "2026", text=text)
    before = state_of(held.raw("2026"))
    for change in (lambda: again(held), lambda: refresh("2026", paths=held, fetcher=None)):
        with pytest.raises(VintageError, match="A report has been made from vintage 2026") as caught:
            change()
        assert "Found reports/lancashire/2026." in str(caught.value)
        assert "--reopen" in str(caught.value)
    assert state_of(held.raw("2026")) == before
    check_open(held, "2027")


def test_a_vintage_that_a_report_compares_with_stays_as_it_is_too(held):
    report(held, "2027", previous="2026")
    with pytest.raises(VintageError, match=r"reports/lancashire/2027"):
        check_open(held, "2026")


def test_before_the_report_goes_to_cabinet_a_vintage_can_be_opened_again(held):
    report(held, "2026")
    again(held, reopen=True)
    assert read_package(held, "2026")[0].released == date(2026, 6, 27)


def test_a_vintage_that_is_signed_off_is_never_changed(held):
    sign_off(held, "2026")
    before = state_of(held.raw("2026"))
    for change in (
        lambda: again(held, reopen=True),
        lambda: refresh("2026", paths=held, fetcher=None, reopen=True),
    ):
        with pytest.raises(VintageError, match="is signed off, so its figures stay as they are"):
            change()
    assert state_of(held.raw("2026")) == before
    assert verify(held, "2026") == []


def test_a_vintage_is_sealed_once(held):
    sign_off(held, "2026")
    before = state_of(held.raw("2026"))
    assert not seal(held, "2026", {"signed_off_by": "B. Other, Analyst"})
    assert state_of(held.raw("2026")) == before


def test_a_list_of_releases_that_is_not_the_one_signed_off_is_named(held):
    sign_off(held, "2026")
    package = held.raw("2026") / "datapackage.json"
    package.write_text(
        package.read_text(encoding="utf-8").replace("2026-06-26", "2026-06-25"), encoding="utf-8"
    )
    (problem,) = verify(held, "2026")
    assert problem.startswith(
        "data/raw/2026/datapackage.json: The list of releases is not the one that was signed off"
    )


def test_a_table_changed_after_it_was_signed_off_is_named(held):
    sign_off(held, "2026")
    with (held.raw("2026") / "els-employment-rate.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    (problem,) = verify(held, "2026")
    assert "els-employment-rate.csv: A table of the vintage has been changed" in problem


def test_the_seal_of_a_vintage_is_not_carried_into_the_next(held):
    sign_off(held, "2026")
    refresh("2027", paths=held, fetcher=None)
    assert sorted(path.name for path in held.raw("2027").iterdir()) == [
        "datapackage.json",
        "els-employment-rate.csv",
    ]
    assert carried_forward(held, "2027") == [
        "Vintage 2027 carries 1 release forward from 2026: els-employment-rate."
    ]
    assert carried_forward(held, "2026") == [] == carried_forward(held, "2031")
