"""Matrix, Mattermost, Teams and a webhook of one's own: what each does beyond the contract of all."""

from __future__ import annotations

import msgspec
import pytest

from tests.misbehaving import Server
from tests.peers.matrix import ROOM, Matrix
from tests.peers.mattermost import Mattermost
from tests.peers.secret import SECRET
from tests.peers.webhooks import OwnHook, TeamsFlow
from warroom.clock import Instant
from warroom.connectors.matrix.room import MatrixRoom
from warroom.connectors.mattermost.bot import MattermostBot
from warroom.connectors.protocol import (
    Absent,
    CannotTell,
    Delivered,
    Found,
    NotSent,
    Outgoing,
    Rejected,
    TargetConfig,
    Tier,
    Unknown,
)
from warroom.connectors.target import Secret
from warroom.connectors.teams.workflow import TeamsWorkflow
from warroom.connectors.webhook.signed import SignedWebhook, signature

NOW = Instant.parse("2026-01-05T02:31:00Z")


def message(id: str, text: str, **fields: object) -> Outgoing:
    whole = {"id": id, "incident": "0199", "ref": "INC-0042", "title": "Checkout fails", "template": "status-update"}
    return msgspec.convert(whole | {"plain": text, "written_at": NOW} | fields, Outgoing)


def test_matrix_threads_under_the_first_and_calls_nobody() -> None:
    service = Matrix()
    with Server(service) as server:
        target = service.target(server.url, room="#war:example.org")
        first = MatrixRoom().send(target, message("m1", "@room Checkout fails.", html="<p>Checkout fails.</p>"), NOW)
        assert isinstance(first, Delivered)
        MatrixRoom().send(target, message("m2", "Fixed.", thread=first.state), NOW)
    told = [event["content"] for event in service.events]
    assert told[0]["formatted_body"] == "<p>Checkout fails.</p>"
    assert told[0]["m.mentions"] == {}
    assert told[1]["m.relates_to"]["event_id"] == "$event0"
    assert first.state["room"] == ROOM


def test_matrix_relies_on_a_key_only_on_the_device_that_it_belongs_to() -> None:
    service = Matrix()
    with Server(service) as server:
        target = service.target(server.url, device="DEV1")
        assert MatrixRoom().capabilities_for(target).tier is Tier.KEY
        assert MatrixRoom().capabilities_for(service.target(server.url)).tier is Tier.MARKER
        for _ in range(3):
            assert isinstance(MatrixRoom().send(target, message("m1", "Once."), NOW), Delivered)
        service.device = "DEV2"
        refused = MatrixRoom().send(target, message("m1", "Once."), NOW)
        assert isinstance(refused, Rejected)
        assert "DEV2" in refused.why
        assert MatrixRoom().check(target).ok is False
    assert service.held() == ["Once."]


def test_matrix_reads_back_as_far_as_the_message_can_be() -> None:
    service = Matrix()
    with Server(service) as server:
        target = service.target(server.url)
        MatrixRoom().send(target, message("m1", "Look for me."), NOW)
        for number in range(150):
            MatrixRoom().send(target, message(f"n{number}", "noise"), NOW)
        found = MatrixRoom().reconcile(target, message("m1", "Look for me."), NOW)
        assert isinstance(found, Found)
        assert found.remote_id == "$event0"
        assert isinstance(MatrixRoom().reconcile(target, message("m9", "Never sent."), NOW), Absent)


def test_matrix_finds_no_room_by_a_name_while_the_server_is_ill() -> None:
    service = Matrix()
    with Server(service) as server:
        server.when = lambda got: "/directory/" in got.path
        server.late = lambda exchange, got: exchange.cut()
        target = service.target(server.url, room="#war:example.org")
        outcome = MatrixRoom().send(target, message("m1", "Hello."), NOW)
        assert isinstance(outcome, NotSent)
        assert outcome.why.endswith("Nothing was sent.")
        assert "arrived" not in outcome.why
        assert isinstance(MatrixRoom().reconcile(target, message("m1", "Hello."), NOW), CannotTell)


def test_mattermost_threads_under_the_first_in_a_channel_by_its_name() -> None:
    service = Mattermost()
    with Server(service) as server:
        target = service.target(server.url, channel="acme/war")
        first = MattermostBot().send(target, message("m1", "x", markdown="**Checkout** fails. @channel"), NOW)
        assert isinstance(first, Delivered)
        MattermostBot().send(target, message("m2", "Fixed.", thread=first.state), NOW)
    assert service.stored[1]["root_id"] == service.stored[0]["id"]
    assert "@channel" not in service.stored[0]["message"]
    assert service.stored[0]["message"].startswith("**Checkout**")


def test_mattermost_reads_back_over_pages() -> None:
    service = Mattermost()
    with Server(service) as server:
        target = service.target(server.url)
        MattermostBot().send(target, message("m1", "Look for me."), NOW)
        for number in range(210):
            service._posted({"channel_id": "c" * 26, "message": str(number), "root_id": "", "props": {}})
        assert isinstance(MattermostBot().reconcile(target, message("m1", "Look for me."), NOW), Found)
        assert isinstance(MattermostBot().reconcile(target, message("m9", "Never sent."), NOW), Absent)


def test_a_teams_card_shows_every_line_to_the_letter() -> None:
    service = TeamsFlow()
    with Server(service) as server:
        text = "# not a heading\n\n- [x](https://example.org)"
        assert isinstance(TeamsWorkflow().send(service.target(server.url), message("m1", text), NOW), Delivered)
    (card,) = service.cards
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert card["body"][0]["inlines"][0]["text"] == "INC-0042 Checkout fails"


def test_a_card_that_teams_would_refuse_stays_here() -> None:
    service = TeamsFlow()
    with Server(service) as server:
        outcome = TeamsWorkflow().send(service.target(server.url), message("m1", "é\n" * 9_000), NOW)
    assert isinstance(outcome, Rejected)
    assert not server.got


def test_a_webhook_is_signed_and_keyed() -> None:
    service = OwnHook()
    with Server(service) as server:
        target = service.target(server.url)
        for _ in range(2):
            assert isinstance(SignedWebhook().send(target, message("m1", "Once.", severity=2), NOW), Delivered)
    (got, _) = server.got
    assert got.headers["x-warroom-signature"] == signature(SECRET, "1767580260", got.body)
    assert got.json["ref"] == "INC-0042"
    assert list(service.taken) == ["m1"]


def test_a_webhook_that_forgets_keys_is_never_sent_to_twice_by_itself() -> None:
    blind = OwnHook().target("https://hooks.example.org", honours_key="no")
    assert SignedWebhook().capabilities_for(blind).tier is Tier.BLIND


def test_a_webhook_takes_a_page_for_no_receipt_where_none_was_named() -> None:
    service = OwnHook()
    with Server(service) as server:
        target = service.target(server.url, receipt="")
        assert isinstance(SignedWebhook().send(target, message("m1", "x"), NOW), Delivered)
        from tests.misbehaving import Reply

        server.late = lambda exchange, got: exchange.say(
            Reply(200, b"<html>", {"Content-Type": "text/HTML; charset=utf-8"}).bytes()
        )
        assert isinstance(SignedWebhook().send(target, message("m2", "x"), NOW), Unknown)


@pytest.mark.parametrize("query", ["?token=abc", "?x=1&api_key=abc", "?sig=%2F"])
def test_an_address_with_a_key_in_it_is_not_kept_in_the_open(query: str) -> None:
    said = SignedWebhook().problem(OwnHook().target("https://hooks.example.org", base_url=f"https://x.example{query}"))
    assert "{secret}" in said
    fine = OwnHook().target("https://hooks.example.org", base_url="https://x.example/?token={secret}&from=warroom")
    assert SignedWebhook().problem(fine) == ""


def test_a_secret_address_of_a_webhook_is_never_told() -> None:
    target = TargetConfig("own", "webhook", {"base_url": "https://hooks.invalid/{secret}"}, Secret(f"{SECRET}/x y"))
    assert SignedWebhook().problem(target) == ""
    assert "no secret" in SignedWebhook().problem(TargetConfig("own", "webhook", target.values))
    service = OwnHook()
    with Server(service) as server:
        server.late = lambda exchange, got: exchange.say(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
        near = TargetConfig("own", "webhook", {"base_url": f"{server.url}/{{secret}}"}, target.secret)
        outcome = SignedWebhook().send(near, message("m1", "x"), NOW)
    assert server.got[0].target == f"/{SECRET}%2Fx%20y"
    assert isinstance(outcome, Rejected)
    assert SECRET not in outcome.why
