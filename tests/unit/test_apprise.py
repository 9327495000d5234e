"""Apprise where it is not installed: not offered, and a target that was made elsewhere says what it needs."""

from __future__ import annotations

import pytest

from warroom import ids
from warroom.clock import Instant
from warroom.connectors import apprise_url, registry
from warroom.connectors.protocol import Outgoing, Rejected, TargetConfig
from warroom.connectors.target import Secret

NOW = Instant.parse("2026-01-05T02:31:00Z")


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apprise_url, "find_spec", lambda name: None)


@pytest.mark.usefixtures("missing")
def test_a_target_from_another_computer_says_what_it_needs() -> None:
    target = TargetConfig("pager", "apprise", {}, Secret("jsons://example.org/s3cr3t"))
    sent = Outgoing(
        id=ids.new(), incident="i", ref="INC-1", title="t", template="status-update", plain="Down.", written_at=NOW
    )
    outcome = registry.connector("apprise").send(target, sent, NOW)
    assert isinstance(outcome, Rejected)
    assert "warroom[apprise]" in outcome.why
    assert registry.connector("apprise").check(target).ok is False


def test_it_is_offered_only_where_it_is_installed() -> None:
    assert apprise_url.installed() or "apprise" not in registry.KINDS
