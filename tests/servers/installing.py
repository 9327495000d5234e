"""Real servers, installed once into build/servers by their packages' ordinary clients; a stamp says it is done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2] / "build" / "servers"
SYNAPSE = "matrix-synapse==1.163.2"
APPRISE = "apprise==2.2.0"
EMULATOR = "emulate@0.12.2"
"""This version: newer ones of the same name are another project."""
NODE = "node@24"
"""The emulator needs a newer Node than most systems have; it comes as a package too."""
INSTALL_S = 600


def synapse() -> Path:
    """The Python that has Synapse, in an environment of its own."""
    folder = HOME / "synapse"
    python = folder / "bin" / "python"

    def work() -> None:
        _run(sys.executable, "-m", "venv", str(folder))
        _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", SYNAPSE)

    _once(folder, SYNAPSE, work)
    return python


def apprise() -> Path:
    """The folder to import Apprise from."""
    folder = HOME / "apprise"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", str(folder))
    _once(folder, APPRISE, lambda: _run(*pip, APPRISE))
    return folder


def emulator() -> list[str]:
    """The command that starts the emulator of Slack and GitHub."""
    folder = HOME / "emulate"
    _need("npm", "Node.js with npm")
    _once(folder, f"{EMULATOR} {NODE}", lambda: _npm(folder, EMULATOR, NODE))
    programs = folder / "node_modules" / ".bin"
    return [str(programs / "node"), str(programs / "emulate")]


def hugo() -> str:
    """The program that makes a page of cState's files."""
    found = shutil.which("hugo")
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        _run("apt-get", "-qq", "update", **quiet)
        _run("apt-get", "-qq", "install", "-y", "--no-install-recommends", "hugo", **quiet)
        found = shutil.which("hugo")
    return found or _need("hugo", "Hugo")


def _npm(folder: Path, *packages: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _run("npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *packages)


def _once(folder: Path, version: str, work: Callable[[], None]) -> None:
    stamp = folder / ".installed"
    if stamp.is_file() and stamp.read_text() == version:
        return
    shutil.rmtree(folder, ignore_errors=True)
    work()
    stamp.write_text(version)


def _need(program: str, what: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{what} is not installed, so this server was not tried")
    return found


def _run(*command: str, **environment: str) -> None:
    done = subprocess.run(
        command, env=os.environ | environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=INSTALL_S
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")[-2000:]
