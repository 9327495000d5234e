"""Matrix client API v3 (spec.matrix.org): messages in a room, threaded under the incident's first.

The transaction id belongs to the token's device: the same message from another device is a duplicate. So a key is
relied on only where the target names its device and the token proves to be that device's; else the room is read back.
"""

from __future__ import annotations

import msgspec

from warroom.clock import DAY, Instant
from warroom.connectors import forms, moments
from warroom.connectors.api import Api, before, segment
from warroom.connectors.protocol import (
    Absent,
    Audience,
    CannotTell,
    Capabilities,
    Checked,
    Connector,
    Delivered,
    Field,
    Found,
    NotSent,
    Outcome,
    Outgoing,
    Reconciled,
    Refused,
    Rejected,
    TargetConfig,
    Text,
    Tier,
)
from warroom.connectors.texts import too_long

LONGEST = 16_000
"""In characters; an event may have 65,536 bytes, both texts and all escapes included."""
_EVENT_BYTES = 60_000
_PAGE = 100
_PAGES = 20
_MARK = "org.warroom.outbox_id"


class Sent(msgspec.Struct, frozen=True):
    event_id: str


class Me(msgspec.Struct, frozen=True):
    user_id: str
    device_id: str = ""


class Alias(msgspec.Struct, frozen=True):
    room_id: str


class Joined(msgspec.Struct, frozen=True):
    joined_rooms: list[str]


class Event(msgspec.Struct, frozen=True):
    event_id: str = ""
    origin_server_ts: int = 0
    content: dict[str, object] = {}


class Events(msgspec.Struct, frozen=True):
    chunk: list[Event]
    end: str = ""


class MatrixRoom(Connector):
    kind = "matrix"
    label = "Matrix"
    fields = (
        forms.base_url(hint="The homeserver: https://matrix.example.org."),
        Field("room", "Room", hint="Its id or alias: !abc:example.org or #incidents:example.org."),
        Field(
            "device",
            "Device of the token",
            required=False,
            hint="With it a message that may have arrived is simply sent again: the server drops the repetition.",
        ),
        forms.audience(Audience.INTERNAL),
        forms.token("Access token"),
    )
    capabilities = Capabilities(tier=Tier.MARKER, formats=(Text.PLAIN, Text.HTML), threads=True, longest=LONGEST)

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        audience = forms.audience_of(target, Audience.INTERNAL)
        if not target.get("device"):
            return msgspec.structs.replace(self.capabilities, audience=audience)
        return msgspec.structs.replace(self.capabilities, audience=audience, tier=Tier.KEY, key_lifetime_s=DAY)

    def problem(self, target: TargetConfig) -> str:
        if not target.get("room").startswith(("!", "#")):
            return "A room is named by its id or alias: !abc:example.org or #incidents:example.org."
        return super().problem(target)

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        if refusal := too_long(self.label, outgoing.plain, LONGEST):
            return refusal
        content = _content(outgoing)
        if len(msgspec.json.encode(content)) > _EVENT_BYTES:
            return Rejected("The message is too large for Matrix, which takes 65,536 bytes. Shorten it.")
        api = self._api(target)
        wrong = self._other_device(api, target)
        if wrong is not None:
            return wrong
        room = self._room(api, target, outgoing)
        if not isinstance(room, str):
            return room
        where = f"/_matrix/client/v3/rooms/{segment(room)}/send/m.room.message/{segment(outgoing.id)}"
        sent = api.write("PUT", where, content, Sent)
        if not isinstance(sent, Sent):
            return sent
        first = outgoing.thread.get("event", "") or sent.event_id
        return Delivered(sent.event_id, None, {"room": room, "event": first, "last": sent.event_id})

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        api = self._api(target)
        room = self._room(api, target, outgoing)
        if not isinstance(room, str):
            return CannotTell(room.why)
        where = f"/_matrix/client/v3/rooms/{segment(room)}/messages"
        query: dict[str, str | int] = {"dir": "b", "limit": _PAGE}
        for _ in range(_PAGES):
            page = api.read(where, Events, query)
            if isinstance(page, CannotTell):
                return page
            for event in page.chunk:
                if event.content.get(_MARK) == outgoing.id:
                    first = outgoing.thread.get("event", "") or event.event_id
                    state = {"room": room, "event": first, "last": event.event_id}
                    return Found(event.event_id, moments.millis(event.origin_server_ts), state)
            oldest = min((event.origin_server_ts for event in page.chunk), default=0)
            if not page.end or not page.chunk or oldest < outgoing.written_at.plus(-DAY):
                return Absent()
            query["from"] = page.end
        return CannotTell("The room holds more messages since then than we read. Look there, then decide.")

    def check(self, target: TargetConfig) -> Checked:
        api = self._api(target)
        me = api.check("/_matrix/client/v3/account/whoami", Me)
        if isinstance(me, Checked):
            return me
        room = self._room(api, target, None)
        if not isinstance(room, str):
            return Checked(False, room.why)
        joined = api.check("/_matrix/client/v3/joined_rooms", Joined)
        if isinstance(joined, Checked):
            return joined
        if room not in joined.joined_rooms:
            return Checked(False, f"{me.user_id} has not joined the room {target.get('room')}. Invite and join it.")
        device = target.get("device")
        if device and device != me.device_id:
            return Checked(False, f"The token belongs to the device {me.device_id or '(none)'}, not to {device}.")
        who = f"{me.user_id}, device {me.device_id or '(none)'}"
        return Checked(True, f"The token is that of {who}. Nothing was posted.")

    def _api(self, target: TargetConfig) -> Api:
        return Api.bearer(self.label, self.address(target), target.secret.reveal())

    def _other_device(self, api: Api, target: TargetConfig) -> NotSent | Refused | Rejected | None:
        """A key that the target relies on holds for its own device alone."""
        device = target.get("device")
        if not device:
            return None
        me = api.write("GET", "/_matrix/client/v3/account/whoami", None, Me)
        if not isinstance(me, Me):
            return before(me)
        if me.device_id == device:
            return None
        return Rejected(
            f"The token belongs to the device {me.device_id or '(none)'}, not to {device}, so a repeated message "
            "would show twice. Log in again with that device, or take the device out of the target."
        )

    def _room(self, api: Api, target: TargetConfig, outgoing: Outgoing | None) -> str | NotSent | Refused | Rejected:
        known = outgoing.thread.get("room", "") if outgoing is not None else ""
        named = known or target.get("room")
        if not named.startswith("#"):
            return named
        found = api.write("GET", f"/_matrix/client/v3/directory/room/{segment(named)}", None, Alias)
        if isinstance(found, Alias):
            return found.room_id
        return before(found)


def _content(outgoing: Outgoing) -> dict[str, object]:
    """``m.mentions`` empty: nobody is called by what a text holds."""
    content: dict[str, object] = {"msgtype": "m.text", "body": outgoing.plain, "m.mentions": {}, _MARK: outgoing.id}
    if outgoing.html:
        content |= {"format": "org.matrix.custom.html", "formatted_body": outgoing.html}
    first = outgoing.thread.get("event", "")
    if first:
        last = outgoing.thread.get("last", first)
        content["m.relates_to"] = {
            "rel_type": "m.thread",
            "event_id": first,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": last},
        }
    return content
