"""The table of a timeline: order, filters, lines on their way to the disk, and how a row sounds."""

from array import array
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.models.rows import Filter, Pending, Shown
from ui.models.timeline import Column, TimelineModel
from warroom import ids
from warroom.clock import Instant
from warroom.incident.entry import Entry, EntryGroup

BASE = Instant.parse("2026-03-02T02:25:00Z")


def entry(n: int, text: str = "", *, minute: float | None = None, **said: Any) -> Entry:
    """A row that happened ``minute`` minutes after the base; it was recorded as the n-th."""
    at = BASE.plus(60 * (n if minute is None else minute))
    known: dict[str, Any] = {"kind": "note", "group": EntryGroup.NOTE, "actor": "sam", "author": "sam", "role": ""}
    known |= said
    return Entry(
        id=ids.new(), incident="i", n=n, hlc=f"{n:012x}-0000", replica="r", seq=n, at=at,
        recorded_at=BASE.plus(60 * n), text=text or f"row {n}", **known,
    )  # fmt: skip


def pending(token: int, text: str = "typed") -> Pending:
    return Pending(token, text, text, BASE.plus(3600), "sam", EntryGroup.NOTE)


@pytest.fixture
def model(qapp: object, qtmodeltester: ModelTester) -> TimelineModel:
    made = TimelineModel()
    qtmodeltester.check(made)
    return made


def texts(model: TimelineModel) -> list[str]:
    column = Column.TEXT
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_new_rows_stand_at_the_end(model: TimelineModel) -> None:
    model.reset([entry(1), entry(2)])
    model.add([entry(3)])
    assert texts(model) == ["row 1", "row 2", "row 3"]


def test_a_late_entry_stands_where_it_happened(model: TimelineModel) -> None:
    model.reset([entry(1), entry(2), entry(30)])
    model.add([entry(31, "deploy at 100 %", minute=1.5)])
    assert texts(model) == ["row 1", "deploy at 100 %", "row 2", "row 30"]


def test_sorted_by_time_of_entry_it_stands_last(model: TimelineModel) -> None:
    model.reset([entry(1), entry(2)], Shown(by_entry_time=True))
    model.add([entry(31, "deploy at 100 %", minute=1.5)])
    assert texts(model)[-1] == "deploy at 100 %"


def test_a_line_shows_at_once_and_becomes_its_entry_in_place(model: TimelineModel, qtbot: QtBot) -> None:
    model.reset([entry(1)])
    model.saving(pending(7, "error rate 47%"))
    assert texts(model) == ["row 1", "error rate 47%"]
    with qtbot.assertNotEmitted(model.rowsRemoved), qtbot.assertNotEmitted(model.modelReset):
        model.saved(7, [entry(2, "error rate 47%")])
    assert texts(model) == ["row 1", "error rate 47%"]
    assert model.pending(1) is None


def test_two_lines_on_their_way_keep_their_order(model: TimelineModel) -> None:
    model.reset([])
    model.saving(pending(1, "first"))
    model.saving(pending(2, "second"))
    model.saved(1, [entry(1, "first")])
    assert texts(model) == ["first", "second"]
    model.saved(2, [entry(2, "second")])
    assert texts(model) == ["first", "second"]


def test_a_line_that_was_not_saved_stays_with_its_reason(model: TimelineModel) -> None:
    model.reset([entry(1)])
    model.saving(pending(7, "lost?"))
    model.unsaved(7, "disk full")
    row = model.index(1, Column.TIME)
    assert "NOT SAVED: disk full" in str(row.data(Qt.ItemDataRole.AccessibleTextRole))
    model.again(7)
    assert model.pending_lines()[0].problem == ""


def test_a_filter_keeps_out_what_it_does_not_let_through(model: TimelineModel) -> None:
    decision = entry(2, "roll back", kind="decision", group=EntryGroup.DECISION)
    model.reset([decision], Shown(Filter.DECISIONS))
    model.add([entry(3), entry(4, "shed load", kind="decision", group=EntryGroup.DECISION)])
    assert len(texts(model)) == 2
    model.add([msgspec.structs.replace(decision, group=EntryGroup.NOTE)])
    assert len(texts(model)) == 1


def test_older_rows_go_on_top_and_are_fetched_when_looked_at(model: TimelineModel, qtbot: QtBot) -> None:
    known = [entry(n) for n in (500, 501)]
    model.reset(known)
    model.complete(array("q", [*range(1, 500), 500, 501]))
    assert model.rowCount() == 501
    assert model.entry(500) is known[1]
    with qtbot.waitSignal(model.wanted) as wanted:
        assert model.entry(10) is None
    model.fill([entry(n) for n in wanted.args[0]])
    assert model.entry(10) is not None


def test_an_entry_for_rows_that_are_not_at_hand_asks_for_them(model: TimelineModel, qtbot: QtBot) -> None:
    model.reset([entry(500)])
    model.complete(array("q", range(1, 501)))
    with qtbot.waitSignal(model.misplaced):
        model.add([entry(600, "long ago", minute=2.5)])


def test_a_day_that_begins_says_its_date(model: TimelineModel) -> None:
    model.reset([entry(1), entry(2, minute=24 * 60)])
    assert model.date_line(0) == ""
    assert model.date_line(1) == "Tue 3 March 2026"


def test_a_row_speaks_time_kind_actor_key_moment_and_text(model: TimelineModel) -> None:
    model.reset(
        [entry(26, "Roll back v4.18 now.", kind="decision", group=EntryGroup.DECISION, actor="robin", starred=True)]
    )
    said = model.index(0, Column.TIME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "02:51 UTC, decision, robin, key moment: Roll back v4.18 now."


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ({"late": True}, "entered 02:35"),
        ({"amended": True}, "edited"),
        ({"retracted": True}, "retracted"),
        ({"redacted": True}, "Redacted"),
        ({"role": "DB"}, "[DB] row 10"),
    ],
)
def test_a_row_says_what_was_done_to_it(model: TimelineModel, said: dict[str, Any], heard: str) -> None:
    model.reset([entry(10, **said)])
    assert heard in str(model.index(0, Column.TIME).data(Qt.ItemDataRole.AccessibleTextRole))


def test_hostile_text_is_text(model: TimelineModel) -> None:
    model.reset([entry(1, "if a<b then c>d <img src='file:///etc/passwd'>")])
    assert texts(model) == ["if a<b then c>d <img src='file:///etc/passwd'>"]
