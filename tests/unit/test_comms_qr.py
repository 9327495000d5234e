"""Codes on the screen, read back by a decoder that is not ours."""

from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.comms_incident import NOW, playbook, running, templates
from warroom.comms import qr
from warroom.comms.drafts import draft
from warroom.comms.mail import mail_of
from warroom.comms.message import Format
from warroom.errors import Refused

PIXELS = 4
"""Of one square, in the picture that the decoder is shown."""


def read(code: qr.Code) -> str:
    """What a phone would read off the screen."""
    side = (code.size + 2 * qr.QUIET) * PIXELS
    picture = bytearray(b"\xff" * (side * side))
    for y, row in enumerate(code.rows):
        for x, dark in enumerate(row):
            if dark:
                left = (x + qr.QUIET) * PIXELS
                for line in range((y + qr.QUIET) * PIXELS, (y + qr.QUIET + 1) * PIXELS):
                    picture[line * side + left : line * side + left + PIXELS] = bytes(PIXELS)
    found = zxingcpp.read_barcodes(memoryview(bytes(picture)).cast("B", (side, side)))
    assert len(found) == 1
    return bytes(found[0].bytes).decode()


@pytest.mark.parametrize("name", templates().names)
def test_every_message_comes_back_from_its_code(name: str) -> None:
    message = draft(running(), playbook(), NOW, templates().get(name)).message
    text = qr.shorter(message)
    assert read(qr.code(text)) == text


@pytest.mark.parametrize(
    "text", ["Störung beim Bezahlen – 70 %", "支払いができません", "🔥 down", "12345", "A", "x" * qr.LONGEST]
)
def test_any_writing_comes_back(text: str) -> None:
    assert read(qr.code(text)) == text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=200))
def test_whatever_is_typed_comes_back(text: str) -> None:
    assert read(qr.code(text)).encode() == text.encode()


def test_a_text_too_long_says_so_and_the_short_form_fits() -> None:
    made = draft(running(), playbook(), NOW, templates().get("status-update"), Format.PLAIN, {"known": "fact " * 400})
    with pytest.raises(Refused, match="short form") as refused:
        qr.code(made.text)
    assert refused.value.code == "qr_long"
    short = qr.shorter(made.message)
    assert read(qr.code(short)) == short
    assert short.startswith(made.text.split("\n")[0])
    assert "Next update: by" in short
    assert short.endswith(qr.SHORTENED)


def test_the_short_form_of_one_endless_line_is_cut_within_a_letter_never() -> None:
    made = draft(running(), playbook(), NOW, templates().get("status-update"), Format.PLAIN, {"title": "é🔥" * 900})
    assert len(qr.shorter(made.message).encode()) <= qr.LONGEST


def test_a_drill_says_so_in_its_code_too() -> None:
    made = draft(running(drill=True), playbook(), NOW, templates().get("status-update"))
    assert qr.shorter(made.message, 300).startswith("[DRILL] ")


def test_codes_that_dial_write_and_send() -> None:
    assert read(qr.call("+33 (1) 23-45")) == "tel:+3312345"
    assert read(qr.sms("Is it down? 50% & more", "0170/12 34")) == (
        "sms:01701234?body=Is%20it%20down%3F%2050%25%20%26%20more"
    )
    message = draft(running(), playbook(), NOW, templates().get("status-update")).message
    link = read(qr.letter(mail_of(message), ("a@example.com",)))
    assert link.startswith("mailto:a@example.com?subject=SEV-1")


def test_nothing_makes_no_code() -> None:
    with pytest.raises(Refused):
        qr.code("")
