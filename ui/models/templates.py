"""The templates in the order in which people see them: by reader, each with its number."""

from __future__ import annotations

import msgspec

from warroom.comms.templates import Readership, Template, Templates

GROUPS = {
    Readership.INTERNAL: "Inside",
    Readership.EXTERNAL: "Customers and public",
    Readership.LEADERSHIP: "Leadership",
    Readership.NEXT_IC: "Whoever takes over",
}


class Numbered(msgspec.Struct, frozen=True):
    """A template under its group; ``n`` is what a person types to get it."""

    n: int
    group: str
    template: Template

    def fits(self, wanted: str) -> bool:
        """Whether what was typed into the search means it: its number, or words of its title, name or group."""
        typed = wanted.casefold().split()
        if not typed:
            return True
        if len(typed) == 1 and typed[0].isdecimal():
            return str(self.n).startswith(typed[0])
        told = f"{self.template.title} {self.template.name} {self.group}".casefold()
        return all(word in told for word in typed)


def numbered(templates: Templates) -> list[Numbered]:
    """Every template, group by group."""
    ordered = [template for group in GROUPS for template in templates if template.audience is group]
    return [Numbered(n, GROUPS[template.audience], template) for n, template in enumerate(ordered, start=1)]


def best(rows: list[Numbered], wanted: str) -> Numbered | None:
    """What Enter takes: the very number, else the first that fits."""
    fitting = [row for row in rows if row.fits(wanted)]
    return next((row for row in fitting if str(row.n) == wanted.strip()), fitting[0] if fitting else None)
