"""The real window on a real X server, used with the keyboard alone, as a new user would."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import CommandLine, record_file
from tests.e2e import display
from tests.e2e.test_cli_demo import AFTERWARDS, _step, comparable, streamed
from warroom import demo
from warroom.demo import Act, Script, Step

pytestmark = [
    pytest.mark.skipif(bool(display.missing()), reason=display.missing() or "everything is there"),
    pytest.mark.timeout(300),
]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return CommandLine(monkeypatch)


@pytest.fixture
def desktop() -> Iterator[display.Desktop]:
    with display.desktop() as made:
        yield made


class App:
    """The running app and what its record holds."""

    def __init__(self, desktop: display.Desktop, cli: CommandLine, *arguments: str) -> None:
        self.desktop, self.cli = desktop, cli
        self.process = desktop.app(*arguments)

    def shown(self, incident: str = "1") -> dict[str, Any]:
        said = self.cli("show", incident, "--json")
        return said.json if said.code == 0 else {"entries": []}

    def wait_for_entries(self, count: int) -> None:
        display.until(lambda: len(self.shown()["entries"]) >= count, f"{count} entries on the record")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> str:
    """A simulated record, made and later used by every process of the test, at one moment."""
    monkeypatch.setenv("WARROOM_NOW", AFTERWARDS)
    monkeypatch.setenv("WARROOM_HANDLE", demo.load().author)
    return AFTERWARDS


def test_from_declare_to_the_first_logged_line_by_keyboard(
    desktop: display.Desktop, cli: CommandLine, clock: str
) -> None:
    cli.ok("init", "--simulated")
    app = App(desktop, cli)
    try:
        desktop.focus("Warroom")
        desktop.key("ctrl+n")
        desktop.focus("Declare")
        desktop.type("1checkout fails for most customers")
        desktop.key("Return")
        display.until(lambda: bool(cli.ok("list", "--json").json), "the incident is declared")
        desktop.focus("INC-0001")
        desktop.type("error rate 47% on POST /orders")
        desktop.key("Return")
        display.until(
            lambda: any(row["text"] == "error rate 47% on POST /orders" for row in app.shown()["entries"]),
            "the first line is logged",
        )
    finally:
        app.stop()
    shown = app.shown()
    assert shown["severity"] == 1
    assert shown["title"] == "checkout fails for most customers"


def test_quitting_soon_after_a_copy_asks_on_a_real_clipboard(
    desktop: display.Desktop, cli: CommandLine, clock: str
) -> None:
    """The record's clock stands, so that the copy stays fresh."""
    cli.ok("init", "--simulated")
    app = App(desktop, cli)
    try:
        desktop.focus("Warroom")
        desktop.key("ctrl+n")
        desktop.focus("Declare")
        desktop.type("checkout fails")
        desktop.key("ctrl+a", "ctrl+c", "Escape")
        display.until(lambda: not any("Declare" in title for title in desktop.titles()), "the dialog is gone")
        desktop.focus("Warroom")
        desktop.key("ctrl+q")
        desktop.focus("Quit?")
        desktop.key("Tab", "space")
        display.until(lambda: app.process.poll() == 0, "the program has ended")
    finally:
        app.stop()


def test_the_demo_typed_into_the_window_is_the_demo_of_the_command_line(
    desktop: display.Desktop, cli: CommandLine, clock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = demo.load()
    piped = streamed(cli, script)
    monkeypatch.setenv("WARROOM_RECORD", str(record_file().with_name("window.db")))
    typed = through_the_window(desktop, cli, script)
    assert comparable(typed) == comparable(piped)


def through_the_window(desktop: display.Desktop, cli: CommandLine, script: Script) -> dict[str, Any]:
    """Lines by key presses; what has a page of its own goes in as in the stream, in its turn."""
    cli.ok("init", "--simulated", now=script.start.text)
    app: App | None = None
    try:
        for act, steps in groupby(script.steps, key=lambda step: step.act):
            lines = list(steps)
            if act is not Act.LINE:
                _by_command(cli, script, lines)
                continue
            if app is None:
                app = App(desktop, cli, "open", "1")
                desktop.focus("INC-0001")
            for step in lines:
                before = len(app.shown()["entries"])
                desktop.type(step.dated)
                desktop.key("Return")
                app.wait_for_entries(before + 1)
    finally:
        if app is not None:
            app.stop()
    shown: dict[str, Any] = cli.ok("show", "1", "--json", now=AFTERWARDS).json
    return shown


def _by_command(cli: CommandLine, script: Script, steps: list[Step]) -> None:
    for step in steps:
        _step(cli, script, step, now=None if step.act is Act.DECLARE else AFTERWARDS)


def test_a_killed_window_has_kept_the_half_typed_line(
    desktop: display.Desktop, cli: CommandLine, clock: str, tmp_path: Path
) -> None:
    cli.ok("init", "--simulated")
    cli.ok("declare", "checkout fails", "-s", "1")
    app = App(desktop, cli, "open", "1")
    desktop.focus("INC-0001")
    desktop.type("half a thought")
    display.until(lambda: _draft_on_disk("half a thought"), "the draft is on disk")
    app.process.kill()
    app.process.wait()
    again = App(desktop, cli, "open", "1")
    try:
        desktop.focus("INC-0001")
        desktop.type(", finished")
        desktop.key("Return")
        display.until(
            lambda: any(row["text"] == "half a thought, finished" for row in again.shown()["entries"]),
            "the line goes on where it was",
        )
    finally:
        again.stop()
        if app.process.stderr is not None:
            app.process.stderr.close()


def _draft_on_disk(text: str) -> bool:
    with_wal = [record_file(), record_file().with_name(record_file().name + "-wal")]
    return any(text.encode() in path.read_bytes() for path in with_wal if path.exists())
