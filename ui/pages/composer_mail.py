"""The message as an e-mail: its subject, a file that mail programs open, or a letter begun in the person's own one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from ui.pages.composer_draft import Copied
from ui.pages.composer_phone import ComposerPhone
from ui.theme_tokens import Token
from warroom.comms.drafts import Draft
from warroom.comms.mail import Mail, eml, mail_of, mailto
from warroom.comms.message import Format
from warroom.errors import Refused, WarroomError


class ComposerMail(ComposerPhone):
    """Opening and saving are held to the rules of a copy, and asked after like one."""

    _letter_to_save = b""

    def copy_subject(self) -> None:
        mail = self._letter()
        if mail is not None:
            QGuiApplication.clipboard().setText(mail.subject)
            self.foot.say("The subject is on the clipboard", Token.OK)

    def open_mail(self) -> None:
        """Begin a letter in the mail program; one that is too long for a link is refused with the way that works."""
        mail = self._letter()
        if mail is None:
            return
        try:
            link = mailto(mail, self._receivers())
        except Refused as fault:
            self.foot.say(fault.sentence, Token.WARN)
            return
        if QDesktopServices.openUrl(QUrl(link)):
            self._handed_over("Opened in the mail program")
        else:
            self.foot.say("No mail program took it. Save it as a file, or copy it", Token.WARN)

    def save_mail(self) -> None:
        """Ask where to; the dialog does not block."""
        mail = self._letter()
        if mail is None or self._basis is None or self._template is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, "Save as an e-mail file", folder, "E-mail (*.eml)")
        dialog.setObjectName("comms.mail.file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix("eml")
        dialog.selectFile(f"{self._basis.incident.ref}-{self._template.name}.eml")
        dialog.fileSelected.connect(self._file_chosen)
        self._letter_to_save = eml(mail, self._receivers())
        dialog.open()

    @Slot(str)
    def _file_chosen(self, path: str) -> None:
        content, where = self._letter_to_save, Path(path)

        def write(_step: Callable[[int, int], None]) -> str:
            try:
                where.write_bytes(content)
            except OSError as fault:
                sentence = f"Not saved: {fault.strerror}. Choose another folder"
                raise Refused(sentence, code="not_written") from fault
            return where.name

        self._operations.background(write, done=self._saved, failed=self._not_saved)

    def _saved(self, name: str) -> None:
        self._handed_over(f"Saved as {name}")

    def _not_saved(self, error: WarroomError) -> None:
        self.foot.say(error.sentence, Token.DANGER)

    def _letter(self) -> Mail | None:
        """The letter of what is seen; None where it may not leave, which is said."""
        self._refresh()
        made = self._draft
        if made is None or self._secret(made, "made a letter"):
            return None
        if made.template.external and self.stops(made):
            self._block(made, "made a letter")
            return None
        return mail_of(made.message, self._title(made))

    def _title(self, made: Draft) -> str:
        return made.facts.get("title") or (self._basis.incident.title if self._basis is not None else "")

    def _receivers(self) -> tuple[str, ...]:
        """The addresses of the place in front, else of the audience's place for e-mail."""
        audience = self.audience
        mailed = [place for place in (audience.places if audience else ()) if place.format is Format.EMAIL]
        place = self._place or (mailed[0] if mailed else None)
        return tuple(one for one in (place.to if place is not None else ()) if "@" in one)

    def _handed_over(self, words: str) -> None:
        made = self._draft
        if made is None:
            return
        now = self._operations.clock.now()
        self._copied = Copied(made, now, self._place)
        self.foot.say("")
        self._ask_sent(f"{words} {now.hhmmss()}. Sent it?")
        if self._place is None:
            self.foot.via.setText("e-mail")
