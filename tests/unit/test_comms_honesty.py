"""The honesty checks against the record: what is honest passes, what is not is named with what mends it."""

from __future__ import annotations

from functools import cache
from time import process_time

import msgspec
import pytest

from tests.unit.comms_incident import NOW, at, bare, over, playbook, running, templates
from tests.unit.public_updates import BAD, GOOD, SECRETS, Bad, Update
from warroom.comms.checks import Check, CheckLevel, RemedyKind
from warroom.comms.drafts import Draft, draft
from warroom.comms.honesty import NONE_KNOWN, check_text
from warroom.comms.honesty_scale import shares_in
from warroom.comms.message import Format
from warroom.errors import Refused
from warroom.incident.playbook_parts import Level
from warroom.incident.state import Incident, Statement
from warroom.incident.words import ChangeState, Severity, Status


@cache
def _moment(name: str) -> Incident:
    if name == "early":
        return bare(
            started_at=at("02:25"),
            customer_visible=True,
            impact=Statement("around 70% of checkouts fail", at("02:40"), "sam", "e"),
        )
    if name == "watching":
        incident = running(status=Status.MONITORING, status_at=at("03:10"), mitigated_at=at("02:58"))
        incident.changes[1].state = ChangeState.WORKED
        incident.mitigated_at = at("03:10")
        return incident
    if name == "over":
        return over()
    if name == "small":
        return bare(
            title="Large exports time out",
            severity=Severity.SEV3,
            started_at=at("02:45"),
            impact=Statement("2% of exports time out", at("02:50"), "sam", "e"),
        )
    if name == "long":
        incident = running()
        incident.started_at = at("00:05")
        return incident
    return running()


def _checks(moment: str, text: str, *, external: bool = True, names: tuple[str, ...] = ()) -> tuple[Check, ...]:
    return check_text(_moment(moment), playbook(), NOW, text, external=external, names=names)


def _rules(found: tuple[Check, ...]) -> set[str]:
    return {check.rule for check in found if check.level is not CheckLevel.OK}


def _draft(incident: Incident, template: str, **typed: str) -> Draft:
    return draft(incident, playbook(), NOW, templates().get(template), Format.PLAIN, typed)


def _apply(incident: Incident, template: str, typed: dict[str, str], rule: str) -> set[str]:
    """The rules that still complain once the one-key remedy of ``rule`` has written what it writes."""
    made = _draft(incident, template, **typed)
    remedy = next(check.remedy for check in made.checks if check.rule == rule)
    assert remedy is not None
    assert remedy.kind is RemedyKind.FILL
    return _rules(_draft(incident, template, **(typed | {remedy.field: remedy.text})).checks)


@pytest.mark.parametrize("update", GOOD, ids=lambda update: update.text[:40])
def test_a_good_public_update_passes(update: Update) -> None:
    found = _checks(update.moment, update.text)
    assert [check.text for check in found if check.level is not CheckLevel.OK] == []


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.text[:40])
def test_what_should_not_be_said_is_named_with_a_reason_and_a_way_out(bad: Bad) -> None:
    found = [check for check in _checks(bad.moment, bad.text) if check.level is not CheckLevel.OK]
    assert {check.rule for check in found} == set(bad.rules)
    assert all(check.text and check.fix for check in found)


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_stops_every_message(secret: str) -> None:
    for external in (True, False):
        found = _checks("running", f"{secret} Next update by 03:25 UTC.", external=external)
        stop = found[0]
        assert (stop.level, stop.secret) == (CheckLevel.STOP, True)
        assert all(secret[-12:] not in check.text for check in found)


@pytest.mark.parametrize(
    "text",
    [
        "Digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "Reference 0193b2a4-7c11-7a40-8a11-3f1f8b1e9d2c",
        "password: resets are slow",
        "The token is missing in some answers",
        "Basic functionality is available",
        "https://status.example.com/incidents/3kQ9zLmW2pXvB7nTyR5sUdJfH8gC4eA1",
        "See the page on two-factor-authentication-and-single-sign-on-for-Teams2",
    ],
)
def test_what_only_looks_long_is_no_secret(text: str) -> None:
    assert not any(check.secret for check in _checks("running", text))


def test_a_secret_is_taken_out_with_one_key_and_never_given_out() -> None:
    typed = {"doing": f"rotating {SECRETS[2].removeprefix('use ')} now"}
    made = _draft(running(), "status-update", **typed)
    with pytest.raises(Refused, match="no one can overrule"):
        made.demand_no_secret()
    assert "secret" not in _apply(running(), "status-update", typed, "secret")
    _draft(running(), "status-update").demand_no_secret()


def test_the_remedy_of_a_phrase_writes_the_records_figure() -> None:
    typed = {"symptom": "A small number of customers cannot pay", "scope": "Checkout"}
    made = _draft(running(), "page-identified", **typed)
    few = next(check for check in made.checks if check.rule == "few")
    assert few.remedy is not None
    assert few.remedy.text == "about 70% of customers cannot pay"
    assert "few" not in _apply(running(), "page-identified", typed, "few")


def test_briefly_becomes_the_length_on_the_record() -> None:
    incident = running()
    incident.started_at = at("00:05")
    typed = {"symptom": "Checkout was briefly down"}
    assert "brief" not in _apply(incident, "page-identified", typed, "brief")


def test_a_missing_field_offers_none_known_and_a_missing_time_the_cadence() -> None:
    made = _draft(bare(), "page-investigating")
    scope = next(check for check in made.checks if check.field == "scope")
    assert scope.level is CheckLevel.STOP
    assert scope.remedy is not None
    assert scope.remedy.text == NONE_KNOWN


def test_a_promise_beyond_the_cadence_is_pulled_in_with_one_key() -> None:
    assert "late_next_update" not in _apply(running(), "status-update", {"next_update": "2h"}, "late_next_update")


def test_resolved_needs_the_impact_to_have_ended_the_guard_to_have_run_and_no_change_in_flight() -> None:
    said = "This incident is resolved."
    incident = _moment("watching")
    assert "stable for 4 min of 15 min" in next(
        check.text for check in check_text(incident, playbook(), NOW, said) if check.rule == "resolved_early"
    )
    steady = running(status=Status.MONITORING, mitigated_at=at("02:50"))
    steady.changes[1].state = ChangeState.WORKED
    assert "resolved_early" not in _rules(check_text(over(), playbook(), NOW, said))
    steady.changes[1].state = ChangeState.STARTED
    assert "still running" in next(
        check.text for check in check_text(steady, playbook(), NOW, said) if check.rule == "resolved_early"
    )


def test_a_page_message_for_another_status_offers_the_one_that_fits() -> None:
    made = _draft(running(), "page-resolved")
    early = next(check for check in made.checks if check.rule == "resolved_early")
    assert early.remedy is not None
    assert (early.remedy.kind, early.remedy.text) == (RemedyKind.TEMPLATE, "page-identified")
    other = _draft(running(), "page-investigating")
    assert next(check.remedy.text for check in other.checks if check.rule == "status" and check.remedy) == (
        "page-identified"
    )


def test_a_component_that_is_down_begins_the_line_that_mends_the_record() -> None:
    made = _draft(over(), "page-resolved")
    found = next(check for check in made.checks if check.rule == "component")
    assert found.remedy is not None
    assert (found.remedy.kind, found.remedy.text) == (RemedyKind.LINE, "/component Checkout operational")


def test_inside_people_and_hosts_may_be_named_but_nobody_is_blamed() -> None:
    text = "@sam restarts db-prod-03 in INC-0042. Next update by 03:25 UTC."
    assert _rules(_checks("running", text, external=False)) == set()
    blamed = _checks("running", "@sam broke it. Next update by 03:25 UTC.", external=False)
    assert _rules(blamed) == {"blame"}


@pytest.mark.parametrize(
    ("impact", "share"),
    [
        ("about one API call in eight fails, in all regions", 0.125),
        ("3 out of 10 logins fail", 0.3),
        ("two thirds of shops cannot sell", 0.67),
        ("around 12,5 % of orders are late", 0.125),
        ("nobody can pay", 1.0),
        ("checkout is slow in 3 regions", None),
        ("payments fail since 2 in the morning", None),
    ],
)
def test_the_share_is_read_out_of_figures_and_words(impact: str, share: float | None) -> None:
    assert max(shares_in(impact), default=None) == (None if share is None else pytest.approx(share))


def test_a_full_name_is_found_and_a_word_that_is_also_a_name_is_not() -> None:
    names = ("Ines Moreau", "Will Price")
    assert "person" in _rules(_checks("running", "Ines Moreau leads. Next update by 03:40 UTC.", names=names))
    assert "person" not in _rules(_checks("running", "We will price it. Next update by 03:40 UTC.", names=names))


def test_an_estimate_needs_a_step_with_an_end() -> None:
    text = "We expect service to be restored by 03:20 UTC. Next update by 03:40 UTC."
    assert "eta" in _rules(_checks("early", text))
    assert "eta" not in _rules(_checks("running", text))


def test_a_team_can_strike_a_rule_or_raise_it_to_a_stop() -> None:
    text = "A small number of users see errors. Next update by 03:40 UTC."
    rules = playbook().honesty
    struck = msgspec.structs.replace(playbook(), honesty=tuple(rule for rule in rules if rule.key != "few"))
    assert "few" not in _rules(check_text(running(), struck, NOW, text))
    raised = msgspec.structs.replace(
        playbook(),
        honesty=tuple(msgspec.structs.replace(rule, level=Level.STOP) if rule.key == "few" else rule for rule in rules),
    )
    assert check_text(running(), raised, NOW, text)[0].level is CheckLevel.STOP


def test_the_gravest_stands_first_and_each_thing_once() -> None:
    text = f"A small number of users. A small number of users. {SECRETS[0]}"
    found = _checks("running", text)
    assert found[0].secret
    assert len([check for check in found if check.rule == "few"]) == 1
    order = list(CheckLevel)
    assert [order.index(check.level) for check in found] == sorted(order.index(check.level) for check in found)


@pytest.mark.parametrize("text", ["a" * 100_000, "a-" * 50_000, "1." * 50_000, "for " * 25_000, "(:" * 50_000])
def test_a_hostile_text_is_judged_within_a_second(text: str) -> None:
    begun = process_time()
    _checks("running", text)
    assert process_time() - begun < 1.0
