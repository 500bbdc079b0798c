"""Download a file by http or https: with limits, patience, and a sentence for each way in which it can fail."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx

from benchmarking.errors import DownloadError
from benchmarking.refreshing.arrived import check_arrived
from benchmarking.refreshing.certificates import trusted
from benchmarking.refreshing.patience import (
    LONGEST_DOWNLOAD,
    PassingError,
    pause_before,
    refusal,
    unreached,
)

LARGEST = 300_000_000
_REDIRECTS = 10
_PIECE = 1 << 20
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_TIMEOUTS = httpx.Timeout(60, connect=20)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was downloaded: where it lies, where it came from in the end, and when it was last changed."""

    path: Path
    address: str
    changed: datetime | None


class Fetcher:
    """Download files one after another, with the proxy and the certificates that the environment names.

    Parameters
    ----------
    largest : a file of more bytes is refused, announced or not.
    sleep, clock : how to wait and to tell the time; a test puts others in their place.
    progress : told the bytes that came and the bytes announced, or None where none were.
    """

    def __init__(
        self,
        *,
        largest: int = LARGEST,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        progress: Callable[[int, int | None], None] = lambda come, announced: None,
    ) -> None:
        self.progress = progress
        self.largest = largest
        self._sleep = sleep
        self._clock = clock
        self._unreached: set[str] = set()
        self._client = _client()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(self, address: str, to: Path, kind: str) -> Arrived:
        """Download a file and check that it is of the expected type.

        Parameters
        ----------
        address : http or https, also after every redirect.
        to : where it is put; its folder is there.
        kind : the type it must have, as `check_arrived` knows them.

        Raises
        ------
        DownloadError for an address that is not of the web, an answer other than the file, a file too large, one
        cut off, and a publisher who does not answer. What came of it is removed.
        """
        _check_web(address, address)
        host, tries = urlsplit(address).netloc, 1
        if host in self._unreached:
            raise DownloadError(
                "The publisher could not be reached a moment ago, so it was not asked again",
                where=address,
                next_step="Check the connection, and run the command again later",
            )
        while True:
            try:
                return self._once(address, to, kind)
            except PassingError as error:
                to.unlink(missing_ok=True)
                tries += 1
                pause = pause_before(tries, error)
                if pause is None:
                    if error.unreached:
                        self._unreached.add(host)
                    raise
                self._sleep(pause)
            except DownloadError:
                to.unlink(missing_ok=True)
                raise

    def _once(self, address: str, to: Path, kind: str) -> Arrived:
        with self._answer(address) as answer:
            announced = _announced(answer)
            if announced is not None and announced > self.largest:
                raise self._too_large(address, f"{announced:,} bytes announced")
            started, come = self._clock(), 0
            with to.open("wb") as stream:
                for piece in _unpacked(answer, address):
                    come += len(piece)
                    if come > self.largest:
                        raise self._too_large(address, f"more than {self.largest:,} bytes")
                    if self._clock() - started > LONGEST_DOWNLOAD:
                        raise DownloadError(
                            "The file came so slowly that the download was given up",
                            where=address,
                            found=f"{come:,} bytes in {LONGEST_DOWNLOAD / 60:.0f} minutes",
                            next_step="Download it by hand, or try at another time",
                        )
                    stream.write(piece)
                    self.progress(answer.num_bytes_downloaded, announced)
            _check_whole(answer, announced, address)
            content_type = answer.headers.get("content-type", "").lower()
            changed = answer.headers.get("last-modified")
        check_arrived(to, kind, content_type, str(answer.url))
        return Arrived(to, str(answer.url), _moment(changed))

    @contextmanager
    def _answer(self, address: str) -> Iterator[httpx.Response]:
        """Ask for an address and follow its redirects, each looked at before it is followed."""
        try:
            request = self._client.build_request("GET", address)
            for _ in range(_REDIRECTS):
                answer = self._client.send(request, stream=True)
                try:
                    if not answer.has_redirect_location:
                        if answer.status_code != httpx.codes.OK:
                            raise refusal(answer, address)
                        yield answer
                        return
                    request = self._client.build_request("GET", _redirected(answer, address))
                finally:
                    answer.close()
        except httpx.InvalidURL as error:
            raise _no_web_address(f"a redirect to nowhere ({error})", address) from error
        except httpx.HTTPError as error:
            raise unreached(error, address) from error
        raise DownloadError("The publisher sends from one address to the next without end", where=address)

    def _too_large(self, address: str, found: str) -> DownloadError:
        return DownloadError(
            "The file is larger than is downloaded, so it was refused",
            where=address,
            found=found,
            expected=f"at most {self.largest:,}",
            next_step="Check that the address is right; --limit allows more",
        )


def _client() -> httpx.Client:
    try:
        return httpx.Client(
            verify=trusted(),
            timeout=_TIMEOUTS,
            headers={"User-Agent": "cohesion-benchmarking", "Accept-Encoding": "gzip"},
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        named = [name for name in os.environ if name.lower() in _PROXIES and os.environ[name]]
        raise DownloadError(
            "The proxy that this computer's settings name cannot be used",
            where=", ".join(sorted(named)),
            found=str(error),
            expected="such as HTTPS_PROXY=http://proxy.example:8080",
            next_step="Ask whoever looks after the proxy for its address",
        ) from error


def _unpacked(answer: httpx.Response, address: str) -> Iterator[bytes]:
    """Give what comes piece by piece, unpacked where the publisher packed it for the way."""
    packing = answer.headers.get("content-encoding", "identity").strip().lower()
    if packing in ("", "identity"):
        yield from answer.iter_raw()
        return
    if packing not in ("gzip", "x-gzip"):
        raise DownloadError(
            "What came cannot be unpacked", where=address, found=f"packed as {packing!r}", expected="gzip"
        )
    packed = zlib.decompressobj(wbits=31)
    try:
        for raw in answer.iter_raw():
            while raw:
                yield packed.decompress(raw, _PIECE)
                raw = packed.unconsumed_tail
    except zlib.error as error:
        raise DownloadError("What came cannot be unpacked", where=address, found=str(error)) from error
    if not packed.eof:
        raise PassingError("The download was cut off", where=address, found="a packed file without its end")


def _announced(answer: httpx.Response) -> int | None:
    length = answer.headers.get("content-length", "")
    return int(length) if length.isdigit() else None


def _check_whole(answer: httpx.Response, announced: int | None, address: str) -> None:
    if announced is not None and answer.num_bytes_downloaded < announced:
        raise PassingError(
            "The download was cut off",
            where=address,
            found=f"{answer.num_bytes_downloaded:,} bytes",
            expected=f"{announced:,}",
        )


def _check_web(target: str, address: str) -> None:
    try:
        url, host = httpx.URL(target), urlsplit(target).hostname
    except (httpx.InvalidURL, ValueError) as error:
        raise _no_web_address(repr(target), address) from error
    if url.scheme not in ("http", "https") or not host:
        raise _no_web_address(repr(target), address)


def _redirected(answer: httpx.Response, address: str) -> str:
    location = answer.headers["location"]
    try:
        target = urljoin(str(answer.url), location)
    except ValueError as error:
        raise _no_web_address(repr(location), address) from error
    _check_web(target, address)
    return target


def _no_web_address(found: str, address: str) -> DownloadError:
    return DownloadError(
        "This is not an address of the web, so nothing was read from it",
        where=address,
        found=found,
        expected="an address that begins with http:// or https://",
        next_step="Correct it in data/reference/releases.csv",
    )


def _moment(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except (ValueError, OverflowError):
        return None
