"""The folded state of each incident in use, kept going event by event, and the playbooks they were declared under."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from warroom import ids, paths
from warroom.clock import Instant
from warroom.errors import NotFound
from warroom.incident.events import Event, PlaybookStored
from warroom.incident.state import Incident
from warroom.record import projections, reading, rows, suffixes
from warroom.record.header import Header, header_of
from warroom.record.sqlite import Connection

if TYPE_CHECKING:
    from warroom.incident.fold import Fold
    from warroom.incident.playbook import Playbook


class States:
    """Folds by incident. A fold is made from the state-changing kinds alone, so that notes cost nothing here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._folds: dict[str, Fold] = {}
        self._copies: dict[str, Incident] = {}
        self._headers: dict[str, Header] = {}
        self._playbooks: dict[str, Playbook] = {}

    def live(self, incident: str) -> Incident:
        """The state itself, which the next event changes: for use inside one transaction."""
        return self._fold(incident).incident

    def copy(self, incident: str) -> Incident:
        """The state as it is now, which nothing changes any more. Raises ``NotFound``."""
        known = self._copies.get(incident)
        if known is None:
            state = self.live(incident)
            if not state.id:
                raise NotFound(f"There is no incident {incident} in this record.", code="no_incident")
            state.suffix = suffixes.suffix(self._connection, state)
            known = self._copies[incident] = _decoder().decode(_ENCODER.encode(state))
        return known

    def add(self, events: Iterable[Event], *, foreign: bool = False) -> None:
        """Take in events that are on disk. ``foreign``: another process wrote them, with their projections."""
        by_incident: dict[str, list[Event]] = {}
        for event in events:
            by_incident.setdefault(event.incident, []).append(event)
        for incident, group in by_incident.items():
            stateful = [event for event in group if event.body.STATEFUL]
            if foreign:
                self._headers.pop(incident, None)
            if stateful:
                self._copies.pop(incident, None)
                if (fold := self._folds.get(incident)) is not None:
                    fold.add(stateful)

    def project(self, incident: str) -> None:
        """Write the incident's row if it reads otherwise than before."""
        state = self.live(incident)
        if not state.id or not state.number:
            return
        header = header_of(state)
        if self._headers.get(incident) != header:
            self._headers[incident] = projections.put_header(self._connection, state)

    def drop(self, incident: str | None = None) -> None:
        """Forget what is known of one incident, or of all: it is folded anew when it is asked for."""
        for known in (self._folds, self._copies, self._headers):
            if incident is None:
                known.clear()
            else:
                known.pop(incident, None)

    def playbook(self, sha256: str) -> Playbook:
        """The playbook that ``declared`` names, from the record; the built-in one where the record has lost it."""
        known = self._playbooks.get(sha256)
        if known is None:
            from warroom.incident import playbook as playbooks  # most lines are logged without one

            text = self._playbook_text(sha256)
            known = playbooks.parse(text, stored=True) if text else builtin_playbook()
            self._playbooks[sha256] = known
        return known

    def keep_playbook(self, playbook: Playbook) -> None:
        """Spare the next reader the parsing."""
        self._playbooks[playbook.sha256] = playbook

    def holds_playbook(self, sha256: str) -> bool:
        return bool(self._playbook_text(sha256))

    def _playbook_text(self, sha256: str) -> str:
        found = self._connection.execute(
            f"SELECT {rows.EVENT_COLUMNS} FROM event"
            " WHERE incident = ? AND kind <> 'note' AND kind = 'playbook_stored'",
            (ids.RECORD,),
        ).fetchall()
        for body in (rows.event(row).body for row in found):
            if isinstance(body, PlaybookStored) and body.sha256 == sha256:
                return body.text
        return ""

    def _fold(self, incident: str) -> Fold:
        fold = self._folds.get(incident)
        if fold is None:
            from warroom.incident.fold import Fold  # a note is logged without one

            fold = Fold(self.playbook)
            fold.add(reading.stateful(self._connection, incident))
            self._folds[incident] = fold
        return fold


def builtin_playbook() -> Playbook:
    """The playbook that ships with the program."""
    from warroom.incident import playbook as playbooks

    return playbooks.parse(paths.resource("playbook.toml").read_text(encoding="utf-8"))


def _out(value: object) -> object:
    if isinstance(value, Instant):
        return int(value)
    raise TypeError(f"{type(value)} has no packed form")


def _in(wanted: type, value: object) -> object:
    if wanted is Instant and isinstance(value, int):
        return Instant(value)
    raise ValueError(f"{value!r} is no {wanted.__name__}")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_out)


@cache
def _decoder() -> msgspec.msgpack.Decoder[Incident]:
    return msgspec.msgpack.Decoder(Incident, dec_hook=_in)
