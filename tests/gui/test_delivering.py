"""Messages leave while the window is open, and the window never waits for them."""

from __future__ import annotations

from ui import delivering
from warroom.outbox import DeliveryState

FIELDS = {"impact": "nobody can pay", "known": "pool full", "doing": "rolling back", "next_update": "15m"}


def queued(workspace, text="pool full"):
    incident = workspace.room.declare("Practice", 1, drill=True).incident
    return workspace.outbox.queue(incident, "status-update", ["chat"], FIELDS | {"known": text})[0]


def test_what_is_queued_in_the_window_is_delivered_beside_it(qtbot, window, operations):
    steps = []
    sender = delivering.of(operations)
    sender.stepped.connect(steps.append)
    assert not sender.running, "nothing waits, so nothing runs"
    operations.run(queued)
    qtbot.waitUntil(lambda: [step.delivery.state for step in steps] == [DeliveryState.DELIVERED])
    assert steps[0].left == 0
    assert sender.running


def test_what_waited_when_the_window_opened_leaves(qtbot, open_workspace, operations):
    with open_workspace() as workspace:
        queued(workspace)
    steps = []
    sender = delivering.of(operations)
    sender.stepped.connect(steps.append)
    operations.start()
    qtbot.waitUntil(lambda: len(steps) == 1)
    assert steps[0].delivery.state is DeliveryState.DELIVERED


def test_closing_the_record_ends_the_delivery(qtbot, open_workspace, operations):
    with open_workspace() as workspace:
        queued(workspace)
    sender = delivering.of(operations)
    operations.start()
    qtbot.waitUntil(lambda: sender.running)
    operations.close()
    assert not sender.running
