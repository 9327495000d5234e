"""What the app reminds of: seats and responders, nudges, triage for one incident, what to say next, catching up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import CommandLine
from tests.story import ZERO, Story, builtin_playbook, minute
from warroom import paths
from warroom.clock import ManualClock
from warroom.comms.prompt_names import FILE, prompt_names
from warroom.comms.prompts import Prompts, builtin, say_next
from warroom.errors import NotFound, Refused
from warroom.incident import events as fact
from warroom.incident.nudges import NudgeKey, nudges, unapproved
from warroom.incident.roster import responders, seats
from warroom.incident.triage_view import triage_view
from warroom.incident.words import ChangeState, PageAnswer, Severity, Status
from warroom.workspace import Workspace

PLAYBOOK = builtin_playbook()


def keys(story: Story, now: float) -> list[NudgeKey]:
    return [nudge.key for nudge in nudges(story.incident, PLAYBOOK, minute(now))]


# -- Seats and responders ----------------------------------------------------------------------------------------------


def test_seats_show_who_since_when_and_who_is_tired() -> None:
    story = Story()
    story(5, fact.RoleAssigned("ic", "robin"))
    story(6, fact.RoleAssigned("ops", "sam"))
    story(7, fact.RoleAssigned("sme-db", "sam"))  # one person may hold several seats
    story(20, fact.CommandOffered("kai"))
    board = {row.seat: row for row in seats(story.incident, PLAYBOOK, minute(126))}
    assert (board["ic"].handle, board["ic"].tired, board["ic"].offered_to) == ("robin", True, "kai")
    assert (board["ops"].handle, board["ops"].held_s, board["ops"].tired) == ("sam", 7200, False)
    assert (board["sme-db"].name, board["sme-db"].handle) == ("Expert DB", "sam")
    assert board["deputy"].handle == ""
    assert not next(row for row in seats(story.incident, PLAYBOOK, minute(120)) if row.seat == "ic").tired


def test_who_declares_is_shown_as_acting() -> None:
    (ic, *_) = seats(Story().incident, PLAYBOOK, minute(3))
    assert (ic.handle, ic.acting, ic.held_s) == ("robin", True, 180)


def test_active_responders_are_counted_once_each() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ops", "sam"))
    story(2, fact.Asked(1, "pool metrics", "kai", 300))
    story(3, fact.ChangeProposed(1, "restart", owner="ines"))
    assert responders(story.incident, minute(4)) == ("robin", "sam", "kai")
    story(4, fact.ChangeMoved(1, ChangeState.STARTED))
    spoken = [("lee", minute(4)), ("old", minute(-40)), ("sam", minute(4))]
    assert responders(story.incident, minute(5), spoken) == ("robin", "sam", "kai", "ines", "lee")


# -- Nudges ------------------------------------------------------------------------------------------------------------


def test_more_than_seven_are_too_many_and_it_is_said_once() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ic", "p0"))
    for n in range(1, 7):
        story(1, fact.Asked(n, "look", f"p{n}"))
    assert NudgeKey.CROWD not in keys(story, 2)
    story(2, fact.Asked(8, "look", "p8"))
    first = nudges(story.incident, PLAYBOOK, minute(3))[-1]
    later = nudges(story.incident, PLAYBOOK, minute(9))[-1]
    assert (first.key, first.count) == (NudgeKey.CROWD, 8)
    assert first.id == later.id


def test_a_handoff_that_is_not_confirmed_is_asked_about_after_two_minutes() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ic", "robin"))
    story(2, fact.CommandOffered("kai"))
    assert NudgeKey.HANDOFF_OPEN not in keys(story, 3.9)
    assert NudgeKey.HANDOFF_OPEN in keys(story, 4)
    story(5, fact.CommandTaken("kai"))
    assert keys(story, 6) == []


def test_ten_minutes_without_a_mitigation_ask_for_help() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ic", "robin"))
    assert NudgeKey.ESCALATE not in keys(story, 9.9)
    assert NudgeKey.ESCALATE in keys(story, 10)
    story(11, fact.ChangeProposed(1, "roll back"))
    assert NudgeKey.ESCALATE in keys(story, 11)  # a proposal mitigates nothing
    story(12, fact.ChangeMoved(1, ChangeState.APPROVED))
    story(12, fact.ChangeMoved(1, ChangeState.STARTED))
    assert NudgeKey.ESCALATE not in keys(story, 30)
    story(31, fact.ChangeMoved(1, ChangeState.NO_EFFECT))
    assert NudgeKey.ESCALATE not in keys(story, 40.9)
    assert NudgeKey.ESCALATE in keys(story, 41)


def test_a_tier_that_was_called_has_its_own_time_first() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ic", "robin"))
    story(10, fact.Paged(1, "l1", "kai", "phone", PageAnswer.NO_ANSWER, 900))
    assert keys(story, 24.9) == []
    assert keys(story, 25)[0] is NudgeKey.NEXT_TIER
    view = triage_view(story.incident, PLAYBOOK, minute(25))
    assert view.tier is not None
    assert view.tier.key == "l2"
    story(26, fact.PageMoved(1, PageAnswer.ANSWERED))
    assert NudgeKey.NEXT_TIER not in keys(story, 27)


def test_who_digs_alone_is_asked_to_call_a_second_person() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ic", "robin"))
    assert NudgeKey.ALONE not in keys(story, 10)
    assert NudgeKey.ALONE in keys(story, 10.1)
    story(11, fact.RoleAssigned("ops", "sam"))
    assert NudgeKey.ALONE not in keys(story, 12)


def test_a_diagnosis_that_comes_first_is_not_hurried() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ic", "robin"))
    story(2, fact.TriageAnswered("reach", "How far?", "data_integrity"))
    assert NudgeKey.ESCALATE not in keys(story, 60)


def test_a_change_without_an_ok_on_record_is_named_until_there_is_one() -> None:
    story = Story()
    story(1, fact.ChangeReported(1, "rolled back"))
    assert [change.n for change in unapproved(story.incident, PLAYBOOK)] == [1]
    story(2, fact.ChangeMoved(1, ChangeState.APPROVED, by_voice=True))
    assert unapproved(story.incident, PLAYBOOK) == ()


@pytest.mark.parametrize("level", [3, 4])
def test_small_incidents_ask_for_no_approval_and_no_escalation(level: int) -> None:
    story = Story(level)
    story(1, fact.ChangeReported(1, "rolled back"))
    assert keys(story, 25) == []


def test_facts_grow_stale_after_two_cadences_and_an_ended_incident_says_nothing() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ic", "robin"))
    story(1, fact.ImpactStated("70% fail"))
    story(1, fact.HypothesisStated(1, "pool"))
    story(2, fact.ChangeReported(1, "x"))
    assert not {NudgeKey.IMPACT_STALE, NudgeKey.BELIEF_STALE} & set(keys(story, 31))
    assert {NudgeKey.IMPACT_STALE, NudgeKey.BELIEF_STALE, NudgeKey.STATUS_STALE} <= set(keys(story, 31.1))
    story(32, fact.HypothesisJudged(1))
    story(40, fact.Resolved())
    assert keys(story, 200) == []


# -- Triage of one incident --------------------------------------------------------------------------------------------


def test_answers_are_kept_and_steps_that_failed_are_marked() -> None:
    story = Story(2)
    story(1, fact.TriageAnswered("reach", "How far?", "all_users,gone_key"))
    story(2, fact.TriageAnswered("deploy", "A deploy?", "yes"))
    story(3, fact.ChangeProposed(1, "Roll back v4.18"))
    view = triage_view(story.incident, PLAYBOOK, minute(4))
    assert view.suggestion.severity is Severity.SEV1
    assert view.next is not None
    assert view.next.mitigation.key == "roll_back"
    story(5, fact.ChangeMoved(1, ChangeState.STARTED))
    story(6, fact.ChangeMoved(1, ChangeState.NO_EFFECT))
    view = triage_view(story.incident, PLAYBOOK, minute(7))
    assert [rung.mitigation.key for rung in view.ladder if rung.tried] == ["roll_back"]
    assert view.next is not None
    assert view.next.mitigation.key == "flag_off"


# -- What to say next --------------------------------------------------------------------------------------------------


def card(story: Story, now: float, last_entry: float | None = None) -> str:
    last = None if last_entry is None else minute(last_entry)
    return say_next(story.incident, PLAYBOOK, minute(now), last_entry_at=last)[0].key


def test_the_card_follows_the_state() -> None:
    story = Story()
    assert card(story, 1) == "open_call"
    story(2, fact.RoleAssigned("ic", "robin"))
    assert card(story, 6) == "lull"
    story(6, fact.Asked(1, "pool metrics", "kai", 300))
    assert card(story, 11) == "late"
    story(12, fact.AskMoved(1, "answered"))  # type: ignore[arg-type]
    assert card(story, 12) == "escalate"
    story(12, fact.ChangeProposed(1, "roll back"))
    assert card(story, 13) == "approve"
    story(13, fact.ChangeMoved(1, ChangeState.APPROVED))
    story(13, fact.ChangeMoved(1, ChangeState.STARTED))
    assert card(story, 14, last_entry=13) == "running"
    assert card(story, 16, last_entry=13) == "internal_late"
    story.sent(17, "status-update")
    assert card(story, 20, last_entry=17) == "lull"
    story(21, fact.ChangeMoved(1, ChangeState.WORKED))
    story(21, fact.StatusSet(Status.MONITORING))
    assert card(story, 22) == "external_late"
    story.sent(22, "page-monitoring")
    assert card(story, 23) == "monitoring"
    story(40, fact.Resolved())
    assert card(story, 41) == "close_call"


def test_prompts_are_filled_from_the_record_and_at_most_six() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ic", "robin"))
    story(2, fact.ChangeProposed(1, "restart pods", owner="sam", expect="errors below 5%", abort="lag above 60 s"))
    prompts = say_next(story.incident, PLAYBOOK, minute(6))
    assert len(prompts) == 6
    assert prompts[0].text == (
        "Sam proposes: restart pods. If it works, we see errors below 5%. We back out if lag above 60 s. "
        "Does anyone strongly object? If not, we go in ten seconds."
    )
    named = builtin().say_next(story.incident, PLAYBOOK, minute(6), name=lambda handle: f"Dr {handle}")
    assert named[0].text.startswith("Dr sam proposes")


def test_a_rollback_past_its_time_is_asked_for_before_anything_else() -> None:
    story = Story()
    story(1, fact.Asked(1, "pool metrics", "kai", 300))
    story(2, fact.ChangeProposed(1, "drain zone b", owner="sam", rollback_s=600, expect="5xx below 1%"))
    story(2, fact.ChangeMoved(1, ChangeState.APPROVED))
    story(2, fact.ChangeMoved(1, ChangeState.STARTED))
    story(10, fact.ChangeProposed(2, "restart pods", owner="kai"))
    assert card(story, 11) != "rollback_late"
    assert card(story, 24) == "rollback_late"
    prompts = say_next(story.incident, PLAYBOOK, minute(24))
    assert prompts[0].text == (
        "Sam, the time for this ran out 12 min ago: drain zone b. Roll it back now, or say why not. "
        "If you say that it works: do you see 5xx below 1%? One word first: back, or stay."
    )
    every = {prompt.key: prompt.text for prompt in builtin().all(story.incident, PLAYBOOK, minute(24))}
    assert "Running: drain zone b, its rollback 12 min overdue." in every["lull"]
    assert "Owed: Kai, pool metrics, overdue since " in every["lull"]
    story(25, fact.ChangeMoved(1, ChangeState.BACKED_OUT))
    assert card(story, 25) != "rollback_late"


def test_every_prompt_reads_whole_at_every_minute() -> None:
    story = Story()
    story(1, fact.RoleAssigned("ic", "robin"))
    story(3, fact.ImpactStated("a {{ brace }} and a\nline"))
    story(4, fact.ChangeReported(1, "x" * 400))
    for now in range(0, 200, 7):
        for prompt in builtin().all(story.incident, PLAYBOOK, minute(now)):
            assert prompt.text
            assert "\n" not in prompt.text
            assert "{{ sever" not in prompt.text
            assert len(prompt.text) < 1200


def test_a_team_changes_one_prompt_and_a_mistake_leaves_the_built_in_one(tmp_path: Path) -> None:
    team = tmp_path / FILE
    team.write_text(
        '[lull]\ntext = "Hold: {{ severity }}"\n[yes_no]\ntext = "{% for x in y %}"\n[ours]\ntext = "Hi"\n', "utf-8"
    )
    prompts = Prompts.load(paths.resource("prompts", FILE), team)
    texts = {prompt.key: prompt.text for prompt in prompts.all(Story().incident, PLAYBOOK, minute(6))}
    assert (texts["lull"], texts["ours"]) == ("Hold: SEV-1", "Hi")
    assert texts["yes_no"].startswith("I need one word first")
    assert len(prompts.problems) == 1
    team.write_text("[", "utf-8")
    assert len(Prompts.load(paths.resource("prompts", FILE), team).problems) == 1


# -- Through the door --------------------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(ZERO)


@pytest.fixture
def workspace(tmp_path: Path, clock: ManualClock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "record.db", author="robin", clock=clock, simulated=True) as opened:
        yield opened


def test_somebody_who_left_is_told_what_changed(workspace: Workspace, clock: ManualClock) -> None:
    incident = workspace.room.declare("checkout fails", 2).incident
    workspace.room.log(incident, "? pool exhausted")
    workspace.room.log(incident, "@kai going for food")
    clock.advance(600)
    for line in ("/sev 1 all regions", "/out 1 pool at 40%", "? bad deploy", "! roll back @kai back in 5m", "> @kai x"):
        workspace.room.log(incident, line)
    workspace.room.log(incident, "+ @kai numbers 5m")
    told = workspace.catch_up(incident, left="kai", seat="ops")
    parts = {section.part.value: [line.text for line in section.lines] for section in told.sections}
    assert told.since == ZERO
    assert list(parts)[:2] == ["now", "yours"]
    assert parts["now"][0] == "SEV-1 Critical (was SEV-2) · Investigating"
    assert parts["yours"] == ["Ask 1: numbers, by 02:15 UTC", "Decision 1: roll back, by 02:15 UTC"]
    assert parts["excluded"] == ["1. pool exhausted · because pool at 40%"]
    assert parts["beliefs"] == ["2. bad deploy · possible, current"]
    assert parts["decisions"] == ["@robin → @kai: roll back"]
    assert parts["changes"] == ["1. x · Awaiting OK · @kai"]
    with pytest.raises(NotFound, match="has written nothing"):
        workspace.catch_up(incident, left="nobody")


def test_a_teams_prompts_count_as_soon_as_they_are_written(workspace: Workspace) -> None:
    incident = workspace.room.declare("x", 2).incident
    assert workspace.say_next(incident)[0].key == "open_call"
    folder = paths.settings_folder() / "prompts"
    folder.mkdir(parents=True)
    (folder / FILE).write_text('[open_call]\ntext = "Begin: {{ title }}"\n', "utf-8")
    assert workspace.say_next(incident)[0].text == "Begin: x"
    (folder / FILE).write_text('[open_call]\ntext = "Start: {{ title }} now"\n', "utf-8")
    assert workspace.say_next(incident)[0].text == "Start: x now"


def test_where_nothing_happened_nothing_is_told_as_news(workspace: Workspace, clock: ManualClock) -> None:
    incident = workspace.room.declare("x", 2).incident
    clock.advance(60)
    told = workspace.catch_up(incident)
    assert (told.rows, told.quiet) == (0, True)
    assert {section.part.value for section in told.sections} <= {"now", "due"}


def test_a_long_section_says_how_much_it_leaves_out(workspace: Workspace) -> None:
    incident = workspace.room.declare("x", 2).incident
    for n in range(20):
        workspace.room.log(incident, f"note {n}")
    told = workspace.catch_up(incident, since=minute(-5))
    notes = next(section for section in told.sections if section.part.value == "notes")
    assert (len(notes.lines), notes.left_out, notes.lines[-1].text) == (8, 12, "@robin: note 19")


def test_triage_is_answered_by_command_and_kept(workspace: Workspace) -> None:
    incident = workspace.room.declare("x", 2).incident
    for line in ("/triage broken POST /orders gives 500", "/triage reach all-users, core_workflow", "/triage deploy Y"):
        workspace.room.log(incident, line)
    assert workspace.record.incident(incident).triage == {
        "broken": "POST /orders gives 500",
        "reach": "core_workflow,all_users",
        "deploy": "yes",
    }
    assert workspace.record.entries(incident)[-1].text == "Was anything deployed in the two hours before? yes"
    for line, says in (
        ("/triage deploy perhaps", "yes, no or unknown"),
        ("/triage moon full", "It asks broken"),
        ("/triage reach everybody", "no blast radius"),
    ):
        with pytest.raises(Refused, match=says):
            workspace.room.log(incident, line)


def test_the_guides_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    cli = CommandLine(monkeypatch)
    cli.ok("declare", "nobody can pay", "-s", "1")
    assert cli.ok("say").out.startswith("Open the call  (It was declared a moment ago)")
    assert {row["key"] for row in cli.ok("say", "--all", "--json").json} >= {"lull", "yes_no"}
    cli.ok("log", "/triage reach all_users")
    assert "Suggests SEV-1, because: all users" in cli.ok("triage").out
    assert cli.ok("triage", "--json").json["severity"] == 1
    assert "severity set" in cli.ok("checklists").out
    assert cli.ok("rules").out.startswith("- The commander runs the room.")
    cli.ok("log", "/page L2 @kai by phone, no answer")
    assert "p1 no answer      L2 @kai by phone" in cli.ok("show").out
    assert cli.ok("checklists", "--json").json[0]["items"][3]["state"] == "proved"
    folder = paths.settings_folder() / "prompts"
    folder.mkdir(parents=True)
    (folder / FILE).write_text('[lull]\ntext = "{% for x in y %}"\n', "utf-8")
    assert 'Template "lull" has a mistake on line 1' in cli("say").err
    told = cli.ok("catchup", "--since", "-10m", "--role", "comms").out
    assert "Where it stands" in told
    assert cli.ok("catchup", "--since", "-10m", "--json").json["sections"][0]["part"] == "now"


def test_every_prompt_that_is_named_can_be_filled_and_the_other_way_round() -> None:
    assert set(prompt_names()) == set(builtin()._rows)
    assert all(builtin()._rows[key][0] == name for key, name in prompt_names().items())


def test_a_proposal_is_asked_about_only_where_it_waits_for_an_ok(workspace: Workspace, clock: ManualClock) -> None:
    said = {}
    for severity in (2, 3):
        incident = workspace.room.declare("webhooks late", severity, ic="robin").incident
        workspace.room.log(incident, "> @kai requeue")
        clock.advance(120)
        said[severity] = [prompt.key for prompt in workspace.say_next(incident)]
    assert (said[2][0], "approve" in said[3]) == ("approve", False)
