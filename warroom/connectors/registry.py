"""The kinds of targets: one line each, loaded when a target of the kind is used."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from warroom.connectors.protocol import Connector
from warroom.errors import NotFound

_WHERE = {
    "slack": "slack.bot:SlackBot",
    "slack-webhook": "slack.webhook:SlackWebhook",
    "statuspage": "statuspage.page:Statuspage",
    "email": "mail.smtp:Mail",
    "matrix": "matrix.room:MatrixRoom",
    "mattermost": "mattermost.bot:MattermostBot",
    "mattermost-webhook": "mattermost.webhook:MattermostWebhook",
    "teams": "teams.workflow:TeamsWorkflow",
    "webhook": "webhook.signed:SignedWebhook",
    "cstate": "cstate.page:CState",
    "github": "github.issues:GitHubIssues",
    "upptime": "github.issues:Upptime",
    "incident-io": "incident_io:IncidentIo",
    "instatus": "instatus:Instatus",
    "kener": "kener:Kener",
    "cachet": "cachet:Cachet",
    "discord": "discord:Discord",
    "google-chat": "google_chat:GoogleChat",
    "zulip": "zulip:Zulip",
}
"""Kind -> ``module:name`` of the connector in this package, in the order in which a person is offered them."""

_OPTIONAL = {"apprise": "apprise_url:AppriseUrl"}
"""Kinds that are there where a package of the same name is installed."""

KINDS: tuple[str, ...] = (*_WHERE, *(kind for kind in _OPTIONAL if find_spec(kind) is not None))


@cache
def connector(kind: str) -> Connector:
    """The connector of a kind. Raises ``NotFound`` naming the kinds that there are."""
    where = _WHERE.get(kind) or _OPTIONAL.get(kind)
    if where is None:
        known = ", ".join(KINDS)
        raise NotFound(f'No kind of target is called "{kind}". There are: {known}.', code="no_kind", kind=kind)
    module, _, name = where.partition(":")
    found: Connector = getattr(import_module(f"warroom.connectors.{module}"), name)()
    return found
