"""One call of the program: the global options, the record that it opens, and how it answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Instant
from warroom.errors import BadTime, UsageError
from warroom.text import clean, handle

if TYPE_CHECKING:
    from warroom.scribe import FaultyLine
    from warroom.workspace import Workspace


class AnswerLost(Exception):
    """What was asked is done, and standard output cannot take the answer: a full disk behind it."""


class Call:
    """Global options as given; each may stand before or after the command (``take``)."""

    def __init__(self) -> None:
        self.record: Path | None = None
        self.handle: str | None = None
        self.json = False

    def take(self, argv: list[str]) -> bool:
        """Take one global option off the front of ``argv``, with its value; False when none stands there.

        Raises UsageError for a missing value or a handle that cannot be one.
        """
        name, equals, value = argv[0].partition("=")
        if argv[0] == "--json":
            self.json = True
        elif name in ("--record", "--as"):
            if not equals:
                if len(argv) < 2:
                    raise UsageError(f"{name} needs a value.")
                value = argv.pop(1)
            self.set_record(value) if name == "--record" else self.set_handle(value)
        else:
            return False
        del argv[0]
        return True

    def set_record(self, value: str) -> None:
        if not value:
            raise UsageError("--record needs the name of a file.")
        self.record = Path(value).expanduser()

    def set_handle(self, value: str) -> None:
        known = handle(value)
        if known is None:
            raise UsageError(f"{value!r} cannot be a handle: a to z, 0 to 9, dot, dash or underscore, 32 at most.")
        self.handle = known

    @contextmanager
    def workspace(self, *, create: bool = False, simulated: bool | None = None) -> Iterator[Workspace]:
        """The opened record. ``create`` makes it where there is none: ``declare``, ``init`` and ``targets add`` do."""
        from warroom.workspace import Workspace

        workspace = Workspace.open(self.record, author=self.handle, create=create, simulated=simulated)
        try:
            yield workspace
        finally:
            workspace.close()

    def answer(self, facts: object, words: Callable[[], str]) -> None:
        """``facts`` as JSON where that was asked for, else what a person reads."""
        if self.json:
            say(msgspec.json.format(msgspec.json.encode(facts), indent=2).decode())
        else:
            say(words())


def say(text: str) -> None:
    """Text and a line end on standard output, at once: a reader at the other end of a pipe waits for it.

    Raises ``AnswerLost`` where it cannot be written; a reader that went away is ``BrokenPipeError``.
    """
    if sys.stdout is None:  # started with it closed: nobody wants the answer
        return
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnswerLost(error.strerror or str(error)) from error


def warn(text: str) -> None:
    """One sentence on standard error, in which a quoted word neither breaks the line nor steers the terminal."""
    from warroom.postmortem.wording import visible

    if sys.stderr is None:
        return
    sys.stderr.write(visible(" ".join(clean(text).splitlines())) + "\n")
    sys.stderr.flush()


def past(text: str, now: Instant) -> Instant:
    """T of the command line: when something happened, read at ``now``. Raises BadTime."""
    from warroom.scribe import parse_time

    return _told(parse_time(text, now, local_offset=local_offset))


def ahead(text: str, now: Instant) -> Instant:
    """When something is promised, read at ``now``. Raises BadTime."""
    from warroom.scribe import parse_deadline

    return _told(parse_deadline(text, now, local_offset=local_offset))


def local_offset(moment: Instant) -> int:
    """Seconds east of UTC that this computer's zone keeps: for times that end in ``L``."""
    offset = moment.datetime().astimezone().utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _told(parsed: Instant | FaultyLine) -> Instant:
    from warroom.scribe import Place, sentence

    if isinstance(parsed, Instant):
        return parsed
    raise BadTime(sentence(parsed, Place.OPTION) + ".", code=parsed.code)
