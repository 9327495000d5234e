"""Where it stands: "resolved" without evidence, a status that the record does not know, components still hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from warroom.comms.checks import Check, CheckLevel, Remedy, begin_line, use_template
from warroom.comms.moments import length
from warroom.comms.said import Said, any_of, around, level_of, warn
from warroom.incident.countdowns import guard
from warroom.incident.phrases import STATUS_NAMES
from warroom.incident.playbook_parts import HonestyRule
from warroom.incident.words import ComponentState, Status

PAGES = {
    Status.INVESTIGATING: "page-investigating",
    Status.IDENTIFIED: "page-identified",
    Status.MITIGATING: "page-identified",
    Status.MONITORING: "page-monitoring",
    Status.RESOLVED: "page-resolved",
}
"""Which status page message fits a status (UI.md 7: mitigating is published as identified)."""
ENDINGS = ("resolution", "page-resolved", "resolution-email")

_NOT_YET = re.compile(
    r"(?:\b(?:not|n't|never|until|till|once|when|before|after|unless|if|will|would|to|being|be|get|getting|as soon as|"
    r"should|expect\w*|yet|partially|partly|mostly|earlier|previously|last"
    r"|said|stated|reported|wrote|a|an|hope\w*)\b[^,;]{0,28}|n't [^,;]{0,28})$"
)
_OTHER_SENSE = re.compile(
    r"^\s*(?:-|to the|to an|by dns|in version|in release|price|rate|income|schedule|width|size|cost)\b"
)


def judge(said: Said) -> list[Check]:
    found: list[Check] = []
    if rule := said.rule("resolved_early"):
        found += _resolved(said, rule)
    found += _component(said)
    found += _other_status(said)
    return found


def _resolved(said: Said, rule: HonestyRule) -> Iterator[Check]:
    """Resolved is said once customer impact has ended, the figures are normal and it held (PLAYBOOK, Resolution)."""
    why = evidence_lacking(said)
    if not why or not rule.words:
        return
    for found in any_of(rule.words).finditer(said.read):
        before, after = around(said.read, found, 60)
        if _NOT_YET.search(before) or _OTHER_SENSE.match(after) or said.read[found.end() : found.end() + 1] == "-":
            continue
        text = f'It says "{found[0].casefold()}", and the record says {why}'
        fix, remedy = _honest_end(said)
        yield Check(level_of(rule), "resolved_early", text, fix, said.look_at(found[0])[0], remedy)
        return


def evidence_lacking(said: Said) -> str:
    """What the record lacks before anybody may call it resolved; '' when nothing is lacking."""
    incident = said.incident
    if incident.status is Status.RESOLVED:
        early = incident.resolved_early
        return f"it was resolved early ({early})" if early else ""
    status = STATUS_NAMES[incident.status]
    if incident.mitigated_at is None:
        return f"{status}, with customer impact not ended"
    watch = guard(incident, said.playbook, said.now)
    if watch.in_flight:
        return f'{status}, with the change "{watch.in_flight[0].text}" still running'
    if not watch.satisfied:
        return f"{status}, stable for {length(watch.elapsed_s)} of {length(watch.needed_s)}"
    return status


def _honest_end(said: Said) -> tuple[str, Remedy | None]:
    """Resolve it if all is there; else the message that fits, else nothing but the word."""
    incident = said.incident
    if said.template is not None and said.template.name.startswith("page-") and incident.open:
        name = PAGES[incident.status]
        if name != said.template.name:
            return f"Use the message for {STATUS_NAMES[incident.status].lower()}", use_template(name)
    if said.template is not None and said.template.name in ENDINGS and incident.open:
        return "Resolve first: Ctrl+Shift+R", use_template("status-update") if not said.external else None
    return "Say where it stands", None


def _component(said: Said) -> Iterator[Check]:
    """A closing message, and a component that is not operational on the record."""
    if said.template is None or said.template.name != "page-resolved":
        return
    for name, state in said.incident.components.items():
        if state is not ComponentState.OPERATIONAL:
            text = f"It says resolved, and {name} is not operational on the record"
            line = f"/component {name} operational"
            yield Check(CheckLevel.WARN, "component", text, f"Log {line}", remedy=begin_line(line))
            return


def _other_status(said: Said) -> Iterator[Check]:
    """A status page message for another status than the record's; a closing one is judged by its evidence alone."""
    template, incident = said.template, said.incident
    if template is None or not template.name.startswith("page-") or template.name == "page-resolved":
        return
    fitting = PAGES[incident.status]
    if template.name in PAGES.values() and template.name != fitting:
        told = template.name.removeprefix("page-")
        text = f"It says {told}, and the record says {STATUS_NAMES[incident.status].lower()}"
        word = "resolved" if fitting == "page-resolved" else fitting.removeprefix("page-")
        yield warn("status", text, f"Use the message for {word}", ("", use_template(fitting)))
