"""How the commands about work under way read their words: changes' details, decisions, evidence, pages, checklists."""

from __future__ import annotations

import re
from collections.abc import Callable

from warroom.clock import Instant
from warroom.incident.words import DecisionNote, PageAnswer
from warroom.scribe import lines
from warroom.scribe import lines_working as working
from warroom.scribe.arguments import Arguments, Word, past_word, person
from warroom.scribe.readers import Reader
from warroom.scribe.times import is_time, parse_duration
from warroom.text import one_line

_TIER = re.compile(r"(?:l|tier-?)([1-4])", re.IGNORECASE)
_ANSWERS = (
    (re.compile(r"(?:^|[\s,]+)no[\s-]?answer\.?$", re.IGNORECASE), PageAnswer.NO_ANSWER),
    (
        re.compile(r"(?:^|[\s,]+)(?:answered|on it|on (?:the|their|her|his) way)\.?$", re.IGNORECASE),
        PageAnswer.ANSWERED,
    ),
)
_CALLED = re.compile(r"(?:^|[\s,]+)at[ \t]+(\S+?)[\s,.]*$", re.IGNORECASE)
_BY = re.compile(r"^(?:by|via)\s+", re.IGNORECASE)


def numbered(make: Callable[[int, str], lines.Command]) -> Reader:
    """A reader for a number and the words after it, both needed."""

    def read(args: Arguments) -> lines.Command:
        n = args.need_number()
        return make(n, args.need_rest())

    return read


def rollback(args: Arguments) -> working.SetRollback:
    n = args.need_number()
    seconds = args.need_duration()
    args.end()
    return working.SetRollback(n, seconds)


def noted(note: DecisionNote) -> Reader:
    """``[N] [@who] TEXT``: an option or an objection, of the latest decision where none is named."""

    def read(args: Arguments) -> working.NoteDecision:
        n, by = args.number(), args.person()
        return working.NoteDecision(note, args.need_rest(), n, by)

    return read


def look_again(args: Arguments) -> working.LookAgain:
    return working.LookAgain(args.need_number(), *_when(args))


def later(args: Arguments) -> working.PutOffAsk | working.LookAgain:
    """``aN LENGTH|TIME`` for an ask, ``dN LENGTH|TIME`` for a decision."""
    item = args.need_item()
    if item.letter not in ("", "a", "d"):
        args.fault("not_for_item", item.word, typed=item.word.text)
    command = working.LookAgain if item.letter == "d" else working.PutOffAsk
    return command(item.n, *_when(args))


def _when(args: Arguments) -> tuple[int | None, Instant | None]:
    """``LENGTH|TIME``, and nothing after it: seconds, or the moment."""
    word = args.peek() or args.missing()
    seconds = parse_duration(word.text.removeprefix("+"))
    if seconds is None and not is_time(word.text):
        args.fault("bad_duration", word, typed=word.text)
    time = args.need_deadline(args.happened) if seconds is None else None
    if seconds is not None:
        args.take()
    args.end()
    return seconds, time


def evidence(args: Arguments) -> working.LinkEvidence:
    """``N [for|against] [TEXT]``."""
    n = args.need_number()
    word = args.peek()
    side = word.text.casefold() if word else ""
    if side in ("for", "against"):
        args.take()
    return working.LinkEvidence(n, side == "against", args.rest())


def triage(args: Arguments) -> working.AnswerTriage:
    return working.AnswerTriage(args.need().text, args.need_rest())


def page(args: Arguments) -> working.CallIn:
    """``L2 [@who] [by VIA] [at TIME] [no answer|answered]``, or a person without a tier."""
    word = args.need()
    found = _TIER.fullmatch(word.text)
    tier = f"l{found[1]}" if found else ""
    who = args.person() if found else person(word.text) or args.fault("bad_page", word, typed=word.text)
    begin = args.peek()
    words, answer = args.rest(), PageAnswer.WAITING
    for pattern, meaning in _ANSWERS:
        if end := pattern.search(words):
            words, answer = words[: end.start()], meaning
            break
    time = None
    if (called := _CALLED.search(words)) and begin is not None and is_time(called[1]):
        time = past_word(Word(called[1], begin.start + called.start(1), begin.start + called.end(1)), args.dial)
        words = words[: called.start()]
    return working.CallIn(tier, who or "", one_line(_BY.sub("", words.strip(" ,.")), 60), answer, time)


def tick(args: Arguments, *, done: bool = True) -> working.TickItem:
    """``LIST N|ITEM``."""
    name = args.need()
    return working.TickItem(name.text, args.need_rest(), done)


def untick(args: Arguments) -> working.TickItem:
    return tick(args, done=False)


def waive(args: Arguments) -> working.WaiveItem:
    """``LIST N WHY``: the reason is needed, so the item is named by its number."""
    name, item = args.need(), _number_word(args)
    return working.WaiveItem(name.text, item.text, args.need_rest())


def _number_word(args: Arguments) -> Word:
    word = args.peek() or args.missing()
    args.need_number()
    return word
