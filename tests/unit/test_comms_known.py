"""Said and known: which messages to take back, what readers do not know yet, and which acts wait to be told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story import ZERO, minute
from warroom.clock import ManualClock
from warroom.comms.also import RecordLine, record_line
from warroom.comms.announce import Act, waiting
from warroom.comms.checks import CheckLevel
from warroom.comms.known import Known, Outdated, Since, changed_since, outdated
from warroom.incident.state import Incident
from warroom.incident.words import Audience, Status
from warroom.workspace import Workspace


class Desk:
    """A record with one incident, and messages that are drafted from it and sent."""

    def __init__(self, workspace: Workspace, clock: ManualClock) -> None:
        self.workspace, self.clock = workspace, clock
        declared = workspace.room.declare(
            "Checkout fails", 2, started=minute(-5), impact="around 70% of checkouts fail"
        )
        self.id = declared.incident

    def log(self, line: str, minutes: float = 1) -> None:
        self.clock.advance(minutes * 60)
        self.workspace.room.log(self.id, line)

    def send(self, template: str, via: str = "chat", *, secondary: bool = False, **typed: str) -> str:
        self.clock.advance(60)
        made = self.workspace.drafts.draft(self.incident, template, overrides=typed)
        self.workspace.room.sent(
            self.id, template, made.text, via=via, next_update=made.next_update, facts=made.facts, secondary=secondary
        )
        return made.text

    @property
    def incident(self) -> Incident:
        return self.workspace.record.incident(self.id)

    def outdated(self) -> tuple[Outdated, ...]:
        return outdated(self.incident, self.workspace.drafts.templates, self.clock.now())

    def since(self, template: str) -> Since:
        templates = self.workspace.drafts.templates
        return changed_since(self.incident, templates.get(template), templates)

    def waits(self) -> list[tuple[Act, str]]:
        return [(row.act, row.template) for row in waiting(self.incident)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = ManualClock(ZERO)
    with Workspace.open(tmp_path / "record.db", author="robin", clock=clock, simulated=True) as workspace:
        yield Desk(workspace, clock)


PAGE = {"scope": "Checkout", "symptom": "Most customers cannot pay"}


def test_a_corrected_impact_lists_the_messages_that_carried_the_old_one(desk: Desk) -> None:
    desk.send("page-investigating", "status page", **PAGE)
    desk.send("status-update", doing="looking")
    assert desk.outdated() == ()
    desk.log("~ around 40% of checkouts fail")
    found = desk.outdated()
    assert [row.message.template for row in found] == ["status-update", "page-investigating"]
    assert [(d.fact, d.said, d.now) for d in found[0].differences] == [
        (Known.IMPACT, "around 70% of checkouts fail", "around 40% of checkouts fail")
    ]


def test_the_drafted_correction_says_what_was_said_and_what_is_so_and_ends_the_matter(desk: Desk) -> None:
    desk.send("page-investigating", "status page", **PAGE)
    desk.log("~ around 40% of checkouts fail")
    (found,) = desk.outdated()
    text = desk.send(found.template, "status page", **PAGE, **found.overrides)
    assert (
        'Correction: In our message of 02:01 UTC we said "Most customers cannot pay"; '
        'correct is "around 40% of checkouts fail".' in text
    )
    assert desk.outdated() == ()


def test_other_words_for_the_same_fact_are_no_difference(desk: Desk) -> None:
    desk.send("status-update", doing="looking", impact="Most shops cannot sell")
    desk.log("! roll back")
    assert desk.outdated() == ()


def test_an_amended_entry_is_a_corrected_fact(desk: Desk) -> None:
    desk.send("status-update", doing="looking")
    impact = desk.incident.impact
    assert impact is not None
    desk.workspace.room.amend(desk.id, impact.event, "around 90% of checkouts fail")
    assert [row.differences[0].now for row in desk.outdated()] == ["around 90% of checkouts fail"]


def test_another_place_is_still_to_be_told(desk: Desk) -> None:
    desk.send("status-update", doing="looking")
    desk.send("status-update", "bridge notes", doing="looking")
    desk.log("~ nobody can pay")
    desk.send("status-update", doing="looking")
    assert [row.message.to for row in desk.outdated()] == ["bridge notes"]


def test_a_new_severity_is_told_inside_and_stays_out_of_customer_text(desk: Desk) -> None:
    desk.send("status-update", doing="looking")
    desk.send("page-investigating", "status page", **PAGE)
    desk.log("/sev 1")
    (found,) = desk.outdated()
    assert found.message.template == "status-update"
    assert found.overrides["correction"] == 'In our message of 02:01 UTC we said "SEV-2"; correct is "SEV-1"'


def test_resolved_and_open_again_is_taken_back(desk: Desk) -> None:
    desk.log("/mitigated")
    desk.log("/status monitoring")
    desk.workspace.room.resolve(desk.id, early_why="quiet")
    desk.send("page-resolved", "status page", scope="Checkout")
    desk.log("/reopen it came back")
    (found,) = desk.outdated()
    assert found.differences[-1].fact is Known.STATUS
    assert found.template == "page-investigating"
    assert "that this was resolved; it is not" in found.overrides["correction"]


def test_a_cause_that_did_not_hold_is_taken_back(desk: Desk) -> None:
    desk.log("? a DNS change")
    desk.log("/belief 1 likely")
    desk.send("status-update", doing="looking")
    desk.log("/out 1 TTL had not run out")
    assert [row.differences[0].fact for row in desk.outdated()] == [Known.CAUSE]


def test_a_correction_passes_the_honesty_checks(desk: Desk) -> None:
    desk.send("page-investigating", "status page", scope="Checkout", symptom="A small number of users cannot pay")
    desk.log("~ around 80% of checkouts fail")
    (found,) = desk.outdated()
    typed = {"scope": "Checkout", "symptom": "Most customers cannot pay"} | found.overrides
    made = desk.workspace.drafts.draft(desk.incident, found.template, overrides=typed)
    assert [check.text for check in made.checks if check.level is CheckLevel.STOP] == []


def test_changed_since_the_last_update_counts_what_readers_do_not_know(desk: Desk) -> None:
    assert desk.since("status-update").at is None
    desk.send("status-update", doing="looking")
    assert desk.since("status-update").words == ""
    desk.log("! roll back")
    desk.log("/status mitigating")
    desk.log("~ nobody can pay")
    desk.log(">> roll back payments")
    assert desk.since("status-update").words == "status, impact, 1 decision, 1 change"
    assert desk.since("page-identified").at is None


def test_declaring_a_sev2_waits_for_chat_and_page_until_they_are_told(desk: Desk) -> None:
    assert desk.waits() == [(Act.DECLARED, "declaration"), (Act.DECLARED, "page-investigating")]
    desk.send("declaration", doing="looking")
    assert desk.waits() == [(Act.DECLARED, "page-investigating")]
    desk.send("page-investigating", "status page", **PAGE)
    assert desk.waits() == []


def test_a_raise_waits_to_be_told_and_names_leadership(desk: Desk) -> None:
    desk.send("declaration", doing="looking")
    desk.send("page-investigating", "status page", **PAGE)
    desk.log("/sev 1")
    assert (Act.SEVERITY, "status-update") in desk.waits()
    assert (Act.SEVERITY, "executive-brief") in desk.waits()
    desk.log(f"/told {Audience.LEADERSHIP}")
    desk.send("status-update", doing="looking")
    assert desk.waits() == []


def test_a_handoff_waits_for_its_brief_and_then_for_the_room(desk: Desk) -> None:
    desk.send("declaration", doing="looking")
    desk.send("page-investigating", "status page", **PAGE)
    desk.log("/ic @ines")
    desk.log("/ic @kai")
    assert desk.waits() == [(Act.COMMAND_OFFERED, "handoff")]
    desk.log("/took @kai")
    assert desk.waits() == [(Act.COMMAND_TAKEN, "status-update")]
    desk.send("status-update", doing="looking")
    assert desk.waits() == []


def test_the_end_is_announced_wherever_the_beginning_was(desk: Desk) -> None:
    desk.send("initial-alert", "e-mail", doing="looking")
    desk.send("page-investigating", "status page", **PAGE)
    desk.log("/mitigated")
    desk.log("/status monitoring")
    desk.workspace.room.resolve(desk.id, early_why="quiet")
    assert desk.incident.status is Status.RESOLVED
    assert {template for _, template in desk.waits()} == {"resolution", "page-resolved", "resolution-email"}
    desk.send("page-resolved", "status page", scope="Checkout")
    assert "page-resolved" not in {template for _, template in desk.waits()}
    desk.log("/reopen it came back")
    assert (Act.REOPENED, "page-investigating") in desk.waits()


def test_only_the_primary_place_resets_a_countdown(desk: Desk) -> None:
    before = desk.incident.external.due_at
    desk.send("page-investigating", "support desk", secondary=True, **PAGE)
    assert desk.incident.external.due_at == before
    assert not desk.incident.page_out
    assert desk.incident.messages[-1].out
    desk.send("page-investigating", "status page", **PAGE)
    assert desk.incident.external.due_at != before


def test_what_is_typed_can_also_update_the_record(desk: Desk) -> None:
    typed = {"impact": "nobody can\npay", "doing": "roll back", "workaround": "pay by invoice"}
    fields = desk.workspace.drafts.draft(desk.incident, "status-update", overrides=typed).fields
    lines = {name: record_line(field, desk.incident) for name, field in fields.items()}
    assert {name: line for name, line in lines.items() if line} == {
        "impact": RecordLine("/impact nobody can pay", True),
        "doing": RecordLine("! roll back", False),
    }
    desk.log("/impact nobody can pay")
    desk.log("! roll back")
    assert desk.incident.impact is not None
    assert record_line(fields["impact"], desk.incident) is None
    assert record_line(fields["doing"], desk.incident) is None


def test_a_shift_handoff_spans_incidents_and_says_which_alerts_were_real(desk: Desk) -> None:
    desk.log("/alert grafana error rate over 5 %")
    desk.log("todo alert on pool use")
    desk.log(">> restart the pool")
    other = desk.workspace.room.declare("Search is slow", 3).incident
    template = desk.workspace.drafts.templates.get("shift-handoff")
    found = desk.workspace.gathered(other, template)
    text = desk.workspace.drafts.draft(desk.workspace.record.incident(other), "shift-handoff", gathered=found).text
    assert "INC-0001 SEV-2 Investigating" in text
    assert "INC-0002 SEV-3 Investigating" in text
    assert text.index("INC-0001") < text.index("INC-0002")
    assert "error rate over 5 %" in text
    assert "(real, INC-0001)" in text
    assert "restart the pool, done, outcome open" in text
    assert "alert on pool use, not done yet" in text
    email = desk.workspace.gathered(desk.id, desk.workspace.drafts.templates.get("resolution-email"))
    assert email["follow_ups"].value == ("alert on pool use",)
