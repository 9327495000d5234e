"""``warroom targets``: add, list, try, change, remove; secrets come from a variable or are typed unseen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.command_line import CommandLine, process, record_file
from tests.conftest import MemoryKeyring
from tests.misbehaving import Server
from tests.peers import SECRET
from tests.peers.slack import Slack, SlackHook

TOKEN = f"xoxb-{SECRET}"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, trusted_keyring: MemoryKeyring) -> CommandLine:
    monkeypatch.setenv("CHAT_TOKEN", TOKEN)
    return CommandLine(monkeypatch)


@pytest.fixture
def slack() -> Iterator[tuple[Slack, Server]]:
    service = Slack()
    with Server(service) as server:
        yield service, server


def add(cli: CommandLine, server: Server, channel: str = "#incidents") -> None:
    values = ["--set", f"base_url={server.url}", "--set", f"channel={channel}"]
    cli.ok("targets", "add", "chat", "slack", *values, "--secret-from-env", "CHAT_TOKEN")


def test_a_target_is_added_listed_and_removed(cli: CommandLine, slack: tuple[Slack, Server]) -> None:
    add(cli, slack[1])
    (row,) = cli.ok("targets", "--json").json
    assert (row["name"], row["kind"], row["audience"], row["secret"]) == ("chat", "slack", "internal", "keyring")
    assert "secret in the key store" in cli.ok("targets", "list").out
    cli.ok("targets", "remove", "chat")
    assert cli.ok("targets", "list", "--json").json == []
    assert cli("targets", "remove", "chat").code == 3


def test_no_word_of_it_shows_the_secret(cli: CommandLine, slack: tuple[Slack, Server]) -> None:
    add(cli, slack[1])
    said = [cli("targets", *words) for words in (["list"], ["list", "--json"], ["test", "chat"], ["kinds", "slack"])]
    assert all(SECRET not in one.out + one.err for one in said)
    assert SECRET.encode() not in record_file().read_bytes()


def test_trying_it_posts_nothing_where_a_check_will_do(cli: CommandLine, slack: tuple[Slack, Server]) -> None:
    add(cli, slack[1])
    assert "Nothing was posted" in cli.ok("targets", "test", "chat").out
    assert not slack[0].messages
    tried = cli.ok("targets", "test", "chat", "--post", "--json").json
    assert tried["posted"] is True
    assert "test of the target" in slack[0].held()[0]


def test_trying_a_webhook_sends_a_marked_test(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    service = SlackHook()
    with Server(service) as server:
        monkeypatch.setenv("WARROOM_SECRET_HOOK", service.target(server.url).secret.reveal())
        cli.ok("targets", "add", "hook", "slack-webhook")
        assert cli.ok("targets", "list", "--json").json[0]["secret"] == "environment"
        cli.ok("targets", "test", "hook")
    assert service.held() == ['This is a test of the target "hook", sent from Warroom. No incident is behind it.']


def test_a_target_that_fails_says_why(cli: CommandLine, slack: tuple[Slack, Server]) -> None:
    add(cli, slack[1], channel="#nowhere")
    said = cli("targets", "test", "chat")
    assert said.code == 3
    assert "#nowhere" in said.err
    told = cli("targets", "test", "chat", "--json")
    assert told.code == 3
    assert told.json["ok"] is False


def test_values_and_secret_can_be_changed(
    cli: CommandLine, slack: tuple[Slack, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(cli, slack[1])
    cli.ok("targets", "change", "chat", "--set", "channel=#war")
    assert cli.ok("targets", "--json").json[0]["values"]["channel"] == "#war"
    monkeypatch.setenv("NEW", "xoxb-wrong")
    cli.ok("targets", "change", "chat", "--secret-from-env", "NEW")
    assert "not valid" in cli("targets", "test", "chat").err
    assert cli("targets", "change", "chat").code == 2


def test_a_secret_is_never_an_option(cli: CommandLine) -> None:
    said = cli("targets", "add", "chat", "slack", "--set", "channel=#x", "--set", f"token={TOKEN}")
    assert said.code == 2
    assert SECRET not in said.err


def test_without_a_secret_a_script_is_refused(cli: CommandLine) -> None:
    said = cli("targets", "add", "chat", "slack", "--set", "channel=#x")
    assert said.code == 3
    assert "--secret-from-env" in said.err
    assert "WARROOM_SECRET_CHAT" in said.err
    assert cli("targets", "add", "chat", "slack", "--set", "channel=#x", "--secret-from-env", "NOT_SET").code == 2


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["chat", "pigeon"], 3, "There are: slack"),
        (["chat", "slack", "--set", "channel"], 2, "KEY=VALUE"),
        (["chat", "slack"], 3, "channel"),
        (["no good", "slack", "--set", "channel=#x", "--secret-from-env", "CHAT_TOKEN"], 3, "small letters"),
    ],
)
def test_a_mistake_is_named(cli: CommandLine, words: list[str], code: int, says: str) -> None:
    said = cli("targets", "add", *words)
    assert (said.code, says in said.err) == (code, True), said.err


def test_where_no_key_store_can_be_trusted_nothing_is_kept() -> None:
    said = process("targets", "add", "chat", "slack", "--set", "channel=#x", "--secret-from-env", "TOKEN", TOKEN=TOKEN)
    assert said.code == 0, said.err
    assert "WARROOM_SECRET_CHAT" in said.err
    assert "SECRET MISSING" in process("targets").out
    assert "in the environment" in process("targets", WARROOM_SECRET_CHAT=TOKEN).out


def test_kinds_and_their_values_are_told(cli: CommandLine) -> None:
    assert {"slack", "slack-webhook"} <= {one["kind"] for one in cli.ok("targets", "kinds", "--json").json}
    assert "Bot token [secret, needed]" in cli.ok("targets", "kinds", "slack").out
