"""Exit 0 if Qt can open a window here, 1 if not.

Qt ends the whole process on a dead display, and a display that does not answer holds it up: a child finds out.
"""

import subprocess
import sys

PATIENCE_S = 20
CHILD = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
sys.exit(app.primaryScreen() is None or app.platformName() in ("offscreen", "minimal", "vnc"))
"""


def usable() -> bool:
    """Whether the child got a screen in time."""
    try:
        child = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return False
    return child.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if usable() else 1)
