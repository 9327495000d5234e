"""Checklists: what the record proves settles itself, the rest is ticked, or is not needed with a reason."""

from __future__ import annotations

import pytest

from tests.story import Story, builtin_playbook, minute
from warroom.errors import PlaybookError
from warroom.incident import events as fact
from warroom.incident.checklists import ChecklistView, ItemState, checklists
from warroom.incident.playbook import overlay

PLAYBOOK = builtin_playbook()


def view(story: Story, key: str) -> ChecklistView:
    return next(row for row in checklists(story.incident, PLAYBOOK) if row.key == key)


def test_the_record_settles_what_it_shows() -> None:
    story = Story()
    fresh = view(story, "first_15_minutes")
    assert [item.n for item in fresh.items if item.settled] == [4]  # the severity was set by declaring
    story(1, fact.RoleAssigned("ic", "robin"))
    story(1, fact.RoleAssigned("comms", "ines"))
    story(2, fact.ChannelNamed("#inc"))
    story(2, fact.BridgeSet(number="1"))
    story(3, fact.TriageAnswered("reach", "How far?", "all_users"))
    story(4, fact.TriageAnswered("deploy", "?", "no"))
    story(4, fact.TriageAnswered("config", "?", "no"))
    story.sent(5, "status-update", promise=20)
    assert [item.n for item in view(story, "first_15_minutes").items if not item.settled] == [1, 8]
    story(6, fact.RoleAssigned("comms", ""))
    assert ItemState.OPEN in {item.state for item in view(story, "first_15_minutes").items[5:6]}


def test_an_item_is_ticked_opened_again_and_not_needed() -> None:
    story = Story()
    text = PLAYBOOK.checklists[0].items[0]
    story(1, fact.ChecklistTicked("first_15_minutes", text))
    assert view(story, "first_15_minutes").items[0].state is ItemState.DONE
    story(2, fact.ChecklistTicked("first_15_minutes", text, False))
    assert view(story, "first_15_minutes").items[0].state is ItemState.OPEN
    story(3, fact.ChecklistWaived("first_15_minutes", text, "a drill"))
    item = view(story, "first_15_minutes").items[0]
    assert (item.state, item.why, view(story, "first_15_minutes").settled) == (ItemState.NOT_NEEDED, "a drill", 2)
    assert minute(3)


def test_every_proof_of_the_built_in_playbook_names_one_of_its_items() -> None:
    for row in PLAYBOOK.checklists:
        assert {proof.item for proof in row.proofs} <= set(row.items)


def test_a_team_that_writes_its_own_items_is_not_proved_by_place() -> None:
    team = overlay(PLAYBOOK.text, '[checklists.detection]\nitems = ["look", "how wide is it"]\n')
    story = Story()
    story(1, fact.TriageAnswered("reach", "?", "all_users"))
    own = next(row for row in checklists(story.incident, team) if row.key == "detection")
    assert [item.state for item in own.items] == [ItemState.OPEN, ItemState.PROVED]


def test_a_proof_that_does_not_exist_is_named() -> None:
    with pytest.raises(PlaybookError, match="no proof is called so; did you mean crew"):
        overlay(PLAYBOOK.text, '[checklists.detection.proofs]\ncrow = { item = "look" }\n')
