"""A Mattermost of our own: enough of its REST interface to post and to read back, and it drops no repeated post."""

from __future__ import annotations

import threading
from collections import Counter

from tests.misbehaving import Got, Reply, answer

CHANNEL = "c" * 26
TOKEN = "token-of-a-bot"


class Mattermost:
    """``held``: the outbox's ids of the posts that readers see, in their order."""

    def __init__(self) -> None:
        self.held: list[str] = []
        self.texts: list[str] = []
        self._lock = threading.Lock()

    @staticmethod
    def posts(got: Got) -> bool:
        return got.method == "POST" and got.path == "/api/v4/posts"

    @property
    def twice(self) -> int:
        return sum(count - 1 for count in Counter(self.held).values())

    def __call__(self, got: Got) -> Reply:
        if got.headers.get("authorization") != f"Bearer {TOKEN}":
            return answer({"id": "api.context.session_expired", "message": "Who are you?", "status_code": 401}, 401)
        if self.posts(got):
            return answer(self._post(got), 201)
        if got.path == f"/api/v4/channels/{CHANNEL}/posts":
            return answer(self._listed(int(got.query["page"]), int(got.query["per_page"])))
        if got.path == "/api/v4/users/me":
            return answer({"id": "u" * 26, "username": "warroom"})
        return answer({"id": CHANNEL, "name": "inc", "display_name": "Incident"})

    def _post(self, got: Got) -> dict[str, object]:
        with self._lock:
            self.held.append(got.json["props"]["outbox_id"])
            self.texts.append(got.json["message"])
            return self._seen(len(self.held) - 1)

    def _listed(self, page: int, size: int) -> dict[str, object]:
        with self._lock:
            newest = list(range(len(self.held)))[::-1][page * size : (page + 1) * size]
            posts = {f"p{n:025}": self._seen(n) for n in newest}
        return {"order": list(posts), "posts": posts}

    def _seen(self, n: int) -> dict[str, object]:
        return {
            "id": f"p{n:025}",
            "create_at": 4_000_000_000_000 + n,
            "root_id": "",
            "props": {"outbox_id": self.held[n]},
        }
