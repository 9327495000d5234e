"""Ninety minutes of a SEV-1 played through the window by keys alone, on a real X server: two handoffs, five changes,
three hypotheses and a raised severity. What ``show --json`` tells afterwards is what was done.

The record runs on a simulated clock: it stands at one moment while the window is open, and the window is opened anew
for each part, as after a restart.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.command_line import CommandLine
from tests.e2e import display
from tests.e2e.test_window_xvfb import App

pytestmark = [
    pytest.mark.skipif(bool(display.missing()), reason=display.missing() or "everything is there"),
    pytest.mark.timeout(400),
]
DAY = "2026-01-05T"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return CommandLine(monkeypatch)


@pytest.fixture
def desktop() -> Iterator[display.Desktop]:
    with display.desktop() as made:
        yield made


class Player:
    """A person at the keyboard who looks at the record after each act."""

    def __init__(self, desktop: display.Desktop, cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desktop, self.cli = desktop, cli
        self._environment = monkeypatch
        self.now = ""
        self._eyes = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.still"],
            env=desktop.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        self._eyes.communicate()

    @contextmanager
    def at(self, clock: str, *, home: bool = False) -> Iterator[None]:
        """The window, open at this moment, on Home or on the incident."""
        self.now = f"{DAY}{clock}:00Z"
        self._environment.setenv("WARROOM_NOW", self.now)
        app = App(self.desktop, self.cli, *(() if home else ("open", "1")))
        try:
            self.desktop.focus("Warroom" if home else "INC-0001")
            self.look()
            yield
        finally:
            app.stop()

    def shown(self) -> dict[str, Any]:
        said = self.cli("show", "1", "--json", now=self.now)
        return said.json if said.code == 0 else {"entries": [], "changes": [], "hypotheses": [], "roles": {}}

    def wait(self, reached: Callable[[dict[str, Any]], bool], what: str) -> None:
        display.until(lambda: reached(self.shown()), what)

    def look(self) -> None:
        """Wait until the window shows all that it has to show."""
        assert self._eyes.stdin is not None
        assert self._eyes.stdout is not None
        self._eyes.stdin.write("look\n")
        self._eyes.stdin.flush()
        assert self._eyes.stdout.readline() == "still\n"

    def line(self, text: str) -> None:
        """Type a line and see it on the record."""
        before = len(self.shown()["entries"])
        self.desktop.type(text)
        self.desktop.key("Return")
        self.wait(lambda shown: len(shown["entries"]) > before, text)

    def change(self, n: int, state: str, *keys: str, why: str = "") -> None:
        """Keys in *Needs you*, and a reason where one is asked for."""
        self.look()
        self.desktop.key("ctrl+1", *keys)
        if why:
            self.look()
            self.desktop.type(why)
            self.desktop.key("Return")
        self.wait(lambda shown: shown["changes"][n - 1]["state"] == state, f"change {n} is {state}")
        self.desktop.key("Escape")

    def hand_over(self, to: str) -> None:
        """Offer, read two rows together, and the receiver confirms."""
        self.look()
        self.desktop.key("ctrl+shift+t")
        self.look()
        self.desktop.type(to)
        self.desktop.key("Return")
        self.wait(lambda shown: any(f"@{to}" in row["text"] for row in shown["entries"]), f"command offered to {to}")
        self.look()
        self.desktop.key("space", "Tab", "space", "ctrl+shift+Return")
        self.wait(lambda shown: shown["roles"].get("ic") == to, f"{to} has command")
        self.look()


def test_a_sev_1_from_the_first_key_to_resolved(
    desktop: display.Desktop, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    monkeypatch.setenv("WARROOM_NOW", f"{DAY}02:00:00Z")
    cli.ok("init", "--simulated")
    player = Player(desktop, cli, monkeypatch)
    try:
        play(player, desktop, cli)
    finally:
        player.close()
    as_it_was_played(player.shown())


def play(player: Player, desktop: display.Desktop, cli: CommandLine) -> None:
    """The incident, part by part."""
    key = desktop.key
    with player.at("02:00", home=True):
        key("ctrl+n")
        desktop.focus("Declare")
        desktop.type("2checkout fails for most customers")
        key("Return")
        display.until(lambda: bool(cli.ok("list", "--json").json), "the incident is declared")
        desktop.focus("INC-0001")
        player.line("/ic @robin")
        key("ctrl+i")
        player.line("70 percent of checkouts fail")
        key("ctrl+b")
        player.line("the connection pool is exhausted")
    with player.at("02:12"):
        player.line("? release 4.18 broke the cache")
        player.look()
        key("ctrl+shift+l")
        player.look()
        key("1")
        player.wait(lambda shown: shown["severity"] == 1, "the severity is raised")
        player.line("> @sam roll back 4.18")
        player.change(1, "approved", "Return", "Return")
        player.change(1, "started", "Return", "Return")
    with player.at("02:20"):
        player.line("the error rate stays at 70 percent")
        player.change(1, "no_effect", "Right", "Right", "space")
        player.look()
        key("ctrl+7")
        player.look()
        key("Delete")
        player.look()
        desktop.type("half of the pool is free")
        key("Return")
        player.wait(lambda shown: shown["hypotheses"][0]["state"] == "ruled_out", "the first belief is ruled out")
        key("Escape")
        player.line("> @sam turn off the recommendations")
        player.change(2, "declined", "Delete", why="nobody is helped by it")
    with player.at("02:35"):
        player.line(">> @tomas restarted the cache nodes")
        player.look()
        key("ctrl+shift+v")
        player.wait(lambda shown: any("by voice" in row["text"] for row in shown["entries"]), "the OK by voice")
        player.hand_over("kai")
    with player.at("02:50"):
        player.line("? the gateway resolves an old address")
        player.line("> @tomas shift traffic to the second region")
        player.change(4, "on_hold", "space", why="first the address")
        player.line("> @sam renew the gateway's address")
        player.change(5, "approved", "Return", "Return")
        player.change(5, "started", "Down", "Return", "Return")
        player.change(4, "declined", "Delete", why="not needed any more")
    with player.at("03:05"):
        player.line("/belief 3 confirmed")
        player.change(5, "worked", "Return", "Return")
        player.line("/mitigated")
        player.look()
        key("ctrl+shift+s")
        player.look()
        key("4")
        player.wait(lambda shown: shown["status"] == "monitoring", "the status is monitoring")
        player.hand_over("ines")
    with player.at("03:30"):
        player.line("the graphs are flat for 25 minutes")
        key("ctrl+k")
        desktop.type("resolve or reopen")
        key("Return")
        player.look()
        for evidence in ("error rate 0.1 percent", "p95 210 ms", "the address is right now"):
            desktop.type(evidence)
            key("Tab")
        key("Tab", "Tab", "space")
        player.wait(lambda shown: shown["status"] == "resolved", "it is resolved")


def as_it_was_played(told: dict[str, Any]) -> None:
    """What the record tells is what was done."""
    assert (told["severity"], told["peak_severity"], told["roles"]["ic"]) == (1, 1, "ines")
    states = [change["state"] for change in told["changes"]]
    assert states == ["no_effect", "declined", "reported", "declined", "worked"]
    beliefs = [(row["text"], row["confidence"]) for row in told["hypotheses"]]
    assert beliefs == [
        ("the connection pool is exhausted", "ruled_out"),
        ("release 4.18 broke the cache", "possible"),
        ("the gateway resolves an old address", "confirmed"),
    ]
    texts = [row["text"] for row in told["entries"]]
    taken = [text for text in texts if "has command" in text]
    assert [text.split(" ", 1)[0] for text in taken] == ["@kai", "@ines"]
    assert all("Not read together" in text and "severity" not in text.lower() for text in taken)
    assert told["impact"]["text"] == "70 percent of checkouts fail"
    assert told["mitigated_at"] == f"{DAY}03:05:00.000Z"
    assert told["resolved_at"] == f"{DAY}03:30:00.000Z"
    assert [row["at"][11:16] for row in told["entries"]] == sorted(row["at"][11:16] for row in told["entries"])
    assert told["declared_at"] == f"{DAY}02:00:00.000Z"
