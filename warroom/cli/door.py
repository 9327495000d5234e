"""The outer door: whatever happens behind it ends as one sentence and an exit code, never as a traceback.

Exit codes: 0 done · 1 our fault · 2 usage · 3 refused, and why · 4 the record can't be used (DESIGN section 5).
"""

from __future__ import annotations

import os
import sys

from warroom.cli.call import AnswerLost, Call, warn
from warroom.errors import WarroomError

OUR_FAULT = 1
INTERRUPTED = 130


def run(argv: list[str]) -> int:
    """Carry out one call and give its exit code. ``WARROOM_TRACE=1`` shows where a fault of ours lies."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _run(list(argv))
    except WarroomError as error:
        warn(error.sentence)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return 0
    except AnswerLost as error:
        _forget_output()
        warn(f"Done, but the answer could not be written: {error}. Do not repeat it; warroom show has what was done.")
        return OUR_FAULT
    except Exception as error:
        if os.environ.get("WARROOM_TRACE"):
            raise
        name = type(error).__name__
        warn(f"Warroom itself failed ({name}). Look at the record before you repeat it. WARROOM_TRACE=1 shows where.")
        return OUR_FAULT


def _run(argv: list[str]) -> int:
    call = Call()
    rest = list(argv)
    while rest and call.take(rest):
        pass
    if rest and rest[0] == "log":  # the hot path: no option parser on it
        from warroom.cli.log import run as log

        return log(call, rest[1:])
    from warroom.cli.commands import run as run_command

    return run_command(call, rest)


def _forget_output() -> None:
    """The reader is gone, which is its right: nothing more is written, not even at exit."""
    if sys.stdout is None:
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
