"""Statuspage: one incident on the page, its updates in order, at their times, with its components."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from tests.misbehaving import Server
from tests.peers.statuspage import Statuspage as Page
from warroom.clock import Instant
from warroom.connectors.protocol import (
    Component,
    ComponentState,
    Delivered,
    Found,
    Outgoing,
    PageStatus,
    Rejected,
    TargetConfig,
)
from warroom.connectors.statuspage.page import Statuspage

NOW = Instant.parse("2026-01-05T04:31:00Z")
THEN = Instant.parse("2026-01-05T02:31:00Z")
CONNECTOR = Statuspage()


@pytest.fixture
def page() -> Iterator[tuple[Page, Server]]:
    service = Page()
    with Server(service) as server:
        yield service, server


def message(id: str, text: str, **fields: object) -> Outgoing:
    whole = {"id": id, "incident": "0199", "ref": "INC-0042", "title": "Checkout fails", "template": "page-identified"}
    return msgspec.convert(whole | {"plain": text, "written_at": THEN} | fields, Outgoing)


def delivered(target: TargetConfig, sent: Outgoing) -> Delivered:
    outcome = CONNECTOR.send(target, sent, NOW)
    assert isinstance(outcome, Delivered), outcome
    return outcome


def test_the_first_message_opens_the_incident_and_the_next_updates_it(page: tuple[Page, Server]) -> None:
    service, server = page
    target = service.target(server.url)
    first = delivered(target, message("m1", "We look.", status=PageStatus.INVESTIGATING, severity=1))
    delivered(target, message("m2", "Fixed.", status=PageStatus.RESOLVED, thread=first.state))
    (incident,) = service.incidents
    assert (incident["name"], incident["impact_override"], incident["status"]) == (
        "Checkout fails",
        "critical",
        "resolved",
    )
    assert first.state["page"] == "https://stspg.io/1"


def test_an_update_shows_the_time_at_which_it_was_written(page: tuple[Page, Server]) -> None:
    service, server = page
    sent = message("m1", "We look.", status=PageStatus.INVESTIGATING, backdate_to=THEN, notify=False)
    delivered(service.target(server.url), sent)
    (update,) = service.incidents[0]["incident_updates"]
    assert update["display_at"] == "2026-01-05T02:31:00.000Z"
    assert update["deliver_notifications"] is False


def test_it_is_delivered_though_its_time_could_not_be_set(page: tuple[Page, Server]) -> None:
    service, server = page
    server.when = lambda got: "/incident_updates/" in got.path
    server.late = lambda exchange, got: exchange.cut()
    outcome = delivered(service.target(server.url), message("m1", "We look.", backdate_to=THEN))
    assert outcome.state["backdated"] == "no"


def test_components_change_where_the_target_knows_them(page: tuple[Page, Server]) -> None:
    service, server = page
    parts = (Component("checkout", ComponentState.MAJOR_OUTAGE), Component("Unknown", ComponentState.DEGRADED))
    delivered(service.target(server.url, components="Checkout=c1, API=c2"), message("m1", "x", components=parts))
    assert service.incidents[0]["components"] == {"c1": "major_outage"}
    assert service.incidents[0]["component_ids"] == ["c1"]


def test_each_message_is_found_by_its_own_mark(page: tuple[Page, Server]) -> None:
    service, server = page
    target = service.target(server.url)
    opening = message("m1", "We look.")
    first = delivered(target, opening)
    found = CONNECTOR.reconcile(target, opening, NOW)
    assert isinstance(found, Found)
    assert found.state["incident"] == first.state["incident"]
    update = message("m2", "Still looking.", thread=found.state)
    second = delivered(target, update)
    again = CONNECTOR.reconcile(target, update, NOW)
    assert isinstance(again, Found)
    assert again.remote_id == second.remote_id


def test_an_incident_that_was_deleted_there_stops_the_lane(page: tuple[Page, Server]) -> None:
    service, server = page
    outcome = CONNECTOR.send(service.target(server.url), message("m1", "x", thread={"incident": "gone"}), NOW)
    assert isinstance(outcome, Rejected)


def test_a_long_title_is_cut_to_what_the_page_takes(page: tuple[Page, Server]) -> None:
    service, server = page
    delivered(service.target(server.url), message("m1", "x", title="words " * 100))
    assert len(service.incidents[0]["name"]) <= 255
