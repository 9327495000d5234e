"""The outbox: what is written offline leaves once, and only once, when its target can be reached.

``Outbox`` holds the acts and what is shown; ``Deliverer`` sends; ``review`` and ``truth`` are data for the screens.
Retries, order and reconciliation are decided here and nowhere else (INTEGRATIONS section 2).
"""

from __future__ import annotations

from warroom.outbox.answers import Answering
from warroom.outbox.background import DeliveryThread
from warroom.outbox.box import Outbox, Rewriting, Summary
from warroom.outbox.delivering import Deliverer, Post, Step
from warroom.outbox.refreshing import Difference
from warroom.outbox.review import Choice, LaneReview, Review, Row, Together
from warroom.outbox.routes import Route, Routes
from warroom.outbox.truth import Act, Truth
from warroom.outbox.turns import Idle, Reason
from warroom.record.outbox_rows import Delivery, DeliveryState, Lane

__all__ = [
    "Act",
    "Answering",
    "Choice",
    "Deliverer",
    "Delivery",
    "DeliveryState",
    "DeliveryThread",
    "Difference",
    "Idle",
    "Lane",
    "LaneReview",
    "Outbox",
    "Post",
    "Reason",
    "Review",
    "Rewriting",
    "Route",
    "Routes",
    "Row",
    "Step",
    "Summary",
    "Together",
    "Truth",
]
