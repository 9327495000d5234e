"""E-mail: a real server over TLS, one that follows a script into every trouble, and the letter itself."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.misbehaving import TLS, closed_port
from tests.peers.mail import CUT, SILENCE, ScriptedMail
from tests.peers.secret import SECRET
from warroom.clock import Instant
from warroom.connectors import trust
from warroom.connectors.mail import session
from warroom.connectors.mail.smtp import Mail
from warroom.connectors.protocol import (
    CannotTell,
    Delivered,
    NotSent,
    Outgoing,
    Refused,
    Rejected,
    TargetConfig,
    Tier,
    Unknown,
)
from warroom.connectors.target import Secret

NOW = Instant.parse("2026-01-05T04:31:00Z")
THEN = Instant.parse("2026-01-05T02:31:00Z")
MAIL = Mail()


def message(text: str = "Checkout fails.\n.hidden dot\nÜber", **fields: object) -> Outgoing:
    whole = {"id": "m1", "incident": "0199", "ref": "INC-0042", "title": "Checkout fails", "template": "customer-email"}
    return msgspec.convert(whole | {"plain": text, "written_at": THEN} | fields, Outgoing)


def target(number: str, **values: str) -> TargetConfig:
    known = {"host": "127.0.0.1", "port": number, "security": "none", "from": "incidents@example.org"}
    return TargetConfig("mail", "email", known | {"to": "a@example.org, b@example.org"} | values)


def told(outcome: object) -> str:
    assert SECRET not in repr(outcome)
    return outcome.why  # type: ignore[attr-defined,no-any-return]


class Post(Handler):
    """Keeps letters; takes no mail for nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []

    def handle_message(self, message: object) -> None:
        raise AssertionError

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: object) -> str:
        if address.startswith("nobody"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.recipients += envelope.rcpt_tos
        return "250 taken"


def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    fits = isinstance(data, LoginPassword) and data.login == b"warroom" and data.password == SECRET.encode()
    return AuthResult(success=fits, handled=False)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Post, str]]:
    """A server that insists on STARTTLS and a password, with a certificate that this computer trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "certificate.pem"))
    trust.context.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    handler = Post()
    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=int(closed_port().rpartition(":")[2]),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_known,
    )
    controller.start()
    yield handler, str(controller.port)
    controller.stop()
    trust.context.cache_clear()


def private(number: str, password: str = SECRET, **values: str) -> TargetConfig:
    known = target(number, security="starttls", user="warroom", **values)
    return msgspec.structs.replace(known, secret=Secret(password))


def test_a_letter_goes_out_over_tls_with_a_password(post: tuple[Post, str]) -> None:
    handler, port = post
    sent = message(html="<p>Checkout fails.</p>", subject="Trouble with checkout")
    outcome = MAIL.send(private(port, audience="internal", name="Acme Störung"), sent, NOW)
    assert isinstance(outcome, Delivered), outcome
    (letter,) = handler.letters
    assert letter["Subject"] == "Trouble with checkout"
    assert letter["From"].addresses[0].display_name == "Acme Störung"
    assert letter["To"] == "a@example.org, b@example.org"
    assert letter["Message-ID"] == "<m1@example.org>" == outcome.remote_id
    assert letter["Date"].datetime.isoformat() == "2026-01-05T02:31:00+00:00"
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["Checkout fails.", ".hidden dot", "Über"]
    assert letter.get_body(("html",)) is not None


def test_customers_do_not_see_each_other(post: tuple[Post, str]) -> None:
    handler, port = post
    assert isinstance(MAIL.send(private(port), message(), NOW), Delivered)
    assert "example.org" not in handler.letters[0]["To"]
    assert handler.recipients == ["a@example.org", "b@example.org"]


def test_the_next_letter_answers_the_first(post: tuple[Post, str]) -> None:
    handler, port = post
    first = MAIL.send(private(port), message(), NOW)
    assert isinstance(first, Delivered)
    second = MAIL.send(private(port), message(id="m2", thread=first.state), NOW)
    assert isinstance(second, Delivered)
    MAIL.send(private(port), message(id="m3", thread=second.state), NOW)
    assert handler.letters[2]["In-Reply-To"] == "<m2@example.org>"
    assert handler.letters[2]["References"] == "<m1@example.org> <m2@example.org>"


def test_one_recipient_refused_means_that_nobody_gets_it(post: tuple[Post, str]) -> None:
    handler, port = post
    outcome = MAIL.send(private(port, to="a@example.org nobody@example.org"), message(), NOW)
    assert isinstance(outcome, Rejected)
    assert "nobody@example.org" in outcome.why
    assert not handler.letters


def test_a_wrong_password_is_told_without_it(post: tuple[Post, str]) -> None:
    _, port = post
    outcome = MAIL.send(private(port, password=f"{SECRET}-no"), message(), NOW)
    assert isinstance(outcome, Rejected)
    assert "password" in told(outcome)
    assert MAIL.check(private(port, password="ü")).ok is False
    assert MAIL.check(private(port)).ok is True


def test_a_certificate_that_nobody_vouches_for(post: tuple[Post, str], monkeypatch: pytest.MonkeyPatch) -> None:
    handler, port = post
    monkeypatch.delenv("SSL_CERT_FILE")
    trust.context.cache_clear()
    outcome = MAIL.send(private(port), message(), NOW)
    assert isinstance(outcome, NotSent)
    assert "not trusted" in outcome.why
    assert not handler.letters


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "LIMITS", session.Limits(connect_s=2, step_s=0.3, whole_s=5))


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ({"GREETING": CUT}, NotSent),
        ({"GREETING": SILENCE}, NotSent),
        ({"GREETING": "554 go away"}, Rejected),
        ({"GREETING": "421 too busy"}, Refused),
        ({"GREETING": "HTTP/1.1 400 Bad Request"}, NotSent),
        ({"EHLO": CUT}, NotSent),
        ({"MAIL": "451 try later"}, Refused),
        ({"MAIL": "553 not you"}, Rejected),
        ({"MAIL": CUT}, NotSent),
        ({"RCPT": "450 greylisted"}, Refused),
        ({"RCPT": "550 nobody"}, Rejected),
        ({"RCPT": SILENCE}, NotSent),
        ({"DATA": "452 disk full"}, Refused),
        ({"DATA": "554 no"}, Rejected),
        ({"DATA": CUT}, NotSent),
        ({"TAKEN": CUT}, Unknown),
        ({"TAKEN": SILENCE}, Unknown),
        ({"TAKEN": "451 local error"}, Refused),
        ({"TAKEN": "552 too large"}, Rejected),
        ({"TAKEN": "554 spam"}, Rejected),
        ({"EHLO": "250-x\r\n250 SIZE 20"}, Rejected),
    ],
    ids=repr,
)
def test_trouble_is_told_apart_step_by_step(script: dict[str, str], outcome: type, impatient: None) -> None:
    with ScriptedMail(**script) as server:
        said = MAIL.send(target(server.port), message(), NOW)
    assert isinstance(said, outcome), said
    assert told(said).endswith(".")
    assert not server.letters


@pytest.mark.parametrize("last", [CUT, SILENCE])
def test_a_letter_that_was_taken_without_a_word_is_unknown(last: str, impatient: None) -> None:
    with ScriptedMail(keeps=True, TAKEN=last) as server:
        said = MAIL.send(target(server.port), message(), NOW)
    assert isinstance(said, Unknown)
    assert len(server.letters) == 1
    assert isinstance(MAIL.reconcile(target(server.port), message(), NOW), CannotTell)


def test_a_server_that_lost_its_goodbye_has_the_letter(impatient: None) -> None:
    with ScriptedMail(QUIT=CUT) as server:
        assert isinstance(MAIL.send(target(server.port), message(), NOW), Delivered)


def test_a_network_that_hides_tls_gets_no_letter(impatient: None) -> None:
    with ScriptedMail() as server:
        said = MAIL.send(private(server.port), message(), NOW)
    assert isinstance(said, NotSent)
    assert "offers no TLS" in told(said)


def test_nobody_listens(impatient: None) -> None:
    port = closed_port().rpartition(":")[2]
    assert isinstance(MAIL.send(target(port), message(), NOW), NotSent)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"host": "mail.example.org"}, "without TLS to this computer alone"),
        ({"port": "0"}, "port"),
        ({"port": "²"}, "port"),
        ({"to": " , "}, "nobody"),
        ({"to": "a@example.org, nonsense"}, "nonsense"),
        ({"from": "a@example.org>\r\nRCPT TO:<b@example.org"}, "not an e-mail address"),
        ({"user": "warroom"}, "no password"),
    ],
)
def test_values_that_cannot_be_are_named_and_send_nothing(values: dict[str, str], says: str) -> None:
    odd = target("25", **values)
    assert says in MAIL.problem(odd)
    assert isinstance(MAIL.send(odd, message(), NOW), Rejected)
    assert MAIL.check(odd).ok is False


def test_a_repetition_is_left_to_a_person_unless_the_server_drops_it() -> None:
    assert MAIL.capabilities_for(target("25")).tier is Tier.BLIND
    assert MAIL.capabilities_for(target("25", drops_repeats="yes")).tier is Tier.KEY


def test_a_title_with_a_line_break_forges_no_header(impatient: None) -> None:
    with ScriptedMail() as server:
        odd = message(title="Checkout\r\nBcc: everybody@example.org")
        assert isinstance(MAIL.send(target(server.port), odd, NOW), Delivered)
    letter = message_from_bytes(server.letters[0], policy=policy.default)
    assert letter["Bcc"] is None
