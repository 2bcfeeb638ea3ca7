"""Versions of gateways: what ours is, and which is older. A gateway tells its own with each message to a peer."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version

HEADER = b"lianlu-version"
Version = tuple[int, ...]
_NUMBERS = re.compile(r"(\d{1,6}(?:\.\d{1,6}){0,3})(?!\d|\.\d).*", re.DOTALL)


def own_version() -> str:
    """The version installed; `0` where the package is not."""
    try:
        return version("lianlu")
    except PackageNotFoundError:
        return "0"


def parse_version(text: str) -> Version:
    """The numbers at the front of a version, without zeros at their end; of anything else none, which is the oldest."""
    found = _NUMBERS.fullmatch(text)
    numbers = [int(one) for one in found[1].split(".")] if found else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
