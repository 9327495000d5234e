"""A draft: one template, filled from an incident, in one format, with what is missing and what to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from warroom.clock import Clock, Instant
from warroom.comms.checks import Check, CheckLevel
from warroom.comms.fields import NEXT_UPDATE, Field, fill
from warroom.comms.honesty import NONE_KNOWN, check_draft, check_text
from warroom.comms.honesty_status import PAGES
from warroom.comms.known import known_facts
from warroom.comms.message import Format, Message
from warroom.comms.moments import moment
from warroom.comms.names import FACTS
from warroom.comms.render import render
from warroom.comms.sources import Answer
from warroom.comms.templates import LANGUAGE, Template, Templates
from warroom.errors import BadTime, FieldsMissing, Refused, UsageError
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import Status

__all__ = ["NONE_KNOWN", "Draft", "Drafts", "draft", "fitting", "last_sent", "no_news"]


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
    """What its sending remembers: the fields as they read, and the record's own values behind them (``known``)."""
    checks: tuple[Check, ...]

    @property
    def complete(self) -> bool:
        return not self.missing

    def in_format(self, form: Format) -> str:
        """The same message in another format."""
        return self.message.text(form)

    @property
    def stops(self) -> tuple[Check, ...]:
        """What bars it from being copied or queued; only *Copy anyway* goes past, and that is recorded."""
        return tuple(found for found in self.checks if found.level is CheckLevel.STOP)

    @property
    def secret(self) -> Check | None:
        """What looks like a secret in it: nothing goes past this."""
        return next((found for found in self.checks if found.secret), None)

    @property
    def overruled(self) -> list[str]:
        """What *Copy anyway* puts on the record: the missing fields and the rules that said stop."""
        rules = [found.rule for found in self.stops if found.rule not in ("missing", "bad_time")]
        return list(dict.fromkeys([*(f"missing {name}" for name in self.missing), *rules]))

    def demand_no_secret(self) -> None:
        """Raises ``Refused`` naming what looks like a secret."""
        if self.secret is not None:
            sentence = f"Not given out. {self.secret.text}. Take it out: no one can overrule this."
            raise Refused(sentence, code="secret", field=self.secret.field)

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
    *,
    names: Iterable[str] = (),
    gathered: Mapping[str, Answer] | None = None,
) -> Draft:
    """The draft of one message: a pure function, quick enough for every key press.

    ``names`` are people's full names; ``gathered`` answers fields from beyond the incident's state (``gathering``).

    Raises ``UsageError`` for an override of a field that does not exist, ``TemplateError`` for a message too long.
    """
    fields = fill(incident, playbook, now, template, overrides, gathered)
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
        facts={name: fields[name].value for name in template.fields if fields[name].value}
        | known_facts(incident, template),
        checks=check_draft(incident, playbook, now, template, fields, missing, rendered.message.plain, tuple(names)),
    )


class Drafts:
    """Drafts by name of the template, under the playbook in force of each incident."""

    def __init__(
        self,
        templates: Templates,
        playbooks: Callable[[str], Playbook],
        clock: Clock,
        names: Callable[[], Iterable[str]] = tuple,
        language: Callable[[], str] = lambda: LANGUAGE,
    ) -> None:
        """``names`` tells the full names of the people known here, whom no customer text may name; ``language`` is
        that of the messages.
        """
        self.templates = templates
        self.language = language
        self.names = names
        self._playbooks = playbooks
        self._clock = clock

    def draft(
        self,
        incident: Incident,
        template: str,
        form: Format | str = Format.PLAIN,
        overrides: Mapping[str, str] | None = None,
        now: Instant | None = None,
        gathered: Mapping[str, Answer] | None = None,
    ) -> Draft:
        """Raises ``NotFound`` for a template, ``UsageError`` for a format or a field that does not exist."""
        if form not in list(Format):
            raise UsageError(f'No format is called "{form}". There are: {", ".join(Format)}', code="no_format")
        playbook = self._playbooks(incident.playbook)
        known = self.templates.fitting(template, incident.severity, self.language())
        at = now or self._clock.now()
        return draft(incident, playbook, at, known, Format(form), overrides, names=self.names(), gathered=gathered)

    def check(self, incident: Incident, text: str, *, external: bool = True) -> tuple[Check, ...]:
        """The honesty checks of a text that was written elsewhere."""
        playbook = self._playbooks(incident.playbook)
        return check_text(incident, playbook, self._clock.now(), text, external=external, names=tuple(self.names()))


def fitting(incident: Incident, *, external: bool) -> str:
    """The template that an update of this audience needs now (UI.md 2.4: Ctrl+U and Ctrl+E)."""
    if external:
        return PAGES[incident.status]
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
