"""``warroom doctor``: what a person or a bug report wants to know of this installation, with what to do about it."""

from __future__ import annotations

import platform
from importlib import metadata

import click

from warroom import __version__, paths
from warroom.cli.call import Call, say
from warroom.errors import RecordError
from warroom.postmortem.wording import moment

Facts = dict[str, object]
_PARTS = ("PySide6-Essentials", "sqlite-utils", "msgspec", "jinja2", "keyring")


@click.command()
@click.pass_obj
def doctor(call: Call) -> None:
    """Look at the record, the playbook and the program, and say what needs attention."""
    advice: list[str] = []
    facts: Facts = {"warroom": __version__, "python": platform.python_version(), "system": platform.platform()}
    facts |= {name.lower(): _version(name) for name in _PARTS}
    facts |= _places(advice)
    error: RecordError | None = None
    try:
        facts |= _record(call, advice)
    except RecordError as problem:
        error = problem
        facts["record"] = str(call.record or paths.record_file())
        advice.append(problem.sentence)
    if call.json:
        call.answer(facts | {"advice": advice}, str)
    else:
        say("\n".join([*(f"{name:<20} {_shown(value)}" for name, value in facts.items()), "", *_advice(advice)]))
    if error is not None:
        raise error


def _places(advice: list[str]) -> Facts:
    from warroom.cli.desktop import has_display
    from warroom.settings.team_playbook import load_playbook

    playbook, problem = load_playbook()
    if problem is not None:
        advice.append(problem.sentence)
    return {
        "settings": str(paths.settings_folder()),
        "playbook": playbook.sha256[:12] + (" (built-in)" if problem is not None else ""),
        "display": has_display(),
        "keyring": _keyring(),
    }


def _record(call: Call, advice: list[str]) -> Facts:
    from warroom.record.doctor import examine

    with call.workspace() as workspace:
        found = examine(workspace.record)
    if found.warning:
        advice.append(found.warning)
    if not found.wal_safe:
        advice.append(
            f"SQLite {found.sqlite} can damage a write-ahead log, so the slower rollback journal is used. "
            "Install the pysqlite3 wheel where there is one."
        )
    if found.mode not in ("0600", "0400"):
        advice.append(f"Others may read the record (mode {found.mode}). Close it with chmod 600 {found.path}.")
    return {
        "record": str(found.path),
        "bytes": found.bytes,
        "events": found.events,
        "incidents": found.incidents,
        "entries": found.entries,
        "replica": found.replica,
        "simulated": found.simulated,
        "journal": found.journal,
        "sqlite": found.sqlite,
        "schema": found.schema,
        "mode": found.mode,
        "backups": found.backups,
        "last_backup": str(found.last_backup) if found.last_backup else None,
        "last_written": moment(found.newest_at),
    }


def _keyring() -> str:
    """The name of the secret store, and whether we use it; asking for it reads no secret."""
    import keyring

    from warroom.settings.secrets import Secrets

    backend = keyring.get_keyring()
    name = f"{type(backend).__module__}.{type(backend).__name__}"
    return name if Secrets().trusted() else f"{name} (not known to encrypt: secrets are kept for a run alone)"


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def _advice(advice: list[str]) -> list[str]:
    return advice or ["Nothing needs attention."]
