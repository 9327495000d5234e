"""Places: where each audience is reached, whose file says so, and how many have the newest message."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.unit.comms_incident import at, bare, running, templates
from warroom import paths
from warroom.comms.message import Format
from warroom.comms.places import Place, PlaceList, Places, parse, save, write
from warroom.comms.reach import reach
from warroom.errors import PlacesError
from warroom.incident.state import Incident, Message
from warroom.incident.words import MessageState
from warroom.workspace import Workspace

T = '[audiences.t]\nname = "T"\nreaders = "internal"'
SHIPPED = paths.resource("places.toml")


def _customers() -> PlaceList:
    return Places.load(SHIPPED).audiences["customers"]


def _mistake(team: str) -> PlacesError:
    with pytest.raises(PlacesError) as caught:
        parse(SHIPPED.read_text(), team)
    return caught.value


def _message(to: str, sent: str = "", **facts: str) -> Message:
    when = at(sent) if sent else None
    state = MessageState.SENT_BY_HAND if sent else MessageState.QUEUED
    return Message(f"m-{to}-{sent}", "page-identified", to, state, "text", when or at("03:00"), when, facts=facts)


def test_every_template_has_an_audience_with_one_primary_place() -> None:
    places = Places.load(SHIPPED)
    assert places.problem is None
    for template in templates():
        audience = places.of(template)
        assert audience is not None
        assert audience.readers is template.audience
        assert [place for place in audience.places if place.primary] == [audience.primary]
        for place in audience.places:
            assert not place.template or templates().get(place.template)


def test_a_place_knows_how_long_a_message_may_be_there() -> None:
    post = next(place for place in _customers().places if place.format is Format.POST)
    fits = post.fit("x" * 300)
    assert fits is not None
    assert fits.over == 20
    assert next(place for place in _customers().places if place.name == "support desk").fit("x" * 10**6) is None


def test_a_team_replaces_adds_and_drops_audiences(tmp_path: Path) -> None:
    team = tmp_path / "places.toml"
    team.write_text(
        '[audiences.customers]\nname = "Shops"\nreaders = "external"\n'
        'place = [{ name = "portal", format = "html", target = "portal", longest = 900 }]\n'
        "[audiences.next-ic]\nremove = true\n"
        '[audiences.regulator]\nname = "The regulator"\nreaders = "external"\ntemplates = ["customer-report"]\n'
        '[[audiences.regulator.place]]\nname = "form"\nformat = "plain"\n'
    )
    places = Places.load(SHIPPED, team)
    assert list(places.audiences) == ["team", "customers", "leadership", "regulator"]
    assert places.audiences["customers"].primary.name == "portal"
    report = places.of(templates().get("customer-report"))
    assert report is not None
    assert report.name == "The regulator"
    assert places.of(templates().get("handoff")) is None


def test_what_is_written_is_read_back_the_same() -> None:
    places = Places.load(SHIPPED)
    again = parse(SHIPPED.read_text(), write(places))
    assert again.audiences == places.audiences


def test_a_team_keeps_its_places_and_they_count_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARROOM_HOME", str(tmp_path))
    with Workspace.open(tmp_path / "record.db", author="robin") as workspace:
        audiences = dict(workspace.places.audiences)
        del audiences["leadership"]
        post = Place("forum", Format.MARKDOWN, to=("forum@example.com",))
        audiences["customers"] = msgspec.structs.replace(audiences["customers"], place=(post,))
        team = paths.settings_folder() / "places.toml"
        assert save(Places(audiences), SHIPPED, team).audiences == audiences
        assert "leadership" in workspace.places.audiences
        workspace.reread()
        assert workspace.places.audiences == audiences
        twice = msgspec.structs.replace(audiences["customers"], place=(post, post))
        with pytest.raises(PlacesError, match="one name"):
            save(Places({"customers": twice}), SHIPPED, team)
        workspace.reread()
        assert workspace.places.audiences == audiences


@pytest.mark.parametrize(
    ("team", "line", "key", "words"),
    [
        ("[audiences.team]\nname = 'T'\n", 1, "audiences.team", "missing"),
        ('[audiences.team]\nname = 3\nreaders = "internal"\nplace = []', 2, "audiences.team.name", "str"),
        ('[audiences.team]\nname = "T"\nreaders = "friends"\nplace = []', 3, "audiences.team.readers", "friends"),
        ('[audiences.team]\nname = "T"\nreaders = "internal"\nplace = []', 4, "audiences.team.place", "one place"),
        (
            '[audiences.team]\nname = "T"\nreaders = "internal"\n[[audiences.team.place]]\nname = "a"\nformat = "fax"',
            6,
            "audiences.team.place.0.format",
            "fax",
        ),
        (
            '[audiences.t]\nname = "T"\nreaders = "internal"\nplace = [{ name = "a", format = "plain", colour = 1 }]',
            4,
            "audiences.t.place.0",
            "colour",
        ),
        (
            f'{T}\nplace = [{{ name = "a", format = "plain" }}, {{ name = "A", format = "plain" }}]',
            4,
            "audiences.t.place",
            "one name",
        ),
        (
            T + '\nplace = [{name="a", format="plain", primary=true}, {name="b", format="plain", primary=true}]',
            4,
            "audiences.t.place",
            "one place alone is primary",
        ),
        (
            '[audiences.t]\nname = "T"\nreaders = "internal"\nplace = [{ name="a", format="plain", service="fax" }]',
            4,
            "audiences.t.place",
            "no service is called fax",
        ),
        ("[audience.team]\nname = 1", 1, "audience", "only [audiences.NAME]"),
        ('[audiences."Te am"]\nname = "x"', 1, "audiences.Te am", "key of an audience"),
        ("[audiences.team\n", 1, "", "line 1"),
    ],
)
def test_a_mistake_is_named_by_line_and_key(team: str, line: int, key: str, words: str) -> None:
    fault = _mistake(team)
    assert (fault.line, fault.key) == (line, key)
    assert words in fault.sentence


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"x" * 300_000, b"[audiences.team]\nname = 3"])
def test_with_a_bad_file_the_built_in_places_hold(tmp_path: Path, raw: bytes) -> None:
    team = tmp_path / "places.toml"
    team.write_bytes(raw)
    places = Places.load(SHIPPED, team)
    assert places.problem is not None
    assert places.audiences == Places.load(SHIPPED).audiences


def test_no_audience_left_is_refused() -> None:
    drop = "".join(f"[audiences.{key}]\nremove = true\n" for key in Places.load(SHIPPED).audiences)
    assert "Keep one" in _mistake(drop).sentence


def _reached(incident: Incident) -> tuple[str, list[str]]:
    found = reach(incident, _customers())
    return found.words, [row.place.name for row in found.rows if row.at is not None]


def test_a_round_begins_at_the_primary_place() -> None:
    incident = running()
    assert _reached(incident) == ("0 of 5 places", [])
    incident.messages = [_message("status page", "02:41"), _message("support desk", "02:50", impact="old")]
    assert _reached(incident)[0] == "2 of 5 places"
    incident.messages.append(_message("Status page", "03:11", impact="new"))
    assert _reached(incident) == ("1 of 5 places", ["status page"])
    incident.messages.append(_message("customer e-mail", "03:13"))
    assert _reached(incident) == ("2 of 5 places", ["status page", "customer e-mail"])


def test_what_was_told_elsewhere_just_before_counts_when_it_is_the_same() -> None:
    incident = running()
    same = {"impact": "70%", "next_update": "03:40 UTC"}
    incident.messages = [
        _message("support desk", "03:05", **same),
        _message("customer e-mail", "03:06", impact="50%"),
        _message("status page", "03:10", **(same | {"next_update": "03:44 UTC"})),
    ]
    assert _reached(incident) == ("2 of 5 places", ["status page", "support desk"])


def test_a_queued_message_has_reached_nobody() -> None:
    incident = bare()
    incident.messages = [_message("status page")]
    found = reach(incident, _customers())
    assert (found.words, found.rows[0].queued) == ("0 of 5 places", True)
