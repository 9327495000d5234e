"""What the outbox and a connector say to each other (INTEGRATIONS section 2).

The outbox hands over one ``Outgoing``; the connector makes one attempt and answers with one of five outcomes. After an
``Unknown`` the outbox asks ``reconcile`` what the service holds. No outcome is ever raised as an exception, and no
sentence in one carries a secret or a secret address.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol, TypeAlias

import msgspec

from warroom import ids
from warroom.clock import Instant
from warroom.connectors import address
from warroom.connectors.target import TargetConfig

__all__ = [
    "Absent",
    "Audience",
    "CannotTell",
    "Capabilities",
    "Checked",
    "Component",
    "ComponentState",
    "Connector",
    "Delivered",
    "Field",
    "Found",
    "NotSent",
    "Outcome",
    "Outgoing",
    "PageStatus",
    "Reconciled",
    "Refused",
    "Rejected",
    "TargetConfig",
    "Text",
    "Tier",
    "Unknown",
    "test_message",
]


class Tier(StrEnum):
    """How an ambiguous delivery is settled."""

    KEY = "key"
    """The service knows a repeated key: send again with the same one, within ``key_lifetime_s`` of the first try."""
    MARKER = "marker"
    """Our own mark can be read back."""
    COMPARE = "compare"
    """Text, status and time can be compared with what is there."""
    BLIND = "blind"
    """Nothing can be read back: a person decides."""


class Audience(StrEnum):
    """Who reads what goes there; external messages never go out by themselves."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class Text(StrEnum):
    """The four ways a message is written down; the names are those of ``comms.message.Format``."""

    PLAIN = "plain"
    SLACK = "slack"
    MARKDOWN = "markdown"
    HTML = "html"


class PageStatus(StrEnum):
    """The words that status pages share; each connector maps them to its service's own."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class ComponentState(StrEnum):
    """How a part of the product does, in the words of status pages."""

    OPERATIONAL = "operational"
    DEGRADED = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"


class Component(msgspec.Struct, frozen=True):
    """A part of the product by the name that people use; the target's ``components`` field maps it to an id."""

    name: str
    state: ComponentState


class Field(msgspec.Struct, frozen=True):
    """One value that a target of a kind has: its form and its command line are drawn from this.

    At most one field of a kind is ``secret``; its value is kept in ``TargetConfig.secret`` and nowhere else.
    """

    name: str
    label: str
    secret: bool = False
    required: bool = True
    default: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()


class Capabilities(msgspec.Struct, frozen=True):
    """What a service can do. ``longest`` is in characters of the preferred text, None where there is no limit."""

    tier: Tier
    formats: tuple[Text, ...] = (Text.PLAIN,)
    """The texts that it can show, the one that ``send`` uses first."""
    audience: Audience = Audience.INTERNAL
    backdates: bool = False
    """It shows a message under the time at which it was written (``Outgoing.backdate_to``)."""
    threads: bool = False
    components: bool = False
    states: bool = False
    """It keeps a status of the incident (``Outgoing.status``)."""
    titled: bool = False
    """It shows a title of its own, that of the incident or the subject of a mail: texts come without their heading."""
    min_interval_s: float = 0.0
    """Shortest time between two messages to one target."""
    longest: int | None = None
    key_lifetime_s: int | None = None
    """How long the service remembers a key; None where it never forgets or has none."""


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one target, complete: the connector looks nothing up."""

    id: str
    """The id of the message in the outbox; the same at every attempt, so it is the idempotency key."""
    incident: str
    ref: str
    """``INC-0042``."""
    title: str
    """Title of the incident, as the audience may read it."""
    template: str
    plain: str
    slack: str = ""
    markdown: str = ""
    html: str = ""
    subject: str = ""
    """For mail; where it is empty the title serves."""
    status: PageStatus | None = None
    """On status pages: the status that this message announces; None where it announces none."""
    severity: int = 0
    """1 is the worst; 0 where it is not to be told."""
    written_at: Instant
    thread: Mapping[str, str] = {}
    """What the deliveries before it of this incident to this target left as ``Delivered.state``, merged."""
    components: tuple[Component, ...] = ()
    drill: bool = False
    notify: bool = True
    """Off: the service tells no subscribers (all but the last of a stale queue)."""
    backdate_to: Instant | None = None
    """Show it under this time, where the service can."""

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.id

    def text(self, form: Text) -> str:
        """The message in one form, plain where that form was not written."""
        written: str = getattr(self, form.value)
        return written or self.plain


class Delivered(msgspec.Struct, frozen=True):
    """The service has it: its own id, or its exact documented answer, came back.

    ``at`` is the service's own time, None where it tells none. ``state`` is kept for the next message of the incident
    to this target: thread, remote incident, address of the page.
    """

    remote_id: str
    at: Instant | None = None
    state: Mapping[str, str] = {}


class NotSent(msgspec.Struct, frozen=True):
    """No byte of the message left: no connection, no name, no trust. Try again later."""

    why: str


class Refused(msgspec.Struct, frozen=True):
    """Too fast: the service took nothing and wants us to wait."""

    why: str
    retry_after_s: float | None = None


class Rejected(msgspec.Struct, frozen=True):
    """The service took nothing and will not: the lane stops and a person reads why."""

    why: str


class Unknown(msgspec.Struct, frozen=True):
    """It may have arrived. Never sent again blindly."""

    why: str


Outcome: TypeAlias = Delivered | NotSent | Refused | Rejected | Unknown


class Found(msgspec.Struct, frozen=True):
    """It is there."""

    remote_id: str
    at: Instant | None = None
    state: Mapping[str, str] = {}


class Absent(msgspec.Struct, frozen=True):
    """Everything it could be among was read, and it is not there. Ask again after a delay before believing it."""


class CannotTell(msgspec.Struct, frozen=True):
    """The service could not be asked, or its answer leaves it open. Ask again later; after that a person decides."""

    why: str


Reconciled: TypeAlias = Found | Absent | CannotTell


class Checked(msgspec.Struct, frozen=True):
    """What a check without posting found. ``ok`` is None where only a marked test message could tell."""

    ok: bool | None
    sentence: str


class Connector(Protocol):
    """One service. Stateless; ``send``, ``reconcile`` and ``check`` block for a bounded time and never raise for what
    a network or a service does. Safe to call from any thread.
    """

    kind: str
    """``slack``: the word of ``warroom targets add NAME KIND``."""
    label: str
    """``Slack``: what a person reads."""
    fields: tuple[Field, ...]
    capabilities: Capabilities

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        """The same, as this target's values narrow them. The outbox asks this one."""
        return self.capabilities

    def address(self, target: TargetConfig) -> str:
        """Where the service is: as the target says, else as declared; empty for a kind that has no such field."""
        declared = next((field.default for field in self.fields if field.name == "base_url"), "")
        return target.get("base_url", declared)

    def problem(self, target: TargetConfig) -> str:
        """What is wrong with the target's values beyond missing ones, as a sentence; empty when nothing is.

        An address that must not be spoken to is wrong for every kind; a kind with more to say asks this one too.
        """
        where = self.address(target)
        return address.problem(where) if where else ""

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        """One attempt."""
        ...

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        """Whether an earlier attempt of this very message arrived. Writes nothing."""
        return CannotTell(f"{self.label} lets nobody read back what was sent. Look there, then decide.")

    def check(self, target: TargetConfig) -> Checked:
        """Whether the target can be reached and our key is taken, without posting."""
        return Checked(None, f"{self.label} can only be tested by sending a message.")


def test_message(target: TargetConfig, now: Instant) -> Outgoing:
    """A message that says that it is a test; it belongs to no incident and has no status."""
    text = f'This is a test of the target "{target.name}", sent from Warroom. No incident is behind it.'
    return Outgoing(
        id=ids.new(),
        incident="",
        ref="TEST",
        title="Test message",
        template="test",
        plain=text,
        subject="Test message from Warroom",
        written_at=now,
    )


test_message.__test__ = False  # type: ignore[attr-defined] # pytest takes the name for a test
