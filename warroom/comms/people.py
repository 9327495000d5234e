"""Who is named in a text: handles that the incident knows, and full names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from warroom.incident.state import Incident

_MENTION = re.compile(r"(?<![\w@./])@[a-z0-9][a-z0-9._-]{0,31}(?![\w@])", re.IGNORECASE)
_ACCOUNTS = frozenset(
    "root admin administrator user me ops dev test support guest build service team oncall on-call bot system www web"
    " api status page chat alertmanager grafana datadog pagerduty prometheus nobody everyone customer customers"
    " operator scribe commander lead deputy runner ubuntu debian node server monitor release".split()
)
"""Names of accounts that are ordinary words: they name nobody unless an @ stands before them."""
_ALSO_WORDS = frozenset(
    "will mark may art rob bill grace hope chase drew sue pat dean max ray rich jack frank faith joy rose dawn april"
    " june august summer sky robin martin miles lane reed ward gene guy hank jay kit nick pierce sandy skip van wade"
    " crystal ruby jade pearl amber olive violet ivy heather basil stone reef wells ford page ari an so le do in al"
    " see ben tom tim cam don ian jan kay lee len les lou mac nat ned ria sal ted val viv".split()
)
"""Names that are words too: they name somebody with a large letter inside a sentence alone."""
ORDINARY = _ACCOUNTS | _ALSO_WORDS


def people(incident: Incident) -> set[str]:
    """Every handle that the incident knows."""
    known = {incident.declared_by, incident.acting_ic, incident.command_offered, *incident.roles.values()}
    known |= {held.handle for held in incident.held}
    known |= {handle for decision in incident.decisions for handle in (decision.by, decision.owner)}
    known |= {handle for change in incident.changes for handle in (change.actor, change.owner)}
    known |= {handle for ask in incident.asks for handle in (ask.by, ask.to)}
    known |= {row.by for row in incident.hypotheses}
    return {handle for handle in known if len(handle) > 1}


def named_person(text: str, incident: Incident, names: Iterable[str] = ()) -> str:
    """The first person whom ``text`` names by handle or by full name, '' when it names none."""
    if mention := _MENTION.search(text):
        return mention[0]
    for name in names:
        if len(name) > 3 and " " in name and _full_name(name).search(text):
            return name
    known = tuple(sorted(handle for handle in people(incident) if handle not in _ACCOUNTS))
    found = next((match for pattern in _handles(known) if (match := pattern.search(text))), None)
    return found[0] if found else ""


@lru_cache(maxsize=512)
def _full_name(name: str) -> re.Pattern[str]:
    """In any letters, unless a part of the name is a word as well: "we will price it" names no Will Price."""
    also_words = any(part.casefold() in ORDINARY for part in name.split())
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", 0 if also_words else re.IGNORECASE)


@lru_cache(maxsize=64)
def _handles(known: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """What finds any of these handles; one that is a word too counts with a large letter inside a sentence alone."""
    plain = "|".join(re.escape(handle) for handle in known if handle not in _ALSO_WORDS)
    words = "|".join(re.escape(handle.capitalize()) for handle in known if handle in _ALSO_WORDS)
    found = []
    if plain:
        found.append(re.compile(rf"(?<![\w.@/-])(?:{plain})(?![\w/-]|\.\w)", re.IGNORECASE))
    if words:
        found.append(re.compile(rf"(?<=[a-z,] )(?:{words})(?![\w/-])"))
    return tuple(found)
