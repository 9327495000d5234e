"""What is known: an estimate with nothing behind it, a cause that the record does not name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warroom.comms.checks import Check, CheckLevel, Remedy, fill
from warroom.comms.said import Said, around, warn
from warroom.incident.words import Confidence, Status

ETA = "eta"
_WHEN = (
    r"(?:by|within|in|at|before|around)\s+(?:about\s|around\s|approximately\s|the next\s)?(?:\d|an hour|noon|midnight)"
)
_BACK = r"(?:back|restored|resolved|fixed|normal|available|recover\w*|online|up and running|complete\w*)"
_PROMISES = re.compile(
    rf"\bETA\b\s*(?:is|:|of|for)?[^.\n]{{0,30}}?\d"
    rf"|\b(?:expect\w*|anticipat\w*|estimat\w*|should|will|aim\w*)\b[^.\n]{{0,50}}?\b{_BACK}\b[^.\n]{{0,30}}?\b{_WHEN}"
    rf"|\bexpected back\b:?\s*\S+"
    rf"|\b(?:fix|resolution|recovery|restoration) (?:is )?(?:expected|estimated|due)\b[^.\n]{{0,20}}?\b{_WHEN}"
    rf"|\b{_BACK} (?:shortly|soon|momentarily)\b",
    re.IGNORECASE,
)
_UPDATE = re.compile(r"\b(?:update|hear from us|report|post|write again|more information)\b", re.IGNORECASE)
_NONE = re.compile(r"\b(?:no|not|without|cannot|can't|don't|once)\b[^.\n]{0,30}$", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(?:we (?:have |'ve )?(?:identified|found|know|determined|isolated)"
    r"|(?:has|have) been (?:identified|found|isolated))\b"
    r"|\b(?:the )?(?:root )?cause (?:was|is|has been) (?:a|an|the|found|identified|traced|determined|due)\b"
    r"|\bwas caused by\b|\bis caused by\b",
    re.IGNORECASE,
)
_OF_CAUSE = re.compile(r"\b(?:caused? by|cause|source|root|reason|underlying|issue|problem|fault)\b", re.IGNORECASE)


def judge(said: Said) -> list[Check]:
    return [*_estimate(said), *_cause(said)]


def _estimate(said: Said) -> Iterator[Check]:
    """An ETA needs a step under way that has an end, or service that is back already."""
    incident = said.incident
    backed = any(change.in_flight and change.due_at and change.due_at > said.now for change in incident.changes)
    if backed or incident.mitigated_at is not None or not incident.open:
        return
    field = said.fields.get(ETA)
    typed = field is not None and said.template is not None and ETA in said.template.fields and not field.missing
    phrase = field.value if field is not None and typed else _promised(said)
    if not phrase or (typed and re.search(r"\b(?:no|not|none|unknown)\b", phrase, re.IGNORECASE)):
        return
    text = f'It promises "{_short(phrase)}", and no step on the record has an end in sight'
    remedy: tuple[str, Remedy | None] = (ETA, fill(ETA, "")) if typed else said.look_at(phrase)
    fix = "Leave the estimate out" if typed else "Leave it out, or log the step with its time box"
    yield Check(CheckLevel.WARN, "eta", text, fix, *remedy)


def _promised(said: Said) -> str:
    for found in _PROMISES.finditer(said.read):
        before, _ = around(said.read, found, 60)
        if not _UPDATE.search(found[0]) and not _UPDATE.search(before[-30:]) and not _NONE.search(before):
            return found[0]
    return ""


def _short(phrase: str) -> str:
    line = " ".join(phrase.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _cause(said: Said) -> Iterator[Check]:
    """A cause is named as known while the record holds no belief that is likely."""
    incident = said.incident
    known = any(row.confidence in (Confidence.LIKELY, Confidence.CONFIRMED) for row in incident.hypotheses)
    if known or incident.status is not Status.INVESTIGATING:
        return
    for found in _CAUSE.finditer(said.read):
        before, after = around(said.read, found, 50)
        about = _OF_CAUSE.search(found[0]) or _OF_CAUSE.search(after) or _OF_CAUSE.search(before)
        if about and not re.search(
            r"\b(?:not|yet|until|once|whether|if|what|when)\b|n't\b", f"{before[-40:]} {after[:14]}"
        ):
            text = f'It says "{found[0]}", and the record has no likely cause'
            fix = "Say that the cause is not known yet, or log the belief: ? text"
            yield warn("cause", text, fix, said.look_at(found[0]))
            return
