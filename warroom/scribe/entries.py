"""Entries: the heads at the beginning of a line, and the star, the box and the owner at its end.

Heads stand only at the beginning, in any order, each at most once; what comes after the first word that is no head is
the person's own text and is left as typed (UI.md 3.1).
"""

from __future__ import annotations

import re

import msgspec

from warroom.clock import MINUTE, Instant
from warroom.scribe.arguments import past_word, person, word_at
from warroom.scribe.faults import LineError
from warroom.scribe.lines import Amend, EntryKind, EntryLine
from warroom.scribe.times import Dial, is_time

SIGNS: dict[str, EntryKind] = {
    "!": EntryKind.DECISION,
    "?": EntryKind.HYPOTHESIS,
    ">": EntryKind.CHANGE,
    ">>": EntryKind.DONE_CHANGE,
    "+": EntryKind.ASK,
    "~": EntryKind.IMPACT,
}
_TODO = ("todo", "todo:")
_OWNED = (EntryKind.DECISION, EntryKind.CHANGE, EntryKind.DONE_CHANGE, EntryKind.ASK)
"""The kinds that somebody carries out: they alone have an owner and a time box."""

_ROLE = re.compile(r"\[((?:[^\W_]|[ ./-]){1,16})\](?=\s|$)")
_BOX = re.compile(r"\s(?:(back)\s{1,8})?(?:in\s{1,8})?([0-9]{1,4})m$", re.IGNORECASE)
_PROMISE = re.compile(
    r"(?:^|[,;:.–—-]\s{0,8}|\b(?:be|i'm|am)\s{1,8})back\s{1,8}in\s{1,8}([0-9]{1,4})\s?m(?:in)?[.,]?$", re.IGNORECASE
)
"""In a note the text stays as it was typed; what it promises is counted beside it. ``p95 is back in 5m`` does not."""
_BOX_TAIL = 48
_LONGEST_BOX_MIN = 1440
_VERBS_WITH_BACK = frozenset(
    (
        "roll",
        "rolls",
        "rolled",
        "rolling",
        "fall",
        "fell",
        "switch",
        "go",
        "put",
        "bring",
        "turn",
        "move",
        "pull",
        "scale",
    )
)
"""``roll back in 5m`` is a rollback with a box of five minutes, not a roll."""


class _Heads(msgspec.Struct):
    """What has been read from the left, and where the rest begins."""

    position: int
    at: Instant | None = None
    role: str | None = None
    actor: str | None = None
    kind: EntryKind | None = None
    lead: str | None = None


class _Body(msgspec.Struct):
    text: str
    to: str | None = None
    actor: str | None = None
    box_s: int | None = None
    star: bool = False
    promise_s: int | None = None


def entry(line: str, position: int, dial: Dial, at: Instant | None, commands: frozenset[str]) -> EntryLine:
    """The entry that begins at ``position``; ``at`` is set when its time has been read already.

    Raises ``LineError``: ``empty``, a faulty time, or ``head_before_command`` when one of ``commands`` follows a head
    other than a time, since it would look done and be a note.
    """
    first = word_at(line, position)
    heads = _heads(line, position, dial, at)
    text = line[heads.position :].rstrip()
    if not text:
        raise LineError("empty", first.start if first else 0, len(line))
    if text.startswith("/"):
        word = text.split(maxsplit=1)[0]
        only_time = heads.role is heads.actor is heads.kind is None
        if only_time and text.startswith("//"):
            text = text[1:]
        elif not only_time and word[1:].casefold() in commands:
            raise LineError("head_before_command", heads.position, heads.position + len(word), typed=word)
    body = _body(text, heads)
    return EntryLine(
        kind=heads.kind or EntryKind.NOTE,
        text=body.text,
        at=heads.at,
        role=heads.role,
        actor=body.actor,
        to=body.to,
        box_s=body.box_s,
        star=body.star,
        promise_s=body.promise_s,
    )


def amendment(line: str, position: int, dial: Dial) -> Amend:
    """What ``/amend`` changes: the same heads; what is not typed stays as it was."""
    rest = line[position:].strip()
    if rest.startswith("\\"):
        return Amend(text=rest[1:])
    heads = _heads(line, position, dial, None)
    body = _body(line[heads.position :].rstrip(), heads)
    return Amend(
        text=body.text,
        at=heads.at,
        kind=heads.kind,
        role=heads.role,
        actor=body.actor,
        to=body.to,
        box_s=body.box_s,
        star=body.star,
    )


def _heads(line: str, position: int, dial: Dial, at: Instant | None) -> _Heads:
    heads = _Heads(position=position, at=at)
    while word := word_at(line, heads.position):
        heads.position = word.start
        end = word.end
        if heads.role is None and (match := _ROLE.match(line, word.start)) and match[1].strip():
            heads.role, end = match[1].strip(), match.end()
        elif heads.at is None and is_time(word.text):
            heads.at = past_word(word, dial)
        elif heads.kind is None and word.text in SIGNS and word.end < len(line):
            heads.kind = SIGNS[word.text]
        elif heads.kind is None and word.text.casefold() in _TODO:
            heads.kind = EntryKind.FOLLOW_UP
        elif (handle := person(word.text)) is None or not _took_person(heads, handle):
            return heads
        heads.position = end
    heads.position = len(line)
    return heads


def _took_person(heads: _Heads, handle: str) -> bool:
    """Before the sign: who did, said or decided it. After the sign of an owned kind: the person asked."""
    if heads.kind in _OWNED:
        if heads.lead is None:
            heads.lead = handle
            return True
    elif heads.actor is None:
        heads.actor = handle
        return True
    return False


def _body(text: str, heads: _Heads) -> _Body:
    body = _Body(text=text, actor=heads.actor, to=heads.lead)
    if len(text) > 1 and text[-1] == "*" and text[-2].isspace():
        body.text, body.star = text[:-1].rstrip(), True
    if heads.kind is None:
        _promise(body)
    if heads.kind not in _OWNED:
        return body
    body.text, body.box_s = _box(body.text)
    if heads.lead is not None and (heads.kind is not EntryKind.DECISION or heads.actor is not None):
        return body
    text, owner = _trailing_person(body.text)
    if owner is None and body.box_s is not None:
        owner = _last_person(body.text)
    if owner is not None:
        body.text, body.to = text, owner
        body.actor = heads.actor or heads.lead
    return body


def _promise(body: _Body) -> None:
    """A note's "back in 5m" is the promise of the last person that it names, else of whoever said it."""
    match = _PROMISE.search(body.text, max(0, len(body.text) - _BOX_TAIL))
    if match is not None and 0 < int(match[1]) <= _LONGEST_BOX_MIN:
        body.promise_s = int(match[1]) * MINUTE
        body.to = None if body.actor else _last_person(body.text[: match.start()])


def _box(text: str) -> tuple[str, int | None]:
    """The text without its box, and the box in seconds."""
    offset = max(0, len(text) - _BOX_TAIL)
    match = _BOX.search(text, offset)
    if match is None or not 0 < int(match[2]) <= _LONGEST_BOX_MIN:
        return text, None
    before = text[: match.start()].rstrip()
    if not before:
        return text, None
    if match[1] and before[-16:].split()[-1].casefold() in _VERBS_WITH_BACK:
        before = text[: match.end(1)]
    return before, int(match[2]) * MINUTE


def _trailing_person(text: str) -> tuple[str, str | None]:
    words = text.rsplit(maxsplit=1)
    handle = person(words[-1]) if len(words) == 2 else None
    return (text, None) if handle is None else (words[0].rstrip(), handle)


def _last_person(text: str) -> str | None:
    """A box binds to the last handle before it (DESIGN section 3, *People*)."""
    return next((handle for word in reversed(text.split()) if (handle := person(word))), None)
