"""Paths that a back end could read as another one. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_STRICT = re.compile(rb";|\\|%(?:25)*(?:2f|5c)", re.IGNORECASE)


def unsafe_path(path: bytes, *, strict: bool = False) -> bool:
    """Whether `path` could be read as another one: decoded up to three times it has a dot-dot segment, a NUL, or bytes
    that are not UTF-8. `strict`, for a right to some endpoints only: also `;`, a backslash, or an encoded slash.
    """
    if b"%" not in path and b".." not in path and path.isascii():
        return strict and _STRICT.search(path) is not None
    if _ESCAPE.search(path) or (strict and _STRICT.search(path)):
        return True
    reading = path
    for _ in range(4):
        if b"\0" in reading or b".." in re.split(rb"[/\\]", reading):
            return True
        try:
            reading.decode("utf-8")
        except UnicodeDecodeError:
            return True
        following = unquote_to_bytes(reading)
        if following == reading:
            break
        reading = following
    return False
