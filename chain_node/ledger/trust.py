"""`trust.json`: the few facts that all verification starts from. Everything else is proven against them.

The file is a JSON object with exactly these members (`?` = may be absent):

    instance                 code of the X-Road instance, such as "CN-DEMO"
    engine                   "embedded", "kaia" or "besu"
    chain_id                 integer, 1 .. 2^64 - 1
    genesis_hash             "0x" and 64 lower-case hexadecimal digits
    consortium               address of the Consortium contract, "0x" and 40 hexadecimal digits
    artifacts_lock_sha256?   SHA-256 of contracts/artifacts.lock, 64 hexadecimal digits
    ledger_key?              address of the key by which the embedded ledger signs each header hash
    checkpoint?              {"number", "hash"} of a block that must be on the chain
    validators?              addresses of the validators at genesis

Whoever changes this file changes what is believed; it comes from the consortium by a way of its own and is not fetched
from the ledger. Unknown or repeated members are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chain_node.jsondepth import check_depth
from chain_node.ledger.errors import TrustMalformed, TrustMissing

MAX_BYTES = 65_536
_MAX_VALIDATORS = 256
_ENGINES = ("embedded", "kaia", "besu")
_REQUIRED = frozenset(("instance", "engine", "chain_id", "genesis_hash", "consortium"))
_OPTIONAL = frozenset(("artifacts_lock_sha256", "ledger_key", "checkpoint", "validators"))
_INSTANCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Trust:
    """The pinned facts. Hashes 32 bytes, addresses 20 bytes."""

    instance: str
    engine: str
    chain_id: int
    genesis_hash: bytes
    consortium: bytes
    artifacts_lock_sha256: bytes | None = None
    ledger_key: bytes | None = None
    checkpoint: tuple[int, bytes] | None = None
    validators: tuple[bytes, ...] = ()

    @classmethod
    def load(cls, path: Path | str) -> Trust:
        """Read the file at `path`. Raises `TrustMissing` (not there, not readable), `TrustMalformed`."""
        try:
            with Path(path).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as exc:
            raise TrustMissing(f"trust file {path} cannot be read: {exc.strerror}") from exc
        return cls.parse(data)

    @classmethod
    def parse(cls, data: bytes) -> Trust:
        """Parse the file's bytes. Raises `TrustMalformed`."""
        if len(data) > MAX_BYTES:
            raise TrustMalformed(f"trust file is longer than {MAX_BYTES} bytes")
        try:
            check_depth(data)
            value = json.loads(data.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_no_constant)
        except ValueError as exc:
            raise TrustMalformed(f"trust file is not strict JSON: {exc}") from exc
        return _build(_members(value, _REQUIRED, _OPTIONAL, "trust file"))

    def dump(self) -> bytes:
        """The file's bytes: two-space indented JSON, members in the documented order, optional ones only if set."""
        value: dict[str, Any] = {
            "instance": self.instance,
            "engine": self.engine,
            "chain_id": self.chain_id,
            "genesis_hash": "0x" + self.genesis_hash.hex(),
            "consortium": "0x" + self.consortium.hex(),
        }
        if self.artifacts_lock_sha256 is not None:
            value["artifacts_lock_sha256"] = self.artifacts_lock_sha256.hex()
        if self.ledger_key is not None:
            value["ledger_key"] = "0x" + self.ledger_key.hex()
        if self.checkpoint is not None:
            value["checkpoint"] = {"number": self.checkpoint[0], "hash": "0x" + self.checkpoint[1].hex()}
        if self.validators:
            value["validators"] = ["0x" + one.hex() for one in self.validators]
        return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _build(value: Mapping[str, Any]) -> Trust:
    instance, engine = value["instance"], value["engine"]
    if not isinstance(instance, str) or not _INSTANCE.fullmatch(instance):
        raise TrustMalformed("instance is not a code of 1 to 64 characters")
    if engine not in _ENGINES:
        raise TrustMalformed(f"engine is none of {', '.join(_ENGINES)}")
    validators = value.get("validators", [])
    if not isinstance(validators, list) or len(validators) > _MAX_VALIDATORS:
        raise TrustMalformed(f"validators is not a list of up to {_MAX_VALIDATORS} addresses")
    return Trust(
        instance=instance,
        engine=engine,
        chain_id=_integer(value["chain_id"], "chain_id", 1),
        genesis_hash=_hex(value["genesis_hash"], 32, "genesis_hash"),
        consortium=_hex(value["consortium"], 20, "consortium"),
        artifacts_lock_sha256=_optional(value, "artifacts_lock_sha256", 32, prefix=""),
        ledger_key=_optional(value, "ledger_key", 20),
        checkpoint=_checkpoint(value["checkpoint"]) if "checkpoint" in value else None,
        validators=tuple(_hex(one, 20, "validator") for one in validators),
    )


def _optional(value: Mapping[str, Any], name: str, size: int, prefix: str = "0x") -> bytes | None:
    return _hex(value[name], size, name, prefix) if name in value else None


def _checkpoint(value: Any) -> tuple[int, bytes]:
    members = _members(value, frozenset(("number", "hash")), frozenset(), "checkpoint")
    return _integer(members["number"], "checkpoint number", 0), _hex(members["hash"], 32, "checkpoint hash")


def _members(value: Any, required: frozenset[str], optional: frozenset[str], what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TrustMalformed(f"{what} is not a JSON object")
    if missing := sorted(required - value.keys()):
        raise TrustMalformed(f"{what} lacks {', '.join(missing)}")
    if unknown := sorted(value.keys() - required - optional):
        raise TrustMalformed(f"{what} has unknown members: {', '.join(unknown)[:200]}")
    return value


def _integer(value: Any, what: str, lowest: int) -> int:
    if type(value) is not int or not lowest <= value < 1 << 64:  # bool is an int to Python
        raise TrustMalformed(f"{what} is not an integer from {lowest} to 2^64 - 1")
    return value


def _hex(value: Any, size: int, what: str, prefix: str = "0x") -> bytes:
    """Lower-case digits; an address (20 bytes) may carry the mixed case of EIP-55, whose checksum is not examined."""
    digits = "0-9a-fA-F" if size == 20 else "0-9a-f"
    if not isinstance(value, str) or not re.fullmatch(rf"{prefix}[{digits}]{{{2 * size}}}", value):
        raise TrustMalformed(f"{what} is not {prefix or 'plain'} hexadecimal of {size} bytes")
    return bytes.fromhex(value.removeprefix(prefix))


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a member is repeated")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
