"""A notification server on a private session bus: what a desktop would show, and buttons that can be pressed."""

import subprocess
import threading
from types import TracebackType

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
EMITTER = DBusAddress(PATH, NAME, NAME)


class SessionBus:
    """``address`` of a bus that ends with the test."""

    def __enter__(self) -> "SessionBus":
        self._process = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """The bus is gone, for all who are on it."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


class NotificationServer:
    """Shown: number -> (head, text, urgency, actions). ``history`` is every call in order; ``silent`` answers none."""

    def __init__(self, address: str) -> None:
        self.shown: dict[int, tuple[str, str, int, list[str]]] = {}
        self.history: list[str] = []
        self._numbers = 0
        self._closed = self.silent = False
        self._connection: DBusConnection = open_dbus_connection(address)
        Proxy(message_bus, self._connection).RequestName(NAME)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def press(self, number: int, action: str) -> None:
        self._connection.send(new_signal(EMITTER, "ActionInvoked", "us", (number, action)))

    def close(self) -> None:
        self._closed = True
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        while not self._closed:
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: object) -> None:
        member = message.header.fields.get(HeaderFields.member)  # type: ignore[attr-defined]
        body = message.body  # type: ignore[attr-defined]
        self.history.append(member)
        if self.silent:
            return
        if member == "GetCapabilities":
            self._connection.send(new_method_return(message, "as", (["actions", "body"],)))
        elif member == "Notify":
            number = body[1]
            if not number:
                self._numbers += 1
                number = self._numbers
            self.shown[number] = (body[3], body[4], body[6]["urgency"][1], body[5])
            self._connection.send(new_method_return(message, "u", (number,)))
        elif member == "CloseNotification":
            self.shown.pop(body[0], None)
            self._connection.send(new_method_return(message))
