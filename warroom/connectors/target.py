"""A target as a connector gets it: its name, its kind, its values, and a secret that never shows itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn

import msgspec


class Secret:
    """A password, token or secret address. It is read by ``reveal`` alone, at the moment of use.

    ``str``, ``repr``, ``format``, JSON and pickle never hold it: a log line, a traceback with its locals, a crash
    report or an export of a structure that carries it shows ``(hidden)`` or fails.
    """

    __slots__ = ("_held",)

    def __init__(self, text: str = "") -> None:
        self._held: Callable[[], str] = lambda: text  # a cell: whoever prints the slots prints no text

    def reveal(self) -> str:
        """The text itself, for the one request that needs it."""
        return self._held()

    def __bool__(self) -> bool:
        return bool(self._held())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._held() == other._held()

    def __hash__(self) -> int:
        return hash(Secret)

    def __repr__(self) -> str:
        return "Secret(hidden)" if self else "Secret(none)"

    __str__ = __repr__

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("A secret is never pickled or copied to another process.")


class TargetConfig(msgspec.Struct, frozen=True):
    """One target. ``values`` holds what its kind declares as fields, without the secret."""

    name: str
    kind: str
    values: Mapping[str, str] = {}
    secret: Secret = Secret()

    def get(self, field: str, default: str = "") -> str:
        """The value of a field without surrounding blanks; ``default`` where it is empty."""
        return self.values.get(field, "").strip() or default
