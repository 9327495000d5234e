"""Instatus, Kener, Cachet 3 and incident.io: the words, parts and times that readers of the page see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.misbehaving import Exchange, Got, Server, answer
from tests.peers.status_pages import Cachet, IncidentIo, Instatus, Kener
from warroom import ids
from warroom.clock import Instant
from warroom.connectors.protocol import (
    Absent,
    CannotTell,
    Component,
    ComponentState,
    Connector,
    Delivered,
    Found,
    NotSent,
    Outgoing,
    PageStatus,
    Reconciled,
    Refused,
    Rejected,
    TargetConfig,
    Unknown,
)
from warroom.connectors.registry import connector

NOW = Instant.parse("2026-01-05T02:31:00Z")
PEERS: dict[str, Any] = {"instatus": Instatus, "kener": Kener, "cachet": Cachet, "incident-io": IncidentIo}
PARTS = (Component("Checkout", ComponentState.MAJOR_OUTAGE), Component("Web", ComponentState.OPERATIONAL))


class Page:
    """One connector before one page."""

    def __init__(self, kind: str, server: Server, **values: str) -> None:
        self.connector: Connector = connector(kind)
        self.peer: Any = server.peer
        self.server = server
        self.target: TargetConfig = self.peer.target(server.url, **values)
        server.when = self.peer.posts

    def send(self, outgoing: Outgoing) -> Any:
        return self.connector.send(self.target, outgoing, NOW)

    def reconcile(self, outgoing: Outgoing) -> Reconciled:
        return self.connector.reconcile(self.target, outgoing, NOW)

    def delivered(self, outgoing: Outgoing) -> Delivered:
        outcome = self.send(outgoing)
        assert isinstance(outcome, Delivered), outcome
        return outcome

    def lose_the_answer(self) -> None:
        """The next messages arrive, and nobody hears of it."""

        def late(exchange: Exchange, got: Got) -> None:
            self.peer(got)
            exchange.cut()

        self.server.late = late


@pytest.fixture(params=sorted(PEERS))
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    with Server(PEERS[request.param]()) as server:
        yield Page(request.param, server)


def message(text: str = "Checkout fails for some.", **fields: object) -> Outgoing:
    whole = {
        "id": ids.new(),
        "incident": "0199",
        "ref": "INC-0042",
        "title": "Checkout fails",
        "template": "page-investigating",
        "plain": text,
        "markdown": text,
        "status": PageStatus.INVESTIGATING,
        "severity": 1,
        "written_at": NOW,
    }
    return msgspec.convert(whole | fields, Outgoing)


def shown(page: Page) -> list[str]:
    """The statuses of the page, in the service's own words."""
    match page.peer:
        case Instatus():
            return [row["status"] for one in page.peer.incidents for row in one["updates"]]
        case Kener():
            return [one["state"] for one in page.peer.comments]
        case Cachet():
            return [str(one["status"]) for one in [*page.peer.incidents, *page.peer.updates]]
        case _:
            return [row["incident_status"] for one in page.peer.incidents for row in one["updates"]]


WORDS = {
    "instatus": ["INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED"],
    "kener": ["INVESTIGATING", "IDENTIFIED", "MONITORING", "RESOLVED"],
    "cachet": ["1", "2", "3", "4"],
    "incident-io": ["investigating", "identified", "monitoring", "resolved"],
}


def test_each_status_in_the_words_of_the_service(page: Page) -> None:
    state: dict[str, str] = {}
    for n, status in enumerate(PageStatus):
        state |= page.delivered(message(f"Update {n}.", status=status, thread=state)).state
    assert shown(page) == WORDS[page.connector.kind]


def test_a_message_without_a_status_keeps_the_one_that_is_shown(page: Page) -> None:
    state = page.delivered(message("One.", status=PageStatus.MONITORING)).state
    page.delivered(message("Two.", status=None, thread=state))
    words = shown(page)
    assert words[0] == words[1]


def test_an_update_whose_answer_was_lost_is_found(page: Page) -> None:
    state = page.delivered(message("One.")).state
    page.lose_the_answer()
    second = message("Two.", thread=state, status=PageStatus.IDENTIFIED)
    assert isinstance(page.send(second), Unknown)
    page.server.behave()
    found = page.reconcile(second)
    assert isinstance(found, Found), found
    third = message("Three.", thread={**state, **found.state}, status=PageStatus.RESOLVED)
    page.delivered(third)
    assert page.peer.held() == ["One.", "Two.", "Three."]


def test_an_earlier_update_with_the_same_words_is_not_taken_for_it(page: Page) -> None:
    state = page.delivered(message("One.")).state
    state = page.delivered(message("Still working on it.", thread=state)).state
    assert isinstance(page.reconcile(message("Still working on it.", thread=state)), Absent)


def test_a_message_of_yesterday_with_the_same_words_is_left_to_a_person(page: Page) -> None:
    page.delivered(message())
    tomorrow = NOW.plus(24 * 3600)
    if page.connector.kind == "kener":  # it starts at another minute, so it is another incident
        assert isinstance(page.reconcile(message(written_at=tomorrow)), Absent)
    else:
        assert not isinstance(page.reconcile(message(written_at=tomorrow)), Found)


def test_an_opening_whose_answer_was_lost_is_found(page: Page) -> None:
    page.lose_the_answer()
    first = message("One.")
    assert isinstance(page.send(first), Unknown)
    page.server.behave()
    found = page.reconcile(first)
    assert isinstance(found, Found), found
    page.delivered(message("Two.", thread=found.state))
    assert page.peer.held() == ["One.", "Two."]
    assert len(page.peer.incidents) == 1


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("instatus", [{"id": "7", "status": "MAJOROUTAGE"}, {"id": "8", "status": "OPERATIONAL"}]),
        ("kener", [{"monitor_tag": "7", "impact": "DOWN"}]),
        (
            "cachet",
            [
                {"id": 7, "status": 4, "component_id": 7, "component_status": 4},
                {"id": 8, "status": 1, "component_id": 8, "component_status": 1},
            ],
        ),
        (
            "incident-io",
            [
                {"component_id": "7", "component_status": "major_outage"},
                {"component_id": "8", "component_status": "operational"},
            ],
        ),
    ],
)
def test_the_parts_of_the_product(kind: str, told: list[dict[str, object]]) -> None:
    with Server(PEERS[kind]()) as server:
        page = Page(kind, server, components="checkout=7, Web=8, Other=9")
        page.delivered(message(components=PARTS))
        bodies = [got.json for got in server.got if got.method == "POST"]
    names = ("statuses", "monitors", "components", "component_statuses")
    assert told in [body[name] for body in bodies for name in names if name in body]


def test_notifications_can_be_held_back() -> None:
    for kind, name in (("instatus", "notify"), ("cachet", "notifications"), ("incident-io", "notify_subscribers")):
        with Server(PEERS[kind]()) as server:
            Page(kind, server).delivered(message(notify=False))
            assert server.got[-1].json[name] is False


def test_instatus_and_kener_show_the_time_of_writing() -> None:
    earlier = NOW.plus(-7200)
    with Server(Instatus()) as server:
        Page("instatus", server).delivered(message(backdate_to=earlier))
        assert server.got[-1].json["started"] == "2026-01-05T00:31:00.000Z"
    with Server(Kener()) as server:
        Page("kener", server).delivered(message(backdate_to=earlier))
        assert server.got[-1].json["timestamp"] == int(earlier) // 1000


def test_kener_goes_on_where_a_first_message_broke_off() -> None:
    with Server(Kener()) as server:
        page, first = Page("kener", server), message("One.")
        server.late = lambda exchange, got: exchange.say(answer({"error": {"message": "slow"}}, 429).bytes())
        assert isinstance(page.send(first), Refused)
        server.behave()
        page.delivered(first)
        assert len(page.peer.incidents) == 1
        assert page.peer.held() == ["One."]


def test_cachet_is_read_by_the_mark_where_it_keeps_one() -> None:
    with Server(Cachet(keeps_meta=True)) as server:
        page, ours, other = Page("cachet", server), message("Same."), message("Same.")
        page.delivered(other)
        assert isinstance(page.reconcile(ours), Absent)
        assert isinstance(page.reconcile(other), Found)
        assert page.peer.incidents[0]["visible"] is True


def test_kener_and_cachet_are_told_how_the_parts_do_before_each_update() -> None:
    down = (Component("Checkout", ComponentState.DEGRADED),)
    with Server(Kener()) as server:
        page = Page("kener", server, components="Checkout=shop")
        state = page.delivered(message("One.", components=PARTS)).state
        page.delivered(message("Two.", components=down, thread=state))
        patched = [got.json for got in server.got if got.method == "PATCH"]
        assert patched == [{"monitors": [{"monitor_tag": "shop", "impact": "DEGRADED"}]}]
    with Server(Cachet()) as server:
        page = Page("cachet", server, components="Checkout=7")
        state = page.delivered(message("One.", components=PARTS)).state
        up = (Component("Checkout", ComponentState.OPERATIONAL),)
        page.delivered(message("Two.", components=up, thread=state, status=PageStatus.RESOLVED))
        assert page.peer.components == {"7": 1}


@pytest.mark.parametrize(("kind", "method"), [("kener", "PATCH"), ("cachet", "PUT")])
def test_an_update_waits_until_the_parts_are_told(kind: str, method: str) -> None:
    with Server(PEERS[kind]()) as server:
        page = Page(kind, server, components="Checkout=7")
        state = page.delivered(message("One.", components=PARTS)).state
        server.when = lambda got: got.method == method
        server.late = lambda exchange, got: exchange.cut()
        second = message("Two.", components=PARTS, thread=state)
        assert isinstance(page.send(second), NotSent)
        assert page.peer.held() == ["One."]
        server.behave()
        page.delivered(second)


def test_instatus_is_read_to_the_end() -> None:
    with Server(Instatus()) as server:
        page = Page("instatus", server)
        page.peer.incidents += [{"id": f"x{n}", "name": "Other", "updates": []} for n in range(120)]
        sent = message()
        page.delivered(sent)
        assert isinstance(page.reconcile(sent), Found)


def test_cachet_wants_numbers() -> None:
    with Server(Cachet()) as server:
        page = Page("cachet", server, components="Checkout=abc")
        assert page.connector.problem(page.target)
        assert isinstance(page.send(message()), Rejected)
        assert page.connector.check(page.target).ok is False


def test_incident_io_takes_an_incident_that_is_over_as_a_retrospective() -> None:
    with Server(IncidentIo()) as server:
        page, sent = Page("incident-io", server, components="Checkout=7"), message(status=PageStatus.RESOLVED)
        page.delivered(sent)
        page.delivered(sent)
        assert server.got[-1].path == "/v2/status_page_retrospective_incidents"
        assert page.peer.bodies[0]["updates"][0]["published_at"] == NOW.text
        assert len(page.peer.incidents) == 1


def test_incident_io_names_no_parts_when_it_resolves() -> None:
    with Server(IncidentIo()) as server:
        page = Page("incident-io", server, components="Checkout=7")
        state = page.delivered(message(components=PARTS)).state
        page.delivered(message("Done.", status=PageStatus.RESOLVED, components=PARTS, thread=state))
        opening, closing = page.peer.bodies
        assert "7" in str(opening.get("component_statuses"))
        assert "component_statuses" not in closing


def test_incident_io_says_when_the_page_is_not_ours() -> None:
    with Server(IncidentIo()) as server:
        page = Page("incident-io", server, page="PAGE2")
        checked = page.connector.check(page.target)
        assert checked.ok is False
        assert "page" in checked.sentence


def test_a_key_that_is_not_taken(page: Page) -> None:
    odd = msgspec.structs.replace(page.target, secret=type(page.target.secret)("another"))
    outcome = page.connector.send(odd, message(), NOW)
    assert isinstance(outcome, Rejected)
    assert not page.peer.held()
    if page.connector.kind != "cachet":  # its incidents can be read without a key
        assert isinstance(page.connector.reconcile(odd, message(), NOW), CannotTell)
