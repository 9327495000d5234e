"""A replica's own hybrid clock, and what is done when it is found to run ahead of the wall clock.

The clock never goes back. When it is found more than 300 s ahead (the computer's clock was wrong and has been set),
``clock_corrected`` goes on the record: readings from the jump on are to be read earlier by what it ran ahead. From then
on the clock runs at that distance from the wall clock, so that it still never goes back and every fold, which honours
the correction, reads the right time.
"""

from __future__ import annotations

from warroom import ids
from warroom.clock import HLC_CAP_S, HybridClock, Instant, hlc_instant
from warroom.incident.events import ClockCorrected
from warroom.record import rows
from warroom.record.sqlite import Connection

OPEN_END = "ffffffffffff-ffff"
"""A correction holds for all later readings of its replica."""


class OwnClock:
    """The hybrid clock of one replica, with the distance that its corrections gave it."""

    def __init__(self, connection: Connection, replica: str) -> None:
        self._connection = connection
        self._replica = replica
        last = connection.execute(
            "SELECT hlc FROM event WHERE replica = ? ORDER BY n DESC LIMIT 1", (replica,)
        ).fetchone()
        self._clock = HybridClock(last[0] if last else "")
        self._distance_s = -sum(body.shift_s for body in corrections(connection, ids.RECORD, replica))

    @property
    def corrected(self) -> bool:
        """Whether this replica's readings need a correction to be read."""
        return self._distance_s != 0

    def next(self, now: Instant) -> str:
        """The reading for an event that is appended at ``now``."""
        return self._clock.next(now.plus(self._distance_s) if self._distance_s else now)

    def seen(self, hlc: str, replica: str, now: Instant) -> None:
        """Another process wrote, or an import brought, a reading."""
        if replica == self._replica:
            if hlc > self._clock.last:
                self._clock = HybridClock(hlc)
        else:
            self._clock.learn(hlc, now.plus(self._distance_s))

    def correction(self, now: Instant) -> ClockCorrected | None:
        """The correction that is due at ``now``, None when the clock is right within 300 s; taken on at once."""
        ahead = self._clock.ahead_s(now.plus(self._distance_s) if self._distance_s else now)
        if ahead <= HLC_CAP_S:
            return None
        start = self._jump(ahead)
        self._distance_s += ahead
        return ClockCorrected(replica=self._replica, start=start, end=OPEN_END, shift_s=-ahead)

    def repeat(self, incident: str) -> list[ClockCorrected]:
        """The corrections that ``incident`` lacks: each incident must be readable alone."""
        known = corrections(self._connection, incident, self._replica)
        return [body for body in corrections(self._connection, ids.RECORD, self._replica) if body not in known]

    def incidents_since(self, start: str) -> list[str]:
        """The incidents that hold own readings from ``start`` on."""
        found: dict[str, None] = {}
        for incident, hlc in self._backwards():
            if hlc < start:
                break
            found[incident] = None
        return [incident for incident in found if incident != ids.RECORD]

    def _jump(self, ahead_s: float) -> str:
        """The first reading after the clock jumped: no smaller gap can hide the jump, and the order stays."""
        later = ""
        for _, hlc in self._backwards():
            if later and hlc_instant(later).since(hlc_instant(hlc)) >= ahead_s:
                return later
            later = hlc
        return later

    def _backwards(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = self._connection.execute(
            "SELECT incident, hlc FROM event WHERE replica = ? ORDER BY n DESC", (self._replica,)
        ).fetchall()
        return found


def corrections(connection: Connection, incident: str, replica: str) -> list[ClockCorrected]:
    """The corrections of one replica's readings that one incident's chain holds."""
    found = connection.execute(
        f"SELECT {rows.EVENT_COLUMNS} FROM event WHERE incident = ? AND kind <> 'note' AND kind = 'clock_corrected'",
        (incident,),
    ).fetchall()
    bodies = [rows.event(row).body for row in found]
    return [body for body in bodies if isinstance(body, ClockCorrected) and body.replica == replica]
