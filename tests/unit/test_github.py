"""GitHub's issues as a tracker and as Upptime's page: what readers see, in which order, and what a doubt leads to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.misbehaving import Exchange, Got, Server, answer
from tests.peers.github import GitHub, Upptime
from warroom import ids
from warroom.clock import Instant
from warroom.connectors.github.issues import GitHubIssues
from warroom.connectors.github.issues import Upptime as UpptimePage
from warroom.connectors.protocol import (
    Absent,
    Audience,
    CannotTell,
    Delivered,
    Found,
    NotSent,
    Outgoing,
    PageStatus,
    Refused,
    Rejected,
    Unknown,
)

NOW = Instant.parse("2026-01-05T02:31:00Z")
TRACKER = GitHubIssues()


@pytest.fixture
def peer() -> GitHub:
    return GitHub()


@pytest.fixture
def server(peer: GitHub) -> Iterator[Server]:
    with Server(peer) as running:
        yield running


def message(text: str = "Checkout fails.", **fields: object) -> Outgoing:
    whole = {
        "id": ids.new(),
        "incident": "0199",
        "ref": "INC-0042",
        "title": "Checkout fails",
        "template": "page-investigating",
        "plain": text,
        "status": PageStatus.INVESTIGATING,
        "written_at": NOW,
    }
    return msgspec.convert(whole | fields, Outgoing)


def send(server: Server, outgoing: Outgoing) -> Any:
    peer: Any = server.peer
    return TRACKER.send(peer.target(server.url), outgoing, NOW)


def reconcile(server: Server, outgoing: Outgoing) -> Any:
    peer: Any = server.peer
    return TRACKER.reconcile(peer.target(server.url), outgoing, NOW)


def test_an_incident_is_an_issue_and_ends_closed(server: Server, peer: GitHub) -> None:
    first = send(server, message("One."))
    assert first.remote_id == "https://github.com/i/1"
    send(server, message("Two.", thread=first.state, status=PageStatus.RESOLVED))
    assert peer.issues[0]["title"] == "INC-0042 Checkout fails"
    assert peer.issues[0]["labels"] == ["incident"]
    assert peer.issues[0]["state"] == "closed"
    assert peer.held() == ["One.", "Two."]


def test_an_incident_that_comes_back_opens_the_issue_again(server: Server, peer: GitHub) -> None:
    state = send(server, message("One.")).state
    state = send(server, message("Two.", thread=state, status=PageStatus.RESOLVED)).state
    send(server, message("Three.", thread=state, status=PageStatus.IDENTIFIED))
    assert peer.changes == ["closed", "open"]


def test_the_comment_waits_until_the_issue_is_closed(server: Server, peer: GitHub) -> None:
    state = send(server, message("One.")).state
    server.when = lambda got: got.method == "PATCH"
    server.late = lambda exchange, got: exchange.cut()
    last = message("Two.", thread=state, status=PageStatus.RESOLVED)
    assert isinstance(send(server, last), NotSent)
    server.late = lambda exchange, got: exchange.say(answer({"message": "slow"}, 429).bytes())
    assert isinstance(send(server, last), Refused)
    assert peer.held() == ["One."]
    server.behave()
    assert isinstance(send(server, last), Delivered)


def test_an_opening_that_is_over_already_and_could_not_be_closed_is_for_a_person(server: Server, peer: GitHub) -> None:
    server.when = lambda got: got.method == "PATCH"
    server.late = lambda exchange, got: exchange.cut()
    sent = message(status=PageStatus.RESOLVED)
    assert isinstance(send(server, sent), Unknown)
    server.behave()
    found = reconcile(server, sent)
    assert isinstance(found, CannotTell)
    assert "Close it there" in found.why
    assert len(peer.issues) == 1


def test_a_comment_whose_answer_was_lost_is_found_among_many(server: Server, peer: GitHub) -> None:
    state = send(server, message("One.")).state

    def lost(exchange: Exchange, got: Got) -> None:
        peer(got)
        exchange.cut()

    peer.comments += [{"id": n, "issue": 1, "created_at": NOW.text, "body": "x"} for n in range(150)]
    server.when, server.late = peer.posts, lost
    sent = message("Two.", thread=state)
    assert isinstance(send(server, sent), Unknown)
    server.behave()
    found = reconcile(server, sent)
    assert isinstance(found, Found), found
    assert isinstance(reconcile(server, message("Two.", thread=state)), Absent)


def test_older_issues_are_not_read_for_ever(server: Server, peer: GitHub) -> None:
    old = {"state": "open", "html_url": "", "body": None}
    peer.issues += [old | {"number": n, "created_at": "2025-01-01T00:00:00Z"} for n in range(1, 300)]
    assert isinstance(reconcile(server, message()), Absent)
    assert len(server.got) == 1


def test_too_many_new_ones_are_for_a_person(server: Server, peer: GitHub) -> None:
    new = {"state": "open", "html_url": "", "body": None, "created_at": NOW.text}
    peer.issues += [new | {"number": n} for n in range(1, 1200)]
    assert isinstance(reconcile(server, message()), CannotTell)


def test_a_limit_that_is_used_up_is_waited_for(server: Server) -> None:
    reply = answer({"message": "API rate limit exceeded"}, 403, x_ratelimit_remaining="0", retry_after="60")
    server.late = lambda exchange, got: exchange.say(reply.bytes())
    outcome = send(server, message())
    assert isinstance(outcome, Refused)
    assert outcome.retry_after_s == 60


def test_upptime_shows_what_carries_its_labels() -> None:
    with Server(Upptime()) as running:
        peer: Any = running.peer
        page, target = UpptimePage(), peer.target(running.url)
        assert isinstance(page.send(target, message(), NOW), Delivered)
        assert peer.issues[0]["labels"] == ["status", "shop"]
        assert peer.issues[0]["title"] == "Checkout fails"
        assert page.capabilities_for(target).audience is Audience.EXTERNAL


@pytest.mark.parametrize("repository", ["", "acme", "acme/status/issues", "../../user"])
def test_a_repository_has_an_owner_and_a_name(server: Server, peer: GitHub, repository: str) -> None:
    target = peer.target(server.url, repository=repository)
    assert TRACKER.problem(target)
    assert isinstance(TRACKER.send(target, message(), NOW), Rejected)
    assert not server.got
