"""Desktop notifications over D-Bus, on a thread of their own: a server that hangs is not noticed by the window.

One notification a deadline, replaced in place and taken away when it no longer holds (Desktop Notifications
Specification 1.2). Without a session bus or a server there are none, and ``available`` says so; what the server does
not take comes back as ``refused``.
"""

from __future__ import annotations

from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Qt, Signal, Slot

from ui.alerts.course import Key, Notice

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.threading import DBusRouter

APP_NAME = "Warroom"
DESKTOP_ENTRY = "org.warroom.Warroom"
OPEN, SNOOZE = "default", "snooze"
ANSWER_S = 5.0
_NORMAL, _CRITICAL = 1, 2
_TAKE_AWAY_ALL = "all"


class Acted(msgspec.Struct, frozen=True):
    """A person pressed a notification's button: ``default`` opens, ``snooze`` silences."""

    key: Key
    action: str


class DesktopNotices(QObject):
    """``acted`` on the GUI thread. ``available`` is None until the server has answered. ``refused`` is a notice that no
    server took: there is none, it is gone, or it is silent."""

    acted = Signal(object)
    ready = Signal(bool)
    refused = Signal(object)
    _came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.available: bool | None = None
        self._work: SimpleQueue[object] = SimpleQueue()
        self._thread = Thread(target=self._run, name="notifications", daemon=True)
        self._came.connect(self._land, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    def post(self, notice: Notice) -> None:
        self._work.put(notice)

    def withdraw(self, key: Key) -> None:
        self._work.put(key)

    def close(self) -> None:
        """Take all of them away and end the thread; waits for it, no longer than a server may take to answer."""
        self._work.put(_TAKE_AWAY_ALL)
        self._work.put(None)
        self._thread.join(ANSWER_S)

    @Slot(object)
    def _land(self, came: object) -> None:
        if isinstance(came, bool):
            self.available = came
            self.ready.emit(came)
        elif isinstance(came, Notice):
            self.refused.emit(came)
        else:
            self.acted.emit(came)

    # -- The thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            from jeepney.io.threading import RouterClosed, open_dbus_router
        except ImportError:
            self._do_without()
            return
        try:
            with open_dbus_router(bus="SESSION") as router:
                self._serve(router)
        except (OSError, KeyError, ValueError, RuntimeError, RouterClosed):
            self._do_without()

    def _do_without(self) -> None:
        """No bus, or it has gone: every notice comes back, those that wait already and those that follow."""
        self._came.emit(False)
        while (work := self._work.get()) is not None:
            if isinstance(work, Notice):
                self._came.emit(work)

    def _serve(self, router: DBusRouter) -> None:
        from jeepney import MatchRule

        rule = MatchRule(type="signal", interface=_INTERFACE, path=_PATH)
        server = _Server(router)
        self._came.emit(server.begin(rule))
        with router.filter(rule, queue=self._work):
            while (work := self._work.get()) is not None:
                try:
                    self._do(server, work)
                except Exception:
                    if isinstance(work, Notice):
                        self._work.put(work)
                    raise

    def _do(self, server: _Server, work: object) -> None:
        if isinstance(work, Notice):
            if not server.post(work):
                self._came.emit(work)
        elif isinstance(work, Key):
            server.withdraw(work)
        elif work == _TAKE_AWAY_ALL:
            server.withdraw_all()
        else:
            acted = server.signal(work)
            if acted is not None:
                self._came.emit(acted)


_INTERFACE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"


class _Server:
    """The notification server, and which of its numbers is which deadline."""

    def __init__(self, router: DBusRouter) -> None:
        from jeepney import DBusAddress

        self._router = router
        self._address = DBusAddress(_PATH, _INTERFACE, _INTERFACE)
        self._numbers: dict[Key, int] = {}
        self._capabilities: frozenset[str] = frozenset()

    def begin(self, rule: object) -> bool:
        """Ask the server what it can; False when there is none."""
        from jeepney.bus_messages import message_bus

        self._router.send_and_get_reply(message_bus.AddMatch(rule), timeout=ANSWER_S)
        answer = self._call("GetCapabilities")
        if answer is None:
            return False
        self._capabilities = frozenset(answer[0])
        return True

    def post(self, notice: Notice) -> bool:
        """Show it, in place of the one before it; False when the server did not take it."""
        actions = []
        if "actions" in self._capabilities:
            actions = [OPEN, "Open"] + ([SNOOZE, "Snooze 5 min"] if notice.snoozable else [])
        hints = {
            "urgency": ("y", _CRITICAL if notice.critical else _NORMAL),
            "desktop-entry": ("s", DESKTOP_ENTRY),
            "resident": ("b", False),
        }
        body = (
            APP_NAME,
            self._numbers.get(notice.key, 0),
            "warroom",
            notice.head,
            notice.text,
            actions,
            hints,
            notice.expires_ms,
        )
        answer = self._call("Notify", "susssasa{sv}i", body)
        if answer is None:
            self._numbers.pop(notice.key, None)
            return False
        self._numbers[notice.key] = answer[0]
        return True

    def withdraw(self, key: Key) -> None:
        number = self._numbers.pop(key, None)
        if number is not None:
            self._call("CloseNotification", "u", (number,))

    def withdraw_all(self) -> None:
        for key in list(self._numbers):
            self.withdraw(key)

    def signal(self, message: Message) -> Acted | None:
        from jeepney import HeaderFields

        member = message.header.fields.get(HeaderFields.member)
        key = next((key for key, number in self._numbers.items() if message.body[:1] == (number,)), None)
        if key is None:
            return None
        if member == "NotificationClosed":
            del self._numbers[key]
            return None
        return Acted(key, message.body[1]) if member == "ActionInvoked" else None

    def _call(self, method: str, signature: str | None = None, body: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        """The answer's values; None when the server refused, is not there or is silent."""
        from jeepney import MessageType, new_method_call

        message = new_method_call(self._address, method, signature, body)
        try:
            answer = self._router.send_and_get_reply(message, timeout=ANSWER_S)
        except TimeoutError:
            return None
        return None if answer.header.message_type is MessageType.error else answer.body
