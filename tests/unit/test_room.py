"""What a person may do, what is refused, and what can be taken back: through the real door on a real record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story import ZERO, minute
from warroom.clock import ManualClock
from warroom.errors import NotFound, Refused
from warroom.incident.state import Incident
from warroom.incident.words import AskState, ChangeState, Confidence, Status
from warroom.workspace import Workspace


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(ZERO)


@pytest.fixture
def workspace(tmp_path: Path, clock: ManualClock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "record.db", author="robin", clock=clock, simulated=True) as opened:
        yield opened


@pytest.fixture
def incident(workspace: Workspace) -> str:
    return workspace.room.declare("checkout fails", 1).incident


def state(workspace: Workspace, incident: str) -> Incident:
    return workspace.record.incident(incident)


def test_declaring_writes_everything_that_was_said(workspace: Workspace) -> None:
    acted = workspace.room.declare(
        "checkout  fails",
        1,
        started=minute(-5),
        detected=minute(-2),
        ic="kai",
        impact="70% fail",
        customer_detected=True,
    )
    found = state(workspace, acted.incident)
    assert (found.ref, found.title, found.commander) == ("INC-0001", "checkout fails", "kai")
    assert (found.started_at, found.detected_at) == (minute(-5), minute(-2))
    assert found.impact is not None
    assert found.impact.text == "70% fail"
    assert found.customer_detected


@pytest.mark.parametrize("title", ["", "   ", "x" * 201])
def test_a_title_that_says_nothing_or_too_much_is_refused(workspace: Workspace, title: str) -> None:
    with pytest.raises(Refused):
        workspace.room.declare(title, 1)
    assert workspace.record.incidents() == []


def test_drills_and_incidents_count_apart(workspace: Workspace) -> None:
    refs = [
        state(workspace, workspace.room.declare("x", 2, drill=drill).incident).ref for drill in (False, True, False)
    ]
    assert refs == ["INC-0001", "DRILL-0001", "INC-0002"]


def test_the_time_of_a_declaration_cannot_be_still_to_come(workspace: Workspace) -> None:
    with pytest.raises(Refused, match="still to come"):
        workspace.room.declare("x", 1, started=minute(3))
    assert workspace.record.incidents() == []


def test_lines_of_every_kind_reach_the_state(workspace: Workspace, incident: str) -> None:
    for line in (
        "~ 70% of checkouts fail",
        "? pool exhausted",
        "? network",
        "! roll back v4.18 @sam back in 5m",
        "> @sam restart pods",
        ">> @sam rollback finished",
        "+ @kai pool metrics 5m",
    ):
        workspace.room.log(incident, line)
    found = state(workspace, incident)
    assert found.impact is not None
    assert [row.text for row in found.hypotheses] == ["pool exhausted", "network"]
    assert found.current_hypothesis == 1
    assert (found.decisions[0].by, found.decisions[0].owner) == ("robin", "sam")
    assert found.decisions[0].due_at == minute(5)
    assert [(change.n, change.state) for change in found.changes] == [
        (1, ChangeState.PROPOSED),
        (2, ChangeState.REPORTED),
    ]
    assert (found.asks[0].to, found.asks[0].due_at) == ("kai", minute(5))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/sevv 1", "Did you mean /sev"),
        ("25:10 x", "No such time 25:10"),
        ("/ok", "Nothing waits"),
        ("/no 7 why", "no change 7"),
    ],
)
def test_a_line_that_cannot_be_done_says_why_and_writes_nothing(
    workspace: Workspace, incident: str, line: str, says: str
) -> None:
    before = workspace.record.newest
    with pytest.raises(Refused, match=says):
        workspace.room.log(incident, line)
    assert workspace.record.newest == before


def test_any_text_can_be_logged_to_the_letter(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "/sev 1 25:10 *", as_text=True)
    assert workspace.record.entries(incident)[-1].text == "/sev 1 25:10 *"


def test_an_entry_of_a_megabyte_is_refused_with_the_way_out(workspace: Workspace, incident: str) -> None:
    with pytest.raises(Refused, match="256 KB at most"):
        workspace.room.log(incident, "x" * 1_000_000)


def test_a_change_goes_through_its_states_and_two_people_cannot_decide_it_twice(
    workspace: Workspace, incident: str
) -> None:
    workspace.room.log(incident, "> restart pods")
    workspace.room.log(incident, "/ok 1")
    with pytest.raises(Refused, match="Change 1 is approved"):
        workspace.room.log(incident, "/no 1 too risky")
    workspace.room.log(incident, "/start 1")
    workspace.room.log(incident, "/done 1")
    change = state(workspace, incident).change(1)
    assert change is not None
    assert [step.state.value for step in change.steps] == ["proposed", "approved", "started", "worked"]


def test_an_ok_by_voice_is_recorded_after_the_fact(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, ">> rolled back")
    workspace.room.log(incident, "/ok 1")
    change = state(workspace, incident).change(1)
    assert change is not None
    assert (change.state, change.approved, change.steps[-1].by_voice) == (ChangeState.REPORTED, True, True)


def test_command_is_offered_and_taken_and_with_nobody_named_takes_effect_at_once(
    workspace: Workspace, incident: str
) -> None:
    assert state(workspace, incident).acting_ic == "robin"
    workspace.room.log(incident, "/ic @kai")
    assert state(workspace, incident).commander == "kai"
    workspace.room.log(incident, "/ic @sam")
    assert state(workspace, incident).commander == "kai"
    workspace.room.log(incident, "/took @sam")
    assert state(workspace, incident).commander == "sam"


def test_asks_and_hypotheses_move(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "+ @kai pool metrics")
    workspace.room.log(incident, "? a")
    workspace.room.log(incident, "? b")
    workspace.room.log(incident, "/out 1 metrics are flat")
    workspace.room.log(incident, "/done a1 they are flat")
    found = state(workspace, incident)
    assert found.asks[0].state is AskState.ANSWERED
    assert (found.hypotheses[0].confidence, found.current_hypothesis) == (Confidence.RULED_OUT, 2)


def test_resolve_waits_for_the_guard_and_early_wants_a_reason(
    workspace: Workspace, incident: str, clock: ManualClock
) -> None:
    with pytest.raises(Refused, match="customer impact has ended"):
        workspace.room.log(incident, "/resolve")
    clock.advance(600)
    workspace.room.log(incident, "/mitigated")
    clock.advance(600)
    with pytest.raises(Refused, match="5:00 of 15:00 to go"):
        workspace.room.log(incident, "/resolve")
    clock.advance(300)
    workspace.room.log(incident, "/resolve")
    assert state(workspace, incident).status is Status.RESOLVED


def test_resolving_early_keeps_the_reason(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "/resolve early the vendor confirmed")
    assert state(workspace, incident).resolved_early == "the vendor confirmed"


def test_reopen_works_for_a_day(workspace: Workspace, incident: str, clock: ManualClock) -> None:
    workspace.room.log(incident, "/resolve early sure")
    clock.advance(86_400)
    workspace.room.log(incident, "/reopen errors again")
    assert state(workspace, incident).open
    workspace.room.log(incident, "/resolve early sure")
    clock.advance(86_401)
    with pytest.raises(Refused, match="more than 24 h"):
        workspace.room.log(incident, "/reopen errors again")


def test_snooze_is_bounded_and_never_for_customers(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "/snooze int 5m")
    with pytest.raises(Refused, match="5 min in all"):
        workspace.room.log(incident, "/snooze int 1m")
    with pytest.raises(Refused, match="never silenced"):
        workspace.room.log(incident, "/snooze ext 2m")


def test_a_timer_pulls_an_update_in_and_never_out(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "/timer int 10m")
    assert state(workspace, incident).internal.due_at == minute(10)
    with pytest.raises(Refused, match="moves it later"):
        workspace.room.log(incident, "/timer int 20m")


def test_undo_takes_back_the_last_act_and_then_the_one_before(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "/status identified")
    workspace.room.log(incident, "/sev 2")
    workspace.room.log(incident, "a note")
    assert workspace.room.undo(incident)[1] == "a note"
    assert workspace.record.entries(incident)[-1].retracted
    while state(workspace, incident).severity != 1:
        workspace.room.undo(incident)
    assert state(workspace, incident).status is Status.IDENTIFIED
    workspace.room.undo(incident)
    assert state(workspace, incident).status is Status.INVESTIGATING
    with pytest.raises(Refused, match="nothing of yours"):
        workspace.room.undo(incident)


def test_redo_does_again_what_was_undone_last_and_nothing_else(workspace: Workspace, incident: str) -> None:
    with pytest.raises(Refused, match="nothing of yours"):
        workspace.room.redo(incident)
    workspace.room.log(incident, "/sev 2")
    workspace.room.undo(incident)
    assert workspace.room.redo(incident)[1].startswith("SEV-2")
    assert state(workspace, incident).severity == 2
    assert [row.retracted for row in workspace.record.entries(incident)][-3:] == [True, False, False]
    with pytest.raises(Refused, match="nothing of yours"):
        workspace.room.redo(incident)
    undoing = workspace.room.undo(incident)[0].events[-1].id
    workspace.author = "kai"
    workspace.room.log(incident, "/sev 3")
    workspace.author = "robin"
    with pytest.raises(Refused, match="@kai changed that"):
        workspace.room.redo(incident, undoing)


def test_the_last_acts_that_stand_are_listed(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "/sev 2")
    workspace.room.log(incident, "a note")
    workspace.room.undo(incident)
    workspace.author = "kai"
    workspace.room.log(incident, "/status identified")
    assert [row.text for row in workspace.room.undoable(incident)] == ["Status: Identified"]
    workspace.author = "robin"
    for number in range(30):
        workspace.room.log(incident, f"row {number}")
    found = [row.text for row in workspace.room.undoable(incident)]
    assert (len(found), found[0]) == (20, "row 29")


def test_undo_is_refused_when_somebody_changed_it_since(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "/status identified")
    workspace.author = "kai"
    workspace.room.log(incident, "/status monitoring")
    workspace.author = "robin"
    with pytest.raises(Refused, match="@kai changed that"):
        workspace.room.undo(incident)


def test_amend_keeps_the_original_and_state_is_not_amendable(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "~ 70% fail")
    entry = workspace.record.entries(incident)[-1]
    workspace.room.amend(incident, entry.id, "40% fail")
    now = next(row for row in workspace.record.entries(incident) if row.id == entry.id)
    assert (now.text, now.amended) == ("40% fail", True)
    impact = state(workspace, incident).impact
    assert impact is not None
    assert impact.text == "40% fail"
    declared = workspace.record.entries(incident)[0]
    with pytest.raises(Refused, match="keep their words"):
        workspace.room.amend(incident, declared.id, "SEV-4")


def test_undo_of_an_amendment_reads_as_before(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "one")
    entry = workspace.record.entries(incident)[-1]
    workspace.room.amend(incident, entry.id, "two")
    workspace.room.undo(incident)
    assert workspace.record.entries(incident)[-1].text == "one"


def test_a_number_is_never_given_twice(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "> first")
    workspace.room.undo(incident)
    workspace.room.log(incident, "> second")
    assert [change.n for change in state(workspace, incident).changes] == [2]


def test_only_sent_moves_the_countdown(workspace: Workspace, incident: str, clock: ManualClock) -> None:
    clock.advance(600)
    workspace.room.copied_anyway(incident, "page-investigating", ["missing: symptom"])
    assert state(workspace, incident).external.due_at == minute(20)
    workspace.room.sent(incident, "page-investigating", "text", via="status page", next_update=minute(35))
    assert state(workspace, incident).external.due_at == minute(35)


def test_a_promise_before_the_update_itself_is_refused(workspace: Workspace, incident: str) -> None:
    with pytest.raises(Refused, match="due before"):
        workspace.room.sent(incident, "status-update", "text", via="chat", next_update=minute(-1))


def test_which_incident_is_meant(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="No incident is open"):
        workspace.default_incident()
    drill = workspace.room.declare("practice", 2, drill=True).incident
    assert workspace.default_incident() == drill
    real = workspace.room.declare("real", 2).incident
    assert workspace.default_incident() == real
    workspace.room.declare("another", 2)
    with pytest.raises(Refused, match="2 incidents are open"):
        workspace.default_incident()


def test_customers_noticing_first_makes_a_follow_up(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "/detected -1m support")
    assert state(workspace, incident).customer_detected
    assert any(entry.kind == "follow_up" for entry in workspace.record.entries(incident))


def test_naming_another_commander_is_an_offer_that_they_confirm(workspace: Workspace) -> None:
    incident = workspace.room.declare("checkout fails", 1, ic="robin").incident
    workspace.room.log(incident, "/role ic @kai")
    state = workspace.record.incident(incident)
    assert (state.roles["ic"], state.command_offered) == ("robin", "kai")
    workspace.room.log(incident, "/took @kai")
    assert workspace.record.incident(incident).roles["ic"] == "kai"


def test_an_expert_has_one_seat_however_it_is_typed(workspace: Workspace) -> None:
    incident = workspace.room.declare("checkout fails", 1).incident
    workspace.room.log(incident, "/role db @pa")
    workspace.room.log(incident, "/role sme db @pb")
    assert workspace.record.incident(incident).roles == {"sme-db": "pb"}


def test_an_answer_that_comes_late_keeps_its_lateness(workspace: Workspace, clock: ManualClock) -> None:
    incident = workspace.room.declare("checkout fails", 1).incident
    workspace.room.log(incident, "+ @kai pool metrics 5m")
    workspace.room.log(incident, "+ @sam deploys 5m")
    clock.advance(8 * 60)
    workspace.room.log(incident, "/done a1 82%")
    workspace.room.log(incident, "/drop a2 not needed")
    asks = workspace.record.incident(incident).asks
    assert [(ask.state.value, ask.late_s) for ask in asks] == [("answered", 180.0), ("dropped", None)]


def test_trouble_that_came_back_after_a_day_is_linked_and_its_clocks_run(
    workspace: Workspace, clock: ManualClock
) -> None:
    earlier = workspace.room.declare("checkout fails", 1, ic="robin").incident
    workspace.room.log(earlier, "/resolve early it stopped")
    clock.advance(30 * 3600)
    with pytest.raises(Refused, match="/same-as INC-0001"):
        workspace.room.log(earlier, "/reopen it is back")
    later = workspace.room.declare("checkout fails again", 1).incident
    linked = workspace.room.log(later, "/same-as INC-0001").events[0]
    assert (state(workspace, later).recurs, state(workspace, later).same_as) == ({earlier: "INC-0001"}, "")
    assert state(workspace, later).internal.due_at == clock.now().plus(15 * 60)
    assert state(workspace, earlier).came_back == {later: "INC-0002"}
    assert workspace.record.entries(earlier)[-1].text == "Came back as INC-0002: checkout fails again"
    with pytest.raises(Refused, match="linked"):
        workspace.room.log(later, "/same-as INC-0001")
    workspace.room.undo(later, linked.id)
    assert (state(workspace, later).recurs, state(workspace, earlier).came_back) == ({}, {})


def test_at_me_is_whoever_types_it(workspace: Workspace, incident: str) -> None:
    room = workspace.room
    for line in ("/ic @kai", "/role scribe @me", "+ @me pool metrics 5m", "@me ! fail over", "> @me restart the pods"):
        room.log(incident, line)
    room.log(incident, "/ok 1 @me")
    found = state(workspace, incident)
    assert found.roles["scribe"] == "robin"
    assert found.asks[0].to == "robin"
    assert found.decisions[0].by == "robin"
    assert (found.changes[0].owner, found.changes[0].steps[-1].by) == ("robin", "robin")
    room.log(incident, "/handoff @me")
    room.log(incident, "/took @me")
    assert state(workspace, incident).commander == "robin"
    room.log(incident, "+ @melanie which region")
    assert state(workspace, incident).asks[-1].to == "melanie"
