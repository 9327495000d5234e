"""The countdown tiles: each state has its own word, shape and look, at the second where it begins (UI.md 6.1)."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from ui.live import Live
from ui.models import now as facts
from ui.models.now import TimerFact
from ui.theme_tokens import Type
from ui.widgets.now_row import NowRow
from ui.widgets.tile import Look, Tile
from warroom.clock import Instant, ManualClock
from warroom.incident.countdowns import countdowns
from warroom.incident.playbook import Playbook
from warroom.incident.state import Incident
from warroom.incident.words import CountdownState
from warroom.workspace import Workspace

State = CountdownState


@pytest.fixture
def declared(open_workspace: Callable[[], Workspace]) -> tuple[Incident, Playbook]:
    """A SEV-1: internal due in 15 min, external in 20."""
    with open_workspace() as workspace:
        incident = workspace.record.incident(workspace.room.declare("Checkout fails", 1).incident)
        return incident, workspace.record.playbook(incident.playbook)


def internal(declared: tuple[Incident, Playbook], left: float) -> TimerFact:
    """The internal tile ``left`` seconds before its deadline."""
    incident, playbook = declared
    assert incident.internal.due_at is not None
    return facts.timer(countdowns(incident, playbook, incident.internal.due_at.plus(-left))[0])


@pytest.mark.parametrize(
    ("left", "state", "digits", "words", "icon"),
    [
        (600, State.CALM, "10:00", "due 03:29", "timer"),
        (180.001, State.CALM, "03:01", "due 03:29", "timer"),
        (180, State.SOON, "03:00", "due 03:29", "bell"),
        (0.5, State.SOON, "00:01", "due 03:29", "bell"),
        (0, State.DUE, "00:00", "DUE now", "bell-ring"),
        (-59, State.DUE, "00:00", "DUE now", "bell-ring"),
        (-60, State.OVERDUE, "+01:00", "OVERDUE since 03:29", "bell-ring"),
        (-3730, State.OVERDUE, "+1:02:10", "OVERDUE since 03:29", "bell-ring"),
    ],
)
def test_a_countdown_at_its_edges(
    declared: tuple[Incident, Playbook], left: float, state: CountdownState, digits: str, words: str, icon: str
) -> None:
    fact = internal(declared, left)
    assert (fact.state, fact.digits, fact.words, fact.icon) == (state, digits, words, icon)


def test_what_is_spoken_changes_by_the_minute(declared: tuple[Incident, Playbook]) -> None:
    assert internal(declared, 599).spoken == internal(declared, 541).spoken == "due in 10 min, at 03:29 UTC"
    assert internal(declared, -130).spoken == internal(declared, -179).spoken == "overdue 2 min, was due 03:29 UTC"


def test_copied_says_that_it_is_not_sent(declared: tuple[Incident, Playbook]) -> None:
    incident, playbook = declared
    row = countdowns(incident, playbook, incident.declared_at)[1]
    fact = facts.timer(row, Instant.parse("2026-03-02T03:15:00Z"))
    assert fact.words == "copied 03:15, not sent"
    assert fact.state is State.CALM


@pytest.fixture
def row(qtbot: QtBot, look: None) -> NowRow:
    made = NowRow()
    qtbot.addWidget(made)
    made.resize(1400, 90)
    made.show()
    return made


def greys(image: QImage) -> bytes:
    return bytes(image.convertToFormat(QImage.Format.Format_Grayscale8).constBits())


def test_states_differ_without_colour(row: NowRow, declared: tuple[Incident, Playbook]) -> None:
    incident, playbook = declared
    assert incident.internal.due_at is not None
    looks, pictures = set(), set()
    for left in (600, 100, -10, -130):
        row.show_state(Live.of(incident, playbook), incident.internal.due_at.plus(-left))
        looks.add((row.internal.note, row.internal.icon_name, row.internal.look))
        pictures.add(greys(row.internal.grab().toImage()))
    assert len(looks) == len(pictures) == 4


def test_only_what_is_overdue_is_filled_red(row: NowRow, declared: tuple[Incident, Playbook]) -> None:
    incident, playbook = declared
    assert incident.internal.due_at is not None
    row.show_state(Live.of(incident, playbook), incident.internal.due_at.plus(61))
    assert row.internal.look is Look.OVERDUE
    assert [tile.look for tile in row.tiles].count(Look.OVERDUE) == 1


def test_a_fact_older_than_two_cadences_says_its_age(
    open_workspace: Callable[[], Workspace], clock: ManualClock
) -> None:
    with open_workspace() as workspace:
        key = workspace.room.declare("Checkout fails", 1, impact="70% of checkouts fail").incident
        incident = workspace.record.incident(key)
        playbook = workspace.record.playbook(incident.playbook)
    fresh = facts.impact(incident, playbook, clock.now().plus(30 * 60))
    stale = facts.impact(incident, playbook, clock.now().plus(36 * 60))
    assert (fresh.side, fresh.stale) == ("as of 03:14", False)
    assert (stale.side, stale.stale) == ("as of 03:14, 36 min old", True)


def test_an_impact_that_is_over_is_told_as_past(open_workspace: Callable[[], Workspace], clock: ManualClock) -> None:
    with open_workspace() as workspace:
        key = workspace.room.declare("Checkout fails", 1, impact="70% of checkouts fail").incident
        clock.advance(17 * 60)
        workspace.room.log(key, "/mitigated")
        ended = workspace.record.incident(key)
        playbook = workspace.record.playbook(ended.playbook)
        fact = facts.impact(ended, playbook, clock.now().plus(3600))
        assert (fact.text, fact.side, fact.stale) == ("Was: 70% of checkouts fail", "ended 03:31", False)
        clock.advance(60)
        workspace.room.log(key, "~ one region is slow")
        assert facts.impact(workspace.record.incident(key), playbook, clock.now()).text == "one region is slow"


def test_two_hours_in_command_ask_for_a_handoff(open_workspace: Callable[[], Workspace], clock: ManualClock) -> None:
    with open_workspace() as workspace:
        key = workspace.room.declare("Checkout fails", 1, ic="robin").incident
        incident = workspace.record.incident(key)
        playbook = workspace.record.playbook(incident.playbook)
    assert facts.commander(incident, playbook, clock.now().plus(45 * 60)).note == "since 03:14 · 45 min"
    tired = facts.commander(incident, playbook, clock.now().plus(7200))
    assert (tired.note, tired.stale) == ("plan a handoff", True)


def test_a_countdown_in_a_chip_gets_the_room_of_its_digits(qtbot: QtBot) -> None:
    tile = Tile("war.now.internal", "Internal update", "INT")
    qtbot.addWidget(tile)
    tile.value_face = Type.TIMER
    tile.set_mode(chip=True, compact=False)
    empty = tile.minimumSizeHint().width()
    tile.show_fact("1:02:10", icon="bell")
    assert tile.minimumSizeHint().width() > empty
    assert tile.minimumSizeHint() == tile.sizeHint()
