"""Where things lie: record, settings, cache, logs, and what ships with the program.

``WARROOM_HOME`` puts everything of a person under one folder; ``WARROOM_RECORD`` names the record alone. Without them
the platform's own folders hold. Nothing is made here: whoever writes makes the folder, with ``private_folder``.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

APP = "warroom"
RECORD_NAME = "record.db"
_PACKAGE = Path(__file__).resolve().parent


def record_file() -> Path:
    """The record that is used when none is named: ``WARROOM_RECORD``, else the one in the data folder."""
    named = os.environ.get("WARROOM_RECORD", "")
    return Path(named).expanduser() if named else data_folder() / RECORD_NAME


def home() -> Path | None:
    """The one folder that ``WARROOM_HOME`` names, None where the platform's own folders hold."""
    named = os.environ.get("WARROOM_HOME", "")
    return Path(named).expanduser() if named else None


def data_folder() -> Path:
    """The record, its backups and what was rescued."""
    return home() or _platform("user_data_path")


def settings_folder() -> Path:
    """Settings, the team's playbook and templates."""
    chosen = home()
    return chosen / "settings" if chosen else _platform("user_config_path")


def cache_folder() -> Path:
    """What can be thrown away at any time."""
    chosen = home()
    return chosen / "cache" if chosen else _platform("user_cache_path")


def log_folder() -> Path:
    """The program's own log; never the record's words."""
    chosen = home()
    return chosen / "log" if chosen else _platform("user_log_path")


@cache
def resources() -> Path:
    """The folder of what ships with the program: in the frozen app, in the wheel, in the tree; in that order."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    shipped = _PACKAGE / "_resources"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """One thing that ships with the program: ``resource("icons", "star.svg")``."""
    return resources().joinpath(*parts)


def private_folder(folder: Path) -> Path:
    """Make ``folder`` with its parents; what is made is for this person alone (0700). Raises ``OSError``."""
    missing = [folder, *folder.parents]
    for place in reversed([place for place in missing if not place.exists()]):
        place.mkdir(mode=0o700, exist_ok=True)
    return folder


def private_file(path: Path) -> Path:
    """Make an empty file for this person alone (0600), unless it is there. SQLite's side files take its mode.

    Raises ``OSError``.
    """
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600))
    return path


def _platform(name: str) -> Path:
    import platformdirs  # 35 ms that a start with WARROOM_HOME or --record need not pay

    folder: Path = getattr(platformdirs, name)(APP, appauthor=False)
    return folder
