"""GitHub's issues and comments (docs.github.com/rest/issues)."""

from __future__ import annotations

import re
from typing import Any

from tests.misbehaving import Got, Reply, answer
from warroom.connectors.target import Secret, TargetConfig

_SECRET = "s3cr3t-0f-th1s-target"
_NOW = "2026-01-05T02:31:02Z"
_MARK = re.compile(r"\n\n<!--.*?-->$")


class GitHub:
    kind = "github"

    def __init__(self) -> None:
        self.issues: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.changes: list[str] = []

    def target(self, base: str, **values: str) -> TargetConfig:
        settings = {"base_url": base, "repository": "acme/status"} | self._settings() | values
        return TargetConfig("tracker", self.kind, settings, Secret(_SECRET))

    def _settings(self) -> dict[str, str]:
        return {}

    def posts(self, got: Got) -> bool:
        return got.method == "POST" and got.path.startswith("/repos/")

    def held(self) -> list[str]:
        """As a reader sees them: without what is hidden."""
        return [_MARK.sub("", one["body"]) for one in [*self.issues, *self.comments]]

    def __call__(self, got: Got) -> Reply:
        if got.headers.get("authorization") != f"Bearer {_SECRET}":
            return answer({"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"}, 401)
        found = re.fullmatch(r"/repos/acme/status(/issues)?(?:/(\d+))?(/comments)?", got.path)
        if found is None:
            return answer({"message": "Not Found"}, 404)
        issues, number, comments = found.groups()
        if issues is None:
            return answer({"full_name": "acme/status", "archived": False, "has_issues": True})
        if comments:
            return self._comment(int(number), got.json) if got.method == "POST" else self._read(int(number), got)
        if number:
            return self._change(self.issues[int(number) - 1], got)
        return self._open(got.json) if got.method == "POST" else self._list(got)

    def _open(self, body: dict[str, Any]) -> Reply:
        number = len(self.issues) + 1
        new = {"number": number, "state": "open", "created_at": _NOW, "html_url": f"https://github.com/i/{number}"}
        self.issues.append(new | body)
        return answer(self.issues[-1], 201)

    def _comment(self, number: int, body: dict[str, Any]) -> Reply:
        new = {"id": 1000 + len(self.comments), "issue": number, "created_at": _NOW, **body}
        self.comments.append(new)
        return answer(new, 201)

    def _read(self, number: int, got: Got) -> Reply:
        return self._page([one for one in self.comments if one["issue"] == number], got)

    def _list(self, got: Got) -> Reply:
        assert got.query["state"] == "all"
        return self._page(self.issues[::-1], got)

    def _page(self, rows: list[dict[str, Any]], got: Got) -> Reply:
        size, page = int(got.query["per_page"]), int(got.query["page"])
        return answer(rows[(page - 1) * size : page * size])

    def _change(self, issue: dict[str, Any], got: Got) -> Reply:
        if got.method == "PATCH":
            issue |= got.json
            self.changes.append(got.json["state"])
        return answer(issue)


class Upptime(GitHub):
    kind = "upptime"

    def _settings(self) -> dict[str, str]:
        return {"site": "shop"}
