"""*Also update the record*: what was typed into a message is logged when it leaves, where a person wants it."""

from __future__ import annotations

from ui.pages.composer_mending import ComposerMending
from warroom.comms.also import RecordLine, record_line


class ComposerAlso(ComposerMending):
    """The ticks are by field; one that nobody has touched is as the record's worth of the field suggests."""

    def also_lines(self) -> dict[str, RecordLine]:
        """What would be logged, by the field that it was typed into."""
        basis, made = self._basis, self._main
        if basis is None or made is None:
            return {}
        found = {name: record_line(field, basis.incident) for name, field in made.fields.items()}
        return {name: line for name, line in found.items() if line is not None}

    def record_lines(self) -> list[str]:
        """The lines that are ticked."""
        return [line.line for name, line in self.also_lines().items() if self.fields.also_ticked(name)]

    def _refresh(self) -> None:
        super()._refresh()
        lines = self.also_lines()
        self.fields.show_also({name: line.ticked for name, line in lines.items()})
