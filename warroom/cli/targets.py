"""Where messages go, from the command line. A secret is typed unseen or comes from a variable, never from an option:
other people on the computer can read those.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
import msgspec

from warroom.cli.call import Call, warn
from warroom.connectors.target import Secret
from warroom.errors import Refused, UsageError

if TYPE_CHECKING:
    from warroom.settings.targets import Kind, Place, Target, Targets

_SET = click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="A value of its kind; may be repeated.")
_FROM = click.option("--secret-from-env", "source", metavar="VAR", help="The variable that holds the secret.")


@click.group(invoke_without_command=True)
@click.pass_context
def targets(ctx: click.Context) -> None:
    """Where messages go: chat, status page, mail. Without a command it lists them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@targets.command("list")
@click.pass_obj
def list_(call: Call) -> None:
    """List the targets, and where the secret of each is kept."""
    with call.workspace() as workspace:
        known = workspace.targets.all()
        rows = [_facts(target, workspace.targets) for target in known]
    lines = [
        f"{row['name']}  {row['label']}  {row['audience']}  {_told(row)}  {_shown(row['values'])}".rstrip()
        for row in rows
    ]
    none = "No targets. warroom targets kinds names what there is; warroom targets add NAME KIND adds one."
    call.answer(rows, lambda: "\n".join(lines) or none)


@targets.command()
@click.argument("name", required=False, metavar="[KIND]")
@click.pass_obj
def kinds(call: Call, name: str | None) -> None:
    """What kinds of targets there are, and the values that one of them needs."""
    from warroom.settings import targets as known

    found = known.kinds() if name is None else [known.kind(name)]
    facts = [
        {"kind": one.kind, "label": one.label, "fields": [msgspec.structs.asdict(field) for field in one.fields]}
        for one in found
    ]
    short = "\n".join(f"{one.kind:18} {one.label}" for one in found)
    call.answer(facts, lambda: short if name is None else _described(found[0]))


@targets.command()
@click.argument("name")
@click.argument("kind")
@_SET
@_FROM
@click.pass_obj
def add(call: Call, name: str, kind: str, sets: tuple[str, ...], source: str | None) -> None:
    """Add the target NAME of a KIND."""
    from warroom.settings import targets as known

    values = _values(known.kind(kind), sets)
    known.checked(kind, values)
    secret = _secret(known.kind(kind), name, source)
    with call.workspace(create=True) as workspace:
        target = workspace.targets.add(name, kind, values, secret)
        place = _keep(workspace.targets, target, secret)
        facts = _facts(target, workspace.targets)
    call.answer(facts, lambda: f'Added "{target.name}". {_next(target, place)}')


@targets.command()
@click.argument("name")
@_SET
@_FROM
@click.option("--new-secret", is_flag=True, help="Ask for a new secret, unseen.")
@click.pass_obj
def change(call: Call, name: str, sets: tuple[str, ...], source: str | None, new_secret: bool) -> None:
    """Set values or the secret of a target anew; an empty value goes back to its default."""
    from warroom.settings import targets as known

    if not (sets or source or new_secret):
        raise UsageError("Nothing to change: give --set, --secret-from-env or --new-secret.")
    with call.workspace() as workspace:
        old = workspace.targets.get(name)
        kind = known.kind(old.kind)
        values = _values(kind, sets)
        secret = _secret(kind, old.name, source, ask=new_secret) if source or new_secret else Secret()
        in_use = secret or workspace.targets.secrets.find(old.name, old.account)[0]
        target = workspace.targets.change(old.name, values, in_use)
        place = _keep(workspace.targets, target, secret) if secret else None
        facts = _facts(target, workspace.targets)
    call.answer(facts, lambda: f'Changed "{target.name}". {_next(target, place)}')


@targets.command()
@click.argument("name")
@click.option("--post", is_flag=True, help="Send a test message even where a check without one would do.")
@click.pass_obj
def test(call: Call, name: str, post: bool) -> None:
    """Try a target: without posting where the service lets us, else by a message that says that it is a test."""
    from warroom.connectors.trial import trial

    with call.workspace() as workspace:
        target = workspace.targets.get(name)
        config = workspace.targets.config(target)
        now = workspace.clock.now()
    tried = trial(config, now, post=post)
    if call.json or tried.ok:
        call.answer({"name": target.name, **msgspec.structs.asdict(tried)}, lambda: tried.sentence)
    if not tried.ok:
        raise Refused(tried.sentence, code="target_fails", target=target.name)


@targets.command()
@click.argument("name")
@click.pass_obj
def remove(call: Call, name: str) -> None:
    """Remove a target and its secret."""
    with call.workspace() as workspace:
        gone = workspace.targets.remove(name)
        workspace.targets.secrets.forget(gone.account)
    call.answer({"name": gone.name, "removed": True}, lambda: f'Removed "{gone.name}" and its secret.')


def _values(kind: Kind, sets: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in sets:
        key, equals, value = text.partition("=")
        if kind.secret is not None and key.strip() == kind.secret.name:
            raise UsageError(
                f"{kind.secret.label} is a secret: others can read the options of a command. "
                "Use --secret-from-env VAR, or type it when asked."
            )
        if not equals:
            raise UsageError(f"{text!r} is no KEY=VALUE.")
        found[key.strip()] = value
    return found


def _secret(kind: Kind, name: str, source: str | None, *, ask: bool = False) -> Secret:
    """From the variable that was named, from the one that belongs to the target, or typed unseen."""
    from warroom.settings.secrets import variable

    if kind.secret is None:
        if source or ask:
            raise UsageError(f"{kind.label} has no secret.")
        return Secret()
    if source is not None:
        held = Secret(os.environ.get(source, "").strip())
        if not held:
            raise UsageError(f"The variable {source} is empty.")
        return held
    if os.environ.get(variable(name)) and not ask:
        return Secret()
    if sys.stdin.isatty():
        typed = click.prompt(kind.secret.label, hide_input=True, default="", show_default=False, err=True)
        if typed.strip() or not kind.secret.required:
            return Secret(typed.strip())
    elif not kind.secret.required:
        return Secret()
    raise Refused(
        f"{kind.label} needs a secret: {kind.secret.label}. Name the variable that holds it with "
        f"--secret-from-env VAR, or set {variable(name)}.",
        code="no_secret",
    )


def _keep(targets: Targets, target: Target, secret: Secret) -> Place | None:
    from warroom.settings.secrets import Place, variable

    if not secret:
        return None
    place = targets.secrets.keep(target.account, secret)
    if place is Place.RUN:
        warn(
            "No key store of this computer can be trusted with the secret, so it was not kept anywhere. "
            f"Set {variable(target.name)} whenever Warroom runs."
        )
    return place


def _facts(target: Target, targets: Targets) -> dict[str, object]:
    from warroom.settings import targets as known

    place = "not needed"
    if (field := known.kind(target.kind).secret) is not None:
        secret, found = targets.secrets.find(target.name, target.account)
        place = found.value if secret or field.required else "not needed"
    return {
        "name": target.name,
        "kind": target.kind,
        "label": target.label,
        "audience": "external" if target.external else "internal",
        "values": target.values,
        "secret": place,
    }


def _told(row: dict[str, object]) -> str:
    return {
        "not needed": "",
        "nowhere": "SECRET MISSING",
        "environment": "secret in the environment",
        "run": "secret of this run",
        "keyring": "secret in the key store",
    }[str(row["secret"])]


def _shown(values: object) -> str:
    from warroom.postmortem.wording import visible

    assert isinstance(values, dict)
    return visible(" ".join(f"{key}={value}" for key, value in values.items()))


def _next(target: Target, place: Place | None) -> str:
    kept = "Its secret is in the key store. " if place == "keyring" else ""
    return f"{kept}Try it: warroom targets test {target.name}"


def _described(kind: Kind) -> str:
    lines = [f"{kind.kind}: {kind.label}"]
    for field in kind.fields:
        how = ("secret, " if field.secret else "") + ("needed" if field.required else "optional")
        default = f", default {field.default}" if field.default else ""
        choices = f" ({', '.join(field.choices)})" if field.choices else ""
        lines.append(f"  {field.name}: {field.label}{choices} [{how}{default}]")
        if field.hint:
            lines.append(f"      {field.hint}")
    return "\n".join(lines)
