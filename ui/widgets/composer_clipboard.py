"""What a copied message leaves on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from warroom.comms.drafts import Draft
from warroom.comms.message import Format


def mime(draft: Draft) -> QMimeData:
    """Plain text always. HTML comes with its plain form; Slack with both of its flavours, simple HTML and mrkdwn, so
    that the rich editor and the one for markup each find their own (UI.md 2.4).
    """
    data = QMimeData()
    if draft.format is Format.HTML:
        data.setText(draft.in_format(Format.PLAIN))
        data.setHtml(draft.text)
    elif draft.format is Format.SLACK:
        data.setText(draft.text)
        data.setHtml(draft.in_format(Format.HTML))
    else:
        data.setText(draft.text)
    return data
