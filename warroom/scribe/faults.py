"""How a fault travels inside the parser. It never leaves this package: ``parse`` hands it back as a ``FaultyLine``."""

from __future__ import annotations

from typing import Self

import msgspec

from warroom.errors import UsageError
from warroom.scribe.lines import FaultyLine
from warroom.text import one_line

SHOWN = 40
"""Characters of a faulty token that a sentence repeats."""
_OURS = ("choices", "usage")
"""What this package says itself and is never cut."""


class LineError(UsageError):
    """The line cannot be read; carries the faulty line to hand back."""

    def __init__(self, code: str, start: int, end: int, **params: str) -> None:
        super().__init__(code, code=code)
        shown = {name: value if name in _OURS else one_line(value, SHOWN) for name, value in params.items()}
        self.line = FaultyLine(code=code, params=shown, start=start, end=end)

    def at(self, start: int, end: int) -> Self:
        """The same fault, for a token that stands there in the line."""
        self.line = msgspec.structs.replace(self.line, start=start, end=end)
        return self
