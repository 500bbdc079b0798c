"""A publisher on this computer, and a small checkout with made-up figures, so that no test leaves the machine."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from benchmarking.paths import Paths
from benchmarking.reference.releases import COLUMNS
from benchmarking.refreshing import Fetcher
from benchmarking.refreshing.certificates import trusted
from benchmarking.vintages import import_file

from ..sources.conftest import save, survey_sheets  # noqa: F401

CHECKOUT = Path(__file__).parents[2]
ELS = "ons-explore-local-statistics"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
AREAS = ("E10000017", "E07000117", "E07000122", "E92000001")


@dataclass(frozen=True)
class Answer:
    """One answer of the publisher: `announced` overrides the length it tells, None tells none and sends pieces."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/csv"
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = -1


class Publisher:
    """A server that gives each path its answers in turn, the last again and again, and remembers who asked."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[str] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                answers = publisher.answers.get(self.path) or publisher.answers.get(
                    self.path.partition("?")[0]
                )
                answer = (
                    Answer(status=404) if not answers else answers.pop(0) if len(answers) > 1 else answers[0]
                )
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.announced is not None:
                    length = len(answer.body) if answer.announced == -1 else answer.announced
                    self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(answer.body)
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """A caller that hangs up, as one does on a file that is too large, is nothing wrong."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def says(self, path: str, *answers: Answer) -> str:
        """Give these answers at a path; returns its address."""
        self.answers[path] = list(answers)
        return self.base + path


@pytest.fixture(scope="session")
def running() -> Iterator[Publisher]:
    publisher = Publisher()
    yield publisher
    publisher.server.shutdown()
    publisher.server.server_close()


@pytest.fixture
def publisher(running: Publisher, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    running.answers.clear()
    running.asked.clear()
    return running


@pytest.fixture
def waits() -> list[float]:
    """The pauses that were asked for; none is waited."""
    return []


@pytest.fixture(scope="session")
def certificates() -> ssl.SSLContext:
    return trusted()


@pytest.fixture
def certificates_read_once(certificates: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """The publisher on this computer shows none, so that those of the world need not be read each time."""
    monkeypatch.setattr("benchmarking.refreshing.fetching.trusted", lambda: certificates)


@pytest.fixture
def fetcher(publisher: Publisher, waits: list[float], certificates_read_once: None) -> Iterator[Fetcher]:
    with Fetcher(largest=200_000, sleep=waits.append) as fetcher:
        yield fetcher


def rates(value: float, series: str = "Employment rate") -> bytes:
    """A made-up file of Explore local statistics: the same figure for every area, which no publisher gives."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ["areacd", "indicator", "period", "observation", "measure", "lci_95", "uci_95", "status", "notes"]
    )
    writer.writerows(
        [area, series, "2024-01-01/P1Y", value, "made up", "", "", "", "made up"] for area in AREAS
    )
    return stream.getvalue().encode()


def plain(release: str, value: float, released: str = "2026-01-15") -> bytes:
    block = {
        "release": release,
        "title": "Made-up figures",
        "publisher": "Nobody: made up for a test",
        "released": released,
        "address": "https://example.org/made-up",
    }
    rows = "".join(f"{area},get_on_well,2024-01-01/P1Y,{value}\n" for area in AREAS)
    text = "".join(f"{key},{words}\n" for key, words in block.items())
    return f"{text}area_code,indicator,period,value\n{rows}".encode()


def row(release: str, **cells: str) -> dict[str, str]:
    """A row of releases.csv: a file of Explore local statistics at an address, unless told otherwise."""
    usual = {
        "source": ELS,
        "page": "https://example.org/page",
        "finder": "file",
        "address": "",
        "pick": "",
        "fallback": "",
        "type": "csv",
        "layout": "made up",
        "renewed": "each year",
        "look_for": f"{release}.csv",
        "verified": "no",
        "note": "",
    }
    return {"release": release, **usual, **cells}


def state_of(folder: Path) -> dict[str, str]:
    """Digest every file under a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class World:
    """A checkout whose vintage 2026 holds four made-up releases, and the publisher from which 2027 comes."""

    paths: Paths
    publisher: Publisher

    def expects(self, *rows: dict[str, str]) -> None:
        with (self.paths.reference / "releases.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)


RATES, MUSEUMS, SURVEY, OLD = "els-employment-rate", "els-museums", "made-up-survey", "made-up-census"


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vintage 2026 of four made-up releases, to be copied."""
    root = tmp_path_factory.mktemp("world")
    shutil.copytree(CHECKOUT / "data" / "reference", root / "data" / "reference")
    paths = Paths(root)
    for name, source, content in (
        ("rates.csv", ELS, rates(71)),
        ("museums.csv", ELS, rates(3, "museums")),
        ("survey.csv", "plain", plain(SURVEY, 61)),
        ("census.csv", "plain", plain(OLD, 62).replace(b"get_on_well", b"belong_to_neighbourhood")),
    ):
        (root / name).write_bytes(content)
        released = date(2026, 6, 26) if source == ELS else None
        import_file(source, root / name, "2026", paths=paths, released=released)
    return paths.raw("2026")


@pytest.fixture
def world(checkout: Paths, publisher: Publisher, imported: Path, certificates_read_once: None) -> World:
    world = World(checkout, publisher)
    world.expects(
        row(RATES, address=publisher.base + "/rates.csv"),
        row(MUSEUMS, address=publisher.base + "/museums.csv"),
        row(SURVEY, source="plain", finder="by hand", note="Typed from a page."),
        row(OLD, source="plain", finder="by hand", renewed="once", note="Taken once."),
    )
    shutil.copytree(imported, checkout.raw("2026"))
    publisher.says("/museums.csv", Answer(rates(4, "museums"), headers=LAST_MODIFIED))
    publisher.says("/rates.csv", Answer(rates(72), headers=LAST_MODIFIED))
    return world


LAST_MODIFIED = {"Last-Modified": "Tue, 06 Apr 2027 08:30:00 GMT"}
Behaviour = Callable[[Publisher], None]
