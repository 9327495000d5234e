"""The network between the outbox and a service, which can be cut and mended: nobody listens at its port meanwhile."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Cable:
    """``with Cable(server.url) as cable``: ``cable.url`` leads to the server until it is ``cut``."""

    def __init__(self, url: str) -> None:
        self._far = ("127.0.0.1", urlsplit(url).port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._near: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self.url = f"http://127.0.0.1:{self._near}"
        self._listen()

    def cut(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._near))
        self._listen()

    def __enter__(self) -> Cable:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self.cut()
        for thread in self._threads:
            thread.join()

    def _listen(self) -> None:
        thread = threading.Thread(target=self._accept, args=(self._listener,), name="cable")
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(near,), name="cable connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, near: socket.socket) -> None:
        with near, socket.create_connection(self._far) as far:
            back = threading.Thread(target=_carry, args=(far, near), name="cable back")
            back.start()
            _carry(near, far)
            back.join()


def _carry(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            to.sendall(piece)
    with suppress(OSError):
        to.shutdown(socket.SHUT_WR)
