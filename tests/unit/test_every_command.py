"""Every command of the table is carried out from a shell, as ``warroom log`` takes it: none is a word without an act.

A page command names the other way; each of the others writes what it says.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.command_line import CommandLine
from tests.story import ZERO
from warroom import paths
from warroom.clock import ManualClock
from warroom.errors import Refused
from warroom.scribe.commands import BY_NAME, COMMANDS
from warroom.workspace import Workspace

# In the order in which a real incident would bring them; the text is what the newest row then says.
COURSE: tuple[tuple[str, str], ...] = (
    ("/title Nobody can pay", "Title: Nobody can pay"),
    ("/started -10m", "Began"),
    ("/detected -8m support tickets", "Customers noticed this"),
    ("/acked -6m", "Acknowledged"),
    ("/alert PagerDuty errors above 5%", "errors above 5%"),
    ("/triage reach all_users", "How far does it reach? all users"),
    ("/triaged", "Triaged"),
    ("/sev 1 all regions", "SEV-1 Critical: all regions"),
    ("/visible yes", "Customers see it"),
    ("/nearmiss yes", "Near miss"),
    ("/nearmiss no", "Not a near miss"),
    ("/role ops @sam", "Ops lead: @sam"),
    ("/ic @robin", "Commander: @robin"),
    ("/ic @kai", "Command offered to @kai"),
    ("/took @kai", "@kai has command"),
    ("/took @robin", "@robin has command"),
    ("/bridge +44 20 7946 0000 PIN 12", "Bridge: +44 20 7946 0000 · PIN 12"),
    ("/channel #inc", "Channel: #inc"),
    ("/link dashboard https://grafana.example/d", "Link dashboard: https://grafana.example/d"),
    ("/service checkout", "Service checkout"),
    ("/component API partial", "Component API: partial"),
    ("/impact 70% fail", "70% fail"),
    ("/hyp pool exhausted", "pool exhausted"),
    ("? bad deploy", "bad deploy"),
    ("/promote 2", "Current belief: bad deploy"),
    ("/belief 2 likely", "Likely: bad deploy"),
    ("/evidence 2 for it began with v4.18", "Evidence for: bad deploy · it began with v4.18"),
    ("/out 1 pool at 40%", "Ruled out: pool exhausted · pool at 40%"),
    ("> @sam roll back", "roll back"),
    ("/expect 1 errors below 5%", "roll back: expect errors below 5%"),
    ("/abort 1 lag above 60 s", "roll back: back it out if lag above 60 s"),
    ("/risk 1 low", "roll back: risk low"),
    ("/plan 1 deploy v4.18 again", "roll back: back out by: deploy v4.18 again"),
    ("/rollback 1 10m", "roll back: back out after 10 min unless it works"),
    ("/hold 1 wait", "On hold: roll back · wait"),
    ("/ok 1", "Approved: roll back"),
    ("/start 1", "Running: roll back"),
    ("/noeffect 1", "No effect: roll back"),
    ("/worse 1", "Made it worse: roll back"),
    ("/backout 1", "Backed out: roll back"),
    ("> two", "two"),
    ("/no 2 too risky", "Declined: two · too risky"),
    ("> three", "three"),
    ("/withdraw 3", "Withdrawn: three"),
    ("+ @kai numbers 5m", "numbers"),
    ("/later a1 10m", "Later, in 10 min: numbers"),
    ("/done a1 12%", "Answered: numbers · 12%"),
    ("! wait for the vendor", "wait for the vendor"),
    ("/option fix forward", 'Option beside "wait for the vendor": fix forward'),
    ("/objection @kai too slow", 'Objection to "wait for the vendor": too slow'),
    ("/look 1 10m", "To be looked at in 10 min: wait for the vendor"),
    ("/page L2 by phone, no answer", "Paged L2 by phone, no answer"),
    ("/timer int 5m", "Timer internal"),
    ("/snooze int 2m", "Internal update silenced for 2 min"),
    ("/said errors fall", "Update said on the bridge: errors fall"),
    ("/sent ext until 1h via the page", "Status page: investigating sent by hand, the page"),
    ("/told leadership via phone", "Leadership told via phone"),
    ("/tick customers", "Customers told: done"),
    ("/untick customers", "Customers told: open again"),
    ("/notneeded all_hands it is a drill", "All hands called: not needed: it is a drill"),
    ("/check detection 1", "is the signal real: done"),
    ("/uncheck detection 1", "is the signal real: open again"),
    ("/skip detection 3 known already", "can we reproduce it: not needed: known already"),
    ("/check pods 1", "Restart: done"),
    ("a note of mine", "a note of mine"),
    ("/amend a note of ours", "a note of ours"),
    ("/star", "a note of ours"),
    ("/retract", "a note of ours"),
    ("another note", "another note"),
    ("/undo", "another note"),
    ("/service search", "Service search"),
    ("/undo", "Undone: Service search"),
    ("/redo", "Service search"),
    ("/at 2020-01-01 10:00 an old note", ""),
    ("/status monitoring", "Status: Monitoring"),
    ("/mitigated", "Customer impact ended"),
    ("/fixed -0m", "Permanent fix in place"),
    ("/resolve early a test", "Resolved early: a test"),
    ("/reopen it is back", "Reopened: it is back"),
    ("/same-as INC-0002", "Same trouble as INC-0002"),
)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    return CommandLine(monkeypatch)


def test_every_command_is_an_act_from_a_shell(cli: CommandLine) -> None:
    books = paths.settings_folder() / "runbooks"
    books.mkdir(parents=True)
    Path(books, "pods.md").write_text("# Pods\n1. Restart\n", encoding="utf-8")
    cli.ok("declare", "payments fail", "-s", "2", "--started", "-10m")
    cli.ok("declare", "the other one", "-s", "3")
    tried = set()
    for line, says in COURSE:
        written = cli.ok("log", "-i", "INC-0001", line).line
        newest = cli.ok("show", "INC-0001", "--json").json["entries"]
        texts = [entry["text"] for entry in newest]
        assert written, line
        assert any(text.startswith(says) for text in texts), (line, texts[-3:])
        tried.add(line.split()[0].removeprefix("/"))
    pages = {spec.name for spec in COMMANDS if spec.page}
    assert {spec.name for spec in COMMANDS} - {BY_NAME[word].name for word in tried if word in BY_NAME} == pages


def test_every_page_command_names_the_way_of_the_shell(cli: CommandLine) -> None:
    cli.ok("declare", "payments fail", "-s", "2")
    words = {"update": "int", "goto": "-1m"}
    for spec in COMMANDS:
        if spec.page:
            said = cli("log", f"/{spec.name} {words.get(spec.name, '')}".strip())
            assert (said.code, spec.elsewhere in said.err) == (3, True), (spec.name, said.err)


_STAYS = (
    "/alert", "/amend", "/star", "/retract", "/at", "a note", "/same-as", "/undo", "/redo", "another note",
    "? ", "> ", "+ ", "! ", "/hyp",
)  # fmt: skip
"""What stands elsewhere: rows that other rows are about, the act that two incidents share, what takes a number."""


def test_undo_leaves_nothing_of_an_act_behind(tmp_path: Path) -> None:
    """Every act of one event is taken back right away: state and every deadline are as they were before it."""
    clock = ManualClock(ZERO)
    books = paths.settings_folder() / "runbooks"
    books.mkdir(parents=True)
    Path(books, "pods.md").write_text("# Pods\n1. Restart\n", encoding="utf-8")
    with Workspace.open(tmp_path / "record.db", author="robin", clock=clock, simulated=True) as workspace:
        incident = workspace.room.declare("payments fail", 2).incident
        for line, _ in COURSE:
            clock.advance(2)
            before = _state(workspace, incident)
            if line.startswith("/same-as"):
                continue
            acted = workspace.room.log(incident, line)
            if len(acted.events) == 1 and not line.startswith(_STAYS):
                workspace.room.undo(incident, acted.events[0].id)
                assert _state(workspace, incident) == before, line
                workspace.room.log(incident, line)


def test_what_was_undone_and_is_done_again_is_as_it_was(tmp_path: Path) -> None:
    """An undo followed by its redo moves no deadline and no state, whatever the act was."""
    clock = ManualClock(ZERO)
    redone = set()
    with Workspace.open(tmp_path / "record.db", author="robin", clock=clock, simulated=True) as workspace:
        room = workspace.room
        incident = room.declare("payments fail", 2).incident
        for line, _ in COURSE:
            clock.advance(2)
            if line.startswith(("/same-as", "/check pods", "/undo", "/redo")):
                continue
            acted = room.log(incident, line)
            if len(acted.events) > 1 or line.startswith((*_STAYS, "/sent")):
                continue
            after = _facts(workspace, incident)
            undoing = room.undo(incident, acted.events[0].id)[0].events[-1]
            clock.advance(1)
            if undoing.kind == "retracted":
                with pytest.raises(Refused, match="Log them again"):
                    room.redo(incident, undoing.id)
                room.log(incident, line)
                continue
            room.redo(incident, undoing.id)
            assert _facts(workspace, incident) == after, line
            redone.add(line.split()[0])
    assert {"/sev", "/status", "/role", "/timer", "/told", "/said", "/ok", "/noeffect", "/belief"} <= redone


def _facts(workspace: Workspace, incident: str) -> list[object]:
    """What stands, without the ids of the events that say so."""
    state = workspace.record.incident(incident)
    return [
        state.severity, state.status, state.roles, state.timers, state.services, state.internal.due_at,
        state.external.due_at, state.triage, state.command_since, state.mitigated_at,
        [(row.name, row.due_at, row.done_at, row.waived) for row in state.requirements],
        [(row.n, row.state, row.due_at) for row in state.changes],
        [(row.n, row.state, row.due_at) for row in state.asks],
        [(row.n, row.confidence) for row in state.hypotheses],
    ]  # fmt: skip


def _state(workspace: Workspace, incident: str) -> dict[str, object]:
    state = msgspec.structs.asdict(workspace.record.incident(incident))
    del state["taken"]  # a number that was taken once is never used again
    return state
