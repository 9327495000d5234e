"""Whatever a service answers, a connector makes an outcome of it: it never raises, never believes it blindly, never
tells the secret.
"""

from __future__ import annotations

from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.peers import SECRET, SERVICES
from warroom.clock import Instant
from warroom.connectors import api
from warroom.connectors.http import Answer, Request
from warroom.connectors.protocol import (
    Absent,
    CannotTell,
    Checked,
    Delivered,
    Found,
    NotSent,
    Outgoing,
    PageStatus,
    Refused,
    Rejected,
    Unknown,
)
from warroom.connectors.registry import connector

NOW = Instant.parse("2026-01-05T02:31:00Z")
NAMES = (
    "ok error id ts channel channels messages metadata event_type event_payload outbox_id response_metadata next_cursor"
    " incident_updates body status display_at created_at shortlink event_id chunk end content origin_server_ts room_id"
    " user_id device_id joined_rooms order posts props create_at root_id username taken data updates name message"
    " incidents comments comment state result found_oldest number html_url user login retry_after errcode errors"
).split()
ECHO = "%secret%"
"""Stands for the target's secret, told back by the service."""
WORDS = st.sampled_from(["", "ok", "m1", "C1", "no", "2026-01-05T02:31:00Z", "9e999", "nan", "-1", f"told {ECHO}"])
NUMBERS = st.sampled_from([0, 1, -1, 200, 10**18, 2**63, -(10**30), 1.5, 1e300])
TREES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=25,
)
BODIES = TREES.map(msgspec.json.encode) | st.binary(max_size=40)
HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "retry-after", "date", "x-ratelimit-reset", "x-ratelimit-remaining", "location"]),
    st.sampled_from(["", "text/html", "text/plain", "application/json", "5", "0", "nan", "1e400", "Mon, 99 Foo", "-1"]),
    max_size=4,
)
STATUSES = st.sampled_from([200, 201, 202, 204, 206, 304, 400, 401, 403, 404, 409, 420, 422, 429, 499, 500, 503, 599])
ANSWERS = st.builds(Answer, STATUSES, HEADERS, BODIES, st.booleans())
SAID = Delivered | NotSent | Refused | Rejected | Unknown


def message(thread: dict[str, str]) -> Outgoing:
    return Outgoing(
        id="m1",
        incident="0199",
        ref="INC-0042",
        title="Checkout fails",
        template="status-update",
        plain="Checkout fails.",
        status=PageStatus.IDENTIFIED,
        written_at=NOW,
        thread=thread,
    )


@pytest.mark.parametrize("kind", SERVICES)
@settings(max_examples=25, deadline=None)
@given(answers=st.lists(ANSWERS, min_size=1, max_size=4), follows=st.booleans())
def test_any_answer_becomes_an_outcome(kind: str, answers: list[Answer], follows: bool) -> None:
    left: list[Answer] = []

    def exchange(request: Request, label: str) -> Answer:
        if not left:
            left.extend(answers)
        said = left.pop(0)
        return msgspec.structs.replace(said, body=said.body.replace(ECHO.encode(), target.secret.reveal().encode()))

    one, target = connector(kind), SERVICES[kind]().target("https://service.example.org")
    thread = {"incident": "1", "issue": "1", "ts": "1.0", "channel": "C1", "root": "r", "event": "$e", "last": "l"}
    sent = message(thread if follows else {})
    with patch.object(api, "exchange", exchange):
        outcome, found, checked = one.send(target, sent, NOW), one.reconcile(target, sent, NOW), one.check(target)
    assert isinstance(outcome, SAID)
    assert isinstance(found, Found | Absent | CannotTell)
    assert isinstance(checked, Checked)
    for said in (outcome, found, checked):
        assert SECRET not in repr(said)
        moment = getattr(said, "at", None)
        assert moment is None or moment.text
    if isinstance(outcome, Delivered):
        assert any(answer.good for answer in answers)
        assert outcome.remote_id
