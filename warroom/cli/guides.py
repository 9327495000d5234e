"""``warroom say``, ``catchup`` and ``triage``: what a good deputy would whisper, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from warroom.cli.call import Call, past, warn
from warroom.errors import UsageError
from warroom.incident.words import Seat
from warroom.postmortem.wording import moment, visible
from warroom.text import handle

if TYPE_CHECKING:
    from warroom.comms.prompts import Prompt
    from warroom.incident.catching_up import CatchUp
    from warroom.incident.checklists import ChecklistView
    from warroom.incident.triage_view import TriageView
    from warroom.readiness.contacts import Person


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.option("--all", "all_", is_flag=True, help="Every prompt that can be filled.")
@click.pass_obj
def say(call: Call, reference: str | None, all_: bool) -> None:
    """What the commander may say next, to read aloud; the first one fits best."""
    from warroom.room.guides import team_prompts

    with call.workspace() as workspace:
        for problem in team_prompts().problems:
            warn(problem.sentence)
        prompts = workspace.say_next(workspace.incident_id(reference), everything=all_)
        facts = [{"key": row.key, "name": row.name, "text": row.text, "why": row.why} for row in prompts]
        call.answer(facts, lambda: "\n\n".join(map(_prompt, prompts)))


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.option("--since", metavar="T", help="Since this time.")
@click.option("--left", metavar="HANDLE", help="Since this person last wrote something; default yourself.")
@click.option(
    "--role", "seat", type=click.Choice([seat.value for seat in Seat]), help="In the order that this seat needs."
)
@click.pass_obj
def catchup(call: Call, reference: str | None, since: str | None, left: str | None, seat: str | None) -> None:
    """What has changed since a time, or since somebody left."""
    who = handle(left) if left else ""
    if who is None:
        raise UsageError(f"{left!r} cannot be a handle: a to z, 0 to 9, dot, dash or underscore, 32 at most.")
    with call.workspace() as workspace:
        now = workspace.clock.now()
        told = workspace.catch_up(
            workspace.incident_id(reference), since=past(since, now) if since else None, left=who, seat=seat or ""
        )
        call.answer(_facts(told), lambda: _page(told))


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.pass_obj
def triage(call: Call, reference: str | None) -> None:
    """What triage knows so far: the severity that it suggests, whom to page, what to try next."""
    from warroom.incident.triage_view import triage_view

    with call.workspace() as workspace:
        state = workspace.record.incident(workspace.incident_id(reference))
        view = triage_view(state, workspace.record.playbook(state.playbook), workspace.clock.now())
        people = workspace.contacts().to_page(view.suggestion.page, state.services)
        facts = _triage_facts(view) | {"people": {name: [row.handle for row in rows] for name, rows in people}}
        call.answer(facts, lambda: "\n".join([_triage_page(view), *_numbers(people)]))


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.pass_obj
def checklists(call: Call, reference: str | None) -> None:
    """The checklists as they stand; /check, /uncheck and /skip of the scribe line change them."""
    from warroom.incident.checklists import checklists as views

    with call.workspace() as workspace:
        state = workspace.record.incident(workspace.incident_id(reference))
        rows = views(state, workspace.record.playbook(state.playbook))
        facts = [
            {
                "key": row.key,
                "name": row.name,
                "settled": row.settled,
                "items": [{"n": item.n, "text": item.text, "state": item.state, "why": item.why} for item in row.items],
            }
            for row in rows
        ]
        call.answer(facts, lambda: "\n\n".join(map(_checklist, rows)))


def _checklist(row: ChecklistView) -> str:
    lines = [f"{row.name} ({row.key}) {row.settled} of {len(row.items)}"]
    for item in row.items:
        state = item.state.value.replace("_", " ") if item.settled else ""
        why = f": {visible(item.why)}" if item.why else ""
        lines.append(f"  {item.n:>2}  {visible(item.text):<58} {state}{why}".rstrip())
    return "\n".join(lines)


@click.command()
@click.pass_obj
def rules(call: Call) -> None:
    """The rules of the war room, to pin up or read aloud; your playbook may hold others."""
    with call.workspace(create=True) as workspace:
        room = workspace.playbook.room
        facts = {"rules": list(room.rules), "commander_keeps": list(room.ic_keeps)}
        kept = ["", "The commander keeps", *(f"  - {row}" for row in room.ic_keeps)]
        call.answer(facts, lambda: "\n".join([*(f"- {row}" for row in room.rules), *kept]))


def _numbers(people: tuple[tuple[str, tuple[Person, ...]], ...]) -> list[str]:
    """Whom to call, as far as the contacts know."""
    known = [(name, row) for name, rows in people for row in rows]
    lines = [f"  {name:<24} {visible(row.name):<22} {row.phone or 'no number'}" for name, row in known]
    return ["", "Call", *lines] if lines else []


def _prompt(row: Prompt) -> str:
    why = f"  ({row.why})" if row.why else ""
    return f"{row.name}{why}\n  {visible(row.text)}"


def _facts(told: CatchUp) -> dict[str, object]:
    return {
        "since": told.since.text,
        "now": told.now.text,
        "seat": told.seat,
        "who": told.who,
        "rows": told.rows,
        "sections": [
            {
                "part": section.part.value,
                "left_out": section.left_out,
                "lines": [
                    {"text": line.text, "at": line.at.text if line.at else None, "entry": line.entry or None}
                    for line in section.lines
                ],
            }
            for section in told.sections
        ],
    }


def _page(told: CatchUp) -> str:
    rows = f"{told.rows} rows" if told.rows != 1 else "1 row"
    lines = [f"Since {moment(told.since)}: {rows}." if told.rows else f"Nothing was logged since {moment(told.since)}."]
    for section in told.sections:
        lines += ["", section.title]
        if section.left_out:
            lines.append(f"  … {section.left_out} more before these")
        lines += [f"  {line.at.hhmm() if line.at else '     '}  {visible(line.text)}" for line in section.lines]
    return "\n".join(lines)


def _triage_facts(view: TriageView) -> dict[str, object]:
    suggested = view.suggestion
    return {
        "questions": [{"key": row.question.key, "answer": row.answer} for row in view.questions],
        "reach": list(view.reach),
        "severity": suggested.severity,
        "or_severity": suggested.or_severity,
        "page": list(suggested.page),
        "patterns": [{"key": row.pattern.key, "answer": row.answer} for row in view.patterns],
        "ladder": [
            {"key": rung.mitigation.key, "acts": list(rung.acts), "fits": bool(rung.patterns), "tried": rung.tried}
            for rung in view.ladder
        ],
        "next": view.next.mitigation.key if view.next else None,
        "escalate": view.escalate,
        "tier": view.tier.key if view.tier else None,
    }


def _triage_page(view: TriageView) -> str:
    lines = [
        f"{row.question.question}  {visible(row.answer) or '/triage ' + row.question.key + ' …'}"
        for row in view.questions
    ]
    suggested = view.suggestion
    if suggested.severity is not None:
        also = f" or {suggested.or_severity.label}" if suggested.or_severity else ""
        because = ", ".join(row.name for row in suggested.because)
        lines += ["", f"Suggests {suggested.severity.label}{also}, because: {because}"]
        lines.append(f"Page: {', '.join(suggested.page)}")
    lines += ["", "What changed?"]
    lines += [f"  {row.pattern.question:<62} {row.answer or '/triage ' + row.pattern.key}" for row in view.patterns]
    lines += ["", "Try in this order"]
    for rung in view.ladder:
        mark = "tried" if rung.tried else "fits" if rung.patterns else ""
        lines.append(f"  {rung.mitigation.step}  {', '.join(rung.acts):<58} {mark}".rstrip())
    lines += [f"  also: {act}" for act in view.off_ladder]
    if view.escalate:
        tier = f" {view.tier.key.upper()} is next." if view.tier else ""
        lines += ["", f"Ten minutes without a mitigation. Escalate?{tier}"]
    return "\n".join(lines)
