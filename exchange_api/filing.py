"""Putting a file into force whole: a reader finds the old one or the new one, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path

from chain_node.durable import sync_directory


def put(target: Path, data: bytes) -> None:
    """Replace `target` with `data`, durable."""
    temporary = target.with_name(target.name + ".new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
    sync_directory(target.parent)
