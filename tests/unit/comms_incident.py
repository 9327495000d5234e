"""The incident that the tests of messages write about, on a clock of its own."""

from __future__ import annotations

from functools import cache

from warroom import paths
from warroom.clock import Instant
from warroom.comms.templates import Templates
from warroom.incident import playbook as playbooks
from warroom.incident.playbook import Playbook
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

NOW = Instant.parse("2026-11-21T03:14:22Z")


def at(text: str) -> Instant:
    return Instant.parse(f"2026-11-21T{text}Z")


@cache
def playbook() -> Playbook:
    return playbooks.parse((paths.resources() / "playbook.toml").read_text())


@cache
def templates() -> Templates:
    return Templates.load(paths.resources() / "templates")


def bare(**changed: object) -> Incident:
    """Declared, and nothing else is known."""
    facts: dict[str, object] = {
        "id": "0193-incident",
        "number": 42,
        "title": "Checkout failing for most customers",
        "severity": Severity.SEV1,
        "peak_severity": Severity.SEV1,
        "declared_at": at("02:31"),
        "detected_at": at("02:27"),
        "declared_by": "robin",
        "acting_ic": "robin",
        "internal": Promise(due_at=at("02:46"), cadence_s=900),
        "external": Promise(due_at=at("02:51"), cadence_s=1800),
    }
    return Incident(**(facts | changed))  # type: ignore[arg-type]


def running(**changed: object) -> Incident:
    """An hour in: impact, a likely cause, a roll-back under way."""
    facts: dict[str, object] = {
        "status": Status.MITIGATING,
        "status_at": at("02:55"),
        "started_at": at("02:25"),
        "impact": Statement("around 70% of checkouts fail in all regions", at("03:07"), "sam", "e-impact"),
        "hypotheses": [
            Hypothesis(1, "a DNS change", Confidence.RULED_OUT, at("02:40"), "kai", "e-h1", why="TTL had not run out"),
            Hypothesis(2, "the 01:40 release exhausts the pool", Confidence.LIKELY, at("02:48"), "kai", "e-h2"),
        ],
        "current_hypothesis": 2,
        "decisions": [Decision("roll the payment service back", "ines", "sam", at("02:51"), "e-decision")],
        "changes": [
            Change(
                1,
                "restart the payment pods",
                ChangeState.NO_EFFECT,
                "sam",
                "sam",
                at("02:42"),
                "e-c1",
                steps=[Step(ChangeState.STARTED, at("02:43"), "sam"), Step(ChangeState.NO_EFFECT, at("02:46"), "sam")],
            ),
            Change(
                2,
                "rolling back the last release of payments",
                ChangeState.STARTED,
                "sam",
                "sam",
                at("02:52"),
                "e-c2",
                due_at=at("03:20"),
                steps=[Step(ChangeState.APPROVED, at("02:53"), "ines"), Step(ChangeState.STARTED, at("02:54"), "sam")],
            ),
        ],
        "asks": [Ask(1, "how many orders are lost?", "kai", "ines", AskState.OPEN, at("03:05"), "e-a1", at("03:25"))],
        "roles": {"ic": "ines", "comms": "robin", "ops": "sam"},
        "held": [Held("ic", "ines", at("02:35"))],
        "components": {"Checkout": ComponentState.PARTIAL, "Browsing": ComponentState.OPERATIONAL},
        "services": ["payments-api"],
        "links": [
            Link("dashboard", "https://grafana.example/d/pay"),
            Link("war room", "https://meet.example/x?a=1&b=2"),
        ],
        "bridge": Bridge(number="+33 1 23 45", pin="4711"),
        "channel": "#inc-2026-11-21-checkout",
        "internal": Promise(due_at=at("03:16"), cadence_s=900, last_at=at("03:01")),
        "external": Promise(due_at=at("03:12"), cadence_s=1800, last_at=at("02:41")),
    }
    return bare(**(facts | changed))


def over(**changed: object) -> Incident:
    """Mitigated, watched and resolved."""
    incident = running()
    incident.status = Status.RESOLVED
    incident.mitigated_at = incident.last_mitigated_at = at("02:58")
    incident.resolved_at = incident.last_resolved_at = at("03:13")
    incident.changes[1].state = ChangeState.WORKED
    incident.changes[1].steps.append(Step(ChangeState.WORKED, at("02:58"), "sam"))
    incident.hypotheses[1].confidence = Confidence.CONFIRMED
    for name, value in changed.items():
        setattr(incident, name, value)
    return incident
