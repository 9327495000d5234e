"""Matrix against Synapse: offline, restarted in mid-delivery, a new login, a limit. Nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.misbehaving import Exchange, Got, Server
from tests.servers.desk import Desk
from tests.servers.passing import answer_lost, line_to, request_lost
from tests.servers.synapse import Synapse
from tests.servers.tally import Tally
from warroom.outbox import DeliveryState


@pytest.fixture(scope="module")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    running = Synapse(tmp_path_factory.mktemp("synapse"))
    yield running
    running.stop()


@pytest.fixture
def line(synapse: Synapse) -> Iterator[Server]:
    """The way to the server, at an address that stays when the server goes."""
    with line_to(synapse.process.port) as way:
        way.when = lambda got: "/send/" in got.path
        yield way


class Room:
    """A laptop, a room, and what stands in it."""

    def __init__(self, synapse: Synapse, line: Server, folder: Path, *, named_device: bool = True) -> None:
        self.synapse = synapse
        self.login = synapse.account()
        self.room = synapse.room(self.login)
        self.desk = Desk(folder)
        device = {"device": self.login.device} if named_device else {}
        self.desk.target("chat", "matrix", {"base_url": line.url, "room": self.room} | device, self.login.token)

    def texts(self) -> list[str]:
        return [one["body"] for one in self.synapse.messages(self.room)]

    def count(self, expected: int) -> None:
        sent = self.desk.delivered()
        assert len(sent) == expected, self.desk.truths()
        Tally.of("Synapse").count(sent, self.texts())


@pytest.fixture
def room(synapse: Synapse, line: Server, tmp_path: Path) -> Iterator[Room]:
    made = Room(synapse, line, tmp_path)
    yield made
    made.desk.close()


@pytest.fixture
def unnamed(synapse: Synapse, line: Server, tmp_path: Path) -> Iterator[Room]:
    """A room whose target does not say which device it is."""
    made = Room(synapse, line, tmp_path, named_device=False)
    yield made
    made.desk.close()


def test_messages_of_an_incident_form_a_thread(room: Room) -> None:
    for n in range(3):
        room.desk.queue(f"update {n}", "chat")
    room.desk.deliver()
    room.count(3)
    first, *others = room.synapse.messages(room.room)
    assert "m.relates_to" not in first
    assert len({one["m.relates_to"]["event_id"] for one in others}) == 1


def test_six_messages_wait_while_the_server_is_away(room: Room) -> None:
    room.synapse.process.kill()
    for n in range(6):
        room.desk.queue(f"written offline {n}", "chat")
        room.desk.deliver()
    assert room.desk.delivered() == []
    room.synapse.process.start()
    room.desk.settle()
    review = room.desk.outbox.review()
    assert review.messages == 6
    promised = [row.original for lane in review.lanes for row in lane.rows]
    room.desk.approve_all()
    room.desk.deliver()
    room.count(6)
    assert room.texts() == promised


def test_the_server_dies_after_it_took_a_message(room: Room, line: Server) -> None:
    room.desk.queue("before", "chat")
    room.desk.deliver()

    def dies(exchange: Exchange, got: Got) -> None:
        exchange.server.peer(got)
        room.synapse.process.kill()
        exchange.cut()

    line.late = dies
    struck = room.desk.queue("taken, and then the server died", "chat")
    room.desk.deliver()
    assert room.desk.state(struck) is not DeliveryState.DELIVERED
    line.behave()
    room.desk.restart()
    room.synapse.process.start()
    room.desk.settle()
    room.count(2)


def test_the_server_dies_before_it_took_a_message(room: Room, line: Server) -> None:
    def dies(exchange: Exchange, got: Got) -> None:
        room.synapse.process.kill()
        exchange.cut()

    line.late = dies
    room.desk.queue("never taken", "chat")
    room.desk.deliver()
    line.behave()
    room.synapse.process.start()
    room.desk.settle()
    room.desk.approve_all()
    room.desk.settle()
    room.count(1)


def test_a_new_login_with_the_same_device_repeats_nothing(room: Room, line: Server) -> None:
    line.late = answer_lost
    room.desk.queue("the answer is lost", "chat")
    room.desk.deliver()
    line.behave()
    again = room.synapse.login(room.login.user, room.login.device)
    assert again.token != room.login.token
    room.desk.new_secret("chat", again.token)
    room.desk.settle()
    room.count(1)


def test_a_new_device_stops_the_lane_instead_of_repeating(room: Room, line: Server) -> None:
    line.late = answer_lost
    struck = room.desk.queue("the answer is lost", "chat")
    room.desk.deliver()
    line.behave()
    room.desk.new_secret("chat", room.synapse.login(room.login.user).token)
    for _ in range(5):
        room.desk.clock.advance(31)
        room.desk.deliver()
    assert len(room.texts()) == 1
    assert room.desk.state(struck) is not DeliveryState.DELIVERED
    room.desk.new_secret("chat", room.synapse.login(room.login.user, room.login.device).token)
    room.desk.outbox.send_again(struck.n)
    room.desk.settle()
    room.count(1)


def test_without_a_device_the_room_is_read_back(unnamed: Room, line: Server) -> None:
    unnamed.desk.queue("one", "chat")
    unnamed.desk.deliver()
    line.late = answer_lost
    unnamed.desk.queue("two, the answer is lost", "chat")
    unnamed.desk.deliver()
    line.behave()
    unnamed.desk.new_secret("chat", unnamed.synapse.login(unnamed.login.user).token)
    unnamed.desk.settle()
    line.late = request_lost
    unnamed.desk.queue("three is lost itself", "chat")
    unnamed.desk.deliver()
    line.behave()
    unnamed.desk.settle()
    unnamed.count(3)


def test_more_than_the_server_takes_at_once(room: Room, line: Server) -> None:
    for n in range(10):
        room.desk.queue(f"one of many, {n:02}", "chat")
    room.desk.deliver_in_real_time()
    room.count(10)
    assert len(line.posts()) > 10, "the limit was not met"
