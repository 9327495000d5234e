"""What a message says on its way: from a draft to what is stored, and from there to what a connector gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from warroom.clock import Instant
from warroom.comms.drafts import Draft
from warroom.comms.mail import mail_of
from warroom.comms.message import DRILL_MARK, SIMULATED_MARK
from warroom.comms.moments import moment
from warroom.comms.names import for_customers
from warroom.connectors.protocol import Component, ComponentState, Outgoing, PageStatus, Text
from warroom.errors import Refused
from warroom.incident.state import Incident
from warroom.outbox.routes import Route
from warroom.record.outbox_rows import Delivery, Payload
from warroom.room.outgoing import Written

PAGE_PREFIX = "page-"
_STATES = {
    "operational": ComponentState.OPERATIONAL,
    "degraded": ComponentState.DEGRADED,
    "partial": ComponentState.PARTIAL_OUTAGE,
    "outage": ComponentState.MAJOR_OUTAGE,
}


def page_status(template: str) -> PageStatus | None:
    """The status that a template announces on a status page."""
    word = template.removeprefix(PAGE_PREFIX)
    return PageStatus(word) if template.startswith(PAGE_PREFIX) and word in list(PageStatus) else None


def external(template: str) -> bool:
    """Whether a built-in template speaks to customers: what a message of another laptop is judged by."""
    return for_customers(template)


def written(incident: Incident, draft: Draft, route: Route) -> Written:
    """A draft as it goes to one target. Raises ``Refused`` when it is longer than the service takes."""
    outside = draft.template.external or route.external
    status = page_status(draft.template.name)
    title = draft.facts.get("title") or incident.title
    message = draft.message
    if route.capabilities.titled and message.body.plain.strip():
        message = message.body
    payload = Payload(
        plain=message.plain,
        slack=message.slack,
        markdown=message.markdown,
        html=message.html,
        subject=mail_of(draft.message, title).subject,
        title=title,
        ref=incident.ref,
        status=status.value if status else "",
        severity=0 if draft.template.external and status is None else int(incident.severity),
        components=dict(incident.components),
        drill=incident.drill,
        facts=dict(draft.facts),
        basis=basis(incident),
        typed={name: field.value for name, field in draft.fields.items() if field.typed},
    )
    demand_fits(payload, route)
    return Written(route.name, draft.template.name, outside, payload, draft.next_update)


def demand_fits(payload: Payload, route: Route) -> None:
    """Raises ``Refused`` when the text is longer than the service takes."""
    known = route.capabilities
    text = shown(payload, known.formats[0])
    if known.longest is not None and len(text) > known.longest:
        raise Refused(
            f"Not queued for {route.name}: {len(text):,} characters, and {route.label} takes {known.longest:,}."
            " Shorten a field.",
            code="too_long",
        )


def shown(payload: Payload, form: Text) -> str:
    """The text in one form, plain where that form was not written."""
    found: str = getattr(payload, form.value)
    return found or payload.plain


def basis(incident: Incident) -> dict[str, str]:
    """What the record says now: *changed since it was written* is told from this."""
    belief = incident.hypothesis(incident.current_hypothesis)
    said = {
        "status": incident.status.value.capitalize(),
        "severity": incident.severity.label,
        "title": incident.title,
        "impact": incident.impact.text if incident.impact else "",
        "hypothesis": belief.text if belief else "",
    }
    said |= {f"component {name}": state for name, state in incident.components.items()}
    return {name: value for name, value in said.items() if value}


def outgoing(delivery: Delivery, thread: Mapping[str, str]) -> Outgoing:
    """A delivery as a connector gets it, complete."""
    payload = delivery.payload
    components = tuple(
        Component(name, _STATES[state]) for name, state in payload.components.items() if state in _STATES
    )
    return Outgoing(
        id=delivery.id,
        incident=delivery.incident,
        ref=payload.ref,
        title=payload.title,
        template=delivery.template,
        plain=payload.plain,
        slack=payload.slack,
        markdown=payload.markdown,
        html=payload.html,
        subject=payload.subject,
        status=PageStatus(payload.status) if payload.status else None,
        severity=payload.severity,
        written_at=delivery.written_at,
        thread=dict(thread),
        components=components,
        drill=payload.drill,
        notify=delivery.notify,
        backdate_to=delivery.backdate_to,
    )


def dated(delivery: Delivery, now: Instant) -> Payload:
    """The message under a line that says when it was written; marks of a drill stay in front."""
    said = f"Written {moment(delivery.written_at, now)}:"
    texts = {
        form: _after_marks(shown(delivery.payload, Text(form)), _line(said, form)) for form in _forms(delivery.payload)
    }
    return msgspec.structs.replace(delivery.payload, **texts)


def catch_up(deliveries: Sequence[Delivery], now: Instant) -> Payload:
    """One message that holds several, each under the time at which it was written; the facts are the newest one's."""
    newest = deliveries[-1].payload
    forms = [form for form in _forms(newest) if all(getattr(row.payload, form) for row in deliveries)]
    head = f"Catch-up: {len(deliveries)} updates that could not be sent when they were written."
    texts = _empty(newest) | {form: _joined(deliveries, head, form, now) for form in forms}
    return msgspec.structs.replace(newest, **texts)


def merged(newest: Payload, earlier: Sequence[Delivery], now: Instant) -> Payload:
    """The current update for a page that shows no past times, with one line on those that it stands for."""
    times = [moment(row.written_at, now) for row in earlier]
    listed = times[0] if len(times) == 1 else ", ".join(times[:-1]) + " and " + times[-1]
    noun, place = ("The update", "its") if len(times) == 1 else ("The updates", "their")
    line = f"{noun} of {listed} could not be posted in time; this one takes {place} place."
    texts = {form: f"{getattr(newest, form)}{_gap(form)}{_line(line, form)}" for form in _forms(newest)}
    return msgspec.structs.replace(newest, **texts)


def _joined(deliveries: Sequence[Delivery], head: str, form: str, now: Instant) -> str:
    mark, _ = _split(getattr(deliveries[-1].payload, form))
    parts = [mark + _line(head, form)]
    for row in deliveries:
        _, text = _split(getattr(row.payload, form))
        parts.append(
            _line(f"Written {moment(row.written_at, now)}:", form) + ("\n" if form != Text.HTML else "") + text
        )
    return _gap(form).join(parts)


def _forms(payload: Payload) -> list[str]:
    return [form.value for form in Text if getattr(payload, form.value)]


def _empty(payload: Payload) -> dict[str, str]:
    return dict.fromkeys(_forms(payload), "")


def _gap(form: str) -> str:
    return "\n" if form == Text.HTML else "\n\n"


def _line(words: str, form: str) -> str:
    return f"<p>{words}</p>" if form == Text.HTML else words


def _after_marks(text: str, line: str) -> str:
    mark, rest = _split(text)
    return f"{mark}{line}\n{rest}"


def _split(text: str) -> tuple[str, str]:
    """(the marks of drill and simulation, the rest)."""
    mark = ""
    for known in (DRILL_MARK, SIMULATED_MARK):
        if text.startswith(known):
            mark, text = mark + known, text.removeprefix(known)
    return mark, text
