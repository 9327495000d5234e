"""Templates: the team's before the built-in ones, mistakes named by line, and nothing in them that could do harm."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.unit.comms_incident import templates
from warroom import paths
from warroom.comms.names import for_customers
from warroom.comms.render import MESSAGE_LIMIT, render
from warroom.comms.templates import ORDER, VARIANTS, Readership, Template, Templates, parse
from warroom.errors import NotFound, TemplateError
from warroom.incident.phrases import TEMPLATE_NAMES
from warroom.incident.playbook_parts import Resets

FRONT = (
    '+++\ntitle = "Mine"\naudience = "internal"\nfields = ["title", "impact", "tried"]\nrequired = ["impact"]\n+++\n'
)


def _of(body: str) -> Template:
    return parse("mine", FRONT + body)


def _plain(body: str, **values: str | tuple[str, ...]) -> str:
    return render(_of(body), values).message.plain


def _fault(text: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        parse("mine", text)
    return caught.value


def test_every_kind_ships_with_the_program() -> None:
    assert templates().names == ORDER
    assert templates().problems == ()
    resets = {name: templates().get(name).resets for name in ORDER}
    assert [name for name in ORDER if resets[name] is Resets.INTERNAL] == ["declaration", "status-update"]
    assert all((resets[name] is Resets.EXTERNAL) == name.startswith("page-") for name in ORDER)
    external = [name for name in ORDER if templates().get(name).audience is Readership.EXTERNAL]
    assert external == [name for name in ORDER if name.startswith(("page-", "customer-", "banner", "public-"))]
    assert [name for name in ORDER if for_customers(name)] == external
    assert {variant.variant for variant in templates().variants} == set(VARIANTS)


def test_external_templates_have_no_place_for_what_stays_inside() -> None:
    for name in ORDER:
        if templates().get(name).external:
            body = (paths.resources() / "templates" / f"{name}.md.j2").read_text()
            for inside in ("commander", "channel", "bridge", "ref", "war_room", "hypothesis", "severity"):
                assert "{{ " + inside not in body


def test_an_unknown_template_names_those_that_exist() -> None:
    with pytest.raises(NotFound, match="status-update"):
        templates().get("status_update")


def test_a_teams_file_stands_before_the_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "handoff.md.j2").write_text(FRONT + "Ours: {{ title }}")
    (tmp_path / "legal-note.md.j2").write_text(FRONT + "Note: {{ impact }}")
    loaded = Templates.load(paths.resources() / "templates", tmp_path)
    assert loaded.get("handoff").title == "Mine"
    assert not loaded.get("handoff").builtin
    assert loaded.names[-1] == "legal-note"


def test_a_broken_file_is_named_by_line_and_the_built_in_one_steps_in(tmp_path: Path) -> None:
    (tmp_path / "handoff.md.j2").write_text(FRONT + "fine\n{{ impct }}")
    loaded = Templates.load(paths.resources() / "templates", tmp_path)
    assert [fault.sentence for fault in loaded.problems] == [
        'Template "handoff" has a mistake on line 8: impct. Using the built-in one'
    ]
    assert loaded.get("handoff").builtin


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("{{ title.__class__ }}", 7),
        ("\n{{ title['x'] }}", 8),
        ("{% for x in tried %}{{ x }}{% endfor %}", 7),
        ("{{ 'a' * 300000000 }}", 7),
        ("{{ 2 ** 99999999 }}", 7),
        ("{{ title ~ title }}", 7),
        ("{{ title() }}", 7),
        ("{{ range(9) }}", 7),
        ("{% set x = title %}", 7),
        ("{% include 'x' %}", 7),
        ("{% import 'os' as os %}", 7),
        ("{% extends 'x' %}", 7),
        ("{% macro m() %}{% endmacro %}", 7),
        ("{{ title | attr('x') }}", 7),
        ("{{ title | upper('x') }}", 7),
        ("{{ _slots }}", 7),
        ("{{ self }}", 7),
        ("a\nb\n{% if title %}", 9),
        ("{{ title | nothing }}", 7),
        ("{% if title is defined %}x{% endif %}", 7),
        ("\ufdd00\ufdd1", 7),
        ("{{ " + "9" * 5000 + " }}", 7),
        ("{{ " + "(" * 9000 + "title" + ")" * 9000 + " }}", 7),
        ("{% if title %}" * 40 + "{% endif %}" * 40, 7),
        ("x" * 40_000, 7),
    ],
)
def test_what_could_run_long_or_look_inside_is_refused_with_its_line(body: str, line: int) -> None:
    begun = time.perf_counter()
    fault = _fault(FRONT + body)
    assert fault.line == line
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("no front matter", 1, "front matter"),
        ("+++\ntitle = 'x'\n", 1, "front matter"),
        ("+++\ntitle = 'x'\naudience = \n+++\n", 3, "TOML"),
        ("+++\ntitle = 'x'\naudience = 'all'\nfields = []\n+++\n", 3, "audience"),
        ("+++\ntitle = 'x'\naudience = 'internal'\nfields = ['A B']\n+++\n", 4, "A B"),
        ("+++\ntitle = 'x'\naudience = 'internal'\nfields = []\nrequired = ['impact']\n+++\n", 5, "impact"),
        (FRONT + FRONT, 7, "two front matters"),
    ],
)
def test_a_faulty_front_matter_is_named_by_line(text: str, line: int, words: str) -> None:
    fault = _fault(text)
    assert (fault.line, words in fault.sentence) == (line, True), fault.sentence


def test_a_file_that_is_not_utf8_is_named_by_line(tmp_path: Path) -> None:
    (tmp_path / "handoff.md.j2").write_bytes(FRONT.encode() + b"\xff\xfe")
    loaded = Templates.load(paths.resources() / "templates", tmp_path)
    assert "not UTF-8" in loaded.problems[0].sentence
    assert loaded.problems[0].line == 7


def test_a_missing_field_is_marked_and_listed_and_false_in_a_condition() -> None:
    made = render(_of("{{ title }}: {{ impact | sentence }} {% if tried %}yes{% else %}no{% endif %}"), {"title": "T"})
    assert made.message.plain == "T: [[IMPACT?]] no"
    assert made.missing == ("impact",)


def test_values_are_never_read_as_template_or_structure() -> None:
    evil = "# {{ title }} **b** \ufdd00\ufdd1\n- x"
    assert _plain("Line {{ impact }}", impact=evil) == "Line # {{ title }} **b** �0�\n- x"


def test_a_list_makes_one_item_of_each_entry() -> None:
    assert _plain("Tried:\n- {{ tried }}", tried=("one", " ", "two")) == "Tried:\n- one\n- two"
    assert _plain("Tried: {{ tried }}", tried=("one", "two")) == "Tried: one; two"


def test_a_message_has_a_greatest_length() -> None:
    with pytest.raises(TemplateError, match="longer than"):
        _plain("{{ impact }}" * 40, impact="x" * (MESSAGE_LIMIT // 30))
    assert len(_plain("{{ impact }}", impact="x" * 100_000)) == 100_000


def test_rows_and_menus_call_a_message_as_its_template_does() -> None:
    titles = {name: templates().get(name).title for name in TEMPLATE_NAMES}
    assert titles == TEMPLATE_NAMES
