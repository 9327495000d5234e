"""One conversation with a mail server: what it said at which step, and whether the letter may have been taken.

``smtplib`` raises on a connection that drops after the letter was handed over, though the server may have accepted it;
so the last step is made here, and told apart from all before it.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Sequence
from types import TracebackType
from typing import NoReturn

import msgspec

from warroom.connectors import trust
from warroom.connectors.protocol import NotSent, Refused, Rejected, Unknown
from warroom.connectors.target import Secret
from warroom.connectors.watchdog import Watchdog
from warroom.text import clean, one_line

LABEL = "The mail server"
Failed = NotSent | Refused | Rejected | Unknown


class Limits(msgspec.Struct, frozen=True):
    """Seconds for each step and for the whole conversation."""

    connect_s: float = 10.0
    step_s: float = 30.0
    whole_s: float = 90.0


LIMITS = Limits()


class Server(msgspec.Struct, frozen=True):
    """Where, and how it is made private: ``tls`` from the first byte, ``starttls`` before any word, ``none``."""

    host: str
    port: int
    security: str


class Ended(Exception):
    """The conversation ended without a letter delivered; never leaves this package."""

    def __init__(self, outcome: Failed) -> None:
        super().__init__(outcome.why)
        self.outcome = outcome


class Session:
    """``with Session(…) as session``: connected, private and logged in. Every step raises ``Ended``."""

    def __init__(self, server: Server, user: str, password: Secret) -> None:
        self._server = server
        self._user, self._password = user, password
        self._watch = Watchdog(LIMITS.whole_s)
        self._smtp = smtplib.SMTP(local_hostname="[127.0.0.1]", timeout=LIMITS.step_s)

    def __enter__(self) -> Session:
        self._watch.__enter__()
        try:
            self._open()
            if self._user:
                self._log_in()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._close()
            self._failed(error)
        except Ended:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def deliver(self, sender: str, recipients: Sequence[str], letter: bytes) -> str:
        """Hand the letter over to all of them or to nobody; returns the server's own words for having taken it."""
        size = self._smtp.esmtp_features.get("size", "")
        if size.isdigit() and 0 < int(size) < len(letter):
            raise Ended(Rejected(f"{LABEL} takes {size} bytes at most; this message has {len(letter)}. Shorten it."))
        try:
            self._step(self._smtp.docmd("MAIL", f"FROM:<{sender}>"), f"does not let {sender} send")
            for recipient in recipients:
                said = self._smtp.docmd("RCPT", f"TO:<{recipient}>")
                self._step(said, f"does not take mail for {recipient}, so nobody was sent this message")
            self._step(self._smtp.docmd("DATA"), "does not take the message", 354)
        except (OSError, smtplib.SMTPException) as error:
            self._failed(error)
        return self._hand_over(letter)

    def _hand_over(self, letter: bytes) -> str:
        """From here on a lost connection leaves it open whether the letter was taken."""
        try:
            self._smtp.send(b"\r\n".join(_stuffed(line) for line in letter.splitlines()) + b"\r\n.\r\n")
            code, words = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            lost = "did not answer in time" if self._late(error) else "was lost"
            raise Ended(Unknown(f"{LABEL} {lost} after the message had left. It may have arrived.")) from None
        self._step((code, words), "does not take the message")
        return self._told(words)

    def _open(self) -> None:
        server = self._server
        wait = min(LIMITS.connect_s, LIMITS.step_s)
        plain = socket.create_connection((server.host, server.port), wait)
        self._watch.hold(plain)
        plain.settimeout(LIMITS.step_s)
        if server.security == "tls":
            plain = trust.context().wrap_socket(plain, server_hostname=server.host)
            self._watch.hold(plain)
        self._smtp.sock = plain
        self._smtp._host = server.host  # type: ignore[attr-defined]  # what starttls() checks the name against
        self._step(self._smtp.getreply(), "does not want to talk to us")
        self._smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            self._make_private()

    def _make_private(self) -> None:
        if not self._smtp.has_extn("starttls"):
            raise Ended(
                NotSent(f"{LABEL} ({self._server.host}) offers no TLS: the network may be hiding it. Nothing was sent.")
            )
        self._step(self._smtp.starttls(context=trust.context()), "does not begin TLS")
        self._watch.hold(self._smtp.sock)
        self._smtp.ehlo_or_helo_if_needed()

    def _log_in(self) -> None:
        try:
            self._smtp.login(self._user, self._password.reveal())
        except smtplib.SMTPAuthenticationError as error:
            self._answered(error.smtp_code, error.smtp_error, "does not take the user and the password")
        except smtplib.SMTPNotSupportedError:
            raise Ended(Rejected(f"{LABEL} takes no passwords here. Take the user out of the target.")) from None
        except UnicodeError:
            raise Ended(Rejected(f"{LABEL} takes user and password in plain letters alone.")) from None

    def _step(self, said: tuple[int, bytes], meaning: str, wanted: int = 250) -> None:
        code, words = said
        if code // 100 != wanted // 100:
            self._answered(code, words, meaning)

    def _answered(self, code: int, words: bytes | str, meaning: str) -> NoReturn:
        """4xx: not now. 5xx: not like this. Anything else is no mail server."""
        told = f"{meaning} ({code} {self._told(words)})"
        if code == 421 or 400 <= code < 500:
            raise Ended(Refused(f"{LABEL} {told}. It may do so later."))
        if 500 <= code < 600:
            raise Ended(Rejected(f"{LABEL} {told}."))
        raise Ended(NotSent(f"What answers at {self._server.host} is no mail server. Nothing was sent."))

    def _failed(self, error: Exception) -> NoReturn:
        """A connection that failed before the letter left. The text of the error is not used: it may hold anything."""
        host = self._server.host
        match error:
            case ssl.SSLCertVerificationError():
                what = f"{LABEL} ({host}) shows a certificate that is not trusted ({error.verify_message})"
            case ssl.SSLError():
                what = f"{LABEL} ({host}) could not be reached safely: TLS failed"
            case socket.gaierror() | UnicodeError():
                what = f"The name {host} was not found"
            case ConnectionRefusedError():
                what = f"{LABEL} ({host}) refused the connection"
            case smtplib.SMTPResponseException():
                self._answered(error.smtp_code, error.smtp_error, "does not want to talk to us")
            case _ if self._late(error):
                what = f"{LABEL} ({host}) did not answer in time"
            case _:
                what = f"The connection to the mail server ({host}) was lost"
        raise Ended(NotSent(f"{what}. Nothing was sent.")) from None

    def _late(self, error: Exception) -> bool:
        return self._watch.bitten or isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)

    def _told(self, words: bytes | str) -> str:
        text = words.decode(errors="replace") if isinstance(words, bytes) else words
        if self._password:
            text = text.replace(self._password.reveal(), "(hidden)")
        return one_line(clean(text), 160).rstrip(".")

    def _close(self) -> None:
        """Goodbye without waiting for an answer: whatever was agreed on stands."""
        self._watch.__exit__(None, None, None)
        if self._smtp.sock is not None:
            try:
                self._smtp.sock.settimeout(1.0)
                self._smtp.putcmd("QUIT")
            except (OSError, smtplib.SMTPException):
                pass
        self._smtp.close()


def _stuffed(line: bytes) -> bytes:
    return b"." + line if line.startswith(b".") else line
