"""A service in memory that misbehaves as it is told, behind the connectors' protocol: it knows what it really holds."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable
from enum import StrEnum

import msgspec

from warroom.clock import Instant
from warroom.connectors.protocol import (
    Absent,
    Audience,
    CannotTell,
    Capabilities,
    Checked,
    Delivered,
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
from warroom.errors import NotFound
from warroom.outbox.routes import Route


class Does(StrEnum):
    """What the service does with one request."""

    TAKES = "takes it and says so"
    TAKES_AND_IS_SILENT = "takes it, and the answer is lost"
    TAKES_LATE = "takes it ten seconds after the answer was given up"
    LOSES = "loses it, and the answer too"
    REFUSES = "is too busy"
    REJECTS = "will not have it"
    UNREACHABLE = "cannot be reached"


class Post(msgspec.Struct, frozen=True):
    """What arrived, as it arrived."""

    id: str
    text: str
    at: Instant
    notify: bool
    backdate_to: Instant | None
    thread: dict[str, str]
    shown_at: float = 0.0


LATE_S = 10.0


class Service:
    """``posts`` is what readers see. ``script`` is used up from the front; after it the service ``does`` the rest."""

    kind = "simulated"
    label = "Simulated"
    fields = ()

    def __init__(self, tier: Tier = Tier.MARKER, **capabilities: object) -> None:
        known = {"formats": (Text.PLAIN,), "audience": Audience.INTERNAL} | capabilities
        self.capabilities = Capabilities(tier=tier, **known)  # type: ignore[arg-type]
        self._taken: list[Post] = []
        self.uptime: Callable[[], float] = lambda: 0.0
        """The service's own time, which nobody sets; a test that lets time pass gives it a clock."""
        self.script: deque[Does] = deque()
        self.does = Does.TAKES
        self.retry_after_s: float | None = None
        self.silent_check = False
        self.requests = 0
        self.questions = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.gate: threading.Event | None = None
        self.entered = threading.Event()

    def put(self, post: Post) -> None:
        """Something that is there already."""
        self._taken.append(post)

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        return self.capabilities

    def problem(self, target: TargetConfig) -> str:
        return ""

    @property
    def texts(self) -> list[str]:
        return [post.text for post in self.posts]

    def twice(self) -> list[str]:
        """The ids of messages that readers see more than once."""
        times = Counter(post.id for post in self.posts)
        return [one for one, count in times.items() if count > 1]

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        self.requests += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        self.entered.set()
        if self.gate is not None:
            self.gate.wait(10)
        try:
            return self._send(outgoing, now)
        finally:
            self.in_flight -= 1

    def _send(self, outgoing: Outgoing, now: Instant) -> Outcome:
        does = self.script.popleft() if self.script else self.does
        if does is Does.UNREACHABLE:
            return NotSent("Simulated could not be reached. Nothing was sent.")
        if does is Does.REFUSES:
            return Refused("Simulated is busy.", self.retry_after_s)
        if does is Does.REJECTS:
            return Rejected("Simulated knows no such channel.")
        if does is Does.LOSES:
            return Unknown("The connection was lost. It may have arrived.")
        known = self._holds(outgoing) if self.capabilities.tier is Tier.KEY else None
        if known is None:
            shown_at = self.uptime() + (LATE_S if does is Does.TAKES_LATE else 0)
            dated, thread = outgoing.backdate_to, dict(outgoing.thread)
            known = Post(outgoing.id, outgoing.plain, now, outgoing.notify, dated, thread, shown_at)
            self._taken.append(known)
        if does is Does.TAKES_LATE:
            return Unknown("Simulated did not answer in time. It may have arrived.")
        if does is Does.TAKES_AND_IS_SILENT:
            return Unknown("Simulated did not answer in time. It may have arrived.")
        return Delivered(f"remote-{known.id}", known.at, {"thread": self._taken[0].id})

    @property
    def posts(self) -> list[Post]:
        """What readers see by now."""
        now = self.uptime()
        return [post for post in self._taken if post.shown_at <= now]

    def _holds(self, outgoing: Outgoing) -> Post | None:
        """What the key was used for, as long as the service remembers keys."""
        lifetime = self.capabilities.key_lifetime_s
        for post in self._taken:
            if post.id == outgoing.id and (lifetime is None or self.uptime() - post.shown_at < lifetime):
                return post
        return None

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        self.questions += 1
        if self.does is Does.UNREACHABLE or self.capabilities.tier is Tier.BLIND:
            return CannotTell("Simulated could not be asked.")
        for post in self.posts:
            alike = post.text == outgoing.plain if self.capabilities.tier is Tier.COMPARE else post.id == outgoing.id
            if alike:
                return Found(f"remote-{post.id}", post.at, {"thread": self.posts[0].id})
        return Absent()

    def check(self, target: TargetConfig) -> Checked:
        if self.silent_check:
            return Checked(None, "Simulated can only be tested by sending.")
        if self.does is Does.UNREACHABLE:
            return Checked(False, "Simulated could not be reached.")
        return Checked(True, "Simulated answers.")


class Services:
    """The targets of a test, by name."""

    def __init__(self, **services: Service) -> None:
        self.services = services

    def route(self, target: str) -> Route:
        if target not in self.services:
            raise NotFound(f'No target is called "{target}".', code="no_target")
        return Route(TargetConfig(target, "simulated"), self.services[target])
