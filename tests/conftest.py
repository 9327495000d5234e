"""What every test stands on: a home of its own, secrets in memory, and nothing left running behind it."""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

THREAD_GRACE_S = 5.0
"""How long a thread that was told to stop may take; a healthy one ends at once."""


class MemoryKeyring(KeyringBackend):
    """A secret store that lives as long as one test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.secrets:
            raise keyring.errors.PasswordDeleteError(username)
        del self.secrets[service, username]


@pytest.fixture(autouse=True)
def warroom_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, record and cache of this test alone; whatever the person's own shell has set is not seen.

    The folder is not made: a first start has to make it.
    """
    for name in [name for name in os.environ if name.startswith("WARROOM_")]:
        if name != "WARROOM_FAULTS":
            monkeypatch.delenv(name)
    home = tmp_path / "warroom-home"
    monkeypatch.setenv("WARROOM_HOME", str(home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")  # what child processes see
    return home


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """An empty secret store in this process, so that no test reads or writes the person's own."""
    before = keyring.get_keyring()
    store = MemoryKeyring()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


@pytest.fixture
def trusted_keyring(memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """The store of this test passes for one that encrypts; without this fixture it is as untrusted as a plain file."""
    from warroom.settings import secrets

    monkeypatch.setattr(secrets, "TRUSTED", secrets.TRUSTED | {MemoryKeyring.__module__})
    return memory_keyring


def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been imported stays: the collector need not look through it before and after each window."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_dangling_threads() -> Iterator[None]:
    """Fail a test that leaves a thread behind: it would write to a record that is gone."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before]
    # Qt's own threads appear as dummies once they call into Python; nobody can join them.
    started = [thread for thread in started if not isinstance(thread, threading._DummyThread)]
    for thread in started:
        thread.join(THREAD_GRACE_S)
    left = [thread.name for thread in started if thread.is_alive()]
    assert not left, f"the test left threads running: {left}"


@pytest.fixture(autouse=True)
def no_dangling_timers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a window test that leaves a timer ticking after its windows are closed."""
    before = {id(timer) for timer in _active_timers()} if _uses_qt(request) else set()
    yield
    if _uses_qt(request):
        left = [timer for timer in _active_timers() if id(timer) not in before]
        names = [f"{timer.objectName() or 'unnamed'} in {timer.parent()!r}" for timer in left]
        for timer in left:
            timer.stop()
        assert not names, f"the test left timers running: {names}"


def _uses_qt(request: pytest.FixtureRequest) -> bool:
    return "qapp" in request.fixturenames and "PySide6.QtCore" in sys.modules


def _active_timers() -> list:
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    gc.collect()
    return [item for item in gc.get_objects() if type(item) is QTimer and isValid(item) and item.isActive()]
