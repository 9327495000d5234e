"""A message as blocks of text runs, and the ways to write it down.

The structure comes from the template alone; values of fields are runs of text and stay text in every format. Headings
are written as a bold line, so that the marks of a drill and of a simulated record can stand before everything.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Callable
from enum import StrEnum
from itertools import groupby
from typing import TypeAlias

import msgspec

DRILL_MARK = "[DRILL] "
SIMULATED_MARK = "[SIMULATED] "


class Format(StrEnum):
    """``EMAIL`` is the plain body of a mail, whose subject stands apart (``mail``); ``POST`` a text of few lines."""

    PLAIN = "plain"
    SLACK = "slack"
    MARKDOWN = "markdown"
    HTML = "html"
    TEAMS = "teams"
    EMAIL = "email"
    POST = "post"


class Run(msgspec.Struct, frozen=True):
    """Text of one look. ``missing`` marks the place of a field that nobody has filled."""

    text: str
    strong: bool = False
    missing: bool = False


Line: TypeAlias = tuple[Run, ...]


class Heading(msgspec.Struct, frozen=True):
    line: Line


class Paragraph(msgspec.Struct, frozen=True):
    """Lines that stand below each other."""

    lines: tuple[Line, ...]


class Bullets(msgspec.Struct, frozen=True):
    items: tuple[Line, ...]


Block: TypeAlias = Heading | Paragraph | Bullets


class Message(msgspec.Struct, frozen=True):
    """What is said, before it has a format."""

    blocks: tuple[Block, ...]
    drill: bool = False
    simulated: bool = False

    @property
    def mark(self) -> str:
        """What every format begins with: a drill and a simulated record never pass for the real thing."""
        return (DRILL_MARK if self.drill else "") + (SIMULATED_MARK if self.simulated else "")

    def text(self, form: Format) -> str:
        """The message in one format."""
        return _WRITERS[form](self)

    @property
    def plain(self) -> str:
        return self.text(Format.PLAIN)

    @property
    def slack(self) -> str:
        return self.text(Format.SLACK)

    @property
    def markdown(self) -> str:
        return self.text(Format.MARKDOWN)

    @property
    def html(self) -> str:
        return self.text(Format.HTML)

    @property
    def heading(self) -> str:
        """The words of the first heading, on one line; '' where it has none."""
        first = self.blocks[0] if self.blocks else None
        return " ".join("".join(run.text for run in first.line).split()) if isinstance(first, Heading) else ""

    @property
    def body(self) -> Message:
        """The message without the heading that it begins with."""
        return msgspec.structs.replace(self, blocks=self.blocks[1:]) if self.heading else self


_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)}
_NOT_FOR_TEXT = (*range(0x80, 0xA0), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF)
_TABLE = _CONTROLS | {0x7F: 0x2421} | dict.fromkeys(_NOT_FOR_TEXT, 0xFFFD)
_EMBEDDINGS, _ISOLATES = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068"
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"


def tidy(value: str) -> str:
    """A field's value as it may enter a message: outer space gone, one kind of line break, control characters visible,
    and no direction override that would reach beyond the value.
    """
    text = _BREAKS.sub("\n", value).translate(_TABLE)
    text = "\n".join(line.strip() for line in text.split("\n")).strip()
    return text + _pops(text)


def _pops(text: str) -> str:
    """What closes the direction marks that ``text`` leaves open, innermost first."""
    opened: list[str] = []
    for char in text:
        if char in _EMBEDDINGS:
            opened.append(_POP_EMBEDDING)
        elif char in _ISOLATES:
            opened.append(_POP_ISOLATE)
        elif opened and char == opened[-1]:
            opened.pop()
    return "".join(reversed(opened))


def _plain(message: Message) -> str:
    return message.mark + _blocks(message.blocks, _PLAIN)


def _slack(message: Message) -> str:
    return message.mark + _blocks(message.blocks, _SLACK)


def _markdown(message: Message) -> str:
    return message.mark + _blocks(message.blocks, _MARKDOWN)


def _teams(message: Message) -> str:
    return message.mark + _blocks(message.blocks, _TEAMS)


def _email(message: Message) -> str:
    return message.mark + _blocks(message.body.blocks, _PLAIN)


def _post(message: Message) -> str:
    """One block after the other, with no blank lines: a post has few lines and no marks."""
    return message.mark + "\n".join(_block(block, _PLAIN) for block in message.blocks)


def _html(message: Message) -> str:
    return message.mark + "\n".join(_html_block(block) for block in message.blocks)


_WRITERS: dict[Format, Callable[[Message], str]] = {
    Format.PLAIN: _plain,
    Format.SLACK: _slack,
    Format.MARKDOWN: _markdown,
    Format.HTML: _html,
    Format.TEAMS: _teams,
    Format.EMAIL: _email,
    Format.POST: _post,
}


class _Dialect(msgspec.Struct, frozen=True):
    """How a format of lines writes a run, bold text, the start of a line, a line break and a bullet."""

    run: Callable[[Run], str]
    start: Callable[[str], str] = str
    bold: str = ""
    line_break: str = "\n"
    bullet: str = "- "


def _blocks(blocks: tuple[Block, ...], dialect: _Dialect) -> str:
    """Blank lines between blocks; a list stands right under the one line that names it."""
    text = ""
    for before, block in zip((None, *blocks), blocks, strict=False):
        named = isinstance(block, Bullets) and isinstance(before, Paragraph) and len(before.lines) == 1
        gap = "" if before is None else "\n" if named else "\n\n"
        text += gap + _block(block, dialect)
    return text


def _block(block: Block, dialect: _Dialect) -> str:
    if isinstance(block, Heading):
        strong = tuple(msgspec.structs.replace(run, strong=True) for run in block.line)
        return dialect.line_break.join(_line(strong, dialect))
    if isinstance(block, Paragraph):
        return dialect.line_break.join(text for line in block.lines for text in _line(line, dialect))
    return "\n".join(dialect.bullet + f"{dialect.line_break}  ".join(_line(item, dialect)) for item in block.items)


def _line(line: Line, dialect: _Dialect) -> list[str]:
    """One line of the structure as the lines it takes: a value may hold several. Bold never spans two of them."""
    text = ""
    for strong, runs in groupby(line, key=lambda run: run.strong):
        part = "".join(dialect.run(run) for run in runs)
        text += "\n".join(_bold(row, dialect.bold) for row in part.split("\n")) if strong else part
    return [dialect.start(row) for row in text.split("\n")]


def _bold(row: str, mark: str) -> str:
    """Bold marks do not work beside a space: they move inwards."""
    core = row.strip()
    if not core:
        return row
    at = row.index(core)
    return f"{row[:at]}{mark}{core}{mark}{row[at + len(core) :]}"


def _as_is(run: Run) -> str:
    return run.text


def _slack_run(run: Run) -> str:
    """Slack's own rule: ``& < >`` are escaped, so no text can call a channel or a person.

    Source: https://docs.slack.dev/messaging/formatting-message-text, "Escaping text".
    """
    return run.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_INLINE_MARKS = re.compile(r"([\\`*_\[\]<|~$]|&(?=[#\w]))")
_LINE_MARKS = re.compile(r"^(?:([-+=#>])|(\d{1,9})([.)]))")


def _markdown_run(run: Run) -> str:
    """Backslashes before whatever CommonMark and its common extensions read as a mark (CommonMark 0.31, 2.4).

    The marker of a missing field stays as it is: without a definition, which no field can make, it is plain text.
    """
    return run.text if run.missing else _INLINE_MARKS.sub(r"\\\1", run.text)


def _markdown_start(row: str) -> str:
    """The marks that count at the start of a line alone: lists, quotes, headings, underlines."""
    return _LINE_MARKS.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", row)


_PLAIN = _Dialect(_as_is)
_SLACK = _Dialect(_slack_run, bold="*", bullet="• ")
_MARKDOWN = _Dialect(_markdown_run, _markdown_start, bold="**", line_break="  \n")
_TEAMS = _Dialect(_markdown_run, _markdown_start, bold="**", line_break="\n\n")
"""Teams knows bold, lists and links of Markdown, and breaks a line at a blank one alone.

Source: https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
"""


def _html_block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<p><strong>{''.join(_escaped(run) for run in block.line)}</strong></p>"
    if isinstance(block, Paragraph):
        return f"<p>{'<br>'.join(''.join(_html_run(run) for run in line) for line in block.lines)}</p>"
    items = "\n".join(f"<li>{''.join(_html_run(run) for run in item)}</li>" for item in block.items)
    return f"<ul>\n{items}\n</ul>"


def _html_run(run: Run) -> str:
    text = _escaped(run)
    return f"<strong>{text}</strong>" if run.strong else text


def _escaped(run: Run) -> str:
    return markup.escape(run.text, quote=True).replace("\n", "<br>")
