"""What a copied message leaves on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

from warroom.comms.drafts import Draft
from warroom.comms.message import Format


class _Keeper(QObject):
    """At the end of the program the clipboard holds plain text: Qt outlives Python, and what Python made for it does
    not."""

    def __init__(self) -> None:
        super().__init__()
        self._data: QMimeData | None = None
        self._text = ""

    def keep(self, data: QMimeData, text: str) -> None:
        self._data, self._text = data, text

    @Slot()
    def settle(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._data is not None and clipboard.mimeData() is self._data:
            clipboard.setText(self._text)
        self._data = None


_keeper: _Keeper | None = None


def put(draft: Draft) -> None:
    """Plain text always. HTML comes with its plain form; Slack with both of its flavours, simple HTML and mrkdwn, so
    that the rich editor and the one for markup each find their own (UI.md 2.4).
    """
    clipboard = QGuiApplication.clipboard()
    if draft.format is Format.HTML:
        _rich(clipboard, draft.in_format(Format.PLAIN), draft.text)
    elif draft.format is Format.SLACK:
        _rich(clipboard, draft.text, draft.in_format(Format.HTML))
    else:
        clipboard.setText(draft.text)


def _rich(clipboard: QClipboard, text: str, html: str) -> None:
    global _keeper
    application = QCoreApplication.instance()
    if _keeper is None and application is not None:
        _keeper = _Keeper()
        application.aboutToQuit.connect(_keeper.settle)
    data = QMimeData()
    data.setText(text)
    data.setHtml(html)
    clipboard.setMimeData(data)
    if _keeper is not None:
        _keeper.keep(data, text)
