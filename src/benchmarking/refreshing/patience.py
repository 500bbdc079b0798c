"""Which failures of a download may pass, how long to wait before another try, and the sentence for each."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from benchmarking.errors import DownloadError

TRIES = 4
#: Seconds before the second, third and fourth try, where the publisher does not say how long to wait.
PAUSES = (2.0, 6.0, 18.0)
#: Seconds beyond which a wait that is asked for is left to the researcher.
LONGEST_WAIT = 120.0
#: Seconds in which a file must have come.
LONGEST_DOWNLOAD = 1800.0
_A_YEAR = 31_536_000.0

_AT_ONCE = {
    400: ("The publisher does not understand the address", "Compare the address in data/reference/releases.csv "
          "with the publisher's page"),
    401: ("The publisher gives this file only to those who sign in", "Download it by hand"),
    403: ("The publisher, or a proxy before it, refuses to give this file", "Open the address in a browser; if it "
          "opens there, download it by hand and import it"),
    404: ("There is no such file at the publisher", "Look for it on the publisher's page, and correct its address "
          "in data/reference/releases.csv"),
    407: ("The proxy asks for a name and a password", "Set HTTPS_PROXY as whoever looks after the proxy says"),
    410: ("The publisher has taken this file away", "Look on the publisher's page for what has replaced it"),
}  # fmt: skip


class PassingError(DownloadError):
    """A failure that may pass: worth another try, after `wait` seconds where the publisher says how long.

    `unreached` says that nobody answered at all, so that no other file of that publisher will come either.
    """

    def __init__(
        self, problem: str, *, wait: float | None = None, unreached: bool = False, **more: Any
    ) -> None:
        self.wait, self.unreached = wait, unreached
        super().__init__(problem, **more)


def pause_before(number: int, error: PassingError) -> float | None:
    """Return the seconds to wait before try `number`; None when there is to be no other try."""
    if number > TRIES or (error.wait is not None and error.wait > LONGEST_WAIT):
        return None
    return PAUSES[number - 2] if error.wait is None else error.wait


def refusal(answer: httpx.Response, address: str) -> DownloadError:
    """Return the error for an answer that is not the file."""
    code = answer.status_code
    found = f"the answer {code} {answer.reason_phrase}".strip()
    if code == httpx.codes.TOO_MANY_REQUESTS or code >= 500:
        wait = _asked(answer.headers.get("retry-after"))
        long = wait is not None and wait > LONGEST_WAIT
        return PassingError(
            "The publisher asks to come back later"
            if code == httpx.codes.TOO_MANY_REQUESTS
            else "The publisher's server failed",
            wait=wait,
            where=address,
            found=f"{found}, to be asked again in {_in_words(wait)}" if wait is not None else found,
            next_step="Run the command again after that time" if long else "Run the command again later",
        )
    problem, next_step = _AT_ONCE.get(
        code, ("The publisher did not give the file", "Open the address in a browser")
    )
    return DownloadError(problem, where=address, found=found, next_step=next_step)


def unreached(error: httpx.HTTPError, address: str) -> DownloadError:
    """Return the error for an answer that did not come, or did not come whole."""
    found = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in found:
        return DownloadError(
            "The certificate of the publisher, or of a proxy before it, is not trusted",
            where=address,
            found=found,
            next_step="Ask whoever looks after the proxy for its certificate, and set SSL_CERT_FILE to that file",
        )
    if isinstance(error, httpx.UnsupportedProtocol | httpx.DecodingError):
        return DownloadError("What came cannot be unpacked", where=address, found=found)
    if isinstance(error, httpx.TimeoutException):
        problem = "The publisher did not answer in time"
    elif isinstance(error, httpx.RemoteProtocolError):
        problem = "The download was cut off"
    elif isinstance(error, httpx.ProxyError):
        problem = "The proxy cannot reach the publisher"
    else:
        problem = "The publisher cannot be reached"
    return PassingError(
        problem,
        unreached=isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError),
        where=address,
        found=found,
        next_step="Check the connection, and run the command again later",
    )


def _asked(text: str | None) -> float | None:
    """Read a Retry-After, which is a number of seconds or a date; None where it says nothing."""
    if not text:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return min(float(text), _A_YEAR)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), _A_YEAR)


def _in_words(seconds: float) -> str:
    return f"{seconds:,.0f} seconds" if seconds < 120 else f"{seconds / 60:,.0f} minutes"
