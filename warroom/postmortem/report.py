"""Everything that an export tells of one incident, gathered once: state, timeline with its corrections, proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.errors import NotFound
from warroom.incident.countdowns import RequirementView, requirements
from warroom.incident.entry import Entry
from warroom.incident.events import Event
from warroom.incident.fold import fold
from warroom.incident.metrics import Measure, metrics
from warroom.incident.phrases import SEVERITY_NAMES, STATUS_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.timeline import Version, fold_entries, versions
from warroom.postmortem.attached import ReportFile, attached
from warroom.postmortem.snapshot import MEASURES, Plain, snapshot
from warroom.postmortem.wording import banner, duration, moment

if TYPE_CHECKING:
    from warroom.record import Record


class Report(msgspec.Struct, frozen=True):
    """``versions``: every reading of each amended entry, the original first. ``heads``: last hash of each chain.

    ``files``: the attached file of an entry. ``folder``: where they lie beside the export, '' where they do not.
    """

    incident: Incident
    playbook: Playbook
    entries: list[Entry]
    versions: dict[str, list[Version]]
    heads: dict[str, str]
    now: Instant
    files: dict[str, ReportFile] = {}
    folder: str = ""

    @property
    def banner(self) -> str:
        """What has to stand above everything else; '' for a real incident."""
        return banner(self.incident)

    @property
    def times(self) -> str:
        """For the header: no export is silent about its zone and its moment."""
        return f"Times in UTC · written {moment(self.now)}"

    def facts(self) -> list[tuple[str, str]]:
        """The header of the incident, label and value."""
        incident = self.incident
        severity = f"{incident.severity.label} {SEVERITY_NAMES[incident.severity]}"
        if incident.peak_severity != incident.severity:
            severity += f" (at its worst {incident.peak_severity.label})"
        found = [("Severity", severity), ("Status", STATUS_NAMES[incident.status])]
        if incident.near_miss:
            found.append(("Near miss", "yes"))
        if incident.same_as:
            found.append(("Goes on in", incident.same_as))
        found += [
            ("Commander", incident.roles.get("ic") or _acting(incident)),
            ("Customers see it", _seen(incident)),
            ("Detected by", _source(incident)),
            ("Started", moment(incident.started_at)),
            ("Detected", moment(incident.detected_at)),
            ("Acknowledged", moment(incident.acknowledged_at)),
            ("Declared", moment(incident.declared_at)),
            ("Customer impact ended", moment(incident.last_mitigated_at)),
            ("Resolved", moment(incident.last_resolved_at)),
        ]
        if incident.resolved_early is not None:
            found.append(("Resolved early because", incident.resolved_early))
        found += [("Reopened", moment(at)) for at in incident.reopened]
        if incident.impact:
            found.append(("Customer impact", f"{incident.impact.text} (as of {moment(incident.impact.at)})"))
        if incident.services:
            found.append(("Services", ", ".join(incident.services)))
        found += [(f"Component {name}", state.value) for name, state in incident.components.items()]
        found += [(f"Link {link.label}", link.url) for link in incident.links]
        if incident.newer:
            found.append(("Note", "made by a newer version; state may be incomplete"))
        return found

    def measures(self) -> list[tuple[str, Measure]]:
        found = metrics(self.incident)
        return [(name, getattr(found, name)) for name in MEASURES]

    def updates(self) -> list[tuple[str, int, int]]:
        """Audience, sent on time, sent."""
        found = metrics(self.incident)
        return [
            ("internal", found.internal_on_time, found.internal_sent),
            ("external", found.external_on_time, found.external_sent),
        ]

    def requirements(self) -> list[RequirementView]:
        return requirements(self.incident, self.playbook, self.now)

    def roles(self) -> list[tuple[str, str, Instant, Instant | None]]:
        """Seat, who, from, until: oldest first."""
        held = sorted(self.incident.held, key=lambda row: (row.start, row.seat))
        return [(row.seat, row.handle, row.start, row.end) for row in held]

    def originals(self, entry: Entry) -> list[Version]:
        """Earlier readings of an amended entry, oldest first."""
        return self.versions.get(entry.id, [])[:-1]

    def snapshot(self) -> Plain:
        return snapshot(self.incident, self.entries, self.playbook, self.now)


def gather(
    record: Record, incident: str, now: Instant, *, known_at: Instant | None = None, with_files: bool = False
) -> Report:
    """The report of an incident at ``now``; with ``known_at``, of what was on the record at that moment.

    ``with_files`` brings the bytes of attached files, not only their names. Raises NotFound when nothing was on the
    record yet.
    """
    if known_at is not None:
        return _as_known(record, incident, known_at)
    state = record.incident(incident)
    entries = record.entries(incident)
    about = record.events(incident, kinds=("amended",))
    amended = {entry.id for entry in entries if entry.amended and not entry.redacted}
    originals = [event for event in map(record.event, amended) if event is not None]
    return Report(
        incident=state,
        playbook=record.playbook(state.playbook),
        entries=entries,
        versions=_versions(amended, [*originals, *about]),
        heads=record.heads(incident),
        now=now,
        files=attached(record, incident, with_bytes=with_files),
    )


def _as_known(record: Record, incident: str, known_at: Instant) -> Report:
    """What the record held at ``known_at``, folded from those events alone."""
    events = [event for event in record.events(incident) if event.recorded_at <= known_at]
    if not events:
        raise NotFound(f"Nothing of this incident was on the record at {moment(known_at)}. Ask for a later time.")
    state = fold(events, record.playbook)
    state.suffix = record.incident(incident).suffix
    entries = fold_entries(events)
    amended = {entry.id for entry in entries if entry.amended and not entry.redacted}
    return Report(
        incident=state,
        playbook=record.playbook(state.playbook),
        entries=entries,
        versions=_versions(amended, events),
        heads={},
        now=known_at,
    )


def late_by(row: RequirementView) -> str:
    """``in time``, or by how much not."""
    return f"{duration(row.late_s)} late" if row.late_s else "in time"


def _versions(amended: set[str], events: list[Event]) -> dict[str, list[Version]]:
    return {entry: versions(entry, events) for entry in sorted(amended)}


def _seen(incident: Incident) -> str:
    """A no that nobody said is none: it would stand in the postmortem beside the impact on customers."""
    said = "customer_visible" in incident.sources
    return "yes" if incident.customer_visible else "no" if said else "not stated"


def _acting(incident: Incident) -> str:
    return f"{incident.acting_ic} (acting)" if incident.acting_ic else "nobody"


def _source(incident: Incident) -> str:
    customers = " (customers noticed first)" if incident.customer_detected else ""
    return (incident.detection_source or "unknown") + customers
