"""``warroom demo``: the scripted incident, typed into the real windows on a record and a clock of its own.

On a display it runs at 60 times the speed of life and the window stays open afterwards. Off screen it runs as fast as
the record takes it. Either way a folder keeps the record, the report and a picture of each screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.app import application, make_window
from ui.collecting import take_apart
from ui.operations import Operations
from ui.window import MainWindow
from warroom import demo, paths
from warroom.clock import ManualClock
from warroom.demo import Act, Step
from warroom.postmortem.exports import Form
from warroom.workspace import Workspace

Until = Callable[[], bool]
SPEED = 60
UNSEEN_SPEED = 20_000
TICK_MS = 25
SECOND_MS = 1_100
PATIENCE_MS = 60_000
"""How long one step may take before the demo gives up and says where."""
LETTERS_A_TICK = 6
SIZE = (1440, 900)
LEAD_S = 20
"""How long Home stands before the declaration."""
PROOF = {
    "impact": "error rate 0.1 %, as on any other day",
    "metrics": "error rate and latency as before 14:00",
    "holds": "release 7.2 is the one that ran all month",
}


def run(record: Path | None = None) -> int:
    """Play it. Gives 0, or 1 when a step did not come to its end."""
    folder = _folder(record)
    script = demo.load()
    clock = ManualClock(script.start.plus(-LEAD_S))
    path = folder / "record.db"

    def open_workspace() -> Workspace:
        return Workspace.open(path, author=script.author, clock=clock, simulated=True)

    app = application()
    theme.start(app, theme.Choice.SYSTEM)
    operations = Operations(open_workspace, clock=clock)
    window = make_window(app, operations)
    window.resize(*SIZE)
    seen = QGuiApplication.platformName() != "offscreen"
    player = Demo(window, operations, clock, script, folder, seen=seen)
    window.left.connect(app.quit)
    window.show()
    window.live.start()
    operations.start()
    player.start()
    try:
        app.exec()
    finally:
        operations.close()
    failure, finished = player.failure, player.finished
    take_apart(window)
    if failure:
        sys.stderr.write(f"The demo stopped: {failure}\n")
    elif finished:
        kept = ", ".join(sorted(file.name for file in folder.iterdir() if not file.name.startswith("record.db-")))
        sys.stdout.write(f"The demo is kept in {folder}: {kept}\n")
    return 1 if failure else 0


class Demo(QObject):
    """Plays the steps one by one: a generator says what it waits for, a timer asks whether it has come."""

    def __init__(
        self,
        window: MainWindow,
        operations: Operations,
        clock: ManualClock,
        script: demo.Script,
        folder: Path,
        *,
        seen: bool,
    ) -> None:
        super().__init__(window)
        self.failure = ""
        self.finished = False
        self._window, self._operations, self._clock = window, operations, clock
        self._script, self._folder, self._seen = script, folder, seen
        self._speed = SPEED if seen else UNSEEN_SPEED
        self._limit = script.start
        self._doing = "opening the record"
        self._story = self._play()
        self._until: Until = lambda: True
        self._waited = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setObjectName("demo.tick")
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        operations.crashed.connect(self._broke)
        operations.failed.connect(self._broke)

    def start(self) -> None:
        self._waited.start()
        self._timer.start()

    # -- Time ----------------------------------------------------------------------------------------------------

    @Slot()
    def _tick(self) -> None:
        left = self._limit.since(self._clock.now())
        if left > 0:
            self._clock.advance(min(left, self._speed * TICK_MS / 1000))
        if not self._until():
            if self._waited.elapsed() > PATIENCE_MS:
                self._end(f"{self._doing} did not come to its end")
            return
        self._waited.restart()
        try:
            self._until = next(self._story)
        except StopIteration:
            self.finished = True
            self._end("")

    @Slot(object)
    def _broke(self, error: object) -> None:
        self._end(f"{self._doing}: {error}")

    def _end(self, failure: str) -> None:
        self._timer.stop()
        self.failure = failure
        if failure or not self._seen:
            self._window.leave_now()
        else:
            self._window.toast.say(f"The demo is over. It is kept in {self._folder}")

    def _reached(self) -> bool:
        return self._clock.now() >= self._limit

    def _pause(self, seconds: float) -> Until:
        """A pause for eyes; none where nobody looks."""
        beats = round(seconds * 1000 / TICK_MS) if self._seen else 2
        left = iter(range(beats))
        return lambda: next(left, None) is None

    def _settled(self) -> Until:
        """The windows have looked at the clock again: they do so once a second."""
        since = QElapsedTimer()
        since.start()
        return lambda: since.hasExpired(SECOND_MS)

    # -- The story -----------------------------------------------------------------------------------------------

    def _play(self) -> Iterator[Until]:
        window = self._window
        yield lambda: self._operations.facts is not None and window.war is not None and window.live.loaded
        yield self._pause(1)
        self._picture("1-home-empty")
        for step in self._script.steps:
            self._limit = step.at
            self._doing = f"{step.at.hhmm()} {step.act.value} {step.line or step.template}".strip()
            yield self._reached
            yield from self._perform(step)
        self._doing = "the last picture"
        window.go_home()
        yield lambda: not window.live.board.open and bool(window.live.board.recent)
        yield self._settled()
        self._picture("7-home")
        window.open_incident(window.live.board.recent[0].id)
        yield self._pause(0.5)

    def _perform(self, step: Step) -> Iterator[Until]:
        if step.act is Act.DECLARE:
            yield from self._declare(step)
        elif step.act is Act.SEND:
            yield from self._send(step)
        elif step.act is Act.EXPORT:
            yield from self._export()
        elif step.line == "/resolve":
            yield from self._resolve()
        else:
            yield from self._log(step.line)

    def _declare(self, step: Step) -> Iterator[Until]:
        window = self._window
        window.registry.trigger("incident.declare")
        dialog = window.flow.prepare()
        yield self._pause(0.5)
        _press(dialog.cards.cards[0], str(step.severity))
        yield from self._type(dialog.title, self._script.title)
        yield self._settled()
        self._picture("2-declare", dialog)
        _press(dialog.title, "\r", Qt.Key.Key_Return)
        yield lambda: bool(window.incident_id) and window.war is not None and window.war.incident is not None

    def _log(self, line: str) -> Iterator[Until]:
        war = self._window.war
        assert war is not None
        before = self._events()
        yield from self._type(war.line, line)
        _press(war.line, "\r", Qt.Key.Key_Return)
        yield lambda: not self._operations.busy and self._events() > before

    def _send(self, step: Step) -> Iterator[Until]:
        war = self._window.war
        assert war is not None
        war.compose(step.template)
        composer = war.composer
        assert composer is not None
        yield lambda: composer.fields.row(next(iter(step.sets), "title")) is not None
        for name, value in step.sets.items():
            row = composer.fields.row(name)
            if row is not None:
                row.edit.selectAll()
                row.edit.insertPlainText(value)
                yield self._pause(0.3)
        yield self._settled()
        self._picture(f"4-composer-{step.template}")
        before = self._events()
        composer.say_sent()
        composer.foot.via.setText(step.via)
        yield self._pause(0.3)
        composer.say_sent()
        yield lambda: not composer.isVisible() and self._events() > before

    def _resolve(self) -> Iterator[Until]:
        war = self._window.war
        assert war is not None
        yield self._settled()
        self._picture("3-war-room")
        war.resolve()
        page = war.resolver
        assert page is not None
        for key, text in PROOF.items():
            yield from self._type(page.form.evidence[key], text)
        yield page.form.resolve.isEnabled
        yield self._settled()
        self._picture("5-resolve")
        page.form.resolve.click()
        yield lambda: war.incident is not None and not war.incident.open
        yield self._settled()
        self._picture("6-resolved")

    def _export(self) -> Iterator[Until]:
        exporter, incident = self._window.exporter, self._window.incident_id
        for form, name in ((Form.MARKDOWN, "report.md"), (Form.HTML, "report.html")):
            path = self._folder / name
            exporter.write(incident, form, path)
            yield path.exists

    # -- Hands ---------------------------------------------------------------------------------------------------

    def _type(self, field: QWidget, text: str) -> Iterator[Until]:
        field.setFocus()
        for number, letter in enumerate(text):
            _press(field, letter)
            if self._seen and number % LETTERS_A_TICK == LETTERS_A_TICK - 1:
                yield self._pause(0)
        yield self._pause(0.2)

    def _events(self) -> int:
        return self._operations.landed

    def _picture(self, name: str, widget: QWidget | None = None) -> None:
        (widget or self._window).grab().save(str(self._folder / f"{name}.png"))


def _press(widget: QWidget, text: str, key: Qt.Key = Qt.Key.Key_unknown) -> None:
    """One key, pressed and let go."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def _folder(record: Path | None) -> Path:
    """A new folder for this run, beside the record that was named, else with the person's data."""
    base = (record.parent if record is not None else paths.data_folder()) / "demo"
    paths.private_folder(base)
    number = 1 + max((int(place.name) for place in base.iterdir() if place.name.isdigit()), default=0)
    return paths.private_folder(base / str(number))
