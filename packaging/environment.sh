#!/bin/sh
# Make $VENV from the lock given as the only argument: every package by its hash, then the project itself.
# Only the first of the two steps may reach a network.
set -eu
lock=$1

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Warroom needs Python 3.11 or newer; $PYTHON is older. Name another one: make PYTHON=python3.12 …" >&2
    exit 1
fi
if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "This Python cannot make an environment. On Debian: apt-get install python3-venv" >&2
    exit 1
fi
sh "$(dirname "$0")/system_libraries.sh"
[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV"
echo "Installing what $lock names into $VENV …"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
