"""What a person without a mouse or without eyes would miss: widgets that take the focus and have no name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QWidget


def unnamed(root: QWidget) -> list[str]:
    """Visible, enabled widgets that accept the focus and say nothing of what they are (UI.md 10.1, A1)."""
    buddies = {label.buddy() for label in root.findChildren(QLabel) if label.buddy() is not None}
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in root.findChildren(QWidget)
        if widget.isVisibleTo(root)
        and widget.isEnabled()
        and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text().strip())
        and widget not in buddies
        and not _inner(widget)
    ]


def unlabelled_icons(root: QWidget) -> list[str]:
    """Buttons with a picture alone that lack a name or a tooltip (UI.md 10.1, A2)."""
    return [
        button.objectName()
        for button in root.findChildren(QAbstractButton)
        if button.isVisibleTo(root)
        and not button.text().strip()
        and not button.icon().isNull()
        and not (button.accessibleName() and button.toolTip())
    ]


def _inner(widget: QWidget) -> bool:
    """A part that Qt makes inside a widget of ours: a viewport, a header, a scroll bar."""
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) or widget.objectName().startswith("qt_")
