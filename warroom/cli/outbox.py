"""``warroom outbox``: what waits, what became of it, sending without a window, and what only a person decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from warroom.cli import outbox_views as views
from warroom.cli.call import Call, past, say
from warroom.errors import UsageError
from warroom.outbox import Choice, Deliverer, Delivery, DeliveryState, Idle, Step, Together

if TYPE_CHECKING:
    from warroom.outbox import Outbox
    from warroom.workspace import Workspace

_N = click.argument("n", type=click.IntRange(min=1))
_INCIDENT = click.option("-i", "--incident", "reference", metavar="INC", help="Messages of this incident alone.")
_ANYWAY = click.option("--anyway", is_flag=True, help="Also an earlier state after resolved was written.")


@click.group(invoke_without_command=True)
@click.pass_context
def outbox(ctx: click.Context) -> None:
    """Messages that wait or went out. Without a command it lists them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@outbox.command("list")
@_INCIDENT
@click.option("--open", "open_", is_flag=True, help="What is not over, alone.")
@click.pass_obj
def list_(call: Call, reference: str | None = None, open_: bool = False) -> None:
    """List the messages, the oldest first: all that is not over, and the newest of the rest."""
    with call.workspace() as workspace:
        incident = workspace.record.find(reference) if reference else None
        rows = [
            row
            for row in workspace.outbox.deliveries()
            if incident in (None, row.incident) and not (open_ and row.state.settled)
        ]
        ours = workspace.record.replica
        call.answer([views.facts(row, ours) for row in rows], lambda: views.listed(rows, ours))


@outbox.command()
@click.option("--once", is_flag=True, help="Send what may leave now and end, instead of waiting for what is due later.")
@click.pass_obj
def deliver(call: Call, once: bool) -> None:
    """Send what waits, until nothing more can leave without a person. Ctrl+C ends it; nothing is lost by that."""
    done: list[Step] = []

    def tell(step: Step) -> None:
        done.append(step)
        if not call.json:
            say(views.step(step))

    with call.workspace() as workspace, Deliverer(workspace.post, tell=tell) as deliverer:
        idle = _deliver(deliverer, once=once or workspace.clock.simulated)
        call.answer(_result(workspace.outbox, done, idle), lambda: views.rests(idle, workspace.outbox))


def _deliver(deliverer: Deliverer, *, once: bool) -> list[Idle]:
    try:
        return deliverer.once() if once else deliverer.run(forever=False)
    except KeyboardInterrupt:
        deliverer.stop()
        return deliverer.once()


def _result(box: Outbox, done: Sequence[Step], idle: Sequence[Idle]) -> dict[str, object]:
    last = {step.delivery.id: step.delivery for step in done if step.delivery is not None}
    lanes = [
        {"target": lane.target, "why": lane.reason.value, "until": lane.at.text if lane.at else None} for lane in idle
    ]
    return {
        "delivered": sum(row.state is DeliveryState.DELIVERED for row in last.values()),
        "waiting": {state.value: count for state, count in box.counts().items()},
        "messages": [views.facts(row) for row in last.values()],
        "lanes": lanes,
    }


@outbox.command()
@_INCIDENT
@click.option("--send", is_flag=True, help="Do what is proposed: send what is ticked, skip what was replaced.")
@click.option("--catch-up", metavar="TARGET", help="Chat: one message that lists all that wait, with their times.")
@click.option("--back-date", metavar="TARGET", help="Status page: all in order, under the times they were written at.")
@click.option("--merge", metavar="TARGET", help="Status page: one current update instead of all that wait.")
@_ANYWAY
@click.pass_obj
def review(
    call: Call,
    reference: str | None,
    send: bool,
    catch_up: str | None,
    back_date: str | None,
    merge: str | None,
    anyway: bool,
) -> None:
    """What waited while its target was out of reach: what changed since, and what to do with each message."""
    asked = {Together.CATCH_UP: catch_up, Together.BACK_DATE: back_date, Together.MERGE: merge}
    together = [(how, target) for how, target in asked.items() if target]
    if len(together) + send > 1:
        raise UsageError("Give one of --send, --catch-up, --back-date and --merge.")
    with call.workspace() as workspace:
        incident = workspace.record.find(reference) if reference else None
        if send:
            _answer(call, _proposed(workspace.outbox, incident))
        elif together:
            how, target = together[0]
            of = incident or _only_incident(workspace.outbox, target)
            _answer(call, workspace.outbox.answer_together(target, of, how, anyway=anyway))
        else:
            found = workspace.outbox.review(incident)
            call.answer(views.review_facts(found), lambda: views.reviewed(found))


def _proposed(box: Outbox, incident: str | None) -> list[Delivery]:
    """What the review proposes: ticked ones go, those that a ticked one replaces are skipped, the rest waits on."""
    rows = [row for lane in box.review(incident).lanes for row in lane.rows]
    ticked = {row.n for row in rows if row.ticked}
    return box.answer({row.n: row.choice for row in rows if row.ticked or row.replaced_by in ticked})


def _only_incident(box: Outbox, target: str) -> str:
    of = {row.incident for lane in box.review().lanes if lane.target == target for row in lane.rows}
    if len(of) != 1:
        raise UsageError(f"Messages of {len(of)} incidents wait for {target}. Name the incident with -i.")
    return of.pop()


@outbox.command()
@_N
@click.option("--why", default="", metavar="TEXT")
@click.pass_obj
def skip(call: Call, n: int, why: str) -> None:
    """Never send message N."""
    _one(call, lambda workspace: workspace.outbox.skip(n, why))


@outbox.command("send-again")
@_N
@click.option("--refreshed", is_flag=True, help="As the record would write it now.")
@click.option("--dated", is_flag=True, help="Under a line that says when it was written.")
@_ANYWAY
@click.pass_obj
def send_again(call: Call, n: int, refreshed: bool, dated: bool, anyway: bool) -> None:
    """Your word that message N goes out: out of the review, after a rejection, or in spite of doubt."""
    if refreshed and dated:
        raise UsageError("Give one of --refreshed and --dated.")

    def work(workspace: Workspace) -> Delivery:
        if not (refreshed or dated):
            return workspace.outbox.send_again(n, anyway=anyway)
        choice = Choice.REFRESHED if refreshed else Choice.DATED
        (sent,) = workspace.outbox.answer({n: choice}, confirmed={n} if anyway else ())
        return sent

    _one(call, work)


@outbox.command("mark-sent")
@_N
@click.option("--via", default="", metavar="TEXT", help="How it went out; default the target itself.")
@click.option("--at", metavar="T", help="When; default now, or the attempt where that is in doubt.")
@click.pass_obj
def mark_sent(call: Call, n: int, via: str, at: str | None) -> None:
    """Message N is there: you saw it, or sent it another way. This moves its countdown."""
    _one(
        call,
        lambda workspace: workspace.outbox.mark_sent(n, via=via, at=past(at, workspace.clock.now()) if at else None),
    )


@outbox.command()
@_N
@click.pass_obj
def check(call: Call, n: int) -> None:
    """Have the service asked once more whether the unknown message N arrived, at the next delivery."""
    _one(call, lambda workspace: workspace.outbox.check(n))


@outbox.command("take-over")
@click.argument("message", metavar="ID")
@click.option("-i", "--incident", "reference", metavar="INC", help="Left out, the only open one.")
@click.pass_obj
def take_over(call: Call, message: str, reference: str | None) -> None:
    """Send from this computer what another one queued; it waits for your review here and is withdrawn there."""
    _one(call, lambda workspace: workspace.outbox.take_over(workspace.incident_id(reference), message))


@outbox.command()
@click.argument("switch", type=click.Choice(["on", "off"]), required=False)
@click.pass_obj
def offline(call: Call, switch: str | None) -> None:
    """Work offline: nothing is sent and nothing is asked while the network is suspect. Without a word it tells."""
    with call.workspace() as workspace:
        if switch is not None:
            workspace.outbox.set_offline(switch == "on")
        on = workspace.outbox.offline
        words = "Working offline: nothing is sent." if on else "Messages are sent as their targets can be reached."
        call.answer({"offline": on}, lambda: words)


def _one(call: Call, work: Callable[[Workspace], Delivery]) -> None:
    with call.workspace() as workspace:
        row = work(workspace)
        call.answer(views.facts(row), lambda: views.line(row).strip())


def _answer(call: Call, rows: Sequence[Delivery]) -> None:
    call.answer([views.facts(row) for row in rows], lambda: views.listed(rows) if rows else "Nothing was ticked.")
