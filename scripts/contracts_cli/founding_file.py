"""`founding.json`: what a consortium is to begin with, agreed on by its members before anything is sent.

A JSON object: `format` "lianlu-founding/1", `instance`, `engine`, `chain_id`, `genesis_hash`, `ledger_key`?,
`deployer` (address), `nonce` (the deployer's next one, 0 for a fresh account), `artifacts_lock_sha256`?,
`threshold_bps`, and `members`: `id` (instance/class/code), `name`, `uscc`, `roles`, and `accounts`: `address`,
`duties`, `person` (32 bytes; zero for a machine).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chain_node.errors import IdentifierError
from chain_node.ids import MemberRef
from chain_node.ledger.founding import DEFAULT_THRESHOLD_BPS, Founding, FoundingAccount, FoundingMember
from scripts.contracts_cli.errors import FileUnusable
from scripts.network.duties import NAMES, ROLES

FORMAT = "lianlu-founding/1"
NAME = "founding.json"
MAX_BYTES = 4_000_000
DUTIES = {name: bits for bits, name in NAMES.items()} | {"anchor": 32, "issue": 64}


@dataclass(frozen=True, slots=True)
class FoundingFile:
    """The file's content; `digest` is SHA-256 of its bytes."""

    chain_id: int
    genesis_hash: bytes
    engine: str
    ledger_key: bytes | None
    deployer: bytes
    nonce: int
    lock: bytes | None
    founding: Founding
    digest: bytes


def load(path: Path) -> FoundingFile:
    """Read the file. Raises `FileUnusable`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileUnusable(f"{path} is longer than {MAX_BYTES} bytes")
        data = path.read_bytes()
    except OSError as exc:
        raise FileUnusable(f"{path} cannot be read: {exc.strerror}") from exc
    try:
        value = json.loads(data)
        if value["format"] != FORMAT:
            raise ValueError(f"format is not {FORMAT}")
        return _read(value, hashlib.sha256(data).digest())
    except (ValueError, KeyError, TypeError, AttributeError, IdentifierError, RecursionError) as exc:
        missing = f"{exc} is missing" if isinstance(exc, KeyError) else str(exc)
        raise FileUnusable(f"{path} is no founding file: {missing}") from exc


def dump(ready: Mapping[str, Any], deployer: str, founding: Founding) -> bytes:
    """The file's bytes for the ledger that `lianlu ledger run --json` described as `ready`."""
    members = [
        {
            "id": one.ref.path,
            "name": one.name,
            "uscc": one.uscc,
            "roles": _names(one.roles, ROLES),
            "accounts": [
                {
                    "address": "0x" + account.address.hex(),
                    "duties": _names(account.duties, DUTIES),
                    "person": account.person.hex(),
                }
                for account in founding.accounts
                if account.member == one.ref
            ],
        }
        for one in founding.members
    ]
    value = {
        "format": FORMAT,
        "instance": founding.instance,
        "engine": "embedded",
        "chain_id": ready["chain_id"],
        "genesis_hash": ready["genesis_hash"],
        "ledger_key": ready["ledger_key"],
        "deployer": deployer,
        "nonce": 0,
        "threshold_bps": founding.threshold_bps,
        "members": members,
    }
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def _read(value: Mapping[str, Any], digest: bytes) -> FoundingFile:
    members, accounts = [], []
    for one in value["members"]:
        ref = member_ref(one["id"])
        members.append(FoundingMember(ref, str(one["name"]), str(one["uscc"]), bits(one["roles"], ROLES)))
        for account in one["accounts"]:
            person = hexadecimal(account["person"], 32)
            duties = bits(account["duties"], DUTIES)
            accounts.append(FoundingAccount(hexadecimal(account["address"], 20), ref, duties, person))
    threshold = _number(value.get("threshold_bps", DEFAULT_THRESHOLD_BPS))
    founding = Founding(str(value["instance"]), tuple(members), tuple(accounts), threshold_bps=threshold)
    lock, ledger_key = value.get("artifacts_lock_sha256"), value.get("ledger_key")
    return FoundingFile(
        chain_id=_number(value["chain_id"]),
        genesis_hash=hexadecimal(value["genesis_hash"], 32),
        engine=str(value["engine"]),
        ledger_key=None if ledger_key is None else hexadecimal(ledger_key, 20),
        deployer=hexadecimal(value["deployer"], 20),
        nonce=_number(value.get("nonce", 0)),
        lock=None if lock is None else hexadecimal(lock, 32),
        founding=founding,
        digest=digest,
    )


def member_ref(path: str) -> MemberRef:
    """The member with this path. Raises `ValueError`, `IdentifierError`."""
    parts = path.split("/")
    if len(parts) != 3:
        raise ValueError(f"{path!r} is not instance/class/code")
    return MemberRef(*parts)


def hexadecimal(text: Any, size: int) -> bytes:
    """`size` bytes of hexadecimal, with or without `0x`. Raises `ValueError`."""
    if not isinstance(text, str) or not re.fullmatch(rf"(?:0x)?[0-9a-fA-F]{{{2 * size}}}", text):
        raise ValueError(f"{text!r} is not hexadecimal of {size} bytes")
    return bytes.fromhex(text.removeprefix("0x"))


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 64:
        raise ValueError(f"{value!r} is no number")
    return value


def bits(names: Any, known: Mapping[str, int]) -> int:
    """The bitmap of a list of names. Raises `ValueError`."""
    if not isinstance(names, list) or not names or len(set(names)) != len(names):
        raise ValueError(f"{names!r} is no list of different names")
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(known)}")
    return sum(known[name] for name in names)


def _names(bits: int, known: Mapping[str, int]) -> list[str]:
    return [name for name, bit in known.items() if bits & bit]
