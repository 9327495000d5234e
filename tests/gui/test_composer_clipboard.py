"""What is on the clipboard outlives nothing that it needs: a program that copied both flavours ends in peace."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
from PySide6.QtCore import QTimer
from ui.app import application
from ui.widgets.composer_clipboard import put
from warroom.clock import Instant
from warroom.comms.drafts import draft
from warroom.comms.message import Format
from warroom.comms.sample import sample
from warroom.comms.templates import Templates
from warroom import paths
from warroom.settings.team_playbook import load_playbook

app = application()
now = Instant.parse("2026-03-02T03:14:22Z")
template = Templates.load(paths.resource("templates")).get("status-update")
put(draft(sample(now), load_playbook()[0], now, template, Format.{form}))
text = app.clipboard().text()
QTimer.singleShot(0, lambda: app.exit(0))
app.exec()
print(text == app.clipboard().text(), "photos cannot be uploaded" in text)
"""


def test_a_program_that_copied_both_flavours_ends_without_a_crash() -> None:
    for form in ("SLACK", "HTML", "PLAIN"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT.replace("{form}", form)],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode, done.stdout.strip()) == (0, "True True"), (form, done.stderr)
