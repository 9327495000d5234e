"""Slack and GitHub as the emulator plays them: threads, channels, issues; a lost answer leaves one message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

from tests.misbehaving import Server
from tests.servers.passing import answer_lost, line_to, request_lost
from tests.servers.running import Process
from tests.servers.tally import Tally
from warroom import ids
from warroom.clock import Instant, SystemClock
from warroom.connectors.protocol import (
    Absent,
    Connector,
    Delivered,
    Found,
    Outgoing,
    PageStatus,
    TargetConfig,
    Unknown,
)
from warroom.connectors.registry import connector
from warroom.connectors.target import Secret


def now() -> Instant:
    return SystemClock().now()


def message(text: str, **fields: object) -> Outgoing:
    whole = {
        "id": ids.new(),
        "incident": ids.new(),
        "ref": "INC-0042",
        "title": "Checkout fails",
        "template": "status-update",
        "plain": text,
        "written_at": now(),
    }
    return msgspec.convert(whole | fields, Outgoing)


class Lane:
    """One target, and what an outbox does with it: in order, and after a doubt it asks before it sends again."""

    def __init__(self, target: TargetConfig) -> None:
        self.connector: Connector = connector(target.kind)
        self.target = target
        self.state: dict[str, str] = {}
        self.sent: list[str] = []

    def send(self, text: str, **fields: object) -> Delivered | Found:
        sent = message(text, thread=dict(self.state), **fields)
        outcome = self.connector.send(self.target, sent, now())
        return self._done(sent, outcome if isinstance(outcome, Delivered) else self._settle(sent, outcome))

    def doubtful(self, line: Server, text: str, fault: Any, **fields: object) -> Delivered | Found:
        """The same, over a line that fails at the post and then recovers."""
        sent = message(text, thread=dict(self.state), **fields)
        line.late = fault
        outcome = self.connector.send(self.target, sent, now())
        line.behave()
        assert isinstance(outcome, Unknown), outcome
        return self._done(sent, self._settle(sent, outcome))

    def _settle(self, sent: Outgoing, outcome: object) -> Delivered | Found:
        assert isinstance(outcome, Unknown), outcome
        found = self.connector.reconcile(self.target, sent, now())
        if isinstance(found, Absent):
            again = self.connector.send(self.target, sent, now())
            assert isinstance(again, Delivered), again
            return again
        assert isinstance(found, Found), found
        return found

    def _done(self, sent: Outgoing, outcome: Delivered | Found) -> Delivered | Found:
        self.state |= outcome.state
        self.sent.append(sent.plain)
        return outcome


@pytest.fixture
def slack(emulator: dict[str, Process]) -> Iterator[Server]:
    with line_to(emulator["slack"].port, reads_are_posts=True) as line:
        line.when = lambda got: got.path.endswith("/chat.postMessage")
        yield line


@pytest.fixture
def github(emulator: dict[str, Process]) -> Iterator[Server]:
    with line_to(emulator["github"].port) as line:
        line.when = lambda got: got.method == "POST"
        yield line


def ask(line: Server, method: str, path: str, body: object = None) -> Any:
    """Look at the server with other eyes than the connector's."""
    headers = {"Authorization": "Bearer xoxb-operator", "Content-Type": "application/json"}
    content = None if body is None else json.dumps(body)
    return httpx.request(method, line.url + path, headers=headers, content=content, trust_env=False).json()


def test_slack(slack: Server) -> None:
    tally = Tally.of("Slack (emulated)")
    values = {"base_url": f"{slack.url}/api", "channel": "new", "headline": "no"}
    lane = Lane(TargetConfig("chat", "slack", values, Secret("xoxb-warroom")))
    lane.connector.check(lane.target)
    lane.send("Declared.")
    lane.send("We look at the database.")
    lane.doubtful(slack, "The answer to this one is lost.", answer_lost)
    lane.doubtful(slack, "This one is lost itself.", request_lost)
    lane.send("All is well.")
    channel = lane.state["channel"]
    told = ask(slack, "GET", f"/api/conversations.history?channel={channel}&limit=100")["messages"]
    texts = [one["text"] for one in told]
    tally.count(lane.sent, [sent for sent in lane.sent for text in texts if text.startswith(sent)])
    info = ask(slack, "GET", f"/api/conversations.info?channel={channel}")["channel"]
    assert info["name"] == "inc-0042-checkout-fails"
    assert "Checkout fails" in info["topic"]["value"]


def test_slack_threads_in_a_channel_that_is_there(slack: Server) -> None:
    made = ask(slack, "POST", "/api/conversations.create", {"name": f"war-{ids.new()[-8:]}"})["channel"]["id"]
    values = {"base_url": f"{slack.url}/api", "channel": made, "headline": "no"}
    lane = Lane(TargetConfig("chat", "slack", values, Secret("xoxb-warroom")))
    lane.send("The head.")
    for n in range(5):
        lane.send(f"Update {n}.")
    lane.doubtful(slack, "In doubt, in the thread.", answer_lost)
    replies = ask(slack, "GET", f"/api/conversations.replies?channel={made}&ts={lane.state['ts']}")["messages"]
    Tally.of("Slack (emulated)").count(lane.sent, [one["text"] for one in replies])


def test_github(github: Server) -> None:
    made = ask(github, "POST", "/user/repos", {"name": f"status-{ids.new()[-8:]}"})
    values = {"base_url": github.url, "repository": made["full_name"]}
    lane = Lane(TargetConfig("tracker", "github", values, Secret("warroom")))
    assert lane.connector.check(lane.target).ok
    lane.send("Declared.", status=PageStatus.INVESTIGATING)
    lane.send("It is the database.", status=PageStatus.IDENTIFIED)
    lane.doubtful(github, "The answer to this one is lost.", answer_lost)
    lane.doubtful(github, "This one is lost itself.", request_lost)
    lane.send("All is well.", status=PageStatus.RESOLVED)
    where = f"/repos/{made['full_name']}/issues/{lane.state['issue']}"
    issue = ask(github, "GET", where)
    comments = ask(github, "GET", f"{where}/comments")
    texts = [one["body"].partition("\n\n<!--")[0] for one in [issue, *comments]]
    Tally.of("GitHub (emulated)").count(lane.sent, texts)
    assert issue["state"] == "closed"


def test_an_opening_in_doubt_on_github(github: Server) -> None:
    made = ask(github, "POST", "/user/repos", {"name": f"status-{ids.new()[-8:]}"})
    values = {"base_url": github.url, "repository": made["full_name"], "site": "shop"}
    lane = Lane(TargetConfig("page", "upptime", values, Secret("warroom")))
    lane.doubtful(github, "The answer to the opening is lost.", answer_lost)
    lane.send("And on it goes.")
    issues = ask(github, "GET", f"/repos/{made['full_name']}/issues?state=all")
    assert len(issues) == 1
    assert {label["name"] for label in issues[0]["labels"]} == {"status", "shop"}
    comments = ask(github, "GET", f"/repos/{made['full_name']}/issues/{lane.state['issue']}/comments")
    texts = [one["body"].partition("\n\n<!--")[0] for one in [issues[0], *comments]]
    Tally.of("GitHub (emulated)").count(lane.sent, texts)
