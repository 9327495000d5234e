"""Every template in every format, and the promise that whatever a field holds stays text in each of them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.unit.comms_incident import NOW, over, playbook, running, templates
from warroom.comms.drafts import draft
from warroom.comms.message import Bullets, Format, Heading, Message, Paragraph, Run, tidy
from warroom.comms.templates import ORDER, VARIANTS, Template
from warroom.incident.state import Incident
from warroom.incident.words import Status

GOLDEN = Path(__file__).parent / "golden" / "comms"
SUFFIXES = {Format.PLAIN: "txt", Format.SLACK: "slack.txt", Format.MARKDOWN: "md", Format.HTML: "html"} | {
    form: f"{form}.txt" for form in (Format.TEAMS, Format.EMAIL, Format.POST)
}
TYPED = {
    "what_happened": "A release used up the database connections",
    "prevention": "Releases reach one server first",
    "follow_ups": "Alert on pool use\nTry the roll-back once a month",
    "status_page": "https://status.example.com",
    "caught_by": "The canary stage stopped the release",
    "could_have": "Every checkout would have failed",
    "open_issues": "INC-0042 SEV-1 Mitigating, 49 min: Checkout failing",
    "risks": "The pool is at 80 %",
    "notes": "Kai knows the pool",
    "workaround": "Pay by invoice: <https://shop.example/invoice?a=1&b=2>",
}


def _fitting(name: str) -> Incident:
    """The incident at the hour at which such a message is written."""
    if name.startswith(("resolution", "page-resolved", "customer-email", "customer-report")):
        return over()
    return over(status=Status.MONITORING, resolved_at=None) if name.startswith("page-monitoring") else running()


def _template(name: str) -> Template:
    """A template, or a variant of one by the name of its file."""
    variants = {variant.variant: variant for variant in templates().variants}
    return variants[name] if name in variants else templates().get(name)


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("name", [*ORDER, *VARIANTS])
def test_each_template_reads_as_it_was_approved(name: str, form: Format) -> None:
    template = _template(name)
    typed = {field: text for field, text in TYPED.items() if field in template.fields}
    made = draft(_fitting(name), playbook(), NOW, template, form, typed)
    assert made.missing == ()
    assert made.text + "\n" == (GOLDEN / f"{name}.{SUFFIXES[form]}").read_text()


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("name", ORDER)
def test_a_drill_and_a_simulated_record_say_so_before_anything_else(name: str, form: Format) -> None:
    template = templates().get(name)
    assert draft(running(drill=True), playbook(), NOW, template, form).text.startswith("[DRILL] ")
    both = draft(running(drill=True, simulated=True), playbook(), NOW, template, form).text
    assert both.startswith("[DRILL] [SIMULATED] ")
    assert "SIMULATED" not in draft(running(), playbook(), NOW, template, form).text


class _Text(HTMLParser):
    """What a browser would show, and which tags it met."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert attrs == []
        if tag == "br":
            self.shown += "\n"

    def handle_data(self, data: str) -> None:
        self.shown += data


def _seen(markup: str) -> _Text:
    reader = _Text()
    reader.feed(markup)
    reader.close()
    return reader


def _words(message: Message) -> list[str]:
    """What a reader should see, whatever the format."""
    text = ""
    for block in message.blocks:
        lines = (block.line,) if isinstance(block, Heading) else ()
        lines += block.lines if isinstance(block, Paragraph) else ()
        lines += block.items if isinstance(block, Bullets) else ()
        text += "".join("".join(run.text for run in line) + "\n" for line in lines)
    return text.split()


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="*_`[]()<>#+-.!|~&:=\\ \n\t1a;/", max_size=40),
    st.sampled_from(
        [
            "<!channel> <@U123> <!here>",
            "<script>alert(1)</script>",
            "&lt;b&gt; &amp; &#42;",
            "if a<b then c>d",
            "# heading\n- item\n1. one\n> quote\n===\n---",
            "```\ncode\n```",
            "[x]: http://evil.example\n[x]",
            "![i](file:///etc/passwd)",
            "a\n\n    indented\n\nb",
            "{{ title }} {% if x %} ${jndi}",
            "=1+1",
            "\\\n\\",
            "**bold** __bold__ *it* _it_ ~~gone~~",
            "| a | b |\n|---|---|\n| 1 | 2 |",
        ]
    ),
)


def message_around(value: str) -> Message:
    """A value in every place where a template can put one."""
    value = tidy(value)
    run, bold = Run(value), Run(value, strong=True)
    return Message(
        (
            Heading((Run("Head "), run)),
            Paragraph(((Run("Label:", strong=True), Run(" "), run), (run,), (bold,), (Run("end"),))),
            Bullets(((run,), (Run("item "), run))) if value else Bullets(((Run("item"),),)),
        )
    )


@given(HOSTILE)
def test_html_shows_every_value_as_it_was_typed(value: str) -> None:
    message = message_around(value)
    seen = _seen(message.html)
    assert seen.tags <= {"p", "strong", "br", "ul", "li"}
    assert seen.shown.split() == _words(message)


@given(HOSTILE)
def test_markdown_shows_every_value_as_it_was_typed(value: str) -> None:
    """CommonMark with tables and strikethrough, and with HTML allowed: none of it may come from a value."""
    message = message_around(value)
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    seen = _seen(reader.render(message.markdown))
    assert seen.tags <= {"p", "strong", "br", "ul", "li"}
    assert seen.shown.split() == _words(message)


@given(HOSTILE)
def test_teams_shows_every_value_as_it_was_typed(value: str) -> None:
    message = message_around(value)
    seen = _seen(MarkdownIt("commonmark", {"html": True}).render(message.text(Format.TEAMS)))
    assert seen.tags <= {"p", "strong", "br", "ul", "li"}
    assert seen.shown.split() == _words(message)


@given(HOSTILE)
def test_slack_can_read_no_command_out_of_a_value(value: str) -> None:
    text = message_around(value).slack
    assert "<" not in text
    assert ">" not in text
    assert not re.search(r"&(?!amp;|lt;|gt;)", text)
    back = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for line in tidy(value).split("\n"):
        assert line in back


@given(HOSTILE)
def test_plain_text_holds_the_value_to_the_letter(value: str) -> None:
    for line in tidy(value).split("\n"):
        assert line in message_around(value).plain


def test_control_characters_are_seen_and_direction_marks_end_with_their_value() -> None:
    assert tidy("a\x1b[31mb\x00") == "a␛[31mb␀"
    assert tidy("  one \r\n two\u2028three ") == "one\ntwo\nthree"
    assert tidy("\u202etxt.exe") == "\u202etxt.exe\u202c"
    assert tidy("\u2067x\u2069") == "\u2067x\u2069"


def test_hostile_fields_change_no_structure_of_a_whole_message() -> None:
    evil = "<!channel> **x**\n# y\n<script>&"
    made = draft(running(), playbook(), NOW, templates().get("status-update"), Format.SLACK, {"impact": evil})
    assert "&lt;!channel&gt; **x**\n# y\n&lt;script&gt;&amp;" in made.text
    seen = _seen(made.in_format(Format.HTML))
    assert seen.tags == {"p", "strong", "br"}
    assert "<!channel> **x**" in seen.shown
