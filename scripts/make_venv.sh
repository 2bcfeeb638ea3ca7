#!/bin/sh
# make_venv.sh DIRECTORY: a virtual environment of the first Python on PATH that fits, or a line that says what to do.
# PYTHON names one to use instead.
set -eu

fits='import sys, venv, ensurepip
sys.exit(not ((3, 11) <= sys.version_info[:2] < (3, 14) and sys.implementation.name == "cpython"))'

for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c "$fits" >/dev/null 2>&1; then
        exec "$candidate" -m venv "$1"
    fi
done

echo "lianlu: error [install.python]: no CPython 3.11, 3.12 or 3.13 with venv among: ${PYTHON:-python3 python3.13 python3.12 python3.11}" >&2
echo "hint: install one (Debian, Ubuntu: apt-get install python3 python3-venv), or run: make PYTHON=/path/to/python3.12 ..." >&2
exit 2
