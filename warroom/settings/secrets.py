"""Where secrets live: in this computer's key store, else in the environment or in this run; never in a file of ours.

A key store is used only where it is one of those that are known to encrypt: ``keyring`` would otherwise take a plain
file, or a store that keeps nothing, without a word. What was stored is read back before it is believed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING

from warroom.connectors.target import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "warroom"
ENVIRONMENT = "WARROOM_SECRET_"
TRUSTED = frozenset(
    {
        "keyring.backends.SecretService",
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.macOS",
        "keyring.backends.Windows",
    }
)
"""The modules of key stores that encrypt what they hold."""
_STORE_FAULTS = ("secretstorage.exceptions:SecretStorageException", "jeepney:DBusErrorResponse", "pywintypes:error")


class Place(StrEnum):
    """Where the secret of a target is found."""

    ENVIRONMENT = "environment"
    RUN = "run"
    """Typed in this run; gone with it."""
    KEYRING = "keyring"
    NOWHERE = "nowhere"


def variable(name: str) -> str:
    """``WARROOM_SECRET_OPS_CHAT``: the variable that holds the secret of the target ``ops-chat``."""
    return ENVIRONMENT + name.upper().replace("-", "_")


class Secrets:
    """Secrets by target, found under ``account``: the target's own id, which a restored record still has.

    Safe to call from any thread; asking the key store may wait for a person who unlocks it, so the record thread and
    the GUI thread do not ask.
    """

    def __init__(self, backend: Callable[[], KeyringBackend] | None = None) -> None:
        self._backend = backend
        self._run: dict[str, Secret] = {}
        self._lock = Lock()

    def find(self, name: str, account: str) -> tuple[Secret, Place]:
        """The secret and where it was: the environment goes before what was typed, that before the key store."""
        if held := self.from_environment(name):
            return held, Place.ENVIRONMENT
        with self._lock:
            if (typed := self._run.get(account)) is not None:
                return typed, Place.RUN
        text = self._ask(lambda store: store.get_password(SERVICE, account))
        return (Secret(text), Place.KEYRING) if text else (Secret(), Place.NOWHERE)

    def from_environment(self, name: str) -> Secret:
        return Secret(os.environ.get(variable(name), "").strip())

    def keep(self, account: str, secret: Secret) -> Place:
        """Into the key store, where there is one that can be trusted and gives back what it got; else for this run."""
        text = secret.reveal()

        def round_trip(store: KeyringBackend) -> str | None:
            store.set_password(SERVICE, account, text)
            return store.get_password(SERVICE, account)

        if self._ask(round_trip) == text:
            with self._lock:
                self._run.pop(account, None)
            return Place.KEYRING
        self._ask(lambda store: store.delete_password(SERVICE, account))
        self.type_in(account, secret)
        return Place.RUN

    def type_in(self, account: str, secret: Secret) -> None:
        """For this run alone."""
        with self._lock:
            self._run[account] = secret

    def forget(self, account: str) -> None:
        """Out of this run and out of the key store."""
        with self._lock:
            self._run.pop(account, None)
        self._ask(lambda store: store.delete_password(SERVICE, account))

    def trusted(self) -> bool:
        """Whether this computer has a key store that we use."""
        return self._store() is not None

    def _ask(self, question: Callable[[KeyringBackend], str | None]) -> str | None:
        """The answer of the key store; None where there is none, or it fails, is locked or refuses."""
        store = self._store()
        if store is None:
            return None
        try:
            return question(store)
        except _faults():
            return None

    def _store(self) -> KeyringBackend | None:
        import keyring  # 140 ms: only who needs a secret pays for it

        try:
            chosen = keyring.get_keyring() if self._backend is None else self._backend()
        except _faults():
            return None
        chained = getattr(chosen, "backends", None)
        stores: list[KeyringBackend] = list(chained) if isinstance(chained, list) else [chosen]
        return next((store for store in stores if _module(store) in TRUSTED), None)


def _module(store: KeyringBackend) -> str:
    """``keyring.backends.macOS`` for whatever lies in that package too."""
    return ".".join(type(store).__module__.split(".")[:3])


def _faults() -> tuple[type[Exception], ...]:
    """What key stores raise: their own errors, and those of the libraries beneath that they let through."""
    import keyring.errors

    known: list[type[Exception]] = [keyring.errors.KeyringError, OSError, RuntimeError, ValueError, ImportError]
    for where in _STORE_FAULTS:
        module, _, name = where.partition(":")
        found = getattr(sys.modules.get(module), name, None)
        if isinstance(found, type) and issubclass(found, Exception):
            known.append(found)
    return tuple(known)
