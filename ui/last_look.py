"""How the window looked last: read before the first paint, so that nothing flickers or jumps; kept in the cache.

The record's settings are what counts for scheme and size; this is only their echo, and its loss costs nothing.
"""

from __future__ import annotations

import msgspec

from warroom.paths import cache_folder, private_folder


class LastLook(msgspec.Struct):
    """``geometry`` is Qt's own, in base64; ``incident`` the id of the one in front, '' on Home."""

    scheme: str = "system"
    scale: int = 100
    geometry: str = ""
    incident: str = ""
    density: str = "comfortable"


def read() -> LastLook:
    """What was kept, or the defaults where nothing readable is there."""
    try:
        return msgspec.json.decode((cache_folder() / "window.json").read_bytes(), type=LastLook)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return LastLook()


def keep(look: LastLook) -> None:
    """Write it; a cache that cannot be written is no fault worth a word."""
    try:
        folder = private_folder(cache_folder())
        beside = folder / "window.json.part"
        beside.write_bytes(msgspec.json.encode(look))
        beside.replace(folder / "window.json")
    except OSError:
        return
