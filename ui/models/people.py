"""Who is meant by what stands in a field for a name: somebody known by a beginning of their handle, or somebody new."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from warroom.text import handle

BAD_NAME = "A name here is letters, digits, dot, dash or underscore, 32 at most"
_NAMED = 3
"""How many of several candidates a sentence names."""


class Meant(msgspec.Struct, frozen=True):
    """``handle`` '' where nobody can be meant yet, and then ``fault`` says why. ``new``: nobody here knows them."""

    handle: str = ""
    fault: str = ""
    new: bool = False


def meant(typed: str, known: Sequence[str]) -> Meant:
    """A whole handle is that person; so is a beginning that only one known person has. ``@le`` is taken to the letter:
    the way to name somebody new whose handle begins another one."""
    whole = typed.strip()
    name = handle(whole.removeprefix("@"))
    if name is None:
        return Meant(fault=BAD_NAME)
    if name in known:
        return Meant(name)
    begun = [] if whole.startswith("@") else [other for other in known if other.startswith(name)]
    if len(begun) == 1:
        return Meant(begun[0])
    if begun:
        rest = f" and {len(begun) - _NAMED} more" if len(begun) > _NAMED else ""
        return Meant(fault=f"{', '.join(begun[:_NAMED])}{rest}: type on, or @{name} for somebody new")
    return Meant(name, new=True)
