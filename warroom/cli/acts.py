"""Commands that act on an incident: declare, undo, and ``log`` as the help knows it."""

from __future__ import annotations

import click

from warroom.cli.call import Call, past, warn
from warroom.errors import UsageError
from warroom.text import handle


@click.command()
@click.argument("title", nargs=-1, required=True)
@click.option("-s", "--severity", type=click.IntRange(1, 4), required=True, metavar="1..4", help="1 is the worst.")
@click.option("--started", metavar="T", help="When the trouble began.")
@click.option("--detected", metavar="T", help="When it was noticed.")
@click.option("--ic", metavar="HANDLE", help="Who commands; whoever declares acts until somebody is named.")
@click.option("--impact", metavar="TEXT", help="What customers see.")
@click.option("--customer-detected", is_flag=True, help="Customers noticed it first.")
@click.option("--near-miss", is_flag=True, help="Harm was caught in time.")
@click.option("--drill", is_flag=True, help="Practice: DRILL on everything, and not in the metrics.")
@click.pass_obj
def declare(
    call: Call,
    title: tuple[str, ...],
    severity: int,
    started: str | None,
    detected: str | None,
    ic: str | None,
    impact: str | None,
    customer_detected: bool,
    near_miss: bool,
    drill: bool,
) -> None:
    """Declare an incident and print its reference."""
    commander = handle(ic) if ic is not None else None
    if ic is not None and commander is None:
        raise UsageError(f"{ic!r} cannot be a handle: a to z, 0 to 9, dot, dash or underscore, 32 at most.")
    with call.workspace(create=True) as workspace:
        if workspace.playbook_problem is not None:
            warn(workspace.playbook_problem.sentence)
        now = workspace.clock.now()
        acted = workspace.room.declare(
            " ".join(title),
            severity,
            started=past(started, now) if started else None,
            detected=past(detected, now) if detected else None,
            ic=commander,
            impact=impact,
            customer_detected=customer_detected,
            near_miss=near_miss,
            drill=drill,
        )
        ref = workspace.record.incident(acted.incident).ref
        call.answer({"id": acted.incident, "ref": ref}, lambda: ref)


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.pass_obj
def undo(call: Call, reference: str | None) -> None:
    """Take back your last act on an incident; the record keeps both."""
    from warroom.postmortem.wording import visible

    with call.workspace() as workspace:
        acted, words = workspace.room.undo(workspace.incident_id(reference))
        call.answer({"id": acted.events[0].id, "undone": words}, lambda: visible(words))


@click.command()
@click.argument("reference", metavar="[INC]", required=False)
@click.pass_obj
def redo(call: Call, reference: str | None) -> None:
    """Do again what your last act undid; the record keeps all three."""
    from warroom.postmortem.wording import visible

    with call.workspace() as workspace:
        acted, words = workspace.room.redo(workspace.incident_id(reference))
        call.answer({"id": acted.events[0].id, "redone": words}, lambda: visible(words))


@click.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def log(call: Call, words: tuple[str, ...]) -> None:
    """Log a line of the scribe grammar, or - for each line of standard input."""
    from warroom.cli.log import run

    click.get_current_context().exit(run(call, list(words)))
