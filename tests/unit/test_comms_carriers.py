"""Mails, structures of chat services and lengths: whatever is typed stays text, and too long is said."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.comms_incident import NOW, playbook, running, templates
from tests.unit.test_comms_formats import HOSTILE, message_around
from warroom.comms.drafts import draft
from warroom.comms.lengths import LIMITS, POST, fit, post_count
from warroom.comms.mail import MAILTO_LIMIT, Mail, eml, mail_of, mailto
from warroom.comms.message import Format, Heading, Message, Paragraph, Run, tidy
from warroom.comms.rich import slack_blocks, teams_card
from warroom.errors import Refused


def _message(template: str = "numbered-update", **typed: str) -> Message:
    return draft(running(), playbook(), NOW, templates().get(template), Format.PLAIN, typed).message


def _letter(raw: bytes) -> EmailMessage:
    letter = message_from_bytes(raw, policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def _part(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_has_its_subject_and_says_the_same_twice() -> None:
    mail = mail_of(_message())
    letter = _letter(eml(mail, ["ops@example.com", "board@example.com"]))
    assert letter["subject"].strip() == "Update 1, SEV-1 Critical incident: Checkout failing for most customers"
    assert letter["to"] == "ops@example.com, board@example.com"
    assert _part(letter, "plain").strip() == mail.plain
    assert "Around 70%" in mail.plain
    assert not mail.plain.startswith("Subject")
    assert mail.html in _part(letter, "html")


def test_a_message_without_a_heading_takes_the_title_and_a_drill_says_so_in_both_places() -> None:
    mail = mail_of(Message((), drill=True), "Checkout\nfails")
    assert mail.subject == "[DRILL] Checkout fails"
    assert mail.plain.startswith("[DRILL] ")


@given(HOSTILE)
def test_no_field_can_add_a_header_or_a_part_to_a_letter(value: str) -> None:
    message = message_around(value)
    mail = mail_of(message)
    letter = _letter(eml(mail))
    assert set(map(str.casefold, letter.keys())) == {"subject", "x-unsent", "mime-version", "content-type"}
    assert len(list(letter.iter_parts())) == 2
    assert _part(letter, "plain").rstrip("\n") == mail.plain.rstrip("\n")
    assert "".join(str(letter["subject"]).split()) == "".join(mail.subject.split())


@given(HOSTILE)
def test_a_mail_link_carries_the_text_to_the_letter(value: str) -> None:
    mail = mail_of(Message((Heading((Run(tidy(value[:20])),)), Paragraph(((Run(tidy(value)),),)))))
    parts = urlsplit(mailto(mail, ["a@example.com"]))
    told = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "a@example.com")
    assert set(told) == {"subject", "body"}
    assert told["body"] == [mail.plain.replace("\n", "\r\n")]


def test_a_letter_too_long_for_a_link_names_the_other_way() -> None:
    with pytest.raises(Refused, match="Save it as a file"):
        mailto(Mail("s", "x" * MAILTO_LIMIT, ""))


@given(HOSTILE)
def test_slack_blocks_and_teams_cards_hold_every_value_as_plain_runs(value: str) -> None:
    message = message_around(value)
    (block,) = slack_blocks(message)
    texts = list(_leaves(block, "text"))
    runs = list(_leaves(teams_card(message), "TextRun"))
    for line in message.plain.split("\n"):
        core = line.removeprefix("- ").strip()
        assert core in "".join(texts)
        assert core in "".join(runs)
    kinds = set(_kinds(block))
    assert kinds <= {"rich_text", "rich_text_section", "rich_text_list", "text"}


def _leaves(node: object, kind: str) -> list[str]:
    if isinstance(node, dict):
        if node.get("type") == kind:
            return [str(node["text"])]
        return [text for value in node.values() for text in _leaves(value, kind)]
    return [text for item in node for text in _leaves(item, kind)] if isinstance(node, list) else []


def _kinds(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [str(node["type"])] if "type" in node else []
        return own + [kind for value in node.values() for kind in _kinds(value)]
    return [kind for item in node for kind in _kinds(item)] if isinstance(node, list) else []


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("plain words", 11),
        ("see https://status.example.com/incidents/3kQ9zLmW2pXvB7nTyR5sUdJfH8gC4eA1", 4 + 23),
        ("Störung – jetzt", 15),
        ("支払い", 6),
        ("e\u0301", 1),
    ],
)
def test_a_post_is_counted_as_the_service_counts_it(text: str, length: int) -> None:
    assert post_count(text) == length


@given(st.text(max_size=400))
def test_a_post_is_never_counted_shorter_than_half_of_what_it_is(text: str) -> None:
    counted = fit(text, POST)
    assert counted.over == max(0, counted.count - 280)


def test_too_long_is_said_with_the_figure() -> None:
    assert fit("x" * 311, POST).words == "31 too many for X (311 of 280 characters)"
    assert fit("é" * 10, LIMITS["matrix"]).words == "20 of 60000 bytes"
    assert fit("short", LIMITS["discord"]).over == 0
