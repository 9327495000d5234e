"""What Enter will do, under the title of Declare: who commands, since when, which updates and deadlines start."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui import labels, times
from ui.declaring import Declaration
from ui.theme_tokens import GAP_M, GAP_XS, Token, Type
from warroom.clock import Instant
from warroom.incident.playbook_parts import SeverityRules
from warroom.incident.triage import Suggestion

_ROWS = (
    ("commander", "Commander"),
    ("started", "Started"),
    ("updates", "Updates"),
    ("deadlines", "Starts now"),
    ("page", "Page"),
)


class Reading(QWidget):
    """One row a fact; whom to page stands there once triage has suggested it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: dict[str, QLabel] = {}
        self._values: dict[str, labels.Elided] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP_M)
        grid.setVerticalSpacing(GAP_XS)
        grid.setColumnStretch(1, 1)
        for row, (name, word) in enumerate(_ROWS):
            self._words[name] = labels.plain(word, face=Type.SMALL_STRONG, tone=Token.TEXT2)
            self._values[name] = labels.Elided(name=f"decl.reading.{name}", face=Type.READING)
            grid.addWidget(self._words[name], row, 0)
            grid.addWidget(self._values[name], row, 1)

    def text(self, name: str) -> str:
        """What stands in a row."""
        return self._values[name].text()

    def show_declaration(self, said: Declaration, author: str, now: Instant) -> None:
        acting = f"{author} (acting, until someone is named)" if author else "you"
        self._values["commander"].setText(said.commander or acting)
        since = said.started
        self._values["started"].setText(
            "not stated yet" if since is None else f"{times.both_clocks(since)} · {times.ago(since, now)}"
        )

    def show_rules(self, rules: SeverityRules | None, severity: int) -> None:
        self._values["updates"].setText(_cadences(rules) if rules else "follow the severity")
        self._values["deadlines"].setText(_deadlines(rules, severity) if rules else "follow the severity")

    def show_page(self, found: Suggestion | None) -> None:
        """Whom triage says to page; without it there is no such row."""
        words = ", ".join(found.page) if found is not None else ""
        self._values["page"].setText(words)
        for label in (self._words["page"], self._values["page"]):
            label.setVisible(bool(words))


def _cadences(rules: SeverityRules) -> str:
    internal = f"internal every {times.length(rules.internal_s)}" if rules.internal_s else "no internal updates"
    if rules.external_s is None:
        return internal
    external = f"external every {times.length(rules.external_s)}"
    return f"{internal} · {external}{' once customers see it' if rules.external_if_visible else ''}"


def _deadlines(rules: SeverityRules, severity: int) -> str:
    count = len(rules.requirements())
    if not count:
        return f"no response deadlines for SEV-{severity}"
    return f"{count} response deadline{'s' if count != 1 else ''} for SEV-{severity}"
