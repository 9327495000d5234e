"""Fields that several kinds of targets share, and how their values are read."""

from __future__ import annotations

import re

from warroom.connectors.protocol import Audience, Component, Field
from warroom.connectors.target import TargetConfig

_MENTION = re.compile(r"[,\s]+")


def base_url(default: str = "", hint: str = "") -> Field:
    """Where the service's interface is; a default where everybody uses the same one."""
    return Field("base_url", "Address", required=not default, default=default, hint=hint)


def token(label: str = "Token", hint: str = "") -> Field:
    """The one secret of a target."""
    return Field("token", label, secret=True, hint=hint)


def hook(hint: str = "") -> Field:
    """A webhook: its whole address is the secret."""
    return Field("url", "Address of the webhook", secret=True, hint=hint)


def audience(default: Audience) -> Field:
    """Who reads it, for services that may be either."""
    return Field(
        "audience",
        "Who reads it",
        required=False,
        default=default.value,
        hint="External messages are always reviewed before they go out.",
        choices=(Audience.INTERNAL.value, Audience.EXTERNAL.value),
    )


def audience_of(target: TargetConfig, default: Audience) -> Audience:
    return Audience.EXTERNAL if target.get("audience", default.value) == Audience.EXTERNAL else Audience.INTERNAL


COMPONENTS = Field(
    "components",
    "Components",
    required=False,
    hint="The page's id for each part that you name: Checkout=abc123, API=def456.",
)


def words(text: str) -> list[str]:
    """What a person listed, by commas or blanks."""
    return [word for word in _MENTION.split(text) if word]


def pairs(text: str) -> dict[str, str]:
    """``Checkout=abc123, API=def456``; a name may hold blanks."""
    found: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if equals and name.strip() and value.strip():
            found[name.strip()] = value.strip()
    return found


def known_components(target: TargetConfig, components: tuple[Component, ...]) -> list[tuple[str, Component]]:
    """The components of a message that the target has an id for, each with that id; names match in any case."""
    known = {name.casefold(): value for name, value in pairs(target.get("components")).items()}
    return [(known[one.name.casefold()], one) for one in components if one.name.casefold() in known]
