"""What goes wrong between people and clocks while an incident is commanded: each ends in a right state and a clear row
or sentence."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import PROGRAM, record_file
from tests.story import ZERO, minute
from ui.upkeep import note_jump
from warroom.clock import ManualClock, Watch
from warroom.incident.countdowns import countdowns, guard, requirements
from warroom.incident.nudges import NudgeKey, nudges
from warroom.incident.state import Incident
from warroom.incident.words import ChangeState, CountdownState, RequirementState, Severity
from warroom.workspace import Workspace

PEOPLE = ("robin", "kai", "sam", "ines")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(ZERO)


@pytest.fixture
def workspace(tmp_path: Path, clock: ManualClock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "record.db", author="robin", clock=clock, simulated=True) as opened:
        yield opened


def state(workspace: Workspace, incident: str) -> Incident:
    return workspace.record.incident(incident)


def words(workspace: Workspace, incident: str) -> list[str]:
    return [entry.text for entry in workspace.record.entries(incident)]


def at_once(*calls: tuple[str, ...]) -> list[tuple[int, str]]:
    """Several programs at the same moment on one record: exit code and what each said on standard error."""
    running = [
        subprocess.Popen([*PROGRAM, *call], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for call in calls
    ]
    said = [process.communicate(timeout=60) for process in running]
    return [(process.returncode, err.strip()) for process, (_, err) in zip(running, said, strict=True)]


def test_people_who_approve_at_once_approve_once_and_the_others_hear_who_did() -> None:
    with Workspace.open(record_file(), author="robin") as workspace:
        incident = workspace.room.declare("checkout fails", 1).incident
        workspace.room.log(incident, "> @sam restart pods")
    said = at_once(*(("--as", who, "log", "/ok 1") for who in PEOPLE))
    assert sorted(code for code, _ in said) == [0, 3, 3, 3]
    with Workspace.open(record_file(), author="robin") as workspace:
        (change,) = state(workspace, incident).changes
    approved = [step for step in change.steps if step.state is ChangeState.APPROVED]
    assert [step.state for step in change.steps] == [ChangeState.PROPOSED, ChangeState.APPROVED]
    for code, sentence in said:
        if code:
            assert sentence.startswith("Change 1 is approved since ")
            assert f"by @{approved[0].by}" in sentence


def test_an_ok_and_a_no_at_once_leave_one_answer() -> None:
    with Workspace.open(record_file(), author="robin") as workspace:
        incident = workspace.room.declare("checkout fails", 1).incident
        workspace.room.log(incident, "> @sam restart pods")
    said = at_once(("--as", "robin", "log", "/ok 1"), ("--as", "kai", "log", "/no 1 too risky"))
    assert sorted(code for code, _ in said) == [0, 3]
    with Workspace.open(record_file(), author="robin") as workspace:
        (change,) = state(workspace, incident).changes
    assert len(change.steps) == 2
    assert change.state in (ChangeState.APPROVED, ChangeState.DECLINED)


def test_a_handoff_that_is_never_confirmed_moves_nothing_and_is_asked_about(
    workspace: Workspace, clock: ManualClock
) -> None:
    incident = workspace.room.declare("checkout fails", 1).incident
    workspace.room.log(incident, "/ic @robin")
    before = countdowns(state(workspace, incident), workspace.playbook, clock.now())[:2]
    workspace.room.log(incident, "/ic @kai")
    clock.advance(1800)
    found = state(workspace, incident)
    assert (found.commander, found.command_offered) == ("robin", "kai")
    after = countdowns(found, workspace.playbook, clock.now())[:2]
    assert [row.due_at for row in after] == [row.due_at for row in before]
    assert NudgeKey.HANDOFF_OPEN in {row.key for row in nudges(found, workspace.playbook, clock.now())}
    prompt = next(row for row in workspace.say_next(incident) if row.key == "handoff_open")
    assert prompt.text == (
        "Command was offered to Kai and not taken, so Robin still commands. Kai, do you take command now, yes or no?"
    )
    assert words(workspace, incident)[-1] == "Command offered to @kai"


def test_an_offer_that_stands_makes_nobody_less_tired_and_can_be_withdrawn(
    workspace: Workspace, clock: ManualClock
) -> None:
    incident = workspace.room.declare("checkout fails", 1).incident
    workspace.room.log(incident, "/ic @robin")
    since = state(workspace, incident).command_since
    clock.advance(7200)
    workspace.room.log(incident, "/ic @kai")
    clock.advance(1)
    found = state(workspace, incident)
    assert NudgeKey.TIRED in {row.key for row in nudges(found, workspace.playbook, clock.now())}
    workspace.room.log(incident, "/took @robin")
    found = state(workspace, incident)
    assert (found.commander, found.command_offered, found.command_since) == ("robin", "", since)
    keys = {row.key for row in nudges(found, workspace.playbook, clock.now().plus(600))}
    assert NudgeKey.HANDOFF_OPEN not in keys
    assert NudgeKey.TIRED in keys


def test_a_severity_raised_and_lowered_within_a_second(workspace: Workspace, clock: ManualClock) -> None:
    incident = workspace.room.declare("checkout fails", 2).incident
    clock.advance(300)
    before = {row.name: row.due_at for row in state(workspace, incident).requirements}
    for line in ("/sev 1 all regions", "/sev 2 one region after all"):
        clock.advance(0.4)
        workspace.room.log(incident, line)
    found = state(workspace, incident)
    rows = {row.name: row for row in requirements(found, workspace.playbook, clock.now())}
    assert (found.severity, found.peak_severity) == (Severity.SEV2, Severity.SEV1)
    assert rows["all_hands"].state is RequirementState.STRUCK  # it came with SEV-1, and went with it
    assert {name: rows[name].due_at for name in before} == before
    # R7: countdowns that a raise pulled in hold until the next send
    internal = countdowns(found, workspace.playbook, clock.now())[0]
    assert internal.due_at == minute(5).plus(0.4 + 15 * 60)
    workspace.room.log(incident, "/said one region")
    internal = countdowns(state(workspace, incident), workspace.playbook, clock.now())[0]
    assert internal.due_at == clock.now().plus(30 * 60)


def test_undoing_a_raise_right_away_restores_every_deadline(workspace: Workspace, clock: ManualClock) -> None:
    incident = workspace.room.declare("checkout fails", 2).incident
    clock.advance(300)
    before = countdowns(state(workspace, incident), workspace.playbook, minute(20))
    acted = workspace.room.log(incident, "/sev 1")
    clock.advance(0.5)
    workspace.room.undo(incident, acted.events[0].id)
    assert countdowns(state(workspace, incident), workspace.playbook, minute(20)) == before
    assert state(workspace, incident).peak_severity is Severity.SEV2


def test_sleep_across_three_deadlines_leaves_them_due_and_one_row(workspace: Workspace, clock: ManualClock) -> None:
    incident = workspace.room.declare("checkout fails", 1).incident
    workspace.room.log(incident, "+ @kai pool metrics 5m")
    watch = Watch(clock)
    clock.advance(60)
    watch.read()
    clock.sleep(40 * 60)
    note_jump(workspace, watch.read(), clock.now())
    found = state(workspace, incident)
    rows = {row.name: row for row in countdowns(found, workspace.playbook, clock.now())}
    assert {name: row.state for name, row in rows.items()} == dict.fromkeys(
        ("internal", "external", "ask 1"), CountdownState.OVERDUE
    )
    assert [row.due_at for row in rows.values()] == [minute(15), minute(20), minute(5)]
    slept = [text for text in words(workspace, incident) if text.startswith("Asleep")]
    assert len(slept) == 1
    assert slept[0].startswith("Asleep 40 min (02:01 to 02:41)")


def test_a_clock_set_back_an_hour_leaves_the_remaining_time_and_the_order(
    workspace: Workspace, clock: ManualClock
) -> None:
    incident = workspace.room.declare("checkout fails", 1).incident
    for line in ("+ @kai pool metrics 30m", "> @sam restart", "/rollback 1 20m", "/ok", "/start 1", "/snooze int 2m"):
        workspace.room.log(incident, line)
    workspace.room.log(incident, "/page L1 by phone")
    watch = Watch(clock)
    clock.advance(60)
    before = countdowns(state(workspace, incident), workspace.playbook, clock.now())
    clock.step(-3600)
    note_jump(workspace, watch.read(), clock.now())
    after = countdowns(state(workspace, incident), workspace.playbook, clock.now())
    assert [(row.name, row.remaining_s, row.state) for row in after] == [
        (row.name, row.remaining_s, row.state) for row in before
    ]
    assert after[0].snoozed_until == clock.now().plus(60)
    workspace.room.log(incident, "after the step")
    kinds = [event.kind for event in workspace.record.events(incident)]
    assert kinds[-2:] == ["clock_stepped", "note"]
    assert any(
        f"clock moved back 1 h, from {clock.now().plus(3600).hhmmss()} to {clock.now().hhmmss()} UTC;" in text
        for text in words(workspace, incident)
    )


def test_the_guard_keeps_its_time_when_the_clock_is_set_back(workspace: Workspace, clock: ManualClock) -> None:
    incident = workspace.room.declare("checkout fails", 1).incident
    workspace.room.log(incident, "/mitigated")
    watch = Watch(clock)
    clock.advance(600)
    clock.step(-3600)
    note_jump(workspace, watch.read(), clock.now())
    assert guard(state(workspace, incident), workspace.playbook, clock.now()).remaining_s == 300
    clock.advance(300)
    assert guard(state(workspace, incident), workspace.playbook, clock.now()).satisfied
    workspace.room.log(incident, "/resolve")
    assert not state(workspace, incident).open
