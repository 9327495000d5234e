"""A scribe at full speed on a real X server: every line arrives, complete and in order; composed letters too."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.command_line import CommandLine, record_file
from tests.e2e import display

FULL = os.environ.get("WARROOM_FAULTS") == "full"
LINES = 600 if FULL else 60
KEY_MS = 150 if FULL else 6
"""80 words a minute are 400 keys; the short form types faster than anybody can."""
ACCENT = "key --delay 300 dead_acute"
"""A dead key; xdotool lends it a key code for as long as this, so that the app can look it up."""
WORDS = "error rate on POST orders falls pool at 47% replica lag 30 s zone b drained v4.18 rolled back Kai".split()

pytestmark = [
    pytest.mark.skipif(bool(display.missing()), reason=display.missing() or "everything is there"),
    pytest.mark.timeout(7200 if FULL else 180),
]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return CommandLine(monkeypatch)


@pytest.fixture
def desktop() -> Iterator[display.Desktop]:
    with display.desktop() as made:
        yield made


@pytest.fixture
def room(desktop: display.Desktop, cli: CommandLine) -> Iterator[subprocess.Popen[bytes]]:
    """The app with an incident open and the keyboard in its line."""
    cli.ok("declare", "checkout fails", "-s", "1")
    app = desktop.app("open", "1")
    desktop.focus("INC-0001")
    try:
        yield app
    finally:
        app.terminate()
        try:
            app.wait(20)
        except subprocess.TimeoutExpired:
            app.kill()
            app.wait()
        if app.stderr is not None:
            app.stderr.close()


def notes(cli: CommandLine) -> list[str]:
    shown: list[dict[str, Any]] = cli.ok("show", "1", "--json").json["entries"]
    return [row["text"] for row in shown if row["kind"] == "note"]


def test_an_incident_typed_at_speed_arrives_complete_and_in_order(
    desktop: display.Desktop, cli: CommandLine, room: subprocess.Popen[bytes]
) -> None:
    dice = random.Random(7)
    lines = [f"{n} {' '.join(dice.choices(WORDS, k=dice.randint(4, 8)))}" for n in range(LINES)]
    desktop.script(*(step for line in lines for step in (f'type --delay {KEY_MS} "{line}"', "key Return")))
    display.until(lambda: len(notes(cli)) >= LINES, f"{LINES} lines on the record")
    assert notes(cli) == lines


@pytest.mark.skipif(not FULL, reason="xdotool lends dead keys a key code for a moment, which a busy machine can miss")
def test_a_letter_with_an_accent_is_composed_wherever_the_focus_is(
    desktop: display.Desktop, cli: CommandLine, room: subprocess.Popen[bytes]
) -> None:
    desktop.script(ACCENT, "key e", 'type "t"', ACCENT, "key e", "key Return")
    desktop.script("key F6", ACCENT, "key e", 'type "clair"', "key Return")
    display.until(lambda: len(notes(cli)) >= 2, "two lines on the record")
    assert notes(cli) == ["été", "éclair"]


def test_a_kill_loses_neither_the_line_nor_the_one_put_aside(
    desktop: display.Desktop, cli: CommandLine, room: subprocess.Popen[bytes]
) -> None:
    desktop.script('type "deploy at"', "key ctrl+Down", 'type "error rate"')
    display.until(lambda: '"error rate"' in kept() and '"deploy at"' in kept(), "both lines are kept")
    room.kill()
    room.wait()
    again = desktop.app("open", "1")
    try:
        desktop.focus("INC-0001")
        desktop.script('type " 47%"', "key Return", "key ctrl+Up", 'type " 100%"', "key Return")
        display.until(lambda: len(notes(cli)) >= 2, "both lines are logged")
    finally:
        again.kill()
        again.wait()
        if again.stderr is not None:
            again.stderr.close()
    assert notes(cli) == ["error rate 47%", "deploy at 100%"]


def kept() -> str:
    """The drafts of the record as a stranger's tool reads them, in a process of its own."""
    look = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT text FROM draft').fetchall())"
    done = subprocess.run([sys.executable, "-c", look, record_file()], capture_output=True, text=True)
    return done.stdout
