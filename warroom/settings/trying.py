"""Trying a target in two steps, for whoever asks a person in between: look without posting, then post a marked test."""

from __future__ import annotations

from warroom.clock import Instant
from warroom.connectors.protocol import Checked
from warroom.connectors.registry import connector
from warroom.connectors.target import TargetConfig
from warroom.connectors.trial import Tried, trial

__all__ = ["Checked", "Tried", "check_target", "post_test"]


def check_target(config: TargetConfig) -> Checked:
    """What can be told without posting; ``ok`` is None where only a test message could tell. Blocks, never raises."""
    one = connector(config.kind)
    if fault := one.problem(config):
        return Checked(False, fault)
    return one.check(config)


def post_test(config: TargetConfig, now: Instant) -> Tried:
    """Send a message that says that it is a test. Blocks, never raises."""
    return trial(config, now, post=True)
