"""Who sits at this computer, as far as it can be told without asking."""

from __future__ import annotations

import getpass
import re

from warroom.text import handle

NOBODY = "me"


def login_handle() -> str:
    """The login name as a handle; ``me`` where there is none that can be one."""
    try:
        login = getpass.getuser()
    except (OSError, KeyError):
        return NOBODY
    return handle(login) or handle(re.sub(r"[^A-Za-z0-9._-]", "", login)[:32]) or NOBODY
