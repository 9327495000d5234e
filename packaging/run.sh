#!/bin/sh
# Open the app, or say that there is no display and show the whole job without one.
set -eu
here=$(dirname "$0")
warroom=$(dirname "$PY")/warroom

if "$PY" "$here/has_display.py"; then
    exec "$warroom"
fi
echo "No usable display here: running the demo incident through the same windows, drawn off screen."
QT_QPA_PLATFORM=offscreen exec "$warroom" demo
