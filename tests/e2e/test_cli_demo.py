"""The demo incident through the command line: line by line as it happens, or afterwards in one stream."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest

from tests.command_line import CommandLine, record_file
from warroom import demo
from warroom.demo import Act, Script, Step

RECORDED = {"id", "recorded_at", "as_of", "remaining_s", "late", "sources", "newer", "replica"}
"""What depends on when and where a line was typed, not on what happened."""
AFTERWARDS = "2026-03-04T14:50:00Z"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return CommandLine(monkeypatch)


def test_the_demo_is_told_in_order_and_every_line_is_understood(cli: CommandLine) -> None:
    script = demo.load()
    assert [step.at for step in script.steps] == sorted(step.at for step in script.steps)
    assert script.offset_s(script.steps[-1]) == 40 * 60
    shown = replayed(cli, script)
    assert (shown["status"], shown["severity"], shown["simulated"]) == ("resolved", 2, True)
    assert shown["metrics"]["detect_s"] == 120
    assert shown["metrics"]["mitigate_s"] == 26 * 60
    assert shown["metrics"]["resolve_s"] == 41 * 60
    assert shown["metrics"]["impact_s"] == 28 * 60
    assert shown["metrics"]["external_on_time"] == shown["metrics"]["external_sent"] == 2
    assert all(row["late_s"] == 0 for row in shown["requirements"])


def test_the_demo_in_one_stream_gives_the_same_incident(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    script = demo.load()
    live = replayed(cli, script)
    monkeypatch.setenv("WARROOM_RECORD", str(record_file().with_name("second.db")))
    assert comparable(streamed(cli, script)) == comparable(live)


def replayed(cli: CommandLine, script: Script) -> dict[str, Any]:
    """Each step in a call of its own, at its own time."""
    cli.ok("init", "--simulated", now=script.start.text)
    for step in script.steps:
        _step(cli, script, step)
    shown: dict[str, Any] = cli.ok("show", "1", "--json", now=AFTERWARDS).json
    return shown


def streamed(cli: CommandLine, script: Script) -> dict[str, Any]:
    """The lines as they would be caught up on afterwards: each with its time, piped in, an id for each."""
    cli.ok("init", "--simulated", now=script.start.text)
    for act, steps in groupby(script.steps, key=lambda step: step.act):
        lines = list(steps)
        if act is not Act.LINE:
            for step in lines:
                _step(cli, script, step, now=None if act is Act.DECLARE else AFTERWARDS)
            continue
        said = cli.ok(
            "--as", script.author, "log", "-i", "1", "-", stdin="\n".join(one.dated for one in lines), now=AFTERWARDS
        )
        assert len(said.out.splitlines()) == len(lines)
    shown: dict[str, Any] = cli.ok("show", "1", "--json", now=AFTERWARDS).json
    return shown


def _step(cli: CommandLine, script: Script, step: Step, now: str | None = None) -> None:
    author, at = ("--as", script.author), ("--at", step.at.text) if now else ()
    now = now or step.at.text
    if step.act is Act.DECLARE:
        assert cli.ok(*author, "declare", script.title, "-s", str(step.severity), now=now).line == "INC-0001"
    elif step.act is Act.LINE:
        cli.ok(*author, "log", "-i", "1", step.line, now=now)
    elif step.act is Act.SEND:
        sets = [part for name, value in step.sets.items() for part in ("--set", f"{name}={value}")]
        cli.ok(*author, "sent", step.template, "-i", "1", "--via", step.via, *at, *sets, now=now)
    else:
        assert "SIMULATED" in cli.ok("export", "1", "-f", "markdown", now=now).out.splitlines()[0]


def comparable(shown: Any) -> Any:
    """Without ids and times of recording."""
    if isinstance(shown, dict):
        return {name: comparable(value) for name, value in shown.items() if name not in RECORDED}
    if isinstance(shown, list):
        return [comparable(value) for value in shown]
    return shown
