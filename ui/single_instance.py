"""One window for one record: a second start hands its arguments to the first and ends (UI.md 9).

A local socket, named by person and record. A socket that nobody answers on is stale and is taken over.
"""

from __future__ import annotations

import getpass
import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 500
"""How long a first window may take to answer before it counts as gone."""
LONGEST = 64_000


def name_for(record: Path) -> str:
    """The same for every start of this person on this file, whatever way its path is written."""
    whole = f"{getpass.getuser()}\0{record.expanduser().resolve()}"
    return f"warroom-{hashlib.sha256(whole.encode()).hexdigest()[:24]}"


def hand_over(name: str, arguments: list[str]) -> bool:
    """Give the arguments to the window that is open already; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(ANSWER_MS):
        return False
    socket.write(json.dumps(arguments).encode() + b"\n")
    taken = socket.waitForBytesWritten(ANSWER_MS)
    socket.disconnectFromServer()
    return taken


class FirstInstance(QObject):
    """Listens for later starts. ``asked`` carries their arguments."""

    asked = Signal(list)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def listening(self) -> bool:
        return self._server.isListening()

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _connected(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(socket.deleteLater)

    @Slot()
    def _read(self) -> None:
        socket = self.sender()
        if not isinstance(socket, QLocalSocket) or not socket.canReadLine():
            return
        line = bytes(socket.readLine(LONGEST).data())
        try:
            arguments = json.loads(line)
        except ValueError:
            return
        if isinstance(arguments, list) and all(isinstance(word, str) for word in arguments):
            self.asked.emit(arguments)
