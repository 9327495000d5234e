"""Which deadline is heard and shown when: UI.md 6.1 at its edges, one second after the other."""

import pytest

from ui.alerts.course import REPEAT_S, SILENCE_S, Course, Key, Level, Sound, Watched, watched, what
from ui.live import Live, look_at
from warroom.clock import Instant, ManualClock
from warroom.incident.countdowns import Countdown, CountdownKind
from warroom.incident.playbook import Playbook
from warroom.incident.words import CountdownState
from warroom.record.states import builtin_playbook
from warroom.workspace import Workspace

DUE = Instant.parse("2026-03-02T03:16:00Z")
KEY = Key("one", "external")
PLAYBOOK: Playbook = builtin_playbook()


def external(level: Level, *, due: Instant = DUE, silent: bool = False, key: Key = KEY) -> Watched:
    return Watched(key, "INC-0001 SEV-1", "External update", level, due, True, level is Level.OVERDUE, silent=silent)


def test_one_sound_at_due_one_at_overdue_then_every_five_minutes() -> None:
    course, heard = Course(), []
    for second in range(60 + 2 * REPEAT_S + 1):
        level = Level.OVERDUE if second >= 60 else Level.DUE
        orders = course.step([external(level)], DUE.plus(second))
        if orders.sound is not None:
            heard.append((second, orders.sound))
    assert heard == [
        (0, Sound.DUE),
        (60, Sound.OVERDUE),
        (60 + REPEAT_S, Sound.OVERDUE),
        (60 + 2 * REPEAT_S, Sound.OVERDUE),
    ]


def test_due_soon_is_shown_and_not_heard() -> None:
    orders = Course().step([external(Level.SOON)], DUE.plus(-60))
    assert orders.sound is None
    assert [(notice.text, notice.expires_ms) for notice in orders.post] == [("External update due 03:16 UTC", 10_000)]


def test_a_notice_is_posted_once_a_state_and_withdrawn_when_it_no_longer_holds() -> None:
    course = Course()
    states = [Level.SOON, Level.SOON, Level.DUE, Level.DUE, Level.OVERDUE, Level.OVERDUE]
    posted = [len(course.step([external(level)], DUE.plus(at)).post) for at, level in enumerate(states)]
    assert posted == [1, 0, 1, 0, 1, 0]
    assert course.step([external(Level.QUIET, due=DUE.plus(1800))], DUE.plus(99)).withdraw == (KEY,)
    assert course.step([], DUE.plus(100)).withdraw == ()


def test_what_is_overdue_outside_is_critical_and_names_no_customer() -> None:
    (notice,) = Course().step([external(Level.OVERDUE)], DUE.plus(60)).post
    assert notice.critical
    assert (notice.head, notice.text) == ("INC-0001 SEV-1", "External update OVERDUE since 03:16 UTC")


def test_many_deadlines_at_once_make_one_sound() -> None:
    rows = [external(Level.OVERDUE, key=Key("one", name)) for name in ("external", "internal", "ask 1")]
    course = Course()
    assert course.step(rows, DUE.plus(60)).sound is Sound.OVERDUE
    assert course.step(rows, DUE.plus(61)).sound is None


def test_muted_is_silent_for_three_minutes_and_then_heard() -> None:
    course = Course()
    course.mute(DUE.plus(-1))
    sounds = [course.step([external(Level.DUE)], DUE.plus(second)).sound for second in range(SILENCE_S)]
    assert sounds[: SILENCE_S - 1] == [None] * (SILENCE_S - 1)
    assert sounds[-1] is Sound.DUE


def test_looking_at_it_stops_the_sound_and_not_the_notice() -> None:
    course = Course()
    course.step([external(Level.DUE)], DUE)
    course.acknowledge("one", DUE.plus(50))
    orders = course.step([external(Level.OVERDUE)], DUE.plus(60))
    assert orders.sound is None
    assert len(orders.post) == 1
    assert course.step([external(Level.OVERDUE)], DUE.plus(50 + SILENCE_S)).sound is Sound.OVERDUE


def test_a_snoozed_countdown_is_neither_heard_nor_shown() -> None:
    course = Course()
    course.step([external(Level.DUE)], DUE)
    orders = course.step([external(Level.OVERDUE, silent=True)], DUE.plus(60))
    assert (orders.sound, orders.post, orders.withdraw) == (None, (), (KEY,))


def test_quiet_hours_never_keep_an_overdue_external_update_away() -> None:
    course = Course()
    assert course.step([external(Level.DUE)], DUE, quiet=True).post == ()
    orders = course.step([external(Level.OVERDUE)], DUE.plus(60), quiet=True)
    assert orders.sound is Sound.OVERDUE
    assert orders.post[0].critical


def test_a_clock_set_back_ends_a_silence_instead_of_stretching_it() -> None:
    course = Course()
    course.mute(DUE)
    assert course.muted_s(DUE.plus(-3600)) == 0


# -- From a real incident ------------------------------------------------------------------------------------------


@pytest.fixture
def room(open_workspace: object, clock: ManualClock) -> Workspace:
    workspace: Workspace = open_workspace()  # type: ignore[operator]
    yield workspace  # type: ignore[misc]
    workspace.close()


def live(room: Workspace, incident: str) -> Live:
    return look_at(room, incident)


def level(room: Workspace, clock: ManualClock, incident: str, name: str, seat: str = "solo") -> Level:
    rows = {row.key.name: row for row in watched([live(room, incident)], clock.now(), seat)}
    return rows[name].level if name in rows else Level.QUIET


@pytest.mark.parametrize(
    ("left_s", "expected"),
    [
        (181, Level.QUIET),
        (180, Level.SOON),
        (1, Level.SOON),
        (0, Level.DUE),
        (-59, Level.DUE),
        (-60, Level.OVERDUE),
    ],
)
def test_the_edges_of_the_states(room: Workspace, clock: ManualClock, left_s: int, expected: Level) -> None:
    incident = room.room.declare("checkout fails", 1).incident
    due = room.record.incident(incident).internal.due_at
    assert due is not None
    clock.set(due.plus(-left_s))
    assert level(room, clock, incident, "internal") is expected


def test_a_change_that_waits_two_minutes_asks_for_a_look(room: Workspace, clock: ManualClock) -> None:
    incident = room.room.declare("checkout fails", 1).incident
    room.room.log(incident, "> restart the pods of customer Acme")
    clock.advance(120)
    assert level(room, clock, incident, "approval") is Level.QUIET
    clock.advance(1)
    (row,) = [row for row in watched([live(room, incident)], clock.now()) if row.key.name == "approval"]
    assert row.critical
    assert "Acme" not in row.text + row.what + row.head
    assert level(room, clock, incident, "approval", seat="scribe") is Level.QUIET


def test_an_ask_is_told_by_its_number_alone(room: Workspace, clock: ManualClock) -> None:
    incident = room.room.declare("checkout fails", 1).incident
    room.room.log(incident, "+ @tomas is Acme back 3m")
    clock.advance(180)
    (row,) = [row for row in watched([live(room, incident)], clock.now()) if row.key.name == "ask 1"]
    assert (row.what, row.level) == ("Ask 1", Level.DUE)


def test_a_called_tier_and_a_rollback_are_told_and_silence_no_other_deadline(
    room: Workspace, clock: ManualClock
) -> None:
    incident = room.room.declare("checkout fails", 1).incident
    for line in ("/page L2 by phone", "> restart the pods of Acme", "/rollback 1 15m", "/ok 1", "/start 1"):
        room.room.log(incident, line)
    due = room.record.incident(incident).pages[0].due_at
    assert due is not None
    clock.set(due)
    rows = {row.key.name: row for row in watched([live(room, incident)], clock.now())}
    assert (rows["page 1"].what, rows["page 1"].level) == ("Answer to page 1", Level.DUE)
    assert (rows["rollback 1"].what, rows["rollback 1"].level) == ("Rollback of change 1", Level.OVERDUE)
    assert {"internal", "external"} <= set(rows)
    assert not any("Acme" in row.text + row.what + row.head for row in rows.values())
    assert watched([live(room, incident)], clock.now(), "scribe") == [rows["internal"], rows["external"]]


@pytest.mark.parametrize("kind", [kind for kind in CountdownKind if kind is not CountdownKind.UPDATE])
def test_every_kind_of_deadline_has_its_name(kind: CountdownKind) -> None:
    row = Countdown(f"{kind} 7", DUE, CountdownState.DUE, 0.0, kind, label="customer Acme")
    assert what(row)
    assert "Acme" not in what(row)


SOON_S = {("internal", 1): 180, ("internal", 2): 300, ("internal", 3): 300}
"""A fifth of the cadence, at least two minutes and at most five; the external one ten minutes before (UI.md 0.1)."""


@pytest.mark.parametrize("quiet", [False, True])
@pytest.mark.parametrize("severity", [1, 2, 3])
@pytest.mark.parametrize("name", ["internal", "external"])
def test_a_countdown_from_calm_to_late_second_by_second(
    room: Workspace, clock: ManualClock, name: str, severity: int, quiet: bool
) -> None:
    """A18: what is shown and heard at S, 0, -60 s and every five minutes from then on, and nothing between."""
    incident = room.room.declare("checkout fails", severity).incident
    if severity == 3:
        room.room.log(incident, "/visible yes")
    one = live(room, incident)
    due = one.countdowns(clock.now())[("internal", "external").index(name)].due_at
    assert due is not None
    soon = SOON_S.get((name, severity), 600)
    course, shown, heard = Course(), [], []
    for second in range(-soon - 2, 60 + 2 * REPEAT_S + 2):
        now = due.plus(second)
        orders = course.step([row for row in watched([one], now) if row.key.name == name], now, quiet=quiet)
        shown += [(second, notice.critical, notice.expires_ms) for notice in orders.post]
        heard += [(second, orders.sound)] if orders.sound is not None else []
        assert orders.withdraw == ()
    grave = name == "external" or severity == 1
    late = [60, 60 + REPEAT_S, 60 + 2 * REPEAT_S]
    if quiet:  # only what is critical breaks the quiet hours
        assert shown == ([(60, True, 0)] if grave else [])
        assert heard == ([(second, Sound.OVERDUE) for second in late] if grave else [])
    else:
        assert shown == [(-soon, False, 10_000), (0, False, 0), (60, grave, 0)]
        assert heard == [(0, Sound.DUE), *((second, Sound.OVERDUE) for second in late)]


def test_a_snooze_silences_no_longer_than_it_lasts_and_moves_nothing(room: Workspace, clock: ManualClock) -> None:
    incident = room.room.declare("checkout fails", 1).incident
    clock.advance(14 * 60)
    room.room.log(incident, "/snooze int 5m")
    one, start, heard = live(room, incident), clock.now(), []
    assert one.incident.internal.due_at == start.plus(60)
    course = Course()
    for second in range(5 * 60 + 2):
        now = start.plus(second)
        orders = course.step([row for row in watched([one], now) if row.key.name == "internal"], now)
        heard += [(second, orders.sound, len(orders.post))] if orders.sound or orders.post else []
    assert heard == [(300, Sound.OVERDUE, 1)]


def test_resolved_and_not_announced_rings_like_an_external_update(room: Workspace, clock: ManualClock) -> None:
    incident = room.room.declare("checkout fails", 2).incident
    room.room.log(incident, "/resolve early it is over")
    one, start, course = live(room, incident), clock.now(), Course()
    told = {}
    for second in range(10 * 60 + 62):
        for notice in course.step(watched([one], start.plus(second)), start.plus(second)).post:
            told[second] = (notice.text, notice.critical)
    assert told == {
        600: ("External update is due now", False),
        660: (f"External update OVERDUE since {start.plus(600).hhmm()} UTC", True),
    }
