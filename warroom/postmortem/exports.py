"""Which forms an incident can be written in, and the one way to a file: its owner's alone, whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import msgspec

from warroom import paths
from warroom.errors import Refused
from warroom.postmortem import draft, export_csv, export_html, export_json, export_markdown
from warroom.postmortem.attached import folder_beside
from warroom.postmortem.report import Report
from warroom.record.schema import is_record


class Form(StrEnum):
    """What ``export -f`` takes."""

    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    JSON = "json"
    POSTMORTEM = "postmortem"


SUFFIXES = {Form.MARKDOWN: ".md", Form.HTML: ".html", Form.CSV: ".csv", Form.JSON: ".json", Form.POSTMORTEM: ".md"}
_RENDER: dict[Form, Callable[[Report], str]] = {
    Form.MARKDOWN: export_markdown.render,
    Form.HTML: export_html.render,
    Form.CSV: export_csv.render,
    Form.JSON: export_json.render,
    Form.POSTMORTEM: draft.render,
}


def render(report: Report, form: Form) -> str:
    return _RENDER[form](report)


def file_name(report: Report, form: Form) -> str:
    """``INC-0042.md``; a drill and a simulated incident say so in the name, a draft what it is."""
    simulated = "-SIMULATED" if report.incident.simulated else ""
    draft_mark = "-postmortem" if form is Form.POSTMORTEM else ""
    return f"{report.incident.ref}{simulated}{draft_mark}{SUFFIXES[form]}"


def write_report(report: Report, form: Form, path: Path) -> Path:
    """Write ``report`` to ``path``. HTML holds its attached files; beside the other forms they lie in a folder.

    Raises Refused with the disk's own reason.
    """
    files = [file for file in report.files.values() if file.data]
    if files and form is not Form.HTML:
        folder = folder_beside(path)
        report = msgspec.structs.replace(report, folder=folder.name)
        try:
            paths.private_folder(folder)
        except OSError as error:
            raise Refused(f"Not written: {folder}: {error.strerror or error}. Choose another place.") from error
        for file in files:
            write_bytes(file.data, folder / file.file_name)
    return write(render(report, form), path)


def write(text: str, path: Path) -> Path:
    """Put ``text`` at ``path``; see ``write_bytes``."""
    return write_bytes(text.encode("utf-8"), path)


def write_bytes(data: bytes, path: Path) -> Path:
    """Put ``data`` at ``path``, mode 0600: written beside it first, so that a full disk leaves the old file whole.

    Raises Refused with the disk's own reason, and over a record, which holds more than any export.
    """
    if is_record(path):
        raise Refused(f"Not written: {path} is a record of Warroom. Choose another place with -o.", code="is_a_record")
    there = path.resolve()  # a link stays one
    beside = there.with_name(f".{there.name}.part")
    try:
        if there.exists() and not there.is_file():  # a device or a pipe is written to, never replaced
            there.write_bytes(data)
            return path
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            beside.chmod(0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(there)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise Refused(f"Not written: {path}: {error.strerror or error}. Choose another place with -o.") from error
    return path
