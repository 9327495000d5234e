"""What the popup offers at the cursor, and what it replaces."""

from warroom.scribe import completions

PEOPLE = ("kai", "robin", "sam", "samira")
PREFIXES = ("DB", "Network")


def offered(line: str, cursor: int | None = None) -> list[str]:
    found = completions(line, len(line) if cursor is None else cursor, PEOPLE, PREFIXES)
    return [candidate.label for candidate in found.candidates]


def accepted(line: str, choice: int = 0) -> str:
    found = completions(line, len(line), PEOPLE, PREFIXES)
    return line[: found.start] + found.candidates[choice].insert + line[found.end :]


def test_people_come_in_the_callers_order_wherever_an_at_is_typed() -> None:
    assert offered("! roll back @") == ["@kai", "@robin", "@sam", "@samira"]
    assert offered("! roll back @Sa") == ["@sam", "@samira"]
    assert accepted("! roll back @sami") == "! roll back @samira "
    assert accepted("/role ops @ro") == "/role ops @robin "


def test_only_the_token_before_the_cursor_is_replaced() -> None:
    line = "! ask @ro about it"
    found = completions(line, 9, PEOPLE, PREFIXES)
    assert (found.start, found.end) == (6, 9)
    assert offered(line, 4) == []


def test_role_prefixes() -> None:
    assert offered("[") == ["[DB]", "[Network]"]
    assert accepted("02:25 [n") == "02:25 [Network] "
    assert offered("[DB] ") == []


def test_commands_show_what_they_take_and_do() -> None:
    found = completions("/sev", 4)
    assert [(c.insert, c.label, c.hint) for c in found.candidates] == [
        ("/sev ", "/sev 1|2|3|4 [why]", "set the severity")
    ]
    assert [label.split()[0] for label in offered("/st")] == ["/status", "/started", "/start", "/star"]
    assert offered("/no")[0] == "/no [N] [@who] [why]"
    assert accepted("02:25 /tri") == "02:25 /triaged"
    assert len(offered("/")) > 40


def test_values_follow_their_command() -> None:
    assert offered("/sev ") == ["1", "2", "3", "4"]
    assert offered("/status mo") == ["monitoring"]
    assert accepted("/stat mo") == "/stat monitoring "
    assert offered("/status monitoring ") == []
    assert offered("/role ") == ["ic", "deputy", "ops", "comms", "scribe"]
    assert offered("/role ops ") == ["@kai", "@robin", "@sam", "@samira", "none"]
    assert offered("/belief 2 l") == ["likely"]
    assert offered("/component API d") == ["degraded"]
    assert offered("23:29 /told l") == ["leadership"]


def test_plain_text_and_escapes_offer_nothing() -> None:
    for line in (
        "",
        "error rate",
        "//st",
        "\\@sa",
        "@kai /st",
        "mail sam@",
        "path /st",
        "x" * 100_000,
        "/" + "s" * 1000,
    ):
        assert offered(line) == []
