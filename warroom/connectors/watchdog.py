"""The end of an exchange that takes too long as a whole, whatever trickles in."""

from __future__ import annotations

import socket
import threading
from types import TracebackType


class Watchdog:
    """``with Watchdog(45) as watch``: after so many seconds the socket that it was given is shut, in both directions.

    ``bitten``: it had to. Time-outs of single steps never end a peer that sends a byte now and then.
    """

    def __init__(self, seconds: float) -> None:
        self.bitten = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._bite)
        self._timer.daemon = True

    def __enter__(self) -> Watchdog:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def hold(self, found: object) -> None:
        """The socket as it is now; TLS puts another one around it."""
        self._socket = found if isinstance(found, socket.socket) else None
        if self.bitten:
            self._bite()

    def _bite(self) -> None:
        self.bitten = True
        if self._socket is not None:
            try:
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return  # it is gone already
