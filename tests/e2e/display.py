"""A real X server and real key presses: Xvfb and xdotool, as a person's desktop would have them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_S = 30.0
KEY_DELAY_MS = "3"


def missing() -> str:
    """Why these tests cannot run here, '' when they can."""
    lacking = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    return f"{' and '.join(lacking)} not installed" if lacking else ""


def until(check: Callable[[], bool], what: str) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + PATIENCE_S
    while not check():
        if time.monotonic() > end:
            raise AssertionError(f"after {PATIENCE_S:.0f} s still not: {what}")
        time.sleep(0.05)


class Desktop:
    """One X server of its own with the app in it."""

    def __init__(self, display: str) -> None:
        self._display = display

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"DISPLAY": self._display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}

    def app(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "warroom", *arguments],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def xdotool(self, *words: str) -> str:
        done = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=60)
        return done.stdout.strip()

    def titles(self) -> list[str]:
        found = self.xdotool("search", "--onlyvisible", "--name", ".").splitlines()
        return [self.xdotool("getwindowname", window) for window in found]

    def focus(self, title: str) -> None:
        """Wait for a window whose title holds ``title`` and give it the keyboard."""
        until(
            lambda: any(title in name for name in self.titles()), f"a window titled {title}; there are {self.titles()}"
        )
        window = self.xdotool("search", "--onlyvisible", "--name", title).splitlines()[-1]
        self.xdotool("windowfocus", "--sync", window)

    def key(self, *keys: str) -> None:
        self.xdotool("key", "--delay", KEY_DELAY_MS, *keys)

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", KEY_DELAY_MS, "--", text)

    def script(self, *steps: str) -> None:
        """Run xdotool commands, one a line, in one process: as fast as their delays let them."""
        text = "".join(f"{step}\n" for step in steps)
        subprocess.run(["xdotool", "-"], env=self.environment, input=text, text=True, check=True, capture_output=True)


@contextmanager
def desktop() -> Iterator[Desktop]:
    """An X server on a free display number, gone at the end."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        number = os.read(reading, 16).decode().strip()
        yield Desktop(f":{number}")
    finally:
        os.close(reading)
        server.terminate()
        server.wait(10)
