"""A record with real targets: messages are queued, reviewed and delivered as the program does it."""

from __future__ import annotations

import os
import random
from pathlib import Path

from warroom.clock import Instant, SystemClock
from warroom.connectors.target import Secret
from warroom.outbox import Choice, Deliverer, Delivery, DeliveryState, Idle, Truth
from warroom.settings.secrets import variable
from warroom.workspace import Workspace

ROUNDS = 40
"""So often time is moved on before something that does not end is taken for a fault."""


class Ahead(SystemClock):
    """The computer's clock, with the waits left out: it can be moved on."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = 0.0

    def advance(self, seconds: float) -> None:
        self._ahead += seconds

    def now(self) -> Instant:
        return super().now().plus(self._ahead)

    def monotonic(self) -> float:
        return super().monotonic() + self._ahead

    def boottime(self) -> float | None:
        running = super().boottime()
        return None if running is None else running + self._ahead


class Desk:
    """One laptop in an incident."""

    def __init__(self, folder: Path) -> None:
        self.clock = Ahead()
        self.workspace = Workspace.open(folder / "record.db", author="robin", clock=self.clock)
        self.outbox = self.workspace.outbox
        self.incident = self.workspace.room.declare("Checkout fails", 1).incident
        self._deliverer: Deliverer | None = None

    def target(self, name: str, kind: str, values: dict[str, str], secret: str = "") -> None:
        os.environ[variable(name)] = secret
        self.workspace.targets.add(name, kind, values, Secret(secret))

    def new_secret(self, name: str, secret: str) -> None:
        """As a person who logged in again would give it; the program is started anew with it."""
        os.environ[variable(name)] = secret
        self.restart()

    def queue(self, text: str, *targets: str, template: str = "status-update") -> Delivery:
        words = {"known": text, "doing": "rolling back", "impact": "checkout fails for most", "next_update": "15m"}
        if template.startswith("page-"):
            words = {"scope": "Checkout", "symptom": text, "impact": text, "next_update": "15m"}
        return self.outbox.queue(self.incident, template, targets, words)[0]

    def deliver(self) -> list[Idle]:
        """One pass over all lanes."""
        if self._deliverer is None:
            self._deliverer = Deliverer(self.workspace.post, dice=random.Random(1))
        return self._deliverer.once()

    def deliver_in_real_time(self) -> list[Idle]:
        """Until nothing more leaves, waiting as long as the services ask for."""
        with Deliverer(self.workspace.post, dice=random.Random(1)) as deliverer:
            return deliverer.run(forever=False)

    def settle(self) -> None:
        """Time goes on, half a minute at a time, until each message is delivered or waits for a person."""
        for _ in range(ROUNDS):
            counts = self.outbox.counts()
            moving = [DeliveryState.SENDING, DeliveryState.QUEUED, DeliveryState.UNKNOWN]
            if not any(counts.get(state) for state in moving) or self.reviewable():
                return
            self.clock.advance(31)
            self.deliver()
        left = [(row.text[:60], row.state.value, row.why) for row in self.truths()]
        raise AssertionError(f"it does not settle: {left}, {self.outbox.lanes()}")

    def reviewable(self) -> list[int]:
        """What can be decided now: it waits for a person, and its target is back."""
        lanes = self.outbox.review().lanes
        return [row.n for lane in lanes if lane.lane.down_since is None for row in lane.rows]

    def approve_all(self) -> None:
        """Send each as it was written, though it is late."""
        rows = self.reviewable()
        self.outbox.answer(dict.fromkeys(rows, Choice.SEND), confirmed=rows)

    def truths(self) -> list[Truth]:
        """Every message, oldest first."""
        return sorted(self.outbox.truth(self.incident), key=lambda row: row.n or 0)

    def delivered(self) -> list[str]:
        """The texts that we say are there."""
        return [row.text for row in self.truths() if row.state is DeliveryState.DELIVERED]

    def state(self, delivery: Delivery) -> DeliveryState:
        return self.outbox.get(delivery.n).state

    def restart(self) -> None:
        """The program ends and begins anew."""
        if self._deliverer is not None:
            self._deliverer.close()
            self._deliverer = None

    def close(self) -> None:
        self.restart()
        self.workspace.close()
