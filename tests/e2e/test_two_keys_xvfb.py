"""Two keys and a paste: on a real X server, an open SEV-1 becomes a complete update on the clipboard."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.command_line import CommandLine
from tests.e2e import display

pytestmark = [
    pytest.mark.skipif(bool(display.missing()), reason=display.missing() or "everything is there"),
    pytest.mark.skipif(shutil.which("xclip") is None, reason="xclip not installed"),
    pytest.mark.timeout(300),
]
NOW = "2026-03-02T03:14:22Z"
LATER = "2026-03-02T03:24:22Z"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_NOW", LATER)
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    made = CommandLine(monkeypatch)
    made.ok("init", "--simulated", now=NOW)
    made.ok("declare", "checkout fails for most customers", "-s", "1", now=NOW)
    lines = (
        "~ around 70% of checkouts fail",
        "? the pool is exhausted",
        "! roll the release back",
        "/status mitigating",
    )
    for line in lines:
        made.ok("log", line, now=NOW)
    return made


def pasted(desktop: display.Desktop) -> str:
    """What another program gets from the clipboard."""
    done = subprocess.run(
        ["xclip", "-o", "-selection", "clipboard"],
        env=desktop.environment,
        capture_output=True,
        text=True,
        timeout=20,
    )
    return done.stdout


def test_two_keys_put_a_complete_internal_update_on_the_clipboard(cli: CommandLine) -> None:
    with display.desktop() as desktop:
        app = desktop.app("open", "1")
        try:
            desktop.focus("INC-0001")
            desktop.key("ctrl+u")
            desktop.key("F9")
            display.until(lambda: "Next update" in pasted(desktop), "the update is on the clipboard")
            text = pasted(desktop)
        finally:
            app.terminate()
            app.wait(20)
            if app.stderr is not None:
                app.stderr.close()
    assert text.startswith("[SIMULATED] SEV-1 Critical · Mitigating: checkout fails for most customers")
    assert "Impact: around 70% of checkouts fail" in text
    assert "Doing: roll the release back" in text
    assert "Next update: by 03:39 UTC" in text
    assert "[[" not in text
    assert cli.ok("show", "1", "--json").json["messages"] == []
