"""Files that hold secrets: ours alone, never links, written whole or not at all.

Directories have mode 0700, files 0600; anything looser, or owned by another user, is refused and not repaired: whoever
could read it may have. A file is written beside its place, synced, moved there, and the directory is synced.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from chain_node.crypto.errors import KeyExists, KeyStoreError, KeyUnknown, PassphraseRefused, PermissionsTooOpen
from chain_node.crypto.secret import Secret
from chain_node.durable import sync_directory

MIN_PASSPHRASE, MAX_PASSPHRASE = 12, 1_024
"""Lengths of a pass-phrase in bytes of UTF-8."""


def make_directory(path: Path) -> None:
    """Make a directory of mode 0700, or accept one that is there and closed. Raises PermissionsTooOpen."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise KeyStoreError(f"{path}: {exc.strerror}") from exc
    check_directory(path)


def check_directory(path: Path) -> None:
    """Raise PermissionsTooOpen unless `path` is a directory of ours with mode 0700, KeyUnknown if there is none."""
    try:
        found = path.lstat()
    except FileNotFoundError as exc:
        raise KeyUnknown(f"{path} does not exist") from exc
    except OSError as exc:
        raise KeyStoreError(f"{path}: {exc.strerror}") from exc
    if not stat.S_ISDIR(found.st_mode):
        raise PermissionsTooOpen(f"{path} is not a directory, or is a link")
    _check(path, found)


def read_private(path: Path, limit: int) -> bytes:
    """The content of a closed file of up to `limit` bytes. Raises PermissionsTooOpen, KeyUnknown, KeyStoreError."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError as exc:
        raise KeyUnknown(f"{path} does not exist") from exc
    except OSError as exc:
        raise PermissionsTooOpen(f"{path} cannot be opened as a file of its own: {exc.strerror}") from exc
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise PermissionsTooOpen(f"{path} is not a file")
        _check(path, found)
        content = file.read(limit + 1)
    if len(content) > limit:
        raise KeyStoreError(f"{path} is larger than {limit} bytes")
    return content


def write_private(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Write a file of mode 0600 durably. Raises KeyExists if it is there and may not be replaced, KeyStoreError."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(handle)
            if replace:
                os.replace(beside, path)
            else:
                os.link(beside, path)  # unlike a rename, a link never replaces
        finally:
            beside.unlink(missing_ok=True)
        sync_directory(path.parent)
    except FileExistsError as exc:
        raise KeyExists(f"{path} exists") from exc
    except OSError as exc:
        raise KeyStoreError(f"{path} cannot be written: {exc.strerror}") from exc


def read_passphrase(path: Path) -> Secret:
    """The one line of a closed file. Raises PassphraseRefused unless 12 to 1,024 bytes of UTF-8, PermissionsTooOpen."""
    content = read_private(path, MAX_PASSPHRASE + 2)
    for ending in (b"\n", b"\r"):
        content = content.removesuffix(ending)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise PassphraseRefused(f"{path} is not UTF-8") from exc
    if b"\n" in content or b"\0" in content:
        raise PassphraseRefused(f"{path} has more than one line")
    return check_passphrase(Secret(content))


def check_passphrase(passphrase: Secret) -> Secret:
    """The pass-phrase itself. Raises PassphraseRefused if it is too short or too long."""
    if not MIN_PASSPHRASE <= len(passphrase) <= MAX_PASSPHRASE:
        raise PassphraseRefused(f"a pass-phrase has {MIN_PASSPHRASE} to {MAX_PASSPHRASE} bytes")
    return passphrase


def _check(path: Path, found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise PermissionsTooOpen(f"{path} belongs to user {found.st_uid}")
    if found.st_mode & 0o077:
        raise PermissionsTooOpen(f"{path} has mode {stat.S_IMODE(found.st_mode):04o}")
