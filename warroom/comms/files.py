"""Files of the team's: templates, packs and places, each written whole or not at all, for this person alone."""

from __future__ import annotations

import os
from pathlib import Path

from warroom import paths
from warroom.errors import Refused


def write_whole(path: Path, content: bytes) -> None:
    """Raises ``Refused`` naming the file and the disk's reason; the file is as it was then."""
    part = path.with_name(f".{path.name}.part")
    try:
        paths.private_folder(path.parent)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise Refused(f"{path} cannot be written: {fault.strerror}", code="not_written") from fault
