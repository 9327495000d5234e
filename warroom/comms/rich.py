"""A message as the structures of chat services, where text is a value of its own and can call nobody.

Slack's rich text and an Adaptive Card for Teams; both take the text as it stands, with no marks to escape.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from warroom.comms.message import Block, Bullets, Heading, Line, Message

Json: TypeAlias = dict[str, object]


def slack_blocks(message: Message) -> list[Json]:
    """One ``rich_text`` block. Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block."""
    elements: list[Json] = []
    for n, block in enumerate(message.blocks):
        mark = message.mark if n == 0 else ""
        if isinstance(block, Bullets):
            if mark:
                elements.append(_section([_text(mark)]))
            items = [_section([_text(text, strong) for text, strong in _runs(item)]) for item in block.items]
            elements.append({"type": "rich_text_list", "style": "bullet", "elements": items})
        else:
            texts = [_text(mark)] if mark else []
            texts += [_text(text, strong) for text, strong in _joined(block)]
            after = message.blocks[n + 1] if n + 1 < len(message.blocks) else None
            gap = "" if after is None else "\n" if isinstance(after, Bullets) else "\n\n"
            elements.append(_section([*texts, *([_text(gap)] if gap else [])]))
    return [{"type": "rich_text", "elements": elements}]


def teams_card(message: Message) -> Json:
    """An Adaptive Card of ``RichTextBlock`` parts, whose runs are plain text.

    Source: https://learn.microsoft.com/adaptive-cards/schema-explorer/rich-text-block
    """
    body: list[Json] = []
    for n, block in enumerate(message.blocks):
        lines = [_bulleted(item) for item in block.items] if isinstance(block, Bullets) else [list(_joined(block))]
        for m, line in enumerate(lines):
            runs = [(message.mark, False), *line] if message.mark and n == m == 0 else line
            inlines: list[Json] = [
                {"type": "TextRun", "text": text, **({"weight": "Bolder"} if strong else {})} for text, strong in runs
            ]
            body.append({"type": "RichTextBlock", "inlines": inlines, "spacing": "Small" if m else "Medium"})
    schema = "http://adaptivecards.io/schemas/adaptive-card.json"
    return {"$schema": schema, "type": "AdaptiveCard", "version": "1.4", "body": body}


def _bulleted(item: Line) -> list[tuple[str, bool]]:
    return [("• ", False), *_runs(item)]


def _joined(block: Block) -> Iterator[tuple[str, bool]]:
    """The runs of a heading or of the lines of a paragraph, with the breaks between them."""
    if isinstance(block, Heading):
        yield from ((text, True) for text, _ in _runs(block.line))
    elif not isinstance(block, Bullets):
        for n, line in enumerate(block.lines):
            if n:
                yield "\n", False
            yield from _runs(line)


def _runs(line: Line) -> Iterator[tuple[str, bool]]:
    return ((run.text, run.strong) for run in line if run.text)


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str, strong: bool = False) -> Json:
    return {"type": "text", "text": text, **({"style": {"bold": True}} if strong else {})}
