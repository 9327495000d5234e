"""Work under way: changes with their signals and timers, decisions looked at again, evidence, pages, checklists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story import ZERO, minute
from warroom import paths
from warroom.clock import ManualClock
from warroom.errors import NotFound, Refused
from warroom.incident.countdowns import Countdown, CountdownKind, countdowns
from warroom.incident.state import Incident
from warroom.incident.words import AskState, DecisionNote, PageAnswer, RequirementName
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


def log(workspace: Workspace, incident: str, *lines: str) -> Incident:
    for line in lines:
        workspace.room.log(incident, line)
    return state(workspace, incident)


def owed(workspace: Workspace, incident: str, kind: CountdownKind) -> list[Countdown]:
    rows = countdowns(state(workspace, incident), workspace.playbook, workspace.clock.now())
    return [row for row in rows if row.kind is kind]


def last_row(workspace: Workspace, incident: str) -> str:
    return workspace.record.entries(incident)[-1].text


# -- Changes -----------------------------------------------------------------------------------------------------------


def test_a_change_carries_its_signal_its_condition_and_its_way_back(workspace: Workspace, incident: str) -> None:
    found = log(
        workspace,
        incident,
        "> @sam restart pods",
        "/expect 1 errors below 5%",
        "/abort 1 lag above 60 s",
        "/risk 1 low",
        "/plan 1 start the old pods",
        "/expect 1 errors below 1%",
    )
    change = found.changes[0]
    assert (change.expect, change.abort, change.risk) == ("errors below 1%", "lag above 60 s", "low")
    assert change.back_out == "start the old pods"


def test_the_back_out_timer_counts_from_the_start_until_the_change_ends(
    workspace: Workspace, incident: str, clock: ManualClock
) -> None:
    log(workspace, incident, "> @sam restart pods", "/rollback 1 10m", "/ok")
    assert owed(workspace, incident, CountdownKind.ROLLBACK) == []
    clock.advance(60)
    log(workspace, incident, "/start 1")
    (row,) = owed(workspace, incident, CountdownKind.ROLLBACK)
    assert (row.name, row.due_at, row.owner) == ("rollback 1", minute(11), "sam")
    log(workspace, incident, "/rollback 1 5m")
    assert owed(workspace, incident, CountdownKind.ROLLBACK)[0].due_at == minute(6)
    workspace.room.clock_stepped(incident, -3600, clock.now().plus(-3600))
    assert owed(workspace, incident, CountdownKind.ROLLBACK)[0].due_at == minute(-54)  # R14: the remaining time stays
    log(workspace, incident, "/worse 1")
    assert owed(workspace, incident, CountdownKind.ROLLBACK) == []
    with pytest.raises(Refused, match="not running"):
        workspace.room.log(incident, "/rollback 1 5m")


# -- Decisions and hypotheses ------------------------------------------------------------------------------------------


def test_a_decision_is_looked_at_again_when_its_time_comes(
    workspace: Workspace, incident: str, clock: ManualClock
) -> None:
    log(workspace, incident, "! wait for the vendor @sam back in 10m", "! freeze deploys", "/look 2 20m")
    assert [row.name for row in owed(workspace, incident, CountdownKind.DECISION)] == ["decision 1", "decision 2"]
    clock.advance(600)
    found = log(workspace, incident, "/done d1 the vendor is on it", "/look 2 5m")
    assert (found.decisions[0].due_at, found.decisions[0].seen) == (None, "the vendor is on it")
    assert [row.due_at for row in owed(workspace, incident, CountdownKind.DECISION)] == [minute(15)]
    assert last_row(workspace, incident) == "To be looked at in 5 min: freeze deploys"
    with pytest.raises(Refused, match="already"):
        workspace.room.log(incident, "/done d1")


def test_who_was_asked_gets_more_time_and_undo_takes_it_back(
    workspace: Workspace, incident: str, clock: ManualClock
) -> None:
    log(workspace, incident, "+ @kai pool metrics 5m", "+ @sam release notes")
    clock.advance(360)
    found = log(workspace, incident, "/later a1 10m", "/later 2 20m")
    assert [row.due_at for row in found.asks] == [minute(16), minute(26)]
    assert last_row(workspace, incident) == "Later, in 20 min: release notes"
    workspace.room.undo(incident)
    assert state(workspace, incident).asks[1].due_at is None
    log(workspace, incident, "/done a1 40%")
    with pytest.raises(Refused, match="already"):
        workspace.room.log(incident, "/later a1 10m")
    with pytest.raises(NotFound, match="no ask 7"):
        workspace.room.log(incident, "/later 7 10m")


def test_a_retracted_decision_gives_its_number_to_no_other(workspace: Workspace, incident: str) -> None:
    log(workspace, incident, "! one", "! two", "/retract", "! three")
    assert [(row.n, row.text) for row in state(workspace, incident).decisions] == [(1, "one"), (3, "three")]


def test_options_and_objections_stand_beside_the_decision(workspace: Workspace, incident: str) -> None:
    with pytest.raises(Refused, match="No decision"):
        workspace.room.log(incident, "/objection it is too early")
    found = log(workspace, incident, "! roll back", "! freeze", "/option 1 fix forward", "/objection @kai no backup")
    assert [(row.note, row.text, row.by) for row in found.decisions[0].notes] == [
        (DecisionNote.OPTION, "fix forward", "robin")
    ]
    assert [(row.note, row.text, row.by) for row in found.decisions[1].notes] == [
        (DecisionNote.OBJECTION, "no backup", "kai")
    ]


def test_evidence_links_entries_to_a_hypothesis(workspace: Workspace, incident: str) -> None:
    log(workspace, incident, "? pool exhausted", "pool is at 40%")
    pool = workspace.record.entries(incident)[-1].id
    found = log(workspace, incident, "/evidence 1 against", "/evidence 1 for waits grow since 02:25")
    notes = workspace.record.entries(incident)
    grow = next(entry.id for entry in notes if entry.text == "waits grow since 02:25")
    assert [(row.entry, row.against) for row in found.hypotheses[0].evidence] == [(pool, True), (grow, False)]
    with pytest.raises(NotFound, match="no hypothesis 7"):
        workspace.room.log(incident, "/evidence 7 for nothing")
    assert len(workspace.record.entries(incident)) == len(notes)


# -- Promises ----------------------------------------------------------------------------------------------------------


def test_back_in_five_minutes_is_owed_by_who_said_it(workspace: Workspace, incident: str) -> None:
    found = log(workspace, incident, "[DB] @kai reading logs, back in 5m", "checking the disk, back in 10m")
    assert [(ask.to, ask.due_at, ask.promise) for ask in found.asks] == [
        ("kai", minute(5), True),
        ("robin", minute(10), True),
    ]
    found = log(workspace, incident, "/done a1 logs are clean")
    assert (found.asks[0].state, found.asks[0].answer) == (AskState.ANSWERED, "logs are clean")


def test_a_retracted_note_takes_its_promise_with_it(workspace: Workspace, incident: str) -> None:
    workspace.room.log(incident, "checking the disk, back in 10m")
    note = next(entry for entry in workspace.record.entries(incident) if entry.kind == "note")
    workspace.room.retract(incident, note.id)
    assert state(workspace, incident).asks == []


# -- Pages -------------------------------------------------------------------------------------------------------------


def test_a_page_is_one_row_and_starts_the_clock_of_its_tier(
    workspace: Workspace, incident: str, clock: ManualClock
) -> None:
    log(workspace, incident, "/page L1 @kai by phone, no answer")
    assert last_row(workspace, incident) == "Paged L1 @kai by phone, no answer"
    (row,) = owed(workspace, incident, CountdownKind.PAGE)
    assert (row.name, row.label, row.due_at) == ("page 1", "L1", minute(15))
    clock.advance(15 * 60)
    log(workspace, incident, "/page L2 by phone")
    assert [row.name for row in owed(workspace, incident, CountdownKind.PAGE)] == ["page 2"]
    found = log(workspace, incident, "/done p2 Ines is on her way")
    assert owed(workspace, incident, CountdownKind.PAGE) == []
    assert (found.pages[1].answer, found.pages[1].text) == (PageAnswer.ANSWERED, "Ines is on her way")
    with pytest.raises(Refused, match="answered already"):
        workspace.room.log(incident, "/done p2")


def test_the_same_call_told_twice_is_one_row(workspace: Workspace, incident: str, clock: ManualClock) -> None:
    log(workspace, incident, "/page L1 @kai by phone")
    clock.advance(20)
    with pytest.raises(Refused, match=r"Already paged 02:00: L1 @kai\."):
        workspace.room.log(incident, "/page L1 @kai by phone")
    assert len(log(workspace, incident, "/page L1 @ines by phone").pages) == 2
    assert len(log(workspace, incident, "/page L1 @kai by phone, no answer").pages) == 3
    clock.advance(31)
    assert len(log(workspace, incident, "/page L1 @kai by phone").pages) == 4


def test_a_page_logged_later_counts_from_when_it_was_made(
    workspace: Workspace, incident: str, clock: ManualClock
) -> None:
    clock.advance(5 * 60)
    log(workspace, incident, "/page L1 by phone at 02:02, no answer")
    row = workspace.record.entries(incident)[-1]
    assert (row.text, row.at, row.late) == ("Paged L1 by phone, no answer", minute(2), True)
    assert owed(workspace, incident, CountdownKind.PAGE)[0].due_at == minute(17)


def test_who_answers_a_page_has_acknowledged(workspace: Workspace, incident: str, clock: ManualClock) -> None:
    log(workspace, incident, "/page L1 @kai by phone")
    clock.advance(3 * 60)
    found = log(workspace, incident, "/done p1")
    requirement = found.requirement(RequirementName.RESPONDER)
    assert requirement is not None
    assert requirement.done_at == minute(3)
    workspace.room.undo(incident)
    requirement = state(workspace, incident).requirement(RequirementName.RESPONDER)
    assert requirement is not None
    assert requirement.done_at is None


def test_the_teams_own_response_time_counts_before_the_playbooks(
    workspace: Workspace, incident: str, tmp_path: Path
) -> None:
    (tmp_path / "team.toml").write_text('[tiers.l2]\nwithin = "5 min"\n', encoding="utf-8")
    workspace.import_contacts(tmp_path / "team.toml")
    log(workspace, incident, "/page L2 by phone")
    assert owed(workspace, incident, CountdownKind.PAGE)[0].due_at == minute(5)


def test_mitigation_ends_the_clocks_of_the_tiers(workspace: Workspace, incident: str) -> None:
    log(workspace, incident, "/page L2 by phone", "/mitigated")
    assert owed(workspace, incident, CountdownKind.PAGE) == []


# -- Checklists and runbooks -------------------------------------------------------------------------------------------


def test_items_are_ticked_by_number_or_words_and_may_be_not_needed(workspace: Workspace, incident: str) -> None:
    found = log(workspace, incident, "/check detection 1", "/check detection reproduce", "/skip detection 2 known bug")
    assert found.checked["detection"] == ["is the signal real", "can we reproduce it"]
    assert list(found.waived["detection"].values()) == ["known bug"]
    assert last_row(workspace, incident).endswith("not needed: known bug")
    found = log(workspace, incident, "/uncheck detection 1", "/check detection 2")
    assert "is the signal real" not in found.checked["detection"]
    assert found.waived["detection"] == {}
    for line, says in (
        ("/check detection 9", "no number 9"),
        ("/check detection i", "items with"),
        ("/check detection reproduce", "ticked already"),
        ("/check nothing 1", "no runbook called nothing"),
    ):
        with pytest.raises(Refused, match=says):
            workspace.room.log(incident, line)


def test_steps_of_a_runbook_are_ticked_into_the_timeline(workspace: Workspace, incident: str) -> None:
    folder = paths.settings_folder() / "runbooks"
    folder.mkdir(parents=True)
    (folder / "pods.md").write_text("# Pods\n1. Look at the health page\n2. Restart\n", encoding="utf-8")
    found = log(workspace, incident, "/check pods 2")
    assert found.checked == {"runbook:pods": ["Restart"]}
    assert last_row(workspace, incident) == "Restart: done"


# -- Command and joined declarations -----------------------------------------------------------------------------------


def test_a_handoff_that_nobody_confirms_leaves_command_where_it_is(workspace: Workspace, incident: str) -> None:
    found = log(workspace, incident, "/ic @robin", "/ic @kai")
    assert (found.commander, found.command_offered, found.command_offered_at) == ("robin", "kai", ZERO)
    found = log(workspace, incident, "/took @robin")
    assert (found.commander, found.command_offered, found.command_offered_at) == ("robin", "", None)
    assert last_row(workspace, incident) == "Command stays where it is"
    with pytest.raises(Refused, match="has command already"):
        workspace.room.log(incident, "/took @robin")


def test_two_declarations_of_one_trouble_are_joined_on_both_sides(workspace: Workspace, incident: str) -> None:
    other = workspace.room.declare("payments fail", 2).incident
    found = log(workspace, other, "/same-as INC-0001")
    assert found.same_as == incident
    assert state(workspace, incident).joined == {other: "INC-0002"}
    assert last_row(workspace, incident) == "INC-0002 is the same trouble and goes on here: payments fail"
    rows = countdowns(found, workspace.playbook, workspace.clock.now())
    assert {row.state.value for row in rows} == {"paused", "none"}
    assert not any(row.open for row in found.requirements)
    assert workspace.default_incident() == incident
    with pytest.raises(Refused, match="joined to another"):
        workspace.room.log(other, "/same-as INC-0001")
    with pytest.raises(Refused, match="goes on in another"):
        workspace.room.log(incident, "/same-as INC-0002")
    workspace.room.undo(other)
    assert (state(workspace, other).same_as, state(workspace, incident).joined) == ("", {})
    assert all(row.open for row in state(workspace, other).requirements)


def test_the_third_silence_in_a_row_is_the_last(workspace: Workspace, clock: ManualClock) -> None:
    incident = workspace.room.declare("slow", 3).incident
    log(workspace, incident, "/snooze int 2m", "/snooze int 2m", "/snooze int 2m")
    with pytest.raises(Refused, match="3 times"):
        workspace.room.log(incident, "/snooze int 2m")
    clock.advance(60)
    log(workspace, incident, "/said no news", "/snooze int 2m")
