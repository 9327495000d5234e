"""How the commands read their words that set countdowns, say who was told, and name places and parts."""

from __future__ import annotations

import re

from warroom.scribe import lines
from warroom.scribe.arguments import Arguments, Word
from warroom.scribe.choices import AUDIENCES, COMPONENT_STATES, REQUIREMENTS, TOLD, matching
from warroom.scribe.times import is_time, parse_duration
from warroom.text import one_line

_LONGEST_BRIDGE = 2000
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_PIN = re.compile(r"\b(?:pin|passcode|code)\b[:=\s]{0,3}([0-9]{2,12}#?)", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[0-9(][0-9 ()./-]{4,22}[0-9]")


# -- Countdowns and telling ------------------------------------------------------------------------------------------


def timer(args: Arguments) -> lines.SetTimer:
    """The last word is the length or the time, all before it the name."""
    name, last = _name_and_last(args)
    seconds = parse_duration(last.text.removeprefix("+"))
    if seconds is not None:
        return lines.SetTimer(name, seconds=seconds)
    if is_time(last.text) and not last.text.startswith(("-", ":")):
        return lines.SetTimer(name, time=args.deadline(last, args.happened))
    return args.fault("bad_duration", last, typed=last.text)


def snooze(args: Arguments) -> lines.Snooze:
    name, last = _name_and_last(args)
    seconds = parse_duration(last.text)
    return args.fault("bad_duration", last, typed=last.text) if seconds is None else lines.Snooze(name, seconds)


def _name_and_last(args: Arguments) -> tuple[str, Word]:
    words = args.need_words(2)
    name = one_line(" ".join(word.text for word in words[:-1]), 60)
    known = matching(name, AUDIENCES, prefixes=False)
    return (known[0].value.countdown if known else name), words[-1]


def update(args: Arguments) -> lines.OpenUpdate:
    audience = args.choice(AUDIENCES, "bad_choice")
    args.end()
    return lines.OpenUpdate(audience)


def sent(args: Arguments) -> lines.SentByHand:
    """``ext [T] [until T] [via TEXT]``; what follows all of them names the place too."""
    audience = args.choice(AUDIENCES, "bad_choice")
    time = args.time()
    until = None
    if _word_is(args, "until"):
        until = args.need_deadline(args.happened if time is None else time)
    return lines.SentByHand(audience, time, until, _via(args))


def told(args: Arguments) -> lines.Told:
    return lines.Told(args.choice(TOLD, "bad_choice"), _via(args))


def said(args: Arguments) -> lines.SaidOnBridge:
    """``[TEXT] [until T]``, the promise before or after what was said."""
    if _word_is(args, "until"):
        until = args.need_deadline(args.happened)
        return lines.SaidOnBridge(until, args.rest())
    text = args.rest()
    promise = re.search(r"\suntil\s+(\S+)$", text[-60:], re.IGNORECASE)
    if promise is None or not (is_time(promise[1]) or parse_duration(promise[1])):
        return lines.SaidOnBridge(None, text)
    last = len(args.line.rstrip())
    word = Word(promise[1], last - len(promise[1]), last)
    return lines.SaidOnBridge(args.deadline(word, args.happened), text[: len(text) - len(promise[0])].rstrip())


def _word_is(args: Arguments, wanted: str) -> bool:
    word = args.peek()
    if word is None or word.text.casefold() != wanted:
        return False
    args.take()
    return True


def _via(args: Arguments) -> str:
    return args.need_rest() if _word_is(args, "via") else args.rest()


def tick(args: Arguments) -> lines.TickRequirement:
    name = args.choice(REQUIREMENTS, "bad_choice")
    args.end()
    return lines.TickRequirement(name)


def untick(args: Arguments) -> lines.TickRequirement:
    name = args.choice(REQUIREMENTS, "bad_choice")
    args.end()
    return lines.TickRequirement(name, done=False)


def not_needed(args: Arguments) -> lines.WaiveRequirement:
    return lines.WaiveRequirement(args.choice(REQUIREMENTS, "bad_choice"), args.rest())


# -- Places and parts ------------------------------------------------------------------------------------------------


def bridge(args: Arguments) -> lines.SetBridge:
    """The text is kept whole; link, PIN and number are picked out of it for the identity row."""
    text = args.need_rest()
    seen = text[:_LONGEST_BRIDGE]
    link = _URL.search(seen)
    seen = _URL.sub(" ", seen)
    pin = _PIN.search(seen)
    number = _NUMBER.search(_PIN.sub(" ", seen))
    return lines.SetBridge(
        text,
        number=number[0].strip() if number else "",
        pin=pin[1] if pin else "",
        link=link[0].rstrip(".,;)") if link else "",
    )


def channel(args: Arguments) -> lines.SetChannel:
    name = args.need()
    args.end()
    return lines.SetChannel(name.text)


def link(args: Arguments) -> lines.AddLink:
    """The address is the last word; only the web's own schemes are taken, since a person will click on it."""
    words = args.need_words(1)
    if not _URL.fullmatch(words[-1].text):
        args.fault("bad_link", words[-1], typed=words[-1].text)
    return lines.AddLink(one_line(" ".join(word.text for word in words[:-1])) or "link", words[-1].text)


def service(args: Arguments) -> lines.AddService:
    return lines.AddService(" ".join(args.need_rest().split()))


def component(args: Arguments) -> lines.SetComponent:
    words = args.need_words(2)
    state = args.choose(words[-1], COMPONENT_STATES, "bad_choice")
    return lines.SetComponent(one_line(" ".join(word.text for word in words[:-1])), state)
