"""One way to speak HTTP: one attempt, bounded in time and size, and an honest word about what left this computer.

No keep-alive (a stale pooled socket gives false unknowns), TLS always verified, no redirect to another origin, proxies
from the environment. What went wrong is told apart by whether a byte of the request may have left: before that it is
``NotSent``, after it ``Unknown`` (INTEGRATIONS section 2).
"""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

import httpx
import msgspec

from warroom.connectors import address, trust
from warroom.connectors.protocol import NotSent, Rejected, Unknown
from warroom.connectors.watchdog import Watchdog

# Both write addresses into their logs, and the address of a webhook is its secret.
for _name in ("httpx", "httpcore", "httpcore.connection", "httpcore.http11", "httpcore.proxy"):
    logging.getLogger(_name).disabled = True

AGENT = "warroom"
HOPS = 3
_GENTLE = (307, 308)
"""Redirects that say that the request was not carried out."""


class Limits(msgspec.Struct, frozen=True):
    """Seconds for each step and for the whole exchange; bytes of an answer that are read."""

    connect_s: float = 10.0
    step_s: float = 20.0
    whole_s: float = 45.0
    answer_bytes: int = 10_000_000


LIMITS = Limits()


class Answer(msgspec.Struct, frozen=True):
    """What came back. ``whole`` is False where it was cut at the limit or is packed in a way that was not asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool = True

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


class Request(msgspec.Struct, frozen=True):
    """One request. Its address and headers may hold a secret: it has no repr of its own."""

    method: str
    address: str
    headers: Mapping[str, str] = {}
    content: bytes = b""

    def __repr__(self) -> str:
        return f"Request({self.method} {address.host_of(self.address)})"


def exchange(request: Request, label: str) -> Answer | NotSent | Unknown | Rejected:
    """Make one attempt. ``label`` names the service in sentences."""
    for _ in range(HOPS + 1):
        if fault := address.problem(request.address):
            return Rejected(fault)
        answer = _once(request, label)
        if not isinstance(answer, Answer) or not 300 <= answer.status < 400:
            return answer
        onward = _onward(request, answer, label)
        if not isinstance(onward, Request):
            return onward
        request = onward
    return NotSent(f"{label} sends us round in circles: more than {HOPS} redirects. Check the address of the target.")


def _once(request: Request, label: str) -> Answer | NotSent | Unknown | Rejected:
    host = address.host_of(request.address)
    watch = _Exchange(LIMITS.whole_s)
    with watch:
        try:
            client = _client(() if address.is_loopback(host) else _proxies(), LIMITS)
            with client.stream(
                request.method,
                request.address,
                headers={"Accept-Encoding": "identity", "Connection": "close", **request.headers},
                content=request.content or None,
                extensions={"trace": watch.trace},
            ) as response:
                return _read(response, watch)
        except (httpx.LocalProtocolError, UnicodeEncodeError):
            # A header that cannot be written: nothing left, and nothing will until the secret is another one.
            return Rejected(f"{label} cannot be asked: the secret of the target holds a character that it cannot have.")
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            what = f"{label} did not answer in time" if watch.bitten else _said(error, label, host)
        except (httpx.InvalidURL, ImportError, ValueError) as error:
            # A proxy from the environment that cannot be used: nothing left.
            what = f"{label} cannot be asked: {type(error).__name__} in the address or the proxy settings"
    if watch.sent and request.method == "GET":
        return Unknown(f"{what}.")
    if watch.sent:
        return Unknown(f"{what} after the message had left. It may have arrived.")
    return NotSent(f"{what}. Nothing was sent.")


def _read(response: httpx.Response, watch: _Exchange) -> Answer:
    """The answer as far as the limits allow. What is cut is no answer to rely on, but its status still counts."""
    body, whole = bytearray(), "content-encoding" not in response.headers
    try:
        for chunk in response.iter_raw(65_536):
            body += chunk
            if len(body) > LIMITS.answer_bytes or watch.bitten:
                whole = False
                break
    except httpx.HTTPError:
        if response.is_success:
            raise
        whole = False  # a refusal is a refusal, however its text ends
    return Answer(response.status_code, dict(response.headers.items()), bytes(body[: LIMITS.answer_bytes]), whole)


def _onward(request: Request, answer: Answer, label: str) -> Request | NotSent | Unknown:
    """The request that a redirect asks for, where it stays with the same origin and nothing was carried out yet."""
    target = urljoin(request.address, answer.headers.get("location", ""))
    harmless = answer.status in _GENTLE or request.method == "GET"
    if harmless and _origin(target) == _origin(request.address):
        return msgspec.structs.replace(request, address=target)
    elsewhere = f"{label} answered with a redirect to {address.host_of(target) or 'nowhere'}, which is not followed"
    if harmless:
        return NotSent(f"{elsewhere}: a sign-in page of the network, or the service has moved. Nothing was sent.")
    return Unknown(f"{elsewhere}. Whether the message was taken before that is not known.")


def _origin(where: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(where)
        return parts.scheme, parts.hostname, parts.port
    except ValueError:
        return "", None, None


def _said(error: Exception, label: str, host: str) -> str:
    """What happened in a person's words; the text of the error may hold the address, so it is not used."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"{label} ({host}) shows a certificate that is not trusted ({cause.verify_message})"
        if isinstance(cause, ssl.SSLError):
            return f"{label} ({host}) could not be reached safely: TLS failed"
        if isinstance(cause, socket.gaierror):
            return f"The name {host} was not found"
        if isinstance(cause, ConnectionRefusedError):
            return f"{label} ({host}) refused the connection"
        cause = cause.__cause__ or cause.__context__
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return f"{label} ({host}) could not be reached in time"
        case httpx.ProxyError():
            return "The proxy did not let us through"
        case httpx.ConnectError():
            return f"{label} ({host}) could not be reached"
        case httpx.TimeoutException():
            return f"{label} did not answer in time"
    return f"The connection to {label} was lost"


def _proxies() -> tuple[tuple[str, str], ...]:
    """Those of the environment and of the system as they are now: a laptop that moved has others."""
    return tuple(sorted(getproxies().items()))


@lru_cache(maxsize=4)
def _client(proxies: tuple[tuple[str, str], ...], limits: Limits) -> httpx.Client:
    """A client reads the proxies when it is made, so there is one for each state of them. None keeps a connection."""
    return httpx.Client(
        verify=trust.context(),
        trust_env=bool(proxies),
        follow_redirects=False,
        timeout=httpx.Timeout(limits.step_s, connect=limits.connect_s),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        headers={"User-Agent": AGENT},
    )


class _Exchange(Watchdog):
    """Notes besides whether a byte of the request may have left."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.sent = False

    def trace(self, event: str, facts: Mapping[str, object]) -> None:
        """Told by httpcore before and after each step."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self.hold(getattr(facts["return_value"], "get_extra_info", lambda _: None)("socket"))
        elif event.endswith("send_request_headers.started"):
            self.sent = self.sent or getattr(facts["request"], "method", b"") != b"CONNECT"
