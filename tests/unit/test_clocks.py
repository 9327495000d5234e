"""PLAYBOOK "Clocks", R1 to R14: each rule has its table of cases. Minutes count from 02:00."""

from __future__ import annotations

import msgspec
import pytest

from tests.story import Story, builtin_playbook, minute
from warroom.incident import events as fact
from warroom.incident.countdowns import guard, postmortem_due
from warroom.incident.metrics import metrics
from warroom.incident.words import ChangeState, CountdownState, RequirementState, Severity


def severity(level: int, corrects: str = "") -> fact.SeveritySet:
    return fact.SeveritySet(Severity(level), corrects=corrects)


# R1 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "name", "due"),
    [
        (1, "responder", 5),
        (1, "ic", 10),
        (1, "leadership", 15),
        (1, "status_page", 20),
        (1, "customers", 30),
        (1, "all_hands", 30),
        (2, "responder", 15),
        (2, "ic", 30),
        (2, "leadership", 30),
        (2, "status_page", 60),
        (2, "customers", 120),
    ],
)
def test_a_requirement_is_due_at_detection_plus_its_limit(level: int, name: str, due: int) -> None:
    assert Story(level).row_due(name) == due
    assert Story(level, detected=-3).row_due(name) == due - 3


def test_a_near_miss_tells_no_customers_until_it_is_one_no_more() -> None:
    story = Story(1)
    story(2, fact.NearMissSet(True))
    assert story.due("external") is None
    assert {row.name for row in story.incident.requirements if row.struck_at is not None} == {
        "status_page",
        "customers",
    }
    story(5, severity(2))
    story(6, severity(1))
    assert story.due("external") is None
    back = story(10, fact.NearMissSet(False))
    assert story.due("external") == 30
    assert story.row_due("status_page") == 30
    assert story.row_due("customers") == 40
    story(11, fact.Undone("near_miss", corrects=back))
    assert story.due("external") is None


def test_a_declared_near_miss_has_no_rows_for_customers() -> None:
    story = Story(1)
    declared = story.events[0]
    body = msgspec.structs.replace(declared.body, near_miss=True)
    story.events[0] = msgspec.structs.replace(declared, body=body)
    assert "status_page" not in {row.name for row in story.incident.requirements}
    assert (story.due("internal"), story.due("external")) == (15, None)


@pytest.mark.parametrize(
    ("done_at", "late_s", "state"),
    [(15, 0, "done"), (14, 0, "done"), (15 + 1 / 60, 1, "done"), (20, 300, "done")],
)
def test_lateness_counts_from_due_by_when_it_happened(done_at: float, late_s: float, state: str) -> None:
    story = Story(1)
    story(done_at, fact.Told("leadership"), recorded=50)
    row = story.row("leadership", 60)
    assert (row.late_s, row.state) == (late_s, state)


@pytest.mark.parametrize(
    ("now", "state", "late_s"),
    [(15, RequirementState.OPEN, 0), (15.98, RequirementState.OPEN, 58.8), (16, RequirementState.LATE, 60)],
)
def test_overdue_shows_from_sixty_seconds(now: float, state: RequirementState, late_s: float) -> None:
    row = Story(1).row("leadership", now)
    assert row.state is state
    assert row.late_s == pytest.approx(late_s)


@pytest.mark.parametrize(("now", "late_s"), [(40, 10 * 60), (50, 20 * 60), (90, 20 * 60), (3 * 24 * 60, 20 * 60)])
def test_what_was_never_met_is_as_late_as_it_was_at_the_end(now: float, late_s: float) -> None:
    story = Story(1)
    story(50, fact.Resolved(early=True))
    assert story.row("customers", now).late_s == late_s
    assert story.row("customers", now).state is RequirementState.LATE


def test_what_is_met_after_the_end_is_late_by_when_it_happened() -> None:
    story = Story(1)
    story(50, fact.Resolved(early=True))
    story(95, fact.Told("customers"))
    assert story.row("customers", 200).late_s == 65 * 60


def test_what_was_not_met_is_waited_for_again_once_it_is_reopened() -> None:
    story = Story(1)
    story(50, fact.Resolved(early=True))
    story(60, fact.Reopened("errors are back"))
    assert story.row("customers", 61).late_s == 31 * 60


def test_told_twice_counts_from_the_first_time() -> None:
    story = Story(1)
    story(14, fact.Told("leadership"))
    story(20, fact.Told("leadership"))
    assert (story.row("leadership", 99).done_at, story.row("leadership", 99).late_s) == (minute(14), 0)
    story(12, fact.Told("leadership"), recorded=25)
    assert story.row("leadership", 99).done_at == minute(12)


# R2 ------------------------------------------------------------------------------------------------------------------


def test_the_war_room_counts_from_the_declaration() -> None:
    assert Story(1, detected=-20).row_due("war_room") == 5


def test_the_war_room_counts_from_the_raise_where_the_raise_brought_it() -> None:
    story = Story(3)
    story(10, severity(1))
    assert story.row_due("war_room") == 15


def test_all_hands_are_closed_by_the_call_or_by_mitigation_and_stay_late() -> None:
    called, mitigated = Story(1), Story(1)
    called(33, fact.Told("allhands"))
    mitigated(40, fact.Mitigated(minute(35)))
    assert called.row("all_hands", 99).late_s == 180
    assert mitigated.row("all_hands", 99).late_s == 300
    assert mitigated.row("all_hands", 99).state is RequirementState.DONE


def test_a_corrected_mitigation_corrects_all_hands() -> None:
    story = Story(1)
    story(25, fact.Mitigated(minute(25)))
    assert story.row("all_hands", 99).late_s == 0
    story(45, fact.Mitigated(minute(44)))
    assert story.row("all_hands", 99).late_s == 14 * 60
    story(46, fact.Mitigated(minute(20)))
    assert story.row("all_hands", 99).late_s == 0


def test_the_call_stays_what_closed_all_hands() -> None:
    story = Story(1)
    story(20, fact.Told("allhands"))
    story(25, fact.Mitigated(minute(25)))
    story(45, fact.Mitigated(minute(44)))
    assert story.row("all_hands", 99).done_at == minute(20)


# R3 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "detected", "internal", "external"),
    [
        (1, None, 15, 20),
        (1, -5, 15, 15),
        (2, None, 30, 60),
        (2, -5, 30, 55),
        (3, None, 60, None),
        (4, None, 24 * 60, None),
    ],
)
def test_first_deadlines(level: int, detected: float | None, internal: float, external: float | None) -> None:
    story = Story(level, detected=detected)
    assert (story.due("internal"), story.due("external")) == (internal, external)


def test_a_minor_incident_has_an_external_countdown_once_customers_see_it() -> None:
    story = Story(3)
    story(7, fact.CustomerVisibleSet(True))
    assert story.due("external") == 67
    story(9, fact.CustomerVisibleSet(False))
    assert story.due("external") is None


# R4, R5 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "internal", "external"),
    [
        ("declaration", 25, 20),
        ("status-update", 25, 20),
        ("resolution", 15, 20),
        ("initial-alert", 15, 20),
        ("numbered-update", 15, 20),
        ("executive-brief", 15, 20),
        ("customer-email", 15, 20),
        ("handoff", 15, 20),
        ("page-investigating", 15, 40),
        ("page-identified", 15, 40),
    ],
)
def test_what_resets_which_countdown(template: str, internal: float, external: float) -> None:
    story = Story(1)
    story.sent(10, template, 40 if template.startswith("page-") else None)
    assert (story.due("internal"), story.due("external")) == (internal, external)


@pytest.mark.parametrize(
    ("template", "meets"),
    [("page-identified", "status_page"), ("customer-email", "customers"), ("executive-brief", "leadership")],
)
def test_what_meets_which_requirement(template: str, meets: str) -> None:
    story = Story(1)
    story.sent(10, template, 40)
    done = {row.name for row in story.incident.requirements if row.done_at is not None}
    assert done == {meets}


def test_an_update_said_on_the_bridge_resets_internal() -> None:
    story = Story(1)
    story(6, fact.SaidOnBridge())
    assert story.due("internal") == 21
    story(8, fact.SaidOnBridge(until=minute(12)))
    assert story.due("internal") == 12


@pytest.mark.parametrize(("promise", "due"), [(14, 14), (25, 25), (40, 25), (None, 25)])
def test_next_internal_is_the_earlier_of_promise_and_cadence(promise: float | None, due: float) -> None:
    story = Story(1)
    story.sent(10, "status-update", promise)
    assert story.due("internal") == due


def test_next_external_is_the_promise_even_beyond_the_cadence() -> None:
    story = Story(1)
    story.sent(10, "page-investigating", 90)
    assert story.due("external") == 90


# R6 ------------------------------------------------------------------------------------------------------------------


def test_raise_pulls_open_rows_in_and_keeps_done_ones() -> None:
    story = Story(2)
    story(4, fact.Acknowledged(minute(4)))
    story(10, severity(1))
    dues = {row.name: story.row_due(row.name) for row in story.incident.requirements}
    assert dues == {
        "responder": 15,
        "ic": 20,
        "war_room": 5,
        "leadership": 25,
        "status_page": 30,
        "customers": 40,
        "all_hands": 40,
    }
    assert story.row("responder", 99).state is RequirementState.DONE


def test_what_the_record_proved_before_a_raise_meets_the_new_rows() -> None:
    story = Story(3)
    story(1, fact.RoleAssigned("ic", "robin"))
    story(2, fact.Acknowledged(minute(2)))
    story(3, fact.ChannelNamed("inc-checkout"))
    story(4, fact.Told("leadership"))
    story(10, severity(1))
    rows = {row.name: (story.row(row.name, 99).state.value, row.done_at) for row in story.incident.requirements}
    assert {name: rows[name] for name in ("responder", "ic", "war_room", "leadership")} == {
        "responder": ("done", minute(2)),
        "ic": ("done", minute(1)),
        "war_room": ("done", minute(3)),
        "leadership": ("done", minute(4)),
    }
    assert {name for name, (state, _) in rows.items() if state != "done"} == {"status_page", "customers", "all_hands"}
    assert story.row("leadership", 99).late_s == 0


def test_a_row_that_was_opened_again_stays_open_through_a_raise() -> None:
    story = Story(2)
    story(4, fact.Told("leadership"))
    story(5, fact.RequirementTicked("leadership", done=False))
    story(6, severity(3))
    story(7, severity(1))
    assert story.row("leadership", 8).state is RequirementState.OPEN


@pytest.mark.parametrize(("page", "external"), [(None, 30), (5, 40)])
def test_raise_pulls_countdowns_in(page: float | None, external: float) -> None:
    story = Story(2)
    if page is not None:
        story.sent(page, "page-investigating", 64)
    story(10, severity(1))
    assert (story.due("internal"), story.due("external")) == (25, external)


def test_raise_never_moves_a_deadline_out() -> None:
    story = Story(2)
    story(29, severity(1))
    assert story.due("internal") == 30


def test_an_update_of_before_the_raise_that_is_recorded_after_it_is_pulled_in_too() -> None:
    in_order, late = Story(2), Story(2)
    for story, recorded in ((in_order, 8), (late, 12)):
        if story is in_order:
            story.sent(8, "page-investigating", 64, recorded=recorded)
            story.sent(8, "status-update", recorded=recorded)
        story(10, severity(1))
    late.sent(8, "page-investigating", 64, recorded=12)
    late.sent(8, "status-update", recorded=12)
    assert (in_order.due("external"), late.due("external")) == (40, 40)
    assert in_order.due("internal") == 25
    assert late.due("internal") == 23  # by the cadence that holds when it is recorded, which is the earlier
    late.sent(13, "page-identified", 60)
    assert late.due("external") == 60


def test_raised_and_lowered_within_a_second_keeps_every_earlier_row() -> None:
    story = Story(2)
    before = {row.name: row for row in story.incident.requirements}
    story(10, severity(1))
    story(10 + 1 / 60, severity(2))
    for name, row in before.items():
        assert story.row_due(name) == row.due_at.since(minute(0)) / 60, name
        assert story.row(name, 4).state is RequirementState.OPEN
    assert story.row("all_hands", 99).state is RequirementState.STRUCK
    assert story.row("all_hands", 99).late_s == 0
    assert (story.due("internal"), story.due("external")) == (25, 30)  # they hold until the next send
    story.sent(12, "status-update")
    assert story.due("internal") == 42


# R7 ------------------------------------------------------------------------------------------------------------------


def test_lower_strikes_what_the_lower_severity_lacks_with_its_lateness() -> None:
    story = Story(1)
    story(12, fact.Told("leadership"))
    story(32, severity(3))
    assert story.row("all_hands", 99).state is RequirementState.STRUCK
    assert story.row("all_hands", 99).late_s == 120
    assert story.row("leadership", 99).state is RequirementState.DONE
    assert (story.due("internal"), story.due("external")) == (15, 20)


def test_lower_gives_shared_open_rows_the_lower_limit_from_their_own_anchor() -> None:
    story = Story(2)
    story(10, severity(1))
    story(12, severity(2))
    assert story.row_due("status_page") == 60
    raised = Story(3)
    raised(10, severity(1))
    raised(12, severity(2))
    assert raised.row_due("status_page") == 70


@pytest.mark.parametrize(("before", "after"), [(2, 1), (1, 3), (3, 1), (1, 2)])
def test_undo_restores_every_deadline_exactly(before: int, after: int) -> None:
    story = Story(before, detected=-2)
    story(3, fact.Acknowledged(minute(3)))
    untouched = story.incident
    changed = story(10, severity(after))
    story(11, fact.Undone("severity", corrects=changed))
    undone = story.incident
    for name in ("severity", "peak_severity", "requirements", "internal", "external"):
        assert getattr(undone, name) == getattr(untouched, name), name


# R8 ------------------------------------------------------------------------------------------------------------------


def test_metrics_count_from_detection_and_name_their_events() -> None:
    story = Story(1)
    started = story(1, fact.StartSet(minute(-10)))
    detected = story(1, fact.DetectionSet(minute(-4)))
    story(2, fact.Acknowledged(minute(-2)))
    story(30, fact.Mitigated(minute(26)))
    story(45, fact.Resolved())
    found = metrics(story.incident)
    assert (found.detect.value, found.acknowledge.value, found.mitigate.value) == (360, 120, 1800)
    assert (found.resolve.value, found.impact.value) == (49 * 60, 36 * 60)
    assert found.detect.events == (started, detected)


def test_a_missing_start_is_unknown_and_a_negative_is_contradictory() -> None:
    story = Story(1)
    assert metrics(story.incident).detect.value == "unknown"
    assert metrics(story.incident).resolve.value == "unknown"
    story(1, fact.StartSet(minute(-1)))
    story(1, fact.DetectionSet(minute(-4)))
    assert metrics(story.incident).detect.value == "contradictory"


# R9 ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "left", "satisfied"), [(30, 600, False), (39.99, 0.6, False), (40, 0, True)])
def test_the_guard_counts_from_the_later_of_mitigation_and_the_last_change(
    now: float, left: float, satisfied: bool
) -> None:
    story = Story(1)
    story(10, fact.ChangeProposed(1, "roll back"))
    story(20, fact.Mitigated(minute(20)))
    story(25, fact.ChangeMoved(1, ChangeState.WORKED))
    held = guard(story.incident, builtin_playbook(), minute(now))
    assert held.remaining_s == pytest.approx(left)
    assert held.satisfied is satisfied


def test_the_lowest_severity_has_no_guard() -> None:
    assert guard(Story(4).incident, builtin_playbook(), minute(1)).satisfied


# R10 -----------------------------------------------------------------------------------------------------------------


def test_queued_moves_nothing_and_delivery_counts_at_the_services_time() -> None:
    story = Story(1)
    story(10, fact.MessageQueued("m1", "page-investigating", "page", "text", minute(45)))
    assert story.due("external") == 20
    story(17, fact.MessageDelivered("m1", "page-investigating", "page", "r-1"), recorded=30)
    assert story.due("external") == 45
    assert story.row("status_page", 99).done_at == minute(17)
    assert metrics(story.incident).external_on_time == 1


def test_an_update_recorded_late_with_an_earlier_time_moves_nothing_back() -> None:
    story = Story(1)
    story.sent(14, "status-update")
    story.sent(5, "status-update", recorded=15)
    assert story.due("internal") == 29
    assert metrics(story.incident).internal_sent == 2


# R11 -----------------------------------------------------------------------------------------------------------------


def test_resolve_pauses_internal_and_leaves_the_announcement_due() -> None:
    story = Story(1)
    story.sent(12, "page-investigating", 40)
    story(30, fact.Resolved())
    assert story.countdown("internal", 31).state is CountdownState.PAUSED
    external = story.countdown("external", 31)
    assert (external.state, external.due_at) == (CountdownState.NOT_ANNOUNCED, minute(40))
    story.sent(33, "page-resolved")
    assert story.countdown("external", 34).state is CountdownState.NONE


def test_a_copy_in_another_place_does_not_announce_the_end() -> None:
    story = Story(1)
    story.sent(12, "page-investigating", 40)
    story(25, fact.MessageSent("copy", "page-resolved", "text", "forum", secondary=True))
    story(30, fact.Resolved())
    assert story.countdown("external", 31).state is CountdownState.NOT_ANNOUNCED


# R12 -----------------------------------------------------------------------------------------------------------------


def test_reopening_starts_countdowns_anew_and_keeps_what_was_done() -> None:
    story = Story(1, detected=-5)
    story(0, fact.StartSet(minute(-10)))
    story(8, fact.Told("leadership"))
    story(20, fact.Mitigated(minute(20)))
    story(36, fact.Resolved())
    story(50, fact.Reopened("errors are back"))
    assert (story.due("internal"), story.due("external")) == (65, 70)
    assert story.row_due("all_hands") == 80
    assert story.row("leadership", 99).state is RequirementState.DONE
    assert (story.incident.mitigated_at, story.incident.resolved_at) == (None, None)
    assert metrics(story.incident).mitigate.value == 25 * 60
    assert metrics(story.incident).impact.value == "unknown"
    story(60, fact.Mitigated(minute(58)))
    story(80, fact.Resolved())
    assert metrics(story.incident).impact.value == (30 + 8) * 60
    assert metrics(story.incident).mitigate.value == 63 * 60
    assert metrics(story.incident).resolve.value == 85 * 60


def test_what_went_out_before_the_reopening_moves_no_countdown_of_after_it() -> None:
    story = Story(1)
    story(36, fact.Resolved(early=True))
    story(50, fact.Reopened("errors are back"))
    story.sent(30, "status-update", recorded=52)
    story.sent(30, "page-identified", 45, recorded=52)
    assert (story.due("internal"), story.due("external")) == (65, 70)
    story.sent(53, "page-identified", 75)
    assert story.due("external") == 75


# R13 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("peak", "hours"), [(1, 48), (2, 72), (3, 168)])
def test_the_postmortem_is_due_by_the_peak_severity(peak: int, hours: int) -> None:
    story = Story(peak)
    story(10, severity(4 if peak == 3 else 3))
    story(60, fact.Resolved())
    due = postmortem_due(story.incident, builtin_playbook())
    assert due is not None
    assert due.since(minute(60)) == hours * 3600


# R14 -----------------------------------------------------------------------------------------------------------------


def test_a_handoff_moves_no_deadline() -> None:
    story = Story(1)
    before = (story.due("internal"), story.due("external"), story.row_due("customers"))
    story(9, fact.CommandOffered("kai"))
    story(10, fact.CommandTaken("kai"))
    assert (story.due("internal"), story.due("external"), story.row_due("customers")) == before


@pytest.mark.parametrize("step", [3600, -3600, 315_360_000])
def test_after_a_clock_step_the_remaining_time_stays(step: float) -> None:
    story = Story(1)
    story(4, fact.Acknowledged(minute(4)))
    before = story.countdown("internal", 5).remaining_s
    row_before = story.row("leadership", 5).due_at
    story(5 + step / 60, fact.ClockStepped(step))
    assert story.countdown("internal", 5 + step / 60).remaining_s == before
    assert story.row("leadership", 5).due_at == row_before.plus(step)
    assert story.row("responder", 5).late_s == 0


def test_after_the_clock_was_set_back_an_update_still_resets() -> None:
    story = Story(1)
    story.sent(10, "status-update")
    story.sent(10, "page-investigating", 40)
    story(-48, fact.ClockStepped(-3600), recorded=12)
    story.sent(-45, "status-update", recorded=15)
    story.sent(-45, "page-identified", -10, recorded=15)
    assert (story.due("internal"), story.due("external")) == (-30, -10)


def test_a_snooze_outlives_a_step_of_the_clock() -> None:
    story = Story(1)
    story.sent(2, "status-update")
    story(10, fact.TimerSnoozed("internal", 300))
    story(-48, fact.ClockStepped(-3600), recorded=12)
    assert story.countdown("internal", -47).snoozed_until == minute(-45)


def test_a_detection_time_stated_after_a_step_is_by_the_new_clock() -> None:
    story = Story(1)
    story(65, fact.ClockStepped(3600), recorded=5)
    assert (story.row_due("leadership"), story.due("external")) == (75, 80)
    story(66, fact.DetectionSet(minute(58)), recorded=6)
    assert (story.row_due("leadership"), story.due("external")) == (73, 78)


def test_a_clock_step_makes_no_change_wait_longer_and_no_commander_more_tired() -> None:
    story = Story(1)
    story(1, fact.ChangeProposed(1, "roll back"))
    story(62, fact.ClockStepped(3600), recorded=2)
    (change,) = story.incident.changes
    assert change.waits_since == minute(61)
    assert story.incident.command_since == minute(60)
    story(63, fact.ChangeMoved(1, ChangeState.APPROVED), recorded=3)
    assert story.incident.changes[0].waits_since is None


def test_customers_that_see_it_after_a_step_count_from_then() -> None:
    story = Story(3)
    story(-50, fact.ClockStepped(-3600), recorded=10)
    story(-48, fact.CustomerVisibleSet(True), recorded=12)
    story(-47, fact.DetectionSet(minute(-55)), recorded=13)
    assert story.due("external") == 12


# Countdown states (UI.md 6.1) ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (11.99, CountdownState.CALM),
        (12, CountdownState.SOON),
        (14.99, CountdownState.SOON),
        (15, CountdownState.DUE),
        (15.98, CountdownState.DUE),
        (16, CountdownState.OVERDUE),
    ],
)
def test_states_at_their_edges(now: float, state: CountdownState) -> None:
    assert Story(1).countdown("internal", now).state is state


def test_external_is_due_soon_from_ten_minutes_before() -> None:
    assert Story(2).countdown("external", 49.99).state is CountdownState.CALM
    assert Story(2).countdown("external", 50).state is CountdownState.SOON


def test_naming_a_commander_is_explicit() -> None:
    story = Story(1)
    assert story.incident.commander == "robin"
    assert story.row("ic", 5).state is RequirementState.OPEN
    story(6, fact.RoleAssigned("ic", "robin"))
    assert story.row("ic", 7).state is RequirementState.DONE
