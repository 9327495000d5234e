"""A team's own templates and places: tried as they are typed, kept on demand, never lost, packed and unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.reach import unnamed
from ui.window import MainWindow
from ui.wordings.desk import PLACES
from ui.wordings.page import WordingsPage
from warroom import paths
from warroom.workspace import Workspace

Ctrl = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
OWN = """+++
title = "Status update"
audience = "internal"
fields = ["title", "impact", "next_update"]
required = ["impact", "next_update"]
resets = "internal"
+++
# Our words: {{ title }}

{{ impact }}

Next update by {{ next_update }}
"""


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> WordingsPage:
    window.registry.trigger("comms.wordings")
    shown = window.pages.currentWidget()
    assert isinstance(shown, WordingsPage)
    window.activateWindow()
    qtbot.waitUntil(lambda: shown._open is not None and shown.files.count() > 0)
    return shown


def open_file(page: WordingsPage, qtbot: QtBot, name: str) -> None:
    page.open(name)
    qtbot.waitUntil(lambda: page._open is not None and page._open.wording.name == name)


def rows(page: WordingsPage) -> list[str]:
    return [page.files.item(n).text() for n in range(page.files.count())]


def own_file(name: str) -> Path:
    return paths.settings_folder() / "templates" / f"{name}.md.j2"


def write(page: WordingsPage, text: str) -> None:
    page.text.setPlainText(text)
    page.try_out()


def test_every_template_and_the_places_are_listed_under_their_readers(page: WordingsPage) -> None:
    shown = rows(page)
    assert shown[0] == "Audiences and places"
    assert "Customers and public" in shown
    assert "Declaration (SEV-3, SEV-4)" in shown
    assert len([row for row in shown if row.endswith("(de)")]) == 4
    assert page.text_pane.title.text() == "Internal update: built in"
    assert not page.remove_button.isVisible()


def test_the_preview_shows_the_sample_incident_as_it_is_typed(page: WordingsPage) -> None:
    assert "Sample: photos cannot be uploaded" in page.preview.toPlainText()
    write(page, OWN)
    assert page.preview.toPlainText().startswith("Our words: Sample: photos cannot be uploaded")
    assert page.problem.text().endswith("all of it from the record")
    page.form.setCurrentIndex(page.form.findText("Slack"))
    page.try_out()
    assert page.preview.toPlainText().startswith("*Our words:")


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        (OWN.replace("{{ impact }}", "{{ impct }}"), 10, "impct"),
        (OWN.replace("{{ impact }}", "{% for x in y %}{% endfor %}"), 10, "line 10"),
        (OWN.replace("{{ impact }}", "{{ title.__class__ }}"), 10, "line 10"),
        (OWN.replace("{{ impact }}", "{{ 'x' * 300000000 }}"), 10, "line 10"),
        ("+++\ntitle = 3\n", 1, "line 1"),
        (OWN.replace("# Our", "+++\ntitle='x'\n+++\n# Our"), 8, "two front matters"),
    ],
)
def test_a_mistake_is_named_by_its_line_and_not_kept(
    page: WordingsPage, qtbot: QtBot, wrong: str, line: int, words: str
) -> None:
    before = page.preview.toPlainText()
    write(page, wrong)
    assert words in page.problem.text()
    assert page.tried.line == line
    assert page.preview.toPlainText() == before
    qtbot.keyClick(page.text, Key.Key_Return, Ctrl)
    assert page.said.text().startswith("Not kept. ")
    assert page.text.textCursor().blockNumber() + 1 == min(line, page.text.document().blockCount())
    assert not own_file("status-update").exists()


def test_what_is_kept_counts_at_once_and_can_be_removed(page: WordingsPage, window: MainWindow, qtbot: QtBot) -> None:
    write(page, OWN)
    qtbot.keyClick(page.text, Key.Key_Return, Ctrl)
    qtbot.waitUntil(lambda: "Status update  · team" in rows(page))
    assert own_file("status-update").read_text(encoding="utf-8") == OWN
    assert page.said.text() == "Kept. It counts from now on"
    titles: list[bool] = []
    window.operations.read(
        lambda workspace: workspace.drafts.templates.get("status-update").builtin, done=titles.append
    )
    qtbot.waitUntil(lambda: titles == [False])
    qtbot.waitUntil(page.remove_button.isVisible)
    page.remove_button.click()
    qtbot.waitUntil(lambda: not own_file("status-update").exists())
    qtbot.waitUntil(lambda: "Internal update  · not kept" in rows(page))
    assert page.text.toPlainText() == OWN


def test_nothing_typed_is_lost_by_leaving(page: WordingsPage, qtbot: QtBot) -> None:
    page.text.setPlainText(OWN)
    open_file(page, qtbot, "resolution")
    assert "Our words" not in page.text.toPlainText()
    qtbot.waitUntil(lambda: "Internal update  · not kept" in rows(page))
    qtbot.keyClick(page.text, Key.Key_Escape)
    assert not page.isVisible()
    open_file(page, qtbot, "status-update")
    assert page.text.toPlainText() == OWN
    page.undo_button.click()
    qtbot.waitUntil(lambda: "Our words" not in page.text.toPlainText())


def test_a_new_template_begins_with_something_that_works(page: WordingsPage, qtbot: QtBot) -> None:
    page.new_name.setText("Board Note")
    qtbot.keyClick(page.new_name, Key.Key_Return)
    assert page.said.text().startswith("A name is made of")
    page.new_name.setText("board-note")
    qtbot.keyClick(page.new_name, Key.Key_Return)
    qtbot.waitUntil(lambda: page._open is not None and page._open.wording.name == "board-note")
    assert page.tried.problem == ""
    page.keep()
    qtbot.waitUntil(lambda: "Board note  · team" in rows(page))


def test_packs_go_out_and_come_in_and_ask_before_they_replace(page: WordingsPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.packs.write(str(tmp_path / "none.zip"))
    qtbot.waitUntil(lambda: "no templates of its own yet" in page.said.text())
    write(page, OWN)
    page.keep()
    qtbot.waitUntil(lambda: own_file("status-update").exists())
    page.packs.write(str(tmp_path / "pack.zip"))
    qtbot.waitUntil(lambda: page.said.text() == "1 template is in pack.zip")
    assert zipfile.ZipFile(tmp_path / "pack.zip").namelist() == ["status-update.md.j2"]
    write(page, OWN.replace("Our words", "Newer words"))
    page.keep()
    qtbot.waitUntil(lambda: "Newer" in own_file("status-update").read_text(encoding="utf-8"))
    page.packs.bring(str(tmp_path / "pack.zip"))
    qtbot.waitUntil(page.replace_button.isVisible)
    assert "Nothing imported yet" in page.said.text()
    page.replace_button.click()
    qtbot.waitUntil(lambda: own_file("status-update").read_text(encoding="utf-8") == OWN)
    qtbot.waitUntil(lambda: page.text.toPlainText() == OWN)


def test_what_is_no_pack_is_refused_with_its_reason(page: WordingsPage, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "holiday.zip"
    path.write_bytes(b"not a zip")
    page.packs.bring(str(path))
    qtbot.waitUntil(lambda: "holiday.zip is no template pack" in page.said.text())


def test_the_places_are_edited_as_text_and_shown_as_what_they_are(
    page: WordingsPage, qtbot: QtBot, open_workspace: Callable[[], Workspace]
) -> None:
    open_file(page, qtbot, PLACES)
    assert "status page · Markdown · moves the countdown" in page.preview.toPlainText()
    assert not page.form.isVisible()
    text = page.text.toPlainText()
    write(page, text.replace('name = "status page", format = "markdown"', 'name = "status page", format = "markdwn"'))
    assert "mistake on line" in page.problem.text()
    assert page.tried.line > 10
    write(page, text.replace('name = "support desk"', 'name = "help desk", target = "desk"'))
    assert "help desk · Plain · target desk" in page.preview.toPlainText()
    page.keep()
    qtbot.waitUntil((paths.settings_folder() / "places.toml").exists)
    with open_workspace() as workspace:
        assert [place.target for place in workspace.places.audiences["customers"].places][-1] == "desk"


def test_everything_has_a_name_and_fits_a_small_window(page: WordingsPage, window: MainWindow) -> None:
    assert unnamed(page) == []
    window.resize(1024, 700)
    assert page.preview.isVisible()
    assert page.keep_button.isVisible()
