"""Keys at rest: a directory of sealed files, opened by one pass-phrase.

    <directory>/store.json     {format, suite, kdf, sealed}    the store's own key, sealed under the pass-phrase
    <directory>/<name>.key     {format, name, kind, sealed}    one key each, sealed under the store's key

* The pass-phrase goes through a memory-hard function (scrypt, RFC 7914, or Argon2id, RFC 9106) once per opening; its
  parameters lie in the header, within bounds, so that a changed header costs neither security nor memory.
* What is not sealed in a file is authenticated with what is: a renamed, swapped or edited file does not open.
* A store is of one suite: its files are sealed with XChaCha20-Poly1305 (intl) or SM4-GCM (sm).
* Nothing is overwritten or deleted here but the header, when the pass-phrase changes.

Trusted for: confidentiality of every key under the pass-phrase. Whoever rewrites the files can make keys unreadable,
never others' readable or exchanged. Loss: the keys; new ones must be registered on the ledger.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from chain_node.crypto.errors import KeyMalformed, SealBroken, StoreDamaged, SuiteUnknown, WrongPassphrase
from chain_node.crypto.kdf import Cost, derive, parse_cost
from chain_node.crypto.keyfiles import check_directory, check_passphrase, make_directory, read_private, write_private
from chain_node.crypto.secp256k1 import EthKey
from chain_node.crypto.secret import Secret
from chain_node.crypto.suite import DecryptionKey, PrivateKey, Suite, get_suite
from chain_node.evidence import strict_json
from chain_node.evidence.errors import BundleError

FORMAT = "lianlu-keystore/1"
HEADER = "store.json"
MAX_FILE = 65_536
"""Longest file of a store, in bytes."""

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


class KeyKind(StrEnum):
    """What a key does; the kind is sealed with it, so that a key is never used for another purpose."""

    INTL_SIGN = "intl-sign"
    INTL_DECRYPT = "intl-decrypt"
    SM_SIGN = "sm-sign"
    SM_DECRYPT = "sm-decrypt"
    LEDGER = "secp256k1"
    TLS = "tls"
    DATA = "data"


AnyKey = PrivateKey | DecryptionKey | EthKey

_LOADERS: dict[KeyKind, Callable[[bytes], AnyKey]] = {
    KeyKind.INTL_SIGN: lambda secret: get_suite("intl").load_private(secret),
    KeyKind.INTL_DECRYPT: lambda secret: get_suite("intl").load_decryption(secret),
    KeyKind.SM_SIGN: lambda secret: get_suite("sm").load_private(secret),
    KeyKind.SM_DECRYPT: lambda secret: get_suite("sm").load_decryption(secret),
    KeyKind.LEDGER: EthKey,
}


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key as the store gives it: its name, its kind, its bytes (32; for `tls` and `data` what was added)."""

    name: str
    kind: KeyKind
    private: Secret


class KeyStore:
    """An open key store. May be shared between threads."""

    __slots__ = ("_cost", "_directory", "_key", "_suite")

    def __init__(self, directory: Path, suite: Suite, cost: Cost, key: bytes) -> None:
        """Use `create` or `open`."""
        self._directory, self._suite, self._cost, self._key = directory, suite, cost, key

    @classmethod
    def create(cls, directory: Path, passphrase: Secret, suite: int | str = "sm", cost: Cost | None = None) -> KeyStore:
        """A new, empty store in a new or empty directory. Raises KeyExists, PassphraseRefused, PermissionsTooOpen."""
        check_passphrase(passphrase)
        make_directory(directory)
        chosen = get_suite(suite)
        store = cls(directory, chosen, cost or Cost(), os.urandom(chosen.key_size))
        store._write_header(passphrase, replace=False)
        return store

    @classmethod
    def open(cls, directory: Path, passphrase: Secret) -> KeyStore:
        """The store in `directory`; one memory-hard derivation, some 100 ms.

        Raises WrongPassphrase, PermissionsTooOpen, KeyUnknown if there is none, StoreDamaged for a malformed header.
        """
        check_directory(directory)
        path = directory / HEADER
        header = _parse(path, read_private(path, MAX_FILE), {"format", "suite", "kdf", "sealed"})
        try:
            suite = get_suite(header["suite"])
            cost, salt = parse_cost(header["kdf"])
        except (KeyMalformed, SuiteUnknown) as exc:
            raise StoreDamaged(f"{path}: {exc}") from exc
        unlock = derive(passphrase, salt, cost)[: suite.key_size]
        try:
            key = suite.open(unlock, header["sealed"], _context(header))
        except SealBroken as exc:
            raise WrongPassphrase(f"{path}: the pass-phrase is wrong, or the header was altered") from exc
        return cls(directory, suite, cost, key)

    @staticmethod
    def exists(directory: Path) -> bool:
        """Whether there is a store in `directory`."""
        return (directory / HEADER).is_file()

    def add(self, name: str, kind: str, private: bytes) -> None:
        """Seal a key under `name` (a-z, 0-9, inner `.`, `_`, `-`; up to 64). Raises KeyExists, KeyMalformed."""
        path = self._path(name)
        try:
            which = KeyKind(kind)
        except ValueError as exc:
            raise KeyMalformed(f"no kind of key {kind!r}: {', '.join(KeyKind)}") from exc
        if not 1 <= len(private) <= 16_384:
            raise KeyMalformed("a stored key has 1 to 16,384 bytes")
        if which in _LOADERS:
            _LOADERS[which](private)
        entry: dict[str, Any] = {"format": FORMAT, "name": name, "kind": which.value}
        entry["sealed"] = self._suite.seal(self._key, private, _context(entry))
        write_private(path, _encode(entry))

    def load(self, name: str) -> StoredKey:
        """The key of this name. Raises KeyUnknown, StoreDamaged, PermissionsTooOpen."""
        path = self._path(name)
        entry = _parse(path, read_private(path, MAX_FILE), {"format", "name", "kind", "sealed"})
        if entry["name"] != name:
            raise StoreDamaged(f"{path} holds the key {entry['name']!r}")
        try:
            private = self._suite.open(self._key, entry["sealed"], _context(entry))
            return StoredKey(name, KeyKind(entry["kind"]), Secret(private))
        except (SealBroken, ValueError) as exc:
            raise StoreDamaged(f"{path} was altered, or is from another store") from exc

    def names(self) -> tuple[str, ...]:
        """Names of all keys, sorted."""
        check_directory(self._directory)
        found = (path.stem for path in self._directory.glob("*.key") if not path.name.startswith("."))
        return tuple(sorted(name for name in found if _NAME.fullmatch(name)))

    def load_signing(self, name: str) -> PrivateKey:
        """The signing key of a suite under this name. Raises as `load`, KeyMalformed if it is of another kind."""
        key = load_key(self.load(name))
        if not isinstance(key, PrivateKey):
            raise KeyMalformed(f"{name} does not sign messages")
        return key

    def load_decryption(self, name: str) -> DecryptionKey:
        """The unwrapping key under this name. Raises as `load`, KeyMalformed if it is of another kind."""
        key = load_key(self.load(name))
        if not isinstance(key, DecryptionKey):
            raise KeyMalformed(f"{name} does not unwrap keys")
        return key

    def load_ledger(self, name: str) -> EthKey:
        """The ledger account under this name. Raises as `load`, KeyMalformed if it is of another kind."""
        key = load_key(self.load(name))
        if not isinstance(key, EthKey):
            raise KeyMalformed(f"{name} is not a ledger account")
        return key

    def subkey(self, purpose: str, length: int = 32) -> Secret:
        """A key for one purpose that follows from the store's own, the same at every opening."""
        return Secret(self._suite.hkdf(self._key, b"", b"lianlu/keystore/subkey/1\0" + purpose.encode(), length))

    def change_passphrase(self, passphrase: Secret) -> None:
        """Seal the store's key under another pass-phrase; the keys themselves stay as they are."""
        self._write_header(check_passphrase(passphrase), replace=True)

    def _write_header(self, passphrase: Secret, *, replace: bool) -> None:
        salt = os.urandom(32)
        header: dict[str, Any] = {
            "format": FORMAT,
            "suite": self._suite.name,
            "kdf": {**self._cost.document(), "salt": salt.hex()},
        }
        unlock = derive(passphrase, salt, self._cost)[: self._suite.key_size]
        header["sealed"] = self._suite.seal(unlock, self._key, _context(header))
        write_private(self._directory / HEADER, _encode(header), replace=replace)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise KeyMalformed(f"{name!r} is not a name of a key: a-z, 0-9, inner . _ -, up to 64")
        return self._directory / f"{name}.key"

    def __repr__(self) -> str:
        return f"<KeyStore {self._directory} (secret hidden)>"


_FRESH: dict[KeyKind, Callable[[], AnyKey]] = {
    KeyKind.INTL_SIGN: lambda: get_suite("intl").generate(),
    KeyKind.INTL_DECRYPT: lambda: get_suite("intl").generate_encryption(),
    KeyKind.SM_SIGN: lambda: get_suite("sm").generate(),
    KeyKind.SM_DECRYPT: lambda: get_suite("sm").generate_encryption(),
    KeyKind.LEDGER: EthKey.generate,
}


def fresh(kind: str) -> Secret:
    """The bytes of a new key of this kind. Raises KeyMalformed for kinds that are not made here (`tls`, `data`)."""
    if kind not in _FRESH:
        raise KeyMalformed(f"no key of kind {kind!r} can be made: {', '.join(_FRESH)}")
    return Secret(_FRESH[KeyKind(kind)]().to_bytes())


def load_key(stored: StoredKey) -> AnyKey:
    """The key object of a stored key. Raises KeyMalformed for kinds that have none (`tls`, `data`)."""
    if stored.kind not in _LOADERS:
        raise KeyMalformed(f"{stored.name} is of kind {stored.kind}, which has no key object")
    return _LOADERS[stored.kind](stored.private.reveal())


def _context(entry: dict[str, Any]) -> bytes:
    """What is authenticated with the sealed part: everything else, in one spelling."""
    return strict_json.dumps({name: value for name, value in entry.items() if name != "sealed"})


def _encode(entry: dict[str, Any]) -> bytes:
    return strict_json.dumps({**entry, "sealed": strict_json.to_base64(entry["sealed"])}) + b"\n"


def _parse(path: Path, content: bytes, members: set[str]) -> dict[str, Any]:
    try:
        entry = strict_json.members(strict_json.loads(content, MAX_FILE), members)
        if strict_json.text(entry["format"], 64) != FORMAT:
            raise StoreDamaged(f"{path} is of another format: {entry['format']}")
        for name in members - {"kdf", "sealed"}:
            strict_json.text(entry[name], 64)
        entry["sealed"] = strict_json.from_base64(entry["sealed"], MAX_FILE)
    except BundleError as exc:
        raise StoreDamaged(f"{path} is not a file of a key store: {exc}") from exc
    return entry
