"""When the reader hears more: a time is stated, and no later than the cadence allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warroom.clock import HOUR, MINUTE, Instant
from warroom.comms.checks import Check, CheckLevel, fill, go
from warroom.comms.fields import NEXT_UPDATE
from warroom.comms.moments import moment, promise
from warroom.comms.said import Said, level_of, warn
from warroom.incident.words import Status

_MORE = (
    r"(?:updates?\b|hear from us|hear more|(?:more|further) (?:information|details|news)|report back|check back"
    r"|next word|(?:post|write|share|inform)\b[^.\n]{0,20}\b(?:again|more))"
)
_PROMISED = re.compile(
    rf"\b(?:next|further|another|regular|hourly|your|an|with)?\s*{_MORE}[^.\n]{{0,60}}?"
    r"(?:\d{1,2}[:.]\d\d(?:\s?(?:UTC|GMT|Z)\b)?|\d+\s?(?:min|minutes|h|hours?)\b|\bhour(?:ly)?\b|\bhalf an hour\b"
    r"|\bnoon\b|\bmidnight\b|\btomorrow\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:\b(?:by|at|in|within|every)\s+(?:\d{{1,2}}[:.]\d\d|(?:\d+|an|half an)\s?(?:min|minutes|h|hours?)\b))"
    rf"[^.\n]{{0,40}}{_MORE}",
    re.IGNORECASE,
)
_HOURLY = re.compile(r"\bhourly updates?\b", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)\s*(?:UTC|GMT|Z)\b")
_WITHIN = re.compile(
    r"\b(?:in|within|every)\s+(?:the next\s)?(?:about\s)?(\d{1,3})\s?(min|minutes|h|hours?)\b", re.IGNORECASE
)


def judge(said: Said) -> list[Check]:
    return list(_of_template(said) if said.template is not None else _of_text(said))


def _of_template(said: Said) -> Iterator[Check]:
    """A template with the field states a time, unless nothing more is due."""
    template = said.template
    if template is None or NEXT_UPDATE not in template.fields or NEXT_UPDATE in said.missing:
        return
    field, rule = said.fields[NEXT_UPDATE], said.rule("no_next_update")
    if field.missing:
        if field.required and rule is not None:
            due = _by_cadence(said)
            remedy = fill(NEXT_UPDATE, moment(due, said.now)) if due else go(NEXT_UPDATE)
            text = "No next update is promised"
            yield Check(level_of(rule), "no_next_update", text, "Promise the cadence's time", NEXT_UPDATE, remedy)
        return
    if field.due is not None and (late := _late(said, field.due)):
        due = _by_cadence(said)
        remedy = fill(NEXT_UPDATE, moment(due, said.now)) if due else go(NEXT_UPDATE)
        fix = f"Promise {moment(due, said.now)}" if due else "Promise an earlier time"
        yield Check(CheckLevel.WARN, "late_next_update", late, fix, NEXT_UPDATE, remedy)
        return
    yield Check(CheckLevel.OK, "next_update", f"Next update is stated: {field.value}", field=NEXT_UPDATE)


def _of_text(said: Said) -> Iterator[Check]:
    """A text written elsewhere: it names a time, or the incident is over and says so."""
    rule = said.rule("no_next_update")
    found = _PROMISED.search(said.read) or _BEFORE.search(said.read) or _HOURLY.search(said.read)
    if found is None:
        if rule is not None and said.incident.status is not Status.RESOLVED:
            due = _by_cadence(said)
            fix = f"Add: next update by {moment(due, said.now)}" if due else "Add when you write next"
            yield Check(level_of(rule), "no_next_update", "No next update is promised", fix)
        return
    due = _promised_at(found[0], said.now)
    if due is not None and (late := _late(said, due)):
        by = _by_cadence(said)
        yield warn("late_next_update", late, f"Promise {moment(by, said.now)}" if by else "Promise an earlier time")
        return
    yield Check(CheckLevel.OK, "next_update", f'Next update is stated: "{" ".join(found[0].split())}"')


def _promised_at(words: str, now: Instant) -> Instant | None:
    if within := _WITHIN.search(words):
        return now.plus(int(within[1]) * (HOUR if within[2].casefold().startswith("h") else MINUTE))
    if clock := _CLOCK.search(words):
        hour, minute = int(clock[1]), int(clock[2])
        if hour < 24 and minute < 60:
            today = now.datetime().replace(hour=hour, minute=minute, second=0, microsecond=0)
            due = Instant.parse(today.isoformat())
            return due if due > now else due.plus(24 * HOUR)
    return None


def _cadence(said: Said) -> int | None:
    rules = said.playbook.rules(said.incident.severity)
    return rules.external_s if said.external else rules.internal_s


def _by_cadence(said: Said) -> Instant | None:
    cadence = _cadence(said)
    return promise(said.now, cadence) if cadence else None


def _late(said: Said, due: Instant) -> str:
    cadence = _cadence(said)
    if cadence is None or due <= said.now.plus(cadence):
        return ""
    return f"The next update is later than the cadence of {cadence // MINUTE} min"
