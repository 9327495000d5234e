"""How facts read: the one catalogue of words for rows, exports and search.

Events hold codes and values; here they become the short present-tense words of UI.md 7. Nothing here changes a fact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warroom.incident import events as fact
from warroom.incident.events import Body, Unknown
from warroom.incident.words import (
    AskState,
    ChangeState,
    Confidence,
    DecisionNote,
    PageAnswer,
    RequirementName,
    Seat,
    Severity,
    Status,
)

SEVERITY_NAMES = {Severity.SEV1: "Critical", Severity.SEV2: "Major", Severity.SEV3: "Minor", Severity.SEV4: "Low"}
STATUS_NAMES = {status: status.value.capitalize() for status in Status}
CHANGE_NAMES = {
    ChangeState.PROPOSED: "Awaiting OK",
    ChangeState.APPROVED: "Approved",
    ChangeState.ON_HOLD: "On hold",
    ChangeState.DECLINED: "Declined",
    ChangeState.STARTED: "Running",
    ChangeState.WORKED: "Worked",
    ChangeState.NO_EFFECT: "No effect",
    ChangeState.WORSE: "Made it worse",
    ChangeState.BACKED_OUT: "Backed out",
    ChangeState.WITHDRAWN: "Withdrawn",
    ChangeState.REPORTED: "Done, outcome open",
}
ASK_NAMES = {
    AskState.OPEN: "open",
    AskState.ACKNOWLEDGED: "acknowledged",
    AskState.ANSWERED: "answered",
    AskState.DROPPED: "dropped",
}
PAGE_NAMES = {
    PageAnswer.WAITING: "no answer yet",
    PageAnswer.NO_ANSWER: "no answer",
    PageAnswer.ANSWERED: "answered",
}
CONFIDENCE_NAMES = {confidence: confidence.value.replace("_", " ") for confidence in Confidence}
SEAT_NAMES: dict[str, str] = {
    Seat.IC: "Commander",
    Seat.DEPUTY: "Deputy",
    Seat.OPS: "Ops lead",
    Seat.COMMS: "Comms lead",
    Seat.SCRIBE: "Scribe",
}
REQUIREMENT_NAMES: dict[str, str] = {
    RequirementName.RESPONDER: "Responder acknowledged",
    RequirementName.IC: "Commander named",
    RequirementName.WAR_ROOM: "War room open",
    RequirementName.LEADERSHIP: "Leadership told",
    RequirementName.STATUS_PAGE: "Status page updated",
    RequirementName.CUSTOMERS: "Customers told",
    RequirementName.ALL_HANDS: "All hands called",
}
TEMPLATE_NAMES = {
    "declaration": "Declaration",
    "status-update": "Internal update",
    "resolution": "Resolution",
    "initial-alert": "Initial alert (e-mail)",
    "numbered-update": "Numbered update (e-mail)",
    "page-investigating": "Status page: investigating",
    "page-identified": "Status page: identified",
    "page-monitoring": "Status page: monitoring",
    "page-resolved": "Status page: resolved",
    "customer-email": "Customer e-mail",
    "executive-brief": "Executive brief",
    "handoff": "Command handoff",
    "resolution-email": "Resolution (e-mail)",
    "banner": "In-app banner",
    "public-post": "Public post",
    "customer-brief": "Answer to a customer's leadership",
    "customer-report": "Customer report",
    "shift-handoff": "Shift handoff",
    "near-miss": "Near-miss note",
}
AUDIENCE_NAMES = {"leadership": "Leadership", "customers": "Customers", "allhands": "All hands"}
_SYSTEM = {
    "asleep": "Asleep {minutes} min ({start} to {end})",
    "asleep_due": "Asleep {minutes} min ({start} to {end}): {due}",
    "clock_changed": "The computer's clock moved {amount}",
    "restarted": "App restarted, away {away}",
    "backup": "Backup written: {path}",
}


def seat_name(seat: str) -> str:
    """``Commander``; a subject expert's seat reads by its prefix."""
    return SEAT_NAMES.get(seat) or f"Expert {seat.removeprefix('sme-').upper()}"


def template_name(template: str) -> str:
    return TEMPLATE_NAMES.get(template, template)


def phrase(body: Body) -> str:
    """What a row says. A kind without words of its own, or made by a newer version, says what it is."""
    words = _WORDS.get(type(body))
    if words is not None:
        return words(body)
    text = getattr(body, "text", None)
    if isinstance(text, str):
        return text
    return "Made by a newer version" if isinstance(body, Unknown) else body.KIND.replace("_", " ")


def _why(text: str) -> str:
    return f": {text}" if text else ""


def _declared(body: fact.Declared) -> str:
    extra = ", near miss" if body.near_miss else ""
    return f"Declared {body.severity.label}{extra}: {body.title}"


def _seat(body: fact.RoleAssigned) -> str:
    return f"{seat_name(body.seat)}: {'@' + body.handle if body.handle else 'nobody'}"


def _judged(body: fact.HypothesisJudged) -> str:
    if body.confidence is None:
        return f"Hypothesis {body.n} is the current belief"
    return f"Hypothesis {body.n}: {CONFIDENCE_NAMES[body.confidence]}{_why(body.why)}"


def _change(body: fact.ChangeMoved) -> str:
    voice = " by voice" if body.by_voice else ""
    return f"Change {body.n}: {CHANGE_NAMES[body.state]}{voice}{_why(body.why)}"


def _detected(body: fact.DetectionSet) -> str:
    by = f", by {body.source}" if body.source else ""
    return f"Detected {body.time.hhmm()} UTC{by}"


def _said(body: fact.SaidOnBridge) -> str:
    until = f", next by {body.until.hhmm()} UTC" if body.until else ""
    return f"Update said on the bridge{until}{_why(body.text)}"


def _told(body: fact.Told) -> str:
    via = f" via {body.via}" if body.via else ""
    return f"{AUDIENCE_NAMES.get(body.audience, body.audience)} told{via}"


def _bridge(body: fact.BridgeSet) -> str:
    pin = f"PIN {body.pin}" if body.pin else ""
    parts = [part for part in (body.number, pin, body.link) if part]
    return "Bridge: " + (" · ".join(parts) or body.text)


def _resolved(body: fact.Resolved) -> str:
    return f"Resolved early: {body.why}" if body.early else "Resolved"


def _message(word: str) -> Callable[[Any], str]:
    def words(body: fact.MessageQueued | fact.MessageSent | fact.MessageDelivered) -> str:
        to = getattr(body, "via", "") or getattr(body, "target", "")
        return f"{template_name(body.template)} {word}{', ' + to if to else ''}"

    return words


def _command_taken(body: fact.CommandTaken) -> str:
    unread = f". Not read together: {'; '.join(body.unread)}" if body.unread else ""
    return f"@{body.handle} has command{unread}"


def _snoozed(body: fact.TimerSnoozed) -> str:
    return f"{body.name.capitalize()} update silenced for {_span(body.seconds)}"


def _stepped(body: fact.ClockStepped) -> str:
    way = "forward" if body.seconds > 0 else "back"
    clocks = ""
    if body.old is not None and body.new is not None:
        day = "" if body.old.text[:10] == body.new.text[:10] else f"{body.new.text[:10]} "
        clocks = f", from {body.old.hhmmss()} to {day}{body.new.hhmmss()} UTC"
    moved = f"{way} {_span(abs(body.seconds))}{clocks}; deadlines keep their remaining time"
    return f"Clock corrected by hand, {moved}" if body.by_hand else f"The computer's clock moved {moved}"


def _span(seconds: float) -> str:
    """``47 min``, ``1 h 30 min``, ``20 s``."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    parts = [(hours, "h"), (minutes, "min"), (rest if not hours else 0, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def _waived(body: fact.RequirementWaived) -> str:
    return f"{REQUIREMENT_NAMES.get(body.name, body.name)}: not needed{_why(body.why)}"


def _ticked(body: fact.RequirementTicked) -> str:
    return f"{REQUIREMENT_NAMES.get(body.name, body.name)}: {'done' if body.done else 'open again'}"


def _paged(body: fact.Paged) -> str:
    who = " ".join(part for part in (body.tier.upper(), body.who and f"@{body.who}") if part)
    via = f" by {body.via}" if body.via else ""
    answer = f", {PAGE_NAMES[body.answer]}" if body.answer is not PageAnswer.WAITING else ""
    return f"Paged {who}{via}{answer}"


def _offered(body: fact.CommandOffered) -> str:
    return f"Command offered to @{body.to}" if body.to else "Command stays where it is"


def _noted(body: fact.DecisionNoted) -> str:
    word = "Objection to" if body.note is DecisionNote.OBJECTION else "Option beside"
    return f"{word} decision {body.n}: {body.text}"


def _reviewed(body: fact.DecisionReviewed) -> str:
    if body.box_s is not None and not body.text:
        return f"Decision {body.n}: to be looked at in {in_minutes(body.box_s)}"
    again = f", once more in {in_minutes(body.box_s)}" if body.box_s is not None else ""
    return f"Decision {body.n} looked at again{again}{_why(body.text)}"


def _linked(body: fact.HypothesisLinked) -> str:
    return f"Evidence {'against' if body.against else 'for'} hypothesis {body.n}"


def change_details(body: fact.ChangeDetailed) -> str:
    """``expect errors below 5%; risk low``: what was said about a change, without its name."""
    parts = [
        f"expect {body.expect}" if body.expect is not None else "",
        f"back it out if {body.abort}" if body.abort is not None else "",
        f"risk {body.risk}" if body.risk is not None else "",
        f"back out by: {body.back_out}" if body.back_out is not None else "",
        f"back out after {in_minutes(body.rollback_s)} unless it works" if body.rollback_s is not None else "",
    ]
    return "; ".join(part for part in parts if part)


def _detailed(body: fact.ChangeDetailed) -> str:
    return f"Change {body.n}: {change_details(body)}"


def in_minutes(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


def _attachment(body: fact.AttachmentAdded) -> str:
    words = body.caption or (f"{body.name} (needs a caption)" if body.mime.startswith("image/") else body.name)
    return f"{words}\n{body.preview}" if body.preview else words


def _system(body: fact.SystemRow) -> str:
    known = _SYSTEM.get(body.code)
    shown = {name: value.replace("{", "(").replace("}", ")") for name, value in body.params.items()}
    try:
        return known.format(**shown) if known else " ".join([body.code, *shown.values()])
    except KeyError:
        return " ".join([body.code, *shown.values()])


_WORDS: dict[type[Body], Callable[[Any], str]] = {
    fact.Declared: _declared,
    fact.Titled: lambda body: f"Title: {body.title}",
    fact.SeveritySet: lambda body: f"{body.severity.label} {SEVERITY_NAMES[body.severity]}{_why(body.why)}",
    fact.StatusSet: lambda body: f"Status: {STATUS_NAMES[body.status]}",
    fact.Triaged: lambda body: "Triaged",
    fact.TriageAnswered: lambda body: f"{body.question} {body.said or body.answer}",
    fact.StartSet: lambda body: f"Began {body.time.hhmm()} UTC",
    fact.DetectionSet: _detected,
    fact.Acknowledged: lambda body: f"Acknowledged {body.time.hhmm()} UTC",
    fact.Mitigated: lambda body: f"Customer impact ended {body.time.hhmm()} UTC",
    fact.Fixed: lambda body: f"Permanent fix in place {body.time.hhmm()} UTC",
    fact.Resolved: _resolved,
    fact.Reopened: lambda body: f"Reopened{_why(body.why)}",
    fact.NearMissSet: lambda body: "Near miss" if body.near_miss else "Not a near miss",
    fact.CustomerVisibleSet: lambda body: "Customers see it" if body.visible else "Customers do not see it",
    fact.SameAs: lambda body: f"Same trouble as {body.ref or body.other}",
    fact.RoleAssigned: _seat,
    fact.CommandOffered: _offered,
    fact.Paged: _paged,
    fact.PageMoved: lambda body: f"Page {body.n}: {PAGE_NAMES[body.answer]}{_why(body.text)}",
    fact.DecisionNoted: _noted,
    fact.DecisionReviewed: _reviewed,
    fact.HypothesisLinked: _linked,
    fact.ChangeDetailed: _detailed,
    fact.ChecklistWaived: lambda body: f"{body.item}: not needed{_why(body.why)}",
    fact.Recurred: lambda body: f"The same trouble as in {body.ref}{_why(body.title)}",
    fact.CameBack: lambda body: f"Came back as {body.ref}{_why(body.title)}",
    fact.Joined: lambda body: f"{body.ref} is the same trouble and goes on here{_why(body.title)}",
    fact.CommandTaken: _command_taken,
    fact.HypothesisJudged: _judged,
    fact.ChangeMoved: _change,
    fact.AskMoved: lambda body: f"Ask {body.n}: {ASK_NAMES[body.state]}{_why(body.text)}",
    fact.AskPutOff: lambda body: f"Ask {body.n}: in {in_minutes(body.box_s)}",
    fact.RequirementTicked: _ticked,
    fact.RequirementWaived: _waived,
    fact.ChecklistTicked: lambda body: f"{body.item}: {'done' if body.done else 'open again'}",
    fact.TimerSet: lambda body: f"Timer {body.name}: due {body.due.hhmm()} UTC",
    fact.TimerSnoozed: _snoozed,
    fact.Told: _told,
    fact.SaidOnBridge: _said,
    fact.BridgeSet: _bridge,
    fact.ChannelNamed: lambda body: f"Channel: {body.name}",
    fact.LinkAdded: lambda body: f"Link {body.label}: {body.url}",
    fact.ServiceAdded: lambda body: f"Service {body.name}{' removed' if body.removed else ''}",
    fact.ComponentSet: lambda body: f"Component {body.name}: {body.state.value}",
    fact.MessageQueued: _message("queued"),
    fact.MessageSent: _message("sent by hand"),
    fact.MessageDelivered: _message("delivered"),
    fact.MessageWithdrawn: lambda body: f"Message withdrawn{_why(body.why)}",
    fact.CopiedAnyway: lambda body: f"{template_name(body.template)} copied over: {', '.join(body.rules)}",
    fact.AttachmentAdded: _attachment,
    fact.PlaybookAdopted: lambda body: "Playbook of today adopted",
    fact.ClockCorrected: lambda body: f"Clock readings corrected by {body.shift_s:g} s",
    fact.ClockStepped: _stepped,
    fact.Undone: lambda body: f"Undone: {body.what.replace('_', ' ')}",
    fact.SystemRow: _system,
}
