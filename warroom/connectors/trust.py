"""Whom we believe to be who they say: this computer's certificate store and the well-known one; never switched off."""

from __future__ import annotations

import os
import ssl
from functools import cache

import certifi


@cache
def context() -> ssl.SSLContext:
    """The one TLS context of every connector: certificate and host name are verified, TLS 1.2 at least.

    ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` name a company's own authorities, in the place of all others. A frozen
    program finds no store at the place where OpenSSL was built to look, so the well-known one ships with it.
    """
    made = ssl.create_default_context()
    if not (os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")):
        made.load_verify_locations(certifi.where())
    return made
