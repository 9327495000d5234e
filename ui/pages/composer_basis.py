"""What the composer reads from the record, in one look, and what it keeps there of unfinished work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from warroom.comms.message import Format
from warroom.comms.places import Places
from warroom.comms.sources import Answer
from warroom.comms.templates import Templates
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.outbox import Lane

if TYPE_CHECKING:
    from warroom.workspace import Workspace

_SLOT = "composer:"
_VIA, _FORMAT = "composer.via.", "composer.format."
_TYPED = msgspec.json.Decoder(dict[str, str])


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """An incident with all that a message about it is made of. ``typed``, ``via`` and ``formats`` are by template."""

    incident: Incident
    playbook: Playbook
    templates: Templates
    typed: dict[str, dict[str, str]]
    via: dict[str, str]
    formats: dict[str, Format]
    language: str = "en"
    gathered: dict[str, Answer] = {}
    """What some templates read from beyond this incident's state."""
    names: tuple[str, ...] = ()
    """Full names of people, whom no customer text may name."""
    places: Places
    lanes: tuple[Lane, ...] = ()
    """What is known of every target."""
    offline: bool = False
    """Whether *Work offline* is on."""
    targets: dict[str, bool] = {}
    """Every target by its name, with whether customers read it."""


def look(workspace: Workspace, incident_id: str) -> Basis:
    """Read it; on the record thread."""
    record = workspace.record
    incident = record.incident(incident_id)
    templates = workspace.drafts.templates
    kept = record.drafts(incident_id)
    formats = {name: record.setting(_FORMAT + name) for name in templates.names}
    via = {name: record.setting(_VIA + name) for name in templates.names}
    return Basis(
        incident=incident,
        playbook=record.playbook(incident.playbook),
        templates=templates,
        typed={slot.removeprefix(_SLOT): _read(text) for slot, text in kept.items() if slot.startswith(_SLOT)},
        via={name: value for name, value in via.items() if value},
        formats={name: Format(value) for name, value in formats.items() if value in list(Format)},
        language=workspace.setting("template_language"),
        gathered={name: found for one in templates for name, found in workspace.gathered(incident_id, one).items()},
        names=workspace.names(),
        places=workspace.places,
        lanes=tuple(workspace.outbox.lanes()),
        offline=workspace.outbox.offline,
        targets={target.name: target.external for target in workspace.targets.all()},
    )


def keep_typed(workspace: Workspace, incident_id: str, template: str, typed: dict[str, str]) -> None:
    """Keep what was typed into a template's fields, so that a crash loses none of it."""
    workspace.record.save_draft(incident_id, _SLOT + template, msgspec.json.encode(typed).decode() if typed else "")


def keep_format(workspace: Workspace, template: str, form: Format) -> None:
    workspace.record.set_setting(_FORMAT + template, form.value)


def keep_via(workspace: Workspace, template: str, via: str) -> None:
    workspace.record.set_setting(_VIA + template, via)


def _read(text: str) -> dict[str, str]:
    try:
        return _TYPED.decode(text)
    except msgspec.DecodeError:
        return {}
