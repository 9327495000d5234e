"""What the prompts of *Say next* are called, read without what fills them: menus and palette name them all."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from warroom import paths

FILE = "say-next.toml"


@cache
def prompt_names() -> dict[str, str]:
    """The built-in prompts by key, in the order of their file."""
    rows = tomllib.loads(Path(paths.resource("prompts", FILE)).read_text(encoding="utf-8"))
    return {key: str(row["name"]) for key, row in rows.items()}
