"""Every act is a /command, and every command stands in a menu, the palette and the key table: one registry, checked
against the one table of the grammar. ``tests/unit/test_every_command`` does the same for the shell.
"""

from __future__ import annotations

from tests.gui.test_actions import leaves
from ui.actions import Context
from ui.keys_help import rows
from ui.palette.sources import commands
from ui.window import MainWindow
from warroom.scribe.commands import BY_NAME, COMMANDS

LOOKS = {
    # what only shows, copies or moves the eye
    "war.tell", "war.corrections", "war.copy_places", "war.poll", "war.versions", "war.uncover", "war.open_file",
    "war.copy_row", "war.copy_markdown", "war.copy_reference", "war.aside", "war.take_up", "war.find_next",
    "war.find_previous", "war.by", "war.newest", "war.oldest", "war.row_up", "war.row_down", "war.outbox",
    # the line itself, begun with a sign of the grammar
    "war.log.note", "war.log.decision", "war.log.hypothesis", "war.log.change", "war.log.done_change", "war.log.ask",
    "war.log.follow_up",
    # what asks for a page of its own, and has a command line of its own: import, redact
    "war.import", "war.redact", "war.paste",
}  # fmt: skip


def test_every_command_stands_in_a_menu_the_palette_and_the_key_table(window: MainWindow) -> None:
    for menu in window.menus.values():
        menu.aboutToShow.emit()
    in_menus = {name for menu in window.menus.values() for id_ in leaves(menu) for name in _typed(window, id_)}
    offered = {
        name for offer in commands(window.registry, Context.WAR) for name in offer.also.split() if name.startswith("/")
    }
    in_table = {name for row in rows(window.registry) for name in row[2].split()}
    wanted = {f"/{spec.name}" for spec in COMMANDS}
    assert (wanted - in_menus, wanted - offered, wanted - in_table) == (set(), set(), set())


def _typed(window: MainWindow, id_: str) -> list[str]:
    return [f"/{name}" for name in window.registry.get(id_).commands]


def test_every_act_of_the_war_room_names_its_command(window: MainWindow) -> None:
    acts = [action for action in window.registry if action.id.startswith(("war.", "incident."))]
    for action in acts:
        for name in action.commands:
            assert BY_NAME[name].name == name, (action.id, name)
    without = {
        action.id
        for action in acts
        if not action.commands and action.context is Context.WAR and action.menu.value == "Incident"
    }
    assert without <= LOOKS, without - LOOKS
