"""Commands about the course of an incident, its people, promises and places: one small act for each.

An act checks the command against the state and appends, or raises ``Refused`` with the reason and the way out.
Commands about changes, asks and hypotheses are in ``proposals``; those about other entries in ``mending``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warroom.clock import Instant
from warroom.errors import Refused
from warroom.incident import events as fact
from warroom.incident.countdowns import guard
from warroom.incident.words import MessageState, Seat, Status
from warroom.room import mending, proposals, redoing, working
from warroom.room.acting import Acting, title_of
from warroom.scribe import lines as say

Act = Callable[[Acting, Any], None]
_EXPERT = "sme-"
SNOOZE_SEATS = (Seat.COMMS,)
SNOOZES_IN_A_ROW = 3
"""After that the tile offers only to say that there is no news (UI.md 6.3)."""


def do(act: Acting, command: say.Command) -> None:
    """Carry out one command of the scribe grammar."""
    _ACTS[type(command)](act, command)


# -- Course ------------------------------------------------------------------------------------------------------------


def _severity(act: Acting, command: say.SetSeverity) -> None:
    if command.severity == act.incident.severity:
        raise Refused(f"{act.incident.ref} is {command.severity.label} already.", code="unchanged")
    act.append(fact.SeveritySet(command.severity, command.why))


def _status(act: Acting, command: say.SetStatus) -> None:
    if command.status is Status.RESOLVED:
        _resolve(act, say.Resolve())
        return
    if not act.incident.open:
        raise Refused(f"{act.incident.ref} is resolved. /reopen WHY opens it again.", code="resolved")
    if command.status is act.incident.status:
        raise Refused(f"The status is {command.status.value} already.", code="unchanged")
    act.append(fact.StatusSet(command.status))


def _title(act: Acting, command: say.SetTitle) -> None:
    act.append(fact.Titled(title_of(command.title)))


def _near_miss(act: Acting, command: say.SetNearMiss) -> None:
    act.append(fact.NearMissSet(command.near_miss))


def _visible(act: Acting, command: say.SetVisible) -> None:
    act.append(fact.CustomerVisibleSet(command.visible))


def _started(act: Acting, command: say.SetStarted) -> None:
    act.append(fact.StartSet(act.not_future(command.time)))


def _detected(act: Acting, command: say.SetDetected) -> None:
    detect(act, command.time, command.source or "")


def detect(act: Acting, time: Instant, source: str) -> None:
    """Detected; by customers is a detection failure, which makes a follow-up by itself (PLAYBOOK, Triage)."""
    customer, known = act.playbook.customer_detected(source), act.incident.customer_detected
    act.append(fact.DetectionSet(act.not_future(time), source, customer))
    if customer and not known:
        customers_first(act)


def customers_first(act: Acting) -> None:
    act.append(fact.FollowUp("Customers noticed this before our own monitoring did. What should have told us?"))


def _acknowledged(act: Acting, command: say.Acknowledged) -> None:
    act.append(fact.Acknowledged(act.not_future(command.time or act.at)))


def _triaged(act: Acting, command: say.Triaged) -> None:
    act.append(fact.Triaged())


def _mitigated(act: Acting, command: say.SetMitigated) -> None:
    act.append(fact.Mitigated(act.not_future(command.time or act.at)))


def _fixed(act: Acting, command: say.SetFixed) -> None:
    act.append(fact.Fixed(act.not_future(command.time)))


def _alert(act: Acting, command: say.AlertReceived) -> None:
    act.append(fact.AlertReceived(command.source, command.text, actor=command.source))


def _resolve(act: Acting, command: say.Resolve) -> None:
    resolve(act, early_why=command.why if command.early else None)


def resolve(
    act: Acting, *, early_why: str | None, evidence: dict[str, str] | None = None, temporary: bool = False
) -> None:
    """Declare it resolved, once the stability guard is over (R9) or early with a reason."""
    incident = act.incident
    if not incident.open:
        raise Refused(f"{incident.ref} is resolved already.", code="unchanged")
    stable = guard(incident, act.playbook, act.at)
    if early_why is not None and not early_why.strip():
        raise Refused("Resolving early needs a reason: /resolve early WHY.", code="why_missing")
    if early_why is None and not stable.satisfied:
        minutes = stable.needed_s // 60
        if stable.since is None:
            raise Refused(
                f"Nothing on the record says that customer impact has ended. /mitigated says so and starts the "
                f"{minutes} min of the stability guard; /resolve early WHY resolves now.",
                code="not_mitigated",
            )
        left = f"{int(stable.remaining_s) // 60}:{int(stable.remaining_s) % 60:02d}"
        raise Refused(
            f"Stable since {stable.since.hhmm()} UTC, {left} of {minutes}:00 to go. "
            "Wait, or /resolve early WHY resolves now.",
            code="not_stable",
        )
    early = early_why is not None and not stable.satisfied
    act.append(fact.Resolved(early, early_why or "", evidence or {}, temporary))
    if temporary:
        act.append(fact.FollowUp("The mitigation is temporary. Replace it with a fix that stays."))


def _reopen(act: Acting, command: say.Reopen) -> None:
    """R12: within 24 h the same record goes on; after that a linked incident is declared."""
    incident = act.incident
    if incident.resolved_at is None:
        raise Refused(f"{incident.ref} is open.", code="unchanged")
    if act.at < incident.resolved_at:
        raise Refused(
            f"{incident.ref} was resolved at {incident.resolved_at.hhmm()} UTC. It reopens after that; check the time.",
            code="before_resolved",
        )
    if act.at.since(incident.resolved_at) > act.playbook.clocks.reopen_within_s:
        raise Refused(
            f"{incident.ref} was resolved more than 24 h ago, so its record is closed. "
            f"Declare a new incident; /same-as {incident.ref} there links the two.",
            code="too_old",
        )
    act.append(fact.Reopened(command.why))


def _same_as(act: Acting, command: say.SameAs) -> None:
    other = act.tx.find(command.reference)
    if other == act.incident.id:
        raise Refused("An incident cannot be the same as itself.", code="itself")
    state = act.tx.incident(other)
    if state.same_as:
        raise Refused(f"{state.ref} goes on in another incident itself. Name that one.", code="joined_already")
    if act.incident.same_as:
        raise Refused(
            f"{act.incident.ref} was joined to another incident already. /undo takes that back.", code="joined"
        )
    if state.open:
        act.append(fact.SameAs(other, state.ref))
        act.tx.append(other, fact.Joined(act.incident.id, act.incident.ref, act.incident.title), at=act.at)
    else:
        _recurs(act, other)


def _recurs(act: Acting, earlier: str) -> None:
    """Nothing goes on in an incident that is over: the two are linked, and this one's clocks run (R12)."""
    before = act.tx.incident(earlier)
    if earlier in act.incident.recurs:
        raise Refused(f"{act.incident.ref} is linked to {before.ref} already.", code="unchanged")
    act.append(fact.Recurred(earlier, before.ref, before.title))
    now = act.incident
    act.tx.append(earlier, fact.CameBack(now.id, now.ref, now.title), at=act.at)


# -- People ------------------------------------------------------------------------------------------------------------


def _role(act: Acting, command: say.AssignRole) -> None:
    """Command is never taken from somebody by naming another: that is an offer, which its receiver confirms."""
    handle, seat = command.handle or "", _seat(act, command.seat)
    if seat == Seat.IC and handle and act.incident.roles.get(Seat.IC):
        _offer(act, say.OfferCommand(handle))
        return
    if act.incident.roles.get(seat, "") == handle:
        raise Refused("That seat is held so already.", code="unchanged")
    act.append(fact.RoleAssigned(seat, handle))


def _seat(act: Acting, typed: str) -> str:
    """The seat that is meant: a subject that is no role of the playbook is an expert's, ``db`` as ``sme-db``."""
    known = (*Seat, *(role.key for role in act.playbook.roles), *act.incident.roles)
    return typed if typed in known or typed.startswith(_EXPERT) else f"{_EXPERT}{typed}"


def _offer(act: Acting, command: say.OfferCommand) -> None:
    """With nobody named in command, naming takes effect at once (DESIGN 5)."""
    held = act.incident.roles.get(Seat.IC, "")
    if held == command.handle:
        raise Refused(f"@{command.handle} has command already.", code="unchanged")
    if held:
        act.append(fact.CommandOffered(command.handle))
    else:
        act.append(fact.RoleAssigned(Seat.IC, command.handle))


def _take(act: Acting, command: say.TakeCommand) -> None:
    take(act, command.handle or act.author, [])


def take(act: Acting, handle: str, unread: list[str]) -> None:
    """The receiver has command; the commander who takes it while it is on offer keeps it, and the offer ends."""
    if act.incident.roles.get(Seat.IC, "") == handle and act.incident.command_offered:
        act.by(fact.CommandOffered(""), handle)
        return
    if act.incident.roles.get(Seat.IC, "") == handle:
        raise Refused(f"@{handle} has command already.", code="unchanged")
    act.by(fact.CommandTaken(handle, unread), handle)


# -- Promises ----------------------------------------------------------------------------------------------------------


def _timer(act: Acting, command: say.SetTimer) -> None:
    """A countdown of updates may be pulled in; only a sent update moves it out (R4)."""
    due = command.time if command.time is not None else act.at.plus(command.seconds or 0)
    held = {"internal": act.incident.internal, "external": act.incident.external}.get(command.name)
    if held is not None and held.due_at is not None and due > held.due_at:
        raise Refused(
            f"The {command.name} update is due {held.due_at.hhmm()} UTC. Only an update that was sent moves it later.",
            code="timer_later",
        )
    act.append(fact.TimerSet(command.name, due))


def _snooze(act: Acting, command: say.Snooze) -> None:
    """Silences, never moves; bounded at SEV-1 and SEV-2, and the external countdown never (PLAYBOOK, Clocks)."""
    incident = act.incident
    if command.name != "internal":
        raise Refused("The external update is never silenced: customers wait for it.", code="external_snooze")
    allowed = {incident.commander, *(incident.roles.get(seat, "") for seat in SNOOZE_SEATS)}
    if act.author not in allowed:
        raise Refused("Only the commander or the comms lead silences a countdown.", code="not_allowed")
    total = act.playbook.rules(incident.severity).snooze_total_s
    last = incident.internal.last_at
    since = [seconds for at, seconds in incident.internal.snoozes if last is None or at >= last]
    used = sum(since)
    if len(since) >= SNOOZES_IN_A_ROW:
        raise Refused(
            f"The internal update was silenced {len(since)} times since the last one. "
            "Say that there is no news: that takes one key.",
            code="snooze_used",
        )
    if total is not None and used + command.seconds > total:
        raise Refused(
            f"At {incident.severity.label} the internal update is silenced for {total // 60} min in all, "
            f"and {used // 60} min are used. Say that there is no news: that takes one key.",
            code="snooze_used",
        )
    act.append(fact.TimerSnoozed(command.name, command.seconds))


def _told(act: Acting, command: say.Told) -> None:
    act.append(fact.Told(command.audience.value, command.via))


def _said(act: Acting, command: say.SaidOnBridge) -> None:
    act.append(fact.SaidOnBridge(command.text, command.until))


def _sent(act: Acting, command: say.SentByHand) -> None:
    """``/sent``: an update went out by hand; which template fits follows from audience and status (UI.md 7)."""
    if command.time is not None:
        act.at = act.not_future(command.time)
    template = fitting_template(act, command.audience)
    message = fact.MessageSent(
        message_id(act), template, "", command.via or MessageState.SENT_BY_HAND.value.replace("_", " "), command.until
    )
    act.append(message)


def fitting_template(act: Acting, audience: say.UpdateAudience) -> str:
    """Mitigating is published as Identified; the other statuses keep their name."""
    if audience is say.UpdateAudience.INTERNAL:
        return "status-update"
    return "page-" + act.playbook.status_page_word(act.incident.status).lower()


def message_id(act: Acting) -> str:
    """Messages are numbered within their incident; the number stands in the event."""
    return f"{act.incident.id}/{len(act.incident.messages) + 1}"


def _tick(act: Acting, command: say.TickRequirement) -> None:
    _known_requirement(act, command.name)
    act.append(fact.RequirementTicked(command.name.value, command.done))


def _waive(act: Acting, command: say.WaiveRequirement) -> None:
    _known_requirement(act, command.name)
    if not command.why.strip():
        raise Refused("Not needed wants a reason, in three words.", code="why_missing")
    act.append(fact.RequirementWaived(command.name.value, command.why))


def _known_requirement(act: Acting, name: str) -> None:
    if act.incident.requirement(name) is None:
        raise Refused(f"{act.incident.severity.label} has no such requirement: {name}.", code="no_requirement")


# -- Places ------------------------------------------------------------------------------------------------------------


def _bridge(act: Acting, command: say.SetBridge) -> None:
    act.append(fact.BridgeSet(command.text, command.number, command.pin, command.link))


def _channel(act: Acting, command: say.SetChannel) -> None:
    act.append(fact.ChannelNamed(command.name))


def _link(act: Acting, command: say.AddLink) -> None:
    act.append(fact.LinkAdded(command.kind, command.url))


def _service(act: Acting, command: say.AddService) -> None:
    if command.name in act.incident.services:
        raise Refused(f"Service {command.name} stands there already.", code="unchanged")
    act.append(fact.ServiceAdded(command.name))


def _component(act: Acting, command: say.SetComponent) -> None:
    act.append(fact.ComponentSet(command.name, command.state))


# -- Pages: for the window to open; the command line names its own way -------------------------------------------------


def _open_page(act: Acting, command: say.OpenPage) -> None:
    act.page, act.argument = command.page.value, command.argument


def _open_update(act: Acting, command: say.OpenUpdate) -> None:
    act.page, act.argument = "update", fitting_template(act, command.audience)


_ACTS: dict[type, Act] = {
    say.SetSeverity: _severity,
    say.SetStatus: _status,
    say.SetTitle: _title,
    say.SetNearMiss: _near_miss,
    say.SetVisible: _visible,
    say.SetStarted: _started,
    say.SetDetected: _detected,
    say.Acknowledged: _acknowledged,
    say.Triaged: _triaged,
    say.SetMitigated: _mitigated,
    say.SetFixed: _fixed,
    say.AlertReceived: _alert,
    say.Resolve: _resolve,
    say.Reopen: _reopen,
    say.SameAs: _same_as,
    say.AssignRole: _role,
    say.OfferCommand: _offer,
    say.TakeCommand: _take,
    say.SetTimer: _timer,
    say.Snooze: _snooze,
    say.Told: _told,
    say.SaidOnBridge: _said,
    say.SentByHand: _sent,
    say.TickRequirement: _tick,
    say.WaiveRequirement: _waive,
    say.SetBridge: _bridge,
    say.SetChannel: _channel,
    say.AddLink: _link,
    say.AddService: _service,
    say.SetComponent: _component,
    say.OpenPage: _open_page,
    say.OpenUpdate: _open_update,
    **proposals.ACTS,
    **mending.ACTS,
    **redoing.ACTS,
    **working.ACTS,
}
