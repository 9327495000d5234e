"""The reconnect review and the truth panel: what a person sees before anything goes out (UI.md 2.5)."""

from __future__ import annotations

import pytest

from tests.outbox_rig import Rig
from tests.simulated_service import Does, Service
from warroom.connectors.protocol import Audience, Tier
from warroom.errors import FieldsMissing, Refused
from warroom.incident.words import Status
from warroom.outbox import Choice, DeliveryState, Together
from warroom.record import redaction
from warroom.scribe import lines as say


@pytest.fixture
def chat():
    return Service()


@pytest.fixture
def page():
    return Service(states=True, backdates=True, audience=Audience.EXTERNAL)


@pytest.fixture
def plain_page():
    return Service(states=True, audience=Audience.EXTERNAL)


@pytest.fixture
def rig(tmp_path, chat, page, plain_page):
    rig = Rig(tmp_path, chat=chat, page=page, plain=plain_page)
    yield rig
    rig.close()


@pytest.fixture
def cut_off(rig):
    """Every target is out of reach, as a first message has found."""
    rig.outbox.set_offline(True)


def back(rig):
    rig.outbox.set_offline(False)
    return rig.outbox.review()


def status(rig, word):
    rig.workspace.room.do(rig.incident, say.SetStatus(Status(word)))


def test_the_newest_of_a_lane_is_ticked_and_older_ones_are_replaced(rig, cut_off):
    first, second = rig.queue("one"), rig.queue("two")
    other = rig.queue("three", "page", template="page-investigating")
    review = back(rig)
    assert [(row.n, row.choice, row.ticked, row.replaced_by) for lane in review.lanes for row in lane.rows] == [
        (first.n, Choice.SKIP, False, second.n),
        (second.n, Choice.SEND, True, None),
        (other.n, Choice.SEND, True, None),
    ]


def test_what_changed_since_is_named_and_the_refreshed_text_is_preselected(rig, cut_off):
    rig.queue("pool exhausted")
    rig.clock.advance(60)
    status(rig, "identified")
    (row,) = back(rig).lanes[0].rows
    assert [(found.what, found.was, found.now) for found in row.differences] == [
        ("status", "Investigating", "Identified")
    ]
    assert row.choice is Choice.REFRESHED
    assert "Investigating" in row.original
    assert "Identified" in row.refreshed
    assert "pool exhausted" in row.refreshed, "what a person typed stays"


def test_a_promise_that_has_passed_counts_as_changed(rig, cut_off):
    rig.queue("pool exhausted", next_update="5m")
    rig.clock.advance(360)
    (row,) = back(rig).lanes[0].rows
    assert row.differences[0].what == "next update"
    assert row.choice is Choice.REFRESHED


def test_what_is_older_than_its_cadence_is_not_ticked(rig, cut_off):
    rig.queue("pool exhausted")
    rig.clock.advance(15 * 60 + 1)
    (row,) = back(rig).lanes[0].rows
    assert row.old
    assert not row.ticked


def test_a_refreshed_message_takes_the_place_of_the_one_before(rig, chat, cut_off):
    old = rig.queue("pool exhausted")
    later = rig.queue("and another")
    status(rig, "identified")
    back(rig)
    rig.outbox.answer({old.n: Choice.REFRESHED, later.n: Choice.SEND})
    rig.pass_()
    assert ["Identified" in text for text in chat.texts] == [True, False]
    assert "pool exhausted" in chat.texts[0]
    assert rig.truth(old).state is DeliveryState.SKIPPED
    assert rig.truth(old).why == "sent refreshed"
    assert rig.truth(old).text == old.text
    sent = next(row for row in rig.outbox.truth(rig.incident) if row.n == old.n)
    assert sent.state is DeliveryState.DELIVERED
    assert sent.id != old.id


def test_skipped_ones_say_by_what_they_were_replaced(rig, chat, cut_off):
    first, second = rig.queue("one"), rig.queue("two")
    review = back(rig)
    rig.outbox.answer({row.n: row.choice for row in review.lanes[0].rows})
    rig.pass_()
    assert len(chat.texts) == 1
    assert rig.truth(first).why == f"replaced by message {second.n}"


def test_a_dated_message_says_when_it_was_written(rig, chat, cut_off):
    message = rig.queue("pool exhausted")
    rig.clock.advance(300)
    back(rig)
    rig.outbox.answer({message.n: Choice.DATED})
    rig.pass_()
    assert chat.texts[0] == f"Written 02:30 UTC:\n{message.text}"


def test_chat_catches_up_in_one_message_that_lists_all_with_their_times(rig, chat, cut_off):
    texts = []
    for number in range(4):
        texts.append(rig.queue(f"update {number}").text)
        rig.clock.advance(30 * 60)
    lane = back(rig).lanes[0]
    assert lane.together == (Together.CATCH_UP,)
    rig.outbox.answer_together("chat", rig.incident, Together.CATCH_UP)
    rig.pass_()
    (text,) = chat.texts
    times = ["02:30", "03:00", "03:30", "04:00"]
    assert all(f"Written {time} UTC:\n{one}" in text for time, one in zip(times, texts, strict=True))
    assert rig.outbox.counts() == {}


def test_a_page_that_shows_past_times_gets_all_in_order_and_one_notification(rig, page, cut_off):
    written = []
    for template in ("page-investigating", "page-identified"):
        written.append(rig.queue("payments fail", "page", template=template).written_at)
        rig.clock.advance(600)
    assert back(rig).lanes[0].together == (Together.BACK_DATE, Together.MERGE)
    rig.outbox.answer_together("page", rig.incident, Together.BACK_DATE)
    rig.pass_()
    assert [(post.backdate_to, post.notify) for post in page.posts] == [(written[0], False), (written[1], True)]


def test_a_page_that_does_not_gets_one_current_update(rig, plain_page, cut_off):
    first = rig.queue("payments fail", "plain", template="page-investigating")
    rig.clock.advance(600)
    rig.queue("payments still fail", "plain", template="page-investigating")
    assert back(rig).lanes[0].together == (Together.MERGE,)
    rig.outbox.answer_together("plain", rig.incident, Together.MERGE)
    rig.pass_()
    (post,) = plain_page.posts
    assert "still fail" in post.text
    assert "The update of 02:30 UTC could not be posted in time" in post.text
    assert rig.truth(first).why == "merged into a later update"


def test_it_asks_before_an_earlier_state_goes_out_after_resolved(rig, page, cut_off):
    early = rig.queue("payments fail", "page", template="page-investigating")
    rig.clock.advance(60)
    rig.workspace.room.resolve(rig.incident, early_why="drill of the test", mitigated=rig.clock.now())
    (row,) = back(rig).lanes[0].rows
    assert "was resolved at 02:31 UTC, after this was written" in row.asks
    assert not row.ticked
    with pytest.raises(Refused, match="resolved at 02:31"):
        rig.outbox.answer({early.n: Choice.SEND})
    with pytest.raises(Refused, match="resolved at 02:31"):
        rig.outbox.send_again(early.n)
    rig.outbox.answer({early.n: Choice.SEND}, confirmed={early.n})
    rig.pass_()
    assert len(page.posts) == 1


def test_investigating_is_not_queued_after_resolved_without_a_yes(rig):
    rig.workspace.room.resolve(rig.incident, early_why="drill of the test", mitigated=rig.clock.now())
    with pytest.raises(Refused, match="Send an earlier state still"):
        rig.queue("payments fail", "page", template="page-investigating")
    assert rig.outbox.counts() == {}


def test_a_missing_field_or_a_stop_is_never_queued(rig):
    with pytest.raises(FieldsMissing):
        rig.outbox.queue(rig.incident, "status-update", ["chat"])
    with pytest.raises(Refused):
        rig.outbox.queue(rig.incident, "page-investigating", ["page"], {"scope": "", "next_update": "15m"})
    with pytest.raises(Refused, match="no one can overrule"):
        rig.queue("the password is hunter2")
    assert rig.outbox.counts() == {}


def test_a_text_longer_than_the_service_takes_is_refused_when_it_is_queued(tmp_path):
    rig = Rig(tmp_path, chat=Service(longest=100))
    with pytest.raises(Refused, match="takes 100"):
        rig.queue("x" * 200)
    rig.close()


def test_texts_that_cannot_be_told_apart_there_are_refused(tmp_path):
    rig = Rig(tmp_path, chat=Service(Tier.COMPARE))
    rig.queue("pool exhausted")
    with pytest.raises(Refused, match="very same text"):
        rig.queue("pool exhausted")
    rig.clock.advance(60)
    rig.queue("pool exhausted")
    rig.close()


def test_what_is_queued_behind_a_message_that_waits_for_review_waits_with_it(rig, chat, cut_off):
    rig.queue("one")
    rig.outbox.set_offline(False)
    rig.queue("two")
    rig.pass_()
    assert chat.texts == []


def test_a_message_taken_out_to_be_written_anew_is_never_lost(rig, chat, cut_off):
    message = rig.queue("pool exhausted")
    back(rig)
    opened = rig.outbox.edit(message.n)
    assert opened.typed["known"] == "pool exhausted"
    assert rig.truth(message).state is DeliveryState.DRAFT
    rig.pass_()
    assert chat.texts == []
    rig.outbox.queue(rig.incident, opened.template, ["chat"], opened.typed | {"known": "worse"}, replaces=message.n)
    rig.pass_()
    assert ["worse" in text for text in chat.texts] == [True]
    assert rig.truth(message).why == "written anew"


def test_a_message_in_doubt_cannot_be_written_anew(rig, chat):
    chat.script.append(Does.TAKES_AND_IS_SILENT)
    message = rig.queue("pool exhausted")
    rig.pass_()
    with pytest.raises(Refused, match="decide that first"):
        rig.outbox.edit(message.n)


def test_sent_by_hand_resets_the_countdown_and_settles_the_message(rig, chat, cut_off):
    message = rig.queue("pool exhausted", next_update="10m")
    rig.clock.advance(60)
    rig.outbox.mark_sent(message.n, via="phone")
    assert rig.due("internal") == message.next_update
    assert rig.truth(message).state is DeliveryState.SENT_BY_HAND
    rig.outbox.set_offline(False)
    rig.pass_()
    assert chat.texts == []


def test_the_truth_holds_what_was_sent_without_the_outbox_too(rig):
    rig.workspace.room.sent(rig.incident, "status-update", "said on the bridge", via="bridge")
    (truth,) = rig.outbox.truth(rig.incident)
    assert (truth.state, truth.to, truth.n) == (DeliveryState.SENT_BY_HAND, "bridge", None)


def test_a_redacted_message_leaves_no_words_and_is_not_sent(rig, chat, cut_off):
    message = rig.queue("Jane Miller of Example Ltd called")
    queued = next(e for e in rig.workspace.record.events(rig.incident) if e.kind == "message_queued")
    redaction.redact(rig.workspace.record, "robin", queued.id)
    rig.outbox.set_offline(False)
    rig.pass_()
    assert rig.outbox.get(message.n).text == ""
    assert rig.state(message) is DeliveryState.SKIPPED
    assert chat.texts == []


def test_undoing_a_mark_puts_the_message_back_before_a_person(rig, chat, cut_off):
    due = rig.due("internal")
    marked, skipped = rig.queue("one", next_update="10m"), rig.queue("two")
    rig.outbox.skip(skipped.n, "old")
    rig.outbox.mark_sent(marked.n)
    assert rig.due("internal") < due
    rig.workspace.room.undo(rig.incident)
    rig.workspace.room.undo(rig.incident)
    rig.outbox.set_offline(False)
    rig.pass_()
    assert rig.due("internal") == due
    assert chat.texts == []
    assert [row.n for row in rig.outbox.review().lanes[0].rows] == [marked.n, skipped.n]


def test_messages_of_a_copy_that_moved_are_shown_and_not_forgotten(rig, chat):
    message = rig.queue("pool exhausted")
    rig.workspace.record.connection.execute("UPDATE delivery SET replica = 'another copy'")
    rig.pass_()
    assert chat.texts == []
    assert [row.id for row in rig.outbox.elsewhere()] == [message.id]
    assert rig.outbox.summary().elsewhere == 1


def test_the_summary_says_what_the_identity_row_shows(rig, chat):
    assert rig.outbox.summary().waiting == 0
    chat.script.append(Does.REJECTS)
    rig.queue("one")
    rig.queue("two")
    rig.pass_()
    found = rig.outbox.summary()
    assert (found.queued, found.attention, found.review, found.down) == (1, 1, 0, ())
    rig.outbox.skip(1)
    rig.go_down(chat)
    found = rig.outbox.summary()
    assert (found.queued, found.review) == (1, 1)
    assert [lane.target for lane in found.down] == ["chat"]


def test_what_has_not_left_when_the_incident_is_resolved_is_asked_about(rig, page):
    page.script.append(Does.REFUSES)
    page.retry_after_s = 60
    message = rig.queue("payments fail", "page", template="page-investigating")
    rig.pass_()
    rig.clock.advance(30)
    rig.workspace.room.resolve(rig.incident, early_why="drill of the test", mitigated=rig.clock.now())
    rig.later(60)
    assert page.posts == []
    assert "Send it still?" in rig.outbox.review().row(message.n).asks
    rig.outbox.send_again(message.n, anyway=True)
    rig.pass_()
    assert len(page.posts) == 1


def test_a_real_message_never_ends_in_the_drill_sink(rig):
    with pytest.raises(Refused, match="takes drills alone"):
        rig.queue("pool exhausted", "drill:chat")
