"""A new vintage from the one before it, with publishers as they are. All figures are made up."""

from __future__ import annotations

import csv
import gzip
import io
import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from datetime import date
from pathlib import Path

import pytest

from benchmarking.errors import CommandError, ReferenceFileError, VintageError
from benchmarking.reference import load_reference
from benchmarking.refreshing import Fetcher, Outcome, by_hand, finding, joining, refresh
from benchmarking.vintages import carried_forward, import_file, load_vintage, read_package, verify

from .conftest import (
    ELS,
    LAST_MODIFIED,
    MUSEUMS,
    OLD,
    RATES,
    SURVEY,
    Answer,
    World,
    plain,
    rates,
    row,
    state_of,
)

SPRING = date(2027, 5, 4)


def renew(world: World, fetcher: Fetcher | None, **more) -> dict[str, Outcome]:
    outcomes = refresh("2027", paths=world.paths, fetcher=fetcher, today=SPRING, **more)
    return {outcome.release: outcome for outcome in outcomes}


def figure(world: World, indicator: str, vintage: str = "2027") -> set[float]:
    rows = load_vintage(world.paths, vintage).observations
    return set(rows.loc[rows["indicator"] == indicator, "value"])


def releases(world: World, vintage: str = "2027"):
    return {release.id: release for release in read_package(world.paths, vintage)}


def raw(world: World) -> list[str]:
    return sorted(path.name for path in (world.paths.root / "data" / "raw").iterdir())


def test_what_is_new_replaces_and_the_rest_is_carried_forward_with_a_mark(world, fetcher):
    before = state_of(world.paths.raw("2026"))
    done = renew(world, fetcher)
    assert {name: outcome.state for name, outcome in done.items()} == {
        RATES: "new", MUSEUMS: "new", SURVEY: "carried forward", OLD: "unchanged",
    }  # fmt: skip
    assert done[RATES].reason == "4 rows, published on 2027-04-06"
    assert done[SURVEY].reason == "from 2026. By hand: Typed from a page."
    assert (figure(world, "employment_rate"), figure(world, "employment_rate", "2026")) == ({72}, {71})
    assert figure(world, "get_on_well") == {61}
    held = releases(world)
    assert {name: release.carried_forward_from for name, release in held.items()} == {
        RATES: None, MUSEUMS: None, SURVEY: "2026", OLD: None,
    }  # fmt: skip
    assert held[RATES].note == f"Downloaded from {world.publisher.base}/rates.csv."
    assert done[RATES].remarks == (f"note: {held[RATES].note}",)
    assert done[SURVEY].remarks == ()
    assert verify(world.paths, "2027") == []
    assert state_of(world.paths.raw("2026")) == before
    assert raw(world) == ["2026", "2027"]
    assert carried_forward(world.paths, "2027") == [
        "Vintage 2027 carries 1 release forward from 2026: made-up-survey."
    ]


def test_a_file_with_fewer_areas_comes_with_a_remark_and_one_with_a_few_alone_does_not_replace(
    world, fetcher
):
    def lines(*kept: int) -> bytes:
        return b"".join(line for at, line in enumerate(rates(72).splitlines(keepends=True)) if at in kept)

    world.publisher.says("/rates.csv", Answer(lines(0, 1, 2, 4), headers=LAST_MODIFIED))
    done = renew(world, fetcher)
    lost = "lost, against the one it replaces: 1 of 4 areas (Pendle); 3 figures where there were 4"
    assert (done[RATES].state, done[RATES].remarks[0]) == ("new", lost)
    world.publisher.says("/rates.csv", Answer(lines(0, 4), headers=LAST_MODIFIED))
    done = renew(world, fetcher)
    assert "would lose more than half of its figures. Found 2 of 3 areas" in done[RATES].reason
    assert "`benchmarking import` with --fewer" in done[RATES].reason
    assert len(load_vintage(world.paths, "2027").observations.query("indicator == 'employment_rate'")) == 3


PAGE = b"<!doctype html><title>Blocked by your council's proxy</title>"
BAD = {
    "slow": (Answer(rates(72), announced=10**5), "The download was cut off"),
    "a page that is gone": (Answer(status=404), "There is no such file at the publisher"),
    "a proxy that refuses": (Answer(PAGE, status=403, kind="text/html"), "refuses to give this file"),
    "a proxy's page with status 200": (Answer(PAGE, kind="text/html"), "Blocked by your council's proxy"),
    "an error page named .csv": (Answer(PAGE), "A web page came instead of the file"),
    "too many requests": (Answer(status=429, headers={"Retry-After": "900"}), "asks to come back later"),
    "a server that fails": (Answer(status=500), "The publisher's server failed"),
    "a file of another type": (Answer(b"%PDF-1.7"), "A file of another type came. Found a PDF"),
    "a file of 2 GB": (Answer(b"a", announced=2 * 10**9), "larger than is downloaded"),
    "a redirect to this computer": (Answer(status=301, headers={"Location": "file:///etc/hosts"}), "not an address"),
    "a changed layout": (Answer(rates(72).replace(b"observation", b"observations")), "has lost a column"),
    "a value that cannot be": (Answer(rates(172)), "outside the range of its unit"),
    "an older release": (Answer(rates(70), headers={"Last-Modified": "Mon, 05 Jan 2026 08:00:00 GMT"}),
                         "already holds a newer release"),
    "a release of next year's vintage": (Answer(rates(72), headers={"Last-Modified": "Thu, 01 Jul 2027 08:00:00 GMT"}),
                                         "does not belong to vintage 2027"),
    "a file of other figures": (Answer(rates(5, "Sports facilities")), "The file holds els-sports-facilities, not"),
    "a header and no figures": (Answer(rates(1).splitlines()[0] + b"\n"), "no figures"),
    "nothing": (Answer(), "An empty file came"),
}  # fmt: skip


@pytest.mark.parametrize("behaviour", BAD)
def test_a_release_that_cannot_be_had_stays_as_it_was_and_the_run_goes_on(world, fetcher, behaviour):
    answer, words = BAD[behaviour]
    world.publisher.says("/rates.csv", answer)
    before = state_of(world.paths.raw("2026"))
    done = renew(world, fetcher)
    assert done[RATES].state == "carried forward"
    assert done[RATES].reason.startswith("from 2026. ") and words in done[RATES].reason
    assert (done[MUSEUMS].state, figure(world, "museums"), figure(world, "employment_rate")) == (
        "new",
        {4},
        {71},
    )
    assert verify(world.paths, "2027") == []
    assert state_of(world.paths.raw("2026")) == before
    assert raw(world) == ["2026", "2027"]


GOOD = {
    "a server that fails once": (Answer(status=500), Answer(rates(72), headers=LAST_MODIFIED)),
    "a server that asks for a moment": (
        Answer(status=429, headers={"Retry-After": "7"}),
        Answer(rates(72), headers=LAST_MODIFIED),
    ),
    "a download cut off once": (Answer(rates(72), announced=10**5), Answer(rates(72), headers=LAST_MODIFIED)),
    "a file packed for the way": (
        Answer(gzip.compress(rates(72)), headers={**LAST_MODIFIED, "Content-Encoding": "gzip"}),
    ),
    "a new column": (Answer(rates(72).replace(b"made up\n", b"made up,1\n").replace(b"notes\n", b"notes,flag\n"),
                            headers=LAST_MODIFIED),),
}  # fmt: skip


@pytest.mark.parametrize("behaviour", GOOD)
def test_what_passes_is_got_over(world, fetcher, behaviour):
    world.publisher.says("/rates.csv", *GOOD[behaviour])
    assert renew(world, fetcher)[RATES].state == "new"
    assert figure(world, "employment_rate") == {72}


def test_a_new_column_is_told_with_the_release_that_has_it(world, fetcher):
    world.publisher.says("/rates.csv", *GOOD["a new column"])
    new, note = renew(world, fetcher)[RATES].remarks
    assert new == "new in its layout: new column that this importer does not know ('flag')"
    assert note.startswith("note: Downloaded from ")


def test_the_same_file_as_last_year_is_unchanged_and_keeps_its_day(world, fetcher):
    world.publisher.says("/rates.csv", Answer(rates(71), headers=LAST_MODIFIED))
    done = renew(world, fetcher)
    assert done[RATES] == Outcome(RATES, ELS, "unchanged", "the same figures, published on 2026-06-26")
    assert releases(world)[RATES] == releases(world, "2026")[RATES]


def test_a_day_that_nobody_tells_is_that_of_the_download_and_says_so(world, fetcher):
    world.publisher.says("/rates.csv", Answer(rates(72)))
    renew(world, fetcher)
    release = releases(world)[RATES]
    assert release.released == SPRING
    assert "the day of the download stands for it" in release.note


def test_a_day_that_nobody_tells_after_june_is_not_guessed(world, fetcher):
    world.publisher.says("/rates.csv", Answer(rates(72)))
    done = {
        outcome.release: outcome
        for outcome in refresh("2027", paths=world.paths, fetcher=fetcher, today=date(2027, 9, 1))
    }
    assert done[RATES].state == "carried forward"
    assert "does not say when it was published" in done[RATES].reason


def test_one_source_can_be_asked_alone(world, fetcher):
    world.expects(
        row(RATES, address=world.publisher.base + "/rates.csv"),
        row("lait", source="dfe-lait", address=world.publisher.base + "/lait.parquet", type="parquet"),
    )
    done = renew(world, fetcher, only=ELS)
    assert done[RATES].state == "new"
    assert done["lait"] == Outcome("lait", "dfe-lait", "failed", "Not asked for this time.")
    assert done[MUSEUMS].reason.endswith("No row of data/reference/releases.csv says where it is found.")
    assert world.publisher.asked == ["/rates.csv"]


def test_a_source_without_a_row_is_told_with_the_nearest(world, fetcher):
    with pytest.raises(CommandError, match=f"Did you mean '{ELS}'"):
        renew(world, fetcher, only=ELS[:-1])


def test_a_row_of_a_source_without_an_importer_is_told(world, fetcher):
    world.expects(row(RATES, source="ons-explore-local-statistic", address=world.publisher.base))
    with pytest.raises(ReferenceFileError, match=rf"there is no such source.* Did you mean '{ELS}'"):
        renew(world, fetcher)
    assert raw(world) == ["2026"]


def test_a_second_refresh_changes_nothing_where_nothing_is_new(world, fetcher):
    renew(world, fetcher)
    before = state_of(world.paths.raw("2027"))
    stamps = {path: path.stat().st_mtime_ns for path in world.paths.raw("2027").iterdir()}
    done = renew(world, fetcher)
    assert done[RATES].state == "unchanged" and done[SURVEY].state == "carried forward"
    assert state_of(world.paths.raw("2027")) == before
    assert {path: path.stat().st_mtime_ns for path in world.paths.raw("2027").iterdir()} == stamps


def test_a_second_refresh_brings_in_what_could_not_be_had_and_takes_its_mark_away(world, fetcher):
    world.publisher.says("/rates.csv", Answer(status=404))
    renew(world, fetcher)
    assert releases(world)[RATES].carried_forward_from == "2026"
    world.publisher.says("/rates.csv", Answer(rates(72), headers=LAST_MODIFIED))
    done = renew(world, fetcher)
    assert (done[RATES].state, done[MUSEUMS].state) == ("new", "unchanged")
    assert releases(world)[RATES].carried_forward_from is None


def test_a_second_refresh_keeps_what_was_brought_in_when_it_cannot_be_had_again(world, fetcher):
    renew(world, fetcher)
    world.publisher.says("/rates.csv", Answer(status=404))
    done = renew(world, fetcher)
    assert done[RATES].state == "unchanged"
    assert done[RATES].reason.startswith("in the vintage already. Not had again: ")
    assert figure(world, "employment_rate") == {72}


def test_a_file_downloaded_by_hand_takes_the_mark_away(world, fetcher, tmp_path):
    renew(world, fetcher)
    file = tmp_path / "survey.csv"
    file.write_bytes(plain(SURVEY, 64, "2027-02-02"))
    import_file("plain", file, "2027", paths=world.paths)
    assert releases(world)[SURVEY].carried_forward_from is None
    assert figure(world, "get_on_well") == {64}
    assert renew(world, fetcher)[SURVEY] == Outcome(SURVEY, "plain", "unchanged", "in the vintage already.")


def test_a_mark_is_carried_on_as_it_was(world):
    refresh("2027", paths=world.paths, fetcher=None)
    refresh("2028", paths=world.paths, fetcher=None, today=date(2028, 6, 1))
    assert releases(world, "2028")[SURVEY].carried_forward_from == "2026"


def test_a_vintage_further_ahead_than_next_year_is_not_begun(world):
    with pytest.raises(CommandError, match=r"too early for vintage 2029. Expected a year up to 2028"):
        refresh("2029", paths=world.paths, fetcher=None, today=date(2027, 6, 1))
    assert not world.paths.raw("2029").exists()


def test_a_file_with_several_releases_is_downloaded_once(world, fetcher):
    crime = Path(__file__).parents[1] / "excerpts" / "policeforceareatables.xlsx"
    address = world.publisher.says("/crime.xlsx", Answer(crime.read_bytes(), headers=LAST_MODIFIED))
    world.expects(
        *(row(name, source="ons-recorded-crime", address=address, type="xlsx")
          for name in ("recorded-crime", "recorded-crime-unassigned")),
    )  # fmt: skip
    done = renew(world, fetcher)
    assert [done[name].state for name in ("recorded-crime", "recorded-crime-unassigned")] == ["new", "new"]
    assert world.publisher.asked == ["/crime.xlsx"]


def test_what_is_published_once_is_downloaded_only_where_no_vintage_holds_it(world, fetcher):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("bulk/museums.csv", rates(4, "museums"))
    address = world.publisher.says(
        "/bulk.zip", Answer(stream.getvalue(), kind="application/zip", headers=LAST_MODIFIED)
    )
    once = {"finder": "nomis-bulk", "renewed": "once", "pick": "museums.csv", "address": address}
    world.expects(
        row(MUSEUMS, **once), row(OLD, source="plain", finder="by hand", renewed="once", note="Once.")
    )
    assert renew(world, fetcher)[MUSEUMS] == Outcome(MUSEUMS, ELS, "unchanged", "published once and for all")
    assert world.publisher.asked == []
    shutil.rmtree(world.paths.root / "data" / "raw")
    done = renew(world, fetcher)
    assert (done[MUSEUMS].state, done[OLD].state) == ("new", "failed")


def test_a_family_falls_back_on_the_public_repository(world, fetcher, monkeypatch):
    monkeypatch.setattr(finding, "COMMITS", world.publisher.base + "/repos")
    world.publisher.says(
        "/repos/ons/data/commits", Answer(b'[{"commit": {"committer": {"date": "2027-06-25T08:00:00Z"}}}]')
    )
    els = {"finder": "els", "pick": "employment-rate=Employment rate"}
    fallback = world.publisher.says("/ons/data/main/rates.csv", Answer(rates(72)))
    world.expects(row(RATES, address=world.publisher.base + "/api/v1", fallback=fallback, **els))
    assert renew(world, fetcher)[RATES].state == "new"
    assert releases(world)[RATES].released == date(2027, 6, 25)
    assert fallback in releases(world)[RATES].note
    world.publisher.says("/ons/data/main/rates.csv", Answer(status=404))
    assert "Elsewhere: " in renew(world, fetcher)[RATES].reason


def test_the_census_falls_back_on_the_interface_of_nomis_page_by_page(world, fetcher, monkeypatch):
    monkeypatch.setattr(joining, "PAGE", 20)
    excerpt = Path(__file__).parents[1] / "excerpts" / "census2021-ts021-ltla.csv"
    with excerpt.open(encoding="utf-8-sig", newline="") as stream:
        areas = [line for line in csv.DictReader(stream) if line["geography code"].startswith("E07")]
    cells = [
        f'2021,{line["geography code"]},"{name.removeprefix("Ethnic group: ")}",{count}'
        for line in areas
        for name, count in line.items()
        if name.startswith("Ethnic group: ")
    ]
    (shipped,) = [one for one in load_reference().releases if one.release == "census-2021-ts021"]
    asked = shipped.fallback.replace("https://www.nomisweb.co.uk", world.publisher.base)
    header = "DATE_NAME,GEOGRAPHY_CODE,C2021_ETH_20_NAME,OBS_VALUE"
    path = asked.removeprefix(world.publisher.base)
    for first in range(0, len(cells) + 1, 20):
        page = "\n".join([header, *cells[first : first + 20], ""])
        world.publisher.says(f"{path}&recordoffset={first}", Answer(page.encode()))
    cells_of = {"source": "nomis-census", "finder": "nomis-bulk", "pick": "ltla.csv", "renewed": "once"}
    world.expects(
        row(shipped.release, address=world.publisher.base + "/gone.zip", fallback=asked, **cells_of)
    )
    done = renew(world, fetcher)
    assert (done[shipped.release].state, len(areas)) == ("new", 12)
    counts = load_vintage(world.paths, "2027").counts.set_index(["area_code", "category"])["count"]
    assert len(counts) == len(cells)
    assert counts["E07000117", "Total"] == float(
        next(line for line in areas if line["geography"] == "Burnley")[
            "Ethnic group: Total: All usual residents"
        ]
    )


def test_a_table_of_the_year_before_that_was_changed_by_hand_is_not_carried(world, fetcher):
    table = world.paths.raw("2026") / f"{SURVEY}.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("61", "99"), encoding="utf-8")
    with pytest.raises(
        VintageError, match=r"data/raw/2026/made-up-survey\.csv: .* changed since it was imported"
    ):
        renew(world, fetcher)
    assert raw(world) == ["2026"]


def test_an_importer_that_breaks_on_a_file_does_not_end_the_run(world, fetcher, monkeypatch):
    from benchmarking.refreshing import bringing

    read = bringing.prepare

    def breaking(source, file, *more, **named):
        if file.name == "rates.csv":
            raise ZeroDivisionError("made up")
        return read(source, file, *more, **named)

    monkeypatch.setattr(bringing, "prepare", breaking)
    done = renew(world, fetcher)
    assert "(ZeroDivisionError: made up)" in done[RATES].reason
    assert done[MUSEUMS].state == "new"


def test_the_list_to_download_by_hand_has_what_this_year_still_lacks(world, fetcher):
    files = by_hand("2027", paths=world.paths)
    assert [file.releases for file in files] == [(RATES,), (MUSEUMS,), (SURVEY,)]
    assert files[0].command == (
        f"benchmarking import {ELS} {RATES}.csv --vintage 2027 --released YEAR-MONTH-DAY"
    )
    assert files[2].command == f"benchmarking import plain {SURVEY}.csv --vintage 2027"
    assert (files[0].page, files[0].look_for) == ("https://example.org/page", f"{RATES}.csv")
    renew(world, fetcher)
    assert [file.releases for file in by_hand("2027", paths=world.paths)] == [(SURVEY,)]
    assert by_hand("2027", paths=world.paths, only=ELS) == []


FULL = """
import sys
from pathlib import Path
from benchmarking.errors import VintageError
from benchmarking.paths import Paths
from benchmarking.refreshing import Fetcher, refresh
paths = Paths(Path(sys.argv[1]))
try:
    with Fetcher() as fetcher:
        refresh("2027", paths=paths, fetcher=fetcher)
except VintageError as error:
    print(error)
print(*sorted(path.name for path in (paths.root / "data" / "raw").iterdir()))
for path in sorted((paths.root / "data" / "raw" / "2026").iterdir()):
    print(path.name, path.read_bytes() == (Path(sys.argv[2]) / path.name).read_bytes())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux") or os.geteuid() != 0, reason="mounts a small disk")
@pytest.mark.parametrize("kilobytes", [28, 72, 88])
def test_a_full_disk_is_one_sentence_and_loses_nothing(world, tmp_path, kilobytes):
    """The disk holds the vintage before, and has room for a part only of what the new one needs."""
    disk, script = tmp_path / "disk", tmp_path / "full.py"
    disk.mkdir()
    script.write_text(textwrap.dedent(FULL), encoding="utf-8")
    world.publisher.says("/rates.csv", Answer(rates(72) + b"\n" * 60_000, headers=LAST_MODIFIED))
    raw_folder = world.paths.root / "data" / "raw"
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c",
         f'mount -t tmpfs -o size={kilobytes}k,mode=755 none "$0" && cp -r "$1/2026" "$0/" '
         f'&& mount --bind "$0" "$1" && exec "$2" "$3" "$4" "$0/2026"',
         disk, raw_folder, sys.executable, script, world.paths.root],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "permitted" in done.stderr or "unshare" in done.stderr:
        pytest.skip("no small disk may be mounted here")
    assert done.returncode == 0, done.stderr
    said, standing, *tables = done.stdout.splitlines()
    assert "could not be written, and are as they were. Found No space left on device." in said
    assert "Make room on the disk" in said
    assert standing == "2026"
    assert len(tables) == 5 and all(line.endswith("True") for line in tables)
