"""Drafts: filled from the record with the source named, missing fields marked, times promised within the cadence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.comms_incident import NOW, at, bare, over, playbook, running, templates
from warroom.clock import Instant, ManualClock
from warroom.comms.drafts import Draft, Drafts, draft, fitting, no_news
from warroom.comms.moments import length, parse_next_update, promise
from warroom.errors import BadTime, FieldsMissing, NotFound, UsageError
from warroom.incident.state import (
    Ask,
    Bridge,
    Change,
    Decision,
    Hypothesis,
    Incident,
    Message,
    Promise,
    Requirement,
    Statement,
)
from warroom.incident.words import AskState, ChangeState, ComponentState, Confidence, MessageState, Severity, Status
from warroom.postmortem.printed_brief import brief


def _draft(incident: Incident, name: str, overrides: Mapping[str, str] | None = None) -> Draft:
    return draft(incident, playbook(), NOW, templates().get(name), overrides=overrides)


def test_fields_come_from_the_record_and_name_their_source() -> None:
    made = _draft(running(), "status-update")
    assert made.missing == ()
    fields = made.fields
    assert fields["impact"].value == "around 70% of checkouts fail in all regions"
    assert (fields["impact"].source, fields["impact"].event, fields["impact"].at) == (
        "impact 03:07",
        "e-impact",
        at("03:07"),
    )
    assert fields["known"].value == "Likely: the 01:40 release exhausts the pool"
    assert (fields["doing"].value, fields["doing"].source) == (
        "rolling back the last release of payments",
        "change 2, 02:54",
    )
    assert fields["duration"].value == "49 min"
    assert made.facts["impact"] == fields["impact"].value


def test_doing_is_the_newest_of_change_and_decision() -> None:
    incident = running()
    incident.decisions.append(Decision("fail over to the second gateway", "ines", "sam", at("03:10"), "e-d2"))
    assert _draft(incident, "status-update").fields["doing"].source == "decision 03:10"


@pytest.mark.parametrize(
    ("confidence", "known"),
    [
        (Confidence.CONFIRMED, "Confirmed: bad release"),
        (Confidence.LIKELY, "Likely: bad release"),
        (Confidence.POSSIBLE, "The cause is not known yet"),
        (Confidence.GUESS, "The cause is not known yet"),
    ],
)
def test_only_a_likely_belief_is_told_as_known(confidence: Confidence, known: str) -> None:
    belief = Hypothesis(1, "bad release", confidence, at("02:48"), "kai", "e-h")
    incident = running(hypotheses=[belief], current_hypothesis=1)
    assert _draft(incident, "status-update").fields["known"].value == known


def test_what_the_record_does_not_say_is_missing_and_named() -> None:
    made = _draft(bare(), "status-update")
    assert made.missing == ("impact", "doing")
    assert "[[IMPACT?]]" in made.text
    with pytest.raises(FieldsMissing) as caught:
        made.demand_complete()
    assert caught.value.fields == ("impact", "doing")
    assert caught.value.exit_code == 3


def test_what_is_typed_wins_and_an_emptied_field_is_missing() -> None:
    made = _draft(running(), "status-update", {"impact": "20% of checkouts fail", "doing": "  "})
    assert "20% of checkouts fail" in made.text
    assert made.fields["impact"].source == "typed here"
    assert made.missing == ("doing",)


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="impct"):
        _draft(running(), "status-update", {"impct": "x"})


def test_investigating_needs_function_symptom_and_next_update_alone() -> None:
    template = templates().get("page-investigating")
    assert set(template.required) == {"scope", "symptom", "next_update"}
    made = _draft(bare(), "page-investigating", {"scope": "Checkout", "symptom": "Paying fails"})
    assert made.missing == ()


def test_mitigating_is_published_as_identified() -> None:
    made = _draft(running(), "page-identified")
    assert "Status: Identified" in made.text
    assert "itigating" not in made.text


@pytest.mark.parametrize("name", ["page-investigating", "page-identified", "page-monitoring", "page-resolved"])
def test_customers_read_no_names_and_no_internal_words(name: str) -> None:
    incident = running(
        bridge=Bridge(number="4711"), decisions=[Decision("@sam rolls payments back", "ines", "sam", at("03:09"), "e")]
    )
    text = _draft(incident, name).text.casefold()
    for inside in ("sam", "ines", "robin", "kai", "#inc", "inc-0042", "sev-1", "4711", "payments-api", "pool"):
        assert inside not in text


def test_a_record_text_that_names_a_person_is_asked_for_again() -> None:
    incident = running(impact=Statement("Ines cannot log in, nor can anyone", at("03:07"), "sam", "e"))
    made = _draft(incident, "page-investigating")
    assert made.missing == ("symptom",)
    assert "names Ines" in made.fields["symptom"].source
    assert "Ines" in _draft(incident, "status-update").text


def test_an_external_text_remembers_what_only_the_last_one_said() -> None:
    sent = Message(
        "m1",
        "page-investigating",
        "status page",
        MessageState.SENT_BY_HAND,
        "…",
        at("02:41"),
        sent_at=at("02:41"),
        facts={"scope": "Paying by card", "workaround": "Pay by invoice"},
    )
    made = _draft(running(components={}, messages=[sent]), "page-identified")
    assert made.fields["scope"].value == "Paying by card"
    assert made.fields["scope"].source == "the message of 02:41"
    assert "Pay by invoice" in made.text


@pytest.mark.parametrize(
    ("severity", "name", "due"),
    [
        (Severity.SEV1, "status-update", "2026-11-21T03:29:00Z"),
        (Severity.SEV1, "page-identified", "2026-11-21T03:44:00Z"),
        (Severity.SEV2, "status-update", "2026-11-21T03:44:00Z"),
        (Severity.SEV2, "page-identified", "2026-11-21T04:14:00Z"),
        (Severity.SEV4, "status-update", "2026-11-22T03:14:00Z"),
    ],
)
def test_the_next_update_is_promised_within_the_cadence(severity: Severity, name: str, due: str) -> None:
    made = _draft(running(severity=severity), name)
    assert made.next_update == Instant.parse(due)
    assert "UTC" in made.fields["next_update"].value
    assert made.fields["next_update"].value in made.text


def test_a_typed_next_update_is_written_in_full_and_becomes_the_promise() -> None:
    made = _draft(running(), "page-identified", {"next_update": "20m"})
    assert made.next_update == at("03:34:22")
    assert "by 03:34 UTC" in made.text


def test_a_next_update_that_is_no_time_is_missing_with_the_reason() -> None:
    made = _draft(running(), "page-identified", {"next_update": "25:10"})
    assert made.missing == ("next_update",)
    assert made.next_update is None
    with pytest.raises(BadTime, match=r"No such time 25:10"):
        made.demand_complete()


def test_a_promise_beyond_the_cadence_is_warned_of() -> None:
    rules = {check.rule for check in _draft(running(), "page-identified", {"next_update": "90m"}).checks}
    assert "late_next_update" in rules


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("03:45", "2026-11-21T03:45:00Z"),
        ("03:45 UTC", "2026-11-21T03:45:00Z"),
        ("03:45Z", "2026-11-21T03:45:00Z"),
        ("03:45 UTC (in 30 min)", "2026-11-21T03:45:00Z"),
        ("+20m", "2026-11-21T03:34:22Z"),
        ("20m", "2026-11-21T03:34:22Z"),
        ("in 20 min", "2026-11-21T03:34:22Z"),
        ("1 hour", "2026-11-21T04:14:22Z"),
        ("2026-11-22 02:00 UTC", "2026-11-22T02:00:00Z"),
        ("2026-11-22T02:00:00+01:00", "2026-11-22T01:00:00Z"),
    ],
)
def test_a_next_update_can_be_typed_in_many_ways(typed: str, meant: str) -> None:
    assert parse_next_update(typed, NOW) == Instant.parse(meant)


@pytest.mark.parametrize("typed", ["", "soon", "25:10", "03:10", "2026-11-20 02:00", "-5m", "99999999999h", "9" * 5000])
def test_what_is_no_time_to_come_is_refused(typed: str) -> None:
    with pytest.raises(BadTime):
        parse_next_update(typed, NOW)


@given(
    st.integers(0, 4_000_000_000_000).map(Instant), st.sampled_from([900, 1800, 3600, 86400]), st.integers(0, 10_000)
)
def test_a_promise_is_a_whole_minute_within_the_cadence(now: Instant, cadence: int, extra: int) -> None:
    due = promise(now, cadence + extra)
    assert now < due <= now.plus(cadence + extra)
    assert int(due) % 60_000 == 0
    assert now.plus(cadence + extra).since(due) < 60


def test_lengths_read_as_people_say_them() -> None:
    assert [length(s) for s in (5, 2820, 3600, 7920, 86400, 270000)] == [
        "1 min",
        "47 min",
        "1 h",
        "2 h 12 min",
        "1 d",
        "3 d 3 h",
    ]


def test_duration_stops_when_the_impact_ended() -> None:
    assert _draft(over(), "page-resolved").fields["duration"].value == "33 min"
    assert _draft(bare(), "status-update").fields["duration"].value == "at least 47 min"


@pytest.mark.parametrize(
    ("status", "page"),
    [
        (Status.INVESTIGATING, "page-investigating"),
        (Status.IDENTIFIED, "page-identified"),
        (Status.MITIGATING, "page-identified"),
        (Status.MONITORING, "page-monitoring"),
        (Status.RESOLVED, "page-resolved"),
    ],
)
def test_the_template_fits_the_status(status: Status, page: str) -> None:
    assert fitting(running(status=status), external=True) == page
    inside = "resolution" if status is Status.RESOLVED else "status-update"
    assert fitting(running(status=status), external=False) == inside


def test_the_first_internal_message_is_the_declaration() -> None:
    assert fitting(bare(), external=False) == "declaration"
    assert fitting(bare(internal=Promise(last_at=at("02:40"))), external=False) == "status-update"


def test_no_news_still_states_impact_activity_and_the_next_time() -> None:
    incident = running()
    template = templates().get("status-update")
    made = draft(incident, playbook(), NOW, template, overrides=no_news(incident, template, NOW))
    assert "nothing has changed since the update of 03:01 UTC" in made.text
    for kept in ("around 70%", "rolling back", "03:29 UTC"):
        assert kept in made.text


def test_external_text_stops_at_a_missing_field_and_internal_only_warns() -> None:
    assert _draft(bare(), "page-investigating").checks[0].level == "stop"
    assert {check.level for check in _draft(bare(), "status-update").checks} == {"warn", "ok"}


def test_saying_resolved_before_it_is_is_warned_of() -> None:
    assert "resolved_early" in {check.rule for check in _draft(running(), "page-resolved").checks}
    assert "component" in {check.rule for check in _draft(over(), "page-resolved").checks}
    well = over(components={"Checkout": ComponentState.OPERATIONAL})
    assert {check.level for check in _draft(well, "page-resolved", {"scope": "Checkout"}).checks} == {"ok"}


def test_a_typed_name_in_customer_text_is_warned_of() -> None:
    made = _draft(running(), "page-identified", {"doing": "Sam rolls the release back"})
    assert "person" in {check.rule for check in made.checks if check.level == "warn"}


def test_drafts_find_template_and_playbook_by_name() -> None:
    asked: list[str] = []

    def find(sha256: str):
        asked.append(sha256)
        return playbook()

    drafts = Drafts(templates(), find, ManualClock(NOW))
    made = drafts.draft(running(playbook="abc"), "status-update", "slack", {"eta": "none"})
    assert asked == ["abc"]
    assert made.text.startswith("*SEV-1 Critical · Mitigating")
    with pytest.raises(NotFound):
        drafts.draft(running(), "nothing")
    with pytest.raises(UsageError, match="pdf"):
        drafts.draft(running(), "status-update", "pdf")


def test_a_handoff_says_which_decision_is_looked_at_again() -> None:
    decided = Decision("roll back first", "ines", "sam", at("03:10"), "e-d", at("03:20"))
    told = _draft(running(decisions=[decided]), "handoff").fields["waiting_on"].value
    assert told.splitlines() == [
        "@sam: roll back first, decided; look again, by 03:20 UTC",
        "@kai: how many orders are lost?, by 03:25 UTC",
    ]


def _late() -> Incident:
    incident = running()
    incident.asks.append(Ask(2, "pool metrics", "kai", "ines", AskState.OPEN, at("02:50"), "e-a2", at("02:58")))
    incident.asks.append(Ask(3, "error rate", "sam", "ines", AskState.OPEN, at("02:40"), "e-a3", at("02:45")))
    incident.changes.append(
        Change(3, "drain zone b", ChangeState.STARTED, "kai", "kai", at("02:50"), "e-c3", rollback_at=at("03:02"))
    )
    incident.changes.append(Change(4, "add nodes", ChangeState.PROPOSED, "kai", "kai", at("03:10"), "e-c4"))
    incident.requirements = [
        Requirement("leadership", 900, None, at("02:42")),
        Requirement("status_page", 900, None, at("02:42"), done_at=at("02:50")),
        Requirement("customers", 3600, None, at("03:30")),
    ]
    return incident


def test_a_handoff_says_first_what_is_overdue() -> None:
    fields = _draft(_late(), "handoff").fields
    assert fields["in_flight"].value.splitlines() == [
        "drain zone b: running, @kai; its rollback was due 03:02 UTC",
        "rolling back the last release of payments: running, @sam, by 03:20 UTC",
    ]
    assert fields["waiting_on"].value.splitlines() == [
        "Late: Leadership told, since 02:42 UTC",
        "@sam: error rate, overdue since 02:45 UTC",
        "@kai: pool metrics, overdue since 02:58 UTC",
        "Change 4, add nodes: awaiting OK",
        "@kai: how many orders are lost?, by 03:25 UTC",
    ]


def test_a_printed_brief_names_what_is_late_once() -> None:
    rows = brief(_late(), playbook(), NOW).html.replace("</td>", "<br>").split("<br>")
    assert sum("Leadership told" in row for row in rows) == 1
    assert sum("@kai: pool metrics, overdue since 02:58 UTC" in row for row in rows) == 1
    assert any("its rollback was due 03:02 UTC" in row for row in rows)
    assert any("Late: Leadership told, since 02:42 UTC" in row for row in rows)
    assert any("Customers told: by 03:30 UTC" in row for row in rows)


def test_what_has_ended_is_not_late() -> None:
    assert "Late:" not in _draft(over(requirements=_late().requirements), "handoff").fields["waiting_on"].value


def test_a_handoff_calls_an_expert_by_what_they_know() -> None:
    told = _draft(running(roles={"ic": "ines", "sme-db": "kai"}), "handoff").fields["people"].value
    assert told.splitlines() == ["Commander: @ines", "Expert DB: @kai"]
