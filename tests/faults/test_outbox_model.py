"""The outbox against services that misbehave at random, and a person who answers it: nothing lost, nothing twice.

Hypothesis draws the sequences. The services know what they really hold; at the end everything is brought back, the
person looks and decides, and each message has to be there exactly once.
"""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.outbox_rig import Rig
from tests.simulated_service import Does, Service
from warroom.connectors.protocol import Audience, Tier
from warroom.outbox import Choice, Deliverer, Delivery, DeliveryState, letters
from warroom.outbox.holder import Holder
from warroom.outbox.turns import Do, Look, Turn, take
from warroom.record import Writing
from warroom.record.outbox_rows import Payload
from warroom.room import outgoing

FULL = os.environ.get("WARROOM_FAULTS") == "full"
DELIVERIES = 10_000 if FULL else 150
LANES = ("key", "forgetful", "marker", "compare", "blind")
SURE = ("key", "forgetful", "marker")
"""Lanes on which nothing may ever be there twice."""
MISHAPS = st.sampled_from([does for does in Does if does is not Does.TAKES])
ANYTHING = st.sampled_from([*Does, *[Does.TAKES] * 3])
LANE = st.sampled_from(LANES)


class Tally(msgspec.Struct):
    """The figures of one run."""

    deliveries: int = 0
    requests: int = 0
    lost: int = 0
    twice: int = 0
    twice_by_word: int = 0
    crashes: int = 0
    sequences: int = 0
    seen: dict[str, int] = {}

    def line(self) -> str:
        lanes = ", ".join(f"{lane} {count:,}" for lane, count in self.seen.items())
        return (
            f"outbox: {self.deliveries:,} messages ({lanes}), {self.requests:,} requests, {self.crashes:,} kills in"
            f" {self.sequences} sequences: {self.lost} lost, {self.twice} twice;"
            f" {self.twice_by_word} twice by a person's word"
        )


TALLY = Tally()


class Person:
    """Answers the outbox as somebody does who does not always look."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        """Message -> how often the person sent it in spite of doubt."""
        self.gone: set[str] = set()
        """Messages that the person skipped or marked as sent."""


class OutboxMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        memory = Path("/dev/shm")  # what is on disk when is another test's matter
        self.folder = tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)
        self.services = {
            "key": Service(Tier.KEY),
            "forgetful": Service(Tier.KEY, key_lifetime_s=120),
            "marker": Service(Tier.MARKER, audience=Audience.EXTERNAL),
            "compare": Service(Tier.COMPARE),
            "blind": Service(Tier.BLIND),
        }
        self.services["blind"].silent_check = True
        self.rig = Rig(Path(self.folder.name), **self.services)
        self.other = self.rig.open()
        self.second = Deliverer(self.other.post, dice=random.Random(2))
        self.person = Person()
        self.written: dict[str, str] = {}
        self.number = 0

    # -- What people do ----------------------------------------------------------------------------------------------

    @rule(lane=LANE, count=st.integers(4, 12), mishaps=st.lists(ANYTHING, max_size=12))
    def write(self, lane: str, count: int, mishaps: list[Does]) -> None:
        self.services[lane].script.extend(mishaps)

        def work(tx: Writing) -> list[Delivery]:
            queued = []
            for _ in range(count):
                self.number += 1
                payload = Payload(plain=f"update {self.number}")
                message = outgoing.Written(lane, "status-update", lane == "marker", payload)
                queued.append(outgoing.queue(tx, self.rig.incident, message, offline=self.rig.outbox.offline))
            return queued

        for row in self.rig.workspace.record.write("robin", work).value:
            self.written[row.id] = lane

    @rule(dice=st.randoms(use_true_random=False), lane=LANE)
    def review(self, dice: random.Random, lane: str) -> None:
        choices = {n: dice.choice([Choice.SEND, Choice.SEND, Choice.DATED, Choice.SKIP]) for n in self.held(lane)}
        self.answer(choices)

    def held(self, lane: str | None = None) -> list[int]:
        """What the review would show."""
        record = self.rig.workspace.record
        waiting = record.outbox.waiting(record.replica, lane)
        return [row.n for row in waiting if row.held and row.state is DeliveryState.QUEUED]

    def answer(self, choices: dict[int, Choice]) -> None:
        before = {n: self.rig.outbox.get(n) for n in choices}
        for row in self.rig.outbox.answer(choices):
            if choices.get(row.n) is Choice.DATED:
                self.person.gone.add(before[row.n].id)
                self.written[row.id] = row.target
            elif choices.get(row.n) is Choice.SKIP:
                self.person.gone.add(row.id)

    @rule(dice=st.randoms(use_true_random=False))
    def decide(self, dice: random.Random) -> None:
        """What stopped a lane is decided, for the blind and the compared ones without looking."""
        for row in self.stopped():
            if row.state is DeliveryState.REJECTED or row.target in SURE:
                self.settle(row, dice.choice(["again", "skip"]) if row.state is DeliveryState.REJECTED else "check")
            else:
                self.settle(row, dice.choice(["again", "skip", "sent"]))

    def stopped(self) -> list[Delivery]:
        record = self.rig.workspace.record
        waiting = record.outbox.waiting(record.replica)
        return [row for row in waiting if row.state in (DeliveryState.REJECTED, DeliveryState.UNKNOWN)]

    def settle(self, row: Delivery, how: str) -> None:
        box = self.rig.outbox
        if how == "check":
            box.check(row.n)
        elif how == "again":
            if row.state is DeliveryState.UNKNOWN:
                self.person.words[row.id] = self.person.words.get(row.id, 0) + 1
            box.send_again(row.n)
        else:
            self.person.gone.add(row.id)
            box.skip(row.n) if how == "skip" else box.mark_sent(row.n)

    @rule(on=st.booleans())
    def offline(self, on: bool) -> None:
        self.rig.outbox.set_offline(on)

    @rule(on=st.booleans())
    def flows(self, on: bool) -> None:
        self.rig.workspace.set_setting("internal_flows", "yes" if on else "no")

    # -- What the world does -----------------------------------------------------------------------------------------

    @rule(lane=LANE, mishaps=st.lists(MISHAPS, min_size=1, max_size=6), wait=st.sampled_from([None, 3.0, 90.0]))
    def misbehave(self, lane: str, mishaps: list[Does], wait: float | None) -> None:
        self.services[lane].script.extend(mishaps)
        self.services[lane].retry_after_s = wait

    @rule(lane=LANE, does=st.sampled_from([Does.UNREACHABLE, Does.TAKES]))
    def cut(self, lane: str, does: Does) -> None:
        self.services[lane].does = does

    @rule(waits=st.lists(st.sampled_from([0, 1, 6, 16, 31, 130, 700]), min_size=1, max_size=6), both=st.booleans())
    def look(self, waits: list[int], both: bool) -> None:
        for seconds in waits:
            self.rig.later(seconds)
            if both:
                self.second.once()

    @rule(seconds=st.sampled_from([-3600, -60, 60, 7200]))
    def step_clock(self, seconds: int) -> None:
        self.rig.clock.step(seconds)

    @rule()
    def sleep(self) -> None:
        self.rig.clock.sleep(3000)

    @rule(lane=LANE, sent=st.booleans())
    def kill(self, lane: str, sent: bool) -> None:
        """The process is killed while a message is `sending`: before its request left, or after it."""
        self.write(lane, 2, [])
        record = self.rig.workspace.record
        with Holder(record.path) as holder:
            service = self.services[lane]
            look = Look(service.capabilities)
            offline = self.rig.outbox.offline
            turn = record.write("robin", lambda tx: take(tx, lane, look, holder, offline=offline)).value
            if isinstance(turn, Turn) and turn.do is Do.SEND:
                TALLY.crashes += 1
                if sent:
                    service.send(
                        self.rig.workspace.routes.route(lane).config,
                        letters.outgoing(turn.delivery, turn.thread),
                        self.rig.clock.now(),
                    )

    @rule()
    def restart(self) -> None:
        self.rig.deliverer.close()
        self.rig.workspace.close()
        self.rig.workspace = self.rig.open()
        self.rig.outbox = self.rig.workspace.outbox
        self.rig.deliverer = self.rig.deliverer_of(self.rig.workspace)

    # -- What has to hold --------------------------------------------------------------------------------------------

    @invariant()
    def never_twice(self) -> None:
        for lane, service in self.services.items():
            times = [post.id for post in service.posts]
            for message in service.twice():
                allowed = 1 + (self.person.words.get(message, 0) if lane not in SURE else 0)
                if times.count(message) > allowed:
                    TALLY.twice += 1
                    raise AssertionError(f"{lane}: a message is there {times.count(message)} times")

    @invariant()
    def delivered_is_there(self) -> None:
        there = {post.id for service in self.services.values() for post in service._taken}
        for row in self.rig.workspace.record.outbox.newest(5):
            if row.state is DeliveryState.DELIVERED:
                assert row.id in there, "delivered, it says, and nobody can read it"

    def teardown(self) -> None:
        if not hasattr(self, "rig"):
            return
        self.bring_back()
        self.count()
        self.second.close()
        self.other.close()
        self.rig.close()
        self.folder.cleanup()

    def bring_back(self) -> None:
        """Every target answers, and the person looks before deciding."""
        box = self.rig.outbox
        box.set_offline(False)
        for service in self.services.values():
            service.does = Does.TAKES
        for _ in range(200):
            self.answer(dict.fromkeys(self.held(), Choice.SEND))
            for row in self.stopped():
                if row.state is DeliveryState.REJECTED:
                    self.settle(row, "again")
                elif row.target not in SURE and row.next_try_at is None:
                    there = any(post.id == row.id for post in self.services[row.target].posts)
                    self.settle(row, "sent" if there else "again")
                elif row.next_try_at is None:
                    self.settle(row, "check")
            self.rig.later(31)
            if not box.counts():
                return
        raise AssertionError(f"still waiting: {box.counts()}")

    def count(self) -> None:
        TALLY.sequences += 1
        there = {lane: {post.id for post in service._taken} for lane, service in self.services.items()}
        for message, lane in self.written.items():
            if message in self.person.gone:
                continue
            TALLY.deliveries += 1
            TALLY.seen[lane] = TALLY.seen.get(lane, 0) + 1
            TALLY.lost += message not in there[lane]
        for service in self.services.values():
            TALLY.requests += service.requests
            TALLY.twice_by_word += len(service.twice())
        self.never_twice()
        assert TALLY.lost == 0, "a message was lost"


def test_nothing_is_lost_and_nothing_is_there_twice(capsys) -> None:
    examples = 50 if FULL else 3
    limits = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        phases=[Phase.generate],  # a failing sequence is shown as it was drawn: shrinking would take minutes
    )
    while sum(TALLY.seen.get(lane, 0) for lane in SURE) < DELIVERIES:
        run_state_machine_as_test(OutboxMachine, settings=limits)
    with capsys.disabled():
        print(f"\n{TALLY.line()}")
    assert (TALLY.lost, TALLY.twice) == (0, 0)
