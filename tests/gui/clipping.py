"""What a person with large text or a small window would lose: words that are cut, parts that lie upon each other."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLayout, QPushButton, QWidget

from ui.labels import Elided

SLACK_PX = 2
_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def cut(root: QWidget) -> list[str]:
    """Words that do not fit where they stand (UI.md 10.1, A14): labels and buttons, in width and in height, whether
    they are scrolled into sight or not. An eliding label must tell the whole of what it cuts in its tooltip."""
    return [f"{where(widget)}: {fault}" for widget in _shown(root) for fault in _faults(widget)]


def overlapping(root: QWidget) -> list[str]:
    """Siblings in a layout whose rectangles lie upon each other, or stick out of their parent (A23)."""
    found = []
    for parent in [root, *_shown(root)]:
        layout = parent.layout()
        if layout is None or isinstance(parent, QAbstractScrollArea):
            continue
        children = [child for child in parent.findChildren(QWidget, options=_DIRECT) if _stands(child, parent)]
        for one, other in combinations(children, 2):
            both = one.geometry().intersected(other.geometry())
            if both.width() > SLACK_PX and both.height() > SLACK_PX:
                found.append(f"{where(one)} upon {where(other)}")
        room = parent.rect().adjusted(-SLACK_PX, -SLACK_PX, SLACK_PX, SLACK_PX)
        found += [f"{where(child)} sticks out of {where(parent)}" for child in children if not _in(child, room)]
    return found


def out_of_sight(widget: QWidget, window: QWidget) -> bool:
    corner = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return not window.rect().contains(corner) or widget.visibleRegion().boundingRect().size() != widget.size()


def where(widget: QWidget) -> str:
    """A widget as a person who mends it finds it."""
    named = widget
    while not named.objectName() and named.parentWidget() is not None:
        named = named.parentWidget()
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} in {named.objectName()} {words!r}"


def _shown(root: QWidget) -> Iterator[QWidget]:
    return (widget for widget in root.findChildren(QWidget) if widget.isVisible())


def _stands(child: QWidget, parent: QWidget) -> bool:
    """Whether the layout of its parent has put it where it is: a toast or a drawer lies upon others on purpose."""
    layout = parent.layout()
    return child.isVisible() and child.height() > 0 and layout is not None and _laid(layout, child)


def _laid(layout: QLayout, child: QWidget) -> bool:
    if layout.indexOf(child) >= 0:
        return True
    inner = (layout.itemAt(n).layout() for n in range(layout.count()))
    return any(_laid(one, child) for one in inner if one is not None)


def _in(child: QWidget, room: QRect) -> bool:
    return room.contains(child.geometry())


def _faults(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.text() and widget.height() > 0:
        yield from _label_faults(widget)
    elif isinstance(widget, QPushButton) and widget.text():
        hint, metrics = widget.sizeHint(), widget.fontMetrics()
        words = metrics.horizontalAdvance(widget.text().replace("&", ""))
        frame = hint.width() - words if hint.width() > words else 0
        if widget.width() + SLACK_PX < min(hint.width(), words + frame):
            yield f"needs {hint.width()} px, has {widget.width()}"
        if widget.height() + SLACK_PX < metrics.height():
            yield f"needs {metrics.height()} px in height, has {widget.height()}"


def _label_faults(label: QLabel) -> Iterator[str]:
    room, metrics = label.contentsRect(), label.fontMetrics()
    if isinstance(label, Elided):
        if label.elided and not label.toolTip():
            yield "elided without a tooltip"
    elif label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + SLACK_PX:
            yield f"needs {needed} px in height, has {label.height()}"
        return
    elif max(map(metrics.horizontalAdvance, label.text().split("\n"))) > room.width() + 1:
        yield f"has {room.width()} px"
    if metrics.height() > room.height() + SLACK_PX:
        yield f"needs {metrics.height()} px in height, has {room.height()}"
