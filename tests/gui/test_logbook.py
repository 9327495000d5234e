"""A fault of ours is in the log that the window speaks of, for this person alone."""

import logging
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui import logbook
from ui.window import MainWindow
from warroom.workspace import Workspace


def test_a_fault_on_the_record_thread_is_in_the_log(window: MainWindow, warroom_home: Path, qtbot: QtBot) -> None:
    def fault(_workspace: Workspace) -> None:
        raise ZeroDivisionError("a fault of ours")

    handler = logbook.begin()
    try:
        window.operations.run(fault)
        qtbot.waitUntil(lambda: "the log says more" in window.toast.text.text())
        assert "ZeroDivisionError: a fault of ours" in logbook.file().read_text(encoding="utf-8")
        assert logbook.file().stat().st_mode & 0o077 == 0
    finally:
        logbook.end(handler)


def test_a_log_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("WARROOM_HOME", str(in_the_way / "home"))
    handler = logbook.begin()
    assert handler is None
    logbook.end(handler)
    assert not any(isinstance(found, logbook._Private) for found in logging.getLogger().handlers)
