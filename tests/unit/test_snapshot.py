"""The snapshot: the one object that scripts, exports and windows read."""

from __future__ import annotations

from tests.story import Story, builtin_playbook, minute
from warroom.incident import events as fact
from warroom.incident.fold import fold
from warroom.incident.timeline import fold_entries
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
