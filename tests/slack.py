"""The Slack export of the tests, packed the way that Slack packs it."""

from __future__ import annotations

import zipfile
from pathlib import Path

DATA = Path(__file__).parent / "data"


def export(target: Path, *, extra: dict[str, bytes] | None = None, root: str = "", leave_out: str = "") -> Path:
    """Pack the export at ``target``; ``extra`` adds or replaces files, files named with ``leave_out`` are left out."""
    source = DATA / "slack-export"
    files = {str(file.relative_to(source)): file.read_bytes() for file in sorted(source.rglob("*.json"))}
    files |= extra or {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            if not leave_out or leave_out not in name:
                packed.writestr(root + name, data)
    return target
