"""The command line: a contract with scripts (DESIGN section 5). One file a group of commands, loaded when it is called.

``door`` is the outermost one: it turns every error into one sentence on standard error and an exit code. ``log`` is
called from scripts line by line, so it goes past everything that it does not need, the option parser included.
"""

from __future__ import annotations

import sys


def main() -> None:
    """The program ``warroom``."""
    _load_msgspec()
    from warroom.cli.door import run

    sys.exit(run(sys.argv[1:]))


def _load_msgspec() -> None:
    """Load msgspec without ``typing_extensions``, a third of its time.

    It takes three names from there and falls back on ``typing``, which has had them since Python 3.11.
    """
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]
