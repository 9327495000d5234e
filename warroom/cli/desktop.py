"""The window from the command line. The only module below ``warroom`` that knows ``ui``, and only when it is called."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import click

from warroom.cli.call import Call
from warroom.errors import Refused

_OFFSCREEN = "offscreen"


@click.command("open")
@click.argument("reference", metavar="[INC]", required=False)
@click.pass_context
def open_(ctx: click.Context, reference: str | None) -> None:
    """Open the window, on an incident if one is named."""
    ctx.exit(open_window(ctx.find_root().obj, reference))


@click.command()
@click.pass_context
def demo(ctx: click.Context) -> None:
    """Replay a whole incident in the window; with no display, draw it off screen and name the folder."""
    call: Call = ctx.find_root().obj
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = _OFFSCREEN
    from ui.demo import run

    ctx.exit(run(call.record))


def open_window(call: Call, reference: str | None) -> int:
    """Run the window until it is closed, and give its exit code. Raises Refused where there is no display."""
    if not has_display():
        raise Refused("There is no display here. Use the commands (warroom --help), or see it with warroom demo.")
    from ui.app import run

    return run(call.record, author=call.handle, arguments=["open", reference] if reference else [])


def has_display() -> bool:
    """Whether a window can be shown; asked before Qt is, which aborts the process on a dead display."""
    if os.environ.get("QT_QPA_PLATFORM") or not sys.platform.startswith("linux"):
        return True
    return _wayland() or _x11(os.environ.get("DISPLAY", ""))


def _wayland() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and _listens(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/run"), name)))


def _x11(display: str) -> bool:
    """A display on this computer answers on its socket; one over the network is taken at its word."""
    host, _, number = display.rpartition(":")
    screen = number.partition(".")[0]
    if host not in ("", "unix") or not screen.isdigit():
        return bool(host)
    return any(_listens(prefix + f"/tmp/.X11-unix/X{screen}") for prefix in ("", "\0"))  # noqa: S108 - X's own place


def _listens(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(address)
        except OSError:
            return False
    return True
