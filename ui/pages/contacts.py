"""Escalation: whom to call in which order, by phone if it must be, and one key for what came of the call."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from ui import labels, theme
from ui.models import contact_rows
from ui.models.needs import Need
from ui.operations import Operations
from ui.pages.sheet import Sheet, button
from ui.theme_tokens import GAP_L, GAP_S, Token, Type
from ui.widgets.card_list import CardList
from ui.widgets.qr import QrCode
from warroom.clock import Instant
from warroom.comms import qr
from warroom.errors import Refused, WarroomError
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.readiness.contacts import Contacts
from warroom.readiness.rows import Reading
from warroom.workspace import Workspace

KINDS = "Contacts (*.toml *.csv *.tsv *.vcf *.vcard)"


class ContactsSheet(Sheet):
    """``done(act, need, text)`` for what came of a call."""

    done = Signal(object, object, str)

    def __init__(self, operations: Operations) -> None:
        super().__init__("contacts", "Escalate")
        self._operations = operations
        self._state: tuple[Incident, Playbook] | None = None
        self.contacts = Contacts()
        self._picker: QFileDialog | None = None
        self.search = QLineEdit()
        self.search.setObjectName("contacts.find")
        self.search.setAccessibleName("Find a person by name, team, duty or service")
        self.search.setPlaceholderText("name, team, duty or service")
        self.search.setMaximumWidth(theme.px(320))
        self.search.textChanged.connect(self._renew)
        self.imported = button("contacts.import", "Import a list …")
        self.imported.clicked.connect(self._pick)
        top = QHBoxLayout()
        top.setSpacing(GAP_S)
        top.addWidget(self.search, 1)
        top.addWidget(self.imported)
        top.addStretch(1)
        self.body.addLayout(top)
        self.warning = labels.plain(face=Type.BODY, tone=Token.WARN, name="contacts.warning", wrap=True)
        self.body.addWidget(self.warning)
        self.rows = CardList("contacts", "People to call", "Nobody fits these words.")
        self.rows.done.connect(self.done)
        self.rows.entered.connect(self._dial)
        self.rows.opened.connect(self._dial)
        self.code = QrCode("contacts.code")
        self.number = labels.plain(face=Type.BODY_STRONG, name="contacts.number", wrap=True)
        side = QVBoxLayout()
        side.addWidget(self.code)
        side.addWidget(self.number)
        side.addStretch(1)
        whole = QHBoxLayout()
        whole.setSpacing(GAP_L)
        whole.addWidget(self.rows, 1)
        whole.addLayout(side)
        self.body.addLayout(whole, 1)

    def begin(self, argument: str) -> None:
        self._operations.read(_contacts, done=self._loaded, failed=self._refused)

    def take_focus(self) -> None:
        self.rows.first_focus.setFocus()

    def show_state(self, incident: Incident, playbook: Playbook, now: Instant) -> None:
        self._state = (incident, playbook)
        self._renew()

    def _loaded(self, contacts: Contacts) -> None:
        self.contacts = contacts
        self._renew()
        if self.isVisible() and self.rows.shown:
            self.rows.first_focus.setFocus()

    def _refused(self, error: WarroomError) -> None:
        self.said.emit(error.sentence, True)

    @Slot()
    def _renew(self) -> None:
        if self._state is None:
            return
        now = self._operations.clock.now()
        self.rows.show_rows(contact_rows.rows(*self._state, self.contacts, self.search.text(), now))
        words = contact_rows.warnings(self.contacts, now)
        self.warning.setText(words)
        self.warning.setVisible(bool(words))

    @Slot(object)
    def _dial(self, need: Need) -> None:
        """The number of the person in hand, as a code for the phone."""
        person = self.contacts.person(need.key.partition(" ")[2])
        number = person.phone if person is not None else ""
        try:
            self.code.show_code(qr.call(number) if number else None, f"Dials {number}" if number else "")
        except Refused:
            self.code.show_code(None)
        self.number.setText(f"{need.title}\n{number}" if number else "")

    # -- Importing -------------------------------------------------------------------------------------------------

    @Slot()
    def _pick(self) -> None:
        picker = QFileDialog(self, "Import contacts", "", KINDS)
        picker.setFileMode(QFileDialog.FileMode.ExistingFile)
        picker.fileSelected.connect(self.take_file)
        picker.finished.connect(picker.deleteLater)
        picker.open()

    @Slot(str)
    def take_file(self, name: str) -> None:
        """Take the good part of a file, and name the rows that are broken."""

        def work(workspace: Workspace) -> Reading:
            return workspace.import_contacts(Path(name))

        self._operations.run(work, done=self._taken, failed=self._refused)

    def _taken(self, reading: Reading) -> None:
        count = len(reading.contacts.people)
        words = f"{count} {'person' if count == 1 else 'people'} imported"
        if reading.faults:
            rest = f" and {len(reading.faults) - 1} more" if len(reading.faults) > 1 else ""
            words = f"{words}. {reading.faults[0].sentence}{rest}"
        self.said.emit(words, bool(reading.faults))
        self.begin("")


def _contacts(workspace: Workspace) -> Contacts:
    return workspace.contacts()
