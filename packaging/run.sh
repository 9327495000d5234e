#!/bin/sh
# Open the app, or say that there is no display and show the whole job without one.
# Qt aborts the process on a dead display, so a child finds out.
set -eu
bin=$(dirname "$PY")

probe='
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
sys.exit(app.primaryScreen() is None or app.platformName() in ("offscreen", "minimal"))'

if "$PY" -c "$probe" >/dev/null 2>&1; then
    exec "$bin/warroom"
fi
echo "No usable display here: running the demo incident through the same windows, drawn off screen."
QT_QPA_PLATFORM=offscreen exec "$bin/warroom" demo
