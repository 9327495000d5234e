"""Mattermost by its REST interface v4 (api.mattermost.com): posts with our mark, under the incident's first."""

from __future__ import annotations

import re

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
from warroom.connectors.texts import markdown, quiet, too_long

LABEL = "Mattermost"
LONGEST = 16_383
_ID = re.compile(r"[a-z0-9]{26}")
_PAGE = 200
_PAGES = 10
_MARK = "outbox_id"


class Post(msgspec.Struct, frozen=True):
    id: str
    create_at: int
    root_id: str = ""
    props: dict[str, object] | None = None


class Posts(msgspec.Struct, frozen=True):
    order: list[str]
    posts: dict[str, Post]


class Channel(msgspec.Struct, frozen=True):
    id: str
    name: str = ""
    display_name: str = ""


class Me(msgspec.Struct, frozen=True):
    id: str
    username: str


class MattermostBot(Connector):
    kind = "mattermost"
    label = LABEL
    fields = (
        forms.base_url(hint="The server: https://chat.example.org."),
        Field("channel", "Channel", hint="Its id, or team/channel as in its address."),
        forms.audience(Audience.INTERNAL),
        forms.token("Token", "Of a bot or a person who is in the channel."),
    )
    capabilities = Capabilities(tier=Tier.MARKER, formats=(Text.MARKDOWN, Text.PLAIN), threads=True, longest=LONGEST)

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        return msgspec.structs.replace(self.capabilities, audience=forms.audience_of(target, Audience.INTERNAL))

    def problem(self, target: TargetConfig) -> str:
        channel = target.get("channel")
        if not _ID.fullmatch(channel) and channel.count("/") != 1:
            return "A channel is named by its id, or as team/channel."
        return super().problem(target)

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        text = quiet(markdown(outgoing))
        if refusal := too_long(LABEL, text, LONGEST):
            return refusal
        api = self._api(target)
        channel = self._channel(api, target, outgoing)
        if not isinstance(channel, str):
            return channel
        root = outgoing.thread.get("root", "")
        body = {
            "channel_id": channel,
            "message": text,
            "root_id": root,
            "pending_post_id": outgoing.id,
            "props": {_MARK: outgoing.id},
        }
        post = api.write("POST", "/api/v4/posts", body, Post)
        if not isinstance(post, Post):
            return post
        return Delivered(post.id, moments.millis(post.create_at), {"channel": channel, "root": root or post.id})

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        api = self._api(target)
        channel = self._channel(api, target, outgoing)
        if not isinstance(channel, str):
            return CannotTell(channel.why)
        for page in range(_PAGES):
            query: dict[str, str | int] = {"page": page, "per_page": _PAGE}
            told = api.read(f"/api/v4/channels/{segment(channel)}/posts", Posts, query)
            if isinstance(told, CannotTell):
                return told
            for post in told.posts.values():
                if (post.props or {}).get(_MARK) == outgoing.id:
                    state = {"channel": channel, "root": post.root_id or post.id}
                    return Found(post.id, moments.millis(post.create_at), state)
            listed = [told.posts[name].create_at for name in told.order if name in told.posts]
            if len(told.order) < _PAGE or min(listed, default=0) < outgoing.written_at.plus(-DAY):
                return Absent()
        return CannotTell("The channel holds more messages since then than we read. Look there, then decide.")

    def check(self, target: TargetConfig) -> Checked:
        api = self._api(target)
        me = api.check("/api/v4/users/me", Me)
        if isinstance(me, Checked):
            return me
        channel = self._channel(api, target, None)
        if not isinstance(channel, str):
            return Checked(False, channel.why)
        seen = api.check(f"/api/v4/channels/{segment(channel)}", Channel)
        if isinstance(seen, Checked):
            return seen
        return Checked(True, f"Mattermost knows the token: {me.username}, and the channel. Nothing was posted.")

    def _api(self, target: TargetConfig) -> Api:
        return Api.bearer(LABEL, self.address(target), target.secret.reveal())

    def _channel(self, api: Api, target: TargetConfig, outgoing: Outgoing | None) -> str | NotSent | Refused | Rejected:
        known = outgoing.thread.get("channel", "") if outgoing is not None else ""
        named = known or target.get("channel")
        team, slash, name = named.partition("/")
        if not slash:
            return named
        where = f"/api/v4/teams/name/{segment(team)}/channels/name/{segment(name)}"
        found = api.write("GET", where, None, Channel)
        if isinstance(found, Channel):
            return found.id
        return before(found)
