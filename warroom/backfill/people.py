"""From a display name to a handle that the record can hold."""

from __future__ import annotations

import re
import unicodedata

from warroom.text import HANDLE, handle

_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_GAPS = re.compile(r"[^a-z0-9._-]+")
_LONGEST = 32


def handle_of(name: str) -> str:
    """``Ines Müller`` -> ``ines.muller``; '' where nothing of the name can be one."""
    given = handle(name.strip())
    if given is not None:
        return given
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold().translate(_PLAIN))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    made = _GAPS.sub(".", plain).strip("._-")[:_LONGEST].rstrip("._-")
    return made if HANDLE.fullmatch(made) else ""


class Handles:
    """Names to handles, each name always to the same one and no two names to one."""

    def __init__(self) -> None:
        self._by_name: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The handle of ``name``; '' where the name is empty or cannot be one."""
        name = " ".join(name.split())
        if name not in self._by_name:
            made = handle_of(name)
            number = 2
            wanted = made
            while made and made in self.names and self.names[made] != name:
                made = f"{wanted[: _LONGEST - len(str(number)) - 1]}-{number}"
                number += 1
            self._by_name[name] = made
            if made:
                self.names[made] = name
        return self._by_name[name]

    @property
    def told(self) -> dict[str, str]:
        """Handle -> name, where the name says more than the handle."""
        return {made: name for made, name in self.names.items() if made != name.removeprefix("@")}
