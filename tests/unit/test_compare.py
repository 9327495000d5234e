"""When a message of ours is recognised by what it says, and when a person has to look."""

from __future__ import annotations

import pytest

from warroom.clock import Instant
from warroom.connectors.compare import LAST, Held, find, iso, same
from warroom.connectors.protocol import Absent, CannotTell, Outgoing

NOW = Instant.parse("2026-01-05T02:31:00Z")


def ours(**thread: str) -> Outgoing:
    return Outgoing(
        id="m", incident="i", ref="INC-1", title="t", template="x", plain="Down.", written_at=NOW, thread=thread
    )


def test_blanks_line_ends_and_composed_letters_do_not_matter() -> None:
    assert same("One.  \r\nTwo. \n", "One.\nTwo.")
    assert same("Mo\u0308ller", "Möller")
    assert not same("One.", "one.")


def test_the_first_of_its_kind_after_the_last_known_one() -> None:
    held = [Held("1", "Down.", "", NOW), Held("2", "Down.", "", NOW), Held("3", "Down.", "", NOW)]
    assert find(held, ours(**{LAST: "1"}), "Down.") == held[1]
    assert find(held, ours(**{LAST: "3"}), "Down.") == Absent()
    assert find(held, ours(**{LAST: "gone"}), "Down.") == held[0]


def test_another_status_is_another_message() -> None:
    held = [Held("1", "Down.", "RESOLVED", NOW)]
    assert find(held, ours(), "Down.", "INVESTIGATING") == Absent()


@pytest.mark.parametrize(("minutes", "kind"), [(-5, Held), (30, Held), (-11, CannotTell), (-3000, CannotTell)])
def test_one_that_is_older_than_the_message_is_for_a_person(minutes: int, kind: type) -> None:
    held = [Held("1", "Down.", "", NOW.plus(minutes * 60))]
    assert isinstance(find(held, ours(), "Down."), kind)


def test_a_time_that_nobody_can_read_is_no_time() -> None:
    assert iso("soon") is None
    assert iso(None) is None
    assert iso("2026-01-05T02:31:00Z") == NOW
