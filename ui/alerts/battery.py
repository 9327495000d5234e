"""How full the battery is, where there is one; read by the second worker, since a system may take its time to say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import msgspec

LOW_PERCENT = 20
_SUPPLIES = Path("/sys/class/power_supply")
_ASK_S = 5


class Battery(msgspec.Struct, frozen=True):
    percent: int
    charging: bool

    @property
    def low(self) -> bool:
        return self.percent < LOW_PERCENT and not self.charging

    @property
    def sentence(self) -> str:
        return f"Battery at {self.percent} %. Plug this computer in: an incident is open on it."


def read() -> Battery | None:
    """None where there is no battery, or nobody says, or what is said makes no sense."""
    try:
        if sys.platform == "win32":
            return _windows()
        if sys.platform == "darwin":
            return _mac()
        return from_supplies(_SUPPLIES)
    except (OSError, ValueError):
        return None


def from_supplies(folder: Path) -> Battery | None:
    """Linux: the batteries of the computer itself; with several, the fuller one counts."""
    found = []
    for supply in sorted(folder.glob("*")):
        try:
            if (supply / "type").read_text().strip() != "Battery" or _of_a_device(supply):
                continue
            percent = int((supply / "capacity").read_text())
            status = (supply / "status").read_text().strip()
        except (OSError, ValueError):
            continue
        found.append(Battery(min(100, max(0, percent)), status != "Discharging"))
    return max(found, key=lambda battery: battery.percent, default=None)


def _of_a_device(supply: Path) -> bool:
    """A mouse or a headset has a battery too."""
    try:
        return (supply / "scope").read_text().strip() == "Device"
    except OSError:
        return False


def from_pmset(text: str) -> Battery | None:
    """What ``pmset -g batt`` says on macOS."""
    found = re.search(r"(\d+)%;\s*([\w ]+);", text)
    return Battery(int(found[1]), found[2] != "discharging") if found else None


def _mac() -> Battery | None:
    try:
        done = subprocess.run(["pmset", "-g", "batt"], capture_output=True, text=True, timeout=_ASK_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return from_pmset(done.stdout)


def _windows() -> Battery | None:
    assert sys.platform == "win32"
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("line", ctypes.c_ubyte),
            ("flag", ctypes.c_ubyte),
            ("percent", ctypes.c_ubyte),
            ("reserved", ctypes.c_ubyte),
            ("lifetime", ctypes.c_ulong),
            ("full_lifetime", ctypes.c_ulong),
        )

    status = Status()
    if not vars(ctypes)["windll"].kernel32.GetSystemPowerStatus(ctypes.byref(status)) or status.percent > 100:
        return None
    return Battery(status.percent, status.line == 1)
