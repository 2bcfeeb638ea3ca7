"""The data directory of a ledger: who owns it, its key, and where its process can be reached.

ledger.lock     held by `fcntl.flock` while a process owns the directory; the kernel lets go when it dies
ledger.key      32 bytes, hexadecimal, mode 0600: signs each header hash
ledger.db       the ledger (`store.py`)
genesis.json    what others pin; a copy of what ledger.db says
ledger.json     {url, chain_id, genesis_hash, pid, ...} while a process serves, mode 0600
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from chain_node.crypto.secp256k1 import EthKey
from chain_node.durable import sync_directory
from chain_node.engines.embedded.errors import DirectoryLocked, DirectoryMalformed


class Directory:
    """An owned data directory. Raises `DirectoryLocked` at once if another process owns it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = os.open(path / "ledger.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _acquire(self._lock)
        except OSError as exc:
            owner = os.pread(self._lock, 32, 0).decode(errors="replace").strip()
            os.close(self._lock)
            raise DirectoryLocked(f"{path} is owned by process {owner or 'unknown'}") from exc
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, str(os.getpid()).encode(), 0)

    @property
    def database(self) -> Path:
        """Where the ledger itself is."""
        return self.path / "ledger.db"

    def close(self) -> None:
        """Give the directory up."""
        if self._lock >= 0:
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Directory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def key(self, *, create: bool) -> EthKey:
        """The key that signs headers; made if there is none and `create`. Raises `DirectoryMalformed`."""
        path = self.path / "ledger.key"
        if not path.exists():
            if not create:
                raise DirectoryMalformed("ledger.key is missing: without it no block can be signed")
            write_private(path, EthKey.generate().to_bytes().hex().encode())
        try:
            return EthKey.from_bytes(bytes.fromhex(path.read_text("ascii").strip()))
        except (OSError, ValueError) as exc:
            raise DirectoryMalformed(f"ledger.key cannot be used: {type(exc).__name__}") from exc

    def publish(self, document: dict[str, Any]) -> None:
        """Say where the process can be reached."""
        write_private(self.path / "ledger.json", json.dumps(document, indent=1).encode())

    def withdraw(self) -> None:
        """The process no longer serves."""
        (self.path / "ledger.json").unlink(missing_ok=True)


def _acquire(handle: int) -> None:
    """Lock, forgiving the moment that `owner` takes to look. Raises OSError."""
    for _ in range(3):
        with contextlib.suppress(OSError):
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(0.01)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def published(path: Path) -> dict[str, Any] | None:
    """What the process that serves `path` said about itself, None if none serves. It may have died since."""
    try:
        document = json.loads((path / "ledger.json").read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as exc:
        raise DirectoryMalformed(f"cannot read ledger.json: {exc}") from exc
    if not isinstance(document, dict):
        raise DirectoryMalformed("ledger.json is not an object")
    return document


def owner(path: Path) -> int | None:
    """The process that owns the directory, None if none does."""
    try:
        handle = os.open(path / "ledger.lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        text = os.pread(handle, 32, 0).decode(errors="replace").strip()
        return int(text) if text.isdecimal() else -1
    finally:
        os.close(handle)
    return None


def write_private(path: Path, content: bytes) -> None:
    """Replace the file at once, readable by its owner only, and durable on return."""
    scratch = path.with_name(path.name + ".new")
    scratch.unlink(missing_ok=True)
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    scratch.replace(path)
    sync_directory(path.parent)
