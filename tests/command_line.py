"""The command line as a test calls it: in this process, or as the program that a script starts."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from warroom.cli.door import run

PROGRAM = [sys.executable, "-m", "warroom"]


class Said(NamedTuple):
    """What a call answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def line(self) -> str:
        """The only line of output."""
        assert self.code == 0, self.err
        (line,) = self.out.splitlines()
        return line


class CommandLine:
    """``cli("declare", "title", "-s", "1")``; ``now`` is the simulated clock, ``stdin`` what is piped in."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def __call__(self, *argv: str, stdin: str | bytes = "", now: str | None = None) -> Said:
        raw = stdin if isinstance(stdin, bytes) else stdin.encode()
        out, err = _Stream(), _Stream()
        with self._patch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            if now is not None:
                patch.setenv("WARROOM_NOW", now)
            code = run(list(argv))
        return Said(code, out.text, err.text)

    def ok(self, *argv: str, stdin: str | bytes = "", now: str | None = None) -> Said:
        """The same, and it has to be done without a word of complaint."""
        said = self(*argv, stdin=stdin, now=now)
        assert said.code == 0, (argv, said.err)
        return said


class _Stream(io.TextIOWrapper):
    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    @property
    def text(self) -> str:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


def process(*argv: str, stdin: str | bytes = "", **environment: str) -> Said:
    """A real process of the program."""
    raw = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run([*PROGRAM, *argv], input=raw, capture_output=True, env=os.environ | environment, timeout=60)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def record_file() -> Path:
    """The record of this test."""
    return Path(os.environ["WARROOM_HOME"], "record.db")
