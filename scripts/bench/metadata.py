"""Metadata services: answers a second, and how many one core of the gateway could give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scripts.bench.exchange import drive, targets

CONNECTIONS = 16
SECONDS = 3.0


def run() -> Iterator[dict[str, Any]]:
    """One line per service, asked of the consumer's gateway of a sandbox. `per_core`: by the CPU time that it used."""
    with targets(("intl",)) as found:
        box = found[-1]
        parts = urlsplit(box.url)
        server, service = f"http://{parts.netloc}", parts.path.rsplit("/", 1)[0]
        subsystem = service.rsplit("/", 1)[0]
        for name, path in {
            "listClients": "/listClients",
            "listMethods": f"{subsystem}/listMethods",
            "allowedMethods": f"{subsystem}/allowedMethods",
        }.items():
            drive(box, CONNECTIONS, 0.5, server + path, get=True)
            made = drive(box, CONNECTIONS, SECONDS, server + path, get=True)
            line = {"bench": "metadata", "service": name, "per_s": made["per_s"], "failed": made["failed"]}
            yield line | {"per_core": round(1e6 / made["cpu_us"]["consumer"]), "p99_ms": made["p99_ms"]}
