#!/bin/sh
# On Debian, install the libraries that Qt loads and a bare system lacks; without the right to, name the command.
# Elsewhere the desktop brings them along, and this does nothing.
set -eu
packages="libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 $*"

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || exit 0

missing=
for package in $packages; do
    # Newer releases carry some of these under a name with a suffix (libglib2.0-0t64), which provides the old one.
    state=$(dpkg-query -W -f '${db:Status-Status}\n' "$package" "${package}t64" 2>/dev/null || true)
    case $state in *installed*) ;; *) missing="$missing $package" ;; esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    echo "Installing the system libraries that Qt needs:$missing"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq update && apt-get -qq install -y --no-install-recommends $missing; } </dev/null >/dev/null || {
        echo "They could not be installed. Try by hand: apt-get install$missing" >&2
        exit 1
    }
else
    echo "Qt needs system libraries that this machine lacks. If the window does not open:" >&2
    echo "    sudo apt-get install$missing" >&2
fi
