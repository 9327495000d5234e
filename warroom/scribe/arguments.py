"""The words after a command, taken from the left one kind at a time; what does not fit raises ``LineError``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn, TypeVar

import msgspec

from warroom.clock import Instant
from warroom.scribe.choices import Choice, matching
from warroom.scribe.faults import LineError
from warroom.scribe.times import Dial, ahead, is_date, is_time, parse_duration, past
from warroom.text import handle

T = TypeVar("T")

_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"#?([0-9]{1,6})")
_ITEM = re.compile(r"([adp#]?)([0-9]{1,6})", re.IGNORECASE)
_LONGEST_HANDLE = 128
"""Before folding; a longer word is no handle, and folding it would take time for nothing."""
_MOST_WORDS = 32
"""A name of more words than that is a sentence in the wrong place."""


class Word(msgspec.Struct, frozen=True):
    """A word of the line and where it stands in it."""

    text: str
    start: int
    end: int


class Item(msgspec.Struct, frozen=True):
    """``2`` is change 2, ``a2`` ask 2, ``d2`` decision 2, ``p2`` page 2. ``letter`` is '' for a change."""

    n: int
    letter: str
    word: Word


def word_at(line: str, position: int) -> Word | None:
    """The first word at or after ``position``."""
    match = _WORD.search(line, position)
    return Word(match[0], match.start(), match.end()) if match else None


def person(text: str) -> str | None:
    """The handle in ``@sam`` or ``@Sam,``: the mark is needed, punctuation after it is not part of it."""
    if not text.startswith("@") or len(text) > _LONGEST_HANDLE:
        return None
    return handle(text.rstrip(".,:;!?)"))


def past_word(word: Word, dial: Dial) -> Instant:
    """When something happened, with the fault's span where the word stands."""
    try:
        return past(word.text, dial)
    except LineError as error:
        raise error.at(word.start, word.end) from None


class Arguments:
    """``command`` is the word as it stands in the table; ``at`` is when the line says that it happened."""

    def __init__(self, line: str, command: Word, usage: str, dial: Dial, at: Instant | None) -> None:
        self.line = line
        self.command = command
        self.usage = usage
        self.dial = dial
        self.at = at
        self.position = command.end

    @property
    def happened(self) -> Instant:
        """What promises made in this line count from."""
        return self.dial.now if self.at is None else self.at

    def peek(self) -> Word | None:
        return word_at(self.line, self.position)

    def take(self) -> Word | None:
        word = self.peek()
        if word is not None:
            self.position = word.end
        return word

    def need(self) -> Word:
        return self.take() or self.missing()

    def need_words(self, least: int) -> list[Word]:
        """All that is left, word by word: for what ends in a word of its own kind."""
        words: list[Word] = []
        while word := self.take():
            if len(words) == _MOST_WORDS:
                self.fault("extra_words", word, extra=word.text)
            words.append(word)
        return words if len(words) >= least else self.missing()

    def rest(self) -> str:
        """Everything that is left, as typed; '' when nothing is."""
        text = self.line[self.position :].strip()
        self.position = len(self.line)
        return text

    def need_rest(self) -> str:
        return self.rest() or self.missing()

    def end(self) -> None:
        """Nothing may follow."""
        if word := self.peek():
            last = len(self.line.rstrip())
            self.fault("extra_words", Word(word.text, word.start, last), extra=word.text)

    def missing(self) -> NoReturn:
        self.fault("missing_words", self.command)

    def fault(self, code: str, word: Word, **params: str) -> NoReturn:
        raise LineError(code, word.start, word.end, command=self.command.text, usage=self.usage, **params)

    def choice(self, choices: Sequence[Choice[T]], code: str, *, prefixes: bool = True) -> T:
        """One of ``choices``; two words that together make one (``war room``) count as one."""
        first = self.need()
        second = self.peek()
        if second and len(both := f"{first.text} {second.text}") <= _LONGEST_HANDLE:
            joined = matching(both, choices, prefixes=False)
            if joined:
                self.position = second.end
                return joined[0].value
        return self.choose(first, choices, code, prefixes=prefixes)

    def choose(self, word: Word, choices: Sequence[Choice[T]], code: str, *, prefixes: bool = True) -> T:
        """What ``word`` means among ``choices``; a beginning will do where only one has it."""
        found = matching(word.text[:_LONGEST_HANDLE], choices, prefixes=prefixes)
        if len(found) == 1:
            return found[0].value
        if found:
            self.fault("ambiguous_word", word, typed=word.text, choices=" ".join(choice.word for choice in found))
        return self.fault(code, word, typed=word.text, choices=" ".join(choice.word for choice in choices))

    def number(self) -> int | None:
        """A number if one comes next."""
        word = self.peek()
        match = _NUMBER.fullmatch(word.text) if word else None
        if word is None or match is None:
            return None
        if int(match[1]) == 0:
            self.fault("bad_number", word, typed=word.text)
        self.position = word.end
        return int(match[1])

    def need_number(self) -> int:
        word = self.peek() or self.missing()
        number = self.number()
        return self.fault("bad_number", word, typed=word.text) if number is None else number

    def need_item(self) -> Item:
        word = self.need()
        match = _ITEM.fullmatch(word.text)
        if match is None or int(match[2]) == 0:
            self.fault("bad_item", word, typed=word.text)
        return Item(int(match[2]), match[1].casefold().removeprefix("#"), word)

    def person(self) -> str | None:
        """An ``@handle`` if one comes next."""
        word = self.peek()
        found = person(word.text) if word else None
        if word is not None and found is not None:
            self.position = word.end
        return found

    def need_handle(self) -> str:
        """A handle, with or without its mark."""
        return self.as_handle(self.need())

    def as_handle(self, word: Word) -> str:
        found = None if len(word.text) > _LONGEST_HANDLE else handle(word.text)
        return found or self.fault("bad_handle", word, typed=word.text)

    def time_word(self) -> Word | None:
        """The next word if it has the shape of a time; a date and the time after it are one."""
        first = self.peek()
        if first is None or not (is_time(first.text) or is_date(first.text)):
            return None
        if "t" not in first.text.casefold() and is_date(first.text):
            second = word_at(self.line, first.end)
            if second and ":" in second.text:
                return Word(f"{first.text} {second.text}", first.start, second.end)
        return first

    def time(self) -> Instant | None:
        """A time in the past if one comes next."""
        word = self.time_word()
        if word is None:
            return None
        self.position = word.end
        return past_word(word, self.dial)

    def need_time(self) -> Instant:
        """A time in the past: what comes next, else when the line happened."""
        word = self.peek()
        found = self.time()
        if found is not None:
            return found
        if word is not None:
            self.fault("bad_time", word, time=word.text)
        return self.missing() if self.at is None else self.at

    def need_deadline(self, base: Instant) -> Instant:
        """A time to come, from ``base``."""
        word = self.time_word() or self.need()
        self.position = word.end
        return self.deadline(word, base)

    def deadline(self, word: Word, base: Instant) -> Instant:
        try:
            return ahead(word.text, base, self.dial)
        except LineError as error:
            raise error.at(word.start, word.end) from None

    def need_duration(self) -> int:
        word = self.need()
        seconds = parse_duration(word.text.removeprefix("+"))
        return self.fault("bad_duration", word, typed=word.text) if seconds is None else seconds
