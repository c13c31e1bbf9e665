#!/bin/sh
# Makes the virtual environment of the peers under .solveig/peers: Python 3.10 or later and a package index are needed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target="$here/../../.solveig/peers"
command -v python3 >/dev/null || { echo "python3 is not here: the peers are skipped" >&2; exit 1; }
python3 -m venv "$target"
"$target/bin/pip" install --quiet --requirement "$here/requirements.txt"
"$target/bin/pip" list 2>/dev/null | grep -E '^(pyvrp|ortools|pyvroom) '
