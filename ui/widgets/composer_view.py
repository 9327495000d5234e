"""How the composer is laid out: three columns where there is room, a combo over two where there is not."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import labels, theme
from ui.models import now as words_of
from ui.theme_tokens import GAP_S, GAP_XS, Token, Type
from ui.widgets.composer_fields import FieldList
from ui.widgets.composer_foot import Foot
from ui.widgets.composer_places import PlacesPane
from ui.widgets.composer_preview import Preview
from ui.widgets.composer_templates import TemplateCombo, TemplateList, TemplateSearch
from ui.widgets.glyph import Glyph
from ui.widgets.pane import Pane
from ui.widgets.scroller import Scroller
from warroom.clock import Instant
from warroom.comms.drafts import last_sent
from warroom.comms.templates import Template
from warroom.incident.countdowns import countdowns
from warroom.incident.phrases import STATUS_NAMES
from warroom.incident.playbook import Playbook
from warroom.incident.playbook_parts import Resets
from warroom.incident.state import Incident
from warroom.incident.words import CountdownState

WIDE_PX = 1080
BESIDE_PX = 840
"""Below this there is no room for labels beside the inputs: they go above again."""
LIST_PX = 232
TINY_PX = 660
HEAD_PX = 44
PREVIEW_PX = 110
"""Less than this shows no message: the places have the page to themselves then."""
DOCKED_PX = 440
"""Below this height the places take the room of the fields, on demand."""

_TONES = {
    CountdownState.OVERDUE: Token.DANGER,
    CountdownState.DUE: Token.WARN,
    CountdownState.SOON: Token.WARN,
    CountdownState.NOT_ANNOUNCED: Token.WARN,
}


class ComposerView(QFrame):
    """The parts and where they stand; it shows what it is given and decides nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comms")
        self.setProperty("panel", "canvas")
        self.setAccessibleName("Composer")
        self._build()

    def _build(self) -> None:
        self.title = labels.Elided(face=Type.TITLE, name="comms.title")
        self.combo = TemplateCombo()
        self.timer_icon = Glyph("timer")
        self.timer = labels.Elided(face=Type.BODY_STRONG, name="comms.timer")
        self.state = labels.Elided(face=Type.BODY_STRONG, tone=Token.TEXT2, name="comms.state")
        head = QHBoxLayout()
        head.setSpacing(GAP_S)
        head.addWidget(self.title, 1)
        head.addWidget(self.combo, 1)
        for part in (self.timer_icon, self.timer, self.state):
            head.addWidget(part)
        self.list_pane = Pane("comms.pane.templates", "Template")
        self.list = TemplateList()
        self.seek = TemplateSearch(self.list)
        self.list_pane.body.addWidget(self.seek)
        self.last = labels.Elided(face=Type.SMALL, tone=Token.TEXT2, name="comms.last")
        self.list_pane.body.addWidget(self.list, 1)
        self.list_pane.body.addWidget(self.last)
        self.field_pane = Pane("comms.pane.fields", "Fields")
        self.fields = FieldList()
        self.since = labels.Elided(face=Type.SMALL, tone=Token.TEXT2, name="comms.since")
        self.field_pane.body.addWidget(self.fields, 1)
        self.field_pane.body.addWidget(self.since)
        self.preview_pane = Pane("comms.pane.preview")
        self.preview = Preview()
        self.preview_pane.body.addWidget(self.preview, 1)
        inside = QWidget()
        parts = QVBoxLayout(inside)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(GAP_S)
        self._body = QHBoxLayout()
        self._body.setSpacing(GAP_S)
        for pane in (self.list_pane, self.field_pane, self.preview_pane):
            self._body.addWidget(pane)
        self.places = PlacesPane()
        self._places_open = self._no_places = self._news = False
        self.foot = Foot()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, GAP_XS, 0, 0)
        lines.setSpacing(GAP_S)
        lines.addLayout(head)
        parts.addLayout(self._body, 1)
        parts.addWidget(self.places)
        self.waiting = labels.plain("Reading the record …", face=Type.BODY, tone=Token.TEXT2, name="comms.reading")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.waiting.hide()
        lines.addWidget(self.waiting, 1)
        self._parts = Scroller(inside, "comms.body")
        lines.addWidget(self._parts, 1)
        lines.addWidget(self.foot)
        self._fit()
        theme.notifier().changed.connect(self._rescale)

    def show_reading(self, reading: bool) -> None:
        """Until the record has answered no field and no check is shown: not an empty one, nor another message's."""
        self._parts.setVisible(not reading)
        self.waiting.setVisible(reading)
        if reading:
            for part in (self.title, self.timer, self.state):
                part.setText("")
            self.timer_icon.hide()

    def order_tabs(self) -> None:
        """Tab walks as one reads: template, fields, preview, foot."""
        foot = self.foot
        chain: list[QWidget] = [
            self.combo,
            self.seek,
            self.list,
            *self.fields.edits(),
            self.preview.formats,
            self.preview.text,
        ]
        chain += [button for row in self.places.rows for button in row.buttons()]
        chain += [*foot.buttons(), foot.via, foot.at, foot.yes, foot.not_yet]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def show_head(self, incident: Incident, playbook: Playbook, template: Template, now: Instant) -> None:
        """What the countdown of this audience says, and where the incident stands."""
        internal, external, *_ = countdowns(incident, playbook, now)
        row = {Resets.INTERNAL: internal, Resets.EXTERNAL: external}.get(template.resets)
        fact = words_of.timer(row) if row is not None else None
        tone = _TONES.get(fact.state, Token.TEXT2) if fact else Token.TEXT2
        self.timer.setText(f"{fact.digits}  {fact.words}" if fact else "moves no countdown")
        labels.retone(self.timer, tone)
        self.timer_icon.setVisible(fact is not None)
        if fact is not None:
            self.timer_icon.show_icon(fact.icon, tone)
        self.state.setText(f"{incident.severity.label} · {STATUS_NAMES[incident.status]}")
        at = last_sent(incident, template)
        self.last.setText(f"Last sent {at.hhmm()} UTC" if at else "Nothing sent yet")

    def show_since(self, words: str, hint: str, *, news: bool) -> None:
        """What the readers do not know yet; where there is little room, only if there is something."""
        self.since.setText(words)
        self.since.set_hint(hint)
        self._news = news
        self.since.setVisible(news or self.width() >= theme.px(WIDE_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _rescale(self) -> None:
        """Colours or text size are different now."""
        self.list.rescale()
        self._fit()

    def _fit(self) -> None:
        """Three columns where there is room, else a combo over fields and preview (UI.md 2.4)."""
        wide = self.width() >= theme.px(WIDE_PX)
        self.title.setVisible(wide)
        self.combo.setVisible(not wide)
        self.list_pane.setVisible(wide)
        self.since.setVisible(wide or self._news)
        self.list_pane.setFixedWidth(theme.px(LIST_PX))
        self._body.setStretch(1, 9 if wide else 45)
        self._body.setStretch(2, 10 if wide else 55)
        self.fields.set_narrow(theme.px(BESIDE_PX) <= self.width() < theme.px(WIDE_PX))
        self.preview.set_narrow(not wide)
        self.foot.set_narrow(not wide, tiny=self.width() < theme.px(TINY_PX))
        self._fit_places()

    def toggle_places(self) -> None:
        """To the places, and back to the fields where both have no room."""
        docked = self._docked()
        self._places_open = not docked and not self._places_open
        self._fit_places()
        if docked or self._places_open:
            self.places.take_focus()
        else:
            self.fields.go_to(next((row.objectName().rpartition(".")[2] for row in self.fields.edits()), ""))

    def fold_places(self, *, empty: bool) -> None:
        """Without an audience there is no list."""
        if empty != self._no_places:
            self._no_places = empty
            self._fit_places()

    def _docked(self) -> bool:
        return self.width() >= theme.px(WIDE_PX) and self.height() >= theme.px(DOCKED_PX)

    def _fit_places(self) -> None:
        """Under fields and preview where there is room, else in the place of the fields when they are asked for."""
        docked = self._docked()
        instead = not docked and self._places_open
        self.places.set_columns(2 if docked else 1)
        self.places.setVisible((docked or instead) and not self._no_places)
        self.field_pane.setVisible(not instead or self._no_places)
        room = self.height() - self.places.sizeHint().height() - 2 * theme.px(HEAD_PX)
        self.preview_pane.setVisible(not instead or self._no_places or room >= theme.px(PREVIEW_PX))
        self.foot.offer_places(offered=not docked and not self._no_places)
