"""R14: a clock that is set anywhere in an incident leaves every remaining time as it would have been."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.story import Story, builtin_playbook, minute
from warroom.incident import events as fact
from warroom.incident.countdowns import countdowns, guard, requirements
from warroom.incident.events import Body
from warroom.incident.state import Incident
from warroom.incident.words import ChangeState, RequirementState, Severity

Act = Callable[[float, Incident], Body | None]
RUNNING = (RequirementState.OPEN, RequirementState.LATE)


def moved(state: ChangeState) -> Act:
    return lambda at, incident: fact.ChangeMoved(len(incident.changes), state) if incident.changes else None


ACTS: dict[str, Act] = {
    **{f"sev {level}": lambda at, _, level=level: fact.SeveritySet(Severity(level)) for level in (1, 2, 3, 4)},
    "said": lambda at, _: fact.SaidOnBridge(),
    "promised": lambda at, _: fact.SaidOnBridge(until=minute(at + 4)),
    "page": lambda at, _: fact.MessageSent(f"m{at}", "page-identified", "text", "page", minute(at + 33)),
    "told": lambda at, _: fact.Told("leadership"),
    "detected": lambda at, _: fact.DetectionSet(minute(at - 2)),
    "acknowledged": lambda at, _: fact.Acknowledged(minute(at)),
    "mitigated": lambda at, _: fact.Mitigated(minute(at)),
    "resolved": lambda at, incident: fact.Resolved(early=True) if incident.open else None,
    "reopened": lambda at, incident: None if incident.open else fact.Reopened("it is back"),
    "visible": lambda at, _: fact.CustomerVisibleSet(True),
    "not visible": lambda at, _: fact.CustomerVisibleSet(False),
    "near miss": lambda at, _: fact.NearMissSet(True),
    "no near miss": lambda at, _: fact.NearMissSet(False),
    "timer": lambda at, _: fact.TimerSet("coffee", minute(at + 9)),
    "internal timer": lambda at, _: fact.TimerSet("internal", minute(at + 9)),
    "snoozed": lambda at, _: fact.TimerSnoozed("internal", 300),
    "proposed": lambda at, incident: fact.ChangeProposed(len(incident.changes) + 1, "roll back", rollback_s=600),
    "started": moved(ChangeState.STARTED),
    "worked": moved(ChangeState.WORKED),
    "asked": lambda at, incident: fact.Asked(len(incident.asks) + 1, "lag?", "kai", box_s=600),
    "decided": lambda at, _: fact.Decision("we wait", box_s=600),
}
GAPS = st.sampled_from([0.01, 0.5, 1, 3, 7, 20])
COURSES = st.lists(st.tuples(GAPS, st.sampled_from(sorted(ACTS))), min_size=1, max_size=14)


def told(level: int, course: list[tuple[float, str]], step_before: int | None, step: float) -> tuple[Story, float]:
    """The story, with the clock set by ``step`` minutes before one of its acts; and what the clock shows at its end."""
    story, passed, off = Story(level), 0.0, 0.0
    for index, (gap, name) in enumerate(course):
        passed += gap
        if index == step_before:
            off = step
            story(passed - 0.005 + off, fact.ClockStepped(step * 60), recorded=1000 + passed - 0.005)
        body = ACTS[name](passed + off, story.incident)
        if body is not None:
            story(passed + off, body, recorded=1000 + passed)
    return story, passed + 1 + off


def left(story: Story, now: float) -> object:
    """What a person sees of the time that is left."""
    incident, playbook, at = story.incident, builtin_playbook(), minute(now)
    rows = [
        (row.name, row.remaining_s, row.state, row.cadence_s, row.snoozed_until and row.snoozed_until.since(at))
        for row in countdowns(incident, playbook, at)
    ]
    owed = [
        (row.name, row.due_at.since(at), row.state)
        for row in requirements(incident, playbook, at)
        if row.state in RUNNING and incident.open
    ]
    stable = guard(incident, playbook, at)
    return rows, owed, (stable.remaining_s, stable.satisfied)


@given(st.sampled_from([1, 2, 3, 4]), COURSES, st.data(), st.sampled_from([60.0, -60.0, 47.0, -500.0, 5_000_000.0]))
def test_what_is_left_does_not_know_that_the_clock_was_set(
    level: int, course: list[tuple[float, str]], data: st.DataObject, step: float
) -> None:
    where = data.draw(st.integers(0, len(course) - 1))
    straight, end = told(level, course, None, 0)
    stepped, moved_end = told(level, course, where, step)
    assert left(stepped, moved_end) == left(straight, end)
