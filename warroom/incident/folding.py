"""What the steps of the fold share: the incident being filled, the rules in force, and the update promises (R3–R7).

A step is one small function for one kind of fact. Steps live by subject: ``course`` (severity, status, times),
``crew`` (who), ``talk`` (what is said), ``messages`` (what went out).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from warroom.clock import Instant
from warroom.incident.events import Event
from warroom.incident.state import Incident, Promise, Requirement
from warroom.incident.words import RequirementName, Status

if TYPE_CHECKING:  # a fold of notes needs no playbook, and its reader takes a while to load
    from warroom.incident.playbook import Playbook
    from warroom.incident.playbook_parts import SeverityRules


class Raise(NamedTuple):
    """A severity raise of this opening, with the cadences that it brought: what an update of before it is held to."""

    at: Instant
    internal_s: int | None
    external_s: int | None


Step = Callable[["Folding", Event, Any], None]
FOR_CUSTOMERS = (RequirementName.STATUS_PAGE, RequirementName.CUSTOMERS)


class Folding:
    """One fold under way. ``declared_rules`` are those of the severity that the first deadlines came from (R3)."""

    def __init__(self, playbooks: Callable[[str], Playbook]) -> None:
        self.incident = Incident()
        self.playbooks = playbooks
        self.declared_rules: SeverityRules | None = None
        self.visible_at: Instant | None = None
        self.raises: list[Raise] = []
        self.detected_shift_s = self.visible_shift_s = 0.0
        self.proofs: dict[str, tuple[Instant, str]] = {}

    def take(self, event: Event) -> None:
        """What every event of an incident tells: whose it is, and whether the record is simulated."""
        self.incident.id = event.incident
        self.incident.simulated |= event.body.simulated

    @property
    def playbook(self) -> Playbook:
        return self.playbooks(self.incident.playbook)

    @property
    def rules(self) -> SeverityRules:
        return self.playbook.rules(self.incident.severity)

    def wanted(self) -> tuple[RequirementName, ...]:
        """The rows that this incident has; a near-miss reaches no customers (PLAYBOOK "Vocabulary")."""
        rows = self.rules.requirements()
        return tuple(name for name in rows if name not in FOR_CUSTOMERS) if self.incident.near_miss else rows

    @property
    def detection(self) -> Instant:
        """Detection, else declaration: the anchor of R1."""
        return self.incident.detected_at or self.incident.declared_at

    # -- requirements ------------------------------------------------------------------------------------------

    def due_of(self, row: Requirement) -> Instant:
        """When a row is due: its anchor + limit, or earlier where a raise pulled it in (R1, R6)."""
        due = (row.anchor or self.detection).plus(row.limit_s + row.shift_s)
        return due if row.pulled_to is None else min(due, row.pulled_to)

    def anchored_anew(self) -> None:
        """A detection time stated now is by the clock of now: earlier steps of the clock don't move it (R14)."""
        self.detected_shift_s = self.incident.external.shift_s
        for row in self.incident.requirements:
            if row.anchor is None:
                row.shift_s = 0.0

    def met(self, name: str, at: Instant, event: str) -> None:
        """The record proves a requirement at ``at``; the earliest proof counts. Where this severity does not ask for
        it, the proof is kept for a raise that does."""
        known = self.proofs.get(name)
        if known is None or at < known[0]:
            self.proofs[name] = (at, event)
        row = self.incident.requirement(name)
        if row is not None and row.struck_at is None and (row.done_at is None or at < row.done_at):
            row.done_at, row.proof = at, event

    def unmet(self, name: str) -> None:
        """What proved a requirement no longer does."""
        self.proofs.pop(name, None)
        row = self.incident.requirement(name)
        if row is not None and row.struck_at is None:
            row.done_at, row.proof, row.waived = None, "", None

    # -- countdowns -----------------------------------------------------------------------------------------------

    def redue(self) -> None:
        """Recompute what hangs on the detection time."""
        for row in self.incident.requirements:
            row.due_at = self.due_of(row)
        external = self.incident.external
        if external.first and self.incident.status is not Status.RESOLVED:
            external.due_at = self.first_external()

    def first_external(self) -> Instant | None:
        """R3: the earlier of detection + status-page limit and declaration + cadence, unless pulled in."""
        incident, rules, external = self.incident, self.declared_rules, self.incident.external
        due: list[Instant] = []
        if incident.near_miss:
            return None
        if rules is not None:
            if not rules.external_if_visible and rules.external_s is not None:
                due.append(incident.declared_at.plus(rules.external_s + external.shift_s))
                if rules.status_page_s is not None:
                    shift_s = external.shift_s - self.detected_shift_s
                    due.append(self.detection.plus(rules.status_page_s + shift_s))
            elif self.visible_at is not None and rules.external_s is not None:
                due.append(self.visible_at.plus(rules.external_s + external.shift_s - self.visible_shift_s))
        if external.pulled_to is not None:
            due.append(external.pulled_to)
        return min(due, default=None)

    def external_cadence(self) -> int | None:
        """Seconds between external updates now; None where this severity has none (yet)."""
        rules = self.rules
        if self.incident.near_miss or (rules.external_if_visible and not self.incident.customer_visible):
            return None
        return rules.external_s

    def pull(self, promise: Promise, candidate: Instant) -> None:
        """A deadline moves in to ``candidate``, never out."""
        promise.pulled_to = candidate if promise.pulled_to is None else min(promise.pulled_to, candidate)
        promise.due_at = candidate if promise.due_at is None else min(promise.due_at, candidate)

    def pull_by_raises(self, promise: Promise, sent_at: Instant) -> None:
        """R6 for an update that went out before a raise and is recorded after it: it is pulled in all the same."""
        for one in self.raises:
            cadence = one.internal_s if promise is self.incident.internal else one.external_s
            if one.at > sent_at and cadence is not None and promise.due_at is not None:
                self.pull(promise, one.at.plus(cadence))

    def restart(self, promise: Promise, due: Instant | None) -> None:
        """A deadline stands anew, free of what pulled or shifted the old one."""
        promise.first, promise.pulled_to, promise.shift_s, promise.due_at = False, None, 0.0, due
