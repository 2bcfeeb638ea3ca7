"""`python -m chain_node ...` is `lianlu ...`: for programs that start commands with the interpreter they run on."""

from __future__ import annotations

from chain_node.cli import main

if __name__ == "__main__":
    main()
