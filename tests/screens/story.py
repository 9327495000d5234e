"""The record that the pictures are taken of: the demo incident half-way, a smaller one beside it, two in the past."""

from warroom import demo
from warroom.clock import Instant, ManualClock
from warroom.demo import Act
from warroom.incident.phrases import template_name
from warroom.outbox import Deliverer
from warroom.settings.targets import Secret
from warroom.workspace import Workspace

UNTIL = "2026-03-04T14:27:00Z"
"""The roll-back is done and not yet proved; one countdown is near."""
OFFLINE = "2026-03-04T14:14:00Z"
"""From here on nothing leaves."""
TARGETS = (
    ("ops-chat", "slack", {"channel": "#incidents"}, "xoxb-of-the-pictures"),
    ("status", "statuspage", {"page": "abc123", "components": "Checkout=k1, API=k2"}, ""),
    ("customers", "email", {"host": "smtp.example.org", "from": "status@example.org", "to": "all@example.org"}, ""),
)
START = Instant.parse("2026-03-01T09:00:00Z")


def tell(workspace: Workspace, clock: ManualClock) -> str:
    """Write it, moving the clock; gives the id of the incident that the pictures are of."""
    room = workspace.room
    assert template_name("page-identified")
    for title, severity, minutes in (("Image uploads end in an error", 2, 41), ("Webhooks arrive 10 min late", 3, 95)):
        past = room.declare(title, severity, started=clock.now().plus(-240)).incident
        clock.advance(minutes * 60)
        room.log(past, "/mitigated -3m")
        room.resolve(past, early_why="seen on the graphs by three people")
        clock.advance(9 * 3600)
    secrets = workspace.secrets
    for name, kind, values, secret in TARGETS:
        target = workspace.targets.add(name, kind, values)
        if secret:
            secrets.type_in(target.account, Secret(secret))
    script = demo.load()
    clock.set(script.start.plus(-50 * 60))
    beside = room.declare("Search results lack the newest hour <b>of posts</b>", 3).incident
    room.log(beside, "/ic @juno")
    incident = ""
    for step in script.steps:
        if step.at > Instant.parse(UNTIL):
            break
        clock.set(step.at)
        if incident and step.at >= Instant.parse(OFFLINE) and not workspace.outbox.offline:
            send(workspace, incident)
        if step.act is Act.DECLARE:
            incident = room.declare(script.title, step.severity).incident
        elif step.act is Act.LINE:
            room.log(incident, step.line)
    room.log(incident, "> @tomas restart the payments pods of zone b")
    room.log(incident, "+ @lena a text for the support desk 8m")
    clock.set(Instant.parse(UNTIL))
    queue(workspace, incident, "payments release 7.3 does not come up", "payments go back to release 7.2")
    workspace.outbox.set_offline(False)
    return incident


def send(workspace: Workspace, incident: str) -> None:
    """One update goes out; then the network is gone, and the next ones wait."""
    queue(workspace, incident, "payments refuse", "we look at payments")
    with Deliverer(workspace.post) as deliverer:
        deliverer.once()
    workspace.outbox.set_offline(True)
    queue(workspace, incident, "payments refuse every connection", "we look at the database")
    workspace.outbox.queue(
        incident,
        "page-investigating",
        ["status-page"],
        {"scope": "API", "symptom": "calls fail", "doing": "we look for the cause", "next_update": "30m"},
    )


def queue(workspace: Workspace, incident: str, known: str, doing: str) -> None:
    words = {"known": known, "doing": doing, "next_update": "20m"}
    workspace.outbox.queue(incident, "status-update", ["#inc-payments"], words)
