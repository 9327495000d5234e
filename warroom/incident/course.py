"""The course of an incident: declared, raised, lowered, mitigated, resolved, reopened, and the clocks on the way.

The rules R1–R14 are PLAYBOOK's "Clocks"; each step names the ones that it carries out.
"""

from __future__ import annotations

from warroom.clock import Instant
from warroom.incident import events as fact
from warroom.incident.events import Body, Event
from warroom.incident.folding import FOR_CUSTOMERS, Folding, Raise, Step
from warroom.incident.state import Bridge, Link, Requirement
from warroom.incident.words import RequirementName, Severity, Status


def _declared(to: Folding, event: Event, body: fact.Declared) -> None:
    incident = to.incident
    incident.number, incident.title, incident.drill = body.number, body.title, body.drill
    incident.near_miss, incident.customer_detected = body.near_miss, body.customer_detected
    incident.severity = incident.peak_severity = body.severity
    incident.playbook = body.playbook
    incident.declared_at, incident.declared_by = event.at, event.actor
    incident.acting_ic, incident.command_since = event.actor, event.at
    incident.status_at = event.at
    incident.sources["declared"] = event.id
    rules = to.declared_rules = to.rules
    incident.internal.cadence_s, incident.external.cadence_s = rules.internal_s, to.external_cadence()
    if rules.internal_s is not None:
        incident.internal.due_at = event.at.plus(rules.internal_s)
    incident.requirements = [_new_row(to, name, None) for name in to.wanted()]
    to.redue()


def _new_row(to: Folding, name: RequirementName, anchor: Instant | None) -> Requirement:
    """R1, R2: rows count from detection, the war room from the declaration; after a raise all count from the raise."""
    if anchor is None and name is RequirementName.WAR_ROOM:
        anchor = to.incident.declared_at
    limit = to.rules.limit(name)
    assert limit is not None, f"{name} has no limit at this severity"
    row = Requirement(name=name, limit_s=limit, anchor=anchor, due_at=to.incident.declared_at)
    row.due_at = to.due_of(row)
    row.done_at, row.proof = to.proofs.get(name, (None, ""))
    return row


def _severity(to: Folding, event: Event, body: fact.SeveritySet) -> None:
    before = to.incident.severity
    if body.severity == before:
        return
    if event.author == to.incident.commander:  # PLAYBOOK, Phases: the commander's first decision ends triage
        to.incident.triaged_at = to.incident.triaged_at or event.at
    to.incident.severity, to.incident.severity_at = body.severity, event.at
    to.incident.peak_severity = Severity(min(to.incident.peak_severity, body.severity))
    rules = to.rules
    to.incident.internal.cadence_s, to.incident.external.cadence_s = rules.internal_s, to.external_cadence()
    if body.severity < before:
        _raise(to, event.at)
    else:
        _lower(to, event.at)


def _raise(to: Folding, at: Instant) -> None:
    """R6: open rows and countdowns move in, new rows count from the raise."""
    incident, rules = to.incident, to.rules
    rows = {row.name: row for row in incident.requirements}
    for name in to.wanted():
        row = rows.get(name)
        limit = rules.limit(name)
        assert limit is not None, f"{name} has no limit at this severity"
        if row is None or row.struck_at is not None:
            rows[name] = _new_row(to, name, at)
        elif row.open:
            row.pulled_to = min(row.due_at, at.plus(limit))
            row.due_at = to.due_of(row)
    known = list(RequirementName)
    incident.requirements = sorted(rows.values(), key=lambda row: known.index(RequirementName(row.name)))
    if not incident.open:
        return
    if rules.internal_s is not None:
        to.pull(incident.internal, at.plus(rules.internal_s))
    cadence = to.external_cadence()
    if cadence is not None:
        to.pull(incident.external, at.plus(cadence))
        if not incident.page_out and rules.status_page_s is not None:
            to.pull(incident.external, at.plus(rules.status_page_s))
    to.raises.append(Raise(at, rules.internal_s, cadence))


def _lower(to: Folding, at: Instant) -> None:
    """R7: what the lower severity lacks is struck, shared open rows take its limit; countdowns hold."""
    rules = to.rules
    for row in to.incident.requirements:
        limit = rules.limit(row.name)
        if not row.open:
            continue
        if limit is None:
            row.struck_at = at
        else:
            row.limit_s, row.pulled_to = limit, None
            row.due_at = to.due_of(row)


def _status(to: Folding, event: Event, body: fact.StatusSet) -> None:
    to.incident.status, to.incident.status_at = body.status, event.at


def _started(to: Folding, event: Event, body: fact.StartSet) -> None:
    to.incident.started_at = body.time
    to.incident.sources["started"] = event.id


def _detected(to: Folding, event: Event, body: fact.DetectionSet) -> None:
    to.incident.detected_at = body.time
    to.incident.detection_source = body.source or to.incident.detection_source
    to.incident.customer_detected |= body.customer
    to.incident.sources["detected"] = event.id
    to.anchored_anew()
    to.redue()


def _acknowledged(to: Folding, event: Event, body: fact.Acknowledged) -> None:
    if to.incident.acknowledged_at is None or body.time < to.incident.acknowledged_at:
        to.incident.acknowledged_at = body.time
        to.incident.sources["acknowledged"] = event.id
    to.met(RequirementName.RESPONDER, body.time, event.id)


def _triaged(to: Folding, event: Event, body: fact.Triaged) -> None:
    to.incident.triaged_at = to.incident.triaged_at or event.at


def _triage_answered(to: Folding, event: Event, body: fact.TriageAnswered) -> None:
    to.incident.triage[body.subject] = body.answer


def _mitigated(to: Folding, event: Event, body: fact.Mitigated) -> None:
    """R2: mitigation closes *all hands*; R12: the last stated time counts, once for each opening."""
    incident = to.incident
    _, proof = to.proofs.get(RequirementName.ALL_HANDS, (None, ""))
    if proof and proof == incident.sources.get("mitigated"):
        to.unmet(RequirementName.ALL_HANDS)
    incident.mitigated_at = incident.last_mitigated_at = body.time
    incident.stable_since_mitigation = body.time
    incident.mitigated_by_opening[-1] = body.time
    incident.sources["mitigated"] = event.id
    to.met(RequirementName.ALL_HANDS, body.time, event.id)


def _fixed(to: Folding, event: Event, body: fact.Fixed) -> None:
    to.incident.fixed_at = body.time
    to.incident.sources["fixed"] = event.id


def _resolved(to: Folding, event: Event, body: fact.Resolved) -> None:
    """R11: internal pauses; external becomes *resolved, not announced*, due ten minutes later."""
    incident = to.incident
    had_external = incident.external.due_at is not None or incident.page_out
    incident.status, incident.status_at = Status.RESOLVED, event.at
    incident.resolved_at = incident.last_resolved_at = event.at
    incident.resolved_early = body.why if body.early else None
    incident.guard = body.guard
    incident.sources["resolved"] = event.id
    if not had_external:
        return
    pages = [row for row in incident.messages if row.out and not row.secondary and row.template.startswith("page-")]
    last = max(pages, key=lambda row: row.sent_at or row.at, default=None)
    reopened = max(incident.reopened, default=incident.declared_at)
    announced = last is not None and last.template == "page-resolved" and (last.sent_at or last.at) >= reopened
    incident.not_announced = not announced
    due = None if announced else event.at.plus(to.playbook.clocks.resolved_announce_s)
    to.restart(incident.external, due)


def _reopened(to: Folding, event: Event, body: fact.Reopened) -> None:
    """R12: countdowns and *all hands* start anew, times of the ended stretch become empty."""
    incident, rules = to.incident, to.rules
    incident.reopened.append(event.at)
    incident.mitigated_by_opening.append(None)
    incident.status, incident.status_at = Status.INVESTIGATING, event.at
    incident.mitigated_at = incident.resolved_at = incident.resolved_early = None
    incident.guard = {}
    incident.stable_since_mitigation = None
    incident.not_announced = False
    to.raises.clear()
    to.restart(incident.internal, None if rules.internal_s is None else event.at.plus(rules.internal_s))
    cadence = to.external_cadence()
    limit = rules.status_page_s if rules.status_page_s is not None else cadence
    to.restart(incident.external, None if cadence is None or limit is None else event.at.plus(limit))
    to.unmet(RequirementName.ALL_HANDS)
    for row in incident.requirements:
        if row.name == RequirementName.ALL_HANDS and row.struck_at is None:
            row.anchor, row.pulled_to, row.shift_s = event.at, None, 0.0
            row.due_at = to.due_of(row)


def _visible(to: Folding, event: Event, body: fact.CustomerVisibleSet) -> None:
    """R3: where the external cadence waits for customers to see it, it starts here."""
    incident = to.incident
    incident.customer_visible = body.visible
    incident.sources["customer_visible"] = event.id
    incident.external.cadence_s = to.external_cadence()
    if not to.rules.external_if_visible or not incident.open:
        return
    to.visible_at = event.at if body.visible else None
    to.visible_shift_s = incident.external.shift_s
    cadence = to.external_cadence()
    if cadence is None:
        external = incident.external
        external.due_at, external.pulled_to, external.first = None, None, not incident.page_out
    elif incident.external.due_at is None:
        to.pull(incident.external, event.at.plus(cadence))


def _timer_set(to: Folding, event: Event, body: fact.TimerSet) -> None:
    """A named deadline; the two update countdowns only ever move in this way (R4: sending alone resets them)."""
    promise = {"internal": to.incident.internal, "external": to.incident.external}.get(body.name)
    if promise is None:
        to.incident.timers[body.name] = body.due
    else:
        to.pull(promise, body.due)


def _timer_snoozed(to: Folding, event: Event, body: fact.TimerSnoozed) -> None:
    promise = to.incident.internal if body.name == "internal" else to.incident.external
    promise.snoozes.append((event.at, body.seconds))


def _ticked(to: Folding, event: Event, body: fact.RequirementTicked) -> None:
    if body.done:
        to.met(body.name, event.at, event.id)
    else:
        to.unmet(body.name)


def _waived(to: Folding, event: Event, body: fact.RequirementWaived) -> None:
    row = to.incident.requirement(body.name)
    if row is not None and row.done_at is None:
        row.waived = body.why


def _adopted(to: Folding, event: Event, body: fact.PlaybookAdopted) -> None:
    """The new playbook's limits count for what is still open; what is done or sent stays as it was."""
    incident = to.incident
    incident.playbook = body.playbook
    rules = to.rules
    incident.internal.cadence_s, incident.external.cadence_s = rules.internal_s, to.external_cadence()
    wanted = set(to.wanted())
    for row in incident.requirements:
        limit = rules.limit(row.name)
        if row.open and limit is None:
            row.struck_at = event.at
        elif row.open and limit is not None:
            row.limit_s = limit
            row.due_at = to.due_of(row)
        wanted.discard(RequirementName(row.name))
    incident.requirements.extend(_new_row(to, name, event.at) for name in sorted(wanted))


def _titled(to: Folding, event: Event, body: fact.Titled) -> None:
    to.incident.title = body.title


def _near_miss(to: Folding, event: Event, body: fact.NearMissSet) -> None:
    """Without customers there is nobody to tell: rows and countdown for them go, and come back from now on."""
    incident = to.incident
    if incident.near_miss == body.near_miss:
        return
    incident.near_miss = body.near_miss
    for row in incident.requirements:
        if row.name in FOR_CUSTOMERS and row.open and body.near_miss:
            row.struck_at = event.at
    incident.external.cadence_s = to.external_cadence()
    if body.near_miss:
        to.restart(incident.external, None)
    elif incident.open:
        _raise(to, event.at)


def _same_as(to: Folding, event: Event, body: fact.SameAs) -> None:
    """Its own requirements end here: those of the incident in which it goes on are the ones that count."""
    to.incident.same_as, to.incident.same_ref = body.other, body.ref
    for row in to.incident.requirements:
        if row.open:
            row.struck_at = event.at


def _joined(to: Folding, event: Event, body: fact.Joined) -> None:
    to.incident.joined[body.other] = body.ref


def _recurred(to: Folding, event: Event, body: fact.Recurred) -> None:
    to.incident.recurs[body.other] = body.ref


def _came_back(to: Folding, event: Event, body: fact.CameBack) -> None:
    to.incident.came_back[body.other] = body.ref


def _bridge(to: Folding, event: Event, body: fact.BridgeSet) -> None:
    to.incident.bridge = Bridge(text=body.text, number=body.number, pin=body.pin, link=body.link)
    to.met(RequirementName.WAR_ROOM, event.at, event.id)


def _channel(to: Folding, event: Event, body: fact.ChannelNamed) -> None:
    to.incident.channel = body.name
    to.met(RequirementName.WAR_ROOM, event.at, event.id)


def _link(to: Folding, event: Event, body: fact.LinkAdded) -> None:
    to.incident.links.append(Link(body.label, body.url))


def _service(to: Folding, event: Event, body: fact.ServiceAdded) -> None:
    services = [name for name in to.incident.services if name != body.name]
    to.incident.services = services if body.removed else [*services, body.name]


def _component(to: Folding, event: Event, body: fact.ComponentSet) -> None:
    to.incident.components[body.name] = body.state


def _checked(to: Folding, event: Event, body: fact.ChecklistTicked) -> None:
    ticked = [item for item in to.incident.checked.get(body.list, []) if item != body.item]
    to.incident.checked[body.list] = [*ticked, body.item] if body.done else ticked
    to.incident.waived.get(body.list, {}).pop(body.item, None)


def _item_waived(to: Folding, event: Event, body: fact.ChecklistWaived) -> None:
    to.incident.waived.setdefault(body.list, {})[body.item] = body.why


STEPS: dict[type[Body], Step] = {
    fact.Declared: _declared,
    fact.Titled: _titled,
    fact.SeveritySet: _severity,
    fact.StatusSet: _status,
    fact.Triaged: _triaged,
    fact.TriageAnswered: _triage_answered,
    fact.StartSet: _started,
    fact.DetectionSet: _detected,
    fact.Acknowledged: _acknowledged,
    fact.Mitigated: _mitigated,
    fact.Fixed: _fixed,
    fact.Resolved: _resolved,
    fact.Reopened: _reopened,
    fact.NearMissSet: _near_miss,
    fact.CustomerVisibleSet: _visible,
    fact.SameAs: _same_as,
    fact.RequirementTicked: _ticked,
    fact.RequirementWaived: _waived,
    fact.ChecklistTicked: _checked,
    fact.ChecklistWaived: _item_waived,
    fact.Joined: _joined,
    fact.Recurred: _recurred,
    fact.CameBack: _came_back,
    fact.TimerSet: _timer_set,
    fact.TimerSnoozed: _timer_snoozed,
    fact.BridgeSet: _bridge,
    fact.ChannelNamed: _channel,
    fact.LinkAdded: _link,
    fact.ServiceAdded: _service,
    fact.ComponentSet: _component,
    fact.PlaybookAdopted: _adopted,
}
