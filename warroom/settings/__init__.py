"""What a person chooses: each setting declared once, kept in the record's local table, never shared or merged."""

from __future__ import annotations

from warroom.settings.declared import DECLARED, Setting, checked
from warroom.settings.person import login_handle

__all__ = ["DECLARED", "Setting", "checked", "login_handle"]
