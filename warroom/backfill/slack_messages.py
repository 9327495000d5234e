"""Slack's messages as rows: who, when, in which thread, edited or deleted since.

Fields: https://docs.slack.dev/reference/events/message and its subtypes.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from warroom.backfill import slack_text
from warroom.backfill.making import Setting
from warroom.backfill.people import Handles
from warroom.backfill.rows import LARGEST_ROW, MOST_PROBLEMS, MOST_ROWS, Form, Preview, Problem, Row, problem
from warroom.backfill.sources import of_slack
from warroom.clock import Instant
from warroom.text import clean

_PASSED = frozenset(
    "channel_join channel_leave group_join group_leave bot_add bot_remove channel_archive channel_unarchive tombstone"
    " pinned_item unpinned_item channel_convert_to_private huddle_thread reminder_add".split()
)
"""Comings and goings; they tell nothing of an incident."""


class Profile(msgspec.Struct, frozen=True):
    display_name: str = ""
    real_name: str = ""


class User(msgspec.Struct, frozen=True):
    id: str = ""
    name: str = ""
    real_name: str = ""
    profile: Profile = Profile()

    @property
    def shown(self) -> str:
        """The name that the workspace shows."""
        return self.profile.display_name or self.profile.real_name or self.real_name or self.name


class Channel(msgspec.Struct, frozen=True):
    """``id`` is Slack's own; ``name`` names its folder too, but for direct messages."""

    id: str = ""
    name: str = ""

    @property
    def folder(self) -> str:
        return self.name or self.id


class _Edited(msgspec.Struct, frozen=True):
    ts: str = ""


class _Titled(msgspec.Struct, frozen=True):
    """A file, or a card that a robot posted."""

    name: str = ""
    title: str = ""
    fallback: str = ""
    pretext: str = ""
    text: str = ""


class _Bot(msgspec.Struct, frozen=True):
    name: str = ""


class _Message(msgspec.Struct, frozen=True):
    type: str = "message"
    subtype: str = ""
    ts: str = ""
    user: str | None = None
    username: str | None = None
    bot_id: str | None = None
    bot_profile: _Bot | None = None
    user_profile: Profile | None = None
    text: str | None = None
    thread_ts: str | None = None
    edited: _Edited | None = None
    files: list[_Titled] | None = None
    attachments: list[_Titled] | None = None
    message: _Message | None = None
    deleted_ts: str | None = None


class _Placed(msgspec.Struct, frozen=True):
    file: str
    number: int
    at: Instant
    body: _Message


def preview(
    days: Sequence[tuple[str, Sequence[msgspec.Raw]]],
    users: dict[str, User],
    channel: Channel,
    setting: Setting,
    problems: list[Problem],
) -> Preview:
    """The rows of one channel's messages, oldest first, threads told by who and when they answer."""
    messages = _messages(days, problems)
    reading = _Reading(users, channel)
    rows: list[Row] = []
    for one in sorted(messages.values(), key=lambda one: one.at):
        if not setting.chosen(one.at):
            continue
        if one.at > setting.now:
            problems.append(problem("future", one.number, lost=True, file=one.file, time=one.at.text))
            continue
        row = reading.row(one, messages)
        size = 0 if row is None or len(row.text) * 4 <= LARGEST_ROW else len(row.text.encode())
        if size > LARGEST_ROW:
            problems.append(problem("too_long", one.number, lost=True, file=one.file, size=str(size // 1024)))
        elif row is not None:
            rows.append(row)
    if len(rows) > MOST_ROWS:
        problems.append(problem("too_many", rows[MOST_ROWS].line, lost=True))
        del rows[MOST_ROWS:]
    problems.sort(key=lambda one: (not one.lost, one.file, one.line))
    return Preview(
        Form.SLACK,
        rows,
        problems[:MOST_PROBLEMS],
        zone="UTC",
        people=reading.handles.told,
        lines=sum(len(raw) for _, raw in days),
        unnamed_problems=max(0, len(problems) - MOST_PROBLEMS),
    )


def _messages(days: Sequence[tuple[str, Sequence[msgspec.Raw]]], problems: list[Problem]) -> dict[str, _Placed]:
    """Every message by its stamp, as it read last; deleted ones are gone, as they are in Slack."""
    found: dict[str, _Placed] = {}
    deleted: set[str] = set()
    for file, raws in days:
        for number, raw in enumerate(raws, 1):
            try:
                body = msgspec.json.decode(raw, type=_Message)
                if body.subtype == "message_deleted":
                    deleted.add(body.deleted_ts or "")
                    continue
                if body.subtype == "message_changed" and body.message is not None:
                    body = body.message
                if body.type == "message" and body.subtype not in _PASSED:
                    found[body.ts] = _Placed(file, number, _instant(body.ts), body)
            except (msgspec.DecodeError, ValueError, RecursionError) as error:
                reason = str(error).replace("{", "(").replace("}", ")")
                problems.append(
                    problem("broken_message", number, lost=True, file=file, number=str(number), reason=reason)
                )
    return {ts: one for ts, one in found.items() if ts not in deleted}


def _instant(ts: str) -> Instant:
    """``1700000000.000100``: seconds and a counter. Raises ``ValueError``."""
    seconds, _, part = ts.partition(".")
    if not (seconds.isdigit() and len(seconds) <= 11 and (part.isdigit() or not part)):
        raise ValueError(f"{ts[:40]!r} is no time of Slack")
    return Instant(int(seconds) * 1000 + int((part + "000")[:3]))


class _Reading:
    def __init__(self, users: dict[str, User], channel: Channel) -> None:
        self.handles = Handles()
        self._users = users
        self._channel = channel

    def row(self, one: _Placed, messages: dict[str, _Placed]) -> Row | None:
        """The entry of a message; None for one that says nothing."""
        text = self._text(one.body)
        if not text:
            return None
        edited = self._edited(one.body)
        if edited is not None:
            text += " (edited)"
        parent = messages.get(one.body.thread_ts or "")
        if parent is not None and parent.body.ts != one.body.ts:
            text = f"↳ (to @{self._who(parent.body)} {parent.at.hhmm()}) {text}"
        source = of_slack(self._channel.id or self._channel.name, one.body.ts)
        return Row(one.number, one.at, clean(text), self._who(one.body), "", source, edited)

    def _text(self, body: _Message) -> str:
        parts = [slack_text.shown(body.text or "", self._person)]
        for card in body.attachments or []:
            words = card.text or card.fallback or card.title
            parts.append(slack_text.shown("\n".join(part for part in (card.pretext, words) if part), self._person))
        parts += [f"[file: {file.name or file.title}]" for file in body.files or [] if file.name or file.title]
        return "\n".join(part for part in parts if part)

    def _who(self, body: _Message) -> str:
        if body.user and body.user in self._users:
            return self._person(body.user)
        profile = body.user_profile or Profile()
        bot = body.bot_profile.name if body.bot_profile else ""
        name = profile.display_name or profile.real_name or body.username or bot or body.user or body.bot_id or ""
        return self.handles.of(name)

    def _person(self, id: str) -> str:
        user = self._users.get(id)
        return self.handles.of((user.shown if user else "") or id)

    def _edited(self, body: _Message) -> Instant | None:
        try:
            return _instant(body.edited.ts) if body.edited is not None and body.edited.ts else None
        except ValueError:
            return None
