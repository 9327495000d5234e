"""Queueing and delivering from a shell: the contract that scripts hold on to (DESIGN section 5)."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer

from tests.command_line import CommandLine

FIELDS = ("--set", "impact=nobody can pay", "--set", "known=pool full", "--set", "doing=rolling back")
KEYS = ["id", "n", "target", "template", "state", "attempts", "last_error", "next_try_at", "remote_id", "written_at"]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    cli = CommandLine(monkeypatch)
    cli.ok("declare", "nobody can pay", "-s", "1")
    return cli


@pytest.fixture
def chat(cli: CommandLine, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> HTTPServer:
    """A target `chat`: a Slack webhook on loopback."""
    monkeypatch.setenv("WARROOM_SECRET_CHAT", httpserver.url_for("/services/T/B/x"))
    cli.ok("targets", "add", "chat", "slack-webhook")
    return httpserver


def queued(cli: CommandLine, *more: str) -> dict:
    (row,) = cli.ok("queue", "status-update", "--to", "chat", *FIELDS, *more, "--json").json
    return row


def listed(cli: CommandLine) -> list[dict]:
    return cli.ok("outbox", "list", "--json").json


def test_queue_and_list_answer_as_the_contract_says(cli: CommandLine, chat: HTTPServer) -> None:
    row = queued(cli)
    assert list(row)[:10] == KEYS
    assert (row["n"], row["state"], row["attempts"], row["target"]) == (1, "queued", 0, "chat")
    assert listed(cli) == [row]
    assert cli.ok("outbox", "--json").json == [row]


def test_deliver_sends_what_waits_and_moves_the_countdown(cli: CommandLine, chat: HTTPServer) -> None:
    chat.expect_oneshot_request("/services/T/B/x", method="POST").respond_with_data("ok")
    before = cli.ok("show", "--json").json["countdowns"][0]["due_at"]
    queued(cli, "--set", "next_update=5m")
    assert cli.ok("show", "--json").json["countdowns"][0]["due_at"] == before
    said = cli.ok("outbox", "deliver", "--once", "--json").json
    assert said["delivered"] == 1
    assert listed(cli)[0]["state"] == "delivered"
    assert cli.ok("show", "--json").json["countdowns"][0]["due_at"] < before
    chat.check_assertions()


def test_what_cannot_be_reached_waits_and_is_reviewed(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARROOM_SECRET_CHAT", "http://127.0.0.1:9/services/T/B/x")
    cli.ok("targets", "add", "chat", "slack-webhook")
    queued(cli)
    cli.ok("outbox", "deliver", "--once")
    (row,) = listed(cli)
    assert (row["state"], row["attempts"], row["waits_for_review"]) == ("queued", 1, True)
    assert "Nothing was sent" in row["last_error"]
    review = cli.ok("outbox", "review", "--json").json
    assert review["lanes"][0]["down_since"] is not None
    assert [(one["n"], one["do"], one["ticked"]) for one in review["lanes"][0]["messages"]] == [(1, "send", True)]
    assert "out of reach since" in cli.ok("outbox", "review").out
    cli.ok("outbox", "review", "--send")
    assert listed(cli)[0]["waits_for_review"] is False


def test_unknown_is_decided_by_a_person(cli: CommandLine, chat: HTTPServer) -> None:
    chat.expect_oneshot_request("/services/T/B/x").respond_with_data("gateway", status=503)
    queued(cli)
    cli.ok("outbox", "deliver")
    assert listed(cli)[0]["state"] == "unknown"
    assert cli("outbox", "check", "1").code == 3
    cli.ok("outbox", "mark-sent", "1", "--via", "seen in the channel")
    assert listed(cli)[0]["state"] == "sent_by_hand"
    assert cli("outbox", "send-again", "1").code == 3


def test_skip_and_send_again(cli: CommandLine, chat: HTTPServer) -> None:
    chat.expect_request("/services/T/B/x").respond_with_data("invalid_payload", status=400)
    queued(cli)
    queued(cli, "--set", "known=worse")
    cli.ok("outbox", "deliver")
    assert [row["state"] for row in listed(cli)] == ["rejected", "queued"]
    assert cli.ok("outbox", "send-again", "1", "--json").json["state"] == "queued"
    assert cli.ok("outbox", "skip", "1", "--why", "old", "--json").json["state"] == "skipped"


def test_a_drill_is_delivered_to_the_drill_sink(cli: CommandLine) -> None:
    cli.ok("declare", "practice", "-s", "1", "--drill")
    row = cli.ok("queue", "status-update", "-i", "DRILL-0001", "--to", "chat", *FIELDS, "--json").json[0]
    assert row["target"] == "drill:chat"
    cli.ok("outbox", "deliver")
    assert listed(cli)[0]["state"] == "delivered"


def test_what_is_refused_says_why(cli: CommandLine, chat: HTTPServer) -> None:
    for code, words, argv in (
        (3, "missing", ("queue", "status-update", "--to", "chat")),
        (3, 'No target is called "nowhere"', ("queue", "status-update", "--to", "nowhere", *FIELDS)),
        (2, "--to", ("queue", "status-update")),
        (3, "no message 9", ("outbox", "skip", "9")),
        (2, "one of", ("outbox", "review", "--send", "--merge", "chat")),
    ):
        said = cli(*argv)
        assert (said.code, words in said.err) == (code, True), said.err
    assert listed(cli) == []


def test_work_offline_holds_everything(cli: CommandLine, chat: HTTPServer) -> None:
    cli.ok("outbox", "offline", "on")
    queued(cli)
    assert "working offline" in cli.ok("outbox", "deliver").out
    assert cli.ok("outbox", "offline", "off", "--json").json == {"offline": False}
    assert cli.ok("outbox", "deliver", "--once", "--json").json["delivered"] == 0
    assert listed(cli)[0]["waits_for_review"] is True
