"""What each run comes to: how many messages we say are delivered, how many are there, how many twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import ClassVar


class Tally:
    """One server's sums over all tests of a run."""

    all: ClassVar[dict[str, Tally]] = {}

    def __init__(self, server: str) -> None:
        self.server = server
        self.sent = 0
        self.received = 0
        self.duplicates = 0
        self.tests = 0

    @classmethod
    def of(cls, server: str) -> Tally:
        return cls.all.setdefault(server, cls(server))

    def count(self, sent: Iterable[str], received: Iterable[str]) -> None:
        """Texts that we say are there, and texts that are there. Each is unique to its message."""
        ours, theirs = list(sent), Counter(received)
        assert len(set(ours)) == len(ours)
        self.tests += 1
        self.sent += len(ours)
        self.received += sum(theirs[text] > 0 for text in ours)
        self.duplicates += sum(max(0, theirs[text] - 1) for text in ours)
        lost = [text for text in ours if not theirs[text]]
        twice = [text for text in ours if theirs[text] > 1]
        assert not lost, f"lost on the way to {self.server}: {lost}"
        assert not twice, f"twice on {self.server}: {twice}"

    def __str__(self) -> str:
        return f"{self.server}: sent {self.sent} / received {self.received} / duplicates {self.duplicates}"
