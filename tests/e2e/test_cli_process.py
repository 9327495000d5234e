"""The program as a script meets it: a process of its own, pipes, signals."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import PROGRAM, process


@pytest.fixture
def open_incident() -> None:
    assert process("declare", "nobody can pay", "-s", "1").out == "INC-0001\n"


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """A job that a shell started in the background ignores the interrupt, and its children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that the test starts and that end with it."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for child in started:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()


def line_of(child: subprocess.Popen[bytes], seconds: float = 20) -> str:
    """The next line of its output; fails when none comes."""
    assert child.stdout is not None
    ready, _, _ = select.select([child.stdout], [], [], seconds)
    assert ready, "no line came"
    return child.stdout.readline().decode().rstrip("\n")


def test_every_exit_code_is_as_documented(open_incident: None, tmp_path: object) -> None:
    assert process("list").code == 0
    assert process("log", "x", WARROOM_RECORD="/dev/null/none.db").code == 4
    assert process("declare", "x", "-s", "9").code == 2
    assert process("log", "/sevv").code == 3
    for said in (process("declare", "x", "-s", "9"), process("log", "/sevv"), process("show", "INC-0099")):
        assert said.out == ""
        assert len(said.err.splitlines()) == 1
        assert "Traceback" not in said.err


def test_an_id_is_printed_before_the_next_line_is_read(
    open_incident: None, running: list[subprocess.Popen[bytes]]
) -> None:
    child = subprocess.Popen([*PROGRAM, "log", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    running.append(child)
    assert child.stdin is not None
    for n in range(3):
        child.stdin.write(f"line {n}\n".encode())
        child.stdin.flush()
        written = line_of(child)
        found = process("search", f"line {n}", "--json").json
        assert [row["id"] for row in found] == [written]  # on disk already: another process reads it
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert process("verify").code == 0


def test_a_reader_that_goes_away_is_no_error(open_incident: None) -> None:
    lines = "\n".join(f"line {n}" for n in range(50))
    command = " ".join(PROGRAM)
    done = subprocess.run(
        ["sh", "-c", f"{command} log - | head -1"], input=lines.encode(), capture_output=True, timeout=60, check=True
    )
    assert done.stderr == b""
    shown = process("show", "--json").json
    assert [entry["text"] for entry in shown["entries"]][-1] == "line 49"  # every line was kept all the same
    done = subprocess.run(["sh", "-c", f"{command} show --json | head -1"], capture_output=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == (b"{\n", b"")


def test_tail_shows_what_another_process_writes(open_incident: None, running: list[subprocess.Popen[bytes]]) -> None:
    child = subprocess.Popen([*PROGRAM, "tail", "-n", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.append(child)
    assert "Declared SEV-1" in line_of(child)
    process("log", "from elsewhere")
    assert "from elsewhere" in line_of(child, 2)
    child.send_signal(signal.SIGINT)
    assert child.wait(60) == 0
    assert child.stderr is not None
    assert child.stderr.read() == b""


def test_tail_lets_through_what_was_asked_for_and_shows_a_change_again(
    open_incident: None, running: list[subprocess.Popen[bytes]]
) -> None:
    process("log", "@kai earlier")
    child = subprocess.Popen([*PROGRAM, "tail", "--person", "kai", "--kind", "note"], stdout=subprocess.PIPE)
    running.append(child)
    assert "earlier" in line_of(child)
    process("log", "said by another")
    process("log", "@kai ? another kind")
    process("log", "@kai teh pods restart")
    assert "teh pods restart" in line_of(child)
    process("log", "/amend the pods restart")
    assert line_of(child).endswith("the pods restart  (amended)")


def test_an_interrupted_import_leaves_nothing(
    open_incident: None, running: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    rows = (f"2026-01-05 {n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d} row {n}\n" for n in range(30_000))
    (tmp_path / "long.txt").write_text("".join(rows))
    child = subprocess.Popen(
        [*PROGRAM, "import", str(tmp_path / "long.txt")], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    running.append(child)
    assert "30,000 rows" in line_of(child, 60)
    child.send_signal(signal.SIGINT)
    assert child.wait(60) == 130
    assert child.stderr is not None
    assert child.stderr.read() == b"Stopped. Nothing was written.\n"
    assert len(process("show", "--json").json["entries"]) == 1
    assert process("verify").code == 0


def test_two_processes_log_at_once_and_nothing_is_lost(open_incident: None) -> None:
    children = [
        subprocess.Popen([*PROGRAM, "--as", who, "log", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for who in ("one", "two")
    ]
    for child, who in zip(children, ("one", "two"), strict=True):
        assert child.stdin is not None
        child.stdin.write("".join(f"{who} {n}\n" for n in range(40)).encode())
        child.stdin.close()
        child.stdin = None
    acknowledged = {line for child in children for line in child.communicate(timeout=60)[0].decode().split()}
    ids = {entry["id"] for entry in process("show", "--json").json["entries"]}
    assert len(acknowledged) == 80
    assert acknowledged <= ids
    assert process("verify").code == 0


@pytest.mark.skipif(os.name == "nt", reason="no locale to take away")
def test_a_terminal_without_unicode_still_gets_an_answer(open_incident: None) -> None:
    process("log", "-", stdin="grüße 🔥")
    said = process("show", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "grüße 🔥" in said.out


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no device that is always full")
def test_an_answer_that_cannot_be_written_is_not_called_undone(open_incident: None) -> None:
    with Path("/dev/full").open("wb") as full:
        one = subprocess.run([*PROGRAM, "log", "kept"], stdout=full, stderr=subprocess.PIPE)
        many = subprocess.run([*PROGRAM, "log", "-"], input=b"first\nsecond\n", stdout=full, stderr=subprocess.PIPE)
    assert (one.returncode, many.returncode) == (1, 1)
    assert b"Do not repeat it" in one.stderr
    assert [entry["text"] for entry in process("show", "--json").json["entries"]][-3:] == ["kept", "first", "second"]


@pytest.mark.skipif(os.name == "nt", reason="no shell that closes a stream")
@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"])
def test_a_closed_output_is_no_error(open_incident: None, closed: str) -> None:
    done = subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *PROGRAM, "log", "kept"])
    assert done.returncode == 0
    assert process("show", "--json").json["entries"][-1]["text"] == "kept"
