"""`python -m scripts.bench [exchange|metadata|strain|ledger|audit|gas ...]`: one JSON line per figure on stdout."""

from __future__ import annotations

import importlib
import json
import sys

PARTS = ("exchange", "metadata", "strain", "ledger", "audit", "gas")


def main(argv: list[str]) -> int:
    """Run the named parts, or all of them; 2 for an unknown name."""
    unknown = [name for name in argv if name not in PARTS]
    if unknown:
        print(f"unknown bench {unknown[0]}; one of {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in argv or PARTS:
        for line in importlib.import_module(f"scripts.bench.{name}").run():
            print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
