"""E-mail to a mail server that asks for TLS and a login: what the mailbox holds after good days and bad ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.servers.desk import Desk
from tests.servers.mailbox import USER, WORD, Authority, Mailbox, serve
from tests.servers.tally import Tally
from warroom.connectors import trust
from warroom.outbox import DeliveryState


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The person's company names its own authority, as one does for every program."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    trust.context.cache_clear()
    yield
    trust.context.cache_clear()


class Post:
    """A laptop, a mail server, and a way between them."""

    def __init__(self, folder: Path, authority: Authority, security: str, *, drops_repeats: bool = False) -> None:
        self.mailbox = Mailbox(drops_repeats=drops_repeats)
        self.server: Controller = serve(self.mailbox, authority.context(), from_the_start=security == "tls")
        self.desk = Desk(folder)
        values = {"host": "127.0.0.1", "port": str(self.server.port), "security": security, "user": USER}
        values |= {"from": "incidents@example.org", "to": "team@example.org", "audience": "internal"}
        values |= {"drops_repeats": "yes"} if drops_repeats else {}
        self.desk.target("mail", "email", values, WORD)

    def count(self, expected: int) -> None:
        sent = [text.strip() for text in self.desk.delivered()]
        assert len(sent) == expected, self.desk.truths()
        Tally.of("Mail (aiosmtpd)").count(sent, self.mailbox.texts())
        assert all(self.mailbox.private)
        assert all(self.mailbox.known)

    def close(self) -> None:
        self.desk.close()
        self.server.stop()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_letters_of_an_incident_arrive_in_private(tmp_path: Path, authority: Authority, security: str) -> None:
    post = Post(tmp_path, authority, security)
    for n in range(5):
        post.desk.queue(f"update {n}", "mail")
    post.desk.deliver()
    post.count(5)
    first, *others = post.mailbox.letters
    assert all(letter["References"].split()[0] == first["Message-ID"] for letter in others)
    post.close()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_took_it_and_went_is_left_to_a_person(
    tmp_path: Path, authority: Authority, security: str
) -> None:
    post = Post(tmp_path, authority, security)
    post.mailbox.dies = 1
    struck = post.desk.queue("taken, and never confirmed", "mail")
    for _ in range(20):
        post.desk.deliver()
        post.desk.clock.advance(31)
    assert post.desk.state(struck) is DeliveryState.UNKNOWN
    assert len(post.mailbox.letters) == 1
    post.desk.outbox.mark_sent(struck.n, via="seen in the mailbox")
    post.desk.queue("and on it goes", "mail")
    post.desk.settle()
    post.count(1)
    post.close()


@pytest.mark.usefixtures("trusted")
def test_a_server_that_drops_repeats_is_sent_the_same_letter_again(tmp_path: Path, authority: Authority) -> None:
    post = Post(tmp_path, authority, "starttls", drops_repeats=True)
    post.mailbox.dies = 2
    for n in range(3):
        post.desk.queue(f"update {n}", "mail")
    post.desk.deliver()
    post.desk.settle()
    post.count(3)
    assert post.mailbox.dies == 0
    post.close()


@pytest.mark.usefixtures("trusted")
def test_letters_wait_while_the_server_is_away(tmp_path: Path, authority: Authority) -> None:
    post = Post(tmp_path, authority, "tls")
    post.server.stop()
    for n in range(4):
        post.desk.queue(f"written offline {n}", "mail")
        post.desk.deliver()
    assert not post.mailbox.letters
    post.server = serve(post.mailbox, authority.context(), from_the_start=True)
    post.desk.workspace.targets.change("mail", {"port": str(post.server.port)})
    post.desk.settle()
    post.desk.approve_all()
    post.desk.settle()
    post.count(4)
    post.close()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_said_to_a_server_that_nobody_vouches_for(
    tmp_path: Path, authority: Authority, security: str
) -> None:
    trust.context.cache_clear()
    post = Post(tmp_path, authority, security)
    waiting = post.desk.queue("not for everybody", "mail")
    post.desk.deliver()
    assert not post.mailbox.letters
    assert post.desk.state(waiting) is DeliveryState.QUEUED
    assert "not trusted" in post.desk.truths()[0].why
    post.close()
