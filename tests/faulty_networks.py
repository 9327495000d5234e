"""Everything that goes wrong between here and a service, each with the outcomes that a connector may make of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.misbehaving import Exchange, Got, Reply, Server
from warroom.connectors.protocol import NotSent, Refused, Rejected, Unknown

Late = Callable[[Exchange, Got], None]


class Trouble(NamedTuple):
    """``arrives``: the service has the message all the same. ``everywhere``: it meets each request, not the post alone.
    ``slow``: only a time-out ends it. ``hops``: how often the request may be made, as the service itself asks.
    """

    name: str
    outcomes: tuple[type, ...]
    early: Callable[[Exchange], None] | None = None
    late: Late | None = None
    arrives: bool = False
    everywhere: bool = False
    slow: bool = False
    hops: int = 1

    def begin(self, server: Server) -> None:
        server.early, server.late = self.early, self.late
        if self.everywhere:
            server.when = lambda got: True


def _says(status: int, body: bytes = b"", kind: str = "application/json", **headers: str) -> Late:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange, got: exchange.say(Reply(status, body, {"Content-Type": kind, **named}).bytes())


def _after_accepting(then: Late) -> Late:
    def run(exchange: Exchange, got: Got) -> None:
        exchange.server.peer(got)
        then(exchange, got)

    return run


def _cut_answer(at: Callable[[bytes], int]) -> Late:
    """The service's own answer, broken off."""

    def run(exchange: Exchange, got: Got) -> None:
        raw = exchange.server.peer(got).bytes()
        exchange.say(raw[: at(raw)])
        exchange.cut()

    return run


def _drip(exchange: Exchange, got: Got) -> None:
    """A byte at a time, each soon enough for a read time-out not to notice."""
    exchange.say(b"HTTP/1.1 200 Said\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
    while not exchange.wait(0.02):
        exchange.say(b" ")


def _huge(exchange: Exchange, got: Got) -> None:
    exchange.say(b"HTTP/1.1 200 Said\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n")
    for _ in range(1000):
        exchange.say(b"[" * 10_000)


def _silent(exchange: Exchange, got: Got) -> None:
    exchange.wait()


def _cut(exchange: Exchange, got: Got) -> None:
    exchange.cut()


def _cut_head(exchange: Exchange) -> None:
    exchange.socket.recv(10)
    exchange.cut()


def _cut_body(exchange: Exchange) -> None:
    exchange.head()
    exchange.cut()


PORTAL = b"<!doctype html><title>Sign in</title><p>Welcome to the hotel network."

TROUBLES = (
    Trouble("captive portal", (Unknown,), late=_says(200, PORTAL, "text/html"), everywhere=True),
    Trouble("portal redirects to its own host", (Unknown,), late=_says(302, location="https://portal.invalid/login")),
    Trouble("told to ask another host", (NotSent,), late=_says(307, location="https://elsewhere.invalid/")),
    Trouble(
        "told to ask this host without TLS or on another port",
        (NotSent,),
        late=_says(308, location="http://127.0.0.1:1/"),
    ),
    Trouble("sent round in circles", (NotSent,), late=_says(307, location="/again"), everywhere=True, hops=4),
    Trouble("cut before the request", (NotSent, Unknown), early=Exchange.cut),
    Trouble("cut in the request's head", (Unknown,), early=_cut_head),
    Trouble("cut in the request's body", (Unknown,), early=_cut_body),
    Trouble("cut after the request", (Unknown,), late=_cut),
    Trouble("silence", (Unknown,), late=_silent, slow=True),
    Trouble("accepted, then cut", (Unknown,), late=_after_accepting(_cut), arrives=True),
    Trouble("accepted, cut in the status line", (Unknown,), late=_cut_answer(lambda raw: 7), arrives=True),
    Trouble("accepted, cut in the headers", (Unknown,), late=_cut_answer(lambda raw: 30), arrives=True),
    Trouble(
        "accepted, cut at the end of the headers",
        (Unknown,),
        late=_cut_answer(lambda raw: raw.index(b"\r\n\r\n") + 2),
        arrives=True,
    ),
    Trouble("accepted, cut in the body", (Unknown,), late=_cut_answer(lambda raw: len(raw) - 1), arrives=True),
    Trouble("accepted, then silence", (Unknown,), late=_after_accepting(_silent), arrives=True, slow=True),
    Trouble("accepted, then 500", (Unknown,), late=_after_accepting(_says(500)), arrives=True),
    Trouble(
        "accepted, then 502 with HTML", (Unknown,), late=_after_accepting(_says(502, PORTAL, "text/html")), arrives=True
    ),
    Trouble("accepted, then 503", (Unknown,), late=_after_accepting(_says(503, b'{"error":"busy"}')), arrives=True),
    Trouble("accepted, then 504", (Unknown,), late=_after_accepting(_says(504)), arrives=True),
    Trouble("accepted, then other JSON", (Unknown,), late=_after_accepting(_says(200, b'["surprise"]')), arrives=True),
    Trouble("half a JSON", (Unknown,), late=_says(200, b'{"id": "x", '), everywhere=True),
    Trouble("other JSON", (Unknown,), late=_says(200, b'{"surprise": 1}'), everywhere=True),
    Trouble("deep JSON", (Unknown,), late=_says(200, b"[" * 100_000), everywhere=True),
    Trouble("no words", (Unknown,), late=_says(204), everywhere=True),
    Trouble(
        "packed though nobody asked", (Unknown,), late=_says(200, b"\x1f\x8b", content_encoding="gzip"), everywhere=True
    ),
    Trouble("ten megabytes", (Unknown,), late=_huge),
    Trouble("a slow drip", (Unknown,), late=_drip, slow=True),
    Trouble("429 with Retry-After", (Refused,), late=_says(429, retry_after="7"), everywhere=True),
    Trouble("429 without", (Refused,), late=_says(429), everywhere=True),
    Trouble("420", (Refused,), late=_says(420), everywhere=True),
    *(
        Trouble(str(status), (Rejected,), late=_says(status, b'{"error":"no"}'), everywhere=True)
        for status in (400, 401, 403, 404, 405, 410, 413, 422)
    ),
)
