"""The program's own log, beside the record and never with its words: what went wrong inside, for whoever mends it."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from warroom.paths import log_folder, private_file, private_folder

NAME = "warroom.log"
MOST_BYTES = 1_000_000
KEPT = 2


class _Private(RotatingFileHandler):
    """Each file is for this person alone (0600), the new one after a turn too."""

    def _open(self) -> TextIOWrapper:
        private_file(Path(self.baseFilename))
        return super()._open()


def file() -> Path:
    """Where the log lies."""
    return log_folder() / NAME


def begin() -> logging.Handler | None:
    """Warnings and errors go to the file from here on; None where it cannot be written: they go to standard error."""
    try:
        private_folder(log_folder())
        handler = _Private(os.fspath(file()), maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError:
        return None
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return handler


def end(handler: logging.Handler | None) -> None:
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        handler.close()
