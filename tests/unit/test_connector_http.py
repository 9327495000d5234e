"""The one way to speak HTTP: proxies, redirects, addresses, and what is asked of a service's headers."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.misbehaving import Exchange, Got, Reply, Server, closed_port
from warroom.connectors import address, http, trust
from warroom.connectors.api import Api, retry_after_s
from warroom.connectors.http import Answer, Request, exchange
from warroom.connectors.protocol import NotSent, Refused, Rejected


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(lambda got: Reply(200, b"{}")) as running:
        yield running


@pytest.fixture
def fresh_clients() -> Iterator[None]:
    """Clients read proxies and certificates when they are made."""
    http._client.cache_clear()
    trust.context.cache_clear()
    yield
    http._client.cache_clear()
    trust.context.cache_clear()


def test_a_redirect_on_the_same_host_is_followed_with_the_message(server: Server) -> None:
    server.when = lambda got: got.path == "/old"
    server.late = lambda connection, got: connection.say(Reply(307, headers={"Location": "/new"}).bytes())
    answer = exchange(Request("POST", f"{server.url}/old", {}, b"words"), "It")
    assert isinstance(answer, Answer)
    assert [(got.path, got.body) for got in server.got] == [("/old", b"words"), ("/new", b"words")]


def test_nothing_reaches_another_host_by_a_redirect(server: Server) -> None:
    with Server(lambda got: Reply(200, b"{}")) as other:
        server.late = lambda connection, got: connection.say(Reply(308, headers={"Location": other.url}).bytes())
        outcome = exchange(Request("POST", server.url, {"Authorization": "Bearer x"}, b"words"), "It")
        assert isinstance(outcome, NotSent)
        assert not other.got


def test_this_computer_is_reached_past_any_proxy(
    server: Server, monkeypatch: pytest.MonkeyPatch, fresh_clients: None
) -> None:
    monkeypatch.setenv("HTTP_PROXY", closed_port())
    monkeypatch.setenv("ALL_PROXY", closed_port())
    assert isinstance(exchange(Request("GET", server.url), "It"), Answer)


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, fresh_clients: None) -> None:
    asked: list[str] = []

    def proxy(connection: Exchange) -> None:
        asked.append(connection.head().decode().splitlines()[0])
        connection.say(Reply(407).bytes())

    with Server(lambda got: Reply()) as running:
        running.early = proxy
        monkeypatch.setenv("HTTPS_PROXY", running.url)
        outcome = exchange(Request("POST", "https://chat.invalid/hook", {}, b"words"), "It")
    assert asked == ["CONNECT chat.invalid:443 HTTP/1.1"]
    assert isinstance(outcome, NotSent)
    assert "proxy" in outcome.why


def test_a_proxy_that_makes_no_sense_sends_nothing(monkeypatch: pytest.MonkeyPatch, fresh_clients: None) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://nowhere")
    outcome = exchange(Request("POST", "https://chat.invalid/hook", {}, b"words"), "It")
    assert isinstance(outcome, NotSent)


def test_a_company_certificate_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, fresh_clients: None
) -> None:
    from tests.misbehaving import TLS

    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    with Server(lambda got: Reply(200, b"{}"), tls=True) as running:
        assert isinstance(exchange(Request("GET", running.url), "It"), Answer)


@pytest.mark.parametrize(
    ("where", "fine"),
    [
        ("https://example.org/x", True),
        ("http://localhost:8080", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:80/x", True),
        ("http://example.org", False),
        ("http://localhost.example.org", False),
        ("http://10.0.0.1", False),
        ("https://name:word@example.org", False),
        ("https://", False),
        ("https://[half", False),
        ("https://example.org:port", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_which_addresses_may_be_spoken_to(where: str, fine: bool) -> None:
    assert (address.problem(where) == "") is fine


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"retry-after": "30"}, b"", 30.0),
        ({"retry-after": "0.5"}, b"", 0.5),
        ({"retry-after": "99999999"}, b"", 3600.0),
        ({"retry-after": "-4"}, b"", None),
        ({"retry-after": "Mon, 05 Jan 2026 02:31:30 GMT", "date": "Mon, 05 Jan 2026 02:31:00 GMT"}, b"", 30.0),
        ({"retry-after": "Mon, 05 Jan 2026 02:31:30 GMT"}, b"", None),
        ({"x-ratelimit-reset": "12"}, b"", 12.0),
        ({"x-ratelimit-reset": "1767580275", "date": "Mon, 05 Jan 2026 02:31:00 GMT"}, b"", 15.0),
        ({}, b'{"retry_after_ms": 1500}', 1.5),
        ({}, b'{"retry_after": 2}', 2.0),
        ({}, b'{"retry_after": "soon"}', None),
        ({}, b"[1", None),
        ({}, b"", None),
    ],
)
def test_how_long_a_service_asks_us_to_wait(headers: dict[str, str], body: bytes, seconds: float | None) -> None:
    assert retry_after_s(Answer(429, headers, body)) == seconds


def test_a_services_own_words_are_quoted_without_the_secret(server: Server) -> None:
    api = Api("It", server.url, secrets=("hush/hush",))
    no = Reply(422, b'{"errors": [{"detail": "key hush/hush and hush%2Fhush not allowed"}]}')
    server.late = lambda connection, got: connection.say(no.bytes())
    outcome = api.write("POST", "/", {}, dict)
    assert isinstance(outcome, Rejected)
    assert "key (hidden) and (hidden) not allowed" in outcome.why


def test_a_used_up_quota_is_a_refusal_though_it_says_403(server: Server) -> None:
    server.late = lambda connection, got: connection.say(
        Reply(403, b"{}", {"x-ratelimit-remaining": "0", "retry-after": "9"}).bytes()
    )
    outcome = Api("It", server.url).write("POST", "/", {}, dict)
    assert isinstance(outcome, Refused)
    assert outcome.retry_after_s == 9


def test_addresses_and_words_never_reach_a_log(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        exchange(Request("POST", f"{server.url}/hush", {"Authorization": "hush"}, b"hush"), "It")
    assert "hush" not in caplog.text
    assert "hush" not in repr(Request("POST", f"{server.url}/hush", {"Authorization": "hush"}))


def test_each_request_has_a_connection_of_its_own(server: Server) -> None:
    asked: list[Got] = []
    server.late = lambda connection, got: (asked.append(got), connection.say(Reply(200, b"{}").bytes()))[1]
    for _ in range(2):
        exchange(Request("GET", server.url), "It")
    assert [got.headers["connection"] for got in asked] == ["close", "close"]
