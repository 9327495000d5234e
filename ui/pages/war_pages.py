"""Panes and pages of the war room: which is in front, where the focus goes, what takes the timeline's place."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from ui.actions import Actions, Context
from ui.operations import Operations
from ui.pages.telling import Telling

if TYPE_CHECKING:
    from ui.models.telling import Tell
    from ui.models.timeline import TimelineModel
    from ui.pages.composer import ComposerPage
    from ui.pages.resolve import ResolvePage
    from ui.pages.sheets import Sheets
    from ui.pages.war_body import WarBody
    from ui.pages.war_session import WarSession
    from ui.widgets.foot import Foot
    from ui.widgets.identity import IdentityRow
    from ui.widgets.needs import NeedsPane
    from ui.widgets.now_row import NowRow
    from ui.widgets.pane import Pane
    from ui.widgets.requirements import RequirementsPane
    from ui.widgets.roles import RolesPane
    from ui.widgets.say import SayPane
    from ui.widgets.scribe_bar import ScribeBar
    from ui.widgets.scribe_line import ScribeLine
    from ui.widgets.timeline_pane import TimelinePane
    from ui.widgets.toast import Toast
    from ui.widgets.triage import TriagePane
    from warroom.clock import Instant
    from warroom.incident.playbook import Playbook
    from warroom.incident.state import Incident
    from warroom.outbox import Rewriting

NO_NEWS_TEMPLATE = "status-update"
"""The one internal message that has a form for no news; what fits the state may be another."""
_KEYS_BELOW = {"comms": Context.COMPOSER, "handoff": Context.HANDOFF}
"""Pages whose keys hold in the line below them too, by their names."""


class WarPages(QWidget):
    """``page_wanted`` asks the window for what is not the incident's own: help, a drill."""

    page_wanted = Signal(str, str)
    incident_wanted = Signal(str)

    session: WarSession
    model: TimelineModel
    body: WarBody
    timeline: TimelinePane
    scribe: ScribeBar
    needs: NeedsPane
    roles: RolesPane
    requirements: RequirementsPane
    triage: TriagePane
    say_next: SayPane
    identity: IdentityRow
    now_row: NowRow
    foot: Foot
    toast: Toast
    sheets: Sheets
    incident: Incident | None
    playbook: Playbook | None

    def __init__(self, operations: Operations, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operations, self.actions_registry = operations, actions
        self.telling = Telling(operations, self)
        self.composer: ComposerPage | None = None
        self.resolver: ResolvePage | None = None

    @property
    def line(self) -> ScribeLine:
        """The field that stray letters land in."""
        return self.scribe.line

    def contexts(self) -> tuple[Context, ...]:
        """Whose keys work now: those of the page above the line, the line's and the room's."""
        front = self.body.stack.currentWidget()
        name = front.objectName() if front is not None else ""
        own = {"comms": Context.COMPOSER, "handoff": Context.HANDOFF, "outbox": Context.OUTBOX}.get(name)
        room = (Context.SCRIBE, Context.WAR)
        return (own, *room) if own is not None else room

    # -- Pages above the line --------------------------------------------------------------------------------------

    def write_internal(self) -> None:
        self.compose(external=False)

    def write_no_news(self) -> None:
        """The internal update that says that nothing has changed."""
        self.compose(NO_NEWS_TEMPLATE)
        if self.composer is not None:
            self.composer.when_open(self.composer.write_no_news)

    def write_external(self) -> None:
        self.compose(external=True)

    def hand_over(self) -> None:
        """The brief for the next commander, read together; command goes over when the receiver confirms."""
        self.sheets.open("handoff")

    def write_first(self) -> None:
        """What waits to be told, the most urgent."""
        if self.telling.first is not None:
            self.write(self.telling.first)

    @Slot(object)
    def write(self, tell: Tell) -> None:
        """Open the composer on a message that waits to be told, with its correction where it is one."""
        if self.incident is not None:
            composer = self._composer()
            self.body.show_page(composer)
            composer.compose(self.incident.id, tell.template, tell.overrides)

    def show_said(self) -> None:
        """Messages that say what is no longer so."""
        self.sheets.open("said")

    def show_outbox(self) -> None:
        """What waits to leave, and what became of what left."""
        self.sheets.open("outbox")

    @Slot(object)
    def write_anew(self, message: Rewriting) -> None:
        """Open the composer on a message that was taken out of the outbox; what is queued then takes its place."""
        if self.incident is None or self.incident.id != message.incident:
            self.incident_wanted.emit(message.incident)
            return
        composer = self._composer()
        self.body.show_page(composer)
        composer.compose_anew(message)

    def compose(self, template: str = "", *, external: bool = False) -> None:
        """Open the composer on a template, or on the one that fits the status."""
        if self.incident is None:
            return
        composer = self._composer()
        self.body.show_page(composer)
        if template:
            composer.compose(self.incident.id, template)
        else:
            composer.compose_fitting(self.incident.id, external=external)

    def page_in_front(self) -> tuple[QWidget, Context] | None:
        """The page above the line whose keys hold on the whole war room."""
        front = self.body.stack.currentWidget()
        context = _KEYS_BELOW.get(front.objectName()) if front is not None else None
        return (front, context) if front is not None and context is not None else None

    def typing_target(self) -> QWidget:
        """Where letters go that no field took: the line, but a message that is being opened keeps them for its
        fields."""
        front = self.page_in_front()
        return self.composer if self.composer is not None and front and self.composer.opening else self.line

    def _composer(self) -> ComposerPage:
        if self.composer is None:
            from ui.pages.composer import ComposerPage

            self.composer = ComposerPage(self.operations, self.actions_registry)
            self.composer.left.connect(self.show_timeline)
            self.composer.line_wanted.connect(self.scribe.begin)
            self.composer.queued.connect(self._queued)
            self.composer.copied.connect(self._copied)
            self.composer.sent.connect(self._sent_by_hand)
        return self.composer

    @Slot(str, str, object)
    def _copied(self, incident: str, template: str, at: Instant) -> None:
        if self.incident is not None and incident == self.incident.id:
            self.now_row.show_copied(self.incident, template, at)

    @Slot(str, str, object)
    def _sent_by_hand(self, incident: str, template: str, _at: Instant) -> None:
        if self.incident is not None and incident == self.incident.id:
            self.now_row.show_copied(self.incident, template, None)

    @Slot(str, str)
    def _queued(self, _incident: str, words: str) -> None:
        self.scribe.note(words, warn=False)

    def list_undoable(self) -> None:
        """The last acts in the palette, each to be undone by itself."""
        self.page_wanted.emit("palette", "undo: ")

    def resolve(self) -> None:
        """Resolve, or reopen what is resolved: the page with the stability guard, or the line with its command."""
        if self.incident is None:
            return
        if not self.incident.open:
            self.show_timeline()
            self.scribe.begin("/reopen ")
            return
        if self.resolver is None:
            from ui.pages.resolve import ResolvePage

            self.resolver = ResolvePage(self.operations, self.actions_registry)
            self.resolver.closed.connect(self.show_timeline)
            self.resolver.resolved.connect(self._resolved)
            self.resolver.compose_wanted.connect(self._compose_for)
            self.actions_registry.install(self.resolver, Context.RESOLVE)
        self.body.show_page(self.resolver)
        self.resolver.open(self.incident.id)

    @Slot(str)
    def _resolved(self, _incident: str) -> None:
        self.show_timeline()

    @Slot(str, str)
    def _compose_for(self, _incident: str, template: str) -> None:
        self.compose(template)

    @Slot()
    def show_timeline(self) -> None:
        """Back to the timeline, with the focus in the line."""
        self.body.show_page(self.timeline)
        self.line.setFocus()

    def open_page(self, page: str, argument: str) -> None:
        """A page that an act asked for."""
        if page == "update":
            self.compose(argument)
        elif page == "handoff":
            self.sheets.open("handoff", argument)
        elif page == "amend":
            entry = self.model.known_by_id(argument)
            if entry is not None:
                self.scribe.amend(entry.id, entry.at.hhmm(), entry.text)
        elif page in ("help", "drill"):
            self.page_wanted.emit(page, argument)
        elif page == "attach":
            self.attach_file()

    @abstractmethod
    def attach_file(self) -> None:
        """Choose files to attach."""

    # -- Panes -----------------------------------------------------------------------------------------------------

    def show_needs(self) -> None:
        self.body.reveal(self.needs)

    def show_roles(self) -> None:
        self.body.reveal(self.roles)

    def show_requirements(self) -> None:
        self.body.reveal(self.requirements)

    def show_say(self) -> None:
        self.body.reveal(self.say_next)

    def show_triage(self) -> None:
        self.body.reveal(self.triage)

    def next_pane(self) -> None:
        self._step_pane(1)

    def previous_pane(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, by: int) -> None:
        """F6: scribe line, timeline, right rail, left rail, now row, and round again."""
        stops: list[tuple[QWidget, QWidget]] = [(self.scribe, self.line)]
        stops += [(pane, _first(pane)) for pane in self.body.panes()]
        stops.append((self.now_row, self.now_row.internal))
        focus = QApplication.focusWidget()
        here = next((n for n, (area, _) in enumerate(stops) if focus is not None and _inside(area, focus)), 0)
        stops[(here + by) % len(stops)][1].setFocus()


def _first(pane: Pane) -> QWidget:
    return pane.first_focus


def _inside(area: QWidget, widget: QWidget) -> bool:
    return area is widget or area.isAncestorOf(widget)
