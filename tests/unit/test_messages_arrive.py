"""From a template to its readers: what a message looks like where it arrives, service by service."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from tests.command_line import CommandLine
from tests.misbehaving import Server
from tests.peers import SECRET
from tests.peers.mail import ScriptedMail
from tests.peers.slack import Slack
from tests.peers.statuspage import Statuspage

PAGE = ("--set", "scope=Checkout", "--set", "impact=Half of all payments fail.", "--set", "symptom=Payments fail")

FIELDS = (
    "--set",
    "known=The pool is full.",
    "--set",
    "doing=Rolling back.",
    "--set",
    "impact=Half of all payments fail.",
)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    monkeypatch.setenv("WARROOM_SECRET_STATUS", SECRET)
    monkeypatch.setenv("WARROOM_SECRET_CHAT", f"xoxb-{SECRET}")
    cli = CommandLine(monkeypatch)
    cli.ok("declare", "Payments fail", "-s", "1")
    return cli


def queue(cli: CommandLine, template: str, target: str, *more: str) -> None:
    said = cli("queue", template, "--to", target, *more)
    assert said.code == 0, said.err
    done = cli.ok("outbox", "deliver", "--json").json
    assert done["delivered"] == 1, cli("outbox", "list").out


def test_a_page_names_the_incident_once_and_follows_its_status(cli: CommandLine) -> None:
    page = Statuspage()
    with Server(page) as server:
        cli.ok("targets", "add", "status", "statuspage", "--set", "page=p1", "--set", f"base_url={server.url}")
        queue(cli, "page-investigating", "status", *PAGE, "--set", "next_update=30m")
        queue(cli, "page-resolved", "status", *PAGE, "--set", "duration=20 min")
    (incident,) = page.incidents
    assert (incident["name"], incident["status"]) == ("Payments fail", "resolved")
    last, first = incident["incident_updates"]
    assert first["body"].startswith("Payments fail.\n\nStatus: Investigating")
    assert last["body"].startswith("Half of all payments fail.\n\nStatus: Resolved")
    assert last["status"] == "resolved"


def test_a_mail_has_its_heading_for_a_subject(cli: CommandLine) -> None:
    with ScriptedMail() as server:
        values = [f"port={server.port}", "host=127.0.0.1", "security=none", "from=in@example.org", "to=a@example.org"]
        cli.ok("targets", "add", "mail", "email", *(word for value in values for word in ("--set", value)))
        queue(cli, "executive-brief", "mail", *FIELDS)
    letter = message_from_bytes(server.letters[0], policy=policy.default)
    assert letter["Subject"].startswith("SEV-1")
    assert "Payments fail" in letter["Subject"]
    body = letter.get_body(("plain",))  # type: ignore[attr-defined]
    assert not body.get_content().startswith("SEV-1")
    assert "Half of all payments fail." in body.get_content()


def test_chat_keeps_the_heading_and_threads_what_follows(cli: CommandLine) -> None:
    slack = Slack()
    with Server(slack) as server:
        values = ("--set", "channel=#incidents", "--set", "headline=no", "--set", f"base_url={server.url}")
        cli.ok("targets", "add", "chat", "slack", *values)
        for _ in range(2):
            queue(cli, "status-update", "chat", *FIELDS)
    assert slack.held()[0].startswith("*SEV-1")
    assert [message.get("thread_ts") for message in slack.messages] == [None, slack.messages[0]["ts"]]
