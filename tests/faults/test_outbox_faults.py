"""The outbox on a real socket: every trouble that a network has, and kill −9 of the sender at each state."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import FULL, times
from tests.faulty_networks import TROUBLES
from tests.misbehaving import Exchange, Got, Server, answer
from tests.outbox_rig import Rig
from tests.peers import SECRET, SERVICES
from tests.peers.mattermost import CHANNEL, Mattermost
from warroom.connectors import http
from warroom.connectors.registry import connector
from warroom.connectors.target import Secret, TargetConfig
from warroom.outbox import Delivery, DeliveryState
from warroom.outbox.routes import Route, find
from warroom.workspace import Workspace

FIELDS = {"impact": "nobody can pay", "doing": "rolling back", "next_update": "15m"}


@pytest.fixture
def mattermost() -> Iterator[tuple[Server, Mattermost]]:
    peer = Mattermost()
    with Server(peer) as server:
        server.when = peer.posts
        yield server, peer


def ids(peer: Mattermost) -> list[str]:
    """The messages that readers of the channel see, by our own ids, in their order."""
    return [post["props"]["outbox_id"] for post in peer.stored]


class Only:
    """One target, of a service on loopback."""

    def __init__(self, config: TargetConfig) -> None:
        self.config = config

    def route(self, target: str) -> Route:
        return Route(self.config, connector(self.config.kind))


KINDS = list(SERVICES) if FULL else ["mattermost", "slack-webhook"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_trouble_ends_with_the_message_there_once(tmp_path, kind, monkeypatch, capsys):
    """A person approves what was held or rejected, and looks there where nothing else can tell."""
    monkeypatch.setattr(http, "LIMITS", http.Limits(connect_s=2, step_s=0.3, whole_s=0.6))
    service, looks, words = SERVICES[kind](), 0, []
    with Server(service) as server, closing(Rig(tmp_path)) as rig:
        rig.use(Only(service.target(server.url)))
        page = find(rig.outbox.routes, "it").external
        for number, trouble in enumerate(TROUBLES):
            words.append(f"Case {number:03}")
            server.when = service.posts
            message = rig.queue(words[-1], "it", template="page-investigating" if page else "status-update")
            trouble.begin(server)
            rig.later(5)
            assert rig.outbox.get(message.n).attempts == 1, trouble.name
            assert rig.state(message) is not DeliveryState.DELIVERED, trouble.name
            server.behave()
            looks += brought_home(rig, message, lambda: any(words[-1] in text for text in service.held()))
            assert sum(words[-1] in text for text in service.held()) == 1, trouble.name
    held = [sum(word in text for text in service.held()) for word in words]
    with capsys.disabled():
        twice = sum(count > 1 for count in held)
        print(
            f"\noutbox, {kind}: {len(words)} troubles, {held.count(0)} lost, {twice} twice, {looks} looked at by hand"
        )


def brought_home(rig: Rig, message: Delivery, there: Callable[[], bool]) -> bool:
    """Let time pass and the person decide until the message is settled; whether a person had to look."""
    looked = False
    for _ in range(30):
        found = rig.outbox.get(message.n)
        if found.state.settled:
            return looked
        if found.state is DeliveryState.UNKNOWN and found.next_try_at is None:
            looked = True
            rig.outbox.mark_sent(found.n) if there() else rig.outbox.send_again(found.n)
        elif found.state is DeliveryState.REJECTED or (found.held and found.state is DeliveryState.QUEUED):
            rig.outbox.send_again(message.n)
        rig.later(31)
    raise AssertionError(f"not settled: {rig.outbox.get(message.n)}")


class Sender:
    """A record with queued messages, and `warroom outbox deliver` in processes of its own."""

    def __init__(self, folder: Path, server: Server, kind: str, **values: str) -> None:
        self.path = folder / "record.db"
        self.environment = os.environ | {"WARROOM_HANDLE": "robin", "WARROOM_SECRET_CHAT": SECRET}
        with self.opened() as workspace:
            self.incident = workspace.room.declare("nobody can pay", 1).incident
            workspace.targets.add("chat", kind, {"base_url": server.url, **values}, Secret(SECRET))

    def opened(self) -> Workspace:
        return Workspace.open(self.path, author="robin")

    def queue(self, count: int) -> list[str]:
        with self.opened() as workspace:
            return [
                workspace.outbox.queue(self.incident, "status-update", ["chat"], FIELDS | {"known": f"{n}"})[0].id
                for n in range(count)
            ]

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "warroom", "--record", str(self.path), "outbox", "deliver"],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def states(self) -> list[str]:
        with self.opened() as workspace:
            return [row.state.value for row in workspace.outbox.deliveries()]


def killing(server: Server, peer: Mattermost, point: str) -> threading.Event:
    """Kill the sender when its next post is at ``point``; returns what is set once that is done."""
    done = threading.Event()
    server.child = None

    def kill() -> None:
        server.child.send_signal(signal.SIGKILL)
        server.child.wait()
        server.behave()
        done.set()

    def early(exchange: Exchange) -> None:
        exchange.head()
        kill()

    def late(exchange: Exchange, got: Got) -> None:
        if point == "accepted":
            peer(got)
        elif point == "answered":
            exchange.say(peer(got).bytes())
        kill()

    if point == "in the request":
        server.early = early
    else:
        server.late = late
    return done


POINTS = ["accepted"] + (["answered", "in the request", "not accepted"] if FULL else [])
"""A message that the service does not hold is looked for twice, 15 s apart: too long for every run."""


@pytest.mark.parametrize("point", POINTS)
def test_a_sender_killed_in_mid_request_leaves_the_message_there_once(tmp_path, mattermost, point):
    server, peer = mattermost
    sender = Sender(tmp_path, server, "mattermost", channel=CHANNEL)
    messages = sender.queue(2)
    done = killing(server, peer, point)
    server.child = sender.start()
    assert done.wait(60)
    state = sender.states()[0]
    assert state == "unknown" or (point == "answered" and state == "delivered")
    sender.start().wait(90)
    assert ids(peer) == messages
    assert sender.states() == ["delivered", "delivered"]


def test_a_blind_target_is_never_sent_to_again_after_a_kill(tmp_path):
    taken: list[str] = []

    def peer(got: Got):
        taken.append(got.headers["idempotency-key"])
        return answer({"ok": True})

    with Server(peer) as server:
        sender = Sender(tmp_path, server, "webhook")
        messages = sender.queue(2)
        done = killing(server, peer, "accepted")
        server.child = sender.start()
        assert done.wait(60)
        sender.start().wait(60)
        assert sender.states() == ["unknown", "queued"]
        assert taken == messages[:1]
        with sender.opened() as workspace:
            workspace.outbox.mark_sent(1)
        sender.start().wait(60)
    assert taken == messages


def test_senders_killed_at_random_and_two_at_once(tmp_path, capsys):
    """A receiver that honours the key: what counts is that nothing is lost and each key is one message."""
    dice = random.Random(20261121)
    effects: dict[str, bytes] = {}
    posts: list[str] = []

    def peer(got: Got):
        key = got.headers["idempotency-key"]
        posts.append(key)
        assert effects.setdefault(key, got.body) == got.body, "one key, two messages"
        return answer({"ok": True})

    killed, messages = 0, []
    with Server(peer) as server:
        sender = Sender(tmp_path, server, "webhook", honours_key="yes")
        for _ in range(times(2, 60)):
            messages += sender.queue(3)
            children = [sender.start(), sender.start()]
            reached, wanted = len(posts), dice.randrange(4)
            while len(posts) < reached + wanted and any(child.poll() is None for child in children):
                pass
            for child in children:
                killed += child.poll() is None
                child.send_signal(signal.SIGKILL)
                child.wait()
        sender.start().wait(90)
    with capsys.disabled():
        lost = len(set(messages) - set(effects))
        print(f"\noutbox: {len(messages)} messages, {killed} senders killed: {lost} lost, {len(posts)} posts")
    assert sorted(effects) == sorted(messages)
    assert set(sender.states()) == {"delivered"}


def test_two_senders_at_once_send_each_message_once(tmp_path, mattermost):
    server, peer = mattermost
    sender = Sender(tmp_path, server, "mattermost", channel=CHANNEL)
    messages = sender.queue(4)
    for child in [sender.start() for _ in range(3)]:
        assert child.wait(60) == 0
    assert ids(peer) == messages
