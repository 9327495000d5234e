"""A mail server with a certificate of an authority that we made ourselves, and the mailboxes behind it."""

from __future__ import annotations

import ssl
import subprocess
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, WORD = "warroom", "m4il-w0rd"
_CERTIFICATE = """[x]
subjectAltName = DNS:localhost, IP:127.0.0.1
basicConstraints = critical, CA:false
extendedKeyUsage = serverAuth
"""


class Authority:
    """A certificate authority of one test run. ``file`` is what whoever trusts it needs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file = folder / "authority.pem"
        self._make("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
        (folder / "x.cnf").write_text(_CERTIFICATE)

    def context(self) -> ssl.SSLContext:
        """For a server that is called localhost and 127.0.0.1."""
        key, request, signed = (self._folder / name for name in ("server.key", "server.csr", "server.pem"))
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self._run("req", "-new", *curve, "-keyout", str(key), "-out", str(request), "-subj", "/CN=localhost")
        by = ("-CA", str(self.file), "-CAkey", str(self._folder / "authority.key"), "-CAcreateserial")
        extensions = ("-extfile", str(self._folder / "x.cnf"), "-extensions", "x")
        self._run("x509", "-req", "-in", str(request), *by, "-days", "2", *extensions, "-out", str(signed))
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(signed, key)
        return made

    def _make(self, *how: str) -> None:
        out = ("-keyout", str(self._folder / "authority.key"), "-out", str(self.file))
        self._run(*how, *out, "-subj", "/CN=Authority of this test", "-addext", "keyUsage=critical,keyCertSign")

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, stdin=subprocess.DEVNULL)


class Mailbox:
    """Takes letters from those who log in. ``dies``: so many times it takes one and goes without a word.

    ``drops_repeats``: a Message-ID that it has is not delivered again.
    """

    def __init__(self, *, drops_repeats: bool = False) -> None:
        self.letters: list[EmailMessage] = []
        self.private: list[bool] = []
        self.known: list[bool] = []
        self.dies = 0
        self._drops_repeats = drops_repeats

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        assert server.transport is not None
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        known = {one["Message-ID"] for one in self.letters}
        if not (self._drops_repeats and letter["Message-ID"] in known):
            self.letters.append(letter)
            self.private.append(server.transport.get_extra_info("ssl_object") is not None)
            self.known.append(session.authenticated)
        if self.dies:
            self.dies -= 1
            server.transport.abort()
        return "250 taken"

    def texts(self) -> list[str]:
        bodies = (letter.get_body(("plain",)) for letter in self.letters)
        return [body.get_content().replace("\r\n", "\n").strip() for body in bodies if body is not None]


class _Controller(Controller):
    """With TLS from the first byte, or asked for by STARTTLS before anything else."""

    def __init__(self, mailbox: Mailbox, context: ssl.SSLContext, *, from_the_start: bool) -> None:
        self._context = context
        self._from_the_start = from_the_start
        whole = {"ssl_context": context} if from_the_start else {}
        super().__init__(mailbox, hostname="127.0.0.1", port=0, **whole)

    def factory(self) -> SMTP:
        if self._from_the_start:  # the library knows only of TLS that was asked for later
            return SMTP(self.handler, authenticator=_authenticate, auth_require_tls=False, enable_SMTPUTF8=True)
        return SMTP(
            self.handler,
            authenticator=_authenticate,
            auth_required=True,
            require_starttls=True,
            tls_context=self._context,
            enable_SMTPUTF8=True,
        )

    def _trigger_server(self) -> None:
        """The port was not known before it listened."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def serve(mailbox: Mailbox, context: ssl.SSLContext, *, from_the_start: bool) -> Controller:
    """Start it; ``stop`` ends it."""
    controller = _Controller(mailbox, context, from_the_start=from_the_start)
    controller.start()
    return controller


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    fits = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), WORD.encode())
    return AuthResult(success=fits, handled=True)
