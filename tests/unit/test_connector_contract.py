"""What every kind of target promises, whatever the network does: sent once, told apart, bounded, no secret shown."""

from __future__ import annotations

import pickle
import socket
from collections.abc import Iterator

import msgspec
import pytest

from tests.faulty_networks import TROUBLES, Trouble
from tests.misbehaving import Reply, Server, closed_port
from tests.peers import OTHERS, SECRET, SERVICES, Service
from warroom import ids
from warroom.clock import Instant
from warroom.connectors import http
from warroom.connectors.protocol import (
    Absent,
    CannotTell,
    Connector,
    Delivered,
    Found,
    NotSent,
    Outgoing,
    PageStatus,
    Refused,
    Rejected,
    TargetConfig,
    Tier,
    test_message,
)
from warroom.connectors.registry import KINDS, connector

NOW = Instant.parse("2026-01-05T02:31:00Z")
SPEAKING = [kind for kind in KINDS if kind in SERVICES]


IMPATIENT = http.Limits(connect_s=2, step_s=0.3, whole_s=0.4, answer_bytes=1_000_000)
PATIENT = http.Limits(connect_s=5, step_s=8, whole_s=9, answer_bytes=1_000_000)


@pytest.fixture(autouse=True)
def bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer may have a tenth of what it may have in earnest."""
    monkeypatch.setattr(http, "LIMITS", PATIENT)


@pytest.fixture(params=SPEAKING)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Meeting:
    """One connector, one service and the line between them."""

    def __init__(self, kind: str, server: Server, service: Service) -> None:
        self.connector: Connector = connector(kind)
        self.server = server
        self.service = service
        self.target = service.target(server.url)
        server.when = service.posts

    def send(self, outgoing: Outgoing) -> object:
        return self.connector.send(self.target, outgoing, NOW)

    def reconcile(self, outgoing: Outgoing) -> object:
        return self.connector.reconcile(self.target, outgoing, NOW)

    def tier(self) -> Tier:
        return self.connector.capabilities_for(self.target).tier


@pytest.fixture
def meeting(kind: str) -> Iterator[Meeting]:
    service = SERVICES[kind]()
    with Server(service) as server:
        yield Meeting(kind, server, service)


def message(text: str = "Checkout fails for some customers.", **fields: object) -> Outgoing:
    whole = {
        "id": ids.new(),
        "incident": "0199",
        "ref": "INC-0042",
        "title": "Checkout fails",
        "template": "status-update",
        "plain": text,
        "status": PageStatus.INVESTIGATING,
        "severity": 1,
        "written_at": NOW,
    }
    return msgspec.convert(whole | fields, Outgoing)


def hidden(*things: object) -> None:
    for thing in things:
        assert SECRET not in repr(thing)


def test_every_kind_is_tried() -> None:
    assert {kind for kind in KINDS if kind not in OTHERS} == set(SERVICES)


@pytest.mark.parametrize("named", KINDS)
def test_it_declares_itself(named: str) -> None:
    one = connector(named)
    names = [field.name for field in one.fields]
    assert one.kind == named
    assert one.label.strip()
    assert len(names) == len(set(names))
    assert sum(field.secret for field in one.fields) <= 1
    for field in one.fields:
        assert field.label.strip()
        assert not field.choices or field.required or field.default in field.choices
        assert not (field.secret and field.default)
    can = one.capabilities
    assert can.formats
    assert can.min_interval_s >= 0
    assert can.longest is None or can.longest > 100


def test_it_delivers_once(meeting: Meeting) -> None:
    assert meeting.connector.problem(meeting.target) == ""
    sent = message()
    outcome = meeting.send(sent)
    assert isinstance(outcome, Delivered), outcome
    assert outcome.remote_id
    assert len(meeting.service.held()) == 1
    assert sent.plain in meeting.service.held()[0]
    assert len(meeting.server.posts()) == 1
    hidden(outcome, meeting.target)


def test_the_next_message_of_the_incident_follows_the_first(meeting: Meeting) -> None:
    first = meeting.send(message("The first."))
    assert isinstance(first, Delivered)
    second = meeting.send(message("The second.", thread=first.state, status=PageStatus.RESOLVED))
    assert isinstance(second, Delivered), second
    assert ["The first." in text for text in meeting.service.held()].count(True) >= 1
    assert "The second." in meeting.service.held()[-1]


def test_a_test_message_goes_out(meeting: Meeting) -> None:
    assert isinstance(meeting.send(test_message(meeting.target, NOW)), Delivered)


def test_text_arrives_as_it_was_written(meeting: Meeting) -> None:
    text = 'Höchst <b>"odd"</b> & \\ <!channel> @everyone ✂ 漢字'
    assert isinstance(meeting.send(message(text)), Delivered)
    assert text in meeting.service.held()[-1]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name.replace(" ", "-"))
def test_trouble_is_told_apart(meeting: Meeting, trouble: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble.begin(meeting.server)
    monkeypatch.setattr(http, "LIMITS", IMPATIENT if trouble.slow else PATIENT)
    sent = message()
    outcome = meeting.send(sent)
    assert type(outcome) in (*trouble.outcomes, *_also(meeting)), outcome
    assert len(meeting.service.held()) == trouble.arrives
    assert len([got for got in meeting.server.got if meeting.service.posts(got)]) <= trouble.hops
    assert outcome.why.strip().endswith(".")  # type: ignore[attr-defined]
    hidden(outcome)
    meeting.server.behave()
    monkeypatch.setattr(http, "LIMITS", PATIENT)
    _settles(meeting, sent, arrived=trouble.arrives)


def _also(meeting: Meeting) -> tuple[type, ...]:
    """A connector that looks before it writes knows that nothing was sent when the look fails."""
    looks = getattr(meeting.service, "reads_first", False)
    return (NotSent,) if looks and not any(map(meeting.service.posts, meeting.server.got)) else ()


def _settles(meeting: Meeting, sent: Outgoing, *, arrived: bool) -> None:
    """What the outbox would do next ends with one copy of the message, or with a person."""
    match meeting.tier():
        case Tier.KEY:
            assert isinstance(meeting.send(sent), Delivered)
            assert len(meeting.service.held()) == 1
        case Tier.BLIND:
            assert isinstance(meeting.reconcile(sent), CannotTell)
        case Tier.MARKER | Tier.COMPARE:
            found = meeting.reconcile(sent)
            assert isinstance(found, Found if arrived else Absent), found
            if isinstance(found, Found):
                assert found.remote_id


def test_what_it_waits_for_is_what_it_was_asked_to(meeting: Meeting) -> None:
    next(one for one in TROUBLES if one.name == "429 with Retry-After").begin(meeting.server)
    outcome = meeting.send(message())
    assert isinstance(outcome, Refused)
    assert outcome.retry_after_s == 7.0


@pytest.mark.parametrize(
    "trouble", [one for one in TROUBLES if one.everywhere], ids=lambda trouble: trouble.name.replace(" ", "-")
)
def test_nobody_concludes_from_trouble(meeting: Meeting, trouble: Trouble) -> None:
    sent = message()
    assert isinstance(meeting.send(sent), Delivered)
    trouble.begin(meeting.server)
    assert not isinstance(meeting.reconcile(sent), Found | Absent) or meeting.tier() is Tier.KEY
    checked = meeting.connector.check(meeting.target)
    assert not checked.ok
    assert checked.sentence.endswith(".")
    assert len(meeting.service.held()) == 1
    hidden(checked)


def test_a_check_posts_nothing(meeting: Meeting) -> None:
    checked = meeting.connector.check(meeting.target)
    assert checked.ok is not False, checked.sentence
    assert not meeting.service.held()


def test_nobody_listens(kind: str) -> None:
    target = SERVICES[kind]().target(closed_port())
    outcome = connector(kind).send(target, message(), NOW)
    assert isinstance(outcome, NotSent), outcome
    assert "refused" in outcome.why
    hidden(outcome)


def test_the_name_is_not_found(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    target = SERVICES[kind]().target("https://chat.invalid")
    outcome = connector(kind).send(target, message(), NOW)
    assert isinstance(outcome, NotSent), outcome
    assert "was not found" in outcome.why
    hidden(outcome)


def test_a_certificate_that_nobody_vouches_for(kind: str) -> None:
    service = SERVICES[kind]()
    with Server(service, tls=True) as server:
        outcome = connector(kind).send(service.target(server.url), message(), NOW)
    assert isinstance(outcome, NotSent), outcome
    assert "not trusted" in outcome.why
    assert not server.got
    hidden(outcome)


def test_a_service_that_does_not_speak_tls(kind: str) -> None:
    service = SERVICES[kind]()
    with Server(service) as server:
        server.early = lambda exchange: exchange.say(Reply(400).bytes())
        target = service.target(server.url.replace("http://", "https://"))
        outcome = connector(kind).send(target, message(), NOW)
    assert isinstance(outcome, NotSent), outcome
    assert not server.got


@pytest.mark.parametrize(
    "base", ["http://chat.example.org", "ftp://127.0.0.1", "http://127.0.0.1.example.org", "nonsense"]
)
def test_it_speaks_plain_http_to_this_computer_alone(kind: str, base: str) -> None:
    target = SERVICES[kind]().target(base)
    problem = connector(kind).problem(target)
    assert problem.endswith(".")
    outcome = connector(kind).send(target, message(), NOW)
    assert isinstance(outcome, Rejected), outcome
    hidden(problem, outcome)


def test_a_message_that_is_too_long_stays_here(meeting: Meeting) -> None:
    longest = meeting.connector.capabilities_for(meeting.target).longest
    if longest is None:
        return
    outcome = meeting.send(message("x" * (longest + 1)))
    assert isinstance(outcome, Rejected), outcome
    assert not meeting.server.posts()


def test_a_secret_that_no_header_can_hold(meeting: Meeting) -> None:
    odd = msgspec.structs.replace(meeting.target, secret=type(meeting.target.secret)(f"{SECRET}\r\nX: y"))
    outcome = meeting.connector.send(odd, message(), NOW)
    assert not isinstance(outcome, Delivered)
    assert not meeting.service.held()
    hidden(outcome)


def test_the_secret_never_shows(kind: str) -> None:
    target: TargetConfig = SERVICES[kind]().target("https://chat.example.org")
    hidden(target, str(target), target.secret, f"{target.secret}", vars(type(target.secret)))
    with pytest.raises(TypeError):
        msgspec.json.encode(target)
    with pytest.raises(TypeError):
        pickle.dumps(target.secret)
