"""The long profile: so many inputs for every parser; what fails is kept in the corpus at its smallest.

python -m tests.fuzz [--examples 20000] [--seed N] [--only NAME...]
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzz.mangling import Smallest, fuzz, keep
from tests.fuzz.parsers import parsers


def main() -> int:
    """Exit status 1 if a parser raised what is none of its errors."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--examples", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=secrets.randbelow(1 << 32))
    options.add_argument("--only", nargs="*", default=[])
    given = options.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as directory, parsers(Path(directory)) as known:
        for name, parser in known.items():
            if given.only and name not in given.only:
                continue
            begun = time.monotonic()
            try:
                fuzz(parser, given.examples, given.seed)
            except Smallest as found:
                failed += 1
                traceback.print_exception(found)
                print(f"{name}: kept as {keep(name, found.data)}; again with --seed {given.seed} --only {name}")
            else:
                print(f"{name}: {given.examples} inputs, {time.monotonic() - begun:.1f} s", flush=True)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
