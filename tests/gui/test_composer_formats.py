"""Every kind and every format in the composer: found by number or word, counted, carried into a mail program."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl

from tests.gui.composer_desk import Desk, clipboard
from ui.models.formats import FORMAT_NAMES
from ui.widgets.composer_foot import Question
from warroom.comms.message import Format

Ctrl = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def listed(desk: Desk) -> list[str]:
    rows = [desk.page.list.item(n) for n in range(desk.page.list.count())]
    return [row.text().strip() for row in rows if not row.isHidden()]


def show(desk: Desk, form: Format) -> None:
    desk.page.preview.formats.setCurrentIndex(list(FORMAT_NAMES).index(form))


def test_every_kind_stands_under_its_readers(desk: Desk) -> None:
    desk.open(template="status-update")
    rows = listed(desk)
    assert rows[0] == "Inside"
    assert rows[1] == "1  Declaration"
    assert "Customers and public" in rows
    assert len([row for row in rows if row[0].isdigit()]) == 19
    assert desk.page.combo.count() == 19


def test_a_template_is_found_by_its_number_or_by_words(desk: Desk) -> None:
    desk.open(template="status-update")
    desk.key(Key.Key_T, Ctrl)
    assert desk.page.seek.hasFocus()
    desk.qtbot.keyClicks(desk.page.seek, "public post")
    assert [row.split("  ")[-1] for row in listed(desk)] == ["Customers and public", "Public post"]
    desk.qtbot.keyClick(desk.page.seek, Key.Key_Return)
    assert "Public post" in desk.page.title.text()
    assert len(listed(desk)) > 19
    desk.key(Key.Key_T, Ctrl)
    desk.qtbot.keyClicks(desk.page.seek, "1")
    desk.qtbot.keyClick(desk.page.seek, Key.Key_Return)
    assert "Declaration" in desk.page.title.text()


def test_a_post_opens_as_one_and_counts_as_its_service_does(desk: Desk) -> None:
    desk.open(template="public-post")
    assert desk.page.preview.formats.currentIndex() == list(FORMAT_NAMES).index(Format.POST)
    assert desk.page.preview.count.text().endswith("of 280 characters")
    desk.type_into("symptom", "Payments fail in every region. " * 12)
    assert "too many for X" in desk.page.preview.count.text()
    assert desk.page.preview.count.property("tone") == "warn"


def test_the_limit_of_the_service_is_told_before_it_refuses(desk: Desk) -> None:
    desk.open(template="status-update")
    show(desk, Format.SLACK)
    assert desk.page.preview.count.text().endswith("of 4000 characters")
    desk.type_into("known", "the pool is full " * 300)
    assert "too many for Slack" in desk.page.preview.count.text()


@pytest.mark.parametrize("form", list(Format))
def test_what_is_seen_in_a_format_is_what_is_copied(desk: Desk, form: Format) -> None:
    desk.open(template="status-update")
    desk.type_into("impact", "<!channel> & <b>x</b> *y* [z](q)")
    show(desk, form)
    desk.key(Key.Key_F9)
    if form is not Format.HTML:
        assert clipboard() == desk.preview


def test_an_email_shows_its_subject_and_copies_it_by_itself(desk: Desk) -> None:
    desk.open(template="numbered-update")
    assert not desk.page.preview.mail.isVisible()
    show(desk, Format.EMAIL)
    assert desk.page.preview.mail.isVisible()
    desk.page.copy_subject()
    assert clipboard() == desk.page.preview.mail.subject.text()
    assert "Checkout failing for most customers" in clipboard()
    assert clipboard() not in desk.preview


def test_a_letter_is_begun_in_the_mail_program_and_asked_after(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []

    def take(url: QUrl) -> bool:
        taken.append(url.toString())
        return True

    monkeypatch.setattr("ui.pages.composer_mail.QDesktopServices.openUrl", take)
    desk.open(template="status-update")
    show(desk, Format.EMAIL)
    desk.page.open_mail()
    assert len(taken) == 1
    assert taken[0].startswith("mailto:?subject=")
    assert desk.page.foot.question is Question.SENT
    assert desk.page.foot.via.text() == "e-mail"
    assert desk.incident().messages == []


def test_a_letter_is_saved_as_a_file_that_mail_programs_open(desk: Desk, tmp_path: Path) -> None:
    desk.open(template="status-update")
    show(desk, Format.EMAIL)
    path = tmp_path / "update.eml"
    desk.page._letter_to_save = b""
    desk.page.save_mail()
    desk.page._file_chosen(str(path))
    desk.qtbot.waitUntil(lambda: desk.page.foot.question is Question.SENT)
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert letter["Subject"] == desk.page.preview.mail.subject.text()
    assert "around 70% of checkouts fail" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert desk.page.foot.asked.text() == "Saved as update.eml 03:14:22. Sent it?"


def test_a_folder_that_refuses_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.open(template="status-update")
    desk.page._file_chosen(str(tmp_path / "none" / "update.eml"))
    desk.qtbot.waitUntil(lambda: desk.note.startswith("Not saved: No such file"))
    assert desk.page.foot.question is Question.NONE


def test_customer_text_with_a_hole_becomes_no_letter(desk: Desk) -> None:
    desk.open(external=True)
    desk.page.open_mail()
    assert desk.note.startswith('Not made a letter: "affected function" is still empty')
