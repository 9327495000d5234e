"""Lines on their way: what stands in the scribe line, and the lines beside it that wait to be taken up again.

All of it is kept with the record within half a second of a key, so that neither a crash nor a kill loses a word.
"""

from __future__ import annotations

import msgspec

from warroom.clock import Instant


class Parked(msgspec.Struct, frozen=True):
    """A line that waits, with the time of its first key: entered with a fault in it, or put aside half typed.

    ``amends`` is the id of the entry that it rewrites, ``amend_label`` when that one happened.
    """

    text: str
    begun: Instant
    faulty: bool = True
    amends: str = ""
    amend_label: str = ""


class Draft(msgspec.Struct, frozen=True):
    """What stands in the field and beside it: all that a crash must not lose."""

    text: str = ""
    begun: Instant = Instant(0)
    parked: tuple[Parked, ...] = ()
    amends: str = ""
    amend_label: str = ""
    block: str = ""
    """A block of text that was pasted and not entered yet."""


def stored(draft: Draft) -> str:
    """The draft as it is kept with the record; '' when there is nothing to keep."""
    return msgspec.json.encode(draft, enc_hook=int).decode() if draft.text or draft.parked or draft.block else ""


def restored(text: str | None) -> Draft:
    """The draft that ``stored`` made; what is not one is taken as the text of the line."""
    if not text:
        return Draft()
    try:
        return msgspec.json.decode(text, type=Draft, dec_hook=lambda kind, value: kind(value))
    except (msgspec.DecodeError, ValueError):
        return Draft(text)
