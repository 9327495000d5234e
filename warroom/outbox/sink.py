"""The drill sink: takes what a drill sends, as a service would, and touches no network."""

from __future__ import annotations

from warroom.clock import Instant
from warroom.connectors.protocol import (
    Capabilities,
    Checked,
    Connector,
    Delivered,
    Field,
    Found,
    Outcome,
    Outgoing,
    Reconciled,
    Text,
    Tier,
)
from warroom.connectors.target import TargetConfig


class DrillSink(Connector):
    """Always there, always takes it; the same message twice is the same message."""

    kind = "drill"
    label = "Drill sink"
    fields: tuple[Field, ...] = ()
    capabilities = Capabilities(tier=Tier.KEY, formats=tuple(Text), states=True, components=True, backdates=True)

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        return Delivered(f"drill-{outgoing.id}", now)

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        return Found(f"drill-{outgoing.id}", now)

    def check(self, target: TargetConfig) -> Checked:
        return Checked(True, "The drill sink is part of this program.")
