"""The targets of this copy: where messages go, what each kind of service needs to know, and its secret elsewhere.

Values lie in the record's local settings; the secret never does. A row is read on the record thread; its secret is
looked up by ``config`` on the thread that uses it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import msgspec

from warroom import ids
from warroom.connectors.protocol import Audience, Capabilities, Field
from warroom.connectors.registry import KINDS, connector
from warroom.connectors.target import Secret, TargetConfig
from warroom.errors import NotFound, Refused, SettingError
from warroom.record import Record, target_rows
from warroom.settings.secrets import Place, Secrets, variable
from warroom.text import clean

__all__ = ["Audience", "Field", "Kind", "Place", "Secret", "Secrets", "Target", "Targets", "kinds", "variable"]

NONE = Secret()
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class Kind(msgspec.Struct, frozen=True):
    """A kind of target as a person picks it; its form is drawn from ``fields``."""

    kind: str
    label: str
    fields: tuple[Field, ...]
    capabilities: Capabilities

    @property
    def secret(self) -> Field | None:
        """The field whose value is the secret."""
        return next((field for field in self.fields if field.secret), None)

    @property
    def values(self) -> tuple[Field, ...]:
        """The fields that are stored."""
        return tuple(field for field in self.fields if not field.secret)


class Target(msgspec.Struct, frozen=True):
    """One target as it is stored. ``account`` names its secret in the key store."""

    name: str
    kind: str
    values: dict[str, str]
    account: str

    @property
    def needs_secret(self) -> bool:
        field = kind(self.kind).secret
        return field is not None and field.required

    @property
    def label(self) -> str:
        return connector(self.kind).label

    @property
    def external(self) -> bool:
        """Whether customers read it."""
        return connector(self.kind).capabilities_for(_bare(self)).audience is Audience.EXTERNAL


class _Row(msgspec.Struct, frozen=True):
    kind: str
    account: str
    values: dict[str, str] = {}


def kinds() -> list[Kind]:
    """Every kind of target, in the order in which a person is offered them."""
    return [kind(name) for name in KINDS]


def kind(name: str) -> Kind:
    """One kind. Raises ``NotFound`` naming the kinds that there are."""
    found = connector(name)
    return Kind(found.kind, found.label, found.fields, found.capabilities)


class Targets:
    """The targets of one record. Belongs to the record thread, but for ``config`` and ``secrets``."""

    def __init__(self, record: Record, secrets: Secrets) -> None:
        self._record = record
        self.secrets = secrets

    def all(self) -> list[Target]:
        """By name. One of a kind that this version does not know is left out: nothing can be sent there."""
        rows = target_rows.kept(self._record)
        return [target for name, text in rows.items() if (target := _read(name, text)) is not None]

    def get(self, name: str) -> Target:
        """Raises ``NotFound`` naming the targets that there are."""
        wanted = _folded(name)
        known = self.all()
        for target in known:
            if target.name == wanted:
                return target
        names = ", ".join(target.name for target in known)
        there = f"There are: {names}." if names else "Add one with: warroom targets add NAME KIND."
        raise NotFound(f'No target is called "{name}". {there}', code="no_target", target=name)

    def add(self, name: str, kind: str, values: Mapping[str, str], secret: Secret = NONE) -> Target:
        """Keep a new target. The secret is looked at, not kept: that is for ``secrets.keep``, on another thread.

        Raises ``SettingError`` or ``NotFound``.
        """
        called = _folded(name)
        if not NAME.fullmatch(called):
            raise SettingError(
                f"{name!r} cannot be the name of a target: small letters, digits and dashes, 32 at most.",
                code="bad_target_name",
            )
        target = Target(called, kind, checked(kind, values), f"{called} {ids.new()}")
        self._demand(target, secret)
        if not target_rows.add(self._record, called, _text(target)):
            raise SettingError(f'There is a target called "{called}" already. Change or remove it.', code="name_taken")
        return target

    def change(self, name: str, values: Mapping[str, str], secret: Secret = NONE) -> Target:
        """Set some values anew; an empty one goes back to its default. Raises as ``add`` and ``get``.

        ``secret`` is the new one, or the one in use, where there is one.
        """
        old = self.get(name)
        target = msgspec.structs.replace(old, values=checked(old.kind, {**old.values, **values}))
        self._demand(target, secret)
        if not target_rows.change(self._record, target.name, _text(target)):
            raise NotFound(f'The target "{target.name}" is gone.', code="no_target", target=name)
        return target

    def remove(self, name: str) -> Target:
        """Drop a target; its secret goes by ``secrets.forget``. Raises ``Refused`` while messages wait for it."""
        target = self.get(name)
        waiting = len(self._record.outbox.waiting(self._record.replica, target.name))
        if waiting:
            many = "1 message still waits" if waiting == 1 else f"{waiting} messages still wait"
            raise Refused(f'{many} for "{target.name}". Deliver or skip first.', code="target_in_use")
        target_rows.drop(self._record, target.name)
        return target

    def _demand(self, target: Target, secret: Secret) -> None:
        given = secret or self.secrets.from_environment(target.name)
        if not given and target.needs_secret and connector(target.kind).problem(_bare(target)):
            return  # perhaps for want of the secret; whoever sends is told
        if fault := problem(TargetConfig(target.name, target.kind, target.values, given)):
            raise SettingError(fault, code="bad_target")

    def config(self, target: Target) -> TargetConfig:
        """What a connector gets, with the secret. Any thread; it may wait for a person who unlocks the key store.

        Raises ``Refused`` where a secret is needed and none is known.
        """
        return config(target, self.secrets)


def config(target: Target, secrets: Secrets) -> TargetConfig:
    """The same without a record."""
    secret = Secret()
    if kind(target.kind).secret is not None:
        secret, _ = secrets.find(target.name, target.account)
        if not secret and target.needs_secret:
            raise Refused(
                f'The secret of the target "{target.name}" is not known on this computer. '
                f"Set {variable(target.name)}, or give it anew: warroom targets change {target.name} --new-secret.",
                code="no_secret",
                target=target.name,
            )
    return TargetConfig(target.name, target.kind, target.values, secret)


def checked(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values of a target of this kind as they may be stored. Raises ``SettingError`` with what is wrong."""
    found = kind(name)
    known = {field.name: field for field in found.values}
    kept = {key: clean(value).strip() for key, value in values.items()}
    for key in kept:
        if found.secret is not None and key == found.secret.name:
            raise SettingError(f"{found.secret.label} is a secret and is not stored with the rest.", code="is_secret")
        if key not in known:
            raise SettingError(f"{found.label} has no {key}. It has: {', '.join(known)}.", code="no_field", field=key)
    for field in found.values:
        value = kept.get(field.name, "") or field.default
        if field.required and not value:
            raise SettingError(f"{found.label} needs a value for {field.name}: {field.label}.", code="value_missing")
        if field.choices and value and value not in field.choices:
            raise SettingError(
                f"{field.name} is one of {', '.join(field.choices)}, not {value!r}.", code="bad_value", field=field.name
            )
    return {key: value for key, value in kept.items() if value}


def problem(config: TargetConfig) -> str:
    """What is wrong with the values together with the secret; empty when nothing is."""
    return connector(config.kind).problem(config)


def _bare(target: Target) -> TargetConfig:
    return TargetConfig(target.name, target.kind, target.values)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _text(target: Target) -> str:
    return msgspec.json.encode(_Row(target.kind, target.account, target.values)).decode()


def _read(name: str, text: str) -> Target | None:
    try:
        row = msgspec.json.decode(text, type=_Row)
    except msgspec.DecodeError:
        return None
    return Target(name, row.kind, row.values, row.account) if row.kind in KINDS else None
