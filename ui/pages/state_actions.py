"""What says how the incident stands: severity, status, beliefs, times, and lines of each kind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.actions import Action, Context, MenuName
from warroom.incident.phrases import SEVERITY_NAMES, STATUS_NAMES
from warroom.incident.words import Severity, Status
from warroom.scribe import lines

if TYPE_CHECKING:
    from ui.pages.war import WarPage

_MENU = MenuName.INCIDENT
_KINDS = (
    ("note", "Note", "", "write log"),
    ("decision", "Decision", "! ", "decide"),
    ("hypothesis", "Hypothesis", "? ", "belief theory cause"),
    ("change", "Propose a change", "> ", "rollback restart deploy ask for ok"),
    ("done_change", "Change that is made already", ">> ", "unannounced"),
    ("ask", "Ask somebody", "+ ", "question time box"),
    ("impact", "Customer impact", "~ ", "affected"),
    ("follow_up", "Follow-up for the postmortem", "todo ", "action later"),
)


def state_actions(page: WarPage) -> list[Action]:
    """In the order in which menus show them."""
    return [*_lines(page), *_severities(page), *_statuses(page), *_beliefs(page), *_facts(page)]


def begin_action(
    page: WarPage, name: str, text: str, line: str, *, under: str, group: int, also: str = "", menu: MenuName = _MENU
) -> Action:
    """An action that starts a line and leaves the rest to the person."""
    return Action(
        id=f"war.{name}",
        text=text,
        handler=partial(page.scribe.begin, line),
        context=Context.WAR,
        menu=menu,
        group=group,
        under=under,
        also=also,
        reason=page.no_incident,
    )


def _lines(page: WarPage) -> list[Action]:
    return [
        begin_action(page, f"log.{name}", f"Log: {text}", sign, under="Log", group=9, also=also)
        for name, text, sign, also in _KINDS
    ]


def _severities(page: WarPage) -> list[Action]:
    def already(severity: Severity) -> str:
        same = page.incident is not None and page.incident.severity is severity
        return page.no_incident() or (f"it is {severity.label} already" if same else "")

    return [
        Action(
            id=f"war.severity.{severity.value}",
            text=f"Severity: {severity.label} {SEVERITY_NAMES[severity]}",
            handler=partial(page.set_severity, severity),
            context=Context.WAR,
            menu=_MENU,
            group=10,
            under="Set severity",
            also="raise lower sev",
            reason=partial(already, severity),
        )
        for severity in Severity
    ]


def _statuses(page: WarPage) -> list[Action]:
    def already(status: Status) -> str:
        now = page.incident.status if page.incident is not None else None
        if now is Status.RESOLVED and status is not Status.RESOLVED:
            return "it is resolved: reopen it first"
        return page.no_incident() or (f"it is {STATUS_NAMES[status].lower()} already" if now is status else "")

    return [
        Action(
            id=f"war.status.{status.value}",
            text=f"Status: {STATUS_NAMES[status]}",
            handler=partial(page.set_status, status),
            context=Context.WAR,
            menu=_MENU,
            group=10,
            under="Set status",
            reason=partial(already, status),
        )
        for status in Status
    ]


def _beliefs(page: WarPage) -> list[Action]:
    def current() -> int:
        return (page.incident.current_hypothesis if page.incident is not None else None) or 0

    def none_current() -> str:
        return page.no_incident() or ("" if current() else "no hypothesis stands")

    def none_other() -> str:
        others = [row for row in page.incident.hypotheses if row.n != current()] if page.incident is not None else []
        return page.no_incident() or ("" if others else "there is no other hypothesis")

    def begin(line: str) -> None:
        page.scribe.begin(line.format(n=current()))

    rows = (
        ("belief", "How sure is the current hypothesis", "/belief {n} ", none_current, "confidence likely confirmed"),
        ("rule_out", "Rule out the current hypothesis", "/out {n} ", none_current, "wrong disproved"),
        ("promote", "Make another hypothesis the current one", "/promote ", none_other, "belief"),
    )
    return [
        Action(
            id=f"war.hypothesis.{name}",
            text=text,
            handler=partial(begin, line),
            context=Context.WAR,
            menu=_MENU,
            group=10,
            under="Hypotheses",
            reason=reason,
            also=also,
        )
        for name, text, line, reason, also in rows
    ]


def _facts(page: WarPage) -> list[Action]:
    def triaged() -> str:
        done = page.incident is not None and page.incident.triaged_at is not None
        return page.no_incident() or ("triage is done already" if done else "")

    def near_miss() -> bool:
        return page.incident is not None and page.incident.near_miss

    def turn_near_miss() -> None:
        page.session.do(lines.SetNearMiss(not near_miss()))

    make = partial(Action, context=Context.WAR, menu=_MENU, group=10, under="Facts")
    return [
        begin_action(page, "started", "When it began", "/started ", under="Facts", group=10, also="start time"),
        begin_action(page, "detected", "When it was noticed, and by what", "/detected ", under="Facts", group=10),
        begin_action(
            page, "mitigated", "When customer impact ended", "/mitigated ", under="Facts", group=10, also="end ended"
        ),
        begin_action(page, "title", "Change the title", "/title ", under="Facts", group=10, also="rename"),
        begin_action(page, "visible", "Whether customers see it", "/visible ", under="Facts", group=10),
        begin_action(page, "service", "Add an affected service", "/service ", under="Facts", group=10),
        make(
            id="war.triaged",
            text="Triage is done",
            handler=partial(page.session.do, lines.Triaged()),
            reason=triaged,
        ),
        make(
            id="war.near_miss",
            text="Near miss: caught in time",
            handler=turn_near_miss,
            checked=near_miss,
            reason=page.no_incident,
        ),
        begin_action(
            page, "same_as", "The same trouble as another incident", "/same-as ", under="Facts", group=10,
            also="duplicate join merge",
        ),
    ]  # fmt: skip
