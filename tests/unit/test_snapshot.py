"""The snapshot: the one object that scripts, exports and windows read."""

from __future__ import annotations

from typing import Any

from tests.story import Story, builtin_playbook, minute
from warroom.incident import events as fact
from warroom.incident.fold import fold
from warroom.incident.timeline import fold_entries
from warroom.incident.words import ChangeState, DecisionNote, PageAnswer
from warroom.postmortem.snapshot import entry_object, number, snapshot


def test_whole_seconds_are_whole_numbers() -> None:
    assert str(number(240.0)) == "240"
    assert str(number(0.5)) == "0.5"


def test_metrics_name_the_events_that_they_come_from() -> None:
    story = Story(1)
    started = story(1, fact.StartSet(minute(-10)))
    detected = story(2, fact.DetectionSet(minute(-4)))
    incident = fold(story.events, lambda _: builtin_playbook())
    shown = snapshot(incident, fold_entries(story.events), builtin_playbook(), minute(3))
    metrics = shown["metrics"]
    assert isinstance(metrics, dict)
    assert metrics["detect_s"] == 360
    assert set(metrics["sources"]["detect_s"]) == {started, detected}
    assert metrics["resolve_s"] == "unknown"


def test_times_are_text_with_a_zone_and_what_nobody_said_is_null() -> None:
    story = Story(3)
    shown = snapshot(fold(story.events, lambda _: builtin_playbook()), [], builtin_playbook(), minute(0))
    assert shown["declared_at"] == "2026-01-05T02:00:00.000Z"
    assert shown["started_at"] is None
    assert shown["impact"] is None
    assert shown["requirements"] == []


def test_work_under_way_is_told_whole() -> None:
    story = Story(1)
    note = story(1, fact.Note("pool at 40%"))
    story(1, fact.HypothesisStated(1, "pool"))
    story(2, fact.HypothesisLinked(1, note, True))
    story(2, fact.Decision("freeze", n=1, box_s=600))
    story(3, fact.DecisionNoted(1, DecisionNote.OBJECTION, "too early", actor="kai"))
    story(3, fact.ChangeProposed(1, "restart", abort="lag above 60 s", rollback_s=300))
    story(4, fact.ChangeMoved(1, ChangeState.STARTED))
    story(5, fact.Paged(1, "l2", "ines", "phone", PageAnswer.NO_ANSWER, 1800))
    shown: Any = snapshot(fold(story.events, lambda _: builtin_playbook()), [], builtin_playbook(), minute(6))
    assert shown["hypotheses"][0]["evidence"] == [{"entry": note, "against": True, "by": "robin"}]
    assert (shown["decisions"][0]["n"], shown["decisions"][0]["notes"][0]["text"]) == (1, "too early")
    assert (shown["changes"][0]["abort"], shown["changes"][0]["rollback_at"]) == ("lag above 60 s", minute(9).text)
    assert (shown["pages"][0]["tier"], shown["pages"][0]["answer"]) == ("l2", "no_answer")
    assert {"rollback 1", "page 1", "decision 1"} <= {row["name"] for row in shown["countdowns"]}


def test_a_kind_of_a_newer_version_keeps_its_name() -> None:
    story = Story(3)
    event = story.events[0]
    strange = type(event)(
        **{name: getattr(event, name) for name in event.__struct_fields__}
        | {"id": "e2", "seq": 2, "kind": "from_tomorrow", "body": fact.Unknown(raw='{"x": 1}')}
    )
    (_, entry) = fold_entries([event, strange])
    assert entry_object(entry)["kind"] == "from_tomorrow"
    assert "newer version" in str(entry_object(entry)["text"])
