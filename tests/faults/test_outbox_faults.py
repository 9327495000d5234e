"""The outbox on a real socket: every trouble that a network has, and kill −9 of the sender at each state."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import FULL, times
from tests.faulty_networks import TROUBLES
from tests.mattermost import CHANNEL, TOKEN, Mattermost
from tests.misbehaving import Exchange, Got, Server, answer
from tests.outbox_rig import Rig
from warroom.connectors import http
from warroom.connectors.registry import connector
from warroom.connectors.target import Secret, TargetConfig
from warroom.outbox import DeliveryState
from warroom.outbox.routes import Route
from warroom.workspace import Workspace

FIELDS = {"impact": "nobody can pay", "doing": "rolling back", "next_update": "15m"}


@pytest.fixture
def mattermost() -> Iterator[tuple[Server, Mattermost]]:
    peer = Mattermost()
    with Server(peer) as server:
        server.when = peer.posts
        yield server, peer


def test_every_trouble_ends_with_the_message_there_once(tmp_path, mattermost, monkeypatch, capsys):
    """Nobody but a person who approves what was held or rejected: no one ever looks into the channel."""
    server, peer = mattermost
    config = TargetConfig("chat", "mattermost", {"base_url": server.url, "channel": CHANNEL}, Secret(TOKEN))

    class Routes:
        def route(self, target):
            return Route(config, connector("mattermost"))

    monkeypatch.setattr(http, "LIMITS", http.Limits(connect_s=2, step_s=0.3, whole_s=0.6))
    rig = Rig(tmp_path)
    rig.workspace.routes = Routes()
    rig.deliverer.close()
    rig.outbox.routes = rig.workspace.routes
    rig.deliverer = rig.deliverer_of(rig.workspace)
    messages = []
    for trouble in TROUBLES:
        message = rig.queue(f"during: {trouble.name}")
        messages.append(message.id)
        trouble.begin(server)
        rig.pass_()
        assert rig.state(message) is not DeliveryState.DELIVERED, trouble.name
        server.behave()
        server.when = peer.posts
        for _ in range(20):
            found = rig.outbox.get(message.n)
            if found.state is DeliveryState.REJECTED or (found.held and found.state is DeliveryState.QUEUED):
                rig.outbox.send_again(message.n)
            rig.later(31)
            if rig.state(message) is DeliveryState.DELIVERED:
                break
        assert peer.held.count(message.id) == 1, trouble.name
        assert rig.state(message) is DeliveryState.DELIVERED, trouble.name
    rig.close()
    with capsys.disabled():
        lost = len(set(messages) - set(peer.held))
        print(f"\noutbox: {len(messages)} troubles of a network: {lost} lost, {peer.twice} twice")
    assert peer.held == messages


class Sender:
    """A record with queued messages, and `warroom outbox deliver` in processes of its own."""

    def __init__(self, folder: Path, server: Server, kind: str, **values: str) -> None:
        self.path = folder / "record.db"
        self.environment = os.environ | {"WARROOM_HANDLE": "robin", "WARROOM_SECRET_CHAT": TOKEN}
        with self.opened() as workspace:
            self.incident = workspace.room.declare("nobody can pay", 1).incident
            workspace.targets.add("chat", kind, {"base_url": server.url, **values}, Secret(TOKEN))

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
    assert state == "sending" or (point == "answered" and state == "delivered")
    sender.start().wait(90)
    assert peer.held == messages
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
    assert peer.held == messages
