"""From the name of a target to the connector and the values that reach it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from warroom.clock import Instant
from warroom.connectors.protocol import Audience, Capabilities, Checked, Connector, Outcome, Outgoing, Reconciled
from warroom.connectors.registry import connector
from warroom.connectors.target import TargetConfig
from warroom.outbox.sink import DrillSink
from warroom.room.outgoing import DRILL_PREFIX
from warroom.settings.targets import Targets


class Route(msgspec.Struct, frozen=True):
    """A target with the connector that speaks to it. ``config`` holds its values; ``unlock`` adds the secret.

    Everything but ``send``, ``reconcile`` and ``check`` is told from the values alone, so any thread may ask.
    """

    config: TargetConfig
    connector: Connector
    unlock: Callable[[], TargetConfig] | None = None

    @property
    def name(self) -> str:
        return self.config.name

    @property
    def label(self) -> str:
        return self.connector.label

    @property
    def capabilities(self) -> Capabilities:
        return self.connector.capabilities_for(self.config)

    @property
    def external(self) -> bool:
        return self.capabilities.audience is Audience.EXTERNAL

    def unlocked(self) -> Route:
        """The route with its secret. May wait for the key store; raises ``Refused`` where the secret is not known."""
        return self if self.unlock is None else Route(self.unlock(), self.connector)

    def send(self, outgoing: Outgoing, now: Instant) -> Outcome:
        return self.connector.send(self.config, outgoing, now)

    def reconcile(self, outgoing: Outgoing, now: Instant) -> Reconciled:
        return self.connector.reconcile(self.config, outgoing, now)

    def check(self) -> Checked:
        return self.connector.check(self.config)


class Routes(Protocol):
    """Where targets are kept. Belongs to the thread of its record."""

    def route(self, target: str) -> Route:
        """Raises ``Refused`` (``NotFound`` for no such target) with what to do about it."""
        ...


class TargetRoutes:
    """The targets of this computer; the secret of one is looked up when it is unlocked, and not before."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets

    def route(self, target: str) -> Route:
        found = self._targets.get(target)
        bare = TargetConfig(found.name, found.kind, found.values)
        return Route(bare, connector(found.kind), lambda: self._targets.config(found))


def drill_route(target: str) -> Route:
    return Route(TargetConfig(target, DrillSink.kind), DrillSink())


def find(routes: Routes, target: str) -> Route:
    """The route of a target; what a drill queued ends in the drill sink, whoever asks. Raises ``Refused``."""
    return drill_route(target) if target.startswith(DRILL_PREFIX) else routes.route(target)
