"""A record, a clock that stands still, simulated services, and the outbox between them."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

from tests.records import PLAYBOOK, START
from tests.simulated_service import Does, Service, Services
from warroom import paths
from warroom.clock import Clock, Instant, ManualClock
from warroom.comms.drafts import Drafts
from warroom.comms.templates import Templates
from warroom.outbox import Deliverer, Delivery, DeliveryState, Idle, Routes, Truth
from warroom.workspace import Workspace


@cache
def _templates() -> Templates:
    """Read and compiled once for all tests."""
    return Templates.load(paths.resource("templates"))


class Rig:
    """One copy of the record. ``at`` opens a second process's view on the same file."""

    def __init__(self, folder: Path, clock: Clock | None = None, **services: Service) -> None:
        self.path = folder / "record.db"
        self.clock: Any = clock or ManualClock(START)
        self.services = services
        for service in services.values():
            service.uptime = self.uptime
        self.workspace = self.open()
        self.outbox = self.workspace.outbox
        self.deliverer = self.deliverer_of(self.workspace)
        self.incident = self.workspace.room.declare("Checkout fails", 1).incident

    def uptime(self) -> float:
        """Time as it really passed, whatever was done to the wall clock."""
        return self.clock.boottime() or 0.0

    def open(self) -> Workspace:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        workspace = Workspace.open(self.path, author="robin", clock=self.clock)
        workspace.routes = Services(**self.services)  # type: ignore[misc]
        workspace.drafts = Drafts(_templates(), workspace.record.playbook, self.clock)  # type: ignore[misc]
        workspace._playbook = PLAYBOOK, None  # type: ignore[misc]
        return workspace

    def use(self, routes: Routes) -> None:
        """Deliver to other targets from here on."""
        self.deliverer.close()
        self.workspace.routes = self.outbox.routes = routes
        self.deliverer = self.deliverer_of(self.workspace)

    def deliverer_of(self, workspace: Workspace, seed: int = 1) -> Deliverer:
        return Deliverer(workspace.post, dice=random.Random(seed))

    def queue(self, text: str, *targets: str, template: str = "status-update", **fields: str) -> Delivery:
        """Write an update whose words are ``text`` and queue it."""
        words = {"known": text, "doing": "rolling back", "impact": "checkout fails for most", "next_update": "15m"}
        if template.startswith("page-"):
            words = {"scope": "Checkout", "symptom": text, "impact": text, "next_update": "15m"}
            words |= {"cause": "a release", "doing": text} if template == "page-identified" else {}
        found = self.outbox.queue(self.incident, template, targets or ("chat",), words | fields)
        return found[0]

    def pass_(self) -> list[Idle]:
        return self.deliverer.once()

    def later(self, seconds: float) -> list[Idle]:
        """Time passes, and the deliverer looks."""
        self.clock.advance(seconds)
        return self.deliverer.once()

    def go_down(self, service: Service) -> None:
        """The target is found to be out of reach, by a message that does not get through."""
        service.does = Does.UNREACHABLE
        self.pass_()

    def come_back(self, service: Service) -> None:
        """The target answers again, twice, 30 s apart."""
        service.does = Does.TAKES
        for _ in range(20):
            self.later(31)
            if self.outbox.record.outbox.lane("chat").down_since is None:
                return

    def state(self, delivery: Delivery) -> DeliveryState:
        return self.outbox.get(delivery.n).state

    def truth(self, delivery: Delivery) -> Truth:
        return next(row for row in self.outbox.truth(self.incident) if row.id == delivery.id)

    def due(self, name: str) -> Instant | None:
        incident = self.workspace.record.incident(self.incident)
        return incident.internal.due_at if name == "internal" else incident.external.due_at

    def close(self) -> None:
        self.deliverer.close()
        self.workspace.close()
