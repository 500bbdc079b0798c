"""What a researcher is told when a publisher, or a proxy before it, answers otherwise than with the file."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from benchmarking.errors import DownloadError
from benchmarking.refreshing import Fetcher
from benchmarking.refreshing.certificates import NAMED_BY, trusted

from .conftest import PROXIES, Answer, Publisher

FIGURES = b"areacd,value\nE10000017,71.5\n"
PAGE = b"<!DOCTYPE html><html><head><title>Access denied by policy</title></head></html>"


def complaint(fetcher: Fetcher, address: str, to: Path, kind: str = "csv") -> str:
    with pytest.raises(DownloadError) as caught:
        fetcher.fetch(address, to / "file", kind)
    assert list(to.iterdir()) == [], "what came of it is removed"
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_file_comes_as_it_is_with_the_day_it_was_last_changed(publisher, fetcher, tmp_path, waits):
    address = publisher.says(
        "/a.csv", Answer(FIGURES, headers={"Last-Modified": "Thu, 08 Apr 2027 08:30:00 GMT"})
    )
    arrived = fetcher.fetch(address, tmp_path / "a.csv", "csv")
    assert arrived.path.read_bytes() == FIGURES
    assert arrived.changed == datetime(2027, 4, 8, 8, 30, tzinfo=UTC)
    assert waits == []


def test_a_file_packed_for_the_way_is_unpacked(publisher, fetcher, tmp_path):
    address = publisher.says("/a.csv", Answer(gzip.compress(FIGURES), headers={"Content-Encoding": "gzip"}))
    assert fetcher.fetch(address, tmp_path / "a.csv", "csv").path.read_bytes() == FIGURES


def test_a_redirect_is_followed(publisher, fetcher, tmp_path):
    publisher.says("/new.csv", Answer(FIGURES))
    address = publisher.says("/old.csv", Answer(status=302, headers={"Location": "/new.csv"}))
    arrived = fetcher.fetch(address, tmp_path / "a.csv", "csv")
    assert arrived.path.read_bytes() == FIGURES
    assert arrived.address == publisher.base + "/new.csv"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "does not understand the address"),
        (401, "only to those who sign in"),
        (403, "or a proxy before it, refuses to give this file"),
        (404, "There is no such file at the publisher"),
        (407, "The proxy asks for a name and a password"),
        (410, "has taken this file away"),
        (418, "did not give the file"),
    ],
)
def test_a_plain_no_is_told_at_once(publisher, fetcher, tmp_path, waits, status, words):
    said = complaint(
        fetcher, publisher.says("/a.csv", Answer(PAGE, status=status, kind="text/html")), tmp_path
    )
    assert words in said and f"the answer {status}" in said
    assert len(publisher.asked) == 1 and waits == []


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/csv", "application/octet-stream"])
def test_a_proxy_s_page_with_status_200_is_a_web_page_whatever_it_calls_itself(
    publisher, fetcher, tmp_path, kind
):
    said = complaint(fetcher, publisher.says("/figures.csv", Answer(PAGE, kind=kind)), tmp_path)
    assert "A web page came instead of the file" in said
    assert "Access denied by policy" in said


@pytest.mark.parametrize(
    ("body", "kind", "expected", "found"),
    [
        (b"%PDF-1.7 made up", "application/octet-stream", "csv", "a PDF"),
        (FIGURES, "text/csv", "xlsx", "text/csv"),
        (FIGURES, "text/csv", "parquet", "text/csv"),
        (b"PK\x03\x04 no archive", "application/zip", "xlsx", "an archive that is no such workbook"),
        (b"PK\x03\x04", "text/csv", "csv", "a workbook or a zip archive"),
        (b"\xd0\xcf\x11\xe0", "application/vnd.ms-excel", "ods", "an old Excel workbook"),
        (FIGURES, "application/json", "json", "application/json"),
        (FIGURES, "image/png", "csv", "image/png"),
    ],
)
def test_a_file_of_another_type_is_named(publisher, fetcher, tmp_path, body, kind, expected, found):
    said = complaint(fetcher, publisher.says("/a", Answer(body, kind=kind)), tmp_path, expected)
    assert "A file of another type came" in said
    assert found in said and f"Expected a file of type {expected}" in said


def test_an_empty_file_is_told(publisher, fetcher, tmp_path):
    assert "An empty file came" in complaint(fetcher, publisher.says("/a.csv", Answer()), tmp_path)


def test_a_server_that_fails_and_then_answers_is_asked_again_with_growing_pauses(
    publisher, fetcher, tmp_path, waits
):
    failing = Answer(status=500)
    address = publisher.says("/a.csv", failing, Answer(status=503), failing, Answer(FIGURES))
    assert fetcher.fetch(address, tmp_path / "a.csv", "csv").path.read_bytes() == FIGURES
    assert waits == [2, 6, 18]


def test_a_server_that_keeps_failing_is_given_up_after_four_tries(publisher, fetcher, tmp_path, waits):
    said = complaint(fetcher, publisher.says("/a.csv", Answer(status=502)), tmp_path)
    assert "The publisher's server failed" in said and "502 Bad Gateway" in said
    assert len(publisher.asked) == 4 and len(waits) == 3


def test_a_publisher_who_asks_for_a_wait_in_seconds_gets_it(publisher, fetcher, tmp_path, waits):
    busy = Answer(status=429, headers={"Retry-After": "45"})
    fetcher.fetch(publisher.says("/a.csv", busy, Answer(FIGURES)), tmp_path / "a.csv", "csv")
    assert waits == [45]


def test_a_publisher_who_asks_for_a_wait_until_a_time_gets_it(publisher, fetcher, tmp_path, waits):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    busy = Answer(status=429, headers={"Retry-After": until})
    fetcher.fetch(publisher.says("/a.csv", busy, Answer(FIGURES)), tmp_path / "a.csv", "csv")
    (wait,) = waits
    assert 50 < wait <= 60


@pytest.mark.parametrize("words", ["soon", "", "Tue, 99 Apr"])
def test_a_wait_that_says_nothing_is_the_usual_one(publisher, fetcher, tmp_path, waits, words):
    busy = Answer(status=429, headers={"Retry-After": words})
    fetcher.fetch(publisher.says("/a.csv", busy, Answer(FIGURES)), tmp_path / "a.csv", "csv")
    assert waits == [2]


def test_a_wait_of_an_hour_is_left_to_the_researcher(publisher, fetcher, tmp_path, waits):
    said = complaint(
        fetcher, publisher.says("/a.csv", Answer(status=429, headers={"Retry-After": "3600"})), tmp_path
    )
    assert "asks to come back later" in said and "in 60 minutes" in said
    assert waits == [] and len(publisher.asked) == 1


def test_a_download_that_is_cut_off_is_tried_again(publisher, fetcher, tmp_path, waits):
    address = publisher.says("/a.csv", Answer(FIGURES[:9], announced=len(FIGURES)), Answer(FIGURES))
    assert fetcher.fetch(address, tmp_path / "a.csv", "csv").path.read_bytes() == FIGURES
    assert waits == [2]


def test_a_download_that_is_always_cut_off_is_told(publisher, fetcher, tmp_path):
    said = complaint(fetcher, publisher.says("/a.csv", Answer(FIGURES[:9], announced=len(FIGURES))), tmp_path)
    assert "The download was cut off" in said


def test_a_file_that_cannot_be_unpacked_is_told(publisher, fetcher, tmp_path):
    said = complaint(
        fetcher, publisher.says("/a.csv", Answer(FIGURES, headers={"Content-Encoding": "gzip"})), tmp_path
    )
    assert "cannot be unpacked" in said


@pytest.mark.parametrize("announced", [-1, None])
def test_a_packed_file_that_lacks_its_end_is_cut_off_even_where_no_length_was_announced(
    publisher, fetcher, tmp_path, announced
):
    packed = gzip.compress(FIGURES * 500)
    answer = Answer(packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"}, announced=announced)
    assert "a packed file without its end" in complaint(fetcher, publisher.says("/a.csv", answer), tmp_path)


def test_a_way_of_packing_that_nobody_asked_for_is_named(publisher, fetcher, tmp_path):
    answer = Answer(FIGURES, headers={"Content-Encoding": "br"})
    assert "packed as 'br'" in complaint(fetcher, publisher.says("/a.csv", answer), tmp_path)


@pytest.mark.parametrize("proxy", ["ftp://x:1", "http://host:port", "http://[::1"])
def test_a_proxy_that_cannot_be_used_is_told_with_its_setting(proxy, monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    with pytest.raises(DownloadError, match="HTTP_PROXY: The proxy that this computer's settings name"):
        Fetcher()


@pytest.mark.parametrize("words", ["²", "9" * 400])
def test_a_wait_beyond_all_reason_is_told_in_words(publisher, fetcher, tmp_path, words):
    address = publisher.says("/a.csv", *[Answer(status=429, headers={"Retry-After": words})] * 4)
    assert "asks to come back later" in complaint(fetcher, address, tmp_path)


def test_a_file_of_2_gigabytes_is_refused_by_what_it_announces(publisher, fetcher, tmp_path, waits):
    said = complaint(fetcher, publisher.says("/a.csv", Answer(b"a,b\n", announced=2 * 10**9)), tmp_path)
    assert "2,000,000,000 bytes announced" in said and "at most 200,000" in said
    assert waits == []


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_does_not_announce_its_size_is_refused_as_it_grows(publisher, fetcher, tmp_path, packed):
    body = b"a,b\n" * 100_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    answer = Answer(gzip.compress(body) if packed else body, headers=headers, announced=None)
    assert "more than 200,000 bytes" in complaint(fetcher, publisher.says("/a.csv", answer), tmp_path)


def test_a_file_that_comes_too_slowly_is_given_up(publisher, tmp_path):
    moments = iter(range(0, 10**6, 1000))
    with Fetcher(clock=lambda: next(moments)) as slow:
        said = complaint(slow, publisher.says("/a.csv", Answer(b"a,b\n" * 40_000, announced=None)), tmp_path)
    assert "came so slowly" in said and "in 30 minutes" in said


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://example.org/a.csv", "/etc/passwd", "https://", "http://[", "data:,a"],
)
def test_only_addresses_of_the_web_are_asked(fetcher, tmp_path, address):
    assert "not an address of the web" in complaint(fetcher, address, tmp_path)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/a.csv", "//[/a.csv"])
def test_a_redirect_to_a_file_of_this_computer_is_not_followed(publisher, fetcher, tmp_path, target):
    address = publisher.says("/a.csv", Answer(status=302, headers={"Location": target}))
    said = complaint(fetcher, address, tmp_path)
    assert "not an address of the web" in said and (target in said or "to nowhere" in said)


def test_redirects_without_end_are_given_up(publisher, fetcher, tmp_path):
    address = publisher.says("/a.csv", Answer(status=302, headers={"Location": "/a.csv"}))
    assert "from one address to the next without end" in complaint(fetcher, address, tmp_path)
    assert len(publisher.asked) == 10


def test_a_publisher_who_cannot_be_reached_is_not_asked_for_the_next_file(fetcher, tmp_path, waits):
    nobody = "http://127.0.0.1:9"
    assert "cannot be reached" in complaint(fetcher, f"{nobody}/a.csv", tmp_path)
    assert len(waits) == 3
    assert "could not be reached a moment ago" in complaint(fetcher, f"{nobody}/b.csv", tmp_path)
    assert len(waits) == 3


def test_the_proxy_that_the_environment_names_is_used(publisher, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", publisher.base)
    wanted = "http://publisher.invalid/a.csv"
    publisher.says(wanted, Answer(FIGURES))
    with Fetcher() as fetcher:
        assert fetcher.fetch(wanted, tmp_path / "a.csv", "csv").path.read_bytes() == FIGURES
    assert publisher.asked == [wanted]


@pytest.mark.parametrize("name", NAMED_BY)
def test_a_file_of_certificates_that_is_not_there_is_named_with_its_setting(name, monkeypatch, tmp_path):
    for other in NAMED_BY:
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, str(tmp_path / "proxy.pem"))
    with pytest.raises(DownloadError, match=rf"proxy\.pem: The certificates that the setting {name} names"):
        trusted()


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_a_proxy_s_own_certificate_is_trusted_once_the_environment_names_it(tmp_path, monkeypatch, publisher):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=made up",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    address, stop = secure_server(key, certificate)
    for name in NAMED_BY:
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "downloads"
    folder.mkdir()
    with Fetcher() as fetcher:
        said = complaint(fetcher, address, folder)
        assert "is not trusted" in said and "set SSL_CERT_FILE" in said
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with Fetcher() as fetcher:
        assert fetcher.fetch(address, folder / "a.csv", "csv").path.read_bytes() == FIGURES
    stop()


def secure_server(key: Path, certificate: Path) -> tuple[str, Callable[[], None]]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(FIGURES)))
            self.end_headers()
            self.wfile.write(FIGURES)

        def log_message(self, *_: object) -> None:
            pass

    class Server(HTTPServer):
        def handle_error(self, *_: object) -> None:
            """A caller that does not trust the certificate hangs up."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return f"https://127.0.0.1:{server.server_port}/a.csv", stop


def test_the_bytes_that_came_and_those_announced_are_told_as_they_come(publisher: Publisher, tmp_path):
    told = []
    with Fetcher(progress=lambda come, announced: told.append((come, announced))) as fetcher:
        fetcher.fetch(publisher.says("/a.csv", Answer(FIGURES)), tmp_path / "a.csv", "csv")
    assert told[-1] == (len(FIGURES), len(FIGURES))
