"""Slack: the thread under the incident, the incident's own channel, and Slack's own words for what went wrong."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from tests.misbehaving import Got, Server, answer
from tests.peers.slack import Slack
from warroom.clock import Instant
from warroom.connectors.protocol import (
    Absent,
    CannotTell,
    Delivered,
    Found,
    Outgoing,
    PageStatus,
    Refused,
    Rejected,
    TargetConfig,
    Unknown,
)
from warroom.connectors.slack.bot import SlackBot, channel_name

NOW = Instant.parse("2026-01-05T02:31:00Z")
BOT = SlackBot()


@pytest.fixture
def slack() -> Iterator[tuple[Slack, Server]]:
    service = Slack()
    with Server(service) as server:
        yield service, server


def message(id: str, text: str, **fields: object) -> Outgoing:
    whole = {"id": id, "incident": "0199", "ref": "INC-0042", "title": "Checkout fails", "template": "status-update"}
    return msgspec.convert(whole | {"plain": text, "written_at": NOW} | fields, Outgoing)


def delivered(target: TargetConfig, sent: Outgoing) -> Delivered:
    outcome = BOT.send(target, sent, NOW)
    assert isinstance(outcome, Delivered), outcome
    return outcome


def test_later_messages_hang_under_the_first_and_keep_it_current(slack: tuple[Slack, Server]) -> None:
    service, server = slack
    target = service.target(server.url)
    first = delivered(target, message("m1", "Checkout fails."))
    second = delivered(target, message("m2", "Rolled back.", thread=first.state))
    assert service.messages[1]["thread_ts"] == service.messages[0]["ts"]
    assert service.held()[0] == "Checkout fails.\n\n*Latest, 02:31 UTC:* Rolled back."
    delivered(target, message("m3", "All well.", thread=second.state))
    assert service.held()[0] == "Checkout fails.\n\n*Latest, 02:31 UTC:* All well."
    assert "Checkout" not in repr(second.state)


def test_the_first_message_stays_as_it_was_where_that_is_wanted(slack: tuple[Slack, Server]) -> None:
    service, server = slack
    target = service.target(server.url, headline="no")
    first = delivered(target, message("m1", "Checkout fails."))
    delivered(target, message("m2", "Rolled back.", thread=first.state))
    assert service.held()[0] == "Checkout fails."


def test_an_incident_gets_its_own_channel_with_its_people_topic_and_pin(slack: tuple[Slack, Server]) -> None:
    service, server = slack
    target = service.target(server.url, channel="new", invite="U1, U2")
    first = delivered(target, message("m1", "Checkout fails."))
    made = next(one for one in service.channels.values() if one["name"] == "inc-0042-checkout-fails")
    assert service.messages[0]["channel"] == made["id"]
    assert service.topics[made["id"]] == "INC-0042 Checkout fails"
    assert service.invited == ["U1", "U2"]
    assert service.pins == [service.messages[0]["ts"]]
    delivered(target, message("m2", "All well.", thread=first.state, status=PageStatus.RESOLVED))
    assert service.messages[1]["channel"] == made["id"]
    assert "thread_ts" not in service.messages[1]
    assert service.topics[made["id"]] == "INC-0042 Checkout fails: resolved"


def test_a_channel_that_an_earlier_try_made_is_used(slack: tuple[Slack, Server]) -> None:
    service, server = slack
    service.channels["C7"] = {"id": "C7", "name": "inc-0042-checkout-fails", "is_archived": False}
    delivered(service.target(server.url, channel="new"), message("m1", "Checkout fails."))
    assert service.messages[0]["channel"] == "C7"


def test_a_message_is_found_by_its_mark_in_its_thread(slack: tuple[Slack, Server]) -> None:
    service, server = slack
    target = service.target(server.url, channel="#incidents")
    first = delivered(target, message("m1", "Checkout fails."))
    reply = message("m2", "Rolled back.", thread=first.state)
    assert isinstance(BOT.reconcile(target, reply, NOW), Absent)
    second = delivered(target, reply)
    found = BOT.reconcile(target, reply, NOW)
    assert isinstance(found, Found)
    assert found.remote_id == second.remote_id
    assert isinstance(BOT.reconcile(target, message("m3", "Rolled back."), NOW), Absent)


def test_more_messages_than_it_reads_leave_it_open(slack: tuple[Slack, Server]) -> None:
    service, server = slack
    busy = answer({"ok": True, "messages": [{"ts": "1767580260.000100"}], "response_metadata": {"next_cursor": "on"}})
    server.when = lambda got: got.path == "/conversations.history"
    server.late = lambda exchange, got: exchange.say(busy.bytes())
    assert isinstance(BOT.reconcile(service.target(server.url), message("m1", "Hello."), NOW), CannotTell)


@pytest.mark.parametrize(
    ("word", "outcome", "says"),
    [
        ("channel_not_found", Rejected, "no such channel"),
        ("not_in_channel", Rejected, "invite it"),
        ("invalid_auth", Rejected, "renew the secret"),
        ("a_word_of_tomorrow", Rejected, "a_word_of_tomorrow"),
        ("ratelimited", Refused, "slower"),
        ("internal_error", Unknown, "may have arrived"),
    ],
)
def test_slack_says_no_with_a_200(slack: tuple[Slack, Server], word: str, outcome: type, says: str) -> None:
    service, server = slack
    server.late = lambda exchange, got: exchange.say(answer({"ok": False, "error": word}).bytes())
    said = BOT.send(service.target(server.url), message("m1", "Hello."), NOW)
    assert isinstance(said, outcome), said
    assert says in said.why  # type: ignore[attr-defined]


def test_a_missing_permission_is_named(slack: tuple[Slack, Server]) -> None:
    service, server = slack
    no = answer({"ok": False, "error": "missing_scope", "needed": "chat:write"})
    server.late = lambda exchange, got: exchange.say(no.bytes())
    said = BOT.send(service.target(server.url), message("m1", "Hello."), NOW)
    assert isinstance(said, Rejected)
    assert "chat:write" in said.why


def test_what_follows_a_delivered_message_may_fail(slack: tuple[Slack, Server]) -> None:
    service, server = slack
    target = service.target(server.url, channel="new")
    server.when = lambda got: got.path == "/pins.add"
    server.late = lambda exchange, got: exchange.cut()
    outcome = delivered(target, message("m1", "Checkout fails."))
    assert outcome.state["pinned"] == "no"


def test_a_check_tells_whose_token_it_is_and_which_channel_is_missing(slack: tuple[Slack, Server]) -> None:
    service, server = slack
    assert "warroom in Acme" in BOT.check(service.target(server.url)).sentence
    missing = BOT.check(service.target(server.url, channel="#nowhere"))
    assert missing.ok is False
    assert "#nowhere" in missing.sentence
    assert not service.messages


def test_a_channel_name_keeps_slacks_rules() -> None:
    named = channel_name(message("m1", "x", title="Überall Fehler! <Kasse> " + "lang " * 30))
    assert named.startswith("inc-0042-uberall-fehler-kasse-lang")
    assert len(named) <= 80
    assert not named.endswith("-")


def test_mentions_in_pasted_text_stay_text(slack: tuple[Slack, Server]) -> None:
    service, server = slack

    def raw(got: Got) -> str:
        return str(got.json["text"])

    delivered(service.target(server.url), message("m1", "<!channel> & <@U1>"))
    assert raw(server.got[0]) == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
