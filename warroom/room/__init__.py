"""The room: what a person may do to an incident, the one door that window, command line and background work all use.

Each act is checked against the state inside the record's write transaction and then appended: two processes cannot
approve and decline one change, and whatever the act answers is on disk.
"""

from __future__ import annotations

from warroom.room.acts import Acted, Room

__all__ = ["Acted", "Room"]
