"""The one registry of what a person can do: it feeds the menus, the key map, the palette and the tests.

An action is never grey to the keyboard: pressed when it cannot be done, it says why. In a menu it is grey and its
reason stands beside it. No action may take a bare letter (UI.md 0, rule 1); ``FORBIDDEN`` holds the sequences that
belong to input methods, layouts and systems (UI.md 4).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


class Context(StrEnum):
    """Where an action's keys hold: everywhere, or while the focus is on that page."""

    EVERYWHERE = "everywhere"
    HOME = "home"
    WAR = "war"
    COMPOSER = "composer"
    RESOLVE = "resolve"
    HANDOFF = "handoff"
    OUTBOX = "outbox"
    SETTINGS = "settings"
    DECLARE = "declare"
    WORDINGS = "wordings"
    SCRIBE = "scribe"
    """Keys that the scribe line reads by itself; listed for the key map."""


class MenuName(StrEnum):
    FILE = "File"
    INCIDENT = "Incident"
    VIEW = "View"
    COMMS = "Comms"
    DRILL = "Drill"
    HELP = "Help"
    NONE = ""


def _always() -> str:
    return ""


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """``keys`` in Qt's portable spelling, the first is shown. ``reason`` says why not, '' while it can be done.
    ``checked`` makes it a choice with a tick. ``group`` draws a line in the menu where it changes."""

    id: str
    text: str
    handler: Callable[[], None]
    keys: tuple[str, ...] = ()
    context: Context = Context.EVERYWHERE
    menu: MenuName = MenuName.NONE
    group: int = 0
    reason: Callable[[], str] = _always
    checked: Callable[[], bool] | None = None
    shown: bool = True
    """False: the keys are read elsewhere; it is here for the key map."""
    under: str = ""
    """The submenu that it stands in, by its title; actions of one submenu are entered one after the other."""
    also: str = ""
    """Other words that a person may look for it by."""
    over: bool = False
    """Its keys are the surrounding page's too; while the focus is inside its own page, they are its own."""
    commands: tuple[str, ...] = ()
    """The commands of the scribe line that do the same, without their slash."""

    @property
    def typed(self) -> str:
        """``/resolve  /reopen``: what a person would type for it."""
        return "  ".join(f"/{name}" for name in self.commands)


class Actions(QObject):
    """``refused`` carries the reason of an action that was asked for and cannot be done now."""

    refused = Signal(str)
    triggered = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, Action] = {}
        self._made: dict[str, QAction] = {}
        self._installed: set[str] = set()

    def add(self, *actions: Action) -> None:
        """Enter actions; an id may be entered once."""
        for action in actions:
            if action.id in self._actions:
                raise ValueError(f"the action {action.id} is there already")
            self._actions[action.id] = action

    def __iter__(self) -> Iterator[Action]:
        return iter(self._actions.values())

    def __contains__(self, action_id: str) -> bool:
        return action_id in self._actions

    def get(self, action_id: str) -> Action:
        return self._actions[action_id]

    def trigger(self, action_id: str) -> None:
        """Do it, or say why not."""
        action = self._actions[action_id]
        reason = action.reason()
        if reason:
            self.refused.emit(reason)
            return
        self.triggered.emit(action_id)
        action.handler()

    def install(self, widget: QWidget, context: Context) -> None:
        """Make the keys of one context work while the focus is inside ``widget`` (for EVERYWHERE: its window)."""
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        whole = Qt.ShortcutContext.WindowShortcut
        for action in self._actions.values():
            if action.context is context and action.id not in self._installed:
                self._installed.add(action.id)
                made = self._made.get(action.id) or self._qaction(action, self)
                made.setShortcutContext(whole if context is Context.EVERYWHERE else inside)
                if action.shown:
                    made.setShortcuts([QKeySequence(keys) for keys in action.keys])
                widget.addAction(made)
        if any(action.over for action in self._actions.values() if action.context is context):
            widget.installEventFilter(OverKeys(self, context, widget))

    def fill(self, menu: QMenu, name: MenuName) -> None:
        """Put the actions of one menu into it, in the order of their entering; anew each time it opens, since pages
        enter theirs as they are made."""
        menu.setProperty("menu", name.value)
        menu.aboutToShow.connect(self._refill)
        menu.aboutToHide.connect(self._enable)
        self._put(menu, name)

    @Slot()
    def _refill(self) -> None:
        menu = self.sender()
        if isinstance(menu, QMenu):
            self._put(menu, MenuName(menu.property("menu")))
            self.refresh()

    def _put(self, menu: QMenu, name: MenuName) -> None:
        for below in menu.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly):
            below.deleteLater()
        menu.clear()
        group: int | None = None
        submenus: dict[str, QMenu] = {}
        for action in self._actions.values():
            if action.menu is not name:
                continue
            if group is not None and action.group != group:
                menu.addSeparator()
            group = action.group
            place = submenus.get(action.under, menu)
            if action.under and place is menu:
                place = submenus[action.under] = menu.addMenu(action.under)
            place.addAction(self._made.get(action.id) or self._qaction(action, self))

    def keys_of(self, action_id: str) -> str:
        """Its first key sequence as this system writes it, '' if it has none."""
        keys = self._actions[action_id].keys
        return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""

    def _qaction(self, action: Action, parent: QObject) -> QAction:
        made = QAction(action.text.replace("&", "&&"), parent)
        made.setObjectName(action.id)
        made.setMenuRole(QAction.MenuRole.NoRole)
        made.setCheckable(action.checked is not None)
        made.triggered.connect(self._chosen)
        self._made[action.id] = made
        return made

    @Slot()
    def _chosen(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.trigger(sender.objectName())
            self._tick()

    @Slot()
    def refresh(self) -> None:
        """Grey what cannot be done now, with its reason, and set the ticks: before a menu opens."""
        for action_id, made in self._made.items():
            action = self._actions[action_id]
            reason = action.reason()
            made.setEnabled(not reason)
            made.setText((f"{action.text}   ({reason})" if reason else action.text).replace("&", "&&"))
        self._tick()

    @Slot()
    def _enable(self) -> None:
        """A menu has closed: every key answers again, if only with a reason."""
        for made in self._made.values():
            made.setEnabled(True)

    def _tick(self) -> None:
        for action_id, made in self._made.items():
            checked = self._actions[action_id].checked
            if checked is not None:
                made.setChecked(checked())


class OverKeys(QObject):
    """Takes the keys of one page's ``over`` actions before the page around it does: two shortcuts that both hold
    would cancel each other."""

    def __init__(self, actions: Actions, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._actions = actions
        self._ids = {
            QKeySequence(keys): action.id
            for action in actions
            if action.context is context and action.over
            for keys in action.keys
        }

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        action_id = self._ids.get(QKeySequence(event.keyCombination()))
        if action_id is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._actions.trigger(action_id)
            return True
        return False


FORBIDDEN = re.compile(
    r"""^(?:
        (?:Shift\+)?[^+]                                   # a bare letter, digit or sign is text
      | .*Ctrl\+Alt\+.*  | .*Alt\+Ctrl\+.*                 # AltGr on many layouts
      | Ctrl\+Shift\+U | Ctrl\+\. | Ctrl\+Space            # input methods
      | Ctrl\+H | Ctrl\+M | Ctrl\+G                        # Cmd: hide, minimise, find next
      | Ctrl\+Shift\+[345]                                 # Cmd: screenshots
    )$""",
    re.VERBOSE,
)
"""Sequences that no action may take, in Qt's portable spelling (where Ctrl is Cmd on macOS)."""


INSIDE = {
    Context.COMPOSER: Context.WAR,
    Context.RESOLVE: Context.WAR,
    Context.HANDOFF: Context.WAR,
    Context.OUTBOX: Context.WAR,
    Context.SCRIBE: Context.WAR,
}
"""Pages that stand inside another one: while the focus is in them, the keys of both hold."""


def collisions(actions: Actions) -> list[str]:
    """Sequences taken twice where both would hold, as sentences; empty when the map is sound.

    A page's keys are held against its own, those of the page that it stands in, and those that hold everywhere.
    """
    taken: dict[tuple[Context, str], list[Action]] = {}
    found = []
    for action in actions:
        for keys in dict.fromkeys(action.keys):
            spelled = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)
            if FORBIDDEN.match(spelled):
                found.append(f"{action.id} takes {spelled}, which is not ours to take")
            taken.setdefault((action.context, spelled), []).append(action)
    for (context, spelled), holders in taken.items():
        found += [f"{other.id} and {holders[0].id} both take {spelled}" for other in holders[1:]]
        for around in _around(context):
            for other in taken.get((around, spelled), []):
                found += [f"{one.id} and {other.id} both take {spelled}" for one in holders if not one.over]
    return sorted(set(found))


def _around(context: Context) -> Iterator[Context]:
    """The contexts whose keys hold as well while the focus is in one. Declare is a window of its own."""
    if context in INSIDE:
        yield INSIDE[context]
    if context not in (Context.EVERYWHERE, Context.DECLARE):
        yield Context.EVERYWHERE
