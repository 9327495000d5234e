"""Targets and their secrets: what is kept where, and that a secret is nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from tests.conftest import MemoryKeyring
from tests.records import START, open_record
from warroom.clock import ManualClock
from warroom.connectors.target import Secret
from warroom.errors import NotFound, Refused, SettingError
from warroom.record import Record
from warroom.record.backup import backup
from warroom.settings.secrets import Place, Secrets
from warroom.settings.targets import Targets, kinds
from warroom.workspace import Workspace

TOKEN = "xoxb-hush-hush"
VALUES = {"channel": "#incidents"}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with open_record(tmp_path / "record.db") as opened:
        yield opened


@pytest.fixture
def targets(record: Record) -> Targets:
    return Targets(record, Secrets())


def test_a_target_is_kept_with_its_values_and_found_again(record: Record, targets: Targets) -> None:
    targets.add("Ops-Chat", "slack", VALUES | {"headline": "no"}, Secret(TOKEN))
    (found,) = Targets(record, Secrets()).all()
    assert (found.name, found.kind, found.values) == ("ops-chat", "slack", {"channel": "#incidents", "headline": "no"})
    assert targets.get("OPS-CHAT") == found


def test_two_targets_cannot_share_a_name(targets: Targets) -> None:
    targets.add("chat", "slack", VALUES)
    with pytest.raises(SettingError, match="already"):
        targets.add("CHAT", "slack", VALUES)


@pytest.mark.parametrize("name", ["", "a b", "drill:x", "-x", "ä", "x" * 33, "a_b", "../x"])
def test_a_name_is_plain(targets: Targets, name: str) -> None:
    with pytest.raises(SettingError, match="name of a target"):
        targets.add(name, "slack", VALUES)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "needs a value for channel"),
        ({"channel": " "}, "needs a value for channel"),
        (VALUES | {"colour": "red"}, "has no colour"),
        (VALUES | {"headline": "perhaps"}, "one of yes, no"),
        (VALUES | {"token": TOKEN}, "is a secret"),
        (VALUES | {"base_url": "http://chat.example.org"}, "Plain http"),
    ],
)
def test_values_are_checked_before_anything_is_kept(targets: Targets, values: dict[str, str], says: str) -> None:
    with pytest.raises(SettingError, match=says) as refused:
        targets.add("chat", "slack", values, Secret(TOKEN))
    assert TOKEN not in str(refused.value)
    assert not targets.all()


def test_no_such_kind(targets: Targets) -> None:
    with pytest.raises(NotFound, match="There are: slack"):
        targets.add("chat", "pigeon", {})


def test_a_change_keeps_the_other_values_and_an_empty_one_goes_back(targets: Targets) -> None:
    targets.add("chat", "slack", VALUES | {"headline": "no"})
    changed = targets.change("chat", {"channel": "#war", "headline": ""})
    assert changed.values == {"channel": "#war"}
    assert targets.get("chat") == changed


def test_a_removed_target_is_gone_and_the_others_are_named(targets: Targets) -> None:
    targets.add("chat", "slack", VALUES)
    targets.add("other", "slack", VALUES)
    targets.remove("chat")
    with pytest.raises(NotFound, match="There are: other"):
        targets.get("chat")


def test_a_target_that_messages_wait_for_stays(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "waiting.db", author="robin", clock=ManualClock(START)) as workspace:
        workspace.targets.add("chat", "slack", VALUES)
        incident = workspace.room.declare("Checkout fails", 1).incident
        fields = {"known": "x", "doing": "y", "impact": "z", "next_update": "15m"}
        workspace.outbox.queue(incident, "status-update", ("chat",), fields)
        with pytest.raises(Refused, match="1 message still waits"):
            workspace.targets.remove("chat")
        assert workspace.targets.get("chat")


def test_a_kind_of_a_newer_version_is_left_alone(record: Record, targets: Targets) -> None:
    record.set_setting("target.odd", '{"kind": "telepathy", "account": "x"}')
    record.set_setting("target.broken", "{")
    targets.add("chat", "slack", VALUES)
    assert [target.name for target in targets.all()] == ["chat"]


def test_the_secret_goes_to_the_key_store_and_comes_back(targets: Targets, trusted_keyring: MemoryKeyring) -> None:
    target = targets.add("chat", "slack", VALUES, Secret(TOKEN))
    assert targets.secrets.keep(target.account, Secret(TOKEN)) is Place.KEYRING
    assert Secrets().find("chat", target.account) == (Secret(TOKEN), Place.KEYRING)
    assert targets.config(target).secret.reveal() == TOKEN
    targets.secrets.forget(target.account)
    assert not trusted_keyring.secrets


def test_the_environment_goes_first(
    targets: Targets, trusted_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = targets.add("ops-chat", "slack", VALUES)
    targets.secrets.keep(target.account, Secret("old"))
    monkeypatch.setenv("WARROOM_SECRET_OPS_CHAT", TOKEN)
    assert targets.config(target).secret.reveal() == TOKEN


def test_without_a_secret_it_says_what_to_do(targets: Targets) -> None:
    target = targets.add("ops-chat", "slack", VALUES)
    with pytest.raises(Refused, match="WARROOM_SECRET_OPS_CHAT"):
        targets.config(target)


class Amnesiac(MemoryKeyring):
    """Takes everything and gives nothing back."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return


class Locked(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked(f"no {password}")

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked

    def delete_password(self, service: str, username: str) -> None:
        raise OSError("no bus")


@pytest.mark.parametrize(
    "store", [Amnesiac(), Locked(), keyring.backends.null.Keyring(), keyring.backends.fail.Keyring()], ids=repr
)
def test_a_store_that_does_not_keep_is_not_believed(
    trusted_keyring: MemoryKeyring, store: KeyringBackend, tmp_path: Path
) -> None:
    secrets = Secrets(lambda: store)
    assert secrets.keep("a", Secret(TOKEN)) is Place.RUN
    assert secrets.find("chat", "a") == (Secret(TOKEN), Place.RUN)
    assert Secrets(lambda: store).find("chat", "a")[1] is Place.NOWHERE


def test_a_store_that_nobody_vouches_for_gets_nothing(memory_keyring: MemoryKeyring) -> None:
    secrets = Secrets()
    assert not secrets.trusted()
    assert secrets.keep("a", Secret(TOKEN)) is Place.RUN
    assert not memory_keyring.secrets


def test_of_a_chain_only_a_trusted_store_is_used(
    trusted_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = keyring.backends.chainer.ChainerBackend()
    plain = keyring.backends.null.Keyring()
    monkeypatch.setattr(type(chain), "backends", [plain, trusted_keyring])
    assert Secrets(lambda: chain).keep("a", Secret(TOKEN)) is Place.KEYRING
    assert trusted_keyring.secrets == {("warroom", "a"): TOKEN}


def test_the_secret_is_in_no_file(
    record: Record, targets: Targets, trusted_keyring: MemoryKeyring, tmp_path: Path, warroom_home: Path
) -> None:
    target = targets.add("chat", "slack", VALUES, Secret(TOKEN))
    targets.secrets.keep(target.account, Secret(TOKEN))
    backup(record.path, tmp_path / "copy.db")
    files = [path for folder in (tmp_path, warroom_home) for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 2
    assert not [path for path in files if TOKEN.encode() in path.read_bytes()]


def test_every_kind_can_be_shown_as_a_form() -> None:
    for kind in kinds():
        assert kind.label
        assert len([field for field in kind.fields if field.secret]) == (kind.secret is not None)
        assert all(not field.secret for field in kind.values)
