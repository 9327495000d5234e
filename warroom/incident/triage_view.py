"""The triage helper for one incident: what was answered so far, what that suggests, what to try next, and whether to
call for help. Answers are facts of the record, so the next shift sees them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.incident import triage
from warroom.incident.state import Change, Incident
from warroom.incident.triage import Answer, Rung, Suggestion
from warroom.incident.words import ChangeState, PageAnswer

if TYPE_CHECKING:
    from warroom.incident.playbook import Playbook
    from warroom.incident.playbook_parts import EscalationTier, Pattern, TriageQuestion

REACH = "reach"
"""The question whose answers are keys of the playbook's blast radius, parted by commas."""
_FAILED = (ChangeState.NO_EFFECT, ChangeState.WORSE, ChangeState.BACKED_OUT)
_NEVER_RAN = (ChangeState.PROPOSED, ChangeState.ON_HOLD, ChangeState.DECLINED, ChangeState.WITHDRAWN)


class Question(msgspec.Struct, frozen=True):
    """One of the four questions, with what was said."""

    question: TriageQuestion
    answer: str


class AskedPattern(msgspec.Struct, frozen=True):
    """One of the recurring patterns; None: nobody has answered yet."""

    pattern: Pattern
    answer: Answer | None


class TriageView(msgspec.Struct, frozen=True, kw_only=True):
    questions: tuple[Question, ...]
    reach: tuple[str, ...]
    suggestion: Suggestion
    patterns: tuple[AskedPattern, ...]
    ladder: tuple[Rung, ...]
    next: Rung | None
    off_ladder: tuple[str, ...]
    """What to do now that is no step of the ladder, such as renewing a certificate."""
    escalate: bool
    tier: EscalationTier | None
    """Whose turn it is, by how long nobody has found a way out."""


def triage_view(incident: Incident, playbook: Playbook, now: Instant) -> TriageView:
    """The whole helper at ``now``."""
    answers = pattern_answers(incident, playbook)
    reach = reaches(incident, playbook)
    rungs = triage.ladder(playbook, answers, tried(incident, playbook))
    return TriageView(
        questions=tuple(Question(row, incident.triage.get(row.key, "")) for row in playbook.triage_questions),
        reach=reach,
        suggestion=triage.suggest(playbook, reach),
        patterns=tuple(AskedPattern(row, answers.get(row.key)) for row in triage.asked(playbook)),
        ladder=rungs,
        next=triage.next_rung(rungs),
        off_ladder=triage.cures_off_the_ladder(playbook, answers),
        escalate=escalate(incident, playbook, now),
        tier=next_tier(incident, playbook, now),
    )


def pattern_answers(incident: Incident, playbook: Playbook) -> dict[str, Answer]:
    known = {pattern.key for pattern in playbook.patterns}
    return {key: Answer(said) for key, said in incident.triage.items() if key in known and said in tuple(Answer)}


def reaches(incident: Incident, playbook: Playbook) -> tuple[str, ...]:
    """The keys of the blast radius that were named; one that the playbook has dropped since is passed over."""
    known = {row.key for row in playbook.blast_radius}
    return tuple(key for key in incident.triage.get(REACH, "").split(",") if key in known)


def tried(incident: Incident, playbook: Playbook) -> tuple[str, ...]:
    """Steps of the ladder that a change has carried out without help: its words name the step, or what it does now."""
    texts = [change.text.casefold() for change in incident.changes if change.state in _FAILED]
    found = []
    for mitigation in playbook.mitigations:
        acts = {act.casefold() for row in playbook.patterns if row.mitigation == mitigation.key for act in row.now}
        words = {mitigation.name.casefold(), mitigation.name.casefold().replace(" ", ""), *acts}
        if any(word in text for text in texts for word in words):
            found.append(mitigation.key)
    return tuple(found)


def without_mitigation_since(incident: Incident) -> Instant:
    """Since when nobody has had a way out: detection, reopening, or the end of the last change that did not help."""
    ends = [step.at for change in incident.changes for step in change.steps if step.state in _FAILED]
    return max([incident.detected_at or incident.declared_at, *incident.reopened, *ends])


def escalate(incident: Incident, playbook: Playbook, now: Instant) -> bool:
    """Whether to ask "ten minutes without a mitigation: escalate?"; never where a diagnosis has to come first."""
    if not incident.open or incident.same_as or not playbook.rules(incident.severity).approvals:
        return False
    first = any(row.diagnose_first for row in playbook.blast_radius if row.key in reaches(incident, playbook))
    return triage.escalation_due(
        playbook,
        now,
        since=without_mitigation_since(incident),
        mitigating=mitigating(incident) or _help_is_coming(incident),
        diagnose_first=first,
    )


def mitigating(incident: Incident) -> bool:
    """Whether customer impact has ended or a change that may end it is under way."""
    return incident.mitigated_at is not None or any(_under_way(change) for change in incident.changes)


def _under_way(change: Change) -> bool:
    return change.state not in (*_FAILED, *_NEVER_RAN, ChangeState.APPROVED)


def _help_is_coming(incident: Incident) -> bool:
    """Somebody of the tiers was called: then their own clock counts."""
    return any(page.tier and (page.due_at or page.answer is PageAnswer.ANSWERED) for page in incident.pages)


def next_tier(incident: Incident, playbook: Playbook, now: Instant) -> EscalationTier | None:
    """The tier to call next: the one above the last that was called, else the one whose turn it is by the clock."""
    called = [page.tier for page in incident.pages if page.tier]
    if called:
        above = [tier for tier in playbook.escalation if tier.key > max(called)]
        return above[0] if above else None
    return triage.tier_at(playbook, now.since(without_mitigation_since(incident)))
