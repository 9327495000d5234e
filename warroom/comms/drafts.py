"""A draft: one template, filled from an incident, in one format, with what is missing and what to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from warroom.clock import Clock, Instant
from warroom.comms.checks import Check, check
from warroom.comms.fields import NEXT_UPDATE, Field, fill
from warroom.comms.message import Format, Message
from warroom.comms.moments import moment
from warroom.comms.names import FACTS
from warroom.comms.render import render
from warroom.comms.templates import Template, Templates
from warroom.errors import BadTime, FieldsMissing, UsageError
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import Status

NONE_KNOWN = "None known"
"""What Alt+0 writes into a field: an answer, where an empty field is none."""


class Draft(msgspec.Struct, frozen=True):
    """A message before anybody has sent it.

    ``missing``: required fields without a value, and every field whose marker stands in the text. ``next_update``: the
    promise that a sending makes. ``facts``: the values it was made of, which a sent message remembers.
    """

    template: Template
    format: Format
    text: str
    message: Message
    fields: dict[str, Field]
    missing: tuple[str, ...]
    next_update: Instant | None
    facts: dict[str, str]
    checks: tuple[Check, ...]

    @property
    def complete(self) -> bool:
        return not self.missing

    def in_format(self, form: Format) -> str:
        """The same message in another format."""
        return self.message.text(form)

    def demand_complete(self) -> None:
        """Raises ``BadTime`` for a next update that is no time, ``FieldsMissing`` with the names of what is missing."""
        for name in self.missing:
            if self.fields[name].problem:
                raise BadTime(self.fields[name].problem, code="bad_time", field=name)
        if self.missing:
            names = ", ".join(self.missing)
            words = "is" if len(self.missing) == 1 else "are"
            sentence = f"Not drafted: {names} {words} missing. Log it, or give it with --set {self.missing[0]}=…"
            raise FieldsMissing(sentence, self.missing)


def draft(
    incident: Incident,
    playbook: Playbook,
    now: Instant,
    template: Template,
    form: Format = Format.PLAIN,
    overrides: Mapping[str, str] | None = None,
) -> Draft:
    """The draft of one message: a pure function, quick enough for every key press.

    Raises ``UsageError`` for an override of a field that does not exist, ``TemplateError`` for a message too long.
    """
    fields = fill(incident, playbook, now, template, overrides)
    for name in overrides or {}:
        if name not in fields:
            known = ", ".join(template.fields)
            raise UsageError(f'No field is called "{name}". {template.title} has: {known}', code="no_field", field=name)
    values = {name: field.content for name, field in fields.items() if not field.missing}
    rendered = render(template, values, drill=incident.drill, simulated=incident.simulated)
    wanted = [name for name in template.fields if fields[name].required or fields[name].problem]
    missing = tuple(name for name in wanted if fields[name].missing)
    missing += tuple(name for name in rendered.missing if name not in missing)
    promised = fields[NEXT_UPDATE].due if NEXT_UPDATE in template.fields else None
    return Draft(
        template=template,
        format=form,
        text=rendered.message.text(form),
        message=rendered.message,
        fields={name: fields[name] for name in fields if name in template.fields or name in FACTS or name in missing},
        missing=missing,
        next_update=promised,
        facts={name: fields[name].value for name in template.fields if fields[name].value},
        checks=check(incident, playbook, now, template, fields, missing, rendered.message.plain),
    )


class Drafts:
    """Drafts by name of the template, under the playbook in force of each incident."""

    def __init__(self, templates: Templates, playbooks: Callable[[str], Playbook], clock: Clock) -> None:
        self.templates = templates
        self._playbooks = playbooks
        self._clock = clock

    def draft(
        self,
        incident: Incident,
        template: str,
        form: Format | str = Format.PLAIN,
        overrides: Mapping[str, str] | None = None,
        now: Instant | None = None,
    ) -> Draft:
        """Raises ``NotFound`` for a template, ``UsageError`` for a format or a field that does not exist."""
        if form not in list(Format):
            raise UsageError(f'No format is called "{form}". There are: {", ".join(Format)}', code="no_format")
        playbook = self._playbooks(incident.playbook)
        known = self.templates.get(template)
        return draft(incident, playbook, now or self._clock.now(), known, Format(form), overrides)


def fitting(incident: Incident, *, external: bool) -> str:
    """The template that an update of this audience needs now (UI.md 2.4: Ctrl+U and Ctrl+E)."""
    if external:
        pages = {
            Status.INVESTIGATING: "page-investigating",
            Status.IDENTIFIED: "page-identified",
            Status.MITIGATING: "page-identified",
            Status.MONITORING: "page-monitoring",
            Status.RESOLVED: "page-resolved",
        }
        return pages[incident.status]
    if incident.status is Status.RESOLVED:
        return "resolution"
    told = any(message.out and message.template in ("declaration", "status-update") for message in incident.messages)
    fresh = incident.status is Status.INVESTIGATING and not told and not incident.reopened
    return "declaration" if fresh and incident.internal.last_at is None else "status-update"


def last_sent(incident: Incident, template: Template) -> Instant | None:
    """When a message to the same readers last went out."""
    promise = incident.external if template.external else incident.internal
    return promise.last_at


def no_news(incident: Incident, template: Template, now: Instant) -> dict[str, str]:
    """The overrides of *No news yet*: the body says that nothing changed, and since when."""
    since = last_sent(incident, template) or incident.declared_at
    return {"no_news": moment(since, now)}
