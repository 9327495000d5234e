"""A mail server that follows a script: one word, one answer, or none."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from typing import Self

CUT = "cut"
SILENCE = "silence"
LETTER = "letter"
"""The step at which the whole letter has come in."""
_HEALTHY = {
    "GREETING": "220 mail.example.org ready",
    "EHLO": "250-mail.example.org\r\n250-SIZE 1000000\r\n250 8BITMIME",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    LETTER: "250 taken as 42",
    "QUIT": "221 bye",
}


class ScriptedMail:
    """``with ScriptedMail(RCPT="550 nobody") as server``; ``letters`` holds what was taken."""

    def __init__(self, *, keeps: bool = False, **script: str) -> None:
        self._script = _HEALTHY | {LETTER if step == "TAKEN" else step: said for step, said in script.items()}
        self._keeps = keeps
        self.letters: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = str(self._listener.getsockname()[1])
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scripted mail")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(10)
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            if not self._say(connection, "GREETING"):
                return
            for line in lines:
                step = line[:4].decode().upper()
                if not self._say(connection, step):
                    return
                if step == "DATA" and self._script["DATA"].startswith("354"):
                    letter = []
                    for part in lines:
                        if part == b".\r\n":
                            break
                        letter.append(part)
                    if self._keeps or self._script[LETTER].startswith("250"):
                        self.letters.append(b"".join(letter))
                    if not self._say(connection, LETTER):
                        return

    def _say(self, connection: socket.socket, step: str) -> bool:
        said = self._script.get(step, "502 what?")
        if said == CUT:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if said == SILENCE:
            self._over.wait(10)
            return False
        connection.sendall(said.encode() + b"\r\n")
        return True
