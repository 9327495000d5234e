"""A server process: started on a free port, waited for until it answers, ended for good."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

START_S = 60.0


def free_ports(count: int) -> int:
    """The first of so many free ports in a row."""
    for first in range(42_000, 60_000, count):
        with suppress(OSError):
            held = [socket.create_server(("127.0.0.1", first + n)) for n in range(count)]
            for one in held:
                one.close()
            return first
    raise OSError("no free ports")


class Process:
    """``with Process(command, port, folder)``: it answers at ``port``. It can be killed and started anew."""

    def __init__(self, command: list[str], port: int, folder: Path) -> None:
        self._command = command
        self._folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )
        deadline = time.monotonic() + START_S
        while not self._answers():
            assert self._process.poll() is None, self._log()
            assert time.monotonic() < deadline, f"it does not answer: {self._log()}"
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.1)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def __enter__(self) -> Process:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def _log(self) -> str:
        return (self._folder / "server.log").read_text(errors="replace")[-2000:]
