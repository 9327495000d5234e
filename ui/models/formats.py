"""What the formats of a message are called, in the order of their tabs."""

from __future__ import annotations

from warroom.comms.message import Format

FORMAT_NAMES = {
    Format.PLAIN: "Plain",
    Format.SLACK: "Slack",
    Format.MARKDOWN: "Markdown",
    Format.HTML: "HTML",
    Format.EMAIL: "E-mail",
    Format.TEAMS: "Teams",
    Format.POST: "Post",
}
