"""People: nobody is blamed, in no message; nobody is named to readers outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from warroom.comms.checks import Check, CheckLevel
from warroom.comms.people import ORDINARY, named_person, people
from warroom.comms.said import Said, any_of, level_of, sentences, warn
from warroom.incident.playbook_parts import HonestyRule

_WHO = (
    r"(?:(?:an?|the|our|of|one|another|some|junior|senior|new|on-?call|human)\s+){0,3}"
    r"(?:engineers?|developers?|devs?|operators?|admins?|administrators?|employees?|contractors?|interns?|technicians?|"
    r"colleagues?|staff(?: members?)?|team members?|members? of (?:our|the) (?:team|staff)|programmers?|dbas?|sres?)"
    r"|(?<![\w'])(?:he|she|someone|somebody|a person|they(?= (?:forgot|neglected|should have)))"
)
_GAP = (
    r"(?:\s+(?:on|in|from|of)\s+(?:the|our)\s+(?:[\w-]+\s+){0,2}team)?"
    r"(?:\s+(?:who|on|in|from|had|has|have|accidentally|then|also|\w+ly|the|our|team|shift|call|duty)){0,5}\s+"
)
_FAULT = re.compile(
    r"\b(?:human|operator|user|manual|people) error\b"
    r"|\b(?:at fault|to blame)\b|\bcareless(?:ly|ness)?\b"
    r"|\b(?:'s|his|her|their) (?:mistake|fault|error|negligence)\b",
    re.IGNORECASE,
)
_NOBODYS = re.compile(r"\b(?:no ?one|nobody|not|without)\b[^.]{0,30}$", re.IGNORECASE)
_BY_PERSON = re.compile(
    rf"\b(?:mistake|error|slip|oversight|caused|broken|deleted|misconfigured|triggered|introduced)\b[^.\n]{{0,24}}?\bby\s+(?:{_WHO})\b",
    re.IGNORECASE,
)
_ROLE_NAME = re.compile(
    r"\b(?:engineer|developer|commander|manager|operator|colleague|admin)s?,?\s+([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\b"
)


def judge(said: Said) -> list[Check]:
    found = list(_blame(said, rule)) if (rule := said.rule("blame")) else []
    if not said.external:
        return found
    person = named_person(said.read, said.incident, said.names) or _by_role(said.read)
    if person:
        place = said.replace(person, "our team") if not person.startswith("@") else said.replace(person, "the team")
        return [*found, warn("person", f"{person} is named in customer text", "Say the team instead", place)]
    return [*found, Check(CheckLevel.OK, "person", "No people are named")]


def _blame(said: Said, rule: HonestyRule) -> Iterator[Check]:
    """A person as the subject of a failure. Systems, releases and changes may have caused whatever they caused."""
    if not rule.words:
        return
    verbs = any_of(rule.words)
    subject = _subject(tuple(sorted(filter(_tellable, {*people(said.incident), *said.names}))))
    for sentence in sentences(said.read):
        phrase = _own_fault(sentence)
        for found in verbs.finditer(sentence):
            if phrase:
                break
            if subject_of := subject.search(sentence[: found.start()]):
                phrase = f"{subject_of[0]}{found[0]}"
        if not phrase and (by := _BY_PERSON.search(sentence)):
            phrase = by[0]
        if phrase:
            shown = " ".join(phrase.split())
            text = f'It blames a person: "{shown}"'
            yield Check(level_of(rule), "blame", text, "Say what in the system let it happen", *said.look_at(phrase))


@cache
def _subject(known: tuple[str, ...]) -> re.Pattern[str]:
    """Somebody as the subject of what follows: a mention, a kind of person, or one of those who are known."""
    names = rf"|(?<![\w-])(?:{'|'.join(map(re.escape, known))})(?![\w-])" if known else ""
    return re.compile(rf"(?:@[\w.-]+|{_WHO}{names}){_GAP}$", re.IGNORECASE)


def _own_fault(sentence: str) -> str:
    """Words that blame whatever their subject is."""
    for found in _FAULT.finditer(sentence):
        if not _NOBODYS.search(sentence[: found.start()]):
            return found[0]
    return ""


def _tellable(name: str) -> bool:
    return name.casefold() not in ORDINARY and len(name) > 2


def _by_role(text: str) -> str:
    found = _ROLE_NAME.search(text)
    return found[1] if found else ""
