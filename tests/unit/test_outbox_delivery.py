"""Delivery: what leaves, what waits, and what an ambiguous answer leads to (INTEGRATIONS section 2)."""

from __future__ import annotations

import random
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.outbox_rig import Rig
from tests.simulated_service import Does, Post, Service
from warroom.clock import ManualClock
from warroom.connectors.protocol import CannotTell, NotSent, Tier
from warroom.errors import RecordFull, Refused
from warroom.outbox import Deliverer, DeliveryState, Reason, delivering, reach
from warroom.outbox.holder import Holder
from warroom.record import Writing, redaction
from warroom.record.verify import verify


@pytest.fixture
def chat():
    return Service()


@pytest.fixture
def rig(tmp_path, chat):
    rig = Rig(tmp_path, chat=chat)
    yield rig
    rig.close()


def test_a_queued_message_is_delivered_with_the_services_id_and_time(rig, chat):
    message = rig.queue("pool exhausted")
    rig.clock.advance(20)
    rig.pass_()
    truth = rig.truth(message)
    assert truth.state is DeliveryState.DELIVERED
    assert truth.remote_id == f"remote-{message.id}"
    assert truth.at == rig.clock.now()
    assert "pool exhausted" in chat.texts[0] == truth.text


def test_queued_moves_no_countdown_and_delivered_does(rig):
    before = rig.due("internal")
    rig.clock.advance(120)
    rig.queue("pool exhausted", next_update="10m")
    assert rig.due("internal") == before
    rig.pass_()
    assert rig.due("internal") == rig.clock.now().plus(600)


def test_messages_of_a_lane_arrive_in_order_and_one_at_a_time(rig, chat):
    for number in range(8):
        rig.queue(f"update {number}")
    rig.pass_()
    assert [f"update {n}" in text for n, text in enumerate(chat.texts)] == [True] * 8
    assert chat.most_in_flight == 1


def test_the_next_message_of_a_lane_gets_the_thread_that_the_first_left(rig, chat):
    rig.queue("first")
    rig.queue("second")
    rig.pass_()
    assert chat.posts[0].thread == {}
    assert chat.posts[1].thread == {"thread": chat.posts[0].id}


def test_sending_is_on_disk_before_the_request_is_made(rig, chat):
    message = rig.queue("pool exhausted")
    seen = []
    send = chat.send

    def look(target, outgoing, now):
        with rig.open() as other:
            found = other.record.outbox.get(message.n)
            seen.append((found.state, found.attempts, found.first_try_at))
        return send(target, outgoing, now)

    chat.send = look
    rig.pass_()
    assert seen == [(DeliveryState.SENDING, 1, rig.clock.now())]


def test_a_target_that_cannot_be_reached_loses_nothing_and_says_since_when(rig, chat):
    message = rig.queue("pool exhausted")
    rig.go_down(chat)
    lane = rig.outbox.lanes()[0]
    assert rig.state(message) is DeliveryState.QUEUED
    assert lane.down_since == rig.clock.now()
    assert lane.next_try_at is not None
    assert rig.truth(message).why == "Simulated could not be reached. Nothing was sent."


def test_waits_grow_up_to_five_minutes_and_survive_a_restart(rig, chat):
    rig.queue("pool exhausted")
    rig.go_down(chat)
    waits = []
    for _ in range(12):
        lane = rig.outbox.lanes()[0]
        waits.append(lane.next_try_at.since(rig.clock.now()))
        rig.deliverer.close()
        rig.deliverer = rig.deliverer_of(rig.workspace)
        asked = chat.questions
        rig.later(waits[-1] - 0.1)
        assert rig.outbox.lanes()[0].failures == lane.failures, "it was tried before its time"
        rig.later(0.2)
        assert asked == chat.questions
    assert 1 <= waits[0] <= 2
    assert 150 <= waits[-1] <= 300


def test_back_means_two_answers_thirty_seconds_apart(rig, chat):
    rig.queue("pool exhausted")
    rig.go_down(chat)
    chat.does = Does.TAKES
    rig.later(5)
    assert rig.outbox.lanes()[0].down_since is not None, "one answer is a flapping link"
    rig.later(29)
    assert rig.outbox.lanes()[0].down_since is not None
    rig.later(1)
    assert rig.outbox.lanes()[0].down_since is None
    assert rig.outbox.lanes()[0].back_since == rig.clock.now()


def test_a_link_that_comes_back_for_five_seconds_sends_nothing(rig, chat):
    rig.outbox._set_setting("internal_flows", "yes")
    rig.queue("pool exhausted")
    rig.go_down(chat)
    for _ in range(5):
        chat.does = Does.TAKES
        rig.later(5)
        chat.does = Does.UNREACHABLE
        rig.later(40)
    assert chat.texts == []


def test_what_waited_through_an_outage_waits_for_the_review(rig, chat):
    message = rig.queue("pool exhausted")
    rig.go_down(chat)
    rig.come_back(chat)
    assert chat.texts == []
    assert [row.n for row in rig.outbox.review().ticked] == [message.n]
    rig.outbox.send_again(message.n)
    rig.pass_()
    assert len(chat.texts) == 1


def test_young_internal_messages_flow_where_the_person_allows_it(rig, chat):
    rig.outbox._set_setting("internal_flows", "yes")
    rig.queue("pool exhausted")
    rig.go_down(chat)
    rig.come_back(chat)
    assert len(chat.texts) == 1


def test_old_internal_messages_do_not_flow(rig, chat):
    rig.outbox._set_setting("internal_flows", "yes")
    rig.queue("pool exhausted")
    rig.go_down(chat)
    rig.later(601)
    rig.come_back(chat)
    assert chat.texts == []


def test_external_messages_never_flow(tmp_path):
    page = Service()
    rig = Rig(tmp_path, chat=page)
    rig.outbox._set_setting("internal_flows", "yes")
    rig.queue("payments fail", template="page-investigating")
    rig.go_down(page)
    rig.come_back(page)
    assert page.texts == []
    assert len(rig.outbox.review().ticked) == 1
    rig.close()


def test_a_busy_service_is_left_alone_as_long_as_it_asks(rig, chat):
    chat.script.append(Does.REFUSES)
    chat.retry_after_s = 90
    message = rig.queue("pool exhausted")
    rig.pass_()
    assert rig.state(message) is DeliveryState.QUEUED
    rig.later(89)
    assert chat.requests == 1
    rig.later(1)
    assert chat.requests == 2
    assert rig.state(message) is DeliveryState.DELIVERED


def test_a_clock_that_was_set_back_ends_a_wait_instead_of_stretching_it(rig, chat):
    chat.script.append(Does.REFUSES)
    chat.retry_after_s = 300
    message = rig.queue("pool exhausted")
    rig.pass_()
    rig.clock.step(-3600)
    rig.pass_()
    assert rig.state(message) is DeliveryState.DELIVERED


def test_a_rejected_message_stops_its_lane_until_a_person_decides(rig, chat):
    chat.script.append(Does.REJECTS)
    first, second = rig.queue("first"), rig.queue("second")
    idle = rig.pass_()
    assert idle[0].reason is Reason.PERSON
    assert rig.truth(first).why == "Simulated knows no such channel."
    assert rig.truth(first).attention
    assert rig.state(second) is DeliveryState.QUEUED
    rig.outbox.skip(first.n, "wrong channel")
    rig.pass_()
    assert ["second" in text for text in chat.texts] == [True]


@pytest.mark.parametrize("tier", [Tier.KEY, Tier.MARKER])
@pytest.mark.parametrize("does", [Does.TAKES_AND_IS_SILENT, Does.LOSES])
def test_after_a_lost_answer_it_is_there_once(tmp_path, tier, does):
    chat = Service(tier)
    chat.script.append(does)
    rig = Rig(tmp_path, chat=chat)
    message = rig.queue("pool exhausted")
    rig.pass_()
    assert rig.state(message) is DeliveryState.UNKNOWN
    rig.later(6)
    rig.later(20)
    assert rig.state(message) is DeliveryState.DELIVERED
    assert len(chat.posts) == 1
    rig.close()


def test_a_mark_is_looked_for_twice_before_it_counts_as_absent(rig, chat):
    chat.script.append(Does.LOSES)
    rig.queue("pool exhausted")
    rig.pass_()
    rig.later(6)
    assert chat.questions == 1
    assert chat.posts == []
    rig.later(14)
    assert chat.posts == []
    rig.later(2)
    assert chat.questions == 2
    assert len(chat.posts) == 1


def test_what_the_service_carries_out_late_is_there_once(rig, chat):
    chat.script.append(Does.TAKES_LATE)
    message = rig.queue("pool exhausted")
    rig.pass_()
    rig.later(6)
    rig.clock.step(3600)
    rig.pass_()
    assert rig.state(message) is DeliveryState.UNKNOWN, "a changed clock is no second look"
    rig.later(16)
    assert rig.state(message) is DeliveryState.DELIVERED
    assert len(chat.posts) == 1


def test_a_clock_set_back_does_not_make_a_forgotten_key_young(tmp_path):
    chat = Service(Tier.KEY, key_lifetime_s=300)
    chat.script.append(Does.TAKES_AND_IS_SILENT)
    rig = Rig(tmp_path, chat=chat)
    message = rig.queue("pool exhausted")
    rig.pass_()
    rig.clock.advance(500)
    rig.clock.step(-450)
    rig.pass_()
    assert rig.state(message) is DeliveryState.DELIVERED
    assert len(chat.posts) == 1
    rig.close()


def test_a_key_that_the_service_may_have_forgotten_is_not_relied_on(tmp_path):
    chat = Service(Tier.KEY, key_lifetime_s=60)
    chat.script.append(Does.TAKES_AND_IS_SILENT)
    rig = Rig(tmp_path, chat=chat)
    message = rig.queue("pool exhausted")
    rig.pass_()
    rig.later(90)
    assert chat.requests == 1
    assert chat.questions == 1
    assert rig.state(message) is DeliveryState.DELIVERED
    rig.close()


def test_a_failed_repeat_says_nothing_about_the_first_attempt(tmp_path):
    chat = Service(Tier.KEY)
    chat.script += [Does.TAKES_AND_IS_SILENT, Does.UNREACHABLE]
    rig = Rig(tmp_path, chat=chat)
    message = rig.queue("pool exhausted")
    rig.pass_()
    rig.later(6)
    assert rig.state(message) is DeliveryState.UNKNOWN
    with pytest.raises(Refused):
        rig.outbox.edit(message.n)
    rig.close()


def test_what_can_only_be_compared_is_never_sent_twice_without_a_word(tmp_path):
    page = Service(Tier.COMPARE)
    page.script.append(Does.LOSES)
    rig = Rig(tmp_path, chat=page)
    message = rig.queue("pool exhausted")
    rig.pass_()
    for _ in range(6):
        rig.later(60)
    assert page.requests == 1
    assert rig.truth(message).attention
    rig.outbox.send_again(message.n)
    rig.pass_()
    assert len(page.posts) == 1
    rig.close()


def test_a_blind_target_parks_what_is_unknown(tmp_path):
    chat = Service(Tier.BLIND)
    chat.script.append(Does.TAKES_AND_IS_SILENT)
    rig = Rig(tmp_path, chat=chat)
    message = rig.queue("pool exhausted")
    idle = rig.pass_()
    rig.later(3600)
    assert idle[0].reason is Reason.PERSON
    assert chat.requests == 1
    with pytest.raises(Refused, match="Look there"):
        rig.outbox.check(message.n)
    rig.outbox.mark_sent(message.n)
    assert rig.truth(message).state is DeliveryState.SENT_BY_HAND
    assert rig.truth(message).at == message.written_at
    rig.close()


def test_a_service_that_cannot_say_is_asked_a_few_times_and_then_a_person_is(rig, chat):
    chat.script.append(Does.TAKES_AND_IS_SILENT)
    message = rig.queue("pool exhausted")
    rig.pass_()
    ask = chat.reconcile
    chat.reconcile = lambda *_: CannotTell("cut off")
    for _ in range(40):
        rig.later(301)
    assert rig.truth(message).attention
    chat.reconcile = ask
    rig.outbox.check(message.n)
    rig.pass_()
    assert rig.state(message) is DeliveryState.DELIVERED
    assert len(chat.posts) == 1


def test_a_target_that_only_sending_can_test_is_tried_with_what_a_person_approved(tmp_path):
    chat = Service(Tier.BLIND)
    chat.silent_check = True
    rig = Rig(tmp_path, chat=chat)
    message = rig.queue("pool exhausted")
    rig.go_down(chat)
    chat.does = Does.TAKES
    rig.later(60)
    assert chat.texts == []
    rig.outbox.send_again(message.n)
    rig.pass_()
    assert len(chat.texts) == 1
    assert rig.outbox.lanes()[0].down_since is not None, "one answer is a flapping link"
    rig.outbox.set_offline(True)
    rig.queue("and another")
    rig.outbox.set_offline(False)
    rig.later(30)
    assert rig.outbox.lanes()[0].down_since is None
    rig.close()


def test_a_message_nobody_looked_at_for_ten_minutes_is_looked_at_again(rig, chat):
    message = rig.queue("pool exhausted")
    rig.clock.sleep(2 * 3600)
    rig.pass_()
    assert chat.texts == []
    assert rig.truth(message).held


def test_work_offline_sends_nothing_and_ends_in_a_review(rig, chat):
    before = rig.queue("before")
    rig.outbox.set_offline(True)
    rig.queue("during")
    assert rig.pass_()[0].reason is Reason.OFFLINE
    rig.outbox.set_offline(False)
    rig.pass_()
    assert chat.texts == []
    assert [row.n for row in rig.outbox.review().lanes[0].rows] == [before.n, before.n + 1]


def test_the_interval_that_a_service_asks_for_is_kept(tmp_path):
    chat = Service(min_interval_s=1.0)
    rig = Rig(tmp_path, chat=chat)
    rig.queue("first")
    rig.queue("second")
    rig.pass_()
    assert len(chat.texts) == 1
    rig.later(1)
    assert len(chat.texts) == 2
    rig.close()


def test_a_slow_lane_holds_up_no_other(tmp_path):
    slow, quick = Service(), Service()
    slow.gate = threading.Event()
    rig = Rig(tmp_path, slow=slow, quick=quick)
    rig.queue("slow one", "slow")
    for number in range(3):
        rig.queue(f"quick {number}", "quick")
    send = quick.send

    def count(target, outgoing, now):
        outcome = send(target, outgoing, now)
        if len(quick.posts) == 3:
            slow.gate.set()
        return outcome

    quick.send = count
    rig.pass_()
    assert len(quick.posts) == 3
    assert len(slow.posts) == 1
    rig.close()


def test_two_deliverers_send_each_message_once(rig, chat):
    for number in range(30):
        rig.queue(f"update {number}")

    def deliver(seed):
        with rig.open() as workspace, rig.deliverer_of(workspace, seed) as deliverer:
            for _ in range(10):
                deliverer.once()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(deliver, seed) for seed in range(3)]:
            done.result()
    rig.pass_()
    assert len(chat.posts) == 30
    assert chat.twice() == []
    assert chat.most_in_flight == 1


def test_a_message_in_flight_when_its_sender_died_is_asked_after(rig, chat):
    message = rig.queue("pool exhausted")
    chat.put(Post(message.id, message.text, rig.clock.now(), True, None, {}))
    died(rig, message)
    assert rig.truth(message).state is DeliveryState.UNKNOWN, "it is not on its way any more"
    rig.pass_()
    assert rig.state(message) is DeliveryState.DELIVERED
    assert chat.requests == 0
    assert len(chat.posts) == 1


def test_a_living_senders_message_is_left_to_it(rig, chat):
    message = rig.queue("pool exhausted")
    with Holder(rig.path) as other:
        died(rig, message, other.token)
        assert rig.pass_()[0].reason is Reason.BUSY
        with pytest.raises(Refused, match="on its way"):
            rig.outbox.skip(message.n)
    rig.outbox.skip(message.n)
    assert rig.truth(message).state is DeliveryState.SKIPPED


def died(rig, message, token="gone"):
    """Leave the message as a sender leaves it that was killed in mid-request."""

    def work(tx: Writing) -> None:
        found = tx.outbox.get(message.n)
        tx.outbox.change(found, state=DeliveryState.SENDING, claim=token, attempts=1, first_try_at=tx.now)

    rig.workspace.record.write("robin", work)


def test_stop_ends_a_pass_between_two_messages(rig, chat):
    for number in range(5):
        rig.queue(f"update {number}")
    send = chat.send

    def stop(target, outgoing, now):
        rig.deliverer.stop()
        return send(target, outgoing, now)

    chat.send = stop
    rig.pass_()
    assert len(chat.posts) == 1
    assert rig.outbox.counts() == {DeliveryState.QUEUED: 4}


def test_a_stop_in_mid_request_says_so_and_loses_nothing(rig, chat, monkeypatch):
    monkeypatch.setattr(delivering, "GRACE_S", 0.05)
    message = rig.queue("pool exhausted")
    chat.gate = threading.Event()
    pass_ = threading.Thread(target=lambda: chat.entered.wait(10) and rig.deliverer.stop())
    pass_.start()
    assert [idle.reason for idle in rig.pass_()] == [Reason.UNDER_WAY]
    pass_.join()
    rig.deliverer.close()
    chat.gate.set()
    rig.deliverer = rig.deliverer_of(rig.workspace)
    rig.later(31)
    rig.later(31)
    assert rig.state(message) is DeliveryState.DELIVERED
    assert len(chat.posts) == 1


def test_an_outcome_that_the_disk_does_not_take_is_kept_and_written_later(rig, chat, monkeypatch):
    message = rig.queue("pool exhausted")
    monkeypatch.setattr(delivering, "POLL_S", 0)
    write, failures = rig.workspace.record.write, []

    def full(author, work):
        if chat.posts and len(failures) < 3:
            failures.append(1)
            raise RecordFull("No space is left.")
        return write(author, work)

    monkeypatch.setattr(rig.workspace.record, "write", full)
    rig.pass_()
    assert rig.state(message) is DeliveryState.DELIVERED
    assert len(failures) == 3
    assert len(chat.posts) == 1


def test_a_target_that_is_gone_holds_its_messages_and_says_so(rig, chat):
    message = rig.queue("pool exhausted")
    del rig.workspace.routes.services["chat"]
    assert rig.pass_()[0].reason is Reason.PERSON
    assert rig.outbox.lanes()[0].why == 'No target is called "chat".'
    rig.workspace.routes.services["chat"] = chat
    rig.later(10)
    assert rig.state(message) is DeliveryState.DELIVERED


def test_a_connector_that_fails_leaves_the_message_in_doubt(rig, chat):
    def broken(target, outgoing, now):
        raise ZeroDivisionError

    message = rig.queue("pool exhausted")
    chat.send = broken
    rig.pass_()
    assert rig.state(message) is DeliveryState.UNKNOWN


def test_a_drill_reaches_the_drill_sink_alone(rig, chat):
    rig.incident = rig.workspace.room.declare("Drill", 1, drill=True).incident
    message = rig.queue("pool exhausted", "chat")
    assert message.target == "drill:chat"
    rig.pass_()
    assert rig.truth(message).state is DeliveryState.DELIVERED
    assert chat.requests == 0
    assert rig.truth(message).text.startswith("[DRILL] ")


def test_another_copy_of_the_record_sends_nothing_of_ours(rig, chat, tmp_path):
    message = rig.queue("pool exhausted")
    rig.close()
    (tmp_path / "copy").mkdir()
    for file in tmp_path.glob("record.db*"):
        shutil.copy(file, tmp_path / "copy" / file.name)
    copy = Rig(tmp_path / "copy", ManualClock(rig.clock.now()), chat=chat)
    copy.pass_()
    assert chat.requests == 0
    copy.incident = message.incident
    assert copy.truth(message).acts == ("take_over",)
    taken = copy.outbox.take_over(message.incident, message.id)
    copy.outbox.send_again(taken.n)
    copy.pass_()
    assert len(chat.posts) == 1
    copy.close()
    rig.workspace = rig.open()
    rig.deliverer = rig.deliverer_of(rig.workspace)


def test_the_dice_spread_waits(rig):
    dice = random.Random(3)
    waits = {round(reach.wait_s(6, dice), 3) for _ in range(50)}
    assert len(waits) > 40
    assert all(32 <= wait <= 64 for wait in waits)


def test_progress_is_told_message_by_message(rig):
    steps = []
    deliverer = Deliverer(rig.workspace.post, tell=steps.append)
    rig.queue("first")
    rig.queue("second")
    deliverer.once()
    deliverer.close()
    assert [(step.target, step.delivery.state, step.left) for step in steps] == [
        ("chat", DeliveryState.DELIVERED, 1),
        ("chat", DeliveryState.DELIVERED, 0),
    ]


@pytest.mark.parametrize("arrives", [True, False])
def test_a_message_redacted_under_way_is_told_truly_and_never_sent_empty(rig, chat, arrives):
    message = rig.queue("pool exhausted at Jane Doe's")
    send, texts = chat.send, []

    def redacts(target, outgoing, now):
        texts.append(outgoing.plain)
        if len(texts) == 1:
            with rig.open() as other:
                queued = next(one for one in other.record.events(kinds=["message_queued"]))
                redaction.redact(other.record, "kai", queued.id)
        return send(target, outgoing, now) if arrives else NotSent("the line was cut")

    chat.send = redacts
    rig.pass_()
    chat.send = send
    rig.later(600)
    state = DeliveryState.DELIVERED if arrives else DeliveryState.SKIPPED
    assert rig.truth(message).state is state
    assert len(texts) == 1
    assert "" not in [post.text for post in chat.posts]
    assert verify(rig.workspace.record).sound
