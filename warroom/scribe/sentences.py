"""What the reading line says: what Enter will do, or what is wrong and the way out, in the words of UI.md 7."""

from __future__ import annotations

from enum import StrEnum

from warroom.clock import Instant
from warroom.scribe.lines import EntryLine, FaultyLine, ParsedLine
from warroom.scribe.readings import Dialect, Namer, command_reading, entry_reading
from warroom.scribe.times import LocalOffset


class Place(StrEnum):
    """Where the words were typed, which decides the way out."""

    WINDOW = "window"
    """The scribe line of the window: Ctrl+Enter takes any text."""
    SHELL = "shell"
    """``warroom log``: a backslash takes any text."""
    OPTION = "option"
    """A time given to an option of the command line: there is no text to log."""


_LITERALLY = {
    Place.WINDOW: ". Ctrl+Enter logs it as text",
    Place.SHELL: ". Put \\ before the line to log it as text",
    Place.OPTION: "",
}
_WRITE_A_TIME = ". Write HH:MM, -5m or 2026-01-31T15:14Z"

# Sentences that are complete: the way out is in them.
_COMPLETE = {
    "empty": "Nothing to log yet",
    "out_of_reach": "{time} is not within the last 12 hours. Check it, or use /at with a date",
    "in_the_future": "{time} has not come yet. Check the date",
    "not_ahead": "{time} is not within the next 12 hours. Check it, or write its date too",
    "date_not_ahead": "{time} is not within the next year. Check the date",
    "two_times": "This line has two times. Leave out the first, or /at",
}
# Sentences that logging the line as text gets out of.
_OTHER = {
    "ambiguous_command": "{typed} may be {choices}. Type one more letter",
    "missing_words": "{command} needs more: {usage}",
    "extra_words": "{command} does not take {extra}. It reads {usage}",
    "bad_time": "No such time {time}",
    "no_local_zone": "The local zone is not known here, so {time} has no meaning. Write it in UTC, with Z",
    "bad_severity": "No severity {typed}. It is 1, 2, 3 or 4",
    "bad_status": "No status {typed}. It is {choices}",
    "bad_confidence": "No confidence {typed}. It is {choices}",
    "bad_choice": "{command} does not know {typed}. It knows {choices}",
    "ambiguous_word": "{typed} may be {choices}. Type one more letter",
    "bad_number": "{typed} is not a number of the list. {command} takes 1, 2, 3",
    "bad_item": "{typed} is no change and no ask. Write 2 for change 2, a2 for ask 2",
    "not_for_asks": "{command} is for changes, and {typed} is an ask. An ask takes /start, /done or /withdraw",
    "not_for_item": "{command} does not take {typed}. It reads {usage}",
    "bad_page": "{typed} is no tier and no person. Write /page L2 by phone, or /page @kai by phone",
    "bad_handle": "{typed} cannot be a handle. Use letters, digits, dot, dash or underscore, 32 at most",
    "bad_duration": "{typed} is no length of time. Write 20m, 1h30m or 90s",
    "bad_link": "{typed} is no web address. It begins with https://",
    "head_before_command": "{typed} takes no word before it but a time. Move it to the front",
}


def sentence(fault: FaultyLine, place: Place = Place.WINDOW) -> str:
    """One sentence or two for the reading line and for standard error; the last part is always what to do."""
    way_out = _LITERALLY[place]
    if fault.code == "unknown_command":
        near = fault.params.get("near")
        hint = f". Did you mean {near}?" if near else ". /help lists them" if place is Place.WINDOW else ""
        return _joined(f"Unknown command {fault.params['typed']}{hint}", way_out)
    if place is Place.OPTION and fault.code in ("bad_time", "out_of_reach"):
        what = "No such time {time}" if fault.code == "bad_time" else "{time} is not within the last 12 hours"
        return what.format_map(fault.params) + _WRITE_A_TIME
    if fault.code in _COMPLETE:
        return _COMPLETE[fault.code].format_map(fault.params)
    params = fault.params | {"choices": _either(fault.params.get("choices", ""))}
    return _joined(_OTHER[fault.code].format_map(params), way_out)


def _either(words: str) -> str:
    """``a, b or c``."""
    *others, last = words.split() or [""]
    return f"{', '.join(others)} or {last}" if others else last


def _joined(what: str, way_out: str) -> str:
    """A question has its own mark; no second full stop."""
    return f"{what}{way_out.removeprefix('.')}" if what.endswith("?") else f"{what}{way_out}"


def reading(
    parsed: ParsedLine,
    *,
    now: Instant,
    name: Namer = str.capitalize,
    local_offset: LocalOffset | None = None,
    primary_local: bool = False,
    place: Place = Place.WINDOW,
    approvals: bool = True,
) -> str:
    """What Enter will do, or what is wrong: the line above the scribe line.

    ``name`` turns a handle into the name that people know; times are shown on the primary clock; ``approvals``:
    whether a change waits for an OK at this severity.
    """
    if isinstance(parsed, FaultyLine):
        return sentence(parsed, place)
    dialect = Dialect(now, name, local_offset if primary_local else None, approvals)
    return entry_reading(parsed, dialect) if isinstance(parsed, EntryLine) else command_reading(parsed, dialect)
