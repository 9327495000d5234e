"""Pictures of what leaves: places, codes for a phone, corrections, a team's own words."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from ui.models.formats import FORMAT_NAMES
from ui.pages.war import WarPage
from ui.window import MainWindow
from ui.wordings.desk import PLACES
from ui.wordings.page import WordingsPage
from warroom.comms.message import Format
from warroom.workspace import Workspace


def composer_pages(window: MainWindow, war: WarPage, wait: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    """The composer at work, from the external update that is open; it is left as it was found."""
    composer = war.composer
    assert composer is not None
    composer.fill("scope", "API")
    composer.toggle_places()
    composer.copy_for("public post")
    wait()
    yield "composer-places", window
    composer.go_back()
    if composer.places.isVisible() and not composer.field_pane.isVisible():
        composer.toggle_places()
    war.compose("status-update")
    wait()
    composer.fill("impact", "a few API calls fail")
    composer.preview.formats.setCurrentIndex(list(FORMAT_NAMES).index(Format.EMAIL))
    wait()
    yield "composer-checks", window
    composer.show_phone()
    assert composer.phone is not None
    composer.phone.showNormal()
    composer.phone.resize(window.size())
    wait()
    yield "phone", composer.phone
    composer.phone.leave()
    composer.go_back()
    composer.preview.formats.setCurrentIndex(0)
    composer.begin_anew()
    yield from _corrections(window, war, wait)


def _corrections(window: MainWindow, war: WarPage, wait: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    """A message with an old figure in it; what the record says is set back afterwards."""
    incident = war.incident
    assert incident is not None

    def send(workspace: Workspace) -> None:
        state = workspace.record.incident(incident.id)
        made = workspace.drafts.draft(state, "status-update", overrides={"known": "release 7.3 does not come up"})
        workspace.room.sent(
            incident.id, "status-update", made.text, via="chat", next_update=made.next_update, facts=made.facts
        )
        workspace.room.log(incident.id, "~ about one API call in four fails, in all regions")

    window.operations.run(send)
    war.show_needs()
    wait()
    wait()
    yield "war-tell", window
    war.show_said()
    wait()
    yield "said", window
    war.write_first()
    wait()
    yield "composer-correction", window
    assert war.composer is not None
    war.composer.begin_anew()
    window.operations.run(
        lambda workspace: workspace.room.log(
            incident.id, "~ about one API call in eight fails, in all regions; pages still load"
        )
    )
    wait()


def wordings_pages(window: MainWindow, wait: Callable[[], None]) -> Iterator[tuple[str, QWidget]]:
    """Templates and places, in order and with a mistake."""
    page = window.pages.currentWidget()
    assert isinstance(page, WordingsPage)
    page.open("page-identified")
    wait()
    yield "wordings", window
    page.text.setPlainText(page.text.toPlainText().replace("{{ doing", "{{ doin"))
    wait()
    page.go_to_mistake()
    wait()
    yield "wordings-mistake", window
    page.take_back()
    wait()
    page.open(PLACES)
    wait()
    yield "wordings-places", window
    page.open("status-update")
    wait()
