"""Trust the certificates that this computer trusts, and those that the environment names."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import httpx

from benchmarking.errors import DownloadError

#: What councils' proxies and their instructions set; each names a file of certificates to trust as well.
NAMED_BY = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT")


def trusted() -> ssl.SSLContext:
    """Return what to trust: well-known authorities, this computer's own, and every file that NAMED_BY gives.

    Raises DownloadError, naming the setting, for a file that is not there or holds no certificate.
    """
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    for name in NAMED_BY:
        given = os.environ.get(name)
        if not given:
            continue
        path = Path(given)
        try:
            if path.is_dir():
                context.load_verify_locations(capath=given)
            else:
                context.load_verify_locations(cafile=given)
        except (OSError, ssl.SSLError) as error:
            raise DownloadError(
                f"The certificates that the setting {name} names cannot be read",
                where=given,
                found=error.strerror or str(error),
                next_step="Correct the setting, or ask whoever looks after the proxy for the file",
            ) from error
    return context
