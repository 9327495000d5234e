"""A record that is full to the brim: long words everywhere, eight seats, seven things that wait, both updates
and a rollback overdue."""

from warroom.clock import Instant, ManualClock
from warroom.workspace import Workspace

BEGAN = Instant.parse("2026-03-02T02:25:00Z")
DECLARED_S, OVERDUE_S = 4 * 60, 52 * 60
TITLE = "Checkout failing for most customers in every region since release 4.18, mobile apps and partner shops as well"
LINES = (
    (0, "/ic @robin"),
    (0, "/role deputy @mira"),
    (0, "/role ops @tomas"),
    (0, "/role comms @ines"),
    (0, "/role scribe @sam"),
    (0, "/role sme-db @kai"),
    (0, "/role sme-payments @lena"),
    (0, "/role sme-network @bartholomew"),
    (0, "/bridge +44 20 7946 0321 PIN 4711 https://meet.example.com/checkout"),
    (0, "/channel #inc-0042-checkout"),
    (2, "PagerDuty: checkout error rate 47 %, p95 9 s, 214 tickets in the support queue and rising"),
    (1, "~ Around 70% of checkouts fail in all regions; browsing, search and baskets still work; saved cards are safe"),
    (3, "? The network between zone b and the card processor drops packets"),
    (2, "/out 1 loss is under 0.1 % on both paths"),
    (1, "? Release 4.18 doubled the connections to the payments database, whose pool is exhausted"),
    (4, "! roll back release 4.18 in every region, no strong objections @tomas back in 10m *"),
    (1, ">> @tomas rollback of release 4.18 started in zones a, b and c, expected to take eight minutes"),
    (6, "error rate 31 %, was 47 %"),
    (2, "https://graphs.example.com/d/checkout/overview?from=1772418300000&to=1772421900000&var-region=all"),
    (5, "> @tomas restart the payments pods of zone b one after the other"),
    (1, "/expect 1 errors under 5 percent within three minutes"),
    (0, "> @kai raise the connection limit of payments-db-1 from 200 to 400"),
    (0, "> @mira move the readers of the orders database to its second replica"),
    (0, "/rollback 4 10m"),
    (0, "/ok 4"),
    (0, "/start 4"),
    (2, "+ @kai pool metrics of the last hour, by service 5m"),
    (1, "+ @ines a text for the support desk 15m"),
    (0, "+ @lena who else holds connections to this database"),
    (3, "support reports 214 tickets, three of them from partners with a contract on response times"),
)


def tell(workspace: Workspace, clock: ManualClock, beside: int = 2) -> str:
    """Write it, moving the clock; gives the id of the busy incident. ``beside``: how many others are open."""
    room = workspace.room
    clock.set(BEGAN)
    for title, severity, line in (
        ("Webhook delivery is delayed by ten minutes", 3, "/status monitoring"),
        ("Image uploads end in an error for one customer in eight", 2, "~ one upload in eight fails"),
    )[:beside]:
        other = room.declare(title, severity).incident
        room.log(other, "/ic @juno")
        room.log(other, line)
    clock.advance(DECLARED_S)
    incident = room.declare(TITLE, 1, started=BEGAN).incident
    for minutes, line in LINES:
        clock.advance(minutes * 60)
        room.log(incident, line)
    clock.set(BEGAN.plus(OVERDUE_S))
    return incident
