"""The playbook that new incidents run under: the team's own file over the built-in one."""

from __future__ import annotations

from warroom import paths
from warroom.errors import PlaybookError
from warroom.incident import playbook as playbooks
from warroom.incident.playbook import Playbook

PLAYBOOK_NAME = "playbook.toml"


def load_playbook() -> tuple[Playbook, PlaybookError | None]:
    """The team's playbook over the built-in one. One with a mistake is named, and the built-in one is used."""
    builtin = paths.resource(PLAYBOOK_NAME).read_text(encoding="utf-8")
    try:
        team = (paths.settings_folder() / PLAYBOOK_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return playbooks.parse(builtin), None
    except (OSError, UnicodeDecodeError) as error:
        return playbooks.parse(builtin), PlaybookError(
            f"Your playbook could not be read ({error}). The built-in one is used."
        )
    try:
        return playbooks.overlay(builtin, team), None
    except PlaybookError as error:
        return playbooks.parse(builtin), error
