"""The settings as a person finds them: in which category, under which words, with which kind of field.

What a value may be is declared once, in ``warroom.settings.declared``; here stand the words for the screen. A setting
that nothing reads has no row.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from ui.theme_tokens import SCALES


class Category(StrEnum):
    """The categories in the order of the list; the value is what a person reads."""

    YOU = "You"
    LOOK = "Look"
    ALERTS = "Alerts"
    TARGETS = "Targets"
    RECORD = "Record"
    KEYS = "Keys"


class Shape(StrEnum):
    """The kind of field that a setting is changed in."""

    TEXT = "text"
    CHOICE = "choice"
    SWITCH = "switch"


class Row(msgspec.Struct, frozen=True):
    """One setting. ``words`` gives each value that it may have in words, in the order of the field; a switch names the
    value of *off* first. ``also``: other words that a person may look for it by."""

    key: str
    category: Category
    shape: Shape
    label: str
    hint: str
    words: dict[str, str] = {}
    also: str = ""
    example: str = ""


ROWS = (
    Row("name", Category.YOU, Shape.TEXT, "Your name", "As others read it. It is kept out of what customers read."),
    Row(
        "handle", Category.YOU, Shape.TEXT, "Handle",
        "The author of what you log. Empty: your login name.", also="user author who", example="robin",
    ),
    Row(
        "second_clock", Category.YOU, Shape.TEXT, "Second clock",
        "Stands beside UTC in every row of a timeline. Times that are stored and sent stay in UTC.",
        also="time zone local utc", example="local, Europe/Berlin, +05:30",
    ),
    Row(
        "template_language", Category.YOU, Shape.TEXT, "Language of messages",
        "Two letters. A template that has no words in it stays English.", also="templates german", example="en",
    ),
    Row(
        "scheme", Category.LOOK, Shape.CHOICE, "Colours", "At once, in every window.",
        {"system": "Follow the system", "dark": "Dark", "light": "Light"}, "dark light theme mode",
    ),
    Row(
        "scale", Category.LOOK, Shape.CHOICE, "Text size", "On top of the size that the system sets.",
        {str(percent): f"{percent} %" for percent in SCALES}, "zoom font larger smaller",
    ),
    Row(
        "density", Category.LOOK, Shape.CHOICE, "Rows", "How close the rows of the timeline and of lists stand.",
        {"comfortable": "Comfortable", "compact": "Compact"}, "density dense spacing height",
    ),
    Row(
        "sounds", Category.ALERTS, Shape.SWITCH, "Sounds", "Play a sound when an update is due and when it is overdue.",
        {"off": "off", "on": "on"}, "audio bell alarm mute",
    ),
    Row(
        "notifications", Category.ALERTS, Shape.SWITCH, "Notifications", "Have the desktop say what is due.",
        {"off": "off", "on": "on"}, "desktop popup tray",
    ),
    Row(
        "quiet_hours", Category.ALERTS, Shape.TEXT, "Quiet hours",
        "Of your local day. What is critical, as an overdue update to customers, is told all the same.",
        also="night silence do not disturb", example="22:00-07:00",
    ),
    Row(
        "seat", Category.ALERTS, Shape.CHOICE, "Your seat", "What concerns this seat alerts you.",
        {"solo": "Everything: I work alone", "commander": "Commander", "scribe": "Scribe"}, "role",
    ),
    Row(
        "work_offline", Category.TARGETS, Shape.SWITCH, "Work offline",
        "Send nothing: what is queued waits, and is reviewed before it leaves.", {"no": "off", "yes": "on"},
        "network outbox queue",
    ),
    Row(
        "internal_flows", Category.TARGETS, Shape.SWITCH, "After an outage",
        "Internal messages younger than 10 min go out by themselves; all others wait for the review.",
        {"no": "off", "yes": "on"}, "queue rules flow automatic age",
    ),
    Row(
        "runbooks", Category.RECORD, Shape.TEXT, "Folders of runbooks",
        "Beside your own folder; several are parted as in PATH.", also="markdown", example="/srv/runbooks",
    ),
)  # fmt: skip
"""Every setting that the page shows."""

BY_KEY = {row.key: row for row in ROWS}
EXTRA = {
    Category.YOU: "person people me",
    Category.LOOK: "view appearance",
    Category.ALERTS: "sound unavailable player try",
    Category.TARGETS: "slack statuspage e-mail mail matrix teams webhook chat secret token test add remove address",
    Category.RECORD: "backup back up verify check file export import settings where database",
    Category.KEYS: "keyboard shortcuts map conflicts",
}
"""What else stands in a category, for the search."""


def hits(wanted: str) -> dict[Category, list[Row]]:
    """The categories that hold what is looked for, each with the settings that fit; all of them for ''.

    A category that fits by its own words comes with all of its settings.
    """
    words = wanted.casefold().split()
    found: dict[Category, list[Row]] = {}
    for category in Category:
        rows = [row for row in ROWS if row.category is category]
        fitting = [row for row in rows if _fits(words, (row.label, row.hint, row.also, row.key, *row.words.values()))]
        if _fits(words, (category.value,)):
            found[category] = rows
        elif fitting or _fits(words, (category.value, EXTRA[category])):
            found[category] = fitting or rows
    return found


def _fits(words: list[str], texts: Iterable[str]) -> bool:
    among = " ".join(texts).casefold()
    return all(word in among for word in words)


def spoken(row: Row, value: str) -> str:
    """``Sounds: off``: a setting with its value as a person says it."""
    return f"{row.label}: {row.words.get(value, value) or 'empty'}"
