"""Three short sounds through the player that the computer has; none of it waits, and silence is never an error."""

from __future__ import annotations

import shutil
import sys

from PySide6.QtCore import QElapsedTimer, QObject, QProcess
from PySide6.QtWidgets import QApplication

from ui.alerts.course import Sound
from warroom import paths

_PLAYERS = ("pw-play", "paplay", "aplay")
"""Linux: the first of these that is there."""
LONGEST_MS = 3000


class Player(QObject):
    """``name`` of the player, '' where there is none and only the system's own beep is left."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = player_name()
        self._running: QProcess | None = None
        self._begun = QElapsedTimer()

    def play(self, sound: Sound) -> None:
        """Begin to play; a sound that still plays goes on alone, and a player that hangs gives way to the beep."""
        file = str(paths.resource("sounds", f"{sound.value}.wav"))
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(file, winsound.SND_FILENAME | winsound.SND_ASYNC)
        elif not self.name:
            QApplication.beep()
        elif self._running is not None:
            if self._begun.hasExpired(LONGEST_MS):
                self.stop()
                QApplication.beep()
        else:
            process = QProcess(self)
            process.setStandardOutputFile(QProcess.nullDevice())
            process.setStandardErrorFile(QProcess.nullDevice())
            process.finished.connect(self._finished)
            process.errorOccurred.connect(self._failed)
            self._running = process
            self._begun.start()
            process.start(self.name, [file])

    def stop(self) -> None:
        """End what still plays: the window is closing."""
        process, self._running = self._running, None
        if process is not None:
            process.finished.disconnect(self._finished)
            process.errorOccurred.disconnect(self._failed)
            process.kill()
            process.waitForFinished(LONGEST_MS)

    def _finished(self, code: int = 0) -> None:
        process, self._running = self._running, None
        if process is not None:
            process.deleteLater()
        if code:
            QApplication.beep()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.name = ""
            self._finished(1)


def player_name() -> str:
    """The program that plays a WAV file here, '' where none is known."""
    if sys.platform == "win32":
        return "winsound"
    names = ("afplay",) if sys.platform == "darwin" else _PLAYERS
    return next((name for name in names if shutil.which(name)), "")
