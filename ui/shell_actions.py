"""The window's own actions: those that hold whatever page is in front."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from ui import theme
from ui.actions import Action, Context, MenuName
from ui.home_outbox import home_outbox
from ui.settings.rows import Category
from warroom import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window import MainWindow

FORMS = {
    "markdown": "Markdown",
    "html": "Web page (HTML, one file)",
    "csv": "Table of the timeline (CSV)",
    "json": "Data (JSON)",
    "postmortem": "Postmortem, first draft (Markdown)",
}
"""Every form of an export, in words; by name, since the exports load when one is asked for."""


def shell_actions(window: MainWindow) -> list[Action]:
    """In the order in which menus and key map show them."""
    return [*_file(window), *_incident(window), *_drill(window), *_view(window), *_help(window), *_declare_keys()]


def _file(window: MainWindow) -> list[Action]:
    def export(form: str) -> Callable[[], None]:
        def ask() -> None:
            window.export(form)

        return ask

    return [
        *(
            Action(
                id=f"file.export.{form}",
                text=f"Export: {words} …",
                handler=export(form),
                menu=MenuName.FILE,
                reason=window.no_incident,
            )
            for form, words in FORMS.items()
        ),
        Action(
            id="file.settings",
            text="Settings …",
            keys=("Ctrl+,",),
            handler=window.show_settings,
            menu=MenuName.FILE,
            group=1,
            also="preferences options",
        ),
        *_settings(window),
        *_upkeep(window),
        Action(
            id="file.saved", text="Save", keys=("Ctrl+S",), handler=window.record.say_saved, menu=MenuName.FILE, group=1
        ),
        Action(id="file.quit", text="Quit", keys=("Ctrl+Q",), handler=window.quit, menu=MenuName.FILE, group=9),
    ]


def _settings(window: MainWindow) -> list[Action]:
    def find() -> None:
        window.settings.page.to_search()

    def undo() -> None:
        window.settings.page.undo()

    def redo() -> None:
        window.settings.page.redo()

    make = partial(
        Action,
        context=Context.SETTINGS,
        menu=MenuName.FILE,
        group=1,
        under="On the settings page",
        reason=window.not_settings,
    )
    return [
        make(id="settings.find", text="Find a setting", keys=("Ctrl+F",), handler=find),
        make(
            id="settings.undo",
            text="Take back the last change of a setting",
            keys=("Ctrl+Z",),
            handler=undo,
            also="undo",
        ),
        make(
            id="settings.redo",
            text="Change the setting again",
            keys=("Ctrl+Shift+Z",),
            handler=redo,
            also="redo",
        ),
    ]


def _upkeep(window: MainWindow) -> list[Action]:
    """What the settings page holds beyond settings, asked for by name."""

    def targets() -> None:
        window.settings.show(Category.TARGETS)

    def back_up() -> None:
        window.settings.show(Category.RECORD)
        window.settings.page.record.back_up.click()

    def verify() -> None:
        window.settings.show(Category.RECORD)
        window.settings.page.record.verify.click()

    make = partial(Action, menu=MenuName.FILE, group=1)
    return [
        make(id="file.targets", text="Targets …", handler=targets, also="chat status page secret send where"),
        make(id="file.backup", text="Back up the record now", handler=back_up, also="save copy"),
        make(id="file.verify", text="Verify the record", handler=verify, also="check proof chain"),
    ]


def _incident(window: MainWindow) -> list[Action]:
    return [
        Action(
            id="incident.declare",
            text="Declare …",
            keys=("Ctrl+N",),
            handler=window.declare,
            menu=MenuName.INCIDENT,
        ),
        Action(
            id="incident.window",
            text="Open in a window of its own",
            keys=("Ctrl+Shift+N",),
            handler=window.rooms.show_apart,
            menu=MenuName.INCIDENT,
            reason=window.no_incident,
            also="new window second screen",
        ),
        Action(
            id="incident.next",
            text="Next open incident",
            keys=("Ctrl+Tab",),
            handler=window.next_incident,
            menu=MenuName.INCIDENT,
            reason=window.no_other_incident,
        ),
        Action(
            id="incident.previous",
            text="Previous open incident",
            keys=("Ctrl+Shift+Tab",),
            handler=window.previous_incident,
            menu=MenuName.INCIDENT,
            reason=window.no_other_incident,
        ),
    ]


def _drill(window: MainWindow) -> list[Action]:
    def practise() -> None:
        window.flow.begin(drill=True)

    return [
        Action(
            id="drill.declare",
            text="Declare a drill …",
            handler=practise,
            menu=MenuName.DRILL,
            also="start exercise practice",
        )
    ]


def _view(window: MainWindow) -> list[Action]:
    def scheme(choice: theme.Choice) -> tuple[Callable[[], None], Callable[[], bool]]:
        def choose() -> None:
            window.look.set(choice=choice)

        def chosen() -> bool:
            return theme.choice() is choice

        return choose, chosen

    names = {theme.Choice.SYSTEM: "Follow the system", theme.Choice.DARK: "Dark", theme.Choice.LIGHT: "Light"}
    schemes = [(choice, name, *scheme(choice)) for choice, name in names.items()]
    view = MenuName.VIEW
    rows = {theme.Density.COMFORTABLE: "Rows: comfortable", theme.Density.COMPACT: "Rows: compact"}
    return [
        Action(
            id="view.palette",
            text="Commands …",
            keys=("Ctrl+K",),
            handler=window.show_palette,
            menu=view,
            also="palette search",
        ),
        Action(id="view.home", text="Home", keys=("Ctrl+0",), handler=window.go_home, menu=view),
        Action(
            id="home.find",
            text="Find a past incident",
            keys=("Ctrl+F",),
            context=Context.HOME,
            handler=window.find_past,
            menu=view,
            reason=window.not_home,
        ),
        home_outbox(window),
        *(
            Action(
                id=f"view.{choice.value}",
                text=name,
                handler=choose,
                checked=chosen,
                menu=view,
                group=1,
                also="theme scheme colours",
            )
            for choice, name, choose, chosen in schemes
        ),
        Action(
            id="view.larger",
            text="Text larger",
            keys=("Ctrl+=", "Ctrl++"),
            handler=window.look.larger,
            menu=view,
            group=2,
        ),
        Action(
            id="view.smaller", text="Text smaller", keys=("Ctrl+-",), handler=window.look.smaller, menu=view, group=2
        ),
        Action(
            id="view.scale_reset",
            text="Text size 100 %",
            keys=("Ctrl+Shift+0",),
            handler=window.look.usual,
            menu=view,
            group=2,
        ),
        *(
            Action(
                id=f"view.density.{density.value}",
                text=words,
                handler=partial(_set_density, window, density),
                checked=partial(_is_density, density),
                menu=view,
                group=2,
                also="density spacing dense",
            )
            for density, words in rows.items()
        ),
        Action(
            id="view.mute",
            text="Mute sounds 3 min",
            handler=window.mute,
            checked=window.is_muted,
            menu=view,
            group=3,
            also="quiet silence bell alarm",
        ),
        *_seats(window),
        menu_bar_action(window),
        Action(
            id="view.full_screen",
            text="Full screen",
            keys=("F11",),
            handler=window.full_screen,
            checked=window.isFullScreen,
            menu=view,
            group=3,
        ),
    ]


def _set_density(window: MainWindow, density: theme.Density) -> None:
    window.look.set(density=density)


def _is_density(density: theme.Density) -> bool:
    return theme.density() is density


def _help(window: MainWindow) -> list[Action]:
    def about() -> None:
        record = window.operations.facts.path if window.operations.facts is not None else "no record is open"
        window.toast.say(f"Warroom {__version__} · record: {record}")

    return [
        Action(id="help.keys", text="Keys", keys=("F1",), handler=window.show_keys, menu=MenuName.HELP),
        Action(id="help.about", text="About Warroom", handler=about, menu=MenuName.HELP, also="version record path"),
    ]


def menu_bar_action(window: QMainWindow) -> Action:
    """F10 opens the menu bar, as on every desktop; where the system shows it itself, it is the system's to open."""

    def go() -> None:
        bar = window.menuBar()
        first = next((made for made in bar.actions() if made.isVisible()), None)
        if first is not None:
            bar.setFocus()
            bar.setActiveAction(first)

    def reason() -> str:
        return "the system shows the menus" if window.menuBar().isNativeMenuBar() else ""

    return Action(
        id="view.menu_bar", text="Menu bar", keys=("F10",), handler=go, menu=MenuName.VIEW, group=3, reason=reason
    )


def _seats(window: MainWindow) -> list[Action]:
    def seat(name: str) -> tuple[Callable[[], None], Callable[[], bool]]:
        def take() -> None:
            window.rooms.take_seat(name)

        def taken() -> bool:
            return window.rooms.seat == name

        return take, taken

    names = {"solo": "Solo", "commander": "Commander", "scribe": "Scribe"}
    rows = [(name, words, *seat(name)) for name, words in names.items()]
    return [
        Action(
            id=f"view.seat.{name}",
            text=f"Seat: {words}",
            handler=take,
            checked=taken,
            menu=MenuName.VIEW,
            group=3,
            under="Seat",
        )
        for name, words, take, taken in rows
    ]


def _declare_keys() -> list[Action]:
    """Keys that the Declare dialog reads by itself: for the key map."""
    keys = (
        ("severity", "Severity, from inside the title", ("Alt+1", "Alt+2", "Alt+3", "Alt+4")),
        ("help", "Help me choose", ("Alt+H",)),
        ("enter", "Declare, or take what is suggested", ("Return",)),
        ("copy", "Declare and copy the announcement", ("Ctrl+Return",)),
        ("drill", "Only a drill", ("Alt+D",)),
        ("cancel", "Back to the cards, or away; the draft stays", ("Esc",)),
    )
    return [
        Action(id=f"decl.{name}", text=text, keys=keys, handler=_nothing, context=Context.DECLARE, shown=False)
        for name, text, keys in keys
    ]


def _nothing() -> None:
    """The dialog does it."""
