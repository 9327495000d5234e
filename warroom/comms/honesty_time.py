"""How long it lasted: "briefly" and stated lengths against the duration on the record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warroom.clock import HOUR, MINUTE
from warroom.comms.checks import Check
from warroom.comms.moments import length
from warroom.comms.said import Said, any_of, around, level_of, warn
from warroom.comms.sources import lasted
from warroom.incident.playbook_parts import HonestyRule

_UNIT = r"(?:minutes?|mins?|hours?|hrs?|h|seconds?|secs?)"
_LENGTH = rf"(\d{{1,3}}(?:[.,]\d)?)[\s-]?({_UNIT})(?:\s(?:and\s)?(\d{{1,2}})\s?(minutes?|mins?))?"
_ABOUT = r"(?:about |around |approximately |roughly |nearly |almost |just |only |under |less than |a total of |some )*"
_HURT = (
    r"(?:down|unavailable|unreachable|offline|affected|disrupt\w*|degrad\w*|fail\w*|outage|impair\w*|interrupt\w*|"
    r"unable to \w+|could not \w+|slow\w*|errors?|impact\w*|inaccessible|impossible)"
)
_LASTED = re.compile(
    rf"\b(?:lasted(?: for)?|duration(?: of(?: the)?(?: impact| incident| outage)?)?(?: was|:| so far:)?"
    rf"|{_HURT}[^.\n]{{0,40}}?\bfor(?: the past| the last)?)\s+{_ABOUT}{_LENGTH}\b",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(rf"\b{_LENGTH}\s(?:outage|disruption|interruption|downtime|period of)\b", re.IGNORECASE)
_NOT_THE_OUTAGE = re.compile(
    r"\b(?:within|in|after|wait|takes?|every|up to|another|next|last|past|try again)\s+(?:the\s)?$"
)
_A_TEXT = re.compile(
    r"^\s+(?:summary|overview|update|description|note|report|account|recap|timeline|message|explanation)\b"
)
_SHORT_BY = 0.75
"""A stated length below this part of the record's is another length."""
_LEAST_S = 5 * MINUTE
"""A difference below this is rounding."""


def judge(said: Said) -> list[Check]:
    found: list[Check] = []
    if rule := said.rule("brief"):
        found += _brief(said, rule)
    return found + list(_stated(said))


def _brief(said: Said, rule: HonestyRule) -> Iterator[Check]:
    lasted_s, least = lasted(said.incident, said.now)
    if lasted_s <= (rule.over_s or HOUR) or not rule.words:
        return
    true = length(lasted_s)
    for found in any_of(rule.words).finditer(said.read):
        before, after = around(said.read, found)
        word = found[0].casefold()
        if _A_TEXT.match(after) or ("minute" in word and _NOT_THE_OUTAGE.search(before)) or before.endswith("in "):
            continue
        better = _longer(word, true, before)
        text = f'It says "{found[0]}", and the record says {"at least " if least else ""}{true}'
        place = said.replace(found[0], better) if better else said.look_at(found[0])
        yield Check(level_of(rule), "brief", text, f'Say "{better}"' if better else f"Say {true}", *place)


def _longer(word: str, true: str, before: str) -> str:
    """The true length in the grammar of the word that it takes the place of."""
    if word in ("briefly", "momentarily") or word.startswith("for "):
        return f"for {true}"
    if word.startswith("a few"):
        return true
    return f"{true} long" if before.rstrip().endswith(("was", "is", "were")) else true


def _stated(said: Said) -> Iterator[Check]:
    """Stated lengths are together far shorter than the duration on the record."""
    found = [*_LASTED.finditer(said.read), *_ADJECTIVE.finditer(said.read)]
    told = [_seconds(match) for match in found]
    lasted_s, least = lasted(said.incident, said.now)
    if not told or sum(told) >= min(lasted_s * _SHORT_BY, lasted_s - _LEAST_S):
        return
    words = " ".join(found[0].group(1, 2))
    text = f"It says {words}, and the record says {'at least ' if least else ''}{length(lasted_s)}"
    amount = re.search(_LENGTH, found[0][0], re.IGNORECASE)
    yield warn(
        "duration", text, f"Say {length(lasted_s)}", said.replace(amount[0] if amount else words, length(lasted_s))
    )


def _seconds(found: re.Match[str]) -> float:
    size = float(found[1].replace(",", "."))
    unit = found[2].casefold()
    scale = HOUR if unit.startswith("h") else 1 if unit.startswith("s") else MINUTE
    return size * scale + (int(found[3]) * MINUTE if found[3] else 0)
