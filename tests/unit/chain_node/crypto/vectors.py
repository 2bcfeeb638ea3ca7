"""Reads the vectors of `tests/vectors/crypto/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "vectors" / "crypto"


def load(name: str) -> Any:
    """Content of `<name>.json`."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def hexadecimal(vector: dict[str, Any], *names: str) -> tuple[bytes, ...]:
    """These members as bytes."""
    return tuple(bytes.fromhex(vector[name]) for name in names)


def der(tag: int, content: bytes) -> bytes:
    """A DER element of up to 255 bytes of content."""
    size = len(content)
    return bytes((tag, size) if size < 0x80 else (tag, 0x81, size)) + content


def der_integer(value: bytes) -> bytes:
    """A non-negative DER INTEGER in its shortest form."""
    body = value.lstrip(b"\0") or b"\0"
    return der(2, b"\0" + body if body[0] & 0x80 else body)
