"""Messages as QR codes: a phone with a signal sends what a laptop without one cannot.

The text is UTF-8 bytes, as all phones read it. A code has a greatest size that a phone still reads from a screen;
what is longer is refused by name, and ``shorter`` makes the short form of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import msgspec
import segno

from warroom.comms.mail import Mail, mailto
from warroom.comms.message import Block, Bullets, Heading, Message, Paragraph
from warroom.errors import Refused

LONGEST = 1_273
"""Bytes of one code: version 25 with the least correction, 117 by 117 squares, which fills a 700-pixel screen at 5."""
QUIET = 4
"""Squares of white that a reader needs around a code (ISO/IEC 18004)."""
SHORTENED = "(shortened: the full text is on the laptop)"


class Code(msgspec.Struct, frozen=True):
    """``rows`` are the squares, True for dark, without the white margin of ``QUIET`` squares that belongs around."""

    text: str
    rows: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        return len(self.rows)


def code(text: str) -> Code:
    """The code of a text. Raises ``Refused`` with the code ``qr_long`` when one code cannot hold it."""
    if not text:
        raise Refused("There is no text to make a code of", code="qr_empty")
    size = len(text.encode())
    if size > LONGEST:
        sentence = f"Too long for one code: {size} of {LONGEST} bytes. Show the short form instead"
        raise Refused(sentence, code="qr_long", length=size, limit=LONGEST)
    made = segno.make_qr(text, error="l", mode="byte", encoding="utf-8", boost_error=True)
    return Code(text, tuple(tuple(bool(square) for square in row) for row in made.matrix))


def sms(text: str, number: str = "") -> Code:
    """A code that opens a text message, to ``number`` if there is one (RFC 5724)."""
    return code(f"sms:{_dialled(number)}?body={quote(text, safe='')}")


def call(number: str) -> Code:
    """A code that dials."""
    return code(f"tel:{_dialled(number)}")


def letter(mail: Mail, to: tuple[str, ...] = ()) -> Code:
    """A code that opens a mail."""
    return code(mailto(mail, to))


def shorter(message: Message, most: int = LONGEST) -> str:
    """The short form: the heading, the lines that fit, always the one with the next update; it says that it is short.

    ``most`` is in bytes of UTF-8. A text that fits stays whole.
    """
    whole = message.plain
    if len(whole.encode()) <= most:
        return whole
    lines = [line for block in message.blocks for line in _lines(block)]
    kept = sorted({0, *(n for n, line in enumerate(lines) if "next update" in line.casefold())})
    text = message.mark + "\n".join(lines[n] for n in kept) + "\n" + SHORTENED
    for n, line in enumerate(lines):
        if n not in kept and len(text.encode()) + len(line.encode()) + 1 <= most:
            kept = sorted([*kept, n])
            text = message.mark + "\n".join(lines[n] for n in kept) + "\n" + SHORTENED
        elif n not in kept:
            break
    return text if len(text.encode()) <= most else _cut(text, most)


def _cut(text: str, most: int) -> str:
    room = most - len(f"…\n{SHORTENED}".encode())
    return text.encode()[: max(0, room)].decode(errors="ignore") + f"…\n{SHORTENED}"


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield "".join(run.text for run in block.line)
    elif isinstance(block, Paragraph):
        yield from ("".join(run.text for run in line) for line in block.lines)
    elif isinstance(block, Bullets):
        yield from ("- " + "".join(run.text for run in item) for item in block.items)


def _dialled(number: str) -> str:
    """Digits and a leading plus; what people write between them is left out."""
    kept = "".join(char for char in number if char.isascii() and char.isdigit())
    return f"+{kept}" if number.strip().startswith("+") and kept else kept
