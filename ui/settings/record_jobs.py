"""The work behind the record's category: back up, prove, and settings to and from a file, all off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from ui.operations import Operations
from ui.settings.history import History, Step
from ui.settings.values import Values
from warroom import paths
from warroom.clock import Clock, Instant
from warroom.errors import Refused, Stopped, WarroomError
from warroom.settings import portable
from warroom.settings.keeping import Kept, Proof, back_up, kept, prove
from warroom.settings.portable import Portable, Taken
from warroom.workspace import Workspace

VERIFIED = "window_verified"
"""Local setting: when the record was last proved, and what came of it."""
Report = Callable[[int, int], None]


class Look(NamedTuple):
    """How the record is kept, and the words on its last check."""

    kept: Kept
    checked: str


class RecordJobs(QObject):
    """``looked`` a ``Look``, ``proved`` a ``Proof``, ``stopped`` why a check did not end, ``progress(done, in all)``,
    ``said`` a sentence, ``brought`` when settings came out of a file."""

    looked = Signal(object)
    proved = Signal(object)
    stopped = Signal(str)
    progress = Signal(int, int)
    said = Signal(str)
    brought = Signal()

    def __init__(self, operations: Operations, values: Values, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations, self._values, self._history = operations, values, history
        self._cancel = Event()
        self._checked = ""
        operations.closing.connect(self.cancel)

    # -- The record's keep -----------------------------------------------------------------------------------------

    def look(self) -> None:
        self._operations.read(_last_check, done=self._told)

    def _told(self, words: str) -> None:
        self._checked, path = words, self._path()

        def ask(_report: Report) -> Kept:
            try:
                return kept(path)
            except OSError as error:
                raise Refused(f"The record at {path} cannot be seen: {error.strerror}.") from error

        self._operations.background(ask, done=self._looked, failed=self._fail)

    def _looked(self, found: Kept) -> None:
        self.looked.emit(Look(found, self._checked))

    def back_up(self) -> None:
        """A checked copy of this moment, beside the record."""
        path, now = self._path(), self._operations.clock.now()
        self._operations.background(lambda _report: back_up(path, now), done=self._backed_up, failed=self._fail)

    def _backed_up(self, written: Path) -> None:
        self.said.emit(f"Backed up to {written}")
        self.look()

    def prove(self) -> None:
        """Check the whole record; ``cancel`` ends it between two batches."""
        self._cancel = cancel = Event()
        work = partial(_proving, self._path(), self._operations.clock, cancel)
        self._operations.background(work, done=self._proved, failed=self._not_proved, progress=self._step)

    def cancel(self) -> None:
        self._cancel.set()

    def _step(self, step: tuple[int, int]) -> None:
        self.progress.emit(*step)

    def _proved(self, proof: Proof) -> None:
        words = check_words(self._operations.clock.now(), proof)

        def keep(workspace: Workspace) -> None:
            workspace.record.set_setting(VERIFIED, words)

        self._operations.read(keep)
        self.proved.emit(proof)
        self.look()

    def _not_proved(self, error: WarroomError) -> None:
        self.stopped.emit(error.sentence)

    # -- Settings as one file --------------------------------------------------------------------------------------

    def export(self, path: Path) -> None:
        """Write every setting and target, no secret, to one file."""

        def collect(workspace: Workspace) -> tuple[Path, bytes]:
            return path, portable.gather(workspace)

        self._operations.read(collect, done=self._write, failed=self._fail)

    def _write(self, collected: tuple[Path, bytes]) -> None:
        path, data = collected

        def job(_report: Report) -> Path:
            try:
                paths.private_file(path).write_bytes(data)
            except OSError as error:
                raise Refused(f"{path} cannot be written: {error.strerror}. Choose another place.") from error
            return path

        self._operations.background(job, done=self._exported, failed=self._fail)

    def _exported(self, path: Path) -> None:
        self.said.emit(f"Settings without secrets are in {path}")

    def bring(self, path: Path) -> None:
        """Read settings from a file; one step back takes all of them back."""

        def job(_report: Report) -> Portable:
            try:
                if path.stat().st_size > portable.LARGEST:
                    raise Refused(f"{path.name} is too large for a file of settings. Choose another.")
                return portable.read(path.read_bytes())
            except OSError as error:
                raise Refused(f"{path} cannot be read: {error.strerror}.") from error

        self._operations.background(job, done=self._read, failed=self._fail)

    def _read(self, found: Portable) -> None:
        def work(workspace: Workspace) -> tuple[Taken, Portable]:
            return portable.take(workspace, found), found

        self._operations.run(work, done=self._taken, failed=self._fail)

    def _taken(self, result: tuple[Taken, Portable]) -> None:
        taken, found = result
        if taken.now or taken.added:
            back = partial(self._set, taken.before, taken.added)
            self._history.add(Step("Settings from a file", back, partial(self._again, found)))
        self._tell(taken.now)
        self.said.emit(taken_words(taken))

    def _again(self, found: Portable) -> None:
        def work(workspace: Workspace) -> dict[str, str]:
            return portable.take(workspace, found).now

        self._operations.run(work, done=self._tell, failed=self._fail)

    def _set(self, values: dict[str, str], gone: tuple[str, ...]) -> None:
        def work(workspace: Workspace) -> dict[str, str]:
            for key, value in values.items():
                workspace.set_setting(key, value)
            for name in gone:
                workspace.targets.remove(name)
            return values

        self._operations.run(work, done=self._tell, failed=self._fail)

    def _tell(self, values: dict[str, str]) -> None:
        for key, value in values.items():
            self._values.note(key, value)
            self._values.kept.emit(key)
        self.brought.emit()

    # ---------------------------------------------------------------------------------------------------------------

    def _path(self) -> Path:
        facts = self._operations.facts
        return Path("" if facts is None else facts.path)

    def _fail(self, error: WarroomError) -> None:
        self.said.emit(error.sentence)


def _proving(path: Path, clock: Clock, cancel: Event, report: Report) -> Proof:
    def step(done: int, in_all: int) -> None:
        if cancel.is_set():
            raise Stopped("The check was stopped. Nothing was changed.")
        report(done, in_all)

    return prove(path, clock, step)


def _last_check(workspace: Workspace) -> str:
    return workspace.record.setting(VERIFIED) or ""


def check_words(now: Instant, proof: Proof) -> str:
    """What is remembered of a check."""
    stamp = f"{now.text[:10]} {now.hhmm()} UTC"
    return f"{stamp}: sound, {proof.events} events" if proof.sound else f"{stamp}: FAILED, {proof.faults} faults"


def taken_words(taken: Taken) -> str:
    """One sentence on what came out of a file."""
    parts = [f"{len(taken.now)} settings changed"]
    if taken.added:
        parts.append(f"targets added: {', '.join(taken.added)} (their secrets are typed here)")
    if taken.known:
        parts.append(f"there already: {', '.join(taken.known)}")
    words = f"{'; '.join(parts)}. Undo (Ctrl+Z)" if taken.now or taken.added else "Nothing in the file is new"
    return f"{words}. Not taken: {' '.join(taken.faults)}" if taken.faults else words
