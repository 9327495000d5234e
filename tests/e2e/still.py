"""Eyes on an X display: answers a line on standard input once the picture has stood still for a moment.

A window on a simulated clock moves only while it is about to show something; when it rests, all is shown.
"""

import sys
import time

from PySide6.QtGui import QGuiApplication

LOOK_S = 0.1
ALIKE = 3
"""Looks in a row that have to show the same."""
PATIENCE = 100


def main() -> None:
    app = QGuiApplication(sys.argv[:1])
    for _line in sys.stdin:
        before, alike = None, 0
        for _ in range(PATIENCE):
            app.processEvents()
            picture = app.primaryScreen().grabWindow(0).toImage()
            alike = alike + 1 if picture == before else 0
            before = picture
            if alike >= ALIKE:
                break
            time.sleep(LOOK_S)
        print("still" if alike >= ALIKE else "moving", flush=True)


if __name__ == "__main__":
    main()
