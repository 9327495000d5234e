"""What stays inside: hosts, addresses, tickets, versions, stack traces, channels and the team's own references.

For readers outside alone. Public names stay: regions, protocols, error codes that customers see, app versions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import TypeAlias

from warroom.comms.checks import Check, CheckLevel
from warroom.comms.said import Said, around, level_of

Found: TypeAlias = Iterator[tuple[str, str, str]]
"""The rule, what it is called in the sentence, and the very words."""

_STEM = (
    r"(?:db|database|web|app|api|cache|redis|mysql|maria|postgres|pgsql|pg|kafka|node|host|srv|server|worker|lb|haproxy|"
    r"proxy|nginx|queue|mq|rabbit|elastic|mongo|etcd|vm|bastion|edge|gw|gateway|prod|stg|staging|k8s|kube|pod|primary|"
    r"replica|shard|master|slave|ip|eks|gke|rds|jenkins|build|runner|backend|frontend)"
)
_POD = r"[0-9bcdf-hj-np-tv-xz]"
"""What Kubernetes draws the ends of pod names from: no vowels, so that no word comes out."""
_HOST = re.compile(
    r"(?<![\w@./-])(?:"
    r"[a-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,6}\.(?:internal|local|localdomain|lan|corp|intra|intranet|svc|cluster|consul)(?:\.[\w-]+)*"
    rf"|(?:[a-z0-9]{{1,20}}-){{0,4}}{_STEM}(?:-[a-z0-9]{{1,20}}){{0,4}}-[a-z]?\d{{1,4}}[a-z]?(?:\.[\w-]+)*"
    rf"|{_STEM}\d{{2,4}}[a-z]?(?:\.[\w-]+)*"
    rf"|[a-z0-9]{{1,20}}(?:-[a-z0-9]{{1,20}}){{0,6}}-{_POD}{{8,10}}-{_POD}{{5}}"
    r"|localhost(?::\d+)?"
    r")(?![\w-])",
    re.IGNORECASE,
)
_REGION = re.compile(r"[a-z]{2,12}-(?:gov-)?(?:north|south|east|west|central)[a-z]*-?\d[a-z]?", re.IGNORECASE)
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
_TICKET = re.compile(r"(?<![\w/-])[A-Z][A-Z0-9]{1,9}-\d{1,6}(?![\w-])")
_TICKET_WORDS = re.compile(
    r"\b(?:ticket|bug|pull request|merge request|jira|PR|MR)\s*(?:no\.?|number)?\s*[#!]?\d{2,}\b"
)
_PUBLIC_CODES = re.compile(
    r"(?:SEV|UTF|ISO|SHA|COVID|TLS|SSL|AES|RSA|HTTP|IPV|RFC|CVE|UTC|GMT|MP|USB|A|B|Q|H|FIPS|SOC|PCI|EU|US|ES|HS|RS|EC|P|"
    r"MD|WPA|WIFI|GPT|TIER|LEVEL|PHASE|DAY|STEP|PART|AZ|TOP|VPN|SIM|CO|F)-\d+"
)
_VERSION = re.compile(
    r"(?<![\w.])(?:v\d+(?:\.\d+)+\w*|(?:build|revision|commit|changeset)\s+#?[0-9a-f]{4,40})(?![\w])", re.IGNORECASE
)
_RELEASE = re.compile(r"\b(?:release|version|deploy(?:ment)?)\s+\d+(?:\.\d+)+\b", re.IGNORECASE)
_PUBLIC_SOFTWARE = re.compile(
    r"\b(?:app|ios|android|sdk|client|library|plugin|extension|browser|api|tls|http|upgrade|update to)\b"
)
_TRACE = re.compile(
    r"Traceback \(most recent call last\)"
    r"|^\s*at [\w$.<>]+\([^)\n]*:\d+\)"
    r"|(?<![\w.])[A-Za-z_][\w.]*(?:Exception|Error)(?::\s|\b(?=\s+at\b))"
    r'|File "[^"\n]+", line \d+'
    r"|\b(?:panic: |goroutine \d+|segfault|SIGSEGV|SIGKILL|OOMKilled|CrashLoopBackOff|core dumped)"
    r"|\b0x[0-9a-f]{6,}\b"
    r"|\bE(?:CONNREFUSED|TIMEDOUT|NOTFOUND|ACCES|PIPE|CONNRESET)\b"
    r"|\berrno \d+",
    re.MULTILINE,
)
_FILE_PATH = re.compile(r"(?<![\w/:.])/(?:var|etc|opt|usr|home|srv|tmp|proc|mnt)/[\w./-]+")
_INSIDE_LINK = re.compile(
    r"https?://[^\s/]*(?:grafana|kibana|datadoghq|internal|corp\b|\.local|localhost|jira|confluence|wiki|pagerduty|sentry|"
    r"splunk|jenkins|argocd|vpn)[^\s]*",
    re.IGNORECASE,
)
_CHANNEL = re.compile(r"(?<![\w&#/])#[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+", re.IGNORECASE)
_PIN = re.compile(r"\b(?:PIN|passcode|meeting id)\s*:?\s*\d{3,}", re.IGNORECASE)
_EMAIL = re.compile(r"\b[a-z]+[._][a-z]+@[\w-]+(?:\.[\w-]+)+\b", re.IGNORECASE)
_SERVICE = re.compile(r"[-_.\d]|[a-z][A-Z]")


def judge(said: Said) -> list[Check]:
    rule = said.rule("internals")
    if rule is None or not (said.external or not rule.external_only):
        return []
    found = []
    for family in _FAMILIES:
        for name, what, words in family(said):
            text = f"{what} {words} is in customer text"
            place = said.replace(words, "") if name in _CAN_GO else said.look_at(words)
            fix = "Take it out" if name in _CAN_GO else "Say it in the customer's words"
            found.append(Check(level_of(rule), name, text, fix, *place))
    return found or [Check(CheckLevel.OK, "internals", "No hosts, tickets or other internals are named")]


_CAN_GO = ("ticket", "reference", "link", "email")
"""What a sentence can do without: one key takes it out. The rest needs another word, which a person has to find."""


def _known(said: Said) -> Found:
    """What the record itself calls its own: channel, reference, services, links."""
    incident, folded = said.incident, said.read.casefold()
    if incident.channel and incident.channel.casefold() in folded:
        yield "channel", "The channel", incident.channel
    if incident.number and incident.ref.casefold() in folded:
        yield "reference", "The reference", incident.ref
    for link in incident.links:
        if link.url and link.url in said.read:
            yield "link", "The internal link", link.url
    for service in incident.services:
        if _SERVICE.search(service) and re.search(
            rf"(?<![\w-]){re.escape(service)}(?![\w-])", said.read, re.IGNORECASE
        ):
            yield "service", "The internal name", service


def _hosts(said: Said) -> Found:
    for found in _HOST.finditer(said.read):
        if not _REGION.fullmatch(found[0]) and found[0].casefold() not in map(str.casefold, said.incident.services):
            yield "host", "The host name", found[0].rstrip(".")


def _addresses(said: Said) -> Found:
    for pattern in (_IPV4, _IPV6):
        for found in pattern.finditer(said.read):
            if _is_address(found[0]):
                yield "ip", "The IP address", found[0]


def _is_address(word: str) -> bool:
    bare = word.partition("/")[0]
    if ":" in bare and "::" not in bare and bare.count(":") != 7:
        return False
    try:
        ip_address(bare)
    except ValueError:
        return False
    return len(bare) > 3


def _tickets(said: Said) -> Found:
    own = said.incident.ref if said.incident.number else ""
    for found in _TICKET.finditer(said.read):
        if not _PUBLIC_CODES.fullmatch(found[0]) and not found[0].startswith("CVE-") and found[0] != own:
            yield "ticket", "The ticket id", found[0]
    for found in _TICKET_WORDS.finditer(said.read):
        before, _ = around(said.read, found)
        if not re.search(r"\b(?:your|support)\s+$", before):
            yield "ticket", "The ticket id", found[0]


def _versions(said: Said) -> Found:
    for pattern in (_VERSION, _RELEASE):
        for found in pattern.finditer(said.read):
            before, after = around(said.read, found)
            if not _PUBLIC_SOFTWARE.search(f"{before} {after}"):
                yield "version", "The internal word", found[0]


def _machinery(said: Said) -> Found:
    if found := _TRACE.search(said.read):
        yield "stack_trace", "The engineers' output", f'"{" ".join(found[0].split())[:40]}"'
    for found in _FILE_PATH.finditer(said.read):
        yield "path", "The file name", found[0]


def _ways_in(said: Said) -> Found:
    known = {link.url for link in said.incident.links}
    for found in _INSIDE_LINK.finditer(said.read):
        if found[0] not in known:
            yield "link", "The internal link", found[0]
    for found in _CHANNEL.finditer(said.read):
        if found[0].casefold() != said.incident.channel.casefold():
            yield "channel", "The channel", found[0]
    for found in _PIN.finditer(said.read):
        yield "bridge", "The bridge's", found[0]
    for found in _EMAIL.finditer(said.read):
        yield "email", "A person's address", found[0]


_FAMILIES: tuple[Callable[[Said], Found], ...] = (
    _known,
    _hosts,
    _addresses,
    _tickets,
    _versions,
    _machinery,
    _ways_in,
)
