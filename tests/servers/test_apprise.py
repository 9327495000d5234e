"""Apprise itself, against a server on this computer: once, never again by itself, never to a place that is not safe."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.misbehaving import Got, Reply, Server
from tests.servers import installing
from tests.servers.desk import Desk
from tests.servers.tally import Tally
from warroom.connectors import registry
from warroom.connectors.protocol import TargetConfig
from warroom.connectors.target import Secret
from warroom.outbox import DeliveryState
from warroom.settings import targets

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
"""Of Apprise itself, when it is loaded."""


@pytest.fixture(autouse=True)
def apprise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importable for one test, after everything that is installed anyway."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(installing.apprise())])
    monkeypatch.setattr(targets, "KINDS", (*registry.KINDS, "apprise"))


class Inbox:
    """Takes what Apprise's ``json://`` sends."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, got: Got) -> Reply:
        self.texts.append(got.json["message"])
        return Reply(200, b"{}")


class Line:
    def __init__(self, folder: Path, server: Server) -> None:
        self.desk = Desk(folder)
        self.desk.target("pager", "apprise", {}, server.url.replace("http://", "json://") + "/?retry=3&redirect=yes")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Server]:
    with Server(inbox) as running:
        yield running


@pytest.fixture
def desk(server: Server, tmp_path: Path) -> Iterator[Desk]:
    made = Line(tmp_path, server).desk
    yield made
    made.close()


def test_messages_arrive_once_each(desk: Desk, inbox: Inbox) -> None:
    for n in range(4):
        desk.queue(f"update {n}", "pager")
    desk.deliver()
    sent = desk.delivered()
    assert len(sent) == 4
    Tally.of("Apprise").count(sent, inbox.texts)


@pytest.mark.parametrize("status", [302, 429, 500])
def test_what_did_not_work_waits_for_a_person(desk: Desk, server: Server, inbox: Inbox, status: int) -> None:
    reply = Reply(status, b"", {"Location": f"{server.url}/elsewhere", "Retry-After": "1"})
    server.late = lambda exchange, got: exchange.say(reply.bytes())
    struck = desk.queue("in doubt", "pager")
    for _ in range(10):
        desk.deliver()
        desk.clock.advance(31)
    assert desk.state(struck) is DeliveryState.UNKNOWN
    assert len(server.got) == 1
    assert not inbox.texts


@pytest.mark.parametrize(
    "address",
    [
        "json://example.org/s3cr3t",
        "jsons://example.org/s3cr3t?verify=no",
        "mailto://me:s3cr3t@example.org",
        "nonsense://s3cr3t",
        "s3cr3t",
        "",
    ],
)
def test_addresses_that_are_not_safe_or_not_known(address: str) -> None:
    target = TargetConfig("pager", "apprise", {}, Secret(address))
    problem = registry.connector("apprise").problem(target)
    assert problem.endswith(".")
    assert "s3cr3t" not in problem


@pytest.mark.parametrize("address", ["jsons://example.org/x", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"])
def test_addresses_that_are_fine(address: str) -> None:
    assert registry.connector("apprise").problem(TargetConfig("pager", "apprise", {}, Secret(address))) == ""
