"""An HTTP server on loopback that misbehaves as it is told: it cuts, stalls, lies, and now and then just answers.

Behind it stands a ``peer``: what the service would do with the request. A fault says when the peer gets it at all.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

TLS = Path(__file__).parent / "tls"
_PATIENCE_S = 10.0


class Got(NamedTuple):
    """A request as it came in."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


class Reply(NamedTuple):
    """An answer as it goes out."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = {}

    def bytes(self) -> bytes:
        headers = {"Content-Type": "application/json", "Content-Length": str(len(self.body)), **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} Said\r\n{head}\r\n".encode() + self.body


def answer(tree: object, status: int = 200, **headers: str) -> Reply:
    """JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps(tree).encode(), named)


Peer = Callable[[Got], Reply]


class Exchange:
    """One connection, as a fault sees it."""

    def __init__(self, connection: socket.socket, server: Server) -> None:
        self.socket = connection
        self.server = server
        self._buffer = b""

    def head(self) -> bytes:
        """Everything up to the empty line."""
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        return self._buffer.partition(b"\r\n\r\n")[0]

    def whole(self) -> Got:
        """The request to its last byte."""
        head = self.head().decode()
        first, *lines = head.split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        wanted = int(headers.get("content-length", "0"))
        while len(self._buffer.partition(b"\r\n\r\n")[2]) < wanted:
            self._more()
        return Got(method, target, headers, self._buffer.partition(b"\r\n\r\n")[2][:wanted])

    def say(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def cut(self) -> None:
        """Break the connection so that the other side sees a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def wait(self, seconds: float = _PATIENCE_S) -> bool:
        """Say nothing, until the other side has had enough or the test is over; True when that is so."""
        self.socket.settimeout(seconds)
        try:
            return not self.socket.recv(1)
        except TimeoutError:
            return False
        except OSError:
            return True

    def _more(self) -> None:
        piece = self.socket.recv(65_536)
        if not piece:
            raise ConnectionResetError
        self._buffer += piece


Fault = Callable[[Exchange], None]


class Server:
    """``with Server(peer) as server``: ``server.url``. ``early`` meets every connection before it is read; ``late``
    meets each request that ``when`` picks, in the place of the peer.
    """

    def __init__(self, peer: Peer, *, tls: bool = False) -> None:
        self.peer = peer
        self.early: Fault | None = None
        self.late: Callable[[Exchange, Got], None] | None = None
        self.when: Callable[[Got], bool] = lambda got: True
        self.got: list[Got] = []
        self._tls = _context() if tls else None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._loop = threading.Thread(target=self._accept, name="misbehaving")

    def behave(self) -> None:
        """From now on just answer."""
        self.early = self.late = None

    def posts(self) -> list[Got]:
        """The requests of the kind that ``when`` picks."""
        return [got for got in self.got if self.when(got)]

    def __enter__(self) -> Server:
        self._loop.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._loop.join()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), name="misbehaving connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)
        try:
            connection.settimeout(_PATIENCE_S)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self._handle(Exchange(connection, self))
        except OSError:
            pass  # the other side went, as it may
        finally:
            with self._lock:
                self._open.discard(connection)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _handle(self, exchange: Exchange) -> None:
        if self.early is not None:
            self.early(exchange)
            return
        got = exchange.whole()
        with self._lock:
            self.got.append(got)
        if self.late is not None and self.when(got):
            self.late(exchange, got)
        else:
            exchange.say(self.peer(got).bytes())


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    return context


def closed_port() -> str:
    """An address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"
