"""The draft in the composer: read from the record, filled as it is typed, kept against a crash."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui import times
from ui.models.formats import FORMAT_NAMES
from ui.models.telling import since_words, told
from ui.operations import Changed, Operations
from ui.pages import composer_basis as basis_of
from ui.pages.composer_basis import Basis
from ui.theme_tokens import Token
from ui.widgets.composer_foot import Question
from ui.widgets.composer_view import ComposerView
from warroom.clock import Instant
from warroom.comms.checks import CheckLevel
from warroom.comms.drafts import Draft, draft, fitting
from warroom.comms.fields import NEXT_UPDATE, NO_NEWS
from warroom.comms.known import changed_since
from warroom.comms.lengths import POST, Limit
from warroom.comms.message import Format
from warroom.comms.names import FACTS
from warroom.comms.places import Place
from warroom.comms.templates import Readership, Template
from warroom.errors import NotFound, WarroomError
from warroom.outbox import Rewriting

KEEP_AFTER_MS = 400
"""How long after the last key the typed fields are kept: within the 500 ms of UI.md 0, rule 2."""
TICK_MS = 1000
MINUTE_MS = 60_000

_AUDIENCES = {
    Readership.INTERNAL: "Internal update",
    Readership.EXTERNAL: "External update",
    Readership.LEADERSHIP: "For leadership",
    Readership.NEXT_IC: "For the next commander",
}


class Copied:
    """A copy that nobody has called sent yet: the very draft, when, and the place that it was made for."""

    def __init__(self, draft: Draft, at: Instant, place: Place | None = None) -> None:
        self.draft, self.at, self.place = draft, at, place


class ComposerDrafting(ComposerView):
    """Holds one incident, one template and what was typed into it; the preview follows each key."""

    def __init__(self, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._incident_id, self._wanted = "", ""
        self._basis: Basis | None = None
        self._template: Template | None = None
        self._anew: Rewriting | None = None
        self._typed: dict[str, str] = {}
        self._format = Format.PLAIN
        self._main: Draft | None = None
        self._draft: Draft | None = None
        self._copied: Copied | None = None
        self._place: Place | None = None
        self._warned = False
        self._focus_first = False
        self._drafted = 0
        self._added: dict[str, str] = {}
        self._then: list[Callable[[], None]] = []
        self.combo.picked.connect(self._picked)
        self.list.picked.connect(self._picked)
        self.seek.left.connect(self._to_first_field)
        self.fields.edited.connect(self._edited)
        self.preview.format_chosen.connect(self._format_chosen)
        self._keep = QTimer(self, interval=KEEP_AFTER_MS, singleShot=True)
        self._keep.setObjectName("comms.keep")
        self._keep.timeout.connect(self._keep_now)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.setObjectName("comms.tick")
        self._tick.timeout.connect(self._ticked)
        operations.changed.connect(self._record_changed)

    # -- What the war room calls ---------------------------------------------------------------------------------

    def compose(self, incident_id: str, template: str = "", overrides: Mapping[str, str] | None = None) -> None:
        """Open a template for an incident; '' opens the internal update that fits. ``overrides`` are written into it
        as a person would: a drafted correction."""
        self._open(incident_id, template or "internal")
        self._added = dict(overrides or {})

    def compose_fitting(self, incident_id: str, *, external: bool) -> None:
        """Ctrl+U and Ctrl+E: the template that fits the status, the first missing field in focus, else Copy."""
        self._open(incident_id, "external" if external else "internal")

    def compose_anew(self, message: Rewriting) -> None:
        """Open a message of the outbox with what was typed into it; what is queued then replaces it."""
        self._open(message.incident, message.template)
        self._anew = message

    @property
    def replaces(self) -> int | None:
        """The message of the outbox that this one is written for, None for a new one."""
        return self._anew.n if self._anew is not None and self._template is not None else None

    @property
    def opening(self) -> bool:
        """Whether a message was asked for and the record has not answered yet."""
        return bool(self._wanted)

    def when_open(self, act: Callable[[], None]) -> None:
        """Do it now, or as soon as the message is there: keys that follow the opening one at speed are not lost."""
        if self.opening:
            self._then.append(act)
        else:
            act()

    def strike(self, event: QEvent) -> None:
        """A key that was struck before the fields were there goes where it would have gone; not if the page was left
        meanwhile: an Enter meant for a field must not log a line."""
        if self.isVisible():
            QCoreApplication.sendEvent(self.window().focusWidget(), event)

    @property
    def incident_id(self) -> str:
        return self._incident_id

    @property
    def draft(self) -> Draft | None:
        """What is in the preview."""
        return self._draft

    # -- Reading the record --------------------------------------------------------------------------------------

    def _open(self, incident_id: str, wanted: str) -> None:
        self._keep_now()
        if incident_id != self._incident_id:
            self._basis = self._template = self._main = self._draft = None
            self.show_reading(True)
        self._incident_id, self._wanted, self._focus_first = incident_id, wanted, True
        self._anew = None
        self._then, self._added = [], {}
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._read()

    def _read(self) -> None:
        wanted = self._incident_id
        self._operations.read(lambda workspace: basis_of.look(workspace, wanted), done=self._show_basis)

    @Slot(object)
    def _record_changed(self, changed: Changed) -> None:
        if self.isVisible() and (self._incident_id in changed.incidents or not changed.complete):
            self._read()

    def _show_basis(self, basis: Basis) -> None:
        """What was read replaces what was known; what is being typed stays."""
        if basis.incident.id != self._incident_id:
            return
        first = self._basis is None or self._basis.templates is not basis.templates
        self._basis = basis
        if first:
            self.list.offer(basis.templates)
            self.combo.offer(basis.templates)
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            if wanted in ("internal", "external"):
                wanted = fitting(basis.incident, external=wanted == "external")
            self._choose(wanted)
            waiting, self._then = self._then, []
            for act in waiting:
                act()
        elif first and self._template is not None:
            self._choose(self._template.name)
        else:
            self._refresh()

    def _choose(self, name: str) -> None:
        basis = self._basis
        if basis is None:
            return
        try:
            template = basis.templates.fitting(name, basis.incident.severity, basis.language)
        except NotFound as fault:
            self.show_reading(False)
            self.foot.say(fault.sentence, Token.WARN)
            return
        self._template = template
        self._typed = dict(basis.typed.get(name, {}))
        if self._anew is not None:
            if self._anew.template == name:
                self._typed = dict(self._anew.typed)
            else:
                self._anew = None
        if self._added:
            self._typed |= self._added
            self._added = {}
            self._keep.start()
        self._format = basis.formats.get(name, template.format)
        self._copied, self._warned = None, False
        self.foot.ask(Question.NONE)
        self.foot.at.clear()
        mistake = next((fault for fault in basis.templates.problems if fault.template == name), None)
        self.foot.say(mistake.sentence if mistake else "", Token.WARN if mistake else Token.TEXT2)
        self.list.show_chosen(name)
        self.combo.show_chosen(name)
        self.title.setText(f"{_AUDIENCES[template.audience]} · {template.title}")
        added = tuple(fact for fact in self._typed if fact in FACTS and fact != NO_NEWS)
        self.fields.begin((*added, *template.fields), self._typed)
        self.order_tabs()
        self._refresh()
        self.show_reading(False)
        if self._focus_first:
            self._focus_first = False
            self._to_first_field()

    @Slot()
    def _to_first_field(self) -> None:
        """The first missing field, else the button that copies."""
        missing = self.fields.missing()
        if not missing or not self.fields.go_to(missing[0]):
            self.foot.copy.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- The draft -----------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Draft anew and show it; a copy that waits for its *sent* stays as it was copied."""
        basis, template = self._basis, self._template
        if basis is None or template is None:
            return
        now = self._operations.clock.now()
        self.show_head(basis.incident, basis.playbook, template, now)
        if self._copied is not None:
            return
        try:
            made = draft(
                basis.incident,
                basis.playbook,
                now,
                template,
                self._format,
                self._typed,
                names=basis.names,
                gathered=basis.gathered,
            )
        except WarroomError as fault:
            self.foot.say(fault.sentence, Token.DANGER)
            return
        self._main = made
        self._drafted = int(now) // MINUTE_MS
        self._draft = self._in_front(made)
        hint = {NEXT_UPDATE: f"in {times.length(made.next_update.since(now))}"} if made.next_update else {}
        self.fields.show_fields(made.fields, hint, now)
        self.preview.show_draft(self._draft, self._limit(self._draft))
        since = changed_since(basis.incident, template, basis.templates)
        hints = "\n".join(told(difference) for difference in since.differences)
        self.show_since(since_words(since), hints, news=bool(since.words))
        gone = len(made.missing)
        filled = sum(not made.fields[name].missing for name in template.fields)
        self.field_pane.count.setText(f"{filled} filled, {gone} missing" if gone else f"{filled} filled")
        self.foot.name_format(self._place.name if self._place else "", FORMAT_NAMES[self._format])
        self.foot.no_news.setEnabled(NO_NEWS in template.names)
        self.foot.no_news.setChecked(NO_NEWS in self._typed)
        if self.foot.question is Question.BLOCKED and not self.stops(self._draft):
            self.foot.ask(Question.NONE)

    def _in_front(self, made: Draft) -> Draft:
        """What the preview shows of the message."""
        return made

    def _limit(self, made: Draft) -> Limit | None:
        """How long the text may be in its format."""
        return POST if made.format is Format.POST else None

    @staticmethod
    def stops(made: Draft) -> list[str]:
        return [check.text for check in made.checks if check.level is CheckLevel.STOP]

    @Slot(str, str)
    def _edited(self, name: str, text: str) -> None:
        self._typed[name] = text
        self._changed_by_hand()

    def _changed_by_hand(self) -> None:
        self._warned = False
        if self._copied is not None:
            at = self._copied.at.hhmmss()
            self._copied = None
            self.foot.ask(Question.NONE)
            self.foot.say(f"Changed after the copy of {at}. Copy it again", Token.WARN)
        self._keep.start()
        self._refresh()

    @Slot()
    def _ticked(self) -> None:
        """The countdown each second; the message only when a minute has passed: it says no seconds."""
        basis, template = self._basis, self._template
        if basis is None or template is None:
            return
        now = self._operations.clock.now()
        if int(now) // MINUTE_MS == self._drafted:
            self.show_head(basis.incident, basis.playbook, template, now)
        else:
            self._refresh()

    @Slot()
    def _keep_now(self) -> None:
        """Write what was typed into the record's local drafts."""
        if not self._keep.isActive() and self.sender() is not self._keep:
            return
        self._keep.stop()
        if self._template is not None:
            self._store_typed(self._template.name, dict(self._typed))

    def _store_typed(self, name: str, typed: dict[str, str]) -> None:
        incident_id = self._incident_id
        if self._basis is not None:
            self._basis.typed[name] = typed
        self._operations.read(lambda workspace: basis_of.keep_typed(workspace, incident_id, name, typed))

    @Slot(str)
    def _picked(self, name: str) -> None:
        if self._template is not None and name != self._template.name:
            self._keep_now()
            self._choose(name)

    @Slot(object)
    def _format_chosen(self, form: Format) -> None:
        self._format, self._place = form, None
        if self._template is None:
            return
        name = self._template.name
        if self._basis is not None:
            self._basis.formats[name] = form
        self._operations.read(lambda workspace: basis_of.keep_format(workspace, name, form))
        if self._copied is not None:
            self._copied = None
            self.foot.ask(Question.NONE)
        self._refresh()

    # -- Qt ------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick.start()
        if self._basis is not None and not self.opening:
            self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()
        self._keep_now()
