"""An incident as JSON: the snapshot of ``show --json``, and with it who held which seat, earlier readings and heads."""

from __future__ import annotations

import msgspec

from warroom.postmortem.report import Report
from warroom.postmortem.snapshot import iso


def render(report: Report) -> str:
    """Indented, so that a person can read it and a comparison shows a line."""
    whole = report.snapshot() | {
        "written_at": report.now.text,
        "roles_over_time": [
            {"seat": seat, "handle": handle, "from": start.text, "until": iso(end)}
            for seat, handle, start, end in report.roles()
        ],
        "versions": {
            entry: [
                {"text": one.text, "at": one.at.text, "recorded_at": one.recorded_at.text, "author": one.author}
                for one in readings
            ]
            for entry, readings in report.versions.items()
        },
        "heads": report.heads,
        "files": [
            {
                "entry": file.entry,
                "name": file.name,
                "mime": file.mime,
                "size": file.size,
                "sha256": file.sha256,
                "caption": file.caption,
                "path": f"{report.folder}/{file.file_name}" if report.folder and file.data else None,
            }
            for file in report.files.values()
        ],
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"
