"""What was typed finds what was meant: word starts, initials, letters in their order; never by case or accent."""

import pytest

from ui.palette.offers import Kind, Offer, ranked, split
from ui.palette.ranking import Fit, fit, folded


@pytest.mark.parametrize(
    ("wanted", "text", "how"),
    [
        ("resolve", "resolve", Fit.WHOLE),
        ("res", "resolve or reopen", Fit.BEGINNING),
        ("reop", "resolve or reopen", Fit.WORD_STARTS),
        ("top app", "approve the top change", Fit.WORD_STARTS),
        ("att", "approve the top", Fit.WORD_STARTS),
        ("expected", "/expect n signal", Fit.WORD_STARTS),
        ("approving", "approve the top change", Fit.WORD_STARTS),
        ("contacts", "a contact is called", Fit.WORD_STARTS),
        ("updates", "internal update", Fit.WORD_STARTS),
        ("escalation", "escalate: whom to call", Fit.WORD_STARTS),
        ("apps", "apes and others", None),
        ("pothesis", "hypothesis", Fit.INSIDE),
        ("aprv", "approve the top change", Fit.LETTERS),
        ("zz", "approve the top change", None),
        ("ave", "a long way before the end", None),
    ],
)
def test_how_a_text_fits(wanted: str, text: str, how: Fit | None) -> None:
    assert fit(wanted, text) is how


def test_accents_and_case_do_not_count() -> None:
    assert fit(folded("Élan"), folded("ELAN vital")) is Fit.BEGINNING


def offer(key: str, text: str, kind: Kind = Kind.COMMAND, *, reason: str = "", here: bool = False) -> Offer:
    return Offer(kind, key, text, lambda: None, reason=reason, here=here)


def keys(offers: list[Offer]) -> list[str]:
    return [one.key for one in offers]


def test_the_first_character_chooses_what_is_looked_through() -> None:
    assert split("@kai") == (Kind.PERSON, "kai")
    assert split("  # search") == (Kind.INCIDENT, " search")
    assert split("sev 1") == (None, "sev 1")


def test_the_better_fit_comes_first_then_what_can_be_done_then_the_page_then_what_was_used_last() -> None:
    offers = [
        offer("grey", "status one", reason="not now"),
        offer("far", "status two"),
        offer("here", "status three", here=True),
        offer("inside", "unstatus"),
        offer("used", "status four"),
    ]
    assert keys(ranked(offers, "stat", ["used"], [])) == ["here", "used", "far", "grey", "inside"]


def test_nothing_typed_shows_the_likely_acts_first_and_greyed_ones_last() -> None:
    offers = [offer("a", "a"), offer("grey", "g", reason="why"), offer("b", "b"), offer("c", "c")]
    assert keys(ranked(offers, "", ["c"], ["grey", "b"])) == ["b", "c", "a", "grey"]


def test_people_are_shown_only_when_asked_for() -> None:
    offers = [offer("kai", "@kai", Kind.PERSON), offer("kaput", "kaput")]
    assert keys(ranked(offers, "ka", [], [])) == ["kaput"]
    assert keys(ranked(offers, "@ka", [], [])) == ["kai"]
