"""The words that exports share: lengths of time, moments, marks of a row. Times always name their zone."""

from __future__ import annotations

import re

from warroom.clock import DAY, HOUR, MINUTE, Instant
from warroom.incident.entry import Entry, EntryGroup
from warroom.incident.metrics import Measure
from warroom.incident.state import Incident
from warroom.incident.words import CountdownState, RequirementState

UNKNOWN = "unknown"
GROUP_NAMES = {
    EntryGroup.NOTE: "Note",
    EntryGroup.DECISION: "Decision",
    EntryGroup.HYPOTHESIS: "Hypothesis",
    EntryGroup.CHANGE: "Change",
    EntryGroup.ASK: "Ask",
    EntryGroup.IMPACT: "Impact",
    EntryGroup.FOLLOW_UP: "Follow-up",
    EntryGroup.UPDATE: "Update",
    EntryGroup.STATE: "State",
    EntryGroup.ALERT: "Alert",
    EntryGroup.SYSTEM: "System",
}
REQUIREMENT_STATES = {
    RequirementState.OPEN: "open",
    RequirementState.LATE: "LATE",
    RequirementState.DONE: "done",
    RequirementState.NOT_NEEDED: "not needed",
    RequirementState.STRUCK: "struck",
}
COUNTDOWN_STATES = {
    CountdownState.CALM: "",
    CountdownState.SOON: "due soon",
    CountdownState.DUE: "DUE now",
    CountdownState.OVERDUE: "OVERDUE",
    CountdownState.PAUSED: "paused",
    CountdownState.NOT_ANNOUNCED: "resolved, not announced",
    CountdownState.NONE: "none",
}
MEASURE_NAMES = {
    "detect": ("Time to detect", "start to detection"),
    "acknowledge": ("Time to acknowledge", "detection to acknowledgement"),
    "mitigate": ("Time to mitigate", "detection to the end of customer impact"),
    "resolve": ("Time to resolve", "detection to resolved"),
    "impact": ("Customer impact", "all stretches added up"),
    "fix": ("Time to permanent fix", "detection to the fix"),
}
_STEERS_TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


def duration(seconds: float) -> str:
    """``45 s``, ``4 min 30 s``, ``1 h 12 min``, ``2 d 3 h``: two units at most, none rounded up."""
    left = int(abs(seconds))
    sign = "-" if seconds <= -1 else ""
    parts = []
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return sign + (" ".join(parts[:2]) or "0 s")


def measured(measure: Measure) -> str:
    return measure.value if isinstance(measure.value, str) else duration(measure.value)


def moment(at: Instant | None) -> str:
    """``2026-03-04 14:02:00 UTC``; what the record does not say is *unknown*."""
    return UNKNOWN if at is None else f"{at.datetime():%Y-%m-%d %H:%M:%S} UTC"


def marks(entry: Entry) -> list[str]:
    """What a reader must know of a row before trusting it as an original."""
    found = []
    if entry.starred:
        found.append("key moment")
    if entry.late:
        found.append(f"late, entered {entry.recorded_at.hhmm()}")
    if entry.amended:
        found.append("amended")
    if entry.retracted:
        found.append("retracted")
    return found


def to_whom(entry: Entry) -> str:
    """``→ @kai ``, before the words of a row that names who is to do it, ``by @kai: `` who did; '' for the others."""
    if not entry.to or entry.redacted:
        return ""
    return f"by @{entry.to}: " if entry.kind == "change_reported" else f"→ @{entry.to} "


def banner(incident: Incident) -> str:
    """What has to stand above everything else of an incident; '' for a real one."""
    words = []
    if incident.drill:
        words.append("DRILL: this did not happen")
    if incident.simulated:
        words.append("SIMULATED: the times are not real")
    return " · ".join(words)


def visible(text: str) -> str:
    """``text`` with everything that steers a terminal or turns reading direction made visible instead of obeyed."""
    return _STEERS_TERMINAL.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"\\u{code:04x}"
