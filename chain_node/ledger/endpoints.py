"""Which endpoint of a service a call belongs to. Pure; the same rule as `matchEndpoint` in the contracts.

An endpoint is a method (upper case, or `*` for any) and a path pattern: a literal path, or one that ends in `/*`, which
matches every path beginning with what stands before the `*`. The path is what follows the service code in the URL,
still percent-encoded and without the query; an empty one counts as `/`. The lowest matching index wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chain_node.ledger.records import Endpoint

NO_ENDPOINT = 255
"""The endpoint index of a question whose call matched none."""

_WHOLE = "/*"
_PERCENT = r"%(?:25)*"  # a percent sign, however often it was encoded again
_SLASH = rf"(?:/|\\|{_PERCENT}(?:2f|5c))"
_DOT = rf"(?:\.|{_PERCENT}2e)"
_UPWARDS = re.compile(rf"{_SLASH}{_DOT}{_DOT}(?={_SLASH}|;|{_PERCENT}3b|$)", re.IGNORECASE)
_AMBIGUOUS = re.compile(rf";|\\|{_PERCENT}(?:2f|5c|3b)|{_SLASH}{_DOT}(?={_SLASH}|$)", re.IGNORECASE)


def match_endpoint(endpoints: Sequence[Endpoint], method: str, path: str) -> int:
    """Index of the first endpoint that covers `method` and `path`, or `NO_ENDPOINT`.

    Back ends differ in how they read some paths, and a right to `/a/*` must not open `/b`: a dot-dot segment, in any
    encoding, matches nothing; `;`, a backslash, an encoded slash or a single dot only `/*`, the whole service.
    """
    path = path or "/"
    if _UPWARDS.search(path):
        return NO_ENDPOINT
    ambiguous = _AMBIGUOUS.search(path) is not None
    for index, endpoint in enumerate(endpoints):
        if endpoint.method not in ("*", method):
            continue
        pattern = endpoint.path
        if ambiguous and pattern != _WHOLE:
            continue
        if path == pattern or (pattern.endswith("/*") and path.startswith(pattern[:-1])):
            return index
    return NO_ENDPOINT
