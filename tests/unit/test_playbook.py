"""The playbook: its figures are those of the field, a team can change them, and a mistake is named where it stands."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.errors import PlaybookError
from warroom.incident import playbook_toml
from warroom.incident.playbook import Playbook, overlay, parse
from warroom.incident.playbook_check import duration
from warroom.incident.playbook_parts import PostmortemRule, Resets, RoomKind
from warroom.incident.words import RequirementName, Status

BUILTIN = (Path(__file__).parents[2] / "resources" / "playbook.toml").read_text(encoding="utf-8")
MIN, HOUR, DAY = 60, 3_600, 86_400


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return parse(BUILTIN)


# One row of PLAYBOOK "Severities" a line, SEV-1 to SEV-4.
SEVERITY_TABLE = {
    "level": (1, 2, 3, 4),
    "name": ("Critical", "Major", "Minor", "Low"),
    "aliases": (("P0",), ("P1",), ("P2",), ("P3",)),
    "responder_s": (5 * MIN, 15 * MIN, 30 * MIN, None),
    "ic_s": (10 * MIN, 30 * MIN, None, None),
    "war_room_s": (5 * MIN, 5 * MIN, None, None),
    "room": (RoomKind.CALL, RoomKind.CHANNEL_AND_CALL, RoomKind.CHANNEL, RoomKind.NONE),
    "leadership_s": (15 * MIN, 30 * MIN, None, None),
    "leadership_who": ("engineering leadership", "the engineering manager", "", ""),
    "status_page_s": (20 * MIN, 60 * MIN, None, None),
    "status_page_if_visible": (False, False, True, False),
    "customers_s": (30 * MIN, 2 * HOUR, None, None),
    "all_hands_s": (30 * MIN, None, None, None),
    "internal_s": (15 * MIN, 30 * MIN, 60 * MIN, DAY),
    "external_s": (30 * MIN, 60 * MIN, 60 * MIN, None),
    "external_if_visible": (False, False, True, False),
    "triage_s": (5 * MIN, 15 * MIN, 30 * MIN, 2 * HOUR),
    "mitigation_s": (15 * MIN, 30 * MIN, HOUR, 4 * HOUR),
    "comms_s": (5 * MIN, 15 * MIN, HOUR, None),
    "postmortem": (
        PostmortemRule.REQUIRED,
        PostmortemRule.REQUIRED,
        PostmortemRule.RECOMMENDED,
        PostmortemRule.OPTIONAL,
    ),
    "postmortem_s": (48 * HOUR, 72 * HOUR, 7 * DAY, None),
    "guard_s": (15 * MIN, 15 * MIN, 15 * MIN, 0),
    "business_hours": (False, False, True, True),
    "approvals": (True, True, False, False),
    "requirement_list": (True, True, False, False),
    "snooze_total_s": (5 * MIN, 10 * MIN, None, None),
}


@pytest.mark.parametrize("field", SEVERITY_TABLE)
def test_each_severity_has_the_figures_of_the_field(playbook: Playbook, field: str) -> None:
    assert tuple(getattr(playbook.rules(level), field) for level in (1, 2, 3, 4)) == SEVERITY_TABLE[field]


def test_every_field_of_a_severity_is_asserted_or_a_sentence(playbook: Playbook) -> None:
    sentences = {"means", "examples", "response_target", "customers_who", "wakes"}
    assert set(playbook.rules(1).__struct_fields__) == SEVERITY_TABLE.keys() | sentences


def test_requirement_rows_exist_for_the_two_worst_severities_alone(playbook: Playbook) -> None:
    all_rows = tuple(RequirementName)
    assert playbook.rules(1).requirements() == all_rows
    assert playbook.rules(2).requirements() == all_rows[:-1]
    assert playbook.rules(3).requirements() == playbook.rules(4).requirements() == ()
    assert playbook.limit(1, "all_hands") == 30 * MIN
    assert playbook.limit(2, RequirementName.ALL_HANDS) is None
    assert playbook.limit(3, "responder") is None
    assert playbook.rules(3).responder_s == 30 * MIN


def test_the_clocks_hold_the_constants_of_the_rules(playbook: Playbook) -> None:
    clocks = playbook.clocks
    assert (clocks.overdue_after_s, clocks.resolved_announce_s, clocks.reopen_within_s) == (60, 600, DAY)
    assert (clocks.external_soon_s, clocks.soon_least_s, clocks.soon_most_s) == (10 * MIN, 2 * MIN, 5 * MIN)
    assert (clocks.escalate_after_s, clocks.alone_debugging_s, clocks.alone_declare_s) == (600, 600, 900)
    assert (clocks.fatigue_s, clocks.recent_change_s, clocks.decision_start_s) == (2 * HOUR, 2 * HOUR, 60)
    assert (clocks.future_tolerance_s, clocks.silence_s, clocks.channel_archive_s) == (120, 180, DAY)
    assert (playbook.limits.responders_soft_min, playbook.limits.responders_soft_max) == (5, 7)


def test_what_a_team_does_comes_in_its_order(playbook: Playbook) -> None:
    assert [row.key for row in playbook.mitigations] == [
        "roll_back", "flag_off", "shift_traffic", "scale_restart", "hotfix", "degrade",
    ]  # fmt: skip
    assert [row.key for row in playbook.mitigations if row.second_reviewer] == ["hotfix"]
    assert [(row.level, row.within_s) for row in playbook.escalation] == [
        (1, 15 * MIN), (2, 30 * MIN), (3, HOUR), (4, 2 * HOUR),
    ]  # fmt: skip
    assert [row.key for row in playbook.detection_sources if row.customer_detected] == [
        "support", "social", "executive_email",
    ]  # fmt: skip
    assert [row.rank for row in playbook.detection_sources] == [1, 2, 3, 4, 5, 6, 7]
    assert len([row for row in playbook.patterns if row.question]) == 7
    assert all(row.now and row.prevent for row in playbook.patterns)


def test_status_pages_have_no_word_for_mitigating(playbook: Playbook) -> None:
    assert playbook.status_page_word(Status.MITIGATING) == "identified"
    assert all(playbook.status_page_word(status) == status for status in Status if status is not Status.MITIGATING)


def test_only_a_status_update_and_page_messages_reset_a_countdown(playbook: Playbook) -> None:
    resetting = {row.key: row.resets for row in playbook.messages if row.resets is not Resets.NOTHING}
    pages = {f"page-{status}" for status in ("investigating", "identified", "monitoring", "resolved")}
    assert {key for key, resets in resetting.items() if resets is Resets.EXTERNAL} == pages
    assert {key for key, resets in resetting.items() if resets is Resets.INTERNAL} == {"declaration", "status-update"}
    assert {row.key: row.meets for row in playbook.messages if row.meets} == {
        **dict.fromkeys(pages, RequirementName.STATUS_PAGE),
        "customer-email": RequirementName.CUSTOMERS,
        "executive-brief": RequirementName.LEADERSHIP,
    }


def test_every_template_of_the_command_line_is_a_known_kind_of_message(playbook: Playbook) -> None:
    for template in [
        "declaration", "status-update", "resolution", "initial-alert", "numbered-update", "page-investigating",
        "page-identified", "page-monitoring", "page-resolved", "customer-email", "executive-brief", "handoff",
    ]:  # fmt: skip
        assert playbook.message(template) is not None, template
    assert playbook.message("no-such-kind") is None


@pytest.mark.parametrize(
    ("key", "field", "target"),
    [
        ("detect", "at_most_s", 5 * MIN),
        ("acknowledge", "at_most_s", 5 * MIN),
        ("mitigate", "at_most_s", 30 * MIN),
        ("between", "at_least_s", 7 * DAY),
        ("customer_detected", "at_most_share", 0.1),
        ("automated", "at_least_share", 0.9),
        ("postmortems_on_time", "at_least_share", 0.95),
        ("actions_on_time", "at_least_share", 0.9),
        ("false_alarms", "at_most_share", 0.05),
    ],
)
def test_metrics_have_the_targets_of_the_field(playbook: Playbook, key: str, field: str, target: float) -> None:
    assert getattr(next(metric for metric in playbook.metrics if metric.key == key), field) == target


@pytest.mark.parametrize(
    ("source", "found_by_customers"),
    [("support", True), ("Social Media", True), ("metric_alert", False), ("PagerDuty", False), ("", False)],
)
def test_a_source_tells_whether_customers_found_it(playbook: Playbook, source: str, found_by_customers: bool) -> None:
    assert playbook.customer_detected(source) is found_by_customers


def test_the_checklists_that_the_screens_show_are_there(playbook: Playbook) -> None:
    for key in ("first_15_minutes", "detection", "responder", "start_of_rotation"):
        checklist = playbook.checklist(key)
        assert checklist is not None
        assert checklist.items


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90 s", 90), ("15 min", 900), ("15min", 900), (" 2 H ", 7_200), ("1 h 30 min", 5_400), ("3 d", 3 * DAY),
        ("1 week", 7 * DAY), ("daily", DAY), ("0 min", 0), ("none", None),
    ],
)  # fmt: skip
def test_durations_read_as_people_write_them(text: str, seconds: int | None) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "15", "soon", "1.5 h", "-5 min", "5 minuets", "15 min or so", "min", "next week"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        duration(text)


MISTAKES = [
    ('[severities.2]\ninternl = "20 min"', 2, "severities.2.internl", "did you mean internal?"),
    ("# ours\n\n[severities.2]\ninternal = 20", 4, "severities.2.internal", '20 is no duration: write it as "90 s"'),
    ('[severities.1]\ninternal = "-5 min"', 2, "severities.1.internal", "cannot be negative"),
    ('[severities.1]\ninternal = "999999 weeks"', 2, "severities.1.internal", "more than a year"),
    ('[severities.1]\nguard = "none"', 2, "severities.1.guard", "a duration is needed"),
    ('[severities.1]\ninternal = "10 s"', 2, "severities.1.internal", "one minute at least"),
    ('[severities.1]\npostmortem_due = "none"', 2, "severities.1.postmortem_due", "needs a due time"),
    ('[severities.1]\npostmortem = "requird"', 2, "severities.1.postmortem", "did you mean required?"),
    ('[severities.1]\napprovals = "yes"', 2, "severities.1.approvals", "true or false is wanted"),
    ('[severities.1]\nexamples = "one"', 2, "severities.1.examples", "a list in square brackets"),
    ('[severities.1]\nexamples = ["one", 2]', 2, "severities.1.examples[1]", "text in quotes is wanted, not 2"),
    ('[severities.1]\nname = " "', 2, "severities.1.name", "empty"),
    ('[severities.5]\nname = "Worse"', 1, "severities.5", "1, 2, 3 and 4"),
    ("[severities.3]\nremove = true", 1, "severities.3", "severity 3 is missing"),
    ("severities = 4", 1, "severities", "tables [severities.1]"),
    ('[severites.1]\nname = "x"', 1, "severites", "did you mean severities?"),
    ("[limits]\nresponders_soft_max = true", 2, "limits.responders_soft_max", "a whole number is wanted, not true"),
    ("[limits]\nresponders_soft_max = -1", 2, "limits.responders_soft_max", "cannot be negative"),
    ('[roles.dancer]\nname = "Dancer"', 1, "roles.dancer.does", "missing"),
    ("[roles]\nic = 3", 2, "roles.ic", "a table is wanted here, not 3"),
    ('[patterns.deploy]\nmitigation = "rollback"', 2, "patterns.deploy.mitigation", "did you mean roll_back?"),
    ("[mitigations.hotfix]\nstep = 1", 2, "mitigations.hotfix.step", "another row has the step 1"),
    ("[blast_radius.one_user]\nseverities = [5]", 2, "blast_radius.one_user.severities", "1 to 4, and this names 5"),
    ("[blast_radius.one_user]\nseverities = []", 2, "blast_radius.one_user.severities", "at least one"),
    ("[honesty.few]\nover_share = 10", 2, "honesty.few.over_share", "between 0 and 1"),
    ("[statuses.resolved]\nremove = true", 1, "statuses.resolved", 'the status "resolved" is missing'),
    ('[statuses.done]\nname = "Done"', 1, "statuses.done", "is not one of investigating"),
    ('[messages.banner]\nmeets = "customer"', 2, "messages.banner.meets", "did you mean customers?"),
    ('sample_timeline = [{ at = "25:00", what = "x" }]', 1, "sample_timeline[0].at", "no time of day"),
    ('[clocks]\nfatigue = "long"\n', 2, "clocks.fatigue", '"long" is no duration'),
    ('clocks.fatigue = "long"\n', 1, "clocks.fatigue", '"long" is no duration'),
    ("[clocks]\nfatigue = 1979-05-27", 2, "clocks.fatigue", "1979-05-27 is no duration"),
]


@pytest.mark.parametrize(("team", "line", "key", "says"), MISTAKES, ids=[row[2] + "-" + row[3] for row in MISTAKES])
def test_a_mistake_is_named_by_line_and_key(team: str, line: int, key: str, says: str) -> None:
    with pytest.raises(PlaybookError) as caught:
        overlay(BUILTIN, team)
    assert (caught.value.line, caught.value.key) == (line, key)
    assert f"line {line}" in caught.value.sentence
    assert key in caught.value.sentence
    assert says in caught.value.sentence


@pytest.mark.parametrize(
    ("team", "line"),
    [("x = ", 1), ("\n\n[severities.1\n", 3), ("[clocks]\nfatigue = '2 h'\nfatigue = '3 h'\n", 3), ('a = """\nb\n', 3)],
)
def test_text_that_is_no_toml_is_named_by_its_line(team: str, line: int) -> None:
    with pytest.raises(PlaybookError, match=f"line {line}: ") as caught:
        overlay(BUILTIN, team)
    assert caught.value.line == line


@pytest.mark.parametrize("team", ["a = " + "[" * 100_000, "a = " + "9" * 10_000])
def test_a_monstrous_value_is_refused_like_any_other_mistake(team: str) -> None:
    with pytest.raises(PlaybookError, match="too large or too deep"):
        overlay(BUILTIN, team)


def test_several_mistakes_name_the_first_and_count_the_rest() -> None:
    team = '[clocks]\nfatigue = "long"\nsilence = 3\n\n[limits]\nmany = 3\n'
    with pytest.raises(PlaybookError, match=re.escape("line 2, at clocks.fatigue")) as caught:
        overlay(BUILTIN, team)
    assert "2 more mistakes" in caught.value.sentence


def test_a_mistake_in_a_whole_file_is_named_too() -> None:
    text = BUILTIN.replace('leadership = "15 min"', 'leadership = "quarter past"')
    line = text.splitlines().index('leadership = "quarter past"') + 1
    with pytest.raises(PlaybookError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.key) == (line, "severities.1.leadership")


def test_every_key_of_the_file_is_found_at_its_own_line() -> None:
    sources = playbook_toml.Sources(BUILTIN)
    lines = BUILTIN.splitlines()

    def walk(table: dict[str, object], path: tuple[str, ...]) -> None:
        for key, value in table.items():
            found = lines[sources.line((*path, key)) - 1]
            assert key in found, (path, key, found)
            if isinstance(value, dict):
                walk(value, (*path, key))

    walk(tomllib.loads(BUILTIN), ())


@pytest.mark.parametrize(
    "before",
    [
        'a = """\n[clocks]\nfatigue = 1\n"""',
        "a = '''\nfatigue = 1\n'''",
        'a = [\n  "]", # ]\n  "fatigue = 1",\n]',
        'a = "\\""\n"b.c" = 1',
        "# fatigue = 1\n\n",
    ],
)
def test_lines_are_counted_past_quotes_lists_and_comments(before: str) -> None:
    text = f"{before}\n[clocks]\nfatigue = 7\n"
    assert playbook_toml.Sources(text).line(("clocks", "fatigue")) == len(text.splitlines())


def test_a_team_changes_only_what_it_names(playbook: Playbook) -> None:
    changed = overlay(BUILTIN, '[severities.2]\ninternal = "20 min"\nexternal = "none"\n')
    assert changed.rules(2).internal_s == 20 * MIN
    assert changed.rules(2).external_s is None
    assert changed.rules(2).status_page_s == 60 * MIN
    assert changed.rules(1) == playbook.rules(1)
    assert changed.patterns == playbook.patterns
    assert changed.sha256 != playbook.sha256


def test_a_team_adds_a_row_drops_a_row_and_replaces_a_list(playbook: Playbook) -> None:
    team = (
        '[roles.translator]\nname = "Translator"\ndoes = ["writes in French"]\n'
        "[detection_sources.social]\nremove = true\n"
        '[room]\nrules = ["Be kind."]\n'
    )
    changed = overlay(BUILTIN, team)
    assert [role.key for role in changed.roles] == [*(role.key for role in playbook.roles), "translator"]
    assert "social" not in [source.key for source in changed.detection_sources]
    assert len(changed.detection_sources) == 6
    assert changed.room.rules == ("Be kind.",)
    assert changed.room.ic_keeps == playbook.room.ic_keeps


@pytest.mark.parametrize("team", ["", "# nothing of our own yet\n", "\ufeff"])
def test_an_empty_team_file_is_the_built_in_playbook(playbook: Playbook, team: str) -> None:
    assert overlay(BUILTIN, team) == playbook


def test_the_effective_text_reads_back_as_the_same_playbook() -> None:
    team = (
        '[severities.1]\nname = "Tout est cassé \\"!\\" 🔥"\n'
        '[patterns.ours]\nname = "x"\nnow = ["a"]\nprevent = ["b"]\n'
    )
    changed = overlay(BUILTIN, team)
    assert parse(changed.text) == changed


def test_a_stored_playbook_of_a_newer_version_is_read_past_its_unknown_keys() -> None:
    newer = BUILTIN.replace("[limits]\n", '[limits]\nmoon_phase = "full"\n')
    with pytest.raises(PlaybookError, match="moon_phase"):
        parse(newer)
    assert parse(newer, stored=True).rules(1).internal_s == 15 * MIN


def test_a_stored_playbook_without_later_tables_still_reads() -> None:
    older = BUILTIN.replace('silence = "3 min"', "")
    assert parse(older).clocks.silence_s == 180


_SCALARS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(-(2**62), 2**62),
    st.booleans(),
    st.floats(allow_nan=False),
)
_TREES = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    st.recursive(
        _SCALARS | st.lists(_SCALARS, max_size=3),
        lambda below: st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), below, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@given(tree=_TREES)
def test_any_tree_that_is_written_reads_back_the_same(tree: dict[str, object]) -> None:
    assert playbook_toml.read(playbook_toml.write(tree)) == tree
