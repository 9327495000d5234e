"""The calls of GitHub's REST API that we make, each typed (docs.github.com/rest/issues)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from warroom.connectors.api import Api, Failed, segment
from warroom.connectors.protocol import CannotTell

LABEL = "GitHub"
PAGE = 100
PAGES = 10


class Issue(msgspec.Struct, frozen=True):
    number: int
    created_at: str
    html_url: str = ""
    state: str = ""
    body: str | None = None


class Comment(msgspec.Struct, frozen=True):
    id: int
    created_at: str
    html_url: str = ""
    body: str | None = None


class _Rights(msgspec.Struct, frozen=True):
    push: bool = True


class Repository(msgspec.Struct, frozen=True):
    full_name: str
    archived: bool = False
    has_issues: bool = True
    permissions: _Rights = _Rights()


class Web:
    """The issues of one repository."""

    def __init__(self, base: str, repository: str, token: str) -> None:
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        self.api = Api.bearer(LABEL, base, token, headers)
        owner, _, name = repository.partition("/")
        self._where = f"/repos/{segment(owner)}/{segment(name)}"

    def open(self, title: str, body: str, labels: list[str]) -> Issue | Failed:
        tree = {"title": title, "body": body, **({"labels": labels} if labels else {})}
        return self.api.write("POST", f"{self._where}/issues", tree, Issue)

    def comment(self, issue: str, body: str) -> Comment | Failed:
        return self.api.write("POST", f"{self._where}/issues/{segment(issue)}/comments", {"body": body}, Comment)

    def set_open(self, issue: str, open: bool) -> Issue | Failed:
        """Close or reopen; doing so twice changes nothing."""
        tree = {"state": "open"} if open else {"state": "closed", "state_reason": "completed"}
        return self.api.write("PATCH", f"{self._where}/issues/{segment(issue)}", tree, Issue)

    def repository(self) -> Repository | CannotTell:
        return self.api.read(self._where, Repository)

    def issue(self, issue: str) -> Issue | CannotTell:
        return self.api.read(f"{self._where}/issues/{segment(issue)}", Issue)

    def issues(self) -> Iterator[list[Issue] | CannotTell]:
        """All of them, newest first. The list is current; GitHub's search lags behind."""
        query = {"state": "all", "sort": "created", "direction": "desc"}
        for page in range(1, PAGES + 1):
            found = self.api.read(f"{self._where}/issues", list[Issue], {**query, "per_page": PAGE, "page": page})
            yield found
            if isinstance(found, CannotTell) or len(found) < PAGE:
                return

    def comments(self, issue: str, since: str) -> Iterator[list[Comment] | CannotTell]:
        """Those of one issue that changed since a time, oldest first."""
        path = f"{self._where}/issues/{segment(issue)}/comments"
        for page in range(1, PAGES + 1):
            found = self.api.read(path, list[Comment], {"since": since, "per_page": PAGE, "page": page})
            yield found
            if isinstance(found, CannotTell) or len(found) < PAGE:
                return
