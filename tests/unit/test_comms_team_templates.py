"""A team's own templates and packs of them: what is harmless comes in, whatever is not is stopped and named."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path
from time import process_time

import pytest

from tests.command_line import CommandLine
from tests.unit.comms_incident import NOW, bare, over, playbook, templates
from tests.unit.test_comms_templates import FRONT
from warroom import paths
from warroom.comms import team_templates
from warroom.comms.drafts import draft
from warroom.comms.render import render
from warroom.comms.sample import sample
from warroom.comms.templates import MOST_FILES, ORDER, Templates, parse
from warroom.errors import NotFound, Refused, TemplateError
from warroom.incident.words import Severity, Status

BUILTIN = paths.resource("templates")
VARIANT = 'variant_of = "declaration"\n'


def _pack(path: Path, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "body",
    [
        "{% for x in title %}{{ x }}{% endfor %}",
        "{% for x in range(10**9) %}x{% endfor %}",
        "{% import 'os' as os %}",
        "{% include '/etc/passwd' %}",
        "{{ title.__class__.__mro__ }}",
        "{{ title['__class__'] }}",
        "{{ 'a' * 300000000 }}",
        "{{ title.format(title) }}",
        "{% set x = title %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{{ title" + " | upper" * 3000 + " }}",
        "{% if title | lower == 'x' %}{% endif %}" * 600,
        "{{ " + "(" * 9000 + "title" + ")" * 9000 + " }}",
        "{% if " + "not " * 6000 + "title %}{% endif %}",
        "x" * 40_000,
    ],
)
def test_what_loops_looks_inside_or_grows_is_stopped_within_a_second(body: str) -> None:
    begun = process_time()
    with pytest.raises(TemplateError) as caught:
        parse("mine", FRONT + body)
    assert caught.value.line >= 7
    assert process_time() - begun < 1


def test_three_hundred_megabytes_are_stopped_before_they_are_made() -> None:
    template = parse("mine", FRONT + "{{ title | upper }}{{ impact }}" * 150)
    begun = process_time()
    with pytest.raises(TemplateError, match="longer than 300000"):
        render(template, {"title": "x" * 100_000, "impact": "y" * 100_000})
    assert process_time() - begun < 1


def test_a_long_field_is_shown_as_it_was_typed() -> None:
    value = "<script>\u202e=1+1 & " * 6_000
    assert render(parse("mine", FRONT + "{{ impact }}"), {"impact": value}).message.plain.count("<script>") == 6_000


def test_a_file_that_is_no_file_does_not_hold_the_program(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "handoff.md.j2")
    (tmp_path / "resolution.md.j2").mkdir()
    assert Templates.load(BUILTIN, tmp_path).problems == ()


def test_too_many_files_are_said(tmp_path: Path) -> None:
    for n in range(MOST_FILES + 2):
        (tmp_path / f"note-{n:04}.md.j2").write_text(FRONT + "x")
    loaded = Templates.load(BUILTIN, tmp_path)
    assert len(loaded.names) == len(ORDER) + MOST_FILES
    assert "the last 2 are left out" in loaded.problems[0].sentence


def test_severity_and_language_choose_the_words() -> None:
    found = templates()
    assert found.fitting("declaration", Severity.SEV1).variant == ""
    assert found.fitting("declaration", Severity.SEV3).variant == "declaration-light"
    assert found.fitting("page-resolved", Severity.SEV1, "de").variant == "page-resolved-de"
    assert found.fitting("handoff", Severity.SEV1, "de").language == "en"
    made = draft(over(), playbook(), NOW, found.fitting("page-resolved", Severity.SEV1, "de"), overrides={})
    assert "Checkout: teilweise gestört" in made.text
    assert made.template.name == "page-resolved"
    light = draft(bare(severity=Severity.SEV4), playbook(), NOW, found.fitting("declaration", Severity.SEV4))
    assert light.missing == ()


def test_a_teams_own_words_come_before_a_built_in_variant(tmp_path: Path) -> None:
    (tmp_path / "declaration.md.j2").write_text(FRONT + "Ours: {{ title }}")
    loaded = Templates.load(BUILTIN, tmp_path)
    assert loaded.fitting("declaration", Severity.SEV3).title == "Mine"
    light = FRONT.replace("+++\ntitle", f"+++\n{VARIANT}severities = [4]\ntitle")
    (tmp_path / "calm.md.j2").write_text(light + "Calm: {{ title }}")
    assert Templates.load(BUILTIN, tmp_path).fitting("declaration", Severity.SEV4).variant == "calm"


@pytest.mark.parametrize(
    ("front", "words"),
    [
        (FRONT.replace("+++\ntitle", '+++\nvariant_of = "nothing"\ntitle'), "no template nothing"),
        (FRONT.replace("+++\ntitle", '+++\nvariant_of = "page-resolved"\ntitle'), "its audience is internal"),
        (FRONT.replace("+++\ntitle", "+++\nseverities = [1]\ntitle"), "belong to a variant"),
        (FRONT.replace("+++\ntitle", '+++\nlanguage = "Deutsch"\ntitle'), "language"),
        (FRONT.replace("+++\ntitle", "+++\nlongest = 0\ntitle"), "longest"),
    ],
)
def test_a_variant_that_cannot_be_one_is_left_out_and_said(tmp_path: Path, front: str, words: str) -> None:
    (tmp_path / "mine.md.j2").write_text(front + "x")
    loaded = Templates.load(BUILTIN, tmp_path)
    assert words in loaded.problems[0].sentence
    assert len(loaded.variants) == len(templates().variants)


def test_a_team_cannot_take_customer_text_out_of_the_rules_for_customers(tmp_path: Path) -> None:
    (tmp_path / "page-identified.md.j2").write_text(FRONT + "{{ title }}")
    loaded = Templates.load(BUILTIN, tmp_path)
    assert loaded.get("page-identified").builtin
    assert "goes to customers. Using the built-in one" in loaded.problems[0].sentence


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("status", list(Status))
def test_every_template_can_be_tried_on_the_sample(severity: Severity, status: Status) -> None:
    for template in (*templates(), *templates().variants):
        made = draft(sample(NOW, severity, status), playbook(), NOW, template)
        assert made.text
        assert not made.secret


def test_a_template_is_saved_whole_for_this_person_alone_or_not_at_all(tmp_path: Path) -> None:
    team = tmp_path / "templates"
    team_templates.save("legal-note", FRONT + "Note: {{ title }}", team)
    path = team / "legal-note.md.j2"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(TemplateError, match="line 7"):
        team_templates.save("legal-note", FRONT + "{{ impct }}", team)
    assert "Note" in team_templates.source("legal-note", BUILTIN, team)
    team_templates.discard("legal-note", team)
    assert team_templates.own(team) == ()
    with pytest.raises(NotFound):
        team_templates.discard("legal-note", team)
    with pytest.raises(TemplateError, match="a name is made of"):
        team_templates.save("../evil", FRONT, team)


def test_a_pack_goes_to_another_team_and_is_the_same_each_time(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    team_templates.save("handoff", FRONT + "Ours: {{ title }}", mine)
    texts = [("handoff", team_templates.source("handoff", BUILTIN, mine))]
    assert team_templates.packed(texts) == team_templates.packed(texts)
    team_templates.write_pack(tmp_path / "pack.zip", texts)
    pack = team_templates.read_pack(tmp_path / "pack.zip")
    assert team_templates.install(pack, theirs) == ("handoff",)
    assert Templates.load(BUILTIN, theirs).get("handoff").title == "Mine"
    with pytest.raises(Refused, match="has handoff already"):
        team_templates.install(pack, theirs)
    assert team_templates.install(pack, theirs, replace=True) == ("handoff",)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"../evil.md.j2": FRONT}, "no template file"),
        ({"/etc/evil.md.j2": FRONT}, "no template file"),
        ({"a\\b.md.j2": FRONT}, "no template file"),
        ({"run.sh": "rm"}, "no template file"),
        ({}, "holds no template"),
        ({f"n-{n}.md.j2": FRONT for n in range(201)}, "200 is the most"),
        ({"mine.md.j2": FRONT + "\n{{ impct }}"}, "line 8: impct"),
        ({"mine.md.j2": FRONT.encode() + b"\xff"}, "not UTF-8"),
        ({"mine.md.j2": FRONT + "+++\n+++"}, "two front matters"),
        ({"mine.md.j2": "a" * 50_000_000}, "larger than"),
        ({"Mine.md.j2": FRONT}, "a name is made of"),
    ],
)
def test_a_pack_that_is_not_what_it_says_is_refused_whole(
    tmp_path: Path, files: dict[str, bytes | str], words: str
) -> None:
    pack = _pack(tmp_path / "pack.zip", {"good-note.md.j2": FRONT, **files} if files else {})
    begun = process_time()
    with pytest.raises((Refused, TemplateError), match=words):
        team_templates.install(team_templates.read_pack(pack), tmp_path / "team")
    assert process_time() - begun < 1
    assert not (tmp_path / "team").exists()


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 no zip", b"\0" * 5_000_000])
def test_what_is_no_zip_is_no_pack(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(raw)
    with pytest.raises(Refused, match="no template pack"):
        team_templates.read_pack(path)


def test_a_pack_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = team_templates.packed([("mine", FRONT + "x")])
    path = tmp_path / "pack.zip"
    for length in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:length])
        with pytest.raises(Refused):
            team_templates.read_pack(path)


def test_an_encrypted_pack_is_refused(tmp_path: Path) -> None:
    raw = bytearray(team_templates.packed([("mine", FRONT + "x")]))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = raw.find(mark)
        raw[at + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    path = tmp_path / "pack.zip"
    path.write_bytes(raw)
    with pytest.raises(Refused, match="no template pack"):
        team_templates.read_pack(path)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return CommandLine(monkeypatch)


def test_templates_from_the_command_line(cli: CommandLine, tmp_path: Path) -> None:
    names = [row["name"] for row in cli.ok("templates", "--json").json if row["variant"] is None]
    assert names == list(ORDER)
    source = cli.ok("templates", "show", "handoff").out
    assert source.startswith("+++")
    team = Path(cli.ok("templates", "path").line)
    team_templates.save("handoff", source + "ours\n", team)
    assert "the team's own" in cli.ok("templates", "list").out
    pack = tmp_path / "pack.zip"
    assert cli.ok("templates", "export", str(pack)).line == f"1 templates are in {pack}."
    assert cli("templates", "import", str(pack)).code == 3
    assert cli.ok("templates", "import", str(pack), "--replace").line == "Imported: handoff."
    (team / "handoff.md.j2").write_text(FRONT + "{{ impct }}")
    said = cli("templates", "check")
    assert (said.code, "line 7: impct" in said.err) == (3, True)


def test_places_from_the_command_line(cli: CommandLine) -> None:
    assert "status page        markdown primary" in cli.ok("places").out
    assert cli.ok("places", "--json").json["customers"]["readers"] == "external"
    path = Path(cli.ok("places", "path").line)
    assert "built-in places" in cli.ok("places", "check").line
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('[audiences.team]\nname = 3\nreaders = "internal"\nplace = []\n')
    said = cli("places", "check")
    assert (said.code, "line 2, audiences.team.name" in said.err) == (3, True)
    assert "line 2" in cli("places").err
