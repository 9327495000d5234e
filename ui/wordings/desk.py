"""The files behind the page of templates: read, kept, removed, packed and unpacked, away from the GUI thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom import paths
from warroom.comms import places, team_templates
from warroom.comms.files import write_whole
from warroom.comms.templates import Readership, Templates
from warroom.errors import NotFound, PlacesError, Refused
from warroom.workspace import PLACES_NAME

if TYPE_CHECKING:
    from warroom.workspace import Workspace

PLACES = "places"
"""Stands for the places file among the names of templates; no template can be called so while this page keeps them."""
_UNKEPT = "wording."
_BEGINNING = """+++
title = "{title}"
audience = "internal"
fields = ["title", "impact", "doing", "next_update"]
required = ["impact", "next_update"]
+++
# {{{{ severity }}}}: {{{{ title }}}}

**Impact:** {{{{ impact }}}}
{{% if doing %}}
**Doing:** {{{{ doing }}}}
{{% endif %}}

**Next update:** by {{{{ next_update }}}}
"""


class Wording(msgspec.Struct, frozen=True):
    """One file as the list shows it. ``own``: the team's; ``shipped``: a built-in one stands behind it."""

    name: str
    title: str
    group: str
    own: bool
    shipped: bool
    problem: str = ""
    unkept: bool = False
    """Something was typed into it that is not kept yet."""


class Opened(msgspec.Struct, frozen=True):
    """A file's text as it counts, and what was typed over it without being kept."""

    wording: Wording
    text: str
    typed: str

    @property
    def shown(self) -> str:
        return self.typed or self.text


GROUPS = {
    Readership.INTERNAL: "Inside",
    Readership.EXTERNAL: "Customers and public",
    Readership.LEADERSHIP: "Leadership",
    Readership.NEXT_IC: "Whoever takes over",
}
OTHER = "Not in order"


def folder() -> Path:
    return paths.settings_folder() / "templates"


def places_file() -> Path:
    return paths.settings_folder() / PLACES_NAME


def listed(workspace: Workspace) -> list[Wording]:
    """The places first, then every template under its readers, then files that cannot be read at all."""
    found = workspace.drafts.templates
    own = set(team_templates.own(folder()))
    problems = {fault.template: fault.sentence for fault in found.problems if fault.template}
    fault = workspace.places.problem
    rows = [
        Wording(
            PLACES,
            "Audiences and places",
            "",
            places_file().exists(),
            shipped=True,
            problem=fault.sentence if fault else "",
            unkept=_has_unkept(workspace, PLACES),
        )
    ]
    for readers, group in GROUPS.items():
        for name, title in _titles(found, readers):
            made = Wording(name, title, group, name in own, _shipped(name), problems.get(name, ""))
            rows.append(msgspec.structs.replace(made, unkept=_has_unkept(workspace, name)))
    known = {row.name for row in rows}
    rows += [
        Wording(name, name, OTHER, own=True, shipped=False, problem=problems.get(name, "It cannot be used"))
        for name in sorted(own - known)
    ]
    return rows


def _titles(found: Templates, readers: Readership) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for template in found:
        if template.audience is readers:
            rows.append((template.name, template.title))
            rows += [
                (variant.variant, f"{variant.title} ({_variant(variant.severities, variant.language)})")
                for variant in found.variants
                if variant.name == template.name
            ]
    return rows


def _variant(severities: tuple[object, ...], language: str) -> str:
    words = ", ".join(getattr(severity, "label", str(severity)) for severity in severities)
    return words or language


def opened(workspace: Workspace, name: str) -> Opened:
    """A file for the editor; the name of a new one gets a beginning. Raises ``Refused`` for what is no name."""
    row = next((row for row in listed(workspace) if row.name == name), None)
    typed = workspace.record.setting(_UNKEPT + name) or ""
    if row is None:
        text = _BEGINNING.format(title=name.replace("-", " ").capitalize())
        return Opened(Wording(name, name, OTHER, own=False, shipped=False), "", typed or text)
    return Opened(row, _source(name), typed)


def _source(name: str) -> str:
    if name == PLACES:
        path = places_file() if places_file().exists() else paths.resource(PLACES_NAME)
        return path.read_text(encoding="utf-8", errors="replace")
    return team_templates.source(name, paths.resource("templates"), folder())


def keep_typed(workspace: Workspace, name: str, text: str) -> None:
    """What is typed and not kept yet outlives a crash; '' when it is the file's own text again."""
    workspace.record.set_setting(_UNKEPT + name, text)


def keep(workspace: Workspace, name: str, text: str) -> str:
    """Make it the team's own. Raises ``TemplateError`` or ``PlacesError`` with the line, ``Refused``."""
    if name == PLACES:
        if len(text.encode()) > places.FILE_LIMIT:
            raise PlacesError(f"The places file is larger than {places.FILE_LIMIT} bytes", line=1)
        places.parse(paths.resource(PLACES_NAME).read_text(encoding="utf-8"), text)
        write_whole(places_file(), text.encode())
    else:
        team_templates.save(name, text, folder())
    _forget(workspace, name)
    return name


def remove(workspace: Workspace, name: str, text: str) -> str:
    """Drop the team's own; its text stays typed, so that it can be kept again. Raises ``NotFound``, ``Refused``."""
    if name == PLACES:
        try:
            places_file().unlink()
        except FileNotFoundError:
            raise NotFound("The team has no places of its own", code="no_places") from None
        except OSError as fault:
            raise Refused(f"{PLACES_NAME} cannot be removed: {fault.strerror}", code="places_kept") from fault
    else:
        team_templates.discard(name, folder())
    workspace.reread()
    keep_typed(workspace, name, text)
    return name


def forget(workspace: Workspace, name: str) -> str:
    """Take back what was typed: the file's text stands again."""
    _forget(workspace, name)
    return name


def export(path: Path) -> int:
    """Write the team's own into a pack; how many. Raises ``NotFound`` when there are none, ``Refused``."""
    names = team_templates.own(folder())
    if not names:
        raise NotFound("The team has no templates of its own yet. Keep one first", code="no_template")
    texts = [(name, team_templates.source(name, paths.resource("templates"), folder())) for name in names]
    team_templates.write_pack(path, texts)
    return len(names)


def bring(workspace: Workspace, path: Path, *, replace: bool) -> tuple[str, ...]:
    """Take the templates of a pack, all or none. Raises ``Refused`` (``templates_there``), ``TemplateError``."""
    names = team_templates.install(team_templates.read_pack(path), folder(), replace=replace)
    workspace.reread()
    return names


def _forget(workspace: Workspace, name: str) -> None:
    keep_typed(workspace, name, "")
    workspace.reread()


def _has_unkept(workspace: Workspace, name: str) -> bool:
    return bool(workspace.record.setting(_UNKEPT + name))


def _shipped(name: str) -> bool:
    return (paths.resource("templates") / f"{name}.md.j2").is_file()
