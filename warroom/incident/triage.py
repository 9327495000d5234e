"""Triage: from what people answer to a suggested severity, whom to page, and what to try first (PLAYBOOK "Triage").

Everything here suggests; the commander decides. The severity comes from how far the trouble reaches, never from its
cause, and never from words in a sentence.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.errors import NotFound
from warroom.incident.playbook import Playbook
from warroom.incident.playbook_parts import BlastRadius, EscalationTier, Mitigation, Pattern
from warroom.incident.words import Severity


class Answer(StrEnum):
    """What was said to "what changed?"; *unknown* is a good answer and suggests nothing."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """What the reach of the trouble suggests."""

    severity: Severity | None
    """The worst that any of the answers names; ``None`` while nothing has been answered."""
    or_severity: Severity | None
    """A milder one that would do as well, where the playbook leaves the choice."""
    page: tuple[str, ...]
    because: tuple[BlastRadius, ...]
    """The answers that lead to this severity."""
    diagnose_first: bool


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the mitigation ladder, with what the answers say about it."""

    mitigation: Mitigation
    patterns: tuple[Pattern, ...]
    """The patterns answered with yes whose cure is this step."""
    tried: bool

    @property
    def acts(self) -> tuple[str, ...]:
        """What to do now, in words that fit the patterns; the step's own name where none points here."""
        return _once(act for pattern in self.patterns for act in pattern.now) or (self.mitigation.name,)


def suggest(playbook: Playbook, reaches: Collection[str]) -> Suggestion:
    """Severity and pages for the keys of ``blast_radius`` that hold.

    The worst answer decides; all who are named by an answer of that severity are paged, and nobody else: more can
    follow. Raises NotFound for a key that the playbook does not have.
    """
    rows = _rows(playbook, reaches)
    if not rows:
        return Suggestion(severity=None, or_severity=None, page=(), because=(), diagnose_first=False)
    worst = min(min(row.severities) for row in rows)
    deciding = tuple(row for row in rows if min(row.severities) == worst)
    mildest = min(max(row.severities) for row in deciding)
    return Suggestion(
        severity=Severity(worst),
        or_severity=Severity(mildest) if mildest > worst else None,
        page=_once(person for row in deciding for person in row.page),
        because=deciding,
        diagnose_first=any(row.diagnose_first for row in rows),
    )


def asked(playbook: Playbook) -> tuple[Pattern, ...]:
    """The patterns that triage asks about, in their order."""
    return tuple(pattern for pattern in playbook.patterns if pattern.question)


def fitting(playbook: Playbook, answers: Mapping[str, Answer]) -> tuple[Pattern, ...]:
    """The patterns that were answered with yes, in the playbook's order."""
    return tuple(pattern for pattern in playbook.patterns if answers.get(pattern.key) is Answer.YES)


def ladder(playbook: Playbook, answers: Mapping[str, Answer], tried: Collection[str] = ()) -> tuple[Rung, ...]:
    """The mitigations in their fixed order, each with the patterns that point at it and whether it was tried.

    ``tried`` holds keys of mitigations that did not help.
    """
    patterns = fitting(playbook, answers)
    return tuple(
        Rung(
            mitigation=mitigation,
            patterns=tuple(pattern for pattern in patterns if pattern.mitigation == mitigation.key),
            tried=mitigation.key in tried,
        )
        for mitigation in playbook.mitigations
    )


def next_rung(rungs: Collection[Rung]) -> Rung | None:
    """What to try next: the first step that a pattern points at, else the first at all, among those not tried."""
    untried = [rung for rung in rungs if not rung.tried]
    return next((rung for rung in untried if rung.patterns), untried[0] if untried else None)


def cures_off_the_ladder(playbook: Playbook, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Acts of fitting patterns whose cure is no step of the ladder, such as renewing a certificate."""
    return _once(act for pattern in fitting(playbook, answers) if not pattern.mitigation for act in pattern.now)


def preventions(playbook: Playbook, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """What would keep the fitting patterns away: food for the follow-ups, never advice for this hour."""
    return _once(build for pattern in fitting(playbook, answers) for build in pattern.prevent)


def escalation_due(
    playbook: Playbook, now: Instant, *, since: Instant, mitigating: bool, diagnose_first: bool = False
) -> bool:
    """Whether to ask "ten minutes without a mitigation: escalate?".

    ``since``: detection, or the end of the last mitigation that did not help. Trouble that asks for a diagnosis first
    is not hurried.
    """
    return not mitigating and not diagnose_first and now.since(since) >= playbook.clocks.escalate_after_s


def tier_at(playbook: Playbook, waited_s: float) -> EscalationTier | None:
    """The tier whose turn it is after this many seconds without a way out; the last one keeps it."""
    return next(
        (tier for tier in playbook.escalation if waited_s < tier.within_s),
        playbook.escalation[-1] if playbook.escalation else None,
    )


def _rows(playbook: Playbook, reaches: Collection[str]) -> tuple[BlastRadius, ...]:
    known = [row.key for row in playbook.blast_radius]
    for reach in reaches:
        if reach not in known:
            near = difflib.get_close_matches(reach, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it knows {', '.join(known)}."
            raise NotFound(f'The playbook has no blast radius "{reach}"; {hint}')
    return tuple(row for row in playbook.blast_radius if row.key in reaches)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
