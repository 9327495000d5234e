"""Twenty minutes of an incident with the network cut: six messages wait, and then the peers hold what was promised."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.cable import Cable
from tests.misbehaving import Server
from tests.outbox_rig import Rig
from tests.peers.mattermost import Mattermost
from tests.peers.slack import SlackHook
from tests.peers.statuspage import Statuspage
from warroom.connectors.registry import connector
from warroom.connectors.target import TargetConfig
from warroom.incident.words import Status
from warroom.outbox import Choice, DeliveryState, Reason, Together
from warroom.outbox.routes import Route
from warroom.scribe import lines as say


class Cables:
    """Three services, each behind a cable of its own."""

    def __init__(self, stack: ExitStack) -> None:
        self.peers = {"chat": Mattermost(), "hook": SlackHook(), "page": Statuspage()}
        self.cables: dict[str, Cable] = {}
        self._configs: dict[str, TargetConfig] = {}
        for name, peer in self.peers.items():
            server = stack.enter_context(Server(peer))
            cable = self.cables[name] = stack.enter_context(Cable(server.url))
            self._configs[name] = peer.target(cable.url)

    def route(self, target: str) -> Route:
        found = self._configs[target]
        return Route(TargetConfig(target, found.kind, found.values, found.secret), connector(found.kind))

    def cut(self) -> None:
        for cable in self.cables.values():
            cable.cut()

    def mend(self) -> None:
        for cable in self.cables.values():
            cable.mend()


@pytest.fixture
def world(tmp_path):
    with ExitStack() as stack:
        cables = Cables(stack)
        rig = Rig(tmp_path)
        rig.use(cables)
        yield rig, cables
        rig.close()


def test_twenty_minutes_without_a_network(world):
    rig, cables = world
    declared = rig.queue("before the cut", "chat")
    rig.pass_()
    assert rig.state(declared) is DeliveryState.DELIVERED

    cables.cut()
    external_before = rig.due("external")
    queued = [rig.queue("first", "chat")]
    rig.later(1)
    for minutes, text, target, template in (
        (3, "nobody can pay", "page", "page-investigating"),
        (4, "second", "chat", "status-update"),
        (4, "over the hook", "hook", "status-update"),
        (4, "nobody can pay, cards too", "page", "page-identified"),
        (4, "third", "chat", "status-update"),
    ):
        rig.later(minutes * 60)
        queued.append(rig.queue(text, target, template=template))
        rig.pass_()
    rig.workspace.room.do(rig.incident, say.SetStatus(Status.MITIGATING))
    rig.later(60)
    assert rig.outbox.counts() == {DeliveryState.QUEUED: 6}
    assert [len(peer.held()) for peer in cables.peers.values()] == [1, 0, 0]
    assert rig.due("external") == external_before, "queued moves no countdown"

    cables.mend()
    for _ in range(12):
        rig.later(31)
    review = rig.outbox.review()
    lanes = {lane.target: lane for lane in review.lanes}
    assert review.messages == 6
    assert 19 * 60 < review.waited_s < 40 * 60
    assert lanes["chat"].lane.down_since is None
    assert lanes["page"].lane.down_since is None
    assert [len(peer.held()) for peer in cables.peers.values()] == [1, 0, 0], "nothing goes out by itself"
    assert lanes["chat"].together == (Together.CATCH_UP,)
    assert Together.BACK_DATE in lanes["page"].together
    newest = lanes["chat"].rows[-1]
    assert ("status", "Investigating", "Mitigating") in [(d.what, d.was, d.now) for d in newest.differences]

    rig.outbox.answer_together("chat", rig.incident, Together.CATCH_UP)
    rig.outbox.answer_together("page", rig.incident, Together.BACK_DATE)
    (hook,) = lanes["hook"].rows
    rig.outbox.answer({hook.n: Choice.REFRESHED})
    assert rig.outbox.get(hook.n).text != hook.original
    promised = rig.outbox.get(hook.n).text
    for _ in range(12):
        idle = rig.later(31)
    assert [lane.reason for lane in idle if lane.reason is not Reason.EMPTY] == []

    chat, page, slack = cables.peers["chat"].held(), cables.peers["page"].incidents, cables.peers["hook"].held()
    assert len(chat) == 2
    assert all(f"Known: {word}" in chat[1].replace("*", "") for word in ("first", "second", "third"))
    assert len(page) == 1
    updates = page[0]["incident_updates"][::-1]
    assert [(row["status"], row["deliver_notifications"]) for row in updates] == [
        ("investigating", False),
        ("identified", True),
    ]
    written = [row.written_at.text for row in queued if row.target == "page"]
    assert [row["display_at"][:16] for row in updates] == [text[:16] for text in written]
    assert len(slack) == 1
    assert "Mitigating" in slack[0]
    assert "Mitigating" in promised
    delivered = [row for row in rig.outbox.truth(rig.incident) if row.state is DeliveryState.DELIVERED]
    assert len(delivered) == 5
    assert all(row.remote_id and row.at for row in delivered)
    assert rig.due("external") != external_before
