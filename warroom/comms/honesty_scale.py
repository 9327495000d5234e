"""How many are hurt: "a few users" and stated shares against the share on the record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warroom.comms.checks import Check
from warroom.comms.said import Said, any_of, around, level_of, warn
from warroom.incident.phrases import STATUS_NAMES
from warroom.incident.playbook_parts import HonestyRule
from warroom.incident.words import Status

_WHO = (
    r"(?:customers?|users?|clients?|people|accounts?|tenants?|merchants?|subscribers?|visitors?|members?|requests?|"
    r"orders?|check-?outs?|payments?|transactions?|log-?ins?|sign-?ins?|sessions?|traffic|calls?|messages?|e-?mails?|"
    r"uploads?|searches|queries|deliveries|jobs|devices|workspaces|organi[sz]ations|companies|attempts|purchases)"
)
_PERCENT = re.compile(r"(?<![\w.])(\d{1,3}(?:[.,]\d+)?)\s?(?:%|percent\b|per cent\b)")
_OF_THEM = re.compile(
    rf"(?<![\w.])(\d{{1,3}}(?:[.,]\d+)?)\s?(?:%|percent\b|per cent\b)\s+of\s+(?:(?!\d)[\w-]+\s+){{0,3}}?{_WHO}",
    re.IGNORECASE,
)
_WORDS = (
    (re.compile(rf"\b(?:all|every)\s+(?:of\s+(?:our|the)\s+)?(?:\w+\s+)?{_WHO}\b", re.IGNORECASE), 1.0, "all"),
    (
        re.compile(r"\b(?:everyone|everybody|nobody can|no ?one can|no (?:customers?|users?) can)\b", re.IGNORECASE),
        1.0,
        "all",
    ),
    (re.compile(r"\b(?:most|the majority)\b", re.IGNORECASE), 0.51, "most"),
    (re.compile(r"\bthree[ -]quarters\b", re.IGNORECASE), 0.75, "three quarters of"),
    (re.compile(r"\btwo[ -]thirds\b", re.IGNORECASE), 0.67, "two thirds of"),
    (re.compile(r"\bhalf\b", re.IGNORECASE), 0.5, "half of"),
    (re.compile(r"\ba third\b", re.IGNORECASE), 0.33, "a third of"),
    (re.compile(r"\ba quarter\b", re.IGNORECASE), 0.25, "a quarter of"),
)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "twenty": 20, "a hundred": 100,
}  # fmt: skip
_N = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_ONE_IN = re.compile(
    rf"\b{_N}\s+(?:[\w-]+\s+){{0,3}}?(?:in|out of)\s+(?:every\s+)?{_N}\b"
    r"(?![:.,]\d|\s*(?:%|min|h\b|hours?|regions?|zones?))",
    re.IGNORECASE,
)
"""``one API call in eight``, ``3 out of 10``."""
_NOBODY = re.compile(
    r"\bno (?:customers?|users?|clients?)(?: (?:were|was|are|is|have been|has been))?"
    r" (?:affected|impacted|hurt|harmed)\b"
    r"|\bno (?:customer|user|client)[ -](?:facing )?impact\b"
    r"|\b(?:not|never) (?:affect|impact)(?:ing|ed)? (?:any )?(?:customers?|users?)\b"
    r"|\bwithout (?:any )?(?:customer|user) impact\b",
    re.IGNORECASE,
)
_ISOLATED_VERB = re.compile(r"^\s+(?:the|a|an|this|that|these|those|our|it|to)\b")
_MOST_HURT = re.compile(rf"\b(?:most|the majority of)\s+(?:\w+\s+)?{_WHO}\s+(?:cannot|can't|could not|see|saw)\b")
_CLOSE = 0.25
"""A stated share may differ from the record's by this part of it: people round."""


def shares_in(text: str) -> Iterator[float]:
    """Every share of the customers that a statement gives in figures, else in words; from 0 to 1."""
    figures = [float(found[1].replace(",", ".")) / 100 for found in _PERCENT.finditer(text)]
    figures += [_number(found[1]) / _number(found[2]) for found in _ONE_IN.finditer(text) if _number(found[2])]
    yield from (figure for figure in figures if figure <= 1)
    if not figures:
        yield from (share for pattern, share, _ in _WORDS if pattern.search(text))


def _number(word: str) -> float:
    return float(word) if word.isdigit() else float(_NUMBERS[word.casefold()])


def judge(said: Said) -> list[Check]:
    statements = list(_statements(said))
    shares = [share for text in statements for share in shares_in(text)]
    found = []
    if rule := said.rule("few"):
        found += list(_few(said, rule, max(shares, default=0.0)))
    if shares:
        found += list(_stated(said, shares))
    found += list(_nobody(said, max(shares, default=0.0)))
    return found


def _statements(said: Said) -> Iterator[str]:
    """The impact as it stands, what earlier messages gave as impact, and the title where neither says a share."""
    incident = said.incident
    if incident.impact:
        yield incident.impact.text
    if not incident.open or incident.status is Status.MONITORING or incident.impact is None:
        yield from (value for message in incident.messages if message.out and (value := message.facts.get("impact")))
    if incident.impact is None:
        yield incident.title


def words_of(share: float) -> str:
    """A share as a message says it: ``about 70%``."""
    return f"about {share * 100:.0f}%" if share != int(share) else ("all" if share else "none")


def _record(said: Said) -> str:
    impact = said.incident.impact
    return (
        f'the record says "{impact.text}" ({impact.at.hhmm()})' if impact else f'the title is "{said.incident.title}"'
    )


def _few(said: Said, rule: HonestyRule, share: float) -> Iterator[Check]:
    if share <= (rule.over_share or 0.0) or not rule.words:
        return
    for found in any_of(rule.words).finditer(said.read):
        before, after = around(said.read, found)
        if "isolated" in found[0].casefold() and (
            _ISOLATED_VERB.match(after) or re.search(r"\b(?:have|has|had|been|we|now)\s+$", before)
        ):
            continue
        if _owned_up(said.read, found, share):
            continue
        phrase, better = _bigger(said.read, found, share)
        place = said.replace(phrase, better) if better else said.look_at(found[0])
        fix = f'Say "{better}"' if place[1] and better else "Say how many"
        text = f'It says "{found[0]}", and {_record(said)}'
        yield Check(level_of(rule), "few", text, fix, *place)


def _owned_up(text: str, found: re.Match[str], share: float) -> bool:
    """The same sentence gives the large share too: "some see slow pages; most customers cannot pay"."""
    rest = re.split(r"[.!?]\s|\n", text[found.end() : found.end() + 200])[0]
    stated = [float(figure[1].replace(",", ".")) / 100 for figure in _PERCENT.finditer(rest)]
    return bool(_MOST_HURT.search(rest)) or any(share * (1 - _CLOSE) <= figure <= 1 for figure in stated)


def _bigger(text: str, found: re.Match[str], share: float) -> tuple[str, str]:
    """The whole phrase with its article, and what the record would say; '' where no word fits."""
    start = found.start()
    if article := re.search(r"\ban?\s+(?:very |relatively )?$", text[max(0, start - 16) : start], re.IGNORECASE):
        start -= len(article[0])
    phrase = text[start : found.end()]
    amount = next((word for pattern, value, word in _WORDS if value == share and share < 1), "")
    amount = amount or (words_of(share) if share < 1 else "all")
    last = found[0].split()[-1].casefold()
    join = "" if amount.split()[-1] in ("of", "all", "most") else " of"
    if last in ("of", "number"):
        follows = re.match(r"\s+of\b", text[found.end() :], re.IGNORECASE) if last == "number" else None
        return phrase + (follows[0] if follows else ""), f"{amount}{join}"
    return (phrase, f"{amount}{join} {last}") if re.fullmatch(_WHO, last) else (phrase, "")


def _stated(said: Said, shares: list[float]) -> Iterator[Check]:
    """A share in the text that no statement on the record comes near to."""
    for found in _OF_THEM.finditer(said.read):
        told = float(found[1].replace(",", ".")) / 100
        if told > 1 or any(abs(told - share) <= max(0.02, share * _CLOSE) for share in shares):
            continue
        word = "less" if told < min(shares) else "more" if told > max(shares) else "another share"
        text = f"It says {found[1]}%, which is {word} than the record: {_record(said)}"
        field = said.field_with(found[0])
        impact = said.incident.impact
        if field is not None and field.typed and impact is not None and field.name in ("impact", "symptom"):
            place = said.replace(field.value, impact.text)
            yield warn("share", text, "Take the record's words, or log the new figure", place)
        else:
            yield warn("share", text, "Say what the record says, or log the new figure", said.look_at(found[0]))


def _nobody(said: Said, share: float) -> Iterator[Check]:
    if share <= 0 and not said.incident.customer_visible:
        return
    for found in _NOBODY.finditer(said.read):
        before, after = around(said.read, found)
        if re.search(r"\b(?:other|further|additional|longer|more)\b", f"{found[0]} {before[-20:]} {after[:12]}"):
            continue
        if re.match(r"\s+(?:on|in|with|using|who|whose|of|outside|from)\b", after):
            continue
        status = STATUS_NAMES[said.incident.status]
        text = f'It says "{found[0]}", and {_record(said)} ({status})'
        yield warn("no_impact", text, "Say who is affected", said.look_at(found[0]))
