"""The settings: name, default, what it is for, and the values that it takes."""

from __future__ import annotations

import msgspec

from warroom.errors import SettingError
from warroom.settings.quiet import Quiet
from warroom.text import handle


class Setting(msgspec.Struct, frozen=True):
    """``choices`` empty: free text. ``low`` and ``high`` bound a number."""

    key: str
    default: str
    what: str
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


DECLARED: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("handle", "", "Your handle; the author of what you log. Empty: your login name."),
        Setting("name", "", "Your name as others read it."),
        Setting("scheme", "system", "Dark or light, or as the computer says.", ("system", "dark", "light")),
        Setting("scale", "100", "Text size in percent.", low=90, high=200),
        Setting("density", "comfortable", "How close rows stand.", ("comfortable", "compact")),
        Setting("primary_clock", "utc", "The clock that typed times are read in.", ("utc", "local")),
        Setting("template_language", "en", "The language of messages, as en or de, where a template has words in it."),
        Setting("second_clock", "", "A second clock in the timeline: empty, local, or a zone such as Europe/Berlin."),
        Setting("seat", "solo", "Which seat you work from.", ("commander", "scribe", "solo")),
        Setting("runbooks", "", "Folders of runbooks beside your own, parted as in PATH."),
        Setting("sounds", "on", "Whether what is due is heard.", ("on", "off")),
        Setting("notifications", "on", "Whether the desktop says what is due.", ("on", "off")),
        Setting("quiet_hours", "", "Hours of the local day in which only what is critical is told: 22:00-07:00."),
        Setting("first_steps", "show", "Whether Home shows a new user the first steps.", ("show", "skip")),
        Setting("work_offline", "no", "Send nothing: the network itself is suspect.", ("yes", "no")),
        Setting(
            "internal_flows",
            "no",
            "After an outage internal messages younger than 10 minutes go out by themselves.",
            ("yes", "no"),
        ),
    )
}


def checked(key: str, value: str) -> str:
    """``value`` as it may be stored. Raises ``SettingError`` when there is no such setting or it cannot be that."""
    setting = DECLARED.get(key)
    if setting is None:
        raise SettingError(f"There is no setting called {key}. Known: {', '.join(DECLARED)}.", code="no_setting")
    if setting.choices and value not in setting.choices:
        raise SettingError(f"{key} is one of {', '.join(setting.choices)}, not {value!r}.", code="bad_setting")
    if setting.low is not None and setting.high is not None and not _between(value, setting.low, setting.high):
        raise SettingError(
            f"{key} is a number from {setting.low} to {setting.high}, not {value!r}.", code="bad_setting"
        )
    if key == "quiet_hours":
        Quiet.parse(value)
    if key == "handle" and value and handle(value) is None:
        raise SettingError(
            f"{value!r} cannot be a handle: letters, digits, dot, dash and underscore, 32 at most.", code="bad_setting"
        )
    return value


def _between(value: str, low: int, high: int) -> bool:
    return value.isascii() and value.isdigit() and low <= int(value) <= high
