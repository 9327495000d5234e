"""An issue for each incident, a comment for each update, closed when it is resolved.

Each text ends with a mark that readers do not see. Closing comes before the comment that tells of it: closing twice
changes nothing, so whatever fails there can be tried again, and the comment stays the last and only doubtful step.
"""

from __future__ import annotations

import re
from typing import ClassVar

import msgspec

from warroom.clock import DAY, Instant
from warroom.connectors import forms
from warroom.connectors.api import before
from warroom.connectors.compare import iso
from warroom.connectors.github.web import LABEL, Comment, Issue, Web
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
    PageStatus,
    Reconciled,
    Refused,
    Rejected,
    TargetConfig,
    Text,
    Tier,
    Unknown,
)
from warroom.text import one_line

LONGEST = 65_000
"""GitHub takes 65,536 with the mark."""
LONGEST_TITLE = 250
_REPOSITORY = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")
_REPOSITORY_FIELD = Field("repository", "Repository", hint="owner/name")
_BASE = forms.base_url("https://api.github.com", "Of GitHub Enterprise: https://host/api/v3.")
_TOKEN = forms.token(hint="Fine-grained, with the right to read and write issues of the repository.")
_OPEN_STILL = "The issue is there and still open although it is resolved. Close it there, then mark it as sent."


class GitHubIssues(Connector):
    kind = "github"
    label = LABEL
    fields: tuple[Field, ...] = (
        _REPOSITORY_FIELD,
        Field("labels", "Labels", required=False, default="incident", hint="incident, sev1"),
        forms.audience(Audience.INTERNAL),
        _BASE,
        _TOKEN,
    )
    capabilities = Capabilities(
        tier=Tier.MARKER,
        formats=(Text.MARKDOWN, Text.PLAIN),
        threads=True,
        states=True,
        min_interval_s=1.0,
        longest=LONGEST,
    )
    _titled_with_ref: ClassVar[bool] = True

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        return msgspec.structs.replace(self.capabilities, audience=forms.audience_of(target, Audience.INTERNAL))

    def problem(self, target: TargetConfig) -> str:
        if not _REPOSITORY.fullmatch(target.get("repository")):
            return "A repository is named by its owner and its name, such as acme/status."
        return super().problem(target)

    def send(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Outcome:
        if fault := self.problem(target):
            return Rejected(fault)
        text = outgoing.text(Text.MARKDOWN)
        if len(text) > LONGEST:
            return Rejected(f"GitHub takes {LONGEST} characters at most; this message has {len(text)}. Shorten it.")
        web, number = self._web(target), outgoing.thread.get("issue", "")
        if not number:
            return self._open(web, target, outgoing, text)
        if (held_up := _set_state(web, number, outgoing)) is not None:
            return held_up
        made = web.comment(number, f"{text}\n\n{mark(outgoing.id)}")
        if not isinstance(made, Comment):
            return made
        return Delivered(_name(made), iso(made.created_at), _state(outgoing, number))

    def reconcile(self, target: TargetConfig, outgoing: Outgoing, now: Instant) -> Reconciled:
        if fault := self.problem(target):
            return CannotTell(fault)
        web, number = self._web(target), outgoing.thread.get("issue", "")
        return _comment_of(web, number, outgoing) if number else _issue_of(web, outgoing)

    def check(self, target: TargetConfig) -> Checked:
        if fault := self.problem(target):
            return Checked(False, fault)
        found = self._web(target).repository()
        if isinstance(found, CannotTell):
            return Checked(False, found.why)
        if found.archived or not found.has_issues:
            return Checked(False, f"{found.full_name} takes no issues: it is archived, or they are switched off.")
        return Checked(True, f"GitHub shows us {found.full_name}. Nothing was posted.")

    def labels(self, target: TargetConfig) -> list[str]:
        """What a new issue is labelled with."""
        return [label.strip() for label in target.get("labels", "incident").split(",") if label.strip()]

    def _web(self, target: TargetConfig) -> Web:
        return Web(self.address(target), target.get("repository"), target.secret.reveal())

    def _open(self, web: Web, target: TargetConfig, outgoing: Outgoing, text: str) -> Outcome:
        title = f"{outgoing.ref} {outgoing.title}" if self._titled_with_ref else outgoing.title
        made = web.open(one_line(title, LONGEST_TITLE), f"{text}\n\n{mark(outgoing.id)}", self.labels(target))
        if not isinstance(made, Issue):
            return made
        number = str(made.number)
        if outgoing.status is PageStatus.RESOLVED and not isinstance(web.set_open(number, False), Issue):
            return Unknown(_OPEN_STILL)
        return Delivered(_name(made), iso(made.created_at), _state(outgoing, number))


class Upptime(GitHubIssues):
    """Upptime shows the issues of its repository that carry ``status`` and the slug of a site."""

    kind = "upptime"
    label = "Upptime"
    fields = (
        _REPOSITORY_FIELD,
        Field("site", "Site", hint="The slug of the site in Upptime's configuration: the name of its file in history."),
        _BASE,
        _TOKEN,
    )
    capabilities = msgspec.structs.replace(GitHubIssues.capabilities, audience=Audience.EXTERNAL, titled=True)
    _titled_with_ref = False

    def capabilities_for(self, target: TargetConfig) -> Capabilities:
        return self.capabilities

    def labels(self, target: TargetConfig) -> list[str]:
        return ["status", target.get("site")]


def mark(id: str) -> str:
    """What a text ends with; GitHub does not show it."""
    return f"<!-- outbox:{id} -->"


def _set_state(web: Web, number: str, outgoing: Outgoing) -> NotSent | Refused | Rejected | None:
    """Close or reopen before the comment. A doubt here is none: it can be done again."""
    over = outgoing.status is PageStatus.RESOLVED
    again = outgoing.status is not None and not over and outgoing.thread.get("closed") == "yes"
    if not (over or again):
        return None
    done = web.set_open(number, again)
    return None if isinstance(done, Issue) else before(done)


def _issue_of(web: Web, outgoing: Outgoing) -> Reconciled:
    for page in web.issues():
        if isinstance(page, CannotTell):
            return page
        for one in page:
            if mark(outgoing.id) in (one.body or ""):
                if outgoing.status is PageStatus.RESOLVED and one.state == "open":
                    return CannotTell(_OPEN_STILL)
                return Found(_name(one), iso(one.created_at), _state(outgoing, str(one.number)))
        oldest = iso(page[-1].created_at) if page else None
        if oldest is None or oldest < outgoing.written_at.plus(-DAY):
            return Absent()
    return CannotTell("GitHub holds more issues since then than we read. Look there, then decide.")


def _comment_of(web: Web, number: str, outgoing: Outgoing) -> Reconciled:
    seen = 0
    for page in web.comments(number, outgoing.written_at.plus(-DAY).text):
        if isinstance(page, CannotTell):
            return page
        for one in page:
            if mark(outgoing.id) in (one.body or ""):
                return Found(_name(one), iso(one.created_at), _state(outgoing, number))
        seen = len(page)
    if seen < 100:
        return Absent()
    return CannotTell("GitHub holds more comments since then than we read. Look there, then decide.")


def _name(made: Issue | Comment) -> str:
    """Its address, which a person can open."""
    return made.html_url or str(made.number if isinstance(made, Issue) else made.id)


def _state(outgoing: Outgoing, number: str) -> dict[str, str]:
    before = outgoing.thread.get("closed", "no")
    closed = before if outgoing.status is None else "yes" if outgoing.status is PageStatus.RESOLVED else "no"
    return {"issue": number, "closed": closed}
