"""What each service would do with a request: small stand-ins that hold messages and answer as the service documents.

A kind of target without a stand-in here fails the contract suite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tests.misbehaving import Got, Reply
from tests.peers.chats import Discord, GoogleChat, Zulip
from tests.peers.github import GitHub, Upptime
from tests.peers.slack import Slack, SlackHook
from tests.peers.status_pages import Cachet, IncidentIo, Instatus, Kener
from warroom.connectors.target import TargetConfig

SECRET = "s3cr3t-0f-th1s-target"
"""Stands in no sentence, no repr and no traceback."""


class Service(Protocol):
    """One service that holds messages."""

    def target(self, base: str) -> TargetConfig:
        """A target of the kind, at this address, with ``SECRET`` in its secret."""
        ...

    def __call__(self, got: Got) -> Reply:
        """The answer of the service in good health."""
        ...

    def posts(self, got: Got) -> bool:
        """Whether this request is the one that puts a message there."""
        ...

    def held(self) -> list[str]:
        """The texts that readers see there, one for each arrival."""
        ...


SERVICES: dict[str, Callable[[], Service]] = {
    "slack": Slack,
    "slack-webhook": SlackHook,
    "github": GitHub,
    "upptime": Upptime,
    "incident-io": IncidentIo,
    "instatus": Instatus,
    "kener": Kener,
    "cachet": Cachet,
    "discord": Discord,
    "google-chat": GoogleChat,
    "zulip": Zulip,
}
"""Those that speak HTTP, by kind."""

OTHERS = frozenset({"cstate"})
"""Kinds that do not speak HTTP themselves; each has a suite of its own."""
