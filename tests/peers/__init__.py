"""What each service would do with a request: small stand-ins that hold messages and answer as the service documents.

A kind of target without a stand-in here fails the contract suite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tests.misbehaving import Got, Reply
from tests.peers.chats import Discord, GoogleChat, Zulip
from tests.peers.github import GitHub, Upptime
from tests.peers.matrix import Matrix
from tests.peers.mattermost import Mattermost, MattermostHook
from tests.peers.secret import SECRET
from tests.peers.slack import Slack, SlackHook
from tests.peers.status_pages import Cachet, IncidentIo, Instatus, Kener
from tests.peers.statuspage import Statuspage
from tests.peers.webhooks import OwnHook, TeamsFlow
from warroom.connectors.target import TargetConfig

__all__ = ["OTHERS", "SECRET", "SERVICES", "Service"]


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
    "statuspage": Statuspage,
    "matrix": Matrix,
    "mattermost": Mattermost,
    "mattermost-webhook": MattermostHook,
    "teams": TeamsFlow,
    "webhook": OwnHook,
}
"""Those that speak HTTP, by kind."""

OTHERS = frozenset({"cstate", "email", "apprise"})
"""Kinds that do not speak HTTP themselves; each has a suite of its own."""
