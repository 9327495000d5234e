"""How each command reads its words: one small function a command, from ``Arguments`` to the command's struct.

Here: the state, the people, the beliefs, the changes, the rows and the pages. ``readers_telling`` has the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from warroom.incident.words import Confidence
from warroom.scribe import lines
from warroom.scribe.arguments import Arguments, Word, person
from warroom.scribe.choices import CONFIDENCES, SEATS, SEVERITIES, STATUSES, YES_NO, matching
from warroom.text import one_line

Reader: TypeAlias = Callable[[Arguments], lines.Command]

_NOBODY = ("none", "nobody", "-")


# -- Where the incident stands ---------------------------------------------------------------------------------------


def severity(args: Arguments) -> lines.SetSeverity:
    level = args.choose(args.need(), SEVERITIES, "bad_severity", prefixes=False)
    return lines.SetSeverity(level, args.rest())


def status(args: Arguments) -> lines.SetStatus:
    found = args.choice(STATUSES, "bad_status")
    args.end()
    return lines.SetStatus(found)


def title(args: Arguments) -> lines.SetTitle:
    return lines.SetTitle(" ".join(args.need_rest().split()))


def near_miss(args: Arguments) -> lines.SetNearMiss:
    return lines.SetNearMiss(_yes_no(args))


def visible(args: Arguments) -> lines.SetVisible:
    return lines.SetVisible(_yes_no(args))


def _yes_no(args: Arguments) -> bool:
    answer = args.choice(YES_NO, "bad_choice")
    args.end()
    return answer


def impact(args: Arguments) -> lines.StateImpact:
    return lines.StateImpact(args.need_rest())


def triaged(args: Arguments) -> lines.Triaged:
    args.end()
    return lines.Triaged()


def resolve(args: Arguments) -> lines.Resolve:
    word = args.peek()
    if word and word.text.casefold() == "early":
        args.take()
        return lines.Resolve(early=True, why=args.need_rest())
    args.end()
    return lines.Resolve()


def reopen(args: Arguments) -> lines.Reopen:
    return lines.Reopen(args.need_rest())


def same_as(args: Arguments) -> lines.SameAs:
    reference = args.need()
    args.end()
    return lines.SameAs(reference.text)


# -- People ----------------------------------------------------------------------------------------------------------


def role(args: Arguments) -> lines.AssignRole:
    """``ops @sam``, ``ops none``; a subject of several words is joined: ``sme db @kai`` sits on ``sme-db``."""
    words = args.need_words(2)
    seat_words, last = words[:-1], words[-1]
    seat = "-".join(args.as_handle(word) for word in seat_words)
    known = matching(seat, SEATS, prefixes=False)
    if known:
        seat = str(known[0].value)
    elif len(seat) > 32:
        args.fault("bad_handle", Word(seat, seat_words[0].start, seat_words[-1].end), typed=seat)
    if last.text.casefold() in _NOBODY:
        return lines.AssignRole(seat, None)
    return lines.AssignRole(seat, args.as_handle(last))


def offer_command(args: Arguments) -> lines.OfferCommand:
    receiver = args.need_handle()
    args.end()
    return lines.OfferCommand(receiver)


def take_command(args: Arguments) -> lines.TakeCommand:
    taker = args.need_handle() if args.peek() else None
    args.end()
    return lines.TakeCommand(taker)


# -- Hypotheses ------------------------------------------------------------------------------------------------------


def hypothesis(
    args: Arguments,
) -> lines.StateHypothesis | lines.PromoteHypothesis | lines.SetConfidence | lines.RuleOut:
    """New text; a bare number promotes, a number and a confidence judge, as with ``/belief``."""
    begin = args.position
    if args.number() is not None:
        word = args.peek()
        if word is None or (matching(args.rest(), CONFIDENCES, prefixes=False)):
            args.position = begin
            return promote(args) if word is None else belief(args)
    args.position = begin
    return lines.StateHypothesis(args.need_rest())


def promote(args: Arguments) -> lines.PromoteHypothesis:
    n = args.need_number()
    args.end()
    return lines.PromoteHypothesis(n)


def belief(args: Arguments) -> lines.SetConfidence | lines.RuleOut:
    n = args.need_number()
    confidence = args.choice(CONFIDENCES, "bad_confidence")
    if confidence is Confidence.RULED_OUT:
        return lines.RuleOut(n, args.rest())
    args.end()
    return lines.SetConfidence(n, confidence)


def rule_out(args: Arguments) -> lines.RuleOut:
    return lines.RuleOut(args.need_number(), args.rest())


# -- Times -----------------------------------------------------------------------------------------------------------


def started(args: Arguments) -> lines.SetStarted:
    time = args.need_time()
    args.end()
    return lines.SetStarted(time)


def fixed(args: Arguments) -> lines.SetFixed:
    time = args.need_time()
    args.end()
    return lines.SetFixed(time)


def detected(args: Arguments) -> lines.SetDetected:
    """With the time at the head of the line, all that follows is the source."""
    time = args.at if args.at is not None and args.time_word() is None else args.need_time()
    return lines.SetDetected(time, args.rest() or None)


def acknowledged(args: Arguments) -> lines.Acknowledged:
    time = args.need_time() if args.peek() else None
    args.end()
    return lines.Acknowledged(time)


def mitigated(args: Arguments) -> lines.SetMitigated:
    time = args.need_time() if args.peek() else None
    args.end()
    return lines.SetMitigated(time)


def alert(args: Arguments) -> lines.AlertReceived:
    """A source of several words stands in double quotes."""
    word = args.need()
    source = word.text
    closing = args.line.find('"', word.start + 1) if source.startswith('"') else -1
    if closing > word.start + 1:
        source = args.line[word.start + 1 : closing].strip()
        args.position = closing + 1
    return lines.AlertReceived(one_line(source), args.need_rest())


# -- Changes and asks ------------------------------------------------------------------------------------------------


def approve(args: Arguments) -> lines.Approve:
    n, by = args.number(), args.person()
    args.end()
    return lines.Approve(n, by)


def decline(args: Arguments) -> lines.Decline:
    n, by = args.number(), args.person()
    return lines.Decline(n, args.rest(), by)


def hold(args: Arguments) -> lines.Hold:
    n, by = args.number(), args.person()
    return lines.Hold(n, args.rest(), by)


def step(
    change: Callable[[int, str], lines.Command] | None,
    ask: Callable[[int, str], lines.Command] | None = None,
    decision: Callable[[int, str], lines.Command] | None = None,
    page: Callable[[int, str], lines.Command] | None = None,
) -> Reader:
    """A reader for the steps: ``change`` for a number, ``ask``, ``decision``, ``page`` for one with their letter."""
    by_letter = {"": change, "a": ask, "d": decision, "p": page}

    def read(args: Arguments) -> lines.Command:
        item = args.need_item()
        wanted = by_letter[item.letter]
        if wanted is None:
            code = "not_for_asks" if item.letter == "a" else "not_for_item"
            args.fault(code, item.word, typed=item.word.text)
        return wanted(item.n, args.rest())

    return read


# -- Rows and pages --------------------------------------------------------------------------------------------------


def star(args: Arguments) -> lines.Star:
    args.end()
    return lines.Star()


def retract(args: Arguments) -> lines.Retract:
    args.end()
    return lines.Retract()


def undo(args: Arguments) -> lines.Undo:
    args.end()
    return lines.Undo()


def redo(args: Arguments) -> lines.Redo:
    args.end()
    return lines.Redo()


def goto(args: Arguments) -> lines.OpenPage:
    begin = args.peek()
    time = args.need_time()
    argument = args.line[begin.start : args.position] if begin else ""
    args.end()
    return lines.OpenPage(lines.Page.GOTO, argument, time)


def page(which: lines.Page) -> Reader:
    """A reader for a page that takes any words, or none."""

    def read(args: Arguments) -> lines.OpenPage:
        return lines.OpenPage(which, args.rest())

    return read


def handoff(args: Arguments) -> lines.OpenPage:
    receiver = person(word.text) if (word := args.peek()) else None
    return lines.OpenPage(lines.Page.HANDOFF, args.rest() if receiver is None else f"@{receiver}")
