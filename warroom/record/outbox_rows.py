"""The outbox's tables, ``delivery`` and ``lane``: local to this copy, changed at will, never hashed and never merged.

A delivery is one message to one target; a lane is what is known of one target. What reached its readers stands on the
record as an event besides, written in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.record import rows
from warroom.record.sqlite import Connection, Row

if TYPE_CHECKING:
    from sqlite_utils import Database


class DeliveryState(StrEnum):
    """Where a message stands in the outbox (UI.md 2.5)."""

    DRAFT = "draft"
    """Taken out of its lane to be written anew."""
    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    SENT_BY_HAND = "sent_by_hand"

    @property
    def settled(self) -> bool:
        """Nothing more will happen to it."""
        return self in (DeliveryState.DELIVERED, DeliveryState.SKIPPED, DeliveryState.SENT_BY_HAND)


class Payload(msgspec.Struct, frozen=True, omit_defaults=True):
    """What goes out, to the letter, and what the record said when it was written.

    ``status`` and ``components`` are in the words of status pages; ``basis`` is what *changed since* is told from;
    ``typed`` is what a person filled in, which a refreshed text keeps.
    """

    plain: str
    slack: str = ""
    markdown: str = ""
    html: str = ""
    subject: str = ""
    title: str = ""
    ref: str = ""
    status: str = ""
    severity: int = 0
    components: dict[str, str] = {}
    drill: bool = False
    facts: dict[str, str] = {}
    basis: dict[str, str] = {}
    typed: dict[str, str] = {}


class Delivery(msgspec.Struct, frozen=True):
    """One message to one target. ``n`` is its number for people, ``id`` its idempotency key.

    ``held``: it waits for a person's word. ``approved_at``: when that word was given last. ``first_try_at``: when its
    first byte may have left. ``claim``: which process is sending it. ``thread``: what the deliveries of this incident
    to this target have left so far.
    """

    n: int
    id: str
    incident: str
    replica: str
    target: str
    template: str
    external: bool
    payload: Payload
    next_update: Instant | None
    written_at: Instant
    state: DeliveryState = DeliveryState.QUEUED
    held: bool = False
    approved_at: Instant | None = None
    attempts: int = 0
    last_error: str = ""
    tried_at: Instant | None = None
    next_try_at: Instant | None = None
    first_try_at: Instant | None = None
    settled_at: Instant | None = None
    remote_id: str = ""
    thread: dict[str, str] = {}
    claim: str = ""
    notify: bool = True
    backdate_to: Instant | None = None

    @property
    def text(self) -> str:
        return self.payload.plain


class Lane(msgspec.Struct, frozen=True):
    """One target. ``down_since`` None: as far as is known it can be reached; ``back_since``: since its last outage.

    ``first_ok_at``: the first of the two successes that end an outage. ``next_try_at``: nothing leaves before it.
    """

    target: str
    down_since: Instant | None = None
    back_since: Instant | None = None
    first_ok_at: Instant | None = None
    checked_at: Instant | None = None
    next_try_at: Instant | None = None
    failures: int = 0
    why: str = ""


_DELIVERY = Delivery.__struct_fields__
_LANE = Lane.__struct_fields__
_TIMES = frozenset(
    {"next_update", "written_at", "approved_at", "tried_at", "next_try_at", "first_try_at", "settled_at", "backdate_to"}
)
_LANE_TIMES = ("down_since", "back_since", "first_ok_at", "checked_at", "next_try_at")
_FLAGS = frozenset({"external", "held", "notify"})
_COLUMNS = ", ".join(_DELIVERY)
_ADD = f"INSERT INTO delivery ({', '.join(_DELIVERY[1:])}) VALUES ({','.join('?' * (len(_DELIVERY) - 1))})"
_PUT_LANE = (
    f"INSERT INTO lane ({', '.join(_LANE)}) VALUES ({','.join('?' * len(_LANE))}) ON CONFLICT (target) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _LANE[1:])
)
_OPEN = "state IN ('queued', 'sending', 'unknown', 'rejected')"


def make_tables(database: Database) -> None:
    """The second migration."""
    times = dict.fromkeys(_TIMES, str)
    flags: dict[str, type] = dict.fromkeys(_FLAGS, int)
    columns: dict[str, type] = dict.fromkeys(_DELIVERY, str)
    columns |= {"n": int, "attempts": int} | times | flags
    always = {"id", "incident", "replica", "target", "template", "payload", "written_at", "state"}
    delivery = database.create_table("delivery", columns, pk="n", not_null=always)
    delivery.create_index(["id"], index_name="delivery_id", unique=True)
    database.execute(f"CREATE INDEX delivery_open ON delivery (target, n) WHERE {_OPEN}")
    database.execute("CREATE INDEX delivery_thread ON delivery (incident, target, n) WHERE thread <> '{}'")
    lane: dict[str, type] = dict.fromkeys(_LANE, str)
    database.create_table("lane", lane | {"failures": int}, pk="target")


class OutboxRows:
    """Deliveries and lanes over one connection; what it writes belongs to the transaction that is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, delivery: Delivery) -> Delivery:
        """Put a new message at the end of its lane; returns it with its number."""
        values = _values(delivery, _DELIVERY[1:])
        n = self._connection.execute(_ADD, values).lastrowid or 0
        return msgspec.structs.replace(delivery, n=n)

    def change(self, delivery: Delivery, **fields: object) -> Delivery:
        """Write ``fields`` of a delivery; returns it as it is now."""
        changed: Delivery = msgspec.structs.replace(delivery, **fields)
        names = tuple(fields)
        sets = ", ".join(f"{name} = ?" for name in names)
        self._connection.execute(f"UPDATE delivery SET {sets} WHERE n = ?", (*_values(changed, names), delivery.n))
        return changed

    def get(self, n: int) -> Delivery | None:
        return self._one("n = ?", n)

    def by_id(self, id: str) -> Delivery | None:
        return self._one("id = ?", id)

    def head(self, target: str, replica: str) -> Delivery | None:
        """The message whose turn it is: the oldest that is not over and does not wait for a person's word."""
        return self._one(f"target = ? AND {_OPEN} AND (held = 0 OR state <> 'queued') AND replica = ?", target, replica)

    def waiting(self, replica: str, target: str | None = None) -> list[Delivery]:
        """Everything that is not over, oldest first."""
        if target is None:
            return self._all(f"{_OPEN} AND replica = ? ORDER BY n", replica)
        return self._all(f"target = ? AND {_OPEN} AND replica = ? ORDER BY n", target, replica)

    def targets(self, replica: str) -> list[str]:
        """The targets that something waits for."""
        found = self._connection.execute(
            f"SELECT DISTINCT target FROM delivery WHERE {_OPEN} AND replica = ? ORDER BY target", (replica,)
        )
        return [str(row[0]) for row in found.fetchall()]

    def waits(self, target: str, replica: str) -> bool:
        """Whether anything for this target is not over."""
        found = self._connection.execute(
            f"SELECT 1 FROM delivery WHERE target = ? AND {_OPEN} AND replica = ? LIMIT 1", (target, replica)
        )
        return found.fetchone() is not None

    def holds(self, incident: str, target: str, replica: str) -> bool:
        """Whether a message of this incident to this target waits for a person's word."""
        found = self._connection.execute(
            f"SELECT 1 FROM delivery WHERE target = ? AND {_OPEN} AND state = 'queued' AND held = 1"
            " AND incident = ? AND replica = ? LIMIT 1",
            (target, incident, replica),
        )
        return found.fetchone() is not None

    def followed(self, delivery: Delivery, template: str) -> bool:
        """Whether a message of this template waits behind it, written after the last word on it."""
        found = self._connection.execute(
            f"SELECT 1 FROM delivery WHERE target = ? AND {_OPEN} AND incident = ? AND n > ? AND template = ?"
            " AND written_at > ? LIMIT 1",
            (
                delivery.target,
                delivery.incident,
                delivery.n,
                template,
                rows.stored(delivery.approved_at or delivery.written_at),
            ),
        )
        return found.fetchone() is not None

    def hold(self, target: str, replica: str) -> int:
        """From now on what is queued there waits for a person's word; returns how many that stopped."""
        return self._connection.execute(
            "UPDATE delivery SET held = 1 WHERE target = ? AND state = 'queued' AND held = 0 AND replica = ?",
            (target, replica),
        ).rowcount

    def replace(self, old: Delivery, new: Delivery) -> Delivery:
        """Put ``new`` into the place of ``old`` in its lane, under its number; ``old`` stays, under a new one."""
        fields = {name: getattr(new, name) for name in _DELIVERY if name != "n"}
        placed = self.change(msgspec.structs.replace(new, n=old.n), **fields)
        self.add(old)
        return placed

    def elsewhere(self, replica: str) -> list[Delivery]:
        """What is not over and was queued by another copy: the record was moved, copied or restored since."""
        return self._all(f"{_OPEN} AND replica <> ? ORDER BY n", replica)

    def of_incident(self, incident: str) -> list[Delivery]:
        """Every message of an incident that this copy knows, oldest first."""
        return self._all("incident = ? ORDER BY n", incident)

    def newest(self, limit: int) -> list[Delivery]:
        """The last messages of all, oldest first."""
        return self._all("TRUE ORDER BY n DESC LIMIT ?", limit)[::-1]

    def counts(self, replica: str) -> dict[DeliveryState, int]:
        """How many messages are in each state that is not over, those of other copies left out."""
        found = self._connection.execute(
            f"SELECT state, count(*) FROM delivery WHERE {_OPEN} AND replica = ? GROUP BY state", (replica,)
        )
        return {DeliveryState(state): int(count) for state, count in found.fetchall()}

    def thread(self, incident: str, target: str) -> dict[str, str]:
        """What the deliveries of an incident to a target have left for the next one."""
        found = self._connection.execute(
            "SELECT thread FROM delivery WHERE incident = ? AND target = ? AND thread <> '{}' ORDER BY n DESC LIMIT 1",
            (incident, target),
        ).fetchone()
        return msgspec.json.decode(found[0], type=dict[str, str]) if found else {}

    def lane(self, target: str) -> Lane:
        """What is known of a target; nothing yet reads as reachable."""
        row = self._connection.execute(f"SELECT {', '.join(_LANE)} FROM lane WHERE target = ?", (target,)).fetchone()
        return Lane(target) if row is None else _lane(row)

    def lanes(self) -> list[Lane]:
        found = self._connection.execute(f"SELECT {', '.join(_LANE)} FROM lane ORDER BY target").fetchall()
        return [_lane(row) for row in found]

    def put_lane(self, lane: Lane) -> Lane:
        self._connection.execute(_PUT_LANE, tuple(_stored(value) for value in msgspec.structs.astuple(lane)))
        return lane

    def blank(self, ids: Iterable[str]) -> None:
        """Take the words of redacted messages away; one that waits is not sent any more."""
        empty = _JSON.encode(Payload("")).decode()
        self._connection.executemany(
            f"UPDATE delivery SET payload = ?, state = CASE WHEN {_OPEN} THEN 'skipped' ELSE state END,"
            " last_error = 'redacted' WHERE id = ?",
            [(empty, id_) for id_ in ids],
        )

    def _one(self, where: str, *values: object) -> Delivery | None:
        found = self._connection.execute(
            f"SELECT {_COLUMNS} FROM delivery WHERE {where} ORDER BY n LIMIT 1", values
        ).fetchone()
        return None if found is None else _delivery(found)

    def _all(self, where: str, *values: object) -> list[Delivery]:
        found = self._connection.execute(f"SELECT {_COLUMNS} FROM delivery WHERE {where}", values).fetchall()
        return [_delivery(row) for row in found]


_JSON = msgspec.json.Encoder()
_PAYLOAD = msgspec.json.Decoder(Payload)
_WORDS = msgspec.json.Decoder(dict[str, str])


def _values(delivery: Delivery, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(_stored(getattr(delivery, name)) for name in names)


def _stored(value: object) -> object:
    if isinstance(value, Instant):
        return rows.stored(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, DeliveryState):
        return value.value
    if isinstance(value, Payload | Mapping):
        return _JSON.encode(value).decode()
    return value


def _delivery(row: Row) -> Delivery:
    fields = dict(zip(_DELIVERY, row, strict=True))
    for name in _TIMES:
        text = fields[name]
        fields[name] = None if text is None else rows.instant(text)
    for name in _FLAGS:
        fields[name] = fields[name] == 1
    fields["state"] = DeliveryState(fields["state"])
    fields["payload"] = _PAYLOAD.decode(fields["payload"])
    fields["thread"] = _WORDS.decode(fields["thread"])
    return Delivery(**fields)


def _lane(row: Row) -> Lane:
    fields = dict(zip(_LANE, row, strict=True))
    for name in _LANE_TIMES:
        text = fields[name]
        fields[name] = None if text is None else rows.instant(text)
    return Lane(**fields)
