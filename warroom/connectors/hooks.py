"""Webhooks whose whole address is the secret."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from warroom.connectors.api import Api
from warroom.connectors.target import TargetConfig


def hook(target: TargetConfig, label: str, query: Mapping[str, str]) -> Api:
    """The service behind a webhook, with more values in its address; no part of it shows in a sentence."""
    where = target.secret.reveal()
    try:
        parts = urlsplit(where)
        given = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return Api(label, where, secrets=(where,))
    kept = [(name, value) for name, value in given if name not in query]
    whole = urlunsplit(parts._replace(query=urlencode([*kept, *query.items()]), fragment=""))
    hidden = [piece for piece in [parts.path.rpartition("/")[2], *(value for _, value in given)] if len(piece) > 8]
    return Api(label, whole, secrets=(where, *hidden))
