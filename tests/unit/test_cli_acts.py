"""Declaring, logging and undoing from a shell: what is printed, what is refused, and with which exit code."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.command_line import CommandLine, record_file


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("WARROOM_HANDLE", "robin")
    return CommandLine(monkeypatch)


@pytest.fixture
def open_incident(cli: CommandLine) -> CommandLine:
    cli.ok("declare", "nobody can pay", "-s", "1")
    return cli


def entries(cli: CommandLine) -> list[tuple[str, str]]:
    return [(entry["kind"], entry["text"]) for entry in cli.ok("show", "--json").json["entries"]]


def refused(cli: CommandLine, code: int, *argv: str, stdin: str | bytes = "") -> str:
    """The one sentence of a call that is not carried out."""
    said = cli(*argv, stdin=stdin)
    assert said.code == code, (said.out, said.err)
    (sentence,) = said.err.splitlines()
    return sentence


def test_declare_prints_the_reference(cli: CommandLine) -> None:
    assert cli.ok("declare", "nobody can pay", "-s", "1").line == "INC-0001"
    assert cli.ok("declare", "search", "is", "slow", "-s", "2").line == "INC-0002"
    assert cli.ok("declare", "practice", "-s", "1", "--drill").line == "DRILL-0001"
    assert [row["title"] for row in cli.ok("list", "--json").json][:2] == ["practice", "search is slow"]


def test_declare_takes_all_that_is_known(cli: CommandLine) -> None:
    said = cli.ok(
        *("declare", "logins fail", "-s", "2", "--started", "-10m", "--detected", "-8m", "--ic", "@Kai"),
        *("--impact", "nobody can sign in", "--customer-detected", "--near-miss", "--json"),
    )
    assert said.json["ref"] == "INC-0001"
    shown = cli.ok("show", "--json").json
    assert shown["metrics"]["detect_s"] == pytest.approx(120, abs=1)
    assert shown["roles"]["ic"] == "kai"
    assert shown["impact"]["text"] == "nobody can sign in"
    assert (shown["near_miss"], shown["customer_detected"], shown["severity"]) == (True, True, 2)


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["declare", "x"], 2, "--severity"),
        (["declare", "x", "-s", "5"], 2, "range"),
        (["declare", "x", "-s", "P1"], 2, "P1"),
        (["declare", "-s", "1"], 2, "TITLE"),
        (["declare", "", "-s", "1"], 3, "title"),
        (["declare", " \t ", "-s", "1"], 3, "title"),
        (["declare", "x" * 201, "-s", "1"], 3, "200 characters at most; this one has 201"),
        (["declare", "x", "-s", "1", "--started", "yesterday"], 3, "No such time yesterday"),
        (["declare", "x", "-s", "1", "--started", "25:10"], 3, "No such time 25:10"),
        (["declare", "x", "-s", "1", "--detected", "2199-01-01T00:00Z"], 3, "has not come yet"),
        (["declare", "x", "-s", "1", "--ic", "no one"], 2, "handle"),
        (["declare", "x", "-s", "1", "--as", "a b"], 2, "handle"),
        (["declare", "x", "-s", "1", "--nope"], 2, "--nope"),
        (["nope"], 2, "nope"),
        (["--record"], 2, "--record"),
    ],
)
def test_a_call_that_makes_no_sense_is_one_sentence(cli: CommandLine, argv: list[str], code: int, words: str) -> None:
    assert words in refused(cli, code, *argv)
    assert not record_file().exists() or cli.ok("list", "--all", "--json").json == []


def test_nothing_is_made_by_reading(cli: CommandLine) -> None:
    assert "no record" in refused(cli, 4, "list")
    assert not record_file().exists()


def test_log_prints_the_id_of_what_is_on_disk(open_incident: CommandLine) -> None:
    written = open_incident.ok("log", "error", "rate", "47%").line
    found = open_incident.ok("show", "--json").json["entries"]
    assert found[-1]["id"] == written
    assert (found[-1]["kind"], found[-1]["text"], found[-1]["author"]) == ("note", "error rate 47%", "robin")


@pytest.mark.parametrize(
    ("words", "kind", "text"),
    [
        (["-5m", "deploy", "done"], "note", "deploy done"),
        (["-3", "nodes"], "note", "-3 nodes"),
        (["--force", "was", "used"], "note", "--force was used"),
        (["--", "-i", "is", "a", "flag"], "note", "-i is a flag"),
        (["--", "-"], "note", "-"),
        (["deploy", "--json", "-i", "x"], "note", "deploy --json -i x"),
        (["!", "stop", "writes"], "decision", "stop writes"),
        (["! stop writes"], "decision", "stop writes"),
        (["~", "half", "fail"], "impact", "half fail"),
        (["todo", "ask", "why"], "follow_up", "ask why"),
    ],
)
def test_log_takes_its_words_as_they_stand(open_incident: CommandLine, words: list[str], kind: str, text: str) -> None:
    open_incident.ok("log", *words)
    assert (kind, text) in entries(open_incident)


def test_global_options_stand_before_or_after_the_command(cli: CommandLine) -> None:
    other = str(record_file().with_name("other.db"))
    cli.ok("--record", other, "declare", "x", "-s", "3", "--as=kai")
    cli.ok("log", "--record", other, "--as", "Lena", "one")
    cli.ok("--as", "ines", "log", f"--record={other}", "-i", "INC-0001", "two")
    shown = cli.ok("show", "--json", "--record", other).json
    assert [entry["author"] for entry in shown["entries"]] == ["kai", "lena", "ines"]
    assert not record_file().exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/sevv 1", "Did you mean /sev"),
        ("25:10 x", "No such time 25:10"),
        ("-5m", "Nothing to log yet"),
        ("/find x", "warroom search"),
        ("/goto 14:02", "--as-of"),
        ("/attach", "warroom open"),
        ("/help", "--help"),
        ("/update ext", "warroom draft"),
        ("/ok 7", "7"),
        ("/sev 1", "SEV-1 already"),
        ("/resolve", "/mitigated"),
        ("/retract", "no entry"),
    ],
)
def test_a_faulty_line_is_refused_with_the_way_out(open_incident: CommandLine, line: str, words: str) -> None:
    before = entries(open_incident)
    assert words.casefold() in refused(open_incident, 3, "log", line).casefold()
    assert entries(open_incident) == before


def test_lines_from_standard_input_are_acknowledged_one_by_one(open_incident: CommandLine) -> None:
    said = open_incident("log", "-", stdin="first\n\n/sevv 2\n! second\r\nlast without an end")
    assert said.code == 3
    assert said.err.startswith("line 3: Unknown command /sevv.")
    assert said.err.endswith('The line: "/sevv 2"\n')
    assert len(said.err.splitlines()) == 1
    ids = [entry["id"] for entry in open_incident.ok("show", "--json").json["entries"]]
    assert said.out.split() == ids[-3:]
    assert entries(open_incident)[-3:] == [
        ("note", "first"),
        ("decision", "second"),
        ("note", "last without an end"),
    ]


def test_a_refused_line_is_quoted_with_its_secret_covered(open_incident: CommandLine) -> None:
    said = open_incident("log", "-", stdin="fine\n/sevv password=Hunter2xyz!9\n")
    assert said.err.startswith("line 2: ")
    assert "Hunter2xyz!9" not in said.err.partition("The line:")[2]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (b"nul \x00 inside", "nul \u2400 inside"),
        (b"broken \xff\xfe bytes", "broken \ufffd\ufffd bytes"),
        ("\u202eright to left\u202c".encode(), "\u202eright to left\u202c"),
        ("שלום 🔥👩\u200d🚒".encode(), "שלום 🔥👩\u200d🚒"),
        (b"bell \x07 escape \x1b[31m", "bell \x07 escape \x1b[31m"),
        (b"<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
    ids=["nul", "bytes", "rtl", "emoji", "control", "markup"],
)
def test_odd_text_is_kept_and_shown_harmlessly(open_incident: CommandLine, typed: bytes, kept: str) -> None:
    open_incident.ok("log", "-", stdin=typed)
    assert entries(open_incident)[-1] == ("note", kept)
    page = open_incident.ok("show").out
    assert not {"\x00", "\x07", "\x1b", "\u202e"} & set(page)


def test_a_line_of_a_megabyte_is_refused_and_the_others_are_kept(open_incident: CommandLine) -> None:
    said = open_incident("log", "-", stdin="before\n" + "x" * 1_000_000 + "\nafter\n")
    assert said.code == 3
    assert said.err.startswith("line 2: ")
    assert "256 KB" in said.err
    assert said.err.endswith(f'The line: "{"x" * 59}…"\n')
    assert len(said.err) < 300
    assert entries(open_incident)[-2:] == [("note", "before"), ("note", "after")]
    long = "x" * 200_000
    open_incident.ok("log", "-", stdin=long)
    assert entries(open_incident)[-1] == ("note", long)


def test_the_incident_is_named_where_several_are_open(cli: CommandLine) -> None:
    assert "no record" in refused(cli, 4, "log", "x")
    cli.ok("declare", "practice", "-s", "2", "--drill")
    cli.ok("log", "the only drill")
    cli.ok("declare", "one", "-s", "2")
    cli.ok("log", "the only real one")
    cli.ok("declare", "two", "-s", "2")
    sentence = refused(cli, 3, "log", "which")
    assert "INC-0001" in sentence
    assert "INC-0002" in sentence
    cli.ok("log", "-i", "inc-2", "this one")
    assert entries_of(cli, "INC-0002")[-1] == "this one"
    assert entries_of(cli, "DRILL-0001")[-1] == "the only drill"
    assert "INC-0099" in refused(cli, 3, "log", "-i", "INC-0099", "x")


def entries_of(cli: CommandLine, reference: str) -> list[str]:
    return [entry["text"] for entry in cli.ok("show", reference, "--json").json["entries"]]


def test_undo_takes_back_the_last_act_of_this_person(open_incident: CommandLine) -> None:
    open_incident.ok("log", "/sev 2")
    assert "SEV-2" in open_incident.ok("undo").out
    assert open_incident.ok("show", "--json").json["severity"] == 1
    assert "nothing of yours" in refused(open_incident, 3, "undo", "--as", "somebody")


def test_nothing_to_log_is_a_mistake_of_the_call(open_incident: CommandLine) -> None:
    assert "Nothing to log" in refused(open_incident, 2, "log")
    assert "reference" in refused(open_incident, 2, "log", "-i")
    assert "Usage" in open_incident.ok("log", "--help").out


def test_a_fault_of_ours_is_one_sentence(open_incident: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("warroom.cli.log.log", broken)
    assert "ZeroDivisionError" in refused(open_incident, 1, "log", "x")


def test_log_needs_no_option_parser_no_template_and_no_secret_store(open_incident: CommandLine) -> None:
    code = (
        "import sys; from warroom.cli.door import run; run(['log', 'x'])\n"
        "slow = {'click', 'jinja2', 'keyring', 'sqlite_utils', 'httpx', 'PySide6', 'asyncio', 'platformdirs'}\n"
        "print(*sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == ""
