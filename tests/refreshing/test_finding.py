"""Each publisher's way of handing its figures over, as far as it is known; the files and answers are made up."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarking.errors import DownloadError
from benchmarking.reference import Expected
from benchmarking.refreshing import finding, joining
from benchmarking.refreshing.finding import Found, Search, ways

from .conftest import ELS, LAST_MODIFIED, Answer, Publisher, rates, row

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "made up")
    return stream.getvalue()


def as_json(content: Any) -> Answer:
    return Answer(json.dumps(content).encode(), kind="application/json")


def search(fetcher, folder: Path, finder: str, address: str, **cells: str) -> Search:
    record = row("made-up", finder=finder, address=address, **cells)
    return Search(Expected(**{**record, "verified": False}), "2027", fetcher, folder)


def found(*given: Any, **cells: str) -> Found:
    first, *_ = ways(search(*given, **cells))
    return first()


def test_a_file_at_an_address_is_dated_by_its_server(publisher, fetcher, tmp_path):
    address = publisher.says("/a%20b.csv", Answer(rates(71), headers=LAST_MODIFIED))
    it = found(fetcher, tmp_path, "file", address)
    assert (it.path.name, it.published, it.address) == ("a-b.csv", date(2027, 4, 6), address)


def test_the_years_stand_in_an_address(publisher, fetcher, tmp_path):
    publisher.says("/statistics-202526-for-2027.csv", Answer(rates(71)))
    address = publisher.base + "/statistics-{year-2}{yy-1}-for-{year}.csv"
    assert found(fetcher, tmp_path, "file", address).published is None


def govuk(publisher: Publisher, *titles: str) -> str:
    files = [
        {"title": title, "url": f"{publisher.base}/media/{number}/tables.xlsx", "content_type": WORKBOOK}
        for number, title in enumerate(titles)
    ]
    for number in range(len(titles)):
        publisher.says(f"/media/{number}/tables.xlsx", Answer(workbook(), kind=WORKBOOK))
    return publisher.says(
        "/api/content/government/statistics/made-up",
        as_json({"details": {"attachments": files}, "public_updated_at": "2027-02-25T09:30:00.000+00:00"}),
    )


def test_a_workbook_on_govuk_is_picked_by_its_title(publisher, fetcher, tmp_path):
    address = govuk(
        publisher, "Statistical release", "Detailed local authority tables: January to March 2027"
    )
    it = found(fetcher, tmp_path, "govuk", address, pick="detailed local authority", type="xlsx")
    assert it.address == publisher.base + "/media/1/tables.xlsx"
    assert it.published == date(2027, 2, 25)


@pytest.mark.parametrize(
    ("titles", "words"),
    [
        (
            ("Statistical release", "Technical note"),
            "lists no file of that title. Found Statistical release; Tech",
        ),
        (("Detailed local authority 1", "Detailed local authority 2"), "lists several files of that title"),
        ((), "lists no file of that title. Found no files"),
    ],
)
def test_a_page_that_does_not_list_just_one_such_file_tells_what_it_lists(
    publisher, fetcher, tmp_path, titles, words
):
    address = govuk(publisher, *titles)
    with pytest.raises(DownloadError) as caught:
        found(fetcher, tmp_path, "govuk", address, pick="detailed local authority", type="xlsx")
    assert words in str(caught.value) and "Correct the column pick" in str(caught.value)


def test_a_dataset_of_the_statistics_office_leads_to_its_current_edition(publisher, fetcher, tmp_path):
    landing = publisher.says("/crime/tables/data", as_json({"datasets": [{"uri": "/crime/tables/current"}]}))
    publisher.says(
        "/crime/tables/current/data",
        as_json(
            {
                "uri": "/crime/tables/current",
                "downloads": [{"file": "note.pdf"}, {"file": "tablesdecember2026.xlsx"}],
                "description": {"releaseDate": "2027-04-21T23:00:00.000Z"},
            }
        ),
    )
    publisher.says(
        "/file?uri=/crime/tables/current/tablesdecember2026.xlsx", Answer(workbook(), kind=WORKBOOK)
    )
    it = found(fetcher, tmp_path, "ons-dataset", landing, type="xlsx")
    assert it.path.name == "tablesdecember2026.xlsx"
    assert it.published == date(2027, 4, 22), "summer's midnight is the day after in Britain"


@pytest.mark.parametrize("finder", ["govuk", "ons-dataset"])
@pytest.mark.parametrize(
    "told", [{}, [], {"details": None, "datasets": []}, {"downloads": [{}], "details": {}}]
)
def test_an_interface_that_answers_otherwise_than_it_did_is_told(publisher, fetcher, tmp_path, finder, told):
    address = publisher.says("/api", as_json(told))
    with pytest.raises(DownloadError, match="answers otherwise than it did"):
        found(fetcher, tmp_path, finder, address, pick="tables", type="xlsx")


def test_a_member_of_a_bulk_file_of_nomis_is_taken_out(publisher, fetcher, tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("census-ltla.csv", "made up")
    address = publisher.says("/census.zip", Answer(stream.getvalue(), kind="application/zip"))
    it = found(fetcher, tmp_path, "nomis-bulk", address, pick="census-ltla.csv")
    assert it.path.read_text(encoding="utf-8") == "made up"


def pages_of(publisher: Publisher, monkeypatch: pytest.MonkeyPatch, *sizes: int) -> str:
    monkeypatch.setattr(joining, "PAGE", 3)
    for number, size in enumerate(sizes):
        lines = "".join(f"E0700011{row},{number}\n" for row in range(size))
        publisher.says(
            f"/api.csv?date=latest&recordoffset={3 * number}", Answer(f"code,page\n{lines}".encode())
        )
    return publisher.base + "/api.csv?date=latest"


@pytest.mark.parametrize(("sizes", "rows", "calls"), [((3, 3, 1), 7, 3), ((3, 0), 3, 2), ((2,), 2, 1)])
def test_a_table_of_nomis_is_asked_for_page_by_page(
    publisher, fetcher, tmp_path, monkeypatch, sizes, rows, calls
):
    it = found(fetcher, tmp_path, "nomis-api", pages_of(publisher, monkeypatch, *sizes))
    lines = it.path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "code,page" and len(lines) == rows + 1
    assert len(publisher.asked) == calls


def test_a_page_with_other_columns_is_told(publisher, fetcher, tmp_path, monkeypatch):
    address = pages_of(publisher, monkeypatch, 3)
    publisher.says("/api.csv?date=latest&recordoffset=3", Answer(b"code,sheet\nE07000117,1\n"))
    with pytest.raises(DownloadError, match=r"other columns than the first\. Found code, sheet"):
        found(fetcher, tmp_path, "nomis-api", address)


def test_a_table_without_end_is_refused(publisher, fetcher, tmp_path, monkeypatch):
    monkeypatch.setattr(joining, "PAGE", 1)
    monkeypatch.setattr(joining, "_MOST_PAGES", 5)
    address = publisher.says("/api.csv", Answer(b"code,page\nE07000117,1\n"))
    with pytest.raises(DownloadError, match="larger than is downloaded"):
        found(fetcher, tmp_path, "nomis-api", address)
    assert len(publisher.asked) == 5


API = "/api/v1/data.csv?indicator={}&time=all&includeStatus=true"
PICK = "employment-rate=Employment rate; economic-inactivity-rate=Economically inactive"


def test_a_family_is_asked_for_an_indicator_at_a_time_and_put_in_the_layout_of_the_repository(
    publisher, fetcher, tmp_path
):
    publisher.says(
        API.format("employment-rate"),
        Answer(
            b"areacd,areanm,period,value,lci_95,uci_95,status\n"
            b"E10000017,Lancashire,2024-01-01/P1Y,71,70,72,\n",
            headers=LAST_MODIFIED,
        ),
    )
    publisher.says(
        API.format("economic-inactivity-rate"),
        Answer(
            b"areacd,areanm,period,value,status\nE10000017,Lancashire,2024-01-01/P1Y,,u\n",
            headers=LAST_MODIFIED,
        ),
    )
    it = found(fetcher, tmp_path, "els", publisher.base + "/api/v1", pick=PICK)
    with it.path.open(encoding="utf-8", newline="") as stream:
        first, second = csv.DictReader(stream)
    assert (first["indicator"], first["observation"], first["lci_95"]) == ("Employment rate", "71", "70")
    assert (second["indicator"], second["observation"], second["uci_95"]) == ("Economically inactive", "", "")
    assert second["status"] == "u"
    assert it.published == date(2027, 4, 6)


@pytest.mark.parametrize(
    "body", [b"areacd,areanm,period,val\nE10000017,Lancashire,2024,71\n", b"areacd,period,value\n"]
)
def test_an_answer_of_another_layout_leaves_the_public_repository(
    publisher, fetcher, tmp_path, monkeypatch, body
):
    monkeypatch.setattr(finding, "COMMITS", publisher.base + "/repos")
    publisher.says(API.format("employment-rate"), Answer(body))
    fallback = publisher.says("/ONSdigital/data/main/rates/rates.csv", Answer(rates(71)))
    publisher.says(
        "/repos/ONSdigital/data/commits?path=rates/rates.csv&sha=main&per_page=1",
        as_json([{"commit": {"committer": {"date": "2027-06-25T08:12:00Z"}}}]),
    )
    first, second = ways(
        search(fetcher, tmp_path, "els", publisher.base + "/api/v1", pick=PICK, fallback=fallback)
    )
    with pytest.raises(DownloadError, match=r"no column 'value'|is empty"):
        first()
    it = second()
    assert it.published == date(2027, 6, 25)
    assert it.path.read_bytes() == rates(71)


@pytest.mark.parametrize("told", [Answer(status=403), as_json({"message": "rate limit"}), as_json([])])
def test_a_repository_that_does_not_tell_the_day_still_gives_the_file(
    publisher, fetcher, tmp_path, monkeypatch, told
):
    monkeypatch.setattr(finding, "COMMITS", publisher.base + "/repos")
    publisher.says("/repos/dfe/tool/commits", told)
    address = publisher.says("/dfe/tool/main/01_data/rates.csv", Answer(rates(71)))
    it = found(fetcher, tmp_path, "github-raw", address)
    assert it.published is None and it.path.read_bytes() == rates(71)


@pytest.mark.parametrize("body", [b"Indicator ID,Area Code\n", b"\xef\xbb\xbfIndicator ID,Area Code\r\n\r\n"])
def test_a_table_of_fingertips_without_rows_points_to_its_area_types(publisher, fetcher, tmp_path, body):
    address = publisher.says("/api/all_data", Answer(body))
    with pytest.raises(DownloadError, match="Its area types change with boundaries"):
        found(fetcher, tmp_path, "fingertips", address)


def test_what_is_brought_in_by_hand_is_not_looked_for(fetcher, tmp_path):
    assert ways(search(fetcher, tmp_path, "by hand", "", note="Made up.", source=ELS)) == []
