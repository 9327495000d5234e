"""Slack by a bot: posts, threads under the incident's first message, or a channel of its own for each incident."""

from __future__ import annotations

import re
import unicodedata

from warroom.clock import DAY, Instant
from warroom.connectors import forms
from warroom.connectors.api import before
from warroom.connectors.protocol import (
    Absent,
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
    Unknown,
)
from warroom.connectors.slack.web import LABEL, Message, Posted, Said, Web, WhoAmI, instant
from warroom.connectors.texts import too_long

OWN = "new"
"""Value of the field ``channel`` that opens a channel for each incident."""
LONGEST = 40_000
HEAD_LIMIT = 3_000
_LATEST = "\n\n*Latest, "
_NAME_LIMIT = 80
_UNFIT = re.compile(r"[^a-z0-9]+")
_ID = re.compile(r"[CGD][A-Z0-9]{5,}")


class SlackBot(Connector):
    kind = "slack"
    label = LABEL
    fields = (
        Field("channel", "Channel", hint="#incidents, its id, or new: a channel of its own for each incident."),
        Field("invite", "Invite", required=False, hint="With channel=new: ids of those to invite, U0123 U0456."),
        Field(
            "headline",
            "Keep the first message current",
            required=False,
            default="yes",
            hint="Adds the latest line to the message that the thread hangs on.",
            choices=("yes", "no"),
        ),
        forms.base_url("https://slack.com/api"),
        forms.token(
            "Bot token",
            "Begins with xoxb-. Scopes: chat:write, channels:read, channels:history; with new also channels:manage, "
            "channels:join and pins:write.",
        ),
    )
    capabilities = Capabilities(
        tier=Tier.MARKER, formats=(Text.SLACK, Text.PLAIN), threads=True, min_interval_s=1.0, longest=LONGEST
    )

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        web = self._web(target)
        own = target.get("channel") == OWN
        channel = outgoing.thread.get("channel", "")
        if not channel:
            opened = self._open(web, target, outgoing) if own else target.get("channel")
            if not isinstance(opened, str):
                return opened
            channel = opened
        text = _text(outgoing)
        if refusal := too_long(LABEL, text, LONGEST):
            return refusal
        first = outgoing.thread.get("ts", "")
        posted = web.post(channel, text, outgoing.id, thread="" if own else first)
        if not isinstance(posted, Posted):
            return posted
        state = _state(outgoing, posted, channel)
        self._after(web, target, outgoing, state, posted)
        return Delivered(posted.ts, instant(posted.ts), state)

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        web = self._web(target)
        channel = self._channel_id(web, target, outgoing)
        if channel is None:
            return Absent()
        if isinstance(channel, CannotTell):
            return channel
        thread = "" if target.get("channel") == OWN else outgoing.thread.get("ts", "")
        oldest: Instant | None = None
        more = False
        for page in web.history(channel, thread):
            if isinstance(page, CannotTell):
                return page
            for message in page.messages:
                if message.metadata.event_payload.get("outbox_id") == outgoing.id:
                    return Found(message.ts, instant(message.ts), _found_state(outgoing, message, channel))
            moments = [moment for message in page.messages if (moment := instant(message.ts)) is not None]
            oldest = min([*moments, *([oldest] if oldest is not None else [])], default=None)
            more = bool(page.response_metadata.next_cursor)
        if more and (thread or oldest is None or oldest > outgoing.written_at.plus(-DAY)):
            return CannotTell("Slack holds more messages since then than we read. Look there, then decide.")
        return Absent()

    def check(self, target: TargetConfig) -> Checked:
        web = self._web(target)
        who = web.who()
        if not isinstance(who, WhoAmI):
            return Checked(False, who.why)
        channel = target.get("channel")
        if channel != OWN and not _ID.fullmatch(channel):
            found = web.find_channel(channel.removeprefix("#"))
            if isinstance(found, CannotTell):
                return Checked(False, found.why)
            if found is None:
                return Checked(False, f"Slack shows the bot no channel {channel}. Invite the bot, or correct the name.")
        return Checked(True, f"Slack knows the token: {who.user} in {who.team}. Nothing was posted.")

    def _web(self, target: TargetConfig) -> Web:
        return Web(self.address(target), target.secret.reveal())

    def _open(self, web: Web, target: TargetConfig, outgoing: Outgoing) -> str | NotSent | Refused | Rejected:
        """The incident's own channel. Opening it twice gives the same one, so an unknown here is tried again."""
        channel = web.open_channel(channel_name(outgoing))
        if isinstance(channel, NotSent | Refused | Rejected | Unknown):
            return before(channel)
        people = forms.words(target.get("invite"))
        steps = [web.set_topic(channel.id, f"{outgoing.ref} {outgoing.title}")]
        steps += [web.invite(channel.id, people)] if people else []
        for step in steps:
            if isinstance(step, Refused):
                return step
        return channel.id

    def _after(self, web: Web, target: TargetConfig, outgoing: Outgoing, state: dict[str, str], posted: Posted) -> None:
        """What makes a delivered message easier to find. It is delivered whatever becomes of this."""
        own = target.get("channel") == OWN
        if own and "ts" not in outgoing.thread:
            pinned = web.pin(state["channel"], posted.ts)
            state["pinned"] = "yes" if isinstance(pinned, Said) else "no"
        elif own and outgoing.status is not None:
            web.set_topic(state["channel"], f"{outgoing.ref} {outgoing.title}: {outgoing.status.value}")
        elif "ts" in outgoing.thread and target.get("headline", "yes") == "yes":
            self._keep_current(web, outgoing, state)

    def _keep_current(self, web: Web, outgoing: Outgoing, state: dict[str, str]) -> None:
        """The first message's words are read back, not kept: what is redacted here is nowhere here."""
        first = web.message(state["channel"], state["ts"])
        if first is None or not first.text:
            return
        text = f"{first.text.partition(_LATEST)[0]}{_LATEST}{_latest(outgoing)}"
        if len(text) <= HEAD_LIMIT:
            web.update(state["channel"], state["ts"], text)

    def _channel_id(self, web: Web, target: TargetConfig, outgoing: Outgoing) -> str | CannotTell | None:
        """Reading back needs the channel's id; None where the channel is not there at all."""
        named = outgoing.thread.get("channel", "") or target.get("channel")
        if named != OWN and _ID.fullmatch(named):
            return named
        found = web.find_channel(channel_name(outgoing) if named == OWN else named.removeprefix("#"))
        if found is None:
            return None if named == OWN else CannotTell(f"Slack shows the bot no channel {named}. Look there.")
        return found if isinstance(found, CannotTell) else found.id


def channel_name(outgoing: Outgoing) -> str:
    """``inc-0042-checkout-fails``: lower case, 80 characters at most (Slack's rule)."""
    plain = unicodedata.normalize("NFKD", f"{outgoing.ref} {outgoing.title}").encode("ascii", "ignore").decode()
    return _UNFIT.sub("-", plain.lower()).strip("-")[:_NAME_LIMIT].rstrip("-")


def escaped(text: str) -> str:
    """Text that Slack shows as it stands: no mention, no broadcast, no link comes of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(outgoing: Outgoing) -> str:
    return outgoing.slack or escaped(outgoing.plain)


def _latest(outgoing: Outgoing) -> str:
    line = next((row.strip() for row in outgoing.plain.splitlines() if row.strip()), outgoing.title)
    return f"{outgoing.written_at.hhmm()} UTC:* {escaped(line[:300])}"


def _state(outgoing: Outgoing, posted: Posted, channel: str) -> dict[str, str]:
    first = outgoing.thread.get("ts", "")
    if first:
        return {**outgoing.thread, "last": posted.ts}
    return {"channel": posted.channel or channel, "ts": posted.ts}


def _found_state(outgoing: Outgoing, message: Message, channel: str) -> dict[str, str]:
    return _state(outgoing, Posted(ok=True, ts=message.ts, channel=channel), channel)
