"""What the palette offers and in which order: by fit, then by the page in front, then by what was used last.

The first character chooses what is looked through: ``@`` people, ``#`` incidents and starred rows, ``:`` a time,
``>`` commands alone, ``?`` help. Without one, commands come first and open incidents after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import msgspec

from ui.palette.ranking import Fit, fit, folded

MOST = 60
"""Rows that a list shows; nobody reads further, typing another letter is quicker."""


class Kind(StrEnum):
    """What an offer is; the value is the character that asks for its kind alone."""

    COMMAND = ">"
    PERSON = "@"
    INCIDENT = "#"
    TIME = ":"
    HELP = "?"


class Offer(msgspec.Struct, frozen=True, eq=False):
    """One row. ``key`` names it for *used last*; ``keys`` is its shortcut; ``reason`` says why it cannot be done now.

    ``here``: it belongs to the page in front. ``icon`` and ``hint`` are for the eye.
    """

    kind: Kind
    key: str
    text: str
    run: Callable[[], None]
    hint: str = ""
    keys: str = ""
    also: str = ""
    icon: str = ""
    here: bool = False
    reason: str = ""

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        parts = (self.text, self.hint, self.keys, f"cannot be done now: {self.reason}" if self.reason else "")
        return ", ".join(part for part in parts if part)


def split(typed: str) -> tuple[Kind | None, str]:
    """The kind that the first character asks for, and what to look for."""
    typed = typed.lstrip()
    if typed[:1] in list(Kind):
        return Kind(typed[:1]), typed[1:]
    return None, typed


def ranked(offers: Iterable[Offer], typed: str, recent: Sequence[str], likely: Sequence[str]) -> list[Offer]:
    """What to show for what was typed. With nothing typed: the likely next acts, then what was used last, then all."""
    kind, wanted = split(typed)
    wanted = folded(wanted)
    if kind is None:
        among = [offer for offer in offers if offer.kind in (Kind.COMMAND, Kind.INCIDENT)]
    else:
        among = [offer for offer in offers if offer.kind is kind]
    if not wanted and kind is None:
        return _unasked(among, recent, likely)
    found = []
    for place, offer in enumerate(among):
        how = _fit(wanted, offer)
        if how is not None:
            other = offer.kind is not Kind.COMMAND and kind is None
            used = recent.index(offer.key) if offer.key in recent else len(recent)
            found.append(((how, other, bool(offer.reason), not offer.here, used, place), offer))
    found.sort(key=lambda pair: pair[0])
    return [offer for _, offer in found[:MOST]]


def _fit(wanted: str, offer: Offer) -> Fit | None:
    fits = [fit(wanted, folded(offer.text))]
    if offer.also:
        other = fit(wanted, folded(offer.also))
        fits.append(None if other is None else max(other, Fit.WORD_STARTS))
    if offer.hint and wanted and (hinted := fit(wanted, folded(offer.hint))) is not None and hinted < Fit.INSIDE:
        fits.append(Fit.INSIDE)
    return min((one for one in fits if one is not None), default=None)


def _unasked(among: list[Offer], recent: Sequence[str], likely: Sequence[str]) -> list[Offer]:
    known = {offer.key: offer for offer in among}
    order = [*likely, *recent, *(offer.key for offer in among if offer.here), *known]
    first = [known[key] for key in dict.fromkeys(order) if key in known]
    doable = [offer for offer in first if not offer.reason]
    return [*doable, *(offer for offer in first if offer.reason)][:MOST]
