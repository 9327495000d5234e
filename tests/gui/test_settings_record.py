"""The record in Settings: where it is, a backup now, a check that can be stopped, and settings as one file."""

import json
import sqlite3
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.reach import unlabelled_icons, unnamed
from ui import theme
from ui.settings import record_jobs
from ui.settings.record_pane import RecordPane
from ui.settings.rows import Category
from ui.window import MainWindow
from warroom.errors import Stopped
from warroom.record.backup import backups
from warroom.settings.keeping import Proof
from warroom.settings.targets import Secret
from warroom.workspace import Workspace


@pytest.fixture
def pane(window: MainWindow, record_path: Path, qtbot: QtBot) -> RecordPane:
    window.settings.show(Category.RECORD)
    found = window.settings.page.record
    qtbot.waitUntil(lambda: str(record_path) in found.path.text() and "Looking" not in found.backups.text())
    return found


def said(window: MainWindow, words: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: words in window.toast.text.text())


def test_a_backup_is_made_now_and_named(window: MainWindow, pane: RecordPane, record_path: Path, qtbot: QtBot) -> None:
    assert pane.backups.text().startswith("None yet")
    pane.back_up.click()
    said(window, "Backed up to", qtbot)
    assert len(backups(record_path)) == 1
    qtbot.waitUntil(lambda: pane.backups.text().startswith("1 backup, the last just now"))


def test_a_sound_record_is_proved_and_the_last_check_is_kept(
    window: MainWindow, pane: RecordPane, qtbot: QtBot
) -> None:
    window.operations.run(lambda w: w.room.declare("checkout fails", 1))
    pane.verify.click()
    assert pane.stop.isVisible()
    assert pane.bar.isVisible()
    said(window, "Sound:", qtbot)
    qtbot.waitUntil(lambda: pane.checked.text().startswith("Last check 2026-03-02 03:14 UTC: sound"))
    assert pane.verify.isVisible()
    assert not pane.stop.isVisible()
    found: list[str | None] = []
    window.operations.read(lambda w: w.record.setting(record_jobs.VERIFIED), done=found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found[0] is not None
    assert "sound" in found[0]


def test_a_damaged_record_is_named(window: MainWindow, pane: RecordPane, record_path: Path, qtbot: QtBot) -> None:
    window.operations.run(lambda w: w.room.declare("checkout fails", 1))
    landed: list[object] = []
    window.operations.read(lambda w: None, done=landed.append)
    qtbot.waitUntil(lambda: bool(landed))
    with sqlite3.connect(record_path) as raw:
        raw.execute("DROP TRIGGER IF EXISTS event_no_update")
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE event SET body = replace(body, 'checkout', 'checkin')")
    raw.close()
    pane.verify.click()
    said(window, "failed its check", qtbot)
    assert pane.checked.property("tone") == "danger"


def test_a_check_can_be_stopped(
    window: MainWindow, pane: RecordPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(path: Path, clock: object, progress: record_jobs.Report) -> Proof:
        while True:
            progress(1, 2)

    monkeypatch.setattr(record_jobs, "prove", endless)
    pane.verify.click()
    qtbot.waitUntil(lambda: "1 of 2 events" in pane.checked.text())
    assert pane.bar.maximum() == 2
    pane.stop.click()
    qtbot.waitUntil(pane.verify.isVisible)
    assert pane.checked.text() == "The check was stopped. Nothing was changed."
    assert not pane.bar.isVisible()
    assert issubclass(Stopped, Exception)


def test_settings_travel_in_one_file_without_secrets(
    window: MainWindow, pane: RecordPane, tmp_path: Path, qtbot: QtBot
) -> None:
    def prepare(workspace: Workspace) -> None:
        workspace.set_setting("handle", "robin")
        workspace.set_setting("work_offline", "yes")
        target = workspace.targets.add("ops-chat", "slack", {"channel": "C1"})
        workspace.secrets.type_in(target.account, Secret("xoxb-hush"))

    window.operations.run(prepare)
    file = tmp_path / "mine.json"
    pane.jobs.export(file)
    said(window, "Settings without secrets are in", qtbot)
    text = file.read_text()
    assert "hush" not in text
    found = json.loads(text)
    assert found["settings"]["handle"] == "robin"
    assert "work_offline" not in found["settings"]
    assert found["targets"] == [{"name": "ops-chat", "kind": "slack", "values": {"channel": "C1"}}]
    with Workspace.open(tmp_path / "other.db") as other:
        from warroom.settings import portable

        taken = portable.take(other, portable.read(file.read_bytes()))
        assert taken.added == ("ops-chat",)
        assert (other.setting("handle"), other.author) == ("robin", "robin")


def test_an_imported_file_applies_at_once_and_is_taken_back_whole(
    window: MainWindow, pane: RecordPane, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "theirs.json"
    file.write_text(
        json.dumps(
            {
                "warroom_settings": 1,
                "settings": {"scheme": "light", "sounds": "off", "handle": "robin", "scale": "9000", "flux": "1"},
                "targets": [
                    {"name": "ops-chat", "kind": "slack", "values": {"channel": "C1"}},
                    {"name": "odd", "kind": "telepathy"},
                ],
            }
        )
    )
    pane.jobs.bring(file)
    said(window, "3 settings changed; targets added: ops-chat", qtbot)
    words = window.toast.text.text()
    assert "scale is a number" in words
    assert "flux" in words
    assert "telepathy" in words
    assert theme.choice() is theme.Choice.LIGHT
    assert window.alerting._sounds is False
    qtbot.waitUntil(lambda: window.operations.author == "robin")
    window.settings.page.undo()
    qtbot.waitUntil(lambda: theme.choice() is theme.Choice.SYSTEM and window.alerting._sounds)
    found: list[tuple[str, int]] = []
    window.operations.read(lambda w: (w.setting("handle"), len(w.targets.all())), done=found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [("", 0)]


@pytest.mark.parametrize(
    ("text", "says"),
    [("{", "no file of Warroom's settings"), ("[]", "no file"), ('{"warroom_settings": 99}', "newer Warroom")],
)
def test_a_file_that_is_none_changes_nothing(
    window: MainWindow, pane: RecordPane, tmp_path: Path, qtbot: QtBot, text: str, says: str
) -> None:
    file = tmp_path / "odd.json"
    file.write_text(text)
    pane.jobs.bring(file)
    said(window, says, qtbot)
    pane.jobs.bring(tmp_path / "missing.json")
    said(window, "cannot be read", qtbot)
    assert not window.settings.page.history.can_undo


def test_backing_up_and_verifying_are_commands_of_their_own(
    window: MainWindow, record_path: Path, qtbot: QtBot
) -> None:
    window.registry.trigger("file.backup")
    said(window, "Backed up to", qtbot)
    assert len(backups(record_path)) == 1
    window.go_home()
    window.registry.trigger("file.verify")
    assert window.settings.page.category is Category.RECORD
    said(window, "Sound:", qtbot)
    window.registry.trigger("file.targets")
    assert window.settings.page.category is Category.TARGETS


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_every_widget_says_what_it_is(window: MainWindow, pane: RecordPane, size: tuple[int, int]) -> None:
    window.resize(*size)
    assert unnamed(window.settings.page) == []
    assert unlabelled_icons(window.settings.page) == []
