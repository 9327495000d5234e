"""The calls of Slack's Web API that we make, each typed, with Slack's own error words told apart.

Slack answers 200 with ``ok: false`` and a word (docs: api.slack.com/web). Sending uses our own HTTP rather than
Slack's client, whose default settings post twice when a connection drops.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

from warroom.clock import Instant
from warroom.connectors import moments
from warroom.connectors.api import Api, Failed
from warroom.connectors.protocol import CannotTell, NotSent, Refused, Rejected, Unknown

LABEL = "Slack"
EVENT = "warroom_message"
"""Type of the metadata that carries the id of the message."""
PAGE = 200
PAGES = 10

_SLOW = ("ratelimited", "rate_limited", "message_limit_exceeded")
_THEIRS = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org")
"""Words after which Slack itself does not know whether it was done."""
_MEANING = {
    "channel_not_found": "there is no such channel, or the bot may not see it",
    "not_in_channel": "the bot is not in the channel: invite it",
    "is_archived": "the channel is archived",
    "invalid_auth": "the token is not valid: renew the secret of the target",
    "not_authed": "no token was given: set the secret of the target",
    "token_revoked": "the token was revoked: renew the secret of the target",
    "token_expired": "the token has expired: renew the secret of the target",
    "account_inactive": "the bot's account is switched off",
    "missing_scope": "the bot lacks a permission",
    "msg_too_long": "the message is too long",
    "restricted_action": "the workspace does not let the bot do that",
    "name_taken": "that channel name is taken",
}


class Said(msgspec.Struct, frozen=True):
    """What every answer has."""

    ok: bool
    error: str = ""
    needed: str = ""


class Posted(Said, frozen=True):
    ts: str = ""
    channel: str = ""


class Channel(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    is_archived: bool = False


class Opened(Said, frozen=True):
    channel: Channel | None = None


class _More(msgspec.Struct, frozen=True):
    next_cursor: str = ""


class Channels(Said, frozen=True):
    channels: list[Channel] = []
    response_metadata: _More = _More()


class Mark(msgspec.Struct, frozen=True):
    event_type: str = ""
    event_payload: dict[str, object] = {}


class Message(msgspec.Struct, frozen=True):
    ts: str = ""
    thread_ts: str = ""
    text: str = ""
    metadata: Mark = Mark()


class Messages(Said, frozen=True):
    messages: list[Message] = []
    has_more: bool = False
    response_metadata: _More = _More()


class WhoAmI(Said, frozen=True):
    team: str = ""
    user: str = ""


S = TypeVar("S", bound=Said)


class Web:
    """One workspace, as one bot."""

    def __init__(self, base: str, token: str) -> None:
        self.api = Api.bearer(LABEL, base, token)

    def post(self, channel: str, text: str, mark: str, *, thread: str = "", broadcast: bool = False) -> Posted | Failed:
        """chat.postMessage. ``text`` is mrkdwn with ``& < >`` escaped."""
        body: dict[str, object] = {
            "channel": channel,
            "text": text,
            "unfurl_links": False,
            "unfurl_media": False,
            "metadata": {"event_type": EVENT, "event_payload": {"outbox_id": mark}},
        }
        if thread:
            body |= {"thread_ts": thread, "reply_broadcast": broadcast}
        posted = self._call("chat.postMessage", body, Posted)
        if isinstance(posted, Posted) and not posted.ts:
            return Unknown("Slack said that it has the message and named none. Whether it arrived is not known.")
        return posted

    def update(self, channel: str, ts: str, text: str) -> Posted | Failed:
        """chat.update."""
        return self._call("chat.update", {"channel": channel, "ts": ts, "text": text}, Posted)

    def open_channel(self, name: str) -> Channel | Failed:
        """The public channel of that name: made, or the one that is there. The bot is in it afterwards."""
        made = self._call("conversations.create", {"name": name}, Opened, mind=("name_taken",))
        if not isinstance(made, Opened):
            return made
        if made.channel is not None:
            return made.channel
        found = self.find_channel(name)
        if isinstance(found, CannotTell):
            return NotSent(found.why)
        if found is None:
            return Rejected(f"Slack has a channel #{name} that the bot may not see. Invite the bot, or rename it.")
        joined = self._call("conversations.join", {"channel": found.id}, Said)
        return found if isinstance(joined, Said) else joined

    def find_channel(self, name: str) -> Channel | CannotTell | None:
        """The channel of a name among those that the bot may list."""
        cursor = ""
        for _ in range(PAGES):
            query: dict[str, str | int] = {"limit": 1000, "types": "public_channel,private_channel"}
            page = self._ask("conversations.list", {**query, **({"cursor": cursor} if cursor else {})}, Channels)
            if isinstance(page, CannotTell):
                return page
            for channel in page.channels:
                if channel.name == name:
                    return channel
            cursor = page.response_metadata.next_cursor
            if not cursor:
                return None
        return CannotTell(f"Slack has more channels than we read; #{name} was not among them. Give its id instead.")

    def invite(self, channel: str, users: list[str]) -> Said | Failed:
        """conversations.invite; people who are in already do not matter."""
        body = {"channel": channel, "users": ",".join(users)}
        return self._call("conversations.invite", body, Said, mind=("already_in_channel", "cant_invite_self"))

    def set_topic(self, channel: str, topic: str) -> Said | Failed:
        """conversations.setTopic, 250 characters at most."""
        return self._call("conversations.setTopic", {"channel": channel, "topic": topic[:250]}, Said)

    def pin(self, channel: str, ts: str) -> Said | Failed:
        return self._call("pins.add", {"channel": channel, "timestamp": ts}, Said, mind=("already_pinned",))

    def who(self) -> WhoAmI | Failed:
        """auth.test: whose token this is."""
        return self._call("auth.test", {}, WhoAmI)

    def history(self, channel: str, thread: str = "") -> Iterator[Messages | CannotTell]:
        """Pages of a channel, newest first, or of one thread, oldest first; the metadata with them."""
        method = "conversations.replies" if thread else "conversations.history"
        query: dict[str, str | int] = {"channel": channel, "include_all_metadata": "true", "limit": PAGE}
        if thread:
            query["ts"] = thread
        for _ in range(PAGES):
            page = self._ask(method, query, Messages)
            yield page
            if isinstance(page, CannotTell) or not page.response_metadata.next_cursor:
                return
            query["cursor"] = page.response_metadata.next_cursor

    def message(self, channel: str, ts: str) -> Message | None:
        """One message as it stands there now."""
        query: dict[str, str | int] = {"channel": channel, "latest": ts, "oldest": ts, "inclusive": "true", "limit": 1}
        page = self._ask("conversations.history", query, Messages)
        found = page.messages if isinstance(page, Messages) else []
        return next((message for message in found if message.ts == ts), None)

    def _call(self, method: str, body: Mapping[str, object], answer: type[S], mind: tuple[str, ...] = ()) -> S | Failed:
        """``mind`` names the errors that the caller takes for an answer."""
        back = self.api.write("POST", f"/{method}", body, answer)
        if not isinstance(back, Said) or back.ok or back.error in mind:
            return back
        return self._meaning(back)

    def _ask(self, method: str, query: Mapping[str, str | int], answer: type[S]) -> S | CannotTell:
        back = self.api.read(f"/{method}", answer, query)
        if isinstance(back, Said) and not back.ok:
            return CannotTell(self._meaning(back).why)
        return back

    def _meaning(self, said: Said) -> Refused | Rejected | Unknown:
        word = self.api.scrubbed(said.error or "no reason given")
        if said.error in _SLOW:
            return Refused(f"Slack wants us to go slower ({word}).")
        if said.error in _THEIRS:
            return Unknown(f"Slack has trouble of its own ({word}). The message may have arrived.")
        meaning = _MEANING.get(said.error)
        needs = f" (it needs {self.api.scrubbed(said.needed)})" if said.needed else ""
        return Rejected(f"Slack does not take it: {f'{meaning} ({word})' if meaning else word}{needs}.")


def instant(ts: str) -> Instant | None:
    """A message's ``ts`` is its time in seconds."""
    return moments.seconds(ts)
