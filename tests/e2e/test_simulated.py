"""Two whole incidents on the simulated clock, through the command line, against R1 to R14 worked out by hand.

Every time in the assertions was computed from PLAYBOOK's "Clocks" on paper, none by the program.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.command_line import CommandLine, Said

DAY = "2026-01-05"


class Room:
    """One simulated incident; each call happens at a clock time of the day that is set."""

    def __init__(self, cli: CommandLine) -> None:
        self._cli = cli
        self.day = DAY

    def at(self, time: str, *argv: str) -> Said:
        return self._cli(*argv, now=f"{self.day}T{time}Z")

    def do(self, time: str, *argv: str) -> None:
        said = self.at(time, *argv)
        assert said.code == 0, (time, argv, said.err)

    def log(self, time: str, *lines: str) -> None:
        for line in lines:
            self.do(time, "log", "-i", "1", line)

    def sent(self, time: str, template: str, promise: str = "") -> None:
        sets = ("--set", f"next_update={promise}") if promise else ()
        self.do(time, "sent", template, "-i", "1", "--via", "by hand", *sets)

    def show(self, time: str) -> dict[str, Any]:
        said = self.at(time, "show", "1", "--json")
        assert said.code == 0, said.err
        shown: dict[str, Any] = said.json
        return shown


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    cli = CommandLine(monkeypatch)
    cli.ok("init", "--simulated", now=f"{DAY}T00:00:00Z")
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    return Room(cli)


def due(shown: dict[str, Any], name: str, day: str = DAY) -> str | None:
    """Clock time and state of a countdown: ``02:20:30 calm``."""
    row = next(row for row in shown["countdowns"] if row["name"] == name)
    return f"{_clock(row['due_at'], day)} {row['state']}"


def rows(shown: dict[str, Any], day: str = DAY) -> dict[str, tuple[str, str, str, float]]:
    """Requirement -> due, state, done, seconds late."""
    return {
        row["name"]: (_clock(row["due_at"], day), row["state"], _clock(row["done_at"], day), row["late_s"])
        for row in shown["requirements"]
    }


def _clock(moment: str | None, day: str) -> str:
    if moment is None:
        return "-"
    assert moment.endswith(".000Z"), moment
    return moment.removeprefix(f"{day}T").removesuffix(".000Z")


def test_a_sev1_keeps_every_clock_of_the_playbook(room: Room) -> None:
    room.do("02:05:30", "declare", "nobody can pay", "-s", "1", "--started", "02:00", "--detected", "02:04")
    shown = room.show("02:05:30")
    assert due(shown, "internal") == "02:20:30 calm"  # R3: declared + 15 min
    assert due(shown, "external") == "02:24:00 calm"  # R3: detected + 20 min, before declared + 30 min
    assert rows(shown) == {  # R1 from detection, R2 the war room from the declaration
        "responder": ("02:09:00", "open", "-", 0),
        "ic": ("02:14:00", "open", "-", 0),
        "war_room": ("02:10:30", "open", "-", 0),
        "leadership": ("02:19:00", "open", "-", 0),
        "status_page": ("02:24:00", "open", "-", 0),
        "customers": ("02:34:00", "open", "-", 0),
        "all_hands": ("02:34:00", "open", "-", 0),
    }
    assert shown["acting_ic"] == "robin"
    assert shown["roles"]["ic"] is None

    room.log("02:07:00", "/acked")
    room.log("02:10:30", "/bridge +44 20 7946 0000")
    room.log("02:15:10", "/ic @robin")
    for time, state in [
        ("02:17:29", "calm"),  # UI.md 6.1: due soon in the last fifth of 15 min
        ("02:17:30", "soon"),
        ("02:20:29", "soon"),
        ("02:20:30", "due"),
        ("02:21:29", "due"),
        ("02:21:30", "overdue"),
    ]:
        assert due(room.show(time), "internal") == f"02:20:30 {state}"

    room.sent("02:22:00", "status-update")
    room.sent("02:25:00", "page-investigating", "02:50")
    room.log("02:26:00", "/told leadership via phone")
    room.sent("02:30:00", "customer-email")
    shown = room.show("02:34:59")
    assert due(shown, "internal") == "02:37:00 soon"  # R5: sent + 15 min
    assert due(shown, "external") == "02:50:00 calm"  # R5: the promise; R4: the mail to customers moved nothing
    done = {
        "responder": ("02:09:00", "done", "02:07:00", 0),
        "ic": ("02:14:00", "done", "02:15:10", 70),
        "war_room": ("02:10:30", "done", "02:10:30", 0),  # inclusive
        "leadership": ("02:19:00", "done", "02:26:00", 420),
        "status_page": ("02:24:00", "done", "02:25:00", 60),
        "customers": ("02:34:00", "done", "02:30:00", 0),
    }
    assert rows(shown) == done | {"all_hands": ("02:34:00", "open", "-", 59)}  # R1: late is shown from 60 s

    room.log("02:35:00", "/sev 2")
    shown = room.show("02:35:30")
    assert rows(shown) == done | {"all_hands": ("02:34:00", "struck", "-", 60)}  # R7: the lateness so far
    assert (due(shown, "internal"), due(shown, "external")) == ("02:37:00 soon", "02:50:00 calm")  # R7: they hold
    room.do("02:36:00", "undo", "1")
    shown = room.show("02:36:00")
    assert shown["severity"] == 1
    assert rows(shown) == done | {"all_hands": ("02:34:00", "late", "-", 120)}  # R7: exactly as before
    assert (due(shown, "internal"), due(shown, "external")) == ("02:37:00 soon", "02:50:00 calm")

    room.sent("02:37:00", "status-update")
    room.log("02:38:00", "/sev 2 payments work for most")
    assert due(room.show("02:38:00"), "internal") == "02:52:00 calm"  # still the SEV-1 cadence
    room.sent("02:40:00", "status-update")
    shown = room.show("02:40:00")
    assert due(shown, "internal") == "03:10:00 calm"  # R7: the lower cadence from the next send
    assert rows(shown) == done | {"all_hands": ("02:34:00", "struck", "-", 240)}

    room.log("02:42:00", "> @sam take the release back", "/ok 1")
    room.log("02:43:00", "/start 1")
    room.log("02:48:00", "/mitigated", "/status monitoring")
    room.log("02:50:00", "/done 1")
    room.sent("02:50:00", "page-monitoring", "03:20")
    early = room.at("03:04:59", "log", "/resolve")  # R9: 15 min from the end of the change, 02:50
    assert early.code == 3
    assert "0:01 of 15:00" in early.err
    room.log("03:05:00", "/resolve")
    shown = room.show("03:06:00")
    assert due(shown, "internal") == "- paused"  # R11
    assert due(shown, "external") == "03:15:00 not_announced"
    assert shown["postmortem_due_at"] == "2026-01-07T03:05:00.000Z"  # R13: 48 h, by the peak severity
    assert metrics(shown) == {
        "detect_s": 240,
        "acknowledge_s": 180,
        "mitigate_s": 2640,
        "resolve_s": 3660,
        "impact_s": 2880,
        "fix_s": "unknown",
        "internal_on_time": 2,
        "internal_sent": 3,
        "external_on_time": 1,
        "external_sent": 2,
    }
    room.sent("03:12:00", "page-resolved")
    assert due(room.show("03:12:00"), "external") == "- none"

    _reopened(room)


def _reopened(room: Room) -> None:
    """The second half of the SEV-1: R12 within 24 h, then R6."""
    room.log("04:00:00", "/reopen errors are back")
    shown = room.show("04:00:00")
    assert (shown["status"], shown["mitigated_at"], shown["resolved_at"]) == ("investigating", None, None)
    assert shown["reopened"] == ["2026-01-05T04:00:00.000Z"]
    assert due(shown, "internal") == "04:30:00 calm"  # reopened + 30 min
    assert due(shown, "external") == "05:00:00 calm"  # reopened + the status page's 60 min
    assert metrics(shown)["mitigate_s"] == 2640  # the last values count
    room.sent("04:04:00", "page-investigating", "04:50")
    room.log("04:05:00", "/sev 1")
    shown = room.show("04:05:00")
    assert due(shown, "internal") == "04:20:00 calm"  # R6: raised + 15 min is the earlier
    assert due(shown, "external") == "04:35:00 calm"  # R6: raised + 30 min is the earlier
    assert rows(shown)["all_hands"] == ("04:35:00", "open", "-", 0)  # R6: a row that comes with the raise
    assert rows(shown)["leadership"] == ("02:19:00", "done", "02:26:00", 420)

    room.log("04:20:00", "/mitigated")
    room.sent("04:20:00", "status-update")
    assert rows(room.show("04:20:00"))["all_hands"] == ("04:35:00", "done", "04:20:00", 0)  # R2: by mitigation
    room.sent("04:36:00", "page-monitoring", "05:00")
    room.log("04:40:00", "/resolve")
    room.sent("04:51:00", "page-resolved")  # a minute after it was due
    shown = room.show("05:00:00")
    assert shown["postmortem_due_at"] == "2026-01-07T04:40:00.000Z"
    assert metrics(shown) == {
        "detect_s": 240,
        "acknowledge_s": 180,
        "mitigate_s": 8160,
        "resolve_s": 9360,
        "impact_s": 2880 + 1200,  # R12: both stretches
        "fix_s": "unknown",
        "internal_on_time": 3,
        "internal_sent": 4,
        "external_on_time": 3,
        "external_sent": 6,
    }
    assert room.at("05:00:00", "verify").code == 0


def test_a_sev3_that_becomes_more_and_comes_back_keeps_every_clock(room: Room) -> None:
    room.do("10:00:00", "declare", "exports time out", "-s", "3", "--detected", "09:50")
    shown = room.show("10:00:00")
    assert (due(shown, "internal"), due(shown, "external")) == ("11:00:00 calm", "- none")  # R3
    assert rows(shown) == {}

    room.log("10:20:00", "/sev 2 it spreads")
    shown = room.show("10:20:00")
    assert due(shown, "internal") == "10:50:00 calm"  # R6: raised + 30 min is the earlier
    assert due(shown, "external") == "11:20:00 calm"  # R6: raised + 60 min
    assert rows(shown) == {  # R6: new rows count from the raise
        "responder": ("10:35:00", "open", "-", 0),
        "ic": ("10:50:00", "open", "-", 0),
        "war_room": ("10:25:00", "open", "-", 0),
        "leadership": ("10:50:00", "open", "-", 0),
        "status_page": ("11:20:00", "open", "-", 0),
        "customers": ("12:20:00", "open", "-", 0),
    }
    room.do("10:30:00", "undo", "1")
    shown = room.show("10:30:00")
    assert (shown["severity"], shown["peak_severity"]) == (3, 3)
    assert (due(shown, "internal"), due(shown, "external")) == ("11:00:00 calm", "- none")
    assert rows(shown) == {}

    room.log("10:40:00", "/sev 2")
    shown = room.show("10:40:00")
    assert (due(shown, "internal"), due(shown, "external")) == ("11:00:00 calm", "11:40:00 calm")
    room.log("10:50:00", "/acked")
    room.log("10:52:00", "/channel #inc-exports")
    room.sent("11:00:00", "status-update")
    room.log("11:05:00", "/sev 3 one customer only")
    shown = room.show("11:20:00")
    assert rows(shown) == {  # R7: done rows stay with their lateness, the others are struck as they stood
        "responder": ("10:55:00", "done", "10:50:00", 0),
        "war_room": ("10:45:00", "done", "10:52:00", 420),
        "ic": ("11:10:00", "struck", "-", 0),
        "leadership": ("11:10:00", "struck", "-", 0),
        "status_page": ("11:40:00", "struck", "-", 0),
        "customers": ("12:40:00", "struck", "-", 0),
    }
    assert due(shown, "internal") == "11:30:00 calm"  # R7: holds until the next send
    room.sent("11:25:00", "status-update")
    assert due(room.show("11:25:00"), "internal") == "12:25:00 calm"

    room.log("11:30:00", "/mitigated")
    assert room.at("11:44:59", "log", "/resolve").code == 3
    room.log("11:45:00", "/resolve")
    shown = room.show("11:45:00")
    assert due(shown, "internal") == "- paused"
    assert shown["postmortem_due_at"] == "2026-01-08T11:45:00.000Z"  # R13: the peak was SEV-2, 72 h
    assert metrics(shown) == {
        "detect_s": "unknown",  # R8: nobody said when it began
        "acknowledge_s": 3600,
        "mitigate_s": 6000,
        "resolve_s": 6900,
        "impact_s": "unknown",
        "fix_s": "unknown",
        "internal_on_time": 2,
        "internal_sent": 2,
        "external_on_time": 0,
        "external_sent": 0,
    }

    room.day = "2026-01-06"
    room.log("10:00:00", "/reopen the queue grows again")
    assert due(room.show("10:00:00"), "internal", room.day) == "11:00:00 calm"
    room.log("10:20:00", "/ended 10:20")
    room.log("10:35:00", "/resolve")
    shown = room.show("10:35:00")
    assert metrics(shown)["mitigate_s"] == 88_200
    assert metrics(shown)["resolve_s"] == 89_100
    assert shown["postmortem_due_at"] == "2026-01-09T10:35:00.000Z"
    room.day = "2026-01-07"
    late = room.at("10:35:01", "log", "-i", "1", "/reopen again")  # R12: after 24 h it is another incident
    assert late.code == 3
    assert "24 h" in late.err


def test_a_start_after_its_detection_is_contradictory_and_never_a_number(room: Room) -> None:
    room.do("02:10:00", "declare", "odd clocks", "-s", "2", "--started", "02:08", "--detected", "02:05")
    shown = room.show("02:10:00")
    assert metrics(shown)["detect_s"] == "contradictory"
    assert len(shown["metrics"]["sources"]["detect_s"]) == 2


def metrics(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown["metrics"].items() if name != "sources"}
