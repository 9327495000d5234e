"""Quiet reminders in words: what the reading line says once for each (UI.md 2.8 and 5)."""

from __future__ import annotations

from warroom.clock import Instant
from warroom.incident.nudges import Nudge, NudgeKey

SAID = (
    NudgeKey.HANDOFF_OPEN,
    NudgeKey.ESCALATE,
    NudgeKey.NEXT_TIER,
    NudgeKey.TIRED,
    NudgeKey.CROWD,
    NudgeKey.STATUS_STALE,
)
"""The rest stands on a tile or in the list of needs already: nothing is said twice."""


def words(nudge: Nudge, now: Instant) -> str:
    """One sentence for a reminder of ``SAID``; ``now`` for how long its reason has held."""
    minutes = max(0, int(now.since(nudge.since) // 60))
    match nudge.key:
        case NudgeKey.HANDOFF_OPEN:
            return f"Command was offered to {nudge.who} {minutes} min ago and not taken. Ctrl+Shift+T"
        case NudgeKey.NEXT_TIER:
            return f"{nudge.who or 'The tier that was called'} has had its time. Call the next tier"
        case NudgeKey.TIRED:
            return f"{nudge.who} has commanded for {minutes // 60} h {minutes % 60} min. Plan a handoff: Ctrl+Shift+T"
        case NudgeKey.CROWD:
            return f"{nudge.count} people are at work. Name who stays; let the others observe"
        case NudgeKey.STATUS_STALE:
            return f"The status has stood for {minutes} min. Is it still true? Ctrl+Shift+S"
        case _:
            return "Ten minutes without a mitigation. Escalate?"
