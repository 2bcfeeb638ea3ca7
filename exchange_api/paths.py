"""Paths that a back end could read as another one. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_STRICT = re.compile(rb";|\\|%(?:25)*(?:2f|5c)", re.IGNORECASE)
_DOUBTFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\\;%?#]|//|/\.\.?(?![^/])")


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


def plain_path(path: bytes) -> str | None:
    """`path` decoded once, or None if that is not the one way to read it.

    None for a malformed escape, for bytes that are not UTF-8, and where decoding brings out a slash, a percent sign or
    anything else that has a meaning in a URL, or dropping dots and empty segments would change something. What is left
    is what every back end makes of the bytes that are forwarded. An empty path counts as `/`.
    """
    if b"%" in path:
        if _ESCAPE.search(path):
            return None
        decoded = unquote_to_bytes(path)
        if decoded.count(b"/") != path.count(b"/"):
            return None
    else:
        decoded = path or b"/"
    try:
        text = decoded.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _DOUBTFUL.search(text) else text
