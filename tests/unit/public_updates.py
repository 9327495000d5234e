"""Public updates as companies post them, written for these tests: good ones, and ones that say what they should not.

Each stands with the moment of the incident that it is about: ``early`` (an hour in, no cause known), ``running`` (cause
likely, a roll-back under way, about 70% hurt), ``watching`` (mended, watched), ``over`` (resolved), ``small`` (a small
part is hurt).
"""

from __future__ import annotations

from typing import NamedTuple


class Update(NamedTuple):
    moment: str
    text: str


GOOD: tuple[Update, ...] = (
    Update("early", "We are investigating reports of failed checkouts. Next update within 30 minutes."),
    Update(
        "early",
        "Investigating - Around 70% of checkouts are failing in all regions. Browsing and search are not affected. "
        "We are looking for the cause and will post another update by 03:40 UTC.",
    ),
    Update(
        "early",
        "We're seeing elevated error rates (HTTP 503) on the payments API since 02:25 UTC. Retries may succeed. "
        "Updates every 30 minutes.",
    ),
    Update("early", "Customers may be unable to sign in. The cause is not known yet. We will update by 03:30 UTC."),
    Update("early", "We have not identified the cause yet. Our teams keep investigating. Next update in 20 minutes."),
    Update(
        "early",
        "Some users in us-east-1 and eu-west-1 see slow page loads; most customers cannot complete a purchase. "
        "Further information by 03:40 UTC.",
    ),
    Update("early", "E-mail notifications are late by up to 2 hours. No messages are lost. Next update at 03:40 UTC."),
    Update("early", "We are aware of an issue with uploads. An update will follow in 30 minutes or sooner."),
    Update("early", "iOS app 14.2 and Android app 8.1.0 show an error on launch. Next update: 03:35 UTC."),
    Update(
        "early",
        "Single sign-on fails for most customers. Signing in with a password still works: "
        "https://help.example.com/sign-in. Next update by 03:40 UTC.",
    ),
    Update(
        "early",
        "Webhooks are delayed. Deliveries are kept and will be sent once service is restored. We expect to post more "
        "information by 03:40 UTC.",
    ),
    Update("early", "We do not have an estimate for full recovery. Next update by 03:40 UTC."),
    Update("early", "Our support team is answering questions at support@example.com. Next update by 03:30 UTC."),
    Update(
        "early",
        "TLS 1.3 handshakes to api.example.com fail for about 70% of requests. Clients that use IPv6 work. "
        "Update in 30 minutes.",
    ),
    Update("early", "We continue to investigate. Nothing has changed since our last update. Next update by 03:44 UTC."),
    Update(
        "running",
        "Identified - The issue has been identified and a fix is being implemented. Around 70% of checkouts fail. "
        "Next update by 03:40 UTC.",
    ),
    Update(
        "running",
        "We have identified the cause, a recent change to our payment service, and are rolling it back. "
        "About 70% of checkouts still fail. We will write again by 03:40 UTC.",
    ),
    Update("running", "A configuration change caused errors at checkout. We are reverting it. Next update: 03:40 UTC."),
    Update(
        "running",
        "The release that went out at 01:40 UTC exhausted the connections to our database. "
        "We are going back to the previous release and expect checkouts to recover by 03:20 UTC. "
        "Next update by 03:35 UTC.",
    ),
    Update("running", "Our payment provider is having trouble in all regions. We route around it. Update in 30 min."),
    Update(
        "running",
        "Until this is resolved, please try again later or pay by invoice. Your card is not charged twice. "
        "Next update by 03:40 UTC.",
    ),
    Update("running", "Service has partially recovered: most customers can pay again. Next update by 03:40 UTC."),
    Update(
        "running",
        "We will let you know as soon as it is fixed. Checkouts have been failing for 49 minutes. "
        "Next update by 03:40 UTC.",
    ),
    Update("running", "Mobile apps: degraded. Web: degraded. API: operational. Next update at 03:40 UTC."),
    Update(
        "running",
        "Orders placed between 02:25 and 02:50 UTC are safe. We have isolated the problem to one service and are "
        "restoring it. An update follows within 30 minutes.",
    ),
    Update("running", "Data is not at risk. No passwords were exposed. Next update by 03:40 UTC."),
    Update(
        "running",
        "Bonjour, bei uns gibt es Störungen beim Bezahlen — checkouts fail for most customers. Next update 03:40 UTC.",
    ),
    Update("running", "Token-based sign-in works; password resets are slow. Next update by 03:40 UTC."),
    Update("running", "Engineers found that a cache failed to refresh and are mending it. Next update by 03:40 UTC."),
    Update("running", "Our engineers are working on a fix. The next update follows by 03:40 UTC."),
    Update("running", "The database failed to switch over. We are doing it by hand. Next update by 03:40 UTC."),
    Update(
        "watching",
        "Monitoring - A fix has been implemented and we are monitoring the results. Next update by 03:40 UTC.",
    ),
    Update(
        "watching",
        "Checkouts work again since 02:58 UTC. We keep watching before we call it resolved. Next update by 03:40 UTC.",
    ),
    Update("watching", "We see error rates at their usual level and will watch for 30 more minutes. Update 03:44 UTC."),
    Update(
        "watching",
        "We rolled back the change and checkouts succeed. From 02:25 to 02:58 UTC around 70% of checkouts failed. "
        "Next update by 03:40 UTC.",
    ),
    Update("over", "Resolved - This incident has been resolved. Checkouts failed for about 70% of customers."),
    Update(
        "over",
        "Between 02:25 and 02:58 UTC around 70% of checkouts failed in all regions. We rolled back the release that "
        "caused it. A report will be published by 2026-11-25. We are sorry.",
    ),
    Update("over", "This is fixed. The outage lasted 33 minutes. Customers need not do anything."),
    Update("over", "All systems are back to normal. We apologise for the 33-minute disruption."),
    Update("over", "The issue was caused by an expired certificate. We renewed it and now watch expiry dates."),
    Update("over", "Resolved. A summary will be published within 3 business days; credits follow under your terms."),
    Update("small", "A small number of users cannot export reports of over 10,000 rows. Next update by 04:10 UTC."),
    Update("small", "Dark mode is unreadable in one browser for some users. Next update within 60 minutes."),
    Update("small", "Exports were briefly slow and are late for a limited number of accounts. Update by 04:10 UTC."),
    Update("small", "An isolated issue affects report exports for 2% of workspaces. Next update by 04:10 UTC."),
    Update(
        "early",
        "We are investigating increased latency and error rates for API requests in the eu-west-1 Region. "
        "Next update in 30 minutes.",
    ),
    Update(
        "early",
        "Some customers may be experiencing intermittent issues when loading channels, and most customers "
        "cannot send messages. We'll be back with an update in 30 minutes.",
    ),
    Update(
        "early",
        "We're aware that Actions workflows are queuing. Web, Git operations and Pages are operating "
        "normally. We'll post another update by 03:35 UTC.",
    ),
    Update(
        "early",
        "Engineers have been engaged and are currently investigating. The next update will follow within 30 "
        "minutes, or as events warrant.",
    ),
    Update(
        "early",
        "Customers using the v2 API may see HTTP 429 or 504 responses. Customers on the v1 API are not "
        "impacted. Next update by 03:40 UTC.",
    ),
    Update(
        "early",
        "We are working with our upstream network provider on packet loss between AS64500 and our edge in "
        "Frankfurt (FRA). Update by 03:40 UTC.",
    ),
    Update(
        "early",
        "Ticket creation by e-mail is delayed. If you have opened a support ticket, it has been received. "
        "Next update 03:30 UTC.",
    ),
    Update(
        "early",
        "Video calls of more than 50 people drop after 5 minutes. Calls of two people work. Next update by 03:40 UTC.",
    ),
    Update(
        "early",
        "New sign-ups are paused for now. Existing customers can sign in, but about 70% of checkouts fail. "
        "Update in 20 minutes.",
    ),
    Update(
        "early",
        "We continue to see failed payments for cards issued by one bank and for most wallets; roughly 70% of"
        " payments fail. Next update by 03:42 UTC.",
    ),
    Update(
        "running",
        "We've identified an issue with our authentication service that prevents some users from signing in; "
        "about 70% of sign-ins fail. A fix is being rolled out. Next update by 03:40 UTC.",
    ),
    Update(
        "running",
        "Root cause: a certificate in the request path expired at 02:25 UTC. We are deploying the renewed "
        "one. Next update at 03:40 UTC.",
    ),
    Update(
        "running",
        "A database upgrade to version 14.2 of our app's storage layer caused errors; we are reverting. Next "
        "update by 03:40 UTC.",
    ),
    Update(
        "running",
        "The mitigation has been applied in two of three regions; error rates there are down from 70% to 3%. "
        "Next update by 03:40 UTC.",
    ),
    Update(
        "running",
        "We are failing over to a healthy replica. You may see brief interruptions of up to a minute while "
        "that happens. Next update by 03:40 UTC.",
    ),
    Update("running", "Rollback is 60% complete. Next update by 03:40 UTC."),
    Update(
        "running",
        "This does not affect customers on dedicated hosting. About 70% of checkouts on shared hosting fail. "
        "Next update by 03:40 UTC.",
    ),
    Update(
        "running",
        "We will continue to work on this until it is fully resolved and will send the next update by 03:40 UTC.",
    ),
    Update(
        "running",
        "An earlier version of this notice said that the issue was resolved. It is not; we are sorry. Next "
        "update by 03:40 UTC.",
    ),
    Update("running", "No customer data was lost. Orders that failed were not charged. Next update by 03:40 UTC."),
    Update(
        "running",
        "Our team in Dublin took over from our team in Sydney. Work goes on. Next update by 03:40 UTC.",
    ),
    Update("running", "Please do not retry uploads for now: retries slow recovery. Next update by 03:40 UTC."),
    Update(
        "running",
        "If you see error code E-4012 or ERR_TIMEOUT, wait and try again later. Next update by 03:40 UTC.",
    ),
    Update("running", "Upgrade to app version 8.4.1 to work around this. Next update by 03:40 UTC."),
    Update("running", "Status page subscribers: apologies for the repeated mails. Next update by 03:40 UTC."),
    Update("running", "To sign in meanwhile, use https://app.example.com/login?legacy=1. Next update by 03:40 UTC."),
    Update("running", "We see recovery in US-East and EU-West; APAC is still affected. Next update by 03:40 UTC."),
    Update("running", "May we ask for your patience: payments are processed in order. Next update by 03:40 UTC."),
    Update("running", "Mark your calendars: a report follows within five business days. Next update by 03:40 UTC."),
    Update(
        "watching",
        "A fix has been implemented and error rates have returned to normal levels. We're monitoring. Next "
        "update by 03:40 UTC.",
    ),
    Update(
        "watching",
        "Recovery is confirmed for all regions. We will watch for another 30 minutes before closing this. "
        "Update by 03:40 UTC.",
    ),
    Update("watching", "All delayed e-mails have been delivered. We are monitoring and will update by 03:40 UTC."),
    Update("watching", "We believe the issue is mitigated. Next update by 03:40 UTC."),
    Update(
        "over",
        "On 21 November from 02:25 to 02:58 UTC, customers could not check out. The cause was a release that "
        "used up database connections. It was rolled back at 02:54 UTC. We have added an alert and a limit. "
        "We apologize.",
    ),
    Update(
        "over",
        "This incident has been resolved. Thank you for your patience and understanding as we addressed this "
        "issue. A detailed root cause analysis will be shared as soon as it is available.",
    ),
    Update(
        "over",
        "The issue has been resolved and all services are operating normally. Total duration: 33 minutes.",
    ),
    Update(
        "over",
        "RFO: power event at our FRA2 data centre. 12% of virtual machines restarted. All are back since 02:58 UTC.",
    ),
    Update(
        "over",
        "Summary: a configuration change, meant for a single region, was applied to all of them. Our tooling "
        "let it through. We are changing the tooling.",
    ),
    Update("over", "A brief summary of the incident follows. From 02:25 UTC to 02:58 UTC 70% of checkouts failed."),
    Update(
        "over",
        "An operator's command removed more capacity than intended because the tool had no lower limit. We added one.",
    ),
)


class Bad(NamedTuple):
    moment: str
    text: str
    rules: tuple[str, ...]


_NEXT = " Next update by 03:40 UTC."

BAD: tuple[Bad, ...] = (
    Bad("running", "A small number of users see errors at checkout." + _NEXT, ("few",)),
    Bad("running", "A handful of customers may be affected." + _NEXT, ("few",)),
    Bad("running", "This is an isolated issue." + _NEXT, ("few",)),
    Bad("running", "Some users cannot pay." + _NEXT, ("few",)),
    Bad("running", "About 5% of checkouts fail." + _NEXT, ("share",)),
    Bad("running", "Some customers see errors." + _NEXT, ("few",)),
    Bad("running", "Only a tiny fraction of traffic is hit." + _NEXT, ("few",)),
    Bad("running", "This affects a small subset of customers." + _NEXT, ("few",)),
    Bad("running", "Very few users notice." + _NEXT, ("few",)),
    Bad("long", "There was a momentary disruption." + _NEXT, ("brief",)),
    Bad("running", "The on-call engineer messed up the deploy." + _NEXT, ("blame",)),
    Bad("running", "The outage is due to a mistake by one of our developers." + _NEXT, ("blame",)),
    Bad("running", "There is no customer impact." + _NEXT, ("no_impact",)),
    Bad("long", "Checkout was briefly unavailable." + _NEXT, ("brief",)),
    Bad("long", "Checkouts failed for a few minutes." + _NEXT, ("brief",)),
    Bad("long", "The outage lasted 10 minutes." + _NEXT, ("duration",)),
    Bad("long", "We had a 5-minute outage." + _NEXT, ("duration",)),
    Bad("running", "This incident has been resolved." + _NEXT, ("resolved_early",)),
    Bad("running", "Checkouts are back to normal." + _NEXT, ("resolved_early",)),
    Bad("watching", "Fixed! Service is fully restored." + _NEXT, ("resolved_early",)),
    Bad("early", "We are looking into failed checkouts.", ("no_next_update",)),
    Bad("early", "We will share more details soon.", ("no_next_update",)),
    Bad("early", "Checkouts fail for most customers. Next update in 4 hours.", ("late_next_update",)),
    Bad("early", "Checkouts fail for most customers. Next update by 08:00 UTC.", ("late_next_update",)),
    Bad("early", "We expect everything to be restored by 03:30 UTC." + _NEXT, ("eta",)),
    Bad("early", "Service should be back online within 10 minutes." + _NEXT, ("eta",)),
    Bad("early", "ETA: 20 minutes." + _NEXT, ("eta",)),
    Bad("early", "We have identified the root cause." + _NEXT, ("cause",)),
    Bad("early", "The outage was caused by a bad disk." + _NEXT, ("cause",)),
    Bad("running", "An engineer accidentally broke the configuration." + _NEXT, ("blame",)),
    Bad("running", "This was human error." + _NEXT, ("blame",)),
    Bad("running", "Sam forgot to renew the certificate." + _NEXT, ("blame", "person")),
    Bad("running", "Someone on the payments team failed to test the change." + _NEXT, ("blame",)),
    Bad("running", "Our commander Ines is looking at it." + _NEXT, ("person",)),
    Bad("running", "@kai is checking the pool." + _NEXT, ("person",)),
    Bad("running", "The database host db-prod-03 is down." + _NEXT, ("host",)),
    Bad("running", "payments.internal does not answer." + _NEXT, ("host",)),
    Bad("running", "Pods such as checkout-7d9f8b6c5d-x2x4k crash." + _NEXT, ("host",)),
    Bad("running", "We lost the route to 10.20.30.40." + _NEXT, ("ip",)),
    Bad("running", "We lost the route to 2001:db8::8a2e:370:7334." + _NEXT, ("ip",)),
    Bad("running", "Tracked as PAY-1234." + _NEXT, ("ticket",)),
    Bad("running", "We roll back v4.18.2." + _NEXT, ("version",)),
    Bad("running", "We see java.lang.NullPointerException: null in the logs." + _NEXT, ("stack_trace",)),
    Bad("running", 'Traceback (most recent call last)\n  File "pay.py", line 3' + _NEXT, ("stack_trace",)),
    Bad("running", "OOMKilled workers are being replaced." + _NEXT, ("stack_trace",)),
    Bad("running", "Follow along in #inc-2026-11-21-checkout." + _NEXT, ("channel",)),
    Bad("running", "Follow along in #ops-war-room." + _NEXT, ("channel",)),
    Bad("running", "See https://grafana.example/d/pay for more." + _NEXT, ("link",)),
    Bad("running", "This is INC-0042." + _NEXT, ("reference",)),
    Bad("running", "payments-api is restarting." + _NEXT, ("service",)),
    Bad("running", "Look at /var/log/payments/error.log." + _NEXT, ("path",)),
    Bad("running", "Join with PIN: 4711." + _NEXT, ("bridge",)),
    Bad("running", "Write to ines.moreau@example.com." + _NEXT, ("email",)),
)


def _key(*parts: str) -> str:
    """Put together here, so that no scanner takes this file for one that leaks."""
    return "".join(parts)


SECRETS: tuple[str, ...] = (
    "The key is " + _key("AKIA", "IOSFODNN7", "EXAMPLE"),
    _key("gh", "p_", "16C7e42F292c6912E7710c838347Ae178B4a"),
    "use " + _key("xox", "b-", "2048-2048-abcdefGHIJKL"),
    _key("-----BEGIN RSA ", "PRIVATE KEY-----"),
    "postgres://pay:" + "s3cr3t-pw" + "@db/pay",
    "password: " + "hunter2x!",
    "Authorization: Bearer " + _key("abcdEFGH1234", "5678ijklMNOP"),
    _key("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0In0.", "dBjftJeZ4CVP"),
    "https://hooks.slack.com/services/" + "T000/B000/XXXX",
    _key("sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"),
    "api_key=" + "9f8Q2mZk7Lp1",
)
