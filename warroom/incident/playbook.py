"""The playbook as typed data: severities, cadences, requirements, roles, checklists, words.

The file is TOML (``resources/playbook.toml``); a team's own file names only what it changes. An incident keeps the
SHA-256 of the playbook that it was declared under, and its text is in the record: editing the file changes no past
lateness (DESIGN 3, "The playbook in force").
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from warroom.incident import playbook_check, playbook_toml
from warroom.incident.playbook_parts import (
    AntiPattern,
    BlastRadius,
    Checklist,
    Clocks,
    CommunicationStep,
    DetectionSource,
    Diagnosis,
    Drill,
    EscalationTier,
    HonestyRule,
    Limits,
    MessageKind,
    Metric,
    Mitigation,
    Pattern,
    Postmortem,
    Role,
    RoomRules,
    Runbook,
    SampleEntry,
    SeverityRules,
    StatusRule,
    SystemsOfKind,
    TriageQuestion,
    Vocabulary,
)
from warroom.incident.words import RequirementName, Status


class Playbook(msgspec.Struct, frozen=True, kw_only=True):
    """One playbook, whole. Tuples stand in the order in which people should read or try them."""

    sha256: str
    text: str
    """The effective text: ``parse(playbook.text)`` gives this playbook again, whatever it was made of."""
    severities: dict[int, SeverityRules]
    clocks: Clocks
    limits: Limits
    vocabulary: Vocabulary
    roles: tuple[Role, ...]
    statuses: tuple[StatusRule, ...]
    detection_sources: tuple[DetectionSource, ...]
    diagnosis: Diagnosis
    triage_questions: tuple[TriageQuestion, ...]
    blast_radius: tuple[BlastRadius, ...]
    patterns: tuple[Pattern, ...]
    mitigations: tuple[Mitigation, ...]
    checklists: tuple[Checklist, ...]
    anti_patterns: tuple[AntiPattern, ...]
    room: RoomRules
    escalation: tuple[EscalationTier, ...]
    messages: tuple[MessageKind, ...]
    communication: tuple[CommunicationStep, ...]
    honesty: tuple[HonestyRule, ...]
    postmortem: Postmortem
    metrics: tuple[Metric, ...]
    runbook: Runbook
    drills: tuple[Drill, ...]
    sample_timeline: tuple[SampleEntry, ...]
    systems: tuple[SystemsOfKind, ...]

    def rules(self, severity: int) -> SeverityRules:
        """The rules of one severity, 1 to 4."""
        return self.severities[int(severity)]

    def limit(self, severity: int, name: RequirementName | str) -> int | None:
        """Seconds that a requirement may take at a severity, ``None`` where that severity lacks it (R1)."""
        return self.rules(severity).limit(name)

    def status_page_word(self, status: Status) -> str:
        """The word that public status pages know for a status: they have no *mitigating*."""
        return next(rule.on_status_page for rule in self.statuses if rule.key is status)

    def message(self, key: str) -> MessageKind | None:
        return next((kind for kind in self.messages if kind.key == key), None)

    def checklist(self, key: str) -> Checklist | None:
        return next((checklist for checklist in self.checklists if checklist.key == key), None)

    def customer_detected(self, source: str) -> bool:
        """Whether a detection source, by key or by name, means that customers found it before the team did."""
        wanted = source.strip().casefold()
        return any(
            known.customer_detected and wanted in (known.key, known.name.casefold()) for known in self.detection_sources
        )


def parse(text: str, *, stored: bool = False) -> Playbook:
    """Read a whole playbook. ``stored``: it comes out of a record, where a newer version may have put keys not known
    here; those are passed over.

    Raises PlaybookError, naming line and key of the first mistake and the number of further ones.
    """
    check = playbook_check.Check(playbook_toml.Sources(text), ignore_unknown=stored)
    return _build(playbook_toml.read(text), text, check)


def overlay(builtin_text: str, team_text: str) -> Playbook:
    """The built-in playbook with a team's changes laid over it.

    A team's table changes only the keys that it names; a list replaces the whole list; ``remove = true`` drops a row.
    Raises PlaybookError as parse does; lines count in the team's file where the mistake stands there.
    """
    team = playbook_toml.read(team_text)
    if not team:
        return parse(builtin_text)
    merged = playbook_toml.merge(playbook_toml.read(builtin_text), team)
    check = playbook_check.Check(playbook_toml.Sources(builtin_text, team_text))
    return _build(merged, playbook_toml.write(merged), check)


def _build(tree: Mapping[str, object], text: str, check: playbook_check.Check) -> Playbook:
    digest = hashlib.sha256(text.encode()).hexdigest()
    values = check.struct_values(Playbook, tree, (), skip=("sha256", "text"))
    check.stop_at_mistakes()
    playbook = Playbook(sha256=digest, text=text, **values)
    playbook_check.whole(playbook, check)
    check.stop_at_mistakes()
    return playbook
