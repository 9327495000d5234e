"""Identifiers: UUIDv7 for everything that is stored, so that ids sort by the time they were drawn."""

from __future__ import annotations

import uuid_utils

RECORD = "record"
"""The incident that facts of no incident belong to: people, replicas, playbooks (DESIGN section 3)."""


def new() -> str:
    """A fresh UUIDv7 as 36 characters."""
    return str(uuid_utils.uuid7())
