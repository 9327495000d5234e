"""Commands of the scribe line: each with its words, its short forms, and the sentence when it cannot be read."""

import re

import pytest

from warroom.clock import Instant
from warroom.incident.words import (
    Audience,
    ComponentState,
    Confidence,
    DecisionNote,
    PageAnswer,
    RequirementName,
    Severity,
    Status,
)
from warroom.scribe import lines, parse, sentence, spec_of
from warroom.scribe import lines_working as work
from warroom.scribe.commands import BY_NAME, COMMANDS
from warroom.scribe.lines import CommandLine, EntryKind, EntryLine, FaultyLine, Page, UpdateAudience

NOW = Instant.parse("2026-03-14T03:14:22Z")


def at(clock: str) -> Instant:
    return Instant.parse(f"2026-03-14T{clock}Z")


INT, EXT = UpdateAudience.INTERNAL, UpdateAudience.EXTERNAL
READ: dict[str, lines.Command] = {
    "/sev 1": lines.SetSeverity(Severity.SEV1),
    "/sev SEV-2 payments are down": lines.SetSeverity(Severity.SEV2, "payments are down"),
    "/severity sev3": lines.SetSeverity(Severity.SEV3),
    "/status monitoring": lines.SetStatus(Status.MONITORING),
    "/stat mon": lines.SetStatus(Status.MONITORING),
    "/title  Checkout   fails ": lines.SetTitle("Checkout fails"),
    "/nearmiss yes": lines.SetNearMiss(True),
    "/visible no": lines.SetVisible(False),
    "/impact 70% fail": lines.StateImpact("70% fail"),
    "/triaged": lines.Triaged(),
    "/role ops @sam": lines.AssignRole("ops", "sam"),
    "/role Operations Sam": lines.AssignRole("ops", "sam"),
    "/role ops none": lines.AssignRole("ops", None),
    "/role SME DB @kai": lines.AssignRole("sme-db", "kai"),
    "/ic @kai": lines.OfferCommand("kai"),
    "/took": lines.TakeCommand(),
    "/took @kai": lines.TakeCommand("kai"),
    "/hyp pool exhausted": lines.StateHypothesis("pool exhausted"),
    "/hyp 2 pods are short of memory": lines.StateHypothesis("2 pods are short of memory"),
    "/hyp 2": lines.PromoteHypothesis(2),
    "/hyp 2 likely": lines.SetConfidence(2, Confidence.LIKELY),
    "/promote 2": lines.PromoteHypothesis(2),
    "/belief 2 conf": lines.SetConfidence(2, Confidence.CONFIRMED),
    "/belief 2 ruled out no such deploy": lines.RuleOut(2, "no such deploy"),
    "/out 2 no such deploy": lines.RuleOut(2, "no such deploy"),
    "/started 02:25": lines.SetStarted(at("02:25:00")),
    "/started 2026-03-01 02:25": lines.SetStarted(Instant.parse("2026-03-01T02:25Z")),
    "/detected 02:27 support tickets": lines.SetDetected(at("02:27:00"), "support tickets"),
    "/detected -10m": lines.SetDetected(at("03:04:22")),
    "/acked": lines.Acknowledged(),
    "/acked 02:29": lines.Acknowledged(at("02:29:00")),
    "/mitigated": lines.SetMitigated(),
    "/mitigated 03:10": lines.SetMitigated(at("03:10:00")),
    "/ended 03:10": lines.SetMitigated(at("03:10:00")),
    "/fixed 03:12": lines.SetFixed(at("03:12:00")),
    "/alert PagerDuty errors above 5%": lines.AlertReceived("PagerDuty", "errors above 5%"),
    '/alert "Grafana OnCall" errors above 5%': lines.AlertReceived("Grafana OnCall", "errors above 5%"),
    "/ok": lines.Approve(),
    "/ok 2": lines.Approve(2),
    "/ok 2 @robin": lines.Approve(2, "robin"),
    "/no 2 too risky": lines.Decline(2, "too risky"),
    "/no too risky": lines.Decline(None, "too risky"),
    "/hold #2 @robin until the backup is done": lines.Hold(2, "until the backup is done", "robin"),
    "/start 1": lines.Start(1),
    "/start a1": lines.AcknowledgeAsk(1),
    "/done 1 errors at 0.1%": lines.Done(1, "errors at 0.1%"),
    "/done A2 pool at 100%": lines.AnswerAsk(2, "pool at 100%"),
    "/noeffect 1": lines.NoEffect(1),
    "/worse 1": lines.Worse(1),
    "/backout 1": lines.BackOut(1),
    "/withdraw 1": lines.Withdraw(1),
    "/withdraw a3 found it": lines.DropAsk(3, "found it"),
    "/timer ext 20m": lines.SetTimer("external", seconds=1200),
    "/timer int 03:30": lines.SetTimer("internal", time=at("03:30:00")),
    "/timer call the vendor 1h30m": lines.SetTimer("call the vendor", seconds=5400),
    "/snooze int 5m": lines.Snooze("internal", 300),
    "/update ext": lines.OpenUpdate(EXT),
    "/sent ext 03:10": lines.SentByHand(EXT, at("03:10:00")),
    "/sent int": lines.SentByHand(INT),
    "/sent ext 03:10 until 03:40 via the status page": lines.SentByHand(
        EXT, at("03:10:00"), at("03:40:00"), "the status page"
    ),
    "/told leadership": lines.Told(Audience.LEADERSHIP),
    "/told all hands via the big channel": lines.Told(Audience.ALL_HANDS, "the big channel"),
    "/told customers phone": lines.Told(Audience.CUSTOMERS, "phone"),
    "/said": lines.SaidOnBridge(),
    "/said until 03:30": lines.SaidOnBridge(at("03:30:00")),
    "/said errors are falling until 03:30": lines.SaidOnBridge(at("03:30:00"), "errors are falling"),
    "/said wait until tomorrow": lines.SaidOnBridge(None, "wait until tomorrow"),
    "/tick status page": lines.TickRequirement(RequirementName.STATUS_PAGE),
    "/tick war_room": lines.TickRequirement(RequirementName.WAR_ROOM),
    "/untick lead": lines.TickRequirement(RequirementName.LEADERSHIP, done=False),
    "/notneeded allhands drill only": lines.WaiveRequirement(RequirementName.ALL_HANDS, "drill only"),
    "/bridge +44 20 7946 0000 PIN: 1234# https://meet.example/x": lines.SetBridge(
        "+44 20 7946 0000 PIN: 1234# https://meet.example/x", "+44 20 7946 0000", "1234#", "https://meet.example/x"
    ),
    "/bridge the usual one": lines.SetBridge("the usual one"),
    "/channel #inc-2026-03-14-checkout": lines.SetChannel("#inc-2026-03-14-checkout"),
    "/link dashboard https://grafana.example/d/1": lines.AddLink("dashboard", "https://grafana.example/d/1"),
    "/service payment gateway": lines.AddService("payment gateway"),
    "/component Checkout API partial": lines.SetComponent("Checkout API", ComponentState.PARTIAL),
    "/star": lines.Star(),
    "/retract": lines.Retract(),
    "/undo": lines.Undo(),
    "/redo": lines.Redo(),
    "/amend error rate 31%": lines.Amend("error rate 31%"),
    "/amend 02:53 ! roll back @sam 5m": lines.Amend(
        "roll back", at("02:53:00"), EntryKind.DECISION, to="sam", box_s=300
    ),
    "/amend 02:53": lines.Amend(at=at("02:53:00")),
    "/amend": lines.Amend(),
    "/amend \\! loud": lines.Amend("! loud"),
    "/resolve": lines.Resolve(),
    "/resolve early the vendor has confirmed": lines.Resolve(True, "the vendor has confirmed"),
    "/reopen it is back": lines.Reopen("it is back"),
    "/same-as INC-0041": lines.SameAs("INC-0041"),
    "/expect 1 errors below 5%": work.ExpectSignal(1, "errors below 5%"),
    "/abort 1 lag above 60 s": work.AbortWhen(1, "lag above 60 s"),
    "/risk 1 low": work.SetRisk(1, "low"),
    "/plan 1 deploy v4.17 again": work.PlanBackOut(1, "deploy v4.17 again"),
    "/rollback 1 10m": work.SetRollback(1, 600),
    "/look 2 10m": work.LookAgain(2, seconds=600),
    "/later a2 10m": work.PutOffAsk(2, seconds=600),
    "/later 2 +10m": work.PutOffAsk(2, seconds=600),
    "/later a2 03:30": work.PutOffAsk(2, time=at("03:30:00")),
    "/later d2 10m": work.LookAgain(2, seconds=600),
    "/look 2 03:30": work.LookAgain(2, time=at("03:30:00")),
    "/option wait for the vendor": work.NoteDecision(DecisionNote.OPTION, "wait for the vendor"),
    "/objection 2 @kai the replica is behind": work.NoteDecision(
        DecisionNote.OBJECTION, "the replica is behind", 2, "kai"
    ),
    "/done d2 it held": work.ReviewDecision(2, "it held"),
    "/done P1": work.AnswerPage(1),
    "/evidence 1 against pool at 40%": work.LinkEvidence(1, True, "pool at 40%"),
    "/evidence 1": work.LinkEvidence(1),
    "/page L2 by phone at 03:12, no answer": work.CallIn("l2", "", "phone", PageAnswer.NO_ANSWER, at("03:12")),
    "/page @kai at home": work.CallIn("", "kai", "at home"),
    "/page L2 by phone, no answer": work.CallIn("l2", "", "phone", PageAnswer.NO_ANSWER),
    "/paged tier-3 @kai via Signal answered": work.CallIn("l3", "kai", "Signal", PageAnswer.ANSWERED),
    "/triage deploy yes": work.AnswerTriage("deploy", "yes"),
    "/page @kai": work.CallIn("", "kai"),
    "/page l1 no answer": work.CallIn("l1", "", "", PageAnswer.NO_ANSWER),
    "/check first_15_minutes 2": work.TickItem("first_15_minutes", "2"),
    "/check detection how wide": work.TickItem("detection", "how wide"),
    "/uncheck detection 1": work.TickItem("detection", "1", done=False),
    "/skip detection 2 it is a drill": work.WaiveItem("detection", "2", "it is a drill"),
    "/find pool": lines.OpenPage(Page.FIND, "pool"),
    "/goto 02:51": lines.OpenPage(Page.GOTO, "02:51", at("02:51:00")),
    "/attach": lines.OpenPage(Page.ATTACH),
    "/handoff @Kai": lines.OpenPage(Page.HANDOFF, "@kai"),
    "/drill": lines.OpenPage(Page.DRILL),
    "/help": lines.OpenPage(Page.HELP),
}


@pytest.mark.parametrize("line", READ)
def test_a_command_is_read(line: str) -> None:
    assert parse(line, now=NOW) == CommandLine(READ[line])


def test_every_command_of_the_table_is_tried_here() -> None:
    tried = {BY_NAME[match[1]].name for line in READ if (match := re.match(r"/([\w-]+)", line)) and match[1] in BY_NAME}
    assert {spec.name for spec in COMMANDS} - tried == {"at"}


@pytest.mark.parametrize(
    ("line", "when", "command"),
    [
        ("23:29 /told leadership via phone", "2026-03-13T23:29", lines.Told(Audience.LEADERSHIP, "phone")),
        (":05 /done 2", "2026-03-14T03:05", lines.Done(2)),
        ("02:25 /started", "2026-03-14T02:25", lines.SetStarted(at("02:25:00"))),
        ("02:25 /detected the canary", "2026-03-14T02:25", lines.SetDetected(at("02:25:00"), "the canary")),
        ("/at 2026-03-01 02:25 /sev 1", "2026-03-01T02:25", lines.SetSeverity(Severity.SEV1)),
        ("03:00 /said until 03:05", "2026-03-14T03:00", lines.SaidOnBridge(at("03:05:00"))),
    ],
)
def test_a_command_can_be_back_dated(line: str, when: str, command: lines.Command) -> None:
    assert parse(line, now=NOW) == CommandLine(command, Instant.parse(when + "Z"))


def test_at_takes_a_line_of_any_date() -> None:
    assert parse("/at 2025-01-01 15:14 @kai ! stop writes *", now=NOW) == EntryLine(
        EntryKind.DECISION, "stop writes", at=Instant.parse("2025-01-01T15:14Z"), actor="kai", star=True
    )


FAULTS = {
    "/sevv": "Unknown command /sevv. Did you mean /sev? Ctrl+Enter logs it as text",
    "/var/log is full": "Unknown command /var/log. /help lists them. Ctrl+Enter logs it as text",
    "/st mon": "/st may be /star, /start, /started or /status. Type one more letter. Ctrl+Enter logs it as text",
    "/sev": "/sev needs more: /sev 1|2|3|4 [why]. Ctrl+Enter logs it as text",
    "/sev P0": "No severity P0. It is 1, 2, 3 or 4. Ctrl+Enter logs it as text",
    "/sev 5": "No severity 5. It is 1, 2, 3 or 4. Ctrl+Enter logs it as text",
    "/status m": "m may be mitigating or monitoring. Type one more letter. Ctrl+Enter logs it as text",
    "/status done": "No status done. It is investigating, identified, mitigating, monitoring or resolved. "
    "Ctrl+Enter logs it as text",
    "/role ops": "/role needs more: /role SEAT @who|none. Ctrl+Enter logs it as text",
    "/role ops @s!m": "@s!m cannot be a handle. Use letters, digits, dot, dash or underscore, 32 at most. "
    "Ctrl+Enter logs it as text",
    "/ok the restart": "/ok does not take the. It reads /ok [N] [@who]. Ctrl+Enter logs it as text",
    "/triaged now": "/triaged does not take now. It reads /triaged. Ctrl+Enter logs it as text",
    "/out pool": "pool is not a number of the list. /out takes 1, 2, 3. Ctrl+Enter logs it as text",
    "/done": "/done needs more: /done N|aN|dN|pN [note]. Ctrl+Enter logs it as text",
    "/done 0": "0 is no change and no ask. Write 2 for change 2, a2 for ask 2. Ctrl+Enter logs it as text",
    "/worse a2": "/worse is for changes, and a2 is an ask. An ask takes /start, /done or /withdraw. "
    "Ctrl+Enter logs it as text",
    "/started noon": "No such time noon. Ctrl+Enter logs it as text",
    "/started 03:40": "03:40 is not within the last 12 hours. Check it, or use /at with a date",
    "/at 2027-01-01 10:00 x": "2027-01-01 10:00 has not come yet. Check the date",
    "02:25 /at 2025-01-01 10:00 x": "This line has two times. Leave out the first, or /at",
    "/at 2025-01-01 10:00": "Nothing to log yet",
    "/timer ext soon": "soon is no length of time. Write 20m, 1h30m or 90s. Ctrl+Enter logs it as text",
    "/timer ext 03:10": "03:10 is not within the next 12 hours. Check it, or write its date too",
    "/link dashboard javascript:alert(1)": "javascript:alert(1) is no web address. It begins with https://. "
    "Ctrl+Enter logs it as text",
    "/resolve early": "/resolve needs more: /resolve [early WHY]. Ctrl+Enter logs it as text",
    "/reopen": "/reopen needs more: /reopen WHY. Ctrl+Enter logs it as text",
    "/visible maybe": "/visible does not know maybe. It knows yes or no. Ctrl+Enter logs it as text",
    "/belief 2 sure": "No confidence sure. It is guess, possible, likely, confirmed or ruled-out. "
    "Ctrl+Enter logs it as text",
    "25:10 /done 2": "No such time 25:10. Ctrl+Enter logs it as text",
}


@pytest.mark.parametrize("line", FAULTS)
def test_a_command_that_cannot_be_read_says_the_way_out(line: str) -> None:
    fault = parse(line, now=NOW)
    assert isinstance(fault, FaultyLine)
    assert sentence(fault) == FAULTS[line]


@pytest.mark.parametrize(
    ("line", "token"),
    [
        ("  /sevv 1", "/sevv"),
        ("/sev P0 because", "P0"),
        ("02:25 /status m", "m"),
        ("/started 25:10", "25:10"),
        ("/ok 2 right now ", "right now"),
        ("/sent ext 03:10 until 02:00", "02:00"),
        ("/said fine until 25:10", "25:10"),
        ("/at 2025-02-30 10:00 x", "2025-02-30 10:00"),
    ],
)
def test_the_faulty_word_is_the_one_underlined(line: str, token: str) -> None:
    fault = parse(line, now=NOW)
    assert isinstance(fault, FaultyLine)
    assert line[fault.start : fault.end] == token


def test_no_two_commands_share_a_name() -> None:
    names = [name for spec in COMMANDS for name in spec.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("line", READ)
def test_every_beginning_that_only_one_command_has_is_enough(line: str) -> None:
    word, _, words = line[1:].partition(" ")
    full = {name for spec in COMMANDS for name in spec.names}
    for length in range(1, len(word) + 1):
        begin = word[:length]
        owners = {BY_NAME[name].name for name in full if name.startswith(begin)}
        found = parse(f"/{begin.upper()} {words}", now=NOW)
        if begin in full:
            assert not isinstance(found, FaultyLine) or BY_NAME[begin].name != BY_NAME[word].name
        elif len(owners) == 1:
            assert found == CommandLine(READ[line])
        else:
            assert isinstance(found, FaultyLine)
            assert found.code == "ambiguous_command"


def test_page_commands_name_another_way() -> None:
    pages = [spec for spec in COMMANDS if spec.page]
    assert all(spec.elsewhere.startswith("warroom ") for spec in pages)
    assert spec_of(lines.OpenPage(Page.FIND)).elsewhere == "warroom search TEXT"
    assert spec_of(lines.OpenUpdate(EXT)).name == "update"
    assert {page.value for page in Page} <= {spec.name for spec in pages}
