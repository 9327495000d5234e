"""Opens the page of templates in a window, and its actions, in the registry from the start."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.actions import Action, Context, MenuName

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window import MainWindow
    from ui.wordings.page import WordingsPage


class WordingsOpening:
    """The page is made when it is first asked for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.page: WordingsPage | None = None

    def show(self) -> None:
        """Bring it to the front; asked for again, back to where one was."""
        if self.page is None:
            from ui.wordings.page import WordingsPage

            self.page = WordingsPage(self._window.operations)
            self.page.closed.connect(self._window.go_back)
            self._window.pages.addWidget(self.page)
            self._window.registry.install(self.page, Context.WORDINGS)
        if self._window.pages.currentWidget() is self.page:
            self._window.go_back()
            return
        self._window.pages.setCurrentWidget(self.page)
        self.page.files.setFocus()

    def reason(self) -> str:
        shown = self.page is not None and self._window.pages.currentWidget() is self.page
        return "" if shown else "Only in Templates and places"


def wording_actions(opening: WordingsOpening) -> list[Action]:
    """In the order in which menus show them."""

    def act(done: Callable[[WordingsPage], None]) -> Callable[[], None]:
        def handler() -> None:
            if opening.page is not None:
                done(opening.page)

        return handler

    make = partial(
        Action,
        context=Context.WORDINGS,
        menu=MenuName.COMMS,
        group=8,
        under="In templates and places",
        reason=opening.reason,
    )
    return [
        Action(
            id="comms.wordings",
            text="Templates and places …",
            handler=opening.show,
            menu=MenuName.COMMS,
            group=7,
            also="edit words audience pack import export",
        ),
        make(
            id="wordings.keep",
            text="Keep the text for the team",
            keys=("Ctrl+Return", "Ctrl+Enter"),
            handler=act(lambda it: it.keep()),
        ),
        make(id="wordings.go", text="Go to the mistake", keys=("F8",), handler=act(lambda it: it.go_to_mistake())),
        make(id="wordings.undo", text="Take back what is not kept", handler=act(lambda it: it.take_back())),
        make(id="wordings.remove", text="Remove the team's own text", handler=act(lambda it: it.remove())),
        make(id="wordings.import", text="Import a template pack …", handler=act(lambda it: it.packs.ask_import())),
        make(id="wordings.export", text="Export the team's templates …", handler=act(lambda it: it.packs.ask_export())),
    ]
