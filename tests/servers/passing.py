"""A bad line to a good server: requests go on to the real one, and the answer may be lost on the way back."""

from __future__ import annotations

import http.client

from tests.misbehaving import Exchange, Got, Reply, Server

_OF_THE_LINE = {"connection", "transfer-encoding", "content-length", "content-encoding", "keep-alive", "date"}


def line_to(port: int, *, reads_are_posts: bool = False) -> Server:
    """A server that hands each request to the one at ``port``.

    ``reads_are_posts``: Slack itself lets its methods be read by GET and by POST; its emulator knows the second alone.
    """

    def onward(got: Got) -> Reply:
        if reads_are_posts and got.method == "GET":
            path, _, query = got.target.partition("?")
            form = {**got.headers, "content-type": "application/x-www-form-urlencoded"}
            got = Got("POST", path, form, query.encode())
        headers = {name: text for name, text in got.headers.items() if name not in _OF_THE_LINE}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(got.method, got.target, got.body or None, headers)
            back = connection.getresponse()
            body = back.read()
            kept = {name: text for name, text in back.getheaders() if name.lower() not in _OF_THE_LINE}
            return Reply(back.status, body, kept)
        finally:
            connection.close()

    return Server(onward)


def answer_lost(exchange: Exchange, got: Got) -> None:
    """The server has it; nobody here hears of that."""
    exchange.server.peer(got)
    exchange.cut()


def request_lost(exchange: Exchange, got: Got) -> None:
    """The server never sees it; nobody here hears of that either."""
    exchange.cut()
