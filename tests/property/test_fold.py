"""No order of arrival, restart or replay changes a deadline."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.story import Story, builtin_playbook, minute
from warroom.incident import events as fact
from warroom.incident.events import Body, Event, decode, encode
from warroom.incident.fold import Fold, fold
from warroom.incident.words import ChangeState, Severity

_TIMES = st.integers(min_value=-30, max_value=90)
_BODIES: st.SearchStrategy[Body] = st.one_of(
    st.builds(fact.SeveritySet, severity=st.sampled_from(Severity)),
    st.builds(fact.DetectionSet, time=_TIMES.map(minute)),
    st.builds(fact.StartSet, time=_TIMES.map(minute)),
    st.builds(fact.Mitigated, time=_TIMES.map(minute)),
    st.builds(fact.Acknowledged, time=_TIMES.map(minute)),
    st.builds(fact.Resolved),
    st.builds(fact.Reopened),
    st.builds(fact.CustomerVisibleSet, visible=st.booleans()),
    st.builds(fact.Told, audience=st.sampled_from(["leadership", "customers", "allhands"])),
    st.builds(fact.SaidOnBridge, until=st.one_of(st.none(), _TIMES.map(minute))),
    st.builds(fact.RoleAssigned, seat=st.sampled_from(["ic", "ops"]), handle=st.sampled_from(["kai", "sam", ""])),
    st.builds(fact.ChangeProposed, n=st.integers(1, 3), text=st.text(max_size=5)),
    st.builds(fact.ChangeMoved, n=st.integers(1, 3), state=st.sampled_from(ChangeState)),
    st.builds(fact.ImpactStated, text=st.text(max_size=5)),
    st.builds(fact.ClockStepped, seconds=st.sampled_from([-3600.0, 600.0])),
)


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    story = Story(draw(st.integers(1, 4)))
    at = 0
    for body in draw(st.lists(_BODIES, max_size=12)):
        at += draw(st.integers(0, 9))
        event = story(at, body)
        if draw(st.integers(0, 5)) == 0:
            story(at, fact.Undone(body.KIND, corrects=event))
    return story.events


@given(stories(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_any_order_of_arrival_gives_the_same_state(events: list[Event], random: object, pieces: int) -> None:
    whole = fold(events, lambda _sha: builtin_playbook())
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    arriving = Fold(lambda _sha: builtin_playbook())
    for start in range(pieces):
        arriving.add(shuffled[start::pieces])
    assert arriving.incident == whole


@given(stories())
def test_a_restart_between_any_two_events_changes_nothing(events: list[Event]) -> None:
    step_by_step = Fold(lambda _sha: builtin_playbook())
    for event in events:
        step_by_step.add([event])
    assert step_by_step.incident == fold(events, lambda _sha: builtin_playbook())


@given(stories())
def test_a_stored_fact_reads_back_as_it_was(events: list[Event]) -> None:
    assert all(decode(event.kind, encode(event.body)) == event.body for event in events)
