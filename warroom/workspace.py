"""One opened record with all of it wired together: the only place that knows how the rooms fit.

Window and command line open a ``Workspace`` and work through its ``room``; they read through its ``record``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from warroom import paths
from warroom.clock import Clock, Instant, ManualClock, SystemClock
from warroom.errors import Ambiguous, NotFound, PlaybookError, Refused, UsageError, WarroomError
from warroom.ids import RECORD
from warroom.incident.entry import EntryFilter, EntryGroup
from warroom.incident.events import PersonNamed
from warroom.record import Record, is_simulated
from warroom.room import Room
from warroom.settings import DECLARED, checked, login_handle
from warroom.text import handle

if TYPE_CHECKING:
    from collections.abc import Callable

    from warroom.backfill.rows import Preview
    from warroom.comms.drafts import Drafts
    from warroom.comms.places import Places
    from warroom.comms.prompts import Prompt
    from warroom.comms.sources import Answer
    from warroom.comms.templates import Template
    from warroom.incident.catching_up import CatchUp
    from warroom.incident.entry import Entry
    from warroom.incident.playbook import Playbook
    from warroom.outbox import DeliveryThread, Outbox, Post, Routes, Step
    from warroom.readiness.contacts import Contacts
    from warroom.readiness.rows import Reading
    from warroom.readiness.runbooks import Runbooks
    from warroom.record.redaction import Removed
    from warroom.record.rewriting import Rewritten
    from warroom.room import Acted
    from warroom.room.attaching import Attachment
    from warroom.room.backfilling import Backfilled
    from warroom.settings.secrets import Secrets
    from warroom.settings.targets import Targets

PLACES_NAME = "places.toml"


class Workspace(AbstractContextManager["Workspace"]):
    """Record, room, playbook and person. Belongs to one thread at a time."""

    def __init__(self, record: Record, author: str) -> None:
        self.record = record
        self.room = Room(record, lambda: self.playbook, author, self)

    @cached_property
    def _playbook(self) -> tuple[Playbook, PlaybookError | None]:
        from warroom.settings.team_playbook import load_playbook  # logging a line needs none

        return load_playbook()

    @property
    def playbook(self) -> Playbook:
        """What a new incident runs under: the team's playbook, else the built-in one."""
        return self._playbook[0]

    @property
    def playbook_problem(self) -> PlaybookError | None:
        """What was wrong with the team's playbook; the built-in one is used then."""
        return self._playbook[1]

    @classmethod
    def open(
        cls,
        path: Path | None = None,
        *,
        author: str | None = None,
        clock: Clock | None = None,
        create: bool = True,
        simulated: bool | None = None,
    ) -> Workspace:
        """Open the record at ``path`` (default: the person's own), making it unless ``create`` is off.

        A simulated record takes its clock from ``clock`` or ``WARROOM_NOW``. Raises ``RecordError`` when the record
        cannot be used and ``UsageError`` when author or clock make no sense.
        """
        where = paths.record_file() if path is None else path
        record = Record.open(where, clock=clock or _clock_for(where, simulated), create=create, simulated=simulated)
        try:
            return cls(record, _author(author, record))
        except BaseException:
            record.close()
            raise

    @property
    def author(self) -> str:
        """Who presses Enter: ``--as``, else the setting, else the login name (DESIGN 3, *People*)."""
        return self.room.author

    @author.setter
    def author(self, name: str) -> None:
        self.room.author = name

    @property
    def clock(self) -> Clock:
        return self.record.clock

    @cached_property
    def drafts(self) -> Drafts:
        """Messages filled from the record; a team's templates lie in its settings folder."""
        from warroom.comms.drafts import Drafts  # Jinja2 loads here, not on the way of a logged line
        from warroom.comms.templates import Templates

        templates = Templates.load(paths.resource("templates"), paths.settings_folder() / "templates")
        return Drafts(
            templates, self.record.playbook, self.clock, self.names, lambda: self.setting("template_language")
        )

    @cached_property
    def places(self) -> Places:
        """Where the messages of each audience go: the team's file over the built-in one."""
        from warroom.comms.places import Places

        return Places.load(paths.resource(PLACES_NAME), paths.settings_folder() / PLACES_NAME)

    def reread(self) -> None:
        """Read the team's templates and places anew: somebody has changed them."""
        for name in ("drafts", "places"):
            self.__dict__.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """Full names of the people whom this record knows, as they were given last."""
        told = (event.body for event in self.record.events(RECORD, kinds=[PersonNamed.KIND]))
        known = {body.handle: body.name for body in told if isinstance(body, PersonNamed)}
        return tuple(name for name in known.values() if name)

    @cached_property
    def targets(self) -> Targets:
        """Where messages go."""
        from warroom.settings.targets import Targets

        return Targets(self.record, self.secrets)

    @cached_property
    def secrets(self) -> Secrets:
        """The secrets of the targets; what was typed in for this run lives as long as this object."""
        from warroom.settings.secrets import Secrets

        return Secrets()

    @cached_property
    def outbox(self) -> Outbox:
        """Messages on their way: queue, review, truth, and what a person decides about each."""
        from warroom.outbox import Outbox

        return Outbox(
            self.record, lambda: self.author, lambda: self.drafts, self.routes, self.setting, self.set_setting
        )

    @cached_property
    def routes(self) -> Routes:
        """From a target's name to the connector that reaches it."""
        from warroom.outbox.routes import TargetRoutes

        return TargetRoutes(self.targets)

    @property
    def messages_wait(self) -> bool:
        """Whether the outbox holds anything that is not over; told without loading it."""
        return bool(self.record.outbox.targets(self.record.replica))

    @property
    def post(self) -> Post:
        """What a ``Deliverer`` works on; it belongs to this workspace's thread."""
        from warroom.outbox import Post

        outbox = self.outbox
        return Post(self.record, self.author, self.routes, lambda: outbox.offline, lambda: outbox.flows)

    def gathered(self, incident: str, template: Template) -> dict[str, Answer]:
        """What a template asks for beyond the incident's own state; nothing is read unless it does."""
        from warroom.comms import gathering

        asked = {*template.fields, *template.names}
        found: dict[str, Answer] = {}
        if asked & gathering.SHIFT_FIELDS:
            since = self.clock.now().plus(-gathering.RECENT_S)
            near = [row for row in self.record.incidents() if row.open or (row.resolved_at or since) > since]
            states = [self.record.incident(row.id) for row in near if not row.drill]
            rows = [(state.ref, entry) for state in states for entry in self._logged(state.id)]
            found |= gathering.gathered(states, rows, self.clock.now())
        if gathering.FOLLOW_UPS in asked:
            found |= gathering.follow_ups(self._logged(incident))
        return found

    def _logged(self, incident: str) -> list[Entry]:
        return self.record.entries(incident, only=EntryFilter(frozenset({EntryGroup.ALERT, EntryGroup.FOLLOW_UP})))

    def default_incident(self) -> str:
        """The only open real incident, else the only open drill (DESIGN 5). Raises ``Refused`` naming the open ones."""
        open_ones = [header for header in self.record.incidents() if header.open]
        for drill in (False, True):
            fitting = [header for header in open_ones if header.drill is drill]
            if len(fitting) == 1:
                return fitting[0].id
            if fitting:
                names = ", ".join(f"{header.ref} {header.title}" for header in fitting)
                raise Ambiguous(
                    f"{len(fitting)} incidents are open: {names}. Name the one you mean.", code="several_open"
                )
        raise NotFound("No incident is open. Declare one, or name the one you mean.", code="none_open")

    def incident_id(self, reference: str | None) -> str:
        """The incident that ``reference`` names; left out, the default one."""
        return self.default_incident() if reference is None else self.record.find(reference)

    def attach(
        self,
        incident: str,
        file: Path | bytes,
        caption: str = "",
        *,
        name: str = "",
        at: Instant | None = None,
        star: bool = False,
    ) -> Acted:
        """Keep a file (by its path) or bytes from the clipboard on the record. A long text shows its first lines.

        Raises ``Refused`` for what is no file, is empty, cannot be read, or is larger than an attachment may be.
        """
        from warroom.room import attaching

        data = attaching.read_file(file) if isinstance(file, Path) else file
        name = name or (file.name if isinstance(file, Path) else "")
        preview = attaching.first_lines(data)
        return self.room.attach(incident, data, name=name, caption=caption, preview=preview, at=at, star=star)

    def backfill(
        self, incident: str, preview: Preview, *, progress: Callable[[int, int], None] | None = None
    ) -> Backfilled:
        """Log the rows of a paste or an import that a person has looked at; one that is there already stays as it is.

        All of them or none; an exception out of ``progress`` (done, in all) cancels.
        """
        from warroom.backfill.writing import write

        return write(self.room, incident, preview, progress=progress)

    def attachment(self, entry: str) -> Attachment:
        """The file of an entry, with its bytes. Raises ``NotFound`` where there is none, or not in this copy."""
        from warroom.room.attaching import attachment

        return attachment(self.record, entry)

    def setting(self, key: str) -> str:
        """The value of a setting, its default where nothing is stored."""
        return self.record.setting(key) or DECLARED[key].default

    def set_setting(self, key: str, value: str) -> None:
        """Raises ``SettingError`` for a value that it cannot have."""
        before = self.setting(key)
        self.record.set_setting(key, checked(key, value))
        if key == "handle":
            self.room.author = handle(value) or login_handle()
        if key == "name" and value and value != before:
            self.room.name_person(self.author, value)

    def people(self, incident: str) -> list[str]:
        """Handles known here, those of this incident first, those of the contacts last: for completion."""
        from warroom.readiness import contacts_file

        state = self.record.incident(incident)
        near = [held.handle for held in state.held]
        near += [ask.to for ask in state.asks] + [change.owner for change in state.changes]
        near += [decision.owner for decision in state.decisions] + [state.declared_by]
        far = [*self.record.handles(), self.author, *contacts_file.handles()]
        return list(dict.fromkeys(name for name in [*near, *far] if name))

    # -- What was written down before -----------------------------------------------------------------------------

    def contacts(self) -> Contacts:
        """People, services and tiers as they were imported. Raises ``SettingError`` when the file cannot be read."""
        from warroom.readiness import contacts_file  # a logged line asks for none of it

        return contacts_file.load()

    def import_contacts(self, path: Path) -> Reading:
        """Take what ``path`` holds over what is known; the faults name each broken row.

        Raises ``Refused`` when nothing of the file can be read, ``SettingError`` when the disk does not take it.
        """
        from warroom.readiness import contacts_file, importing

        reading = importing.read_file(path, self.clock.now(), contacts_file.handles())
        if any(reading.contacts.rows()):
            contacts_file.save(contacts_file.load().joined(reading.contacts))
        return reading

    def runbooks(self) -> Runbooks:
        """The runbooks of the person's folder and of those that the setting ``runbooks`` names, read anew."""
        from warroom.readiness import runbooks

        return runbooks.load(runbooks.folders(self.setting("runbooks")))

    def catch_up(self, incident: str, *, since: Instant | None = None, left: str = "", seat: str = "") -> CatchUp:
        """What has changed since a moment, or since ``left`` (default: the author) last wrote something."""
        from warroom.room import guides

        return guides.catch_up(self.record, incident, self.author, since=since, left=left, seat=seat)

    def say_next(self, incident: str, *, everything: bool = False) -> list[Prompt]:
        """What to say next, the best first; ``everything``: each prompt that can be filled."""
        from warroom.room import guides

        return guides.say_next(self.record, incident, self.contacts(), everything=everything)

    def redact(self, entry: str, why: str) -> Removed:
        """Take the words of an entry off the record for good; the answer names the copies that still hold them."""
        from warroom.record.redaction import redact

        return redact(self.record, self.author, entry, why)

    def rewrite(self, copies: Iterable[Path], entry: str, why: str) -> list[Rewritten]:
        """Take the words of a redacted entry out of copies of the record too; one that stays as it was says why."""
        from warroom.record.rewriting import rewrite

        return rewrite(copies, self.author, self.clock, entry=entry, why=why)

    def close(self) -> None:
        self.record.close()

    def __exit__(self, *_error: object) -> None:
        self.close()


def keep_backup(path: str, now: Instant, *, resolved: bool) -> bool:
    """Make the backup that the policy asks for, if one is due; True when one was made. Any thread may call it."""
    from warroom.record import backup

    where = Path(path)
    with Record.open(where, clock=_clock_for(where, None), create=False) as record:
        newest = record.newest_at()
    if not backup.is_due(where, now, newest_event=newest, resolved=resolved):
        return False
    backup.keep(where, now)
    return True


def delivery(
    path: Path,
    author: str,
    clock: Clock,
    *,
    secrets: Secrets | None = None,
    tell: Callable[[Step], None] | None = None,
    failed: Callable[[WarroomError], None] | None = None,
) -> DeliveryThread:
    """The background delivery of a record, not started yet. ``secrets``: those of the window, with what was typed in.

    Both callbacks are called on its own thread.
    """
    from warroom.outbox import DeliveryThread

    @contextmanager
    def opened() -> Iterator[Post]:
        with Workspace.open(path, author=author, clock=clock, create=False) as workspace:
            if secrets is not None:
                workspace.secrets = secrets
            yield workspace.post

    return DeliveryThread(opened, tell=tell, failed=failed)


def _clock_for(path: Path, simulated: bool | None) -> Clock:
    """A simulated record runs on ``WARROOM_NOW``; any other one on the computer's clock, whatever that says."""
    if not (is_simulated(path) if simulated is None else simulated):
        return SystemClock()
    text = os.environ.get("WARROOM_NOW", "")
    if not text:
        raise Refused(
            "This record is simulated: WARROOM_NOW is its clock. Set it to a time, such as 2026-01-05T02:30:00Z.",
            code="no_simulated_clock",
        )
    try:
        return ManualClock(Instant.parse(text))
    except ValueError:
        raise UsageError(f"WARROOM_NOW is no ISO 8601 time: {text!r}.", code="bad_simulated_clock") from None


def _author(wanted: str | None, record: Record) -> str:
    named = wanted or os.environ.get("WARROOM_HANDLE") or record.setting("handle")
    if not named:
        return login_handle()
    found = handle(named)
    if found is None:
        raise UsageError(
            f"{named!r} cannot be a handle: letters, digits, dot, dash and underscore, 32 at most.", code="bad_handle"
        )
    return found
