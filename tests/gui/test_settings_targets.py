"""Targets by hand: added from the declared fields, tried, changed, removed, brought back; a secret is never shown."""

from collections.abc import Callable, Iterator

import keyring.errors
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.conftest import MemoryKeyring
from tests.gui.reach import unlabelled_icons, unnamed
from tests.misbehaving import Server
from tests.peers.secret import SECRET
from tests.peers.slack import Slack
from tests.peers.webhooks import OwnHook
from ui import theme
from ui.settings.panes import Pane
from ui.settings.rows import Category
from ui.settings.targets_pane import TargetsPane
from ui.window import MainWindow
from warroom.settings.targets import Secret, Target

TOKEN = f"xoxb-{SECRET}"


class Desk:
    """The Settings page on its targets, and the record behind it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        window.settings.show(Category.TARGETS)
        self.pane: TargetsPane = window.settings.page.targets
        self.form = self.pane.form

    def button(self, name: str) -> QPushButton:
        found = self.pane.findChild(QPushButton, f"settings.target.{name}")
        assert isinstance(found, QPushButton), name
        return found

    def field(self, name: str) -> QLineEdit:
        found = self.form._fields[name]
        assert isinstance(found, QLineEdit)
        return found

    def targets(self) -> list[Target]:
        found: list[list[Target]] = []
        self.window.operations.read(lambda w: w.targets.all(), done=found.append)
        self.qtbot.waitUntil(lambda: bool(found))
        return found[0]

    def pick(self, label: str) -> None:
        self.button("add").click()
        self.form.kind.setCurrentText(label)

    def add_chat(self, name: str = "ops-chat", token: str = TOKEN, **values: str) -> None:
        self.pick("Slack")
        self.form.name.setText(name)
        for key, value in {"channel": "C00000001", **values}.items():
            self.field(key).setText(value)
        assert self.form.secret is not None
        self.form.secret.setText(token)
        self.button("save").click()
        self.known(name)

    def known(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: name in self.pane.cards and self.looked(name) and self.pane.listing.isVisible())

    def looked(self, name: str) -> bool:
        return not self.pane.cards[name].state.text().startswith("Looking")

    def state(self, name: str) -> str:
        return self.pane.cards[name].state.text()

    def says(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.window.toast.text.text())

    def texts(self) -> str:
        """All that can be read on the page, tooltips and what a screen reader says among it."""
        fields = self.pane.findChildren(QLineEdit)
        shown = [field.displayText() + field.placeholderText() + field.accessibleName() for field in fields]
        labels = self.pane.findChildren(QLabel)
        shown += [label.text() + label.toolTip() + label.accessibleName() for label in labels]
        return "\n".join([*shown, self.window.toast.text.text()])


@pytest.fixture
def desk(window: MainWindow, qtbot: QtBot) -> Desk:
    made = Desk(window, qtbot)
    qtbot.waitUntil(made.pane.empty.isVisible)
    return made


@pytest.fixture
def slack() -> Iterator[tuple[Slack, str]]:
    service = Slack()
    with Server(service) as server:
        yield service, server.url


def test_with_none_it_says_what_that_means(desk: Desk) -> None:
    assert "copied and pasted by hand" in desk.pane.empty.text()


def test_the_form_is_drawn_from_what_a_kind_declares(desk: Desk) -> None:
    desk.pick("E-mail")
    assert set(desk.form._fields) == {
        "host", "port", "security", "user", "from", "name", "to", "drops_repeats", "audience"
    }  # fmt: skip
    assert desk.form.secret is not None
    assert desk.form.secret.echoMode() is QLineEdit.EchoMode.Password
    assert desk.field("port").placeholderText() == "587"
    assert unnamed(desk.window.settings.page) == []


def test_a_target_is_added_and_its_secret_is_in_the_key_store_alone(desk: Desk, trusted_keyring: MemoryKeyring) -> None:
    desk.add_chat()
    (target,) = desk.targets()
    assert (target.name, target.kind, target.values) == ("ops-chat", "slack", {"channel": "C00000001"})
    assert trusted_keyring.secrets == {("warroom", target.account): TOKEN}
    assert desk.state("ops-chat") == "secret in the key store"
    desk.says("ops-chat added. Undo (Ctrl+Z)")
    assert desk.form.secret is not None
    assert desk.form.secret.text() == ""
    assert TOKEN not in desk.texts()
    assert SECRET not in desk.texts()


def test_what_is_missing_is_named_and_what_was_typed_stays(desk: Desk) -> None:
    desk.pick("Slack")
    desk.form.name.setText("ops-chat")
    desk.button("save").click()
    desk.qtbot.waitUntil(lambda: "needs a value for channel" in desk.form.problem.text())
    assert desk.form.name.text() == "ops-chat"
    desk.form.kind.setCurrentText("Zulip")
    desk.field("channel").setText("incidents")
    desk.form.kind.setCurrentText("Slack")
    assert desk.field("channel").text() == "incidents"
    desk.qtbot.keyClick(desk.field("channel"), Qt.Key.Key_Escape)
    assert desk.pane.listing.isVisible()
    assert desk.window.settings.visible
    desk.button("add").click()
    assert (desk.form.name.text(), desk.field("channel").text()) == ("ops-chat", "incidents")
    assert desk.targets() == []


def test_without_a_key_store_the_secret_is_of_this_run(desk: Desk) -> None:
    desk.add_chat()
    desk.says("known for this run")
    assert desk.state("ops-chat").startswith("secret of this run")


class Refusing(MemoryKeyring):
    """Locked, and nobody unlocks it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked(f"no {password}")

    def delete_password(self, service: str, username: str) -> None:
        raise OSError("no bus")


def test_a_key_store_that_fails_takes_nothing_and_shows_nothing(desk: Desk, trusted_keyring: MemoryKeyring) -> None:
    keyring.set_keyring(Refusing())
    desk.add_chat()
    assert desk.state("ops-chat").startswith("secret of this run")
    assert SECRET not in desk.texts()


def test_a_secret_that_is_not_known_is_typed_for_this_run(desk: Desk) -> None:
    desk.window.operations.run(lambda w: w.targets.add("ops-chat", "slack", {"channel": "C1"}))
    desk.pane.come()
    desk.known("ops-chat")
    assert "not known on this computer" in desk.state("ops-chat")
    assert "WARROOM_SECRET_OPS_CHAT" in desk.state("ops-chat")
    card = desk.pane.cards["ops-chat"]
    assert card.secret.isVisible()
    assert card.secret.echoMode() is QLineEdit.EchoMode.Password
    assert unnamed(desk.window.settings.page) == []
    desk.qtbot.keyClicks(card.secret, TOKEN)
    desk.button("ops-chat.run").click()
    desk.qtbot.waitUntil(lambda: desk.state("ops-chat").startswith("secret of this run"))
    assert not card.secret.isVisible()
    assert card.secret.text() == ""
    found: list[Secret] = []
    desk.window.operations.read(lambda w: w.targets.config(w.targets.get("ops-chat")).secret, done=found.append)
    desk.qtbot.waitUntil(lambda: found == [Secret(TOKEN)])


def test_a_check_that_needs_no_message_posts_none(desk: Desk, slack: tuple[Slack, str]) -> None:
    service, base = slack
    desk.add_chat(base_url=base)
    desk.button("ops-chat.test").click()
    card = desk.pane.cards["ops-chat"]
    desk.qtbot.waitUntil(lambda: "Nothing was posted" in card.said.text())
    assert card.said.property("tone") == "ok"
    assert service.messages == []
    assert SECRET not in desk.texts()


def test_working_offline_tries_nothing(desk: Desk, slack: tuple[Slack, str]) -> None:
    desk.add_chat(base_url=slack[1])
    desk.window.settings.page.values.wish("work_offline", "yes")
    desk.button("ops-chat.test").click()
    card = desk.pane.cards["ops-chat"]
    assert card.said.text().startswith("Working offline is chosen")
    assert card.test.isEnabled()


def test_a_wrong_secret_is_said_and_shown_nowhere(desk: Desk, slack: tuple[Slack, str]) -> None:
    desk.add_chat(base_url=slack[1], token=f"{TOKEN}x")
    desk.button("ops-chat.test").click()
    card = desk.pane.cards["ops-chat"]
    desk.qtbot.waitUntil(lambda: card.said.property("tone") == "warn" and card.test.isEnabled())
    assert card.said.text()
    assert SECRET not in desk.texts()


def test_a_test_message_is_posted_only_after_a_yes(desk: Desk) -> None:
    service = OwnHook()
    with Server(service) as server:
        desk.pick("Webhook")
        desk.form.name.setText("own")
        desk.field("base_url").setText(f"{server.url}/in")
        desk.field("receipt").setText('"taken": true')
        assert desk.form.secret is not None
        desk.form.secret.setText(SECRET)
        desk.button("save").click()
        desk.known("own")
        card = desk.pane.cards["own"]
        desk.button("own.test").click()
        desk.qtbot.waitUntil(card.asked.isVisible)
        assert "only be tested by sending a message" in card.asked.text()
        assert service.held() == []
        card.no.click()
        assert not card.asked.isVisible()
        desk.button("own.test").click()
        desk.qtbot.waitUntil(card.asked.isVisible)
        card.yes.click()
        desk.qtbot.waitUntil(lambda: "took a test message" in card.said.text())
        (text,) = service.held()
        assert "This is a test" in text


def test_a_change_keeps_the_secret_and_is_taken_back(desk: Desk, trusted_keyring: MemoryKeyring) -> None:
    desk.add_chat()
    desk.button("ops-chat.edit").click()
    assert desk.form.secret is not None
    assert desk.form.secret.text() == ""
    assert "in use" in desk.form.secret.placeholderText()
    assert not desk.form.name.isVisible()
    desk.field("channel").setText("C00000002")
    desk.button("save").click()
    desk.says("ops-chat changed")
    (target,) = desk.targets()
    assert target.values == {"channel": "C00000002"}
    assert trusted_keyring.secrets == {("warroom", target.account): TOKEN}
    desk.window.settings.page.undo()
    desk.qtbot.waitUntil(lambda: desk.targets()[0].values == {"channel": "C00000001"})
    desk.window.settings.page.redo()
    desk.qtbot.waitUntil(lambda: desk.targets()[0].values == {"channel": "C00000002"})


def test_a_new_secret_takes_the_place_of_the_old_and_comes_back(desk: Desk, trusted_keyring: MemoryKeyring) -> None:
    desk.add_chat()
    desk.button("ops-chat.edit").click()
    assert desk.form.secret is not None
    desk.form.secret.setText("xoxb-other")
    desk.button("save").click()
    desk.says("ops-chat changed")
    assert list(trusted_keyring.secrets.values()) == ["xoxb-other"]
    desk.window.settings.page.undo()
    desk.qtbot.waitUntil(lambda: list(trusted_keyring.secrets.values()) == [TOKEN])


def test_removing_asks_first_and_brings_back_the_secret_too(desk: Desk, trusted_keyring: MemoryKeyring) -> None:
    desk.add_chat()
    card = desk.pane.cards["ops-chat"]
    desk.button("ops-chat.remove").click()
    assert card.no.hasFocus() or not desk.window.isActiveWindow()
    card.no.click()
    assert len(desk.targets()) == 1
    desk.button("ops-chat.remove").click()
    card.yes.click()
    desk.qtbot.waitUntil(lambda: not desk.targets() and not trusted_keyring.secrets)
    desk.qtbot.waitUntil(lambda: "ops-chat" not in desk.pane.cards)
    desk.window.settings.page.undo()
    desk.known("ops-chat")
    (target,) = desk.targets()
    desk.qtbot.waitUntil(lambda: trusted_keyring.secrets == {("warroom", target.account): TOKEN})


def test_a_target_that_messages_wait_for_stays(desk: Desk) -> None:
    desk.add_chat()

    def queue(workspace: object) -> None:
        from warroom.workspace import Workspace

        assert isinstance(workspace, Workspace)
        incident = workspace.room.declare("Checkout fails", 1).incident
        fields = {"known": "x", "doing": "y", "impact": "z", "next_update": "15m"}
        workspace.outbox.set_offline(True)
        workspace.outbox.queue(incident, "status-update", ("ops-chat",), fields)

    desk.window.operations.run(queue)
    desk.button("ops-chat.remove").click()
    desk.pane.cards["ops-chat"].yes.click()
    desk.qtbot.waitUntil(lambda: "1 message still waits" in desk.pane.problem.text())
    assert len(desk.targets()) == 1


def test_the_queue_rules_reach_the_outbox(desk: Desk, qtbot: QtBot) -> None:
    def offline() -> tuple[bool, bool]:
        found: list[tuple[bool, bool]] = []
        desk.window.operations.read(lambda w: (w.outbox.offline, w.outbox.flows), done=found.append)
        qtbot.waitUntil(lambda: bool(found))
        return found[0]

    assert offline() == (False, False)
    for key in ("work_offline", "internal_flows"):
        click: Callable[[], None] = desk.pane.rows[key].field.click  # type: ignore[attr-defined]
        click()
    assert offline() == (True, True)
    desk.window.settings.page.undo()
    assert offline() == (True, False)


def test_twice_the_text_size_loses_nothing(desk: Desk, look: None) -> None:
    desk.window.operations.run(lambda w: w.targets.add("ops-chat", "slack", {"channel": "C1"}))
    desk.pane.come()
    desk.known("ops-chat")
    desk.window.resize(1024, 700)
    theme.set_look(percent=200)
    page = desk.window.settings.page
    for pane in page.panes.values():
        if isinstance(pane, Pane):
            page.show_category(pane.category)
            QApplication.processEvents()
            assert pane.area.widget().minimumSizeHint().width() <= pane.area.viewport().width(), pane.category
    page.show_category(Category.TARGETS)
    for label in ("E-mail", "Slack", "Webhook"):
        desk.pick(label)
        QApplication.processEvents()
        assert desk.pane.area.widget().minimumSizeHint().width() <= desk.pane.area.viewport().width(), label


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_every_widget_says_what_it_is(desk: Desk, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    desk.add_chat()
    page = desk.window.settings.page
    desk.button("ops-chat.remove").click()
    assert unnamed(page) == []
    assert unlabelled_icons(page) == []
    for label in [desk.form.kind.itemText(number) for number in range(desk.form.kind.count())]:
        desk.pick(label)
        assert unnamed(page) == []
        assert desk.pane.area.widget().width() <= desk.pane.area.viewport().width(), label
