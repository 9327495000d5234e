"""``warroom log``: the scribe line from a shell. Its words are taken as they stand from the first that is no option."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from warroom.cli.call import AnswerLost, Call, local_offset, say, warn
from warroom.errors import Refused, UsageError
from warroom.text import clean, one_line

if TYPE_CHECKING:
    from warroom.workspace import Workspace

USAGE = """\
Usage: warroom log [-i INC] LINE…
       warroom log [-i INC] -

Log one line of the scribe grammar, or each line of standard input, and print the id of each once it is on disk.
From the first word that is no known option, everything is the line: warroom log -5m deploy done
"""


def run(call: Call, argv: list[str]) -> int:
    """Log, and give the exit code: 3 when a line of several was refused, after the others were logged."""
    reference: str | None = None
    while argv and argv[0].startswith("-"):
        if argv[0] == "--help" or argv == ["-h"]:
            say(USAGE.rstrip())
            return 0
        if argv[0] == "--":
            del argv[0]
            return _run(call, reference, argv, from_input=False)
        if call.take(argv):
            continue
        name, equals, value = argv[0].partition("=")
        if name not in ("-i", "--incident"):
            break
        if not equals:
            if len(argv) < 2:
                raise UsageError(f"{name} needs a reference such as INC-0042.")
            value = argv.pop(1)
        reference = value
        del argv[0]
    return _run(call, reference, argv, from_input=argv == ["-"])


def _run(call: Call, reference: str | None, words: list[str], *, from_input: bool) -> int:
    if not words:
        raise UsageError("Nothing to log. Write warroom log TEXT, or warroom log - to read lines.")
    with call.workspace() as workspace:
        incident = workspace.incident_id(reference)
        if from_input:
            return _lines(call, workspace, incident)
        _acknowledge(call, log(workspace, incident, " ".join(words)))
    return 0


def log(workspace: Workspace, incident: str, line: str) -> str:
    """Log one line; the id of what it wrote, once that is on disk. Raises Refused with the way out."""
    from warroom.scribe import FaultyLine, OpenPage, OpenUpdate, Place, parse, sentence, spec_of
    from warroom.scribe.lines import CommandLine

    parsed = parse(clean(line), now=workspace.clock.now(), local_offset=local_offset)
    if isinstance(parsed, FaultyLine):
        raise Refused(sentence(parsed, Place.SHELL) + ".", code=parsed.code)
    if isinstance(parsed, CommandLine) and isinstance(parsed.command, OpenPage | OpenUpdate):
        spec = spec_of(parsed.command)
        raise Refused(f"/{spec.name} opens a page of the window. Here it is: {spec.elsewhere}.", code="page_command")
    acted = workspace.room.take(incident, parsed)
    if not acted.events:
        raise Refused("Nothing to change is named. Write the new text after it: /amend TEXT.", code="nothing_named")
    return acted.events[0].id


def _lines(call: Call, workspace: Workspace, incident: str) -> int:
    """Each line of standard input in turn. A faulty one is named and left out; a fault of the record ends it."""
    refused = 0
    lost: Exception | None = None
    for number, line in enumerate(_input(), start=1):
        if not line.strip():
            continue
        try:
            written = log(workspace, incident, line)
        except Refused as error:
            warn(f'line {number}: {error.sentence} The line: "{_shown(line)}"')
            refused += 1
            continue
        try:
            if lost is None:
                _acknowledge(call, written)
        except (BrokenPipeError, AnswerLost) as error:  # nobody takes the ids any more; the lines still count
            lost = error
    if lost is not None:
        raise lost
    return Refused.exit_code if refused else 0


def _shown(line: str) -> str:
    """The beginning of a refused line, for its writer to find it; what looks like a secret is covered."""
    from warroom.masking import masked

    return one_line(masked(clean(line[:400])), 60)


def _input() -> Iterator[str]:
    if sys.stdin is None:
        raise UsageError("Standard input is closed: there are no lines to read.")
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", errors="replace").rstrip("\r\n")


def _acknowledge(call: Call, written: str) -> None:
    say(msgspec.json.encode({"id": written}).decode() if call.json else written)
