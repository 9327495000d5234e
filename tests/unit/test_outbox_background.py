"""Delivery on a thread of its own: it starts, is woken, fails aloud, opens the record anew, and ends when told."""

from __future__ import annotations

import queue
import threading
from contextlib import contextmanager

import pytest

from tests.outbox_rig import Rig
from tests.simulated_service import Service
from warroom.clock import SystemClock
from warroom.errors import RecordLocked
from warroom.outbox import DeliveryState, DeliveryThread, background, delivering

PATIENCE_S = 20


@pytest.fixture
def chat():
    return Service()


@pytest.fixture
def rig(tmp_path, chat):
    rig = Rig(tmp_path, SystemClock(), chat=chat)
    yield rig
    rig.close()


@pytest.fixture
def opened(rig):
    @contextmanager
    def opening():
        with rig.open() as workspace:
            yield workspace.post

    return opening


def test_it_sends_what_is_queued_while_it_runs(rig, opened):
    steps = queue.SimpleQueue()
    thread = DeliveryThread(opened, tell=steps.put)
    thread.start()
    for word in ("one", "two"):
        message = rig.queue(word)
        thread.wake()
        assert steps.get(timeout=PATIENCE_S).delivery.id == message.id
    thread.stop()
    assert not thread.running
    assert rig.outbox.counts() == {}


def test_a_record_that_cannot_be_opened_is_told_and_tried_again(rig, opened, monkeypatch):
    monkeypatch.setattr(background, "AGAIN_S", 0)
    message, faults, steps = rig.queue("one"), [], queue.SimpleQueue()

    @contextmanager
    def locked_once():
        if not faults:
            raise RecordLocked("Another program holds the record.")
        with opened() as post:
            yield post

    thread = DeliveryThread(locked_once, tell=steps.put, failed=faults.append)
    thread.start()
    steps.get(timeout=PATIENCE_S)
    thread.stop()
    assert [fault.sentence for fault in faults] == ["Another program holds the record."]
    assert rig.state(message) is DeliveryState.DELIVERED


def test_a_mistake_of_ours_is_told_and_delivery_begins_again(rig, opened, monkeypatch):
    monkeypatch.setattr(background, "AGAIN_S", 0)
    message, faults, steps = rig.queue("one"), [], queue.SimpleQueue()

    @contextmanager
    def broken_once():
        if not faults:
            raise ZeroDivisionError
        with opened() as post:
            yield post

    thread = DeliveryThread(broken_once, tell=steps.put, failed=faults.append)
    thread.start()
    steps.get(timeout=PATIENCE_S)
    thread.stop()
    assert [fault.code for fault in faults] == ["delivery_failed"]
    assert rig.state(message) is DeliveryState.DELIVERED


def test_stop_does_not_wait_for_a_service_that_hangs(rig, chat, opened, monkeypatch):
    monkeypatch.setattr(delivering, "GRACE_S", 0.05)
    chat.gate = threading.Event()
    message = rig.queue("one")
    thread = DeliveryThread(opened)
    thread.start()
    assert chat.entered.wait(PATIENCE_S)
    thread.stop()
    assert not thread.running
    assert rig.truth(message).state is DeliveryState.UNKNOWN
    chat.gate.set()
