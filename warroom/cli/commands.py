"""All commands but the hot path of ``log``: each is imported when it is called, so that none pays for another."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from warroom import __version__
from warroom.cli.call import Call
from warroom.errors import UsageError

_WHERE = {
    "open": "desktop:open_",
    "declare": "acts:declare",
    "log": "acts:log",
    "show": "reading:show",
    "list": "reading:list_",
    "search": "reading:search",
    "tail": "tail:tail",
    "draft": "messages:draft",
    "check": "check:check",
    "sent": "messages:sent",
    "queue": "queue:queue",
    "outbox": "outbox:outbox",
    "targets": "targets:targets",
    "undo": "acts:undo",
    "redo": "acts:redo",
    "attach": "attaching:attach",
    "attachment": "attaching:attachment",
    "export": "exporting:export",
    "say": "guides:say",
    "catchup": "guides:catchup",
    "triage": "guides:triage",
    "import": "importing:import_",
    "checklists": "guides:checklists",
    "rules": "guides:rules",
    "sheets": "sheets:sheets",
    "contacts": "contacts:contacts",
    "runbooks": "runbooks:runbooks",
    "templates": "templates:templates",
    "places": "places:places",
    "playbook": "playbook:playbook",
    "init": "upkeep:init",
    "verify": "upkeep:verify",
    "backup": "upkeep:backup",
    "restore": "upkeep:restore",
    "rebuild": "upkeep:rebuild",
    "redact": "removing:redact",
    "forget": "removing:forget",
    "doctor": "doctor:doctor",
    "demo": "desktop:demo",
}
"""Name of the command -> ``module:function`` in this package, in the order of the help."""


class Group(click.Group):
    """Knows every command by name and loads it on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = _WHERE.get(cmd_name)
        if where is None:
            return None
        module, _, name = where.partition(":")
        command: click.Command = getattr(import_module(f"warroom.cli.{module}"), name)
        add_global_options(command)
        return command


def add_global_options(command: click.Command) -> None:
    """The global options, after a command as well as before it."""
    if any(option.name == "record" and not option.expose_value for option in command.params):
        return
    command.params += [
        click.Option(["--record"], metavar="FILE", expose_value=False, callback=_set(Call.set_record), help=_RECORD),
        click.Option(["--as"], metavar="HANDLE", expose_value=False, callback=_set(Call.set_handle), help=_AS),
        click.Option(["--json"], is_flag=True, expose_value=False, callback=_set_json, help="Answer as JSON."),
    ]
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            if (child := command.commands.get(name)) is not None:
                add_global_options(child)


_RECORD = "The record to use; default WARROOM_RECORD, else the one in your data folder."
_AS = "Who acts; default WARROOM_HANDLE, else your settings, else your login name."


def _set(setter: Callable[[Call, str], None]) -> Callable[[click.Context, click.Parameter, str | None], None]:
    def callback(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
        if value is not None:
            setter(ctx.find_root().obj, value)

    return callback


def _set_json(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.find_root().obj.json = True


@click.group(cls=Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="warroom", message="%(prog)s %(version)s")
@click.pass_context
def warroom(ctx: click.Context) -> None:
    """A war room for live incidents that works with no network. Without a command it opens the window.

    INC is a reference such as INC-0042; left out, it is the only open incident, else the only open drill.
    T is HH:MM[:SS][Z|L], -5m or ISO 8601; without a zone it is UTC.

    Exit codes: 0 done, 1 our fault, 2 usage, 3 refused and why, 4 the record cannot be used.
    """
    if ctx.invoked_subcommand is None:
        from warroom.cli.desktop import open_window

        ctx.exit(open_window(ctx.obj, None))


def run(call: Call, argv: list[str]) -> int:
    """Carry out the command in ``argv``. Raises UsageError where click finds a mistake."""
    add_global_options(warroom)
    try:
        result: Any = warroom.main(argv, prog_name="warroom", standalone_mode=False, obj=call)
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        raise UsageError(_one_sentence(error)) from error
    return result if isinstance(result, int) else 0


def _one_sentence(error: click.ClickException) -> str:
    words = " ".join(error.format_message().split()).rstrip(".")
    command = getattr(getattr(error, "ctx", None), "command_path", "warroom")
    return f"{words}. See {command} --help."
