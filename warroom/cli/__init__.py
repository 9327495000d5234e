"""The command line: a contract with scripts (DESIGN section 5). One file a group of commands, loaded when it is called.

``door`` is the outermost one: it turns every error into one sentence on standard error and an exit code. ``log`` is
called from scripts line by line, so it goes past everything that it does not need, the option parser included.
"""

from __future__ import annotations

import sys


def main() -> None:
    """The program ``warroom``."""
    from warroom.cli.door import run

    sys.exit(run(sys.argv[1:]))
