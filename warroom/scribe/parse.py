"""The parser: one line in, what it means out. It depends on its arguments alone and never raises.

line = escape / [time SP] command / entry
"""

from __future__ import annotations

from warroom.clock import Instant
from warroom.scribe.arguments import Arguments, Word, past_word, word_at
from warroom.scribe.commands import BY_NAME, named
from warroom.scribe.entries import amendment, entry
from warroom.scribe.faults import LineError
from warroom.scribe.lines import CommandLine, EntryKind, EntryLine, ParsedLine
from warroom.scribe.times import Dial, LocalOffset, is_time
from warroom.text import clean

_COMMANDS = frozenset(BY_NAME)


def parse(
    line: str, *, now: Instant, local_offset: LocalOffset | None = None, primary_local: bool = False
) -> ParsedLine:
    """What ``line`` means.

    ``now``: when the line's first key was pressed, so that ``-5m`` does not drift while it is typed. ``local_offset``:
    seconds east of UTC at an instant, for ``L``; with ``primary_local`` also for times without a zone.
    """
    try:
        return _line(clean(line), Dial(now, local_offset, primary_local))
    except LineError as error:
        return error.line


def literal(line: str) -> EntryLine:
    """Any text, unchanged, as a note: the way out of every fault."""
    return EntryLine(kind=EntryKind.NOTE, text=line, literal=True)


def _line(line: str, dial: Dial) -> ParsedLine:
    first = word_at(line, 0)
    if first is None:
        raise LineError("empty", 0, len(line))
    if first.text.startswith(("\\", "//")):
        text = line[first.start + 1 :]
        if not text.strip():
            raise LineError("empty", 0, len(line))
        return literal(text)
    if is_time(first.text):
        second = word_at(line, first.end)
        if second and _is_command(second):
            return _command(line, second, dial, past_word(first, dial))
    return _dispatch(line, 0, dial, None)


def _dispatch(line: str, position: int, dial: Dial, at: Instant | None) -> ParsedLine:
    """A command or an entry from ``position`` on."""
    word = word_at(line, position)
    if word and _is_command(word):
        return _command(line, word, dial, at)
    return entry(line, position, dial, at, _COMMANDS)


def _is_command(word: Word) -> bool:
    """A slash alone is text: ``/ is full`` is about a disk."""
    return len(word.text) > 1 and word.text[0] == "/" and word.text[1] != "/"


def _command(line: str, word: Word, dial: Dial, at: Instant | None) -> ParsedLine:
    spec = named(word)
    command = Word(f"/{spec.name}", word.start, word.end)
    args = Arguments(line, command, spec.shown, dial, at)
    if spec.name == "at":
        return _at(line, args)
    if spec.reader is None:
        return CommandLine(amendment(line, word.end, dial), at)
    return CommandLine(spec.reader(args), at)


def _at(line: str, args: Arguments) -> ParsedLine:
    """``/at DATE TIME LINE``: the rest is a line of its own, which may not name a second date."""
    if args.at is not None:
        args.fault("two_times", args.command)
    moment = args.need_time()
    return _dispatch(line, args.position, args.dial, moment)
