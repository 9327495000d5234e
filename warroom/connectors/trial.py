"""Trying a target: without posting where the service lets us, else by a message that says that it is a test."""

from __future__ import annotations

import msgspec

from warroom.clock import Instant
from warroom.connectors.protocol import Delivered, Unknown, test_message
from warroom.connectors.registry import connector
from warroom.connectors.target import TargetConfig


class Tried(msgspec.Struct, frozen=True):
    """``posted``: a test message is there, or may be."""

    ok: bool
    posted: bool
    sentence: str


def trial(config: TargetConfig, now: Instant, *, post: bool = False) -> Tried:
    """Check the target; ``post`` sends a test message even where a check without one would do. Never raises."""
    one = connector(config.kind)
    if fault := one.problem(config):
        return Tried(False, False, fault)
    if not post:
        checked = one.check(config)
        if checked.ok is not None:
            return Tried(checked.ok, False, checked.sentence)
    outcome = one.send(config, test_message(config, now), now)
    if isinstance(outcome, Delivered):
        return Tried(True, True, f"{one.label} took a test message.")
    return Tried(False, isinstance(outcome, Unknown), outcome.why)
