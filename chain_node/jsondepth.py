"""A limit on how deep a JSON text may nest, to be checked before `json.loads` sees it.

The parser of the standard library recurses on the C stack and relies on the interpreter's recursion limit. Packages
that come with the ledger's virtual machine raise that limit to 100,000 when they are imported, and from then on a
text of some ten thousand brackets ends the process with a segmentation fault instead of a `RecursionError`.
"""

from __future__ import annotations

import re

DEEPEST = 64
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def check_depth(data: bytes, deepest: int = DEEPEST) -> None:
    """Raise `ValueError` if the JSON text `data` nests deeper than `deepest`. Linear; does not otherwise check it."""
    if data.count(b"[") + data.count(b"{") <= deepest:
        return
    depth = 0
    for match in _TOKENS.finditer(data):
        token = data[match.start()]
        if token in b"[{":
            depth += 1
            if depth > deepest:
                raise ValueError(f"nested deeper than {deepest}")
        elif token in b"]}":
            depth -= 1
