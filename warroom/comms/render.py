"""A template and the values of its fields -> a message.

The template gives the structure: ``# heading``, ``- item``, ``**bold**``, blank lines between paragraphs. What fields
hold is put in afterwards, run by run, and is never read as structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from warroom.comms.language import CLOSE, OPEN, SLOTS, VALUES_LIMIT, Missing, Slots, TooMuch, Value
from warroom.comms.message import Block, Bullets, Heading, Line, Message, Paragraph, Run, tidy
from warroom.comms.templates import Template
from warroom.errors import TemplateError

MESSAGE_LIMIT = VALUES_LIMIT
"""Characters of a whole message."""
_SLOT = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_BOLD = "**"


class Rendered(msgspec.Struct, frozen=True):
    """A message and the fields whose place in it is marked, in the order in which they stand."""

    message: Message
    missing: tuple[str, ...] = ()


def marker(field: str) -> str:
    """``[[WORKAROUND?]]``: what stands where a field should."""
    return f"[[{field.upper()}?]]"


def render(
    template: Template, values: Mapping[str, Value], *, drill: bool = False, simulated: bool = False
) -> Rendered:
    """The message that ``template`` makes of ``values``; a name that is not among them, or is empty, is missing.

    Raises ``TemplateError`` when the message would be longer than 300,000 characters.
    """
    slots = Slots()
    context: dict[str, object] = {name: tidied for name, value in values.items() if (tidied := _tidied(value))}
    try:
        text = template.compiled.render({**context, SLOTS: slots})
    except TooMuch:
        sentence = f'Template "{template.name}" makes a message longer than {MESSAGE_LIMIT} characters. Shorten a field'
        raise TemplateError(sentence, template=template.name) from None
    missing = tuple(dict.fromkeys(value.name for value in slots.values if isinstance(value, Missing)))
    blocks = tuple(_blocks(text, slots))
    return Rendered(Message(blocks, drill=drill, simulated=simulated), missing)


def _tidied(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(item for item in map(tidy, value) if item)
    return tidy(value)


def _blocks(text: str, slots: Slots) -> Iterator[Block]:
    """Paragraphs are parted by blank lines; a heading or a list ends the paragraph before it."""
    lines: list[Line] = []
    items: list[Line] = []
    for row in [*map(str.strip, text.split("\n")), ""]:
        if items and not row.startswith("- "):
            yield Bullets(tuple(items))
            items = []
        if lines and (not row or row.startswith(("- ", "# "))):
            yield Paragraph(tuple(lines))
            lines = []
        if row.startswith("# "):
            yield Heading(_line(row[2:], slots))
        elif row.startswith("- "):
            items += _items(row[2:], slots)
        elif row:
            lines.append(_line(row, slots))


def _items(row: str, slots: Slots) -> list[Line]:
    """The items of one ``- `` row: as many as the list field has that stands alone in it."""
    alone = _SLOT.fullmatch(row)
    value = slots.values[int(alone[1])] if alone else None
    if isinstance(value, tuple):
        return [(Run(item),) for item in value]
    return [_line(row, slots)]


def _line(row: str, slots: Slots) -> Line:
    runs: list[Run] = []
    for n, part in enumerate(row.split(_BOLD)):
        strong, end = n % 2 == 1, 0
        for found in _SLOT.finditer(part):
            runs.append(Run(part[end : found.start()], strong))
            runs.append(_run(slots.values[int(found[1])], strong))
            end = found.end()
        runs.append(Run(part[end:], strong))
    return tuple(run for run in runs if run.text)


def _run(value: Value | Missing, strong: bool) -> Run:
    if isinstance(value, Missing):
        return Run(marker(value.name), strong, missing=True)
    return Run("; ".join(value) if isinstance(value, tuple) else value, strong)
