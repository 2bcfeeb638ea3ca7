"""Where evidence comes from: directories, logs, record bundles, checkpoint notes; and the ledger, live or exported.

A directory may be a gateway's data directory (`log/`, and `log-<shard>/` of earlier shards, are found inside) or a
log's own. Everything is opened read-only; a live directory may be read beside its gateway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from audit.errors import EvidenceMissing
from chain_node.evidence.note import MAX_NOTE
from chain_node.log.store import FILE_NAME


@dataclass(slots=True)
class Sources:
    """What was given on the command line, sorted by kind."""

    logs: list[Path] = field(default_factory=list)
    bundles: list[Path] = field(default_factory=list)
    notes: list[Path] = field(default_factory=list)


def find_sources(paths: list[Path]) -> Sources:
    """Sort `paths` by kind; raises `EvidenceMissing` for one that holds nothing to verify."""
    found = Sources()
    for path in paths:
        if path.is_dir():
            logs = _logs_in(path)
            if not logs:
                raise EvidenceMissing(f"{path} holds no {FILE_NAME}, neither in itself nor in log/")
            found.logs.extend(log for log in logs if log not in found.logs)
        elif not path.is_file():
            raise EvidenceMissing(f"{path} is not there")
        elif path.name == FILE_NAME:
            found.logs.append(path)
        elif _is_note(path):
            found.notes.append(path)
        else:
            found.bundles.append(path)
    return found


def _logs_in(path: Path) -> list[Path]:
    if (path / FILE_NAME).is_file():
        return [path]
    inside = sorted(one for one in path.iterdir() if one.is_dir() and (one.name == "log" or _is_shard(one.name)))
    return [one for one in inside if (one / FILE_NAME).is_file()]


def _is_shard(name: str) -> bool:
    return name.startswith("log-") and name[4:].isdigit()


def _is_note(path: Path) -> bool:
    if path.stat().st_size > MAX_NOTE:
        return False
    with path.open("rb") as file:
        return file.read(7) == b"lianlu/"
