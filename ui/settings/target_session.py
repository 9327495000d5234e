"""What a person does to the targets. Values go over the record thread; secrets, and all that may wait for a key store
or a network, over the second worker. Nothing here holds a secret as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from ui.operations import Operations
from ui.settings.history import History, Step
from warroom.errors import WarroomError
from warroom.settings.targets import Place, Secret, Secrets, Target, config, kind

if TYPE_CHECKING:
    from warroom.workspace import Workspace

Report = Callable[[int, int], None]


class Held(NamedTuple):
    """A secret that is in use, and where it lies: to put it back as it was."""

    secret: Secret = Secret()
    place: Place = Place.NOWHERE


class Card(NamedTuple):
    """A target as it is listed. ``place`` is None until the key store has answered."""

    target: Target
    place: Place | None


class Verdict(NamedTuple):
    """What a trial found; ``ok`` is None where only a test message could tell."""

    name: str
    ok: bool | None
    sentence: str


class _Wish(NamedTuple):
    """A change under way: what it shall be, and what it was."""

    old: Target
    values: dict[str, str]
    secret: Secret
    held: Held
    step: bool = True


class TargetSession(QObject):
    """``shown`` the cards, ``tried`` a ``Verdict``, ``done(words)`` when an act is through, ``refused`` why it is not,
    ``altered`` when something may be able to leave now."""

    shown = Signal(object)
    tried = Signal(object)
    done = Signal(str)
    refused = Signal(str)
    altered = Signal()

    def __init__(self, operations: Operations, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations, self._history = operations, history
        self._secrets: Secrets | None = None
        self._targets: list[Target] = []
        self._places: dict[str, Place] = {}

    # -- The list --------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the targets, then ask where the secret of each is."""
        self._operations.read(_listed, done=self._found, failed=self._fail)

    def _found(self, found: tuple[list[Target], Secrets]) -> None:
        self._targets, self._secrets = found
        self._show()
        targets, secrets = found

        def ask(_report: Report) -> dict[str, Place]:
            return {target.account: _place(target, secrets) for target in targets}

        self._operations.background(ask, done=self._placed, failed=self._fail)

    def _placed(self, places: dict[str, Place]) -> None:
        self._places.update(places)
        self._show()

    def _show(self) -> None:
        self.shown.emit([Card(target, self._places.get(target.account)) for target in self._targets])

    # -- Adding, changing, removing --------------------------------------------------------------------------------

    def add(self, name: str, of_kind: str, values: Mapping[str, str], secret: Secret) -> None:
        self._put(name, of_kind, dict(values), Held(secret, Place.KEYRING))

    def _put(self, name: str, of_kind: str, values: dict[str, str], held: Held, *, step: bool = True) -> None:
        def work(workspace: Workspace) -> tuple[Target, Held, bool]:
            return workspace.targets.add(name, of_kind, values, held.secret), held, step

        self._operations.run(work, done=self._added, failed=self._fail)

    def _added(self, added: tuple[Target, Held, bool]) -> None:
        target, held, step = added
        if step:
            back = partial(self._take, target.name)
            again = partial(self._put, target.name, target.kind, target.values, held, step=False)
            self._history.add(Step(f"{target.name} added", back, again))
        self._keep(target, held, f"{target.name} added")

    def change(self, name: str, values: Mapping[str, str], secret: Secret) -> None:
        """Other values; an empty secret leaves the one in use."""
        old = self._named(name)
        wanted, secrets = dict(values), self._secrets
        if old is None or secrets is None:
            return

        def look(_report: Report) -> _Wish:
            return _Wish(old, wanted, secret, _held(old, secrets))

        self._operations.background(look, done=self._change, failed=self._fail)

    def _change(self, wish: _Wish) -> None:
        def work(workspace: Workspace) -> tuple[Target, _Wish]:
            return workspace.targets.change(wish.old.name, wish.values, wish.secret or wish.held.secret), wish

        self._operations.run(work, done=self._changed, failed=self._fail)

    def _changed(self, changed: tuple[Target, _Wish]) -> None:
        target, wish = changed
        words = f"{target.name} changed"
        if wish.step:
            before, old = _whole(wish.old), wish.held.secret if wish.secret else Secret()
            back = partial(self._change, _Wish(target, before, old, wish.held, step=False))
            self._history.add(Step(words, back, partial(self._change, wish._replace(step=False))))
        place = wish.held.place if wish.held.place is Place.RUN and not wish.step else Place.KEYRING
        self._keep(target, Held(wish.secret, place), words)

    def remove(self, name: str) -> None:
        """Drop a target with its secret; both come back with an undo."""
        old, secrets = self._named(name), self._secrets
        if old is None or secrets is None:
            return

        def look(_report: Report) -> tuple[Target, Held]:
            return old, _held(old, secrets)

        self._operations.background(look, done=self._remove, failed=self._fail)

    def _remove(self, found: tuple[Target, Held]) -> None:
        target, held = found
        back = partial(self._put, target.name, target.kind, target.values, held, step=False)
        step = Step(f"{target.name} removed", back, partial(self._take, target.name))
        self._take(target.name, step)

    def _take(self, name: str, step: Step | None = None) -> None:
        def work(workspace: Workspace) -> tuple[Target, Step | None]:
            return workspace.targets.remove(name), step

        self._operations.run(work, done=self._removed, failed=self._fail)

    def _removed(self, removed: tuple[Target, Step | None]) -> None:
        target, step = removed
        if step is not None:
            self._history.add(step)
        secrets = self._secrets
        if secrets is not None:
            self._operations.background(lambda _report: secrets.forget(target.account), failed=self._fail)
        self.done.emit(f"{target.name} removed")
        self.refresh()

    # -- Secrets ---------------------------------------------------------------------------------------------------

    def know(self, name: str, secret: Secret, *, keep: bool) -> None:
        """A secret that was not known: for this run alone, or into the key store too."""
        target = self._named(name)
        if target is not None:
            self._keep(target, Held(secret, Place.KEYRING if keep else Place.RUN), f"The secret of {name} is known now")

    def _keep(self, target: Target, held: Held, words: str) -> None:
        secrets = self._secrets

        def put(_report: Report) -> str:
            if secrets is None or not held.secret:
                return words
            if held.place is Place.RUN:
                secrets.type_in(target.account, held.secret)
            elif held.place is Place.KEYRING and secrets.keep(target.account, held.secret) is Place.RUN:
                return f"{words}. No key store took its secret: it is known for this run"
            return words

        self._operations.background(put, done=self._kept, failed=self._fail)

    def _kept(self, words: str) -> None:
        self.done.emit(words)
        self.altered.emit()
        self.refresh()

    # -- Trying ----------------------------------------------------------------------------------------------------

    def test(self, name: str, *, post: bool = False) -> None:
        """Check without posting; ``post`` sends a marked test message, after a person has said so."""
        target, secrets, now = self._named(name), self._secrets, self._operations.clock.now()
        if target is None or secrets is None:
            return

        def work(_report: Report) -> Verdict:
            from warroom.settings.trying import check_target, post_test

            try:
                known = config(target, secrets)
            except WarroomError as error:
                return Verdict(name, False, error.sentence)
            found = post_test(known, now) if post else check_target(known)
            return Verdict(name, found.ok, found.sentence)

        self._operations.background(work, done=self._tried, failed=self._fail)

    def _tried(self, verdict: Verdict) -> None:
        self.tried.emit(verdict)

    def _named(self, name: str) -> Target | None:
        return next((target for target in self._targets if target.name == name), None)

    def _fail(self, error: WarroomError) -> None:
        self.refused.emit(error.sentence)


def _listed(workspace: Workspace) -> tuple[list[Target], Secrets]:
    return workspace.targets.all(), workspace.secrets


def _held(target: Target, secrets: Secrets) -> Held:
    """It may wait for a person who unlocks the key store."""
    return Held() if kind(target.kind).secret is None else Held(*secrets.find(target.name, target.account))


def _place(target: Target, secrets: Secrets) -> Place:
    return _held(target, secrets).place


def _whole(target: Target) -> dict[str, str]:
    """All its values, an empty one where it has the default: what a change back needs."""
    return {field.name: target.values.get(field.name, "") for field in kind(target.kind).values}
