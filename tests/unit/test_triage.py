"""Triage suggests by reach, offers mitigations in their order, and never mixes what helps now with what prevents."""

from pathlib import Path

import pytest

from warroom.clock import Instant
from warroom.errors import NotFound
from warroom.incident import triage
from warroom.incident.playbook import Playbook, overlay, parse
from warroom.incident.triage import Answer
from warroom.incident.words import Severity

BUILTIN = (Path(__file__).parents[2] / "resources" / "playbook.toml").read_text(encoding="utf-8")
NOW = Instant(1_700_000_000_000)
MANAGEMENT = ("on-call", "team lead", "IC", "engineering management")


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return parse(BUILTIN)


@pytest.mark.parametrize(
    ("reach", "severity", "or_severity", "page"),
    [
        ("one_user", 3, 4, ("the owning team's on-call",)),
        ("one_feature", 3, None, ("the owning team's on-call",)),
        ("one_region", 2, None, ("on-call", "team lead")),
        ("core_workflow", 2, None, ("on-call", "team lead")),
        ("all_users", 1, None, MANAGEMENT),
        ("data_integrity", 1, None, MANAGEMENT),
        ("security_breach", 1, None, ("on-call", "security", "CISO", "IC", "engineering management", "legal")),
    ],
)
def test_each_reach_suggests_its_severity_and_its_pages(
    playbook: Playbook, reach: str, severity: int, or_severity: int | None, page: tuple[str, ...]
) -> None:
    suggestion = triage.suggest(playbook, [reach])
    assert (suggestion.severity, suggestion.or_severity, suggestion.page) == (severity, or_severity, page)
    assert [row.key for row in suggestion.because] == [reach]


def test_the_worst_answer_decides_and_says_why(playbook: Playbook) -> None:
    suggestion = triage.suggest(playbook, ["one_user", "core_workflow", "all_users"])
    assert suggestion.severity is Severity.SEV1
    assert [row.name for row in suggestion.because] == ["all users"]
    assert suggestion.page == MANAGEMENT


def test_two_answers_of_one_severity_page_everyone_once(playbook: Playbook) -> None:
    suggestion = triage.suggest(playbook, ["security_breach", "all_users"])
    assert suggestion.page == ("on-call", "team lead", "IC", "engineering management", "security", "CISO", "legal")


def test_a_feature_beside_a_user_leaves_no_choice_of_four(playbook: Playbook) -> None:
    suggestion = triage.suggest(playbook, ["one_user", "one_feature"])
    assert (suggestion.severity, suggestion.or_severity) == (Severity.SEV3, None)


def test_no_answer_suggests_nothing(playbook: Playbook) -> None:
    suggestion = triage.suggest(playbook, [])
    assert suggestion.severity is None
    assert suggestion.page == ()


def test_an_unknown_reach_is_refused_with_a_hint(playbook: Playbook) -> None:
    with pytest.raises(NotFound, match=r"did you mean one_region\?"):
        triage.suggest(playbook, ["one_regoin"])
    with pytest.raises(NotFound, match="it knows one_user"):
        triage.suggest(playbook, ["???"])


def test_triage_asks_seven_questions(playbook: Playbook) -> None:
    assert [pattern.key for pattern in triage.asked(playbook)] == [
        "deploy", "config", "dependency", "stampede", "slow_burn", "expiry", "pool",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "step", "act"),
    [
        ("deploy", "roll_back", "roll back"),
        ("config", "roll_back", "revert the configuration"),
        ("dependency", "degrade", "open the breaker"),
        ("stampede", "shift_traffic", "shed load"),
        ("slow_burn", "scale_restart", "restart"),
        ("pool", "scale_restart", "raise the pool"),
    ],
)
def test_a_yes_points_at_its_mitigation(playbook: Playbook, pattern: str, step: str, act: str) -> None:
    rung = triage.next_rung(triage.ladder(playbook, {pattern: Answer.YES}))
    assert rung is not None
    assert rung.mitigation.key == step
    assert rung.acts[0] == act


@pytest.mark.parametrize("answer", [Answer.NO, Answer.UNKNOWN])
def test_no_and_unknown_suggest_nothing(playbook: Playbook, answer: Answer) -> None:
    answers = {pattern.key: answer for pattern in playbook.patterns}
    assert all(not rung.patterns for rung in triage.ladder(playbook, answers))
    assert triage.preventions(playbook, answers) == ()


def test_the_ladder_keeps_its_order_whatever_is_answered(playbook: Playbook) -> None:
    answers = {"dependency": Answer.YES, "deploy": Answer.YES}
    rungs = triage.ladder(playbook, answers)
    assert [rung.mitigation.step for rung in rungs] == [1, 2, 3, 4, 5, 6]
    first = triage.next_rung(rungs)
    assert first is not None
    assert first.mitigation.key == "roll_back"


def test_a_roll_back_that_did_not_help_leads_to_the_next_step(playbook: Playbook) -> None:
    answers = {"deploy": Answer.YES}
    after = triage.next_rung(triage.ladder(playbook, answers, tried=["roll_back"]))
    assert after is not None
    assert after.mitigation.key == "flag_off"
    assert after.acts == ("Feature flag off",)
    answers["dependency"] = Answer.YES
    pointed = triage.next_rung(triage.ladder(playbook, answers, tried=["roll_back"]))
    assert pointed is not None
    assert pointed.mitigation.key == "degrade"


def test_a_ladder_that_was_climbed_to_the_end_offers_nothing(playbook: Playbook) -> None:
    tried = [mitigation.key for mitigation in playbook.mitigations]
    assert triage.next_rung(triage.ladder(playbook, {}, tried)) is None


def test_what_is_no_step_of_the_ladder_is_said_beside_it(playbook: Playbook) -> None:
    assert triage.cures_off_the_ladder(playbook, {"expiry": Answer.YES, "deploy": Answer.YES}) == (
        "renew the certificate",
        "rotate the secret",
    )


def test_now_and_prevent_never_mix(playbook: Playbook) -> None:
    answers = {pattern.key: Answer.YES for pattern in playbook.patterns}
    now = {act for rung in triage.ladder(playbook, answers) for act in rung.acts}
    now |= set(triage.cures_off_the_ladder(playbook, answers))
    assert now.isdisjoint(triage.preventions(playbook, answers))
    assert {act for pattern in playbook.patterns for act in pattern.now} <= now


@pytest.mark.parametrize(
    ("after_s", "mitigating", "diagnose_first", "due"),
    [(599, False, False, False), (600, False, False, True), (600, True, False, False), (3_600, False, True, False)],
)
def test_ten_minutes_without_a_mitigation_ask_for_escalation(
    playbook: Playbook, after_s: int, mitigating: bool, diagnose_first: bool, due: bool
) -> None:
    assert due is triage.escalation_due(
        playbook, NOW.plus(after_s), since=NOW, mitigating=mitigating, diagnose_first=diagnose_first
    )


@pytest.mark.parametrize(
    ("reach", "diagnose_first"),
    [("data_integrity", True), ("security_breach", True), ("all_users", False), ("core_workflow", False)],
)
def test_data_and_breaches_are_not_hurried(playbook: Playbook, reach: str, diagnose_first: bool) -> None:
    assert triage.suggest(playbook, [reach]).diagnose_first is diagnose_first


@pytest.mark.parametrize(
    ("waited_s", "level"), [(0, 1), (899, 1), (900, 2), (1_800, 3), (3_600, 4), (7_200, 4), (90_000, 4)]
)
def test_each_tier_has_its_turn(playbook: Playbook, waited_s: int, level: int) -> None:
    tier = triage.tier_at(playbook, waited_s)
    assert tier is not None
    assert tier.level == level


def test_a_team_s_own_rows_count_like_the_built_in_ones() -> None:
    team = (
        '[blast_radius.vip]\nname = "a key account"\nseverities = [2]\npage = ["account manager"]\n'
        '[patterns.feed]\nname = "late feed"\nquestion = "Is the feed late?"\nmitigation = "degrade"\n'
        'now = ["serve the last feed"]\nprevent = ["a second feed"]\n'
    )
    ours = overlay(BUILTIN, team)
    assert triage.suggest(ours, ["vip"]).page == ("account manager",)
    rung = triage.next_rung(triage.ladder(ours, {"feed": Answer.YES}))
    assert rung is not None
    assert rung.acts == ("serve the last feed",)
