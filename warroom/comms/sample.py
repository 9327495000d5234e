"""An incident to try a template on: everything that a field can ask for is there, and none of it is anybody's."""

from __future__ import annotations

from collections.abc import Callable

from warroom.clock import MINUTE, Instant
from warroom.incident.state import (
    Ask,
    Bridge,
    Change,
    Decision,
    Held,
    Hypothesis,
    Incident,
    Link,
    Promise,
    Statement,
    Step,
)
from warroom.incident.words import AskState, ChangeState, ComponentState, Confidence, Severity, Status


def sample(now: Instant, severity: Severity = Severity.SEV1, status: Status = Status.MITIGATING) -> Incident:
    """The sample incident as it stands at ``now``, 40 minutes after its declaration."""

    def ago(minutes: float) -> Instant:
        return now.plus(-minutes * MINUTE)

    incident = Incident(
        id="sample",
        number=1,
        title="Sample: photos cannot be uploaded",
        severity=severity,
        peak_severity=severity,
        status=status,
        status_at=ago(12),
        customer_visible=True,
        declared_at=ago(40),
        declared_by="alex",
        acting_ic="alex",
        started_at=ago(47),
        detected_at=ago(44),
        impact=Statement("about 60% of uploads fail in Europe", ago(25), "alex", "sample-impact"),
        internal=Promise(due_at=ago(-5), cadence_s=900, last_at=ago(10)),
        external=Promise(due_at=ago(-12), cadence_s=1800, last_at=ago(18)),
        channel="#inc-sample-uploads",
    )
    _work(incident, ago)
    if status in (Status.MONITORING, Status.RESOLVED):
        incident.mitigated_at = incident.last_mitigated_at = ago(20)
    if status is Status.RESOLVED:
        incident.resolved_at = incident.last_resolved_at = ago(2)
    return incident


def _work(incident: Incident, ago: Callable[[float], Instant]) -> None:
    """What was believed, decided, changed and asked."""
    over = incident.status in (Status.MONITORING, Status.RESOLVED)
    state = ChangeState.WORKED if over else ChangeState.STARTED
    incident.hypotheses = [
        Hypothesis(1, "a name server", Confidence.RULED_OUT, ago(35), "kim", "sample-h1", why="it answers everywhere"),
        Hypothesis(2, "the storage gateway ran out of connections", Confidence.LIKELY, ago(28), "kim", "sample-h2"),
    ]
    incident.current_hypothesis = 2
    incident.decisions = [Decision("drain the old gateway", "alex", "kim", ago(22), "sample-d1")]
    steps = [Step(ChangeState.STARTED, ago(21), "kim"), *([Step(ChangeState.WORKED, ago(20), "kim")] if over else [])]
    due = None if over else ago(-10)
    text = "moving uploads to the second gateway"
    incident.changes = [Change(1, text, state, "kim", "kim", ago(22), "sample-c1", due_at=due, steps=steps)]
    incident.asks = [Ask(1, "how many uploads wait?", "kim", "alex", AskState.OPEN, ago(8), "sample-a1", ago(-7))]
    incident.roles = {"ic": "alex", "ops": "kim"}
    incident.held = [Held("ic", "alex", ago(38))]
    incident.components = {
        "Uploads": ComponentState.OPERATIONAL if over else ComponentState.PARTIAL,
        "Viewing": ComponentState.OPERATIONAL,
    }
    incident.links = [
        Link("status page", "https://status.example.com"),
        Link("dashboard", "https://dash.example.com/uploads"),
        Link("runbook", "https://runbook.example.com/uploads"),
    ]
    incident.bridge = Bridge(number="+1 555 0100", pin="0000")
