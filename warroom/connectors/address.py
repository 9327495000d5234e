"""Which addresses may be spoken to: TLS everywhere, plain http to this computer alone."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def problem(address: str) -> str:
    """What is wrong with an address, as a sentence; empty when a connector may speak to it.

    The address itself is not repeated: of a webhook it is the secret.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "That is not an address. It looks like https://example.org."
    if parts.scheme not in ("https", "http") or not host:
        return "An address begins with https:// and names a host."
    if parts.username or parts.password:
        return "An address holds no name and no password. Give them as the target's own fields."
    if parts.scheme == "http" and not is_loopback(host):
        return "Plain http is used to this computer alone, since others could read and change it. Use https."
    return ""


def is_loopback(host: str) -> bool:
    """Whether a host is this computer: ``localhost``, 127.0.0.0/8 or ::1."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def joined(base: str, path: str) -> str:
    """``path`` below a base address, whatever slash the person typed at its end; no path: the address itself."""
    return base.rstrip("/") + path if path else base


def host_of(address: str) -> str:
    """The host alone: what may stand in a sentence, a log or a list."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
