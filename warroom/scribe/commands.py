"""The table of commands: what each is called, what it takes, what it does, and who reads its words.

Help, completion and the parser all go by this one table. A beginning that only one command has is enough.
"""

from __future__ import annotations

import difflib

import msgspec

from warroom.incident.words import DecisionNote
from warroom.scribe import choices, lines, readers
from warroom.scribe import lines_working as work
from warroom.scribe import readers_telling as telling
from warroom.scribe import readers_working as working
from warroom.scribe.arguments import Word
from warroom.scribe.choices import Choice
from warroom.scribe.faults import LineError
from warroom.scribe.readers import Reader

_LONGEST_WORD = 32


class Values(msgspec.Struct, frozen=True):
    """What one argument may be: words to choose from, or a person."""

    words: tuple[Choice[object], ...] = ()
    people: bool = False


class CommandSpec(msgspec.Struct, frozen=True):
    """``usage``: its words, in the manual's notation. ``page``: it opens a page, so the command line names another way.

    ``reader`` None: what follows is itself a line, which the parser reads. ``values``: for completion, by position.
    """

    name: str
    usage: str
    hint: str
    reader: Reader | None
    aliases: tuple[str, ...] = ()
    page: bool = False
    elsewhere: str = ""
    values: tuple[Values, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)

    @property
    def shown(self) -> str:
        """``/sev 1|2|3|4 [why]``."""
        return f"/{self.name} {self.usage}".rstrip()


def _of(words: tuple[Choice[choices.T], ...]) -> Values:
    return Values(words=tuple(Choice(word.word, word.value, word.label, word.others) for word in words))


_PERSON = Values(people=True)
_PERSON_OR_NOBODY = Values(words=(Choice("none", None, "Nobody"),), people=True)
_NUMBER = Values()
_TIERS = tuple(Choice[object](f"L{level}", f"l{level}", f"Tier {level}") for level in range(1, 5))

# fmt: off
COMMANDS: tuple[CommandSpec, ...] = (
    CommandSpec("sev", "1|2|3|4 [why]", "set the severity", readers.severity, ("severity",),
                values=(_of(choices.SEVERITIES),)),
    CommandSpec("status", "STATUS", "set the status", readers.status, values=(_of(choices.STATUSES),)),
    CommandSpec("title", "TEXT", "change the title", readers.title),
    CommandSpec("nearmiss", "yes|no", "mark as a near miss", readers.near_miss, ("near-miss",),
                values=(_of(choices.YES_NO),)),
    CommandSpec("visible", "yes|no", "say whether customers see it", readers.visible, values=(_of(choices.YES_NO),)),
    CommandSpec("impact", "TEXT", "state what customers see", readers.impact),
    CommandSpec("triaged", "", "say that triage is done", readers.triaged),
    CommandSpec("triage", "QUESTION ANSWER", "answer a question of triage: reach all_users, deploy yes",
                working.triage),
    CommandSpec("resolve", "[early WHY]", "declare it resolved", readers.resolve),
    CommandSpec("reopen", "WHY", "open it again", readers.reopen),
    CommandSpec("same-as", "INC", "it goes on in another incident, or is a resolved one again", readers.same_as,
                ("sameas",)),
    CommandSpec("role", "SEAT @who|none", "fill or clear a seat", readers.role,
                values=(_of(choices.SEATS), _PERSON_OR_NOBODY)),
    CommandSpec("ic", "@who", "offer command", readers.offer_command, values=(_PERSON,)),
    CommandSpec("took", "[@who]", "take command", readers.take_command, values=(_PERSON,)),
    CommandSpec("hyp", "TEXT", "state a hypothesis and make it current", readers.hypothesis, ("hypothesis",)),
    CommandSpec("promote", "N", "make hypothesis N current", readers.promote),
    CommandSpec("belief", "N CONFIDENCE", "say how sure hypothesis N is", readers.belief,
                values=(_NUMBER, _of(choices.CONFIDENCES))),
    CommandSpec("out", "N [why]", "rule out hypothesis N", readers.rule_out),
    CommandSpec("started", "TIME", "when the trouble began", readers.started),
    CommandSpec("detected", "TIME [SOURCE]", "when it was noticed, and by what", readers.detected),
    CommandSpec("acked", "[TIME]", "when a responder took it", readers.acknowledged, ("acknowledged",)),
    CommandSpec("mitigated", "[TIME]", "when customer impact ended", readers.mitigated, ("ended",)),
    CommandSpec("fixed", "TIME", "when the permanent fix was in place", readers.fixed),
    CommandSpec("alert", "SOURCE TEXT", "log an alert", readers.alert),
    CommandSpec("ok", "[N] [@who]", "approve a waiting change", readers.approve, ("approve",)),
    CommandSpec("no", "[N] [@who] [why]", "decline a waiting change", readers.decline, ("decline",)),
    CommandSpec("hold", "[N] [@who] [why]", "put a waiting change on hold", readers.hold),
    CommandSpec("start", "N|aN [note]", "a change is running, or an ask is taken up",
                readers.step(lines.Start, lines.AcknowledgeAsk)),
    CommandSpec("done", "N|aN|dN|pN [note]",
                "a change worked, an ask or a page is answered, a decision was looked at again",
                readers.step(lines.Done, lines.AnswerAsk, work.ReviewDecision, work.AnswerPage)),
    CommandSpec("noeffect", "N [note]", "a change had no effect", readers.step(lines.NoEffect), ("no-effect",)),
    CommandSpec("worse", "N [note]", "a change made it worse", readers.step(lines.Worse)),
    CommandSpec("backout", "N [note]", "a change is backed out", readers.step(lines.BackOut), ("back-out",)),
    CommandSpec("withdraw", "N|aN [note]", "take back a proposal, or drop an ask",
                readers.step(lines.Withdraw, lines.DropAsk), ("drop",)),
    CommandSpec("expect", "N SIGNAL", "what tells that change N works", working.numbered(work.ExpectSignal)),
    CommandSpec("abort", "N CONDITION", "when change N is backed out", working.numbered(work.AbortWhen)),
    CommandSpec("risk", "N TEXT", "how risky change N is", working.numbered(work.SetRisk)),
    CommandSpec("plan", "N TEXT", "how change N would be backed out", working.numbered(work.PlanBackOut)),
    CommandSpec("rollback", "N LENGTH", "how long change N has to show that it works", working.rollback),
    CommandSpec("look", "N LENGTH|TIME", "when to look at decision N again", working.look_again),
    CommandSpec("later", "aN|dN LENGTH|TIME", "more time for ask aN, or for a look at decision dN", working.later),
    CommandSpec("option", "[N] [@who] TEXT", "an option beside a decision", working.noted(DecisionNote.OPTION)),
    CommandSpec("objection", "[N] [@who] TEXT", "an objection to a decision", working.noted(DecisionNote.OBJECTION)),
    CommandSpec("evidence", "N [for|against] [TEXT]", "what speaks for or against hypothesis N", working.evidence),
    CommandSpec("page", "L1|L2|L3|L4|@who [by VIA] [at TIME] [no answer|answered]", "somebody was called in",
                working.page, ("paged",), values=(Values(words=_TIERS, people=True), _PERSON)),
    CommandSpec("check", "LIST N|ITEM", "tick an item of a checklist, or a step of a runbook", working.tick),
    CommandSpec("uncheck", "LIST N|ITEM", "an item is open again", working.untick),
    CommandSpec("skip", "LIST N WHY", "an item is not needed here", working.waive),
    CommandSpec("timer", "NAME LENGTH|TIME", "set a deadline", telling.timer, values=(_of(choices.AUDIENCES),)),
    CommandSpec("snooze", "NAME LENGTH", "silence a countdown for a while", telling.snooze,
                values=(_of(choices.AUDIENCES),)),
    CommandSpec("update", "int|ext", "write an update", telling.update, page=True,
                elsewhere="warroom draft TEMPLATE", values=(_of(choices.AUDIENCES),)),
    CommandSpec("sent", "int|ext [TIME] [until TIME] [via TEXT]", "an update was sent by hand", telling.sent,
                values=(_of(choices.AUDIENCES),)),
    CommandSpec("told", "leadership|customers|allhands [via TEXT]", "somebody was told by other means", telling.told,
                values=(_of(choices.TOLD),)),
    CommandSpec("said", "[TEXT] [until TIME]", "an update was said on the bridge", telling.said),
    CommandSpec("tick", "REQUIREMENT", "a requirement is met", telling.tick, values=(_of(choices.REQUIREMENTS),)),
    CommandSpec("untick", "REQUIREMENT", "a requirement is open again", telling.untick,
                values=(_of(choices.REQUIREMENTS),)),
    CommandSpec("notneeded", "REQUIREMENT [why]", "a requirement is not needed", telling.not_needed, ("not-needed",),
                values=(_of(choices.REQUIREMENTS),)),
    CommandSpec("bridge", "TEXT", "name the bridge: number, PIN, link", telling.bridge),
    CommandSpec("channel", "NAME", "name the channel", telling.channel),
    CommandSpec("link", "KIND URL", "add a link", telling.link),
    CommandSpec("service", "NAME", "add an affected service", telling.service),
    CommandSpec("component", "NAME STATE", "set the state of a component", telling.component,
                values=(Values(), _of(choices.COMPONENT_STATES))),
    CommandSpec("at", "DATE TIME LINE", "log a line at any date", None),
    CommandSpec("star", "", "mark the row as a key moment", readers.star),
    CommandSpec("amend", "[TIME] [SIGN] [TEXT]", "correct the row", None),
    CommandSpec("retract", "", "strike the row", readers.retract),
    CommandSpec("undo", "", "take back your last act", readers.undo),
    CommandSpec("redo", "", "do again what you undid last", readers.redo),
    CommandSpec("find", "[TEXT]", "search the timeline", readers.page(lines.Page.FIND), page=True,
                elsewhere="warroom search TEXT"),
    CommandSpec("goto", "TIME", "go to a time in the timeline", readers.goto, page=True,
                elsewhere="warroom show --as-of TIME"),
    CommandSpec("attach", "[FILE]", "attach a file", readers.page(lines.Page.ATTACH), page=True,
                elsewhere="warroom open"),
    CommandSpec("handoff", "[@who]", "open the handoff", readers.handoff, page=True,
                elsewhere="warroom log '/ic @who'"),
    CommandSpec("drill", "", "open drills", readers.page(lines.Page.DRILL), page=True,
                elsewhere="warroom declare TITLE -s 1 --drill"),
    CommandSpec("help", "[TOPIC]", "open the help", readers.page(lines.Page.HELP), page=True,
                elsewhere="warroom --help"),
)
# fmt: on

BY_NAME: dict[str, CommandSpec] = {name: spec for spec in COMMANDS for name in spec.names}


def beginning(prefix: str) -> list[CommandSpec]:
    """The commands that ``prefix`` (without its slash) may mean: the exact one alone, else each that it begins."""
    folded = prefix.casefold()
    exact = BY_NAME.get(folded)
    if exact is not None:
        return [exact]
    return [spec for spec in COMMANDS if any(name.startswith(folded) for name in spec.names)]


def named(word: Word) -> CommandSpec:
    """The command that ``word`` (with its slash) names.

    Raises ``LineError``: ``ambiguous_command`` with the candidates, ``unknown_command`` with the nearest name if any.
    """
    typed = word.text[1:]
    found = beginning(typed) if len(typed) <= _LONGEST_WORD else []
    if len(found) == 1:
        return found[0]
    if found:
        candidates = " ".join(sorted(f"/{spec.name}" for spec in found))
        raise LineError("ambiguous_command", word.start, word.end, typed=word.text, choices=candidates)
    near = difflib.get_close_matches(typed[:_LONGEST_WORD].casefold(), BY_NAME, n=1, cutoff=0.6)
    if not near:
        raise LineError("unknown_command", word.start, word.end, typed=word.text)
    raise LineError("unknown_command", word.start, word.end, typed=word.text, near=f"/{near[0]}")


def spec_of(command: lines.OpenPage | lines.OpenUpdate) -> CommandSpec:
    """The table's row of a page command, for the command line to name the other way."""
    return BY_NAME["update" if isinstance(command, lines.OpenUpdate) else command.page.value]
