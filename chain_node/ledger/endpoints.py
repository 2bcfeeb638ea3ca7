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

_DOT_SEGMENT = re.compile(r"/(?:\.|%2e){1,2}(?=/|$)|%2f|%5c|\\", re.IGNORECASE)


def match_endpoint(endpoints: Sequence[Endpoint], method: str, path: str) -> int:
    """Index of the first endpoint that covers `method` and `path`, or `NO_ENDPOINT`.

    A path with a dot segment, a backslash, or an encoded slash or backslash matches nothing: back ends differ in how
    they read those, and a grant for `/a/*` must not open `/b`.
    """
    path = path or "/"
    if _DOT_SEGMENT.search(path):
        return NO_ENDPOINT
    for index, endpoint in enumerate(endpoints):
        if endpoint.method not in ("*", method):
            continue
        pattern = endpoint.path
        if path == pattern or (pattern.endswith("/*") and path.startswith(pattern[:-1])):
            return index
    return NO_ENDPOINT
