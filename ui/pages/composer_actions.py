"""What a person can do in the composer. It stands in the registry from the start, so that menus, key map and palette
are whole before the first message is written; the page itself is made when one is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.actions import Action, Context, MenuName
from ui.models.formats import FORMAT_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.pages.composer import ComposerPage
    from warroom.comms.message import Format

MOST_FIXES = 9
CLOSED = "no message is being written"


def _fixed(n: int, page: ComposerPage) -> None:
    page.fix(n)


def _copied_as(form: Format, page: ComposerPage) -> None:
    page.copy_as(form)


def _fix(n: int, handler: Callable[[], None], make: Callable[..., Action]) -> Action:
    return make(
        id=f"composer.fix.{n}", text=f"Fix {n} of the checks", keys=(f"Alt+{n}",), handler=handler, under="Fix a check"
    )


def composer_actions(page: Callable[[], ComposerPage | None]) -> list[Action]:
    """``page`` gives the composer once it is made. In the order in which menus and key map show them."""

    def act(done: Callable[[ComposerPage], None]) -> Callable[[], None]:
        def handler() -> None:
            made = page()
            if made is not None:
                made.when_open(partial(done, made))

        return handler

    def reason() -> str:
        made = page()
        return CLOSED if made is None else made.closed()

    make: Callable[..., Action] = partial(Action, context=Context.COMPOSER, menu=MenuName.COMMS, group=2, reason=reason)
    copies = ("F9", "Ctrl+Return", "Ctrl+Enter")
    return [
        make(id="composer.copy", text="Copy message", keys=copies, handler=act(lambda it: it.copy())),
        *(
            make(
                id=f"composer.copy.{form.value}",
                text=f"Copy as {name}",
                handler=act(partial(_copied_as, form)),
                under="Copy as",
                also="format clipboard",
            )
            for form, name in FORMAT_NAMES.items()
        ),
        make(id="composer.copy_anyway", text="Copy anyway", handler=act(lambda it: it.copy_anyway())),
        make(id="composer.sent", text="Sent by hand", keys=("Ctrl+Shift+M",), handler=act(lambda it: it.say_sent())),
        make(
            id="composer.queue",
            text="Queue the message",
            keys=("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
            handler=act(lambda it: it.queue()),
            also="send outbox",
        ),
        make(
            id="composer.places", text="Places of the message", keys=("F5",), handler=act(lambda it: it.toggle_places())
        ),
        make(
            id="composer.phone",
            text="To the phone: QR code",
            keys=("F12",),
            handler=act(lambda it: it.show_phone()),
            also="sms mail scan",
        ),
        make(id="composer.no_news", text="No news yet", keys=("Ctrl+J",), handler=act(lambda it: it.toggle_no_news())),
        make(
            id="composer.none_known",
            text='Write "none known"',
            keys=("Alt+0",),
            handler=act(lambda it: it.none_known()),
        ),
        *(_fix(n, act(partial(_fixed, n)), make) for n in range(1, MOST_FIXES + 1)),
        make(
            id="composer.next_missing",
            text="Next missing field",
            keys=("F8",),
            handler=act(lambda it: it.next_missing()),
        ),
        make(
            id="composer.subject",
            text="Copy the e-mail's subject",
            handler=act(lambda it: it.copy_subject()),
            under="As an e-mail",
        ),
        make(
            id="composer.mail",
            text="Open in the mail program",
            handler=act(lambda it: it.open_mail()),
            under="As an e-mail",
            also="mailto",
        ),
        make(
            id="composer.eml",
            text="Save as an e-mail file …",
            handler=act(lambda it: it.save_mail()),
            under="As an e-mail",
            also="eml",
        ),
        make(
            id="composer.choose",
            text="Choose a template",
            keys=("Ctrl+T",),
            handler=act(lambda it: it.choose_template()),
        ),
        make(
            id="composer.previous",
            text="Previous template",
            keys=("Ctrl+PgUp",),
            handler=act(lambda it: it.previous_template()),
        ),
        make(
            id="composer.next",
            text="Next template",
            keys=("Ctrl+PgDown",),
            handler=act(lambda it: it.next_template()),
        ),
        make(
            id="composer.back",
            text="Back to the timeline",
            keys=("Esc",),
            handler=act(lambda it: it.go_back()),
            shown=False,
        ),
    ]
