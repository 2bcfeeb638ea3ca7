"""A throw-away ledger for developers of the contracts: an embedded ledger, a founding file, and a key for every duty.

For development only: all keys of all members lie in one key store beside its pass-phrase. Three departments have a
vote; an audit office has none.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chain_node.crypto.kdf import MIN_MEMORY_KIB, Cost
from chain_node.crypto.keyfiles import write_private
from chain_node.crypto.keystore import KeyStore
from chain_node.crypto.secp256k1 import EthKey
from chain_node.crypto.secret import Secret
from chain_node.ids import MemberRef
from chain_node.ledger.founding import Founding, FoundingAccount, FoundingMember
from scripts.contracts_cli import founding_file
from scripts.contracts_cli.workspace import KEYS, LEDGER_FILE, PASSPHRASE
from scripts.network.duties import NAMES, ROLES, hands_of
from scripts.network.processes import Processes

INSTANCE = "CN-DEV"
DEPLOYER = "deployer"
SUITE = "intl"
_NOTICE = "development only: the keys of all members lie here, and the pass-phrase beside them\n"
_MEMBERS = (
    ("scjg", "市场监督管理局 Market Regulation", "11990100990000025W", ("provider", "consumer", "voter")),
    ("gjj", "住房公积金中心 Housing Fund Centre", "12990100990000084W", ("provider", "consumer", "voter")),
    ("sjj", "数据局 Data Bureau", "119901009900000172", ("catalogue", "regulator", "voter")),
    ("sj", "审计局 Audit Office", "1199010099000013XX", ("auditor",)),
)


@dataclass(frozen=True, slots=True)
class Devnet:
    """What runs: the ledger's own line, and the accounts by the names of their keys."""

    directory: Path
    ready: Mapping[str, Any]
    accounts: Mapping[str, str]


def begin(directory: Path, processes: Processes, port: int) -> Devnet:
    """Start the ledger, make keys and the founding file. Raises `ProcessFailed`, `KeyExists`."""
    directory.mkdir(parents=True, exist_ok=True)
    data = str(directory / "ledger")
    processes.spawn_lianlu("ledger", "ledger", "run", "--data", data, "--port", str(port), "--json")
    keys = _keys()
    _store(directory, keys)
    ready = processes.ready("ledger")
    content = founding_file.dump(ready, keys[DEPLOYER].address, _founding(keys))
    (directory / founding_file.NAME).write_bytes(content)
    (directory / LEDGER_FILE).write_text(json.dumps(ready) + "\n", "utf-8")
    return Devnet(directory, ready, {name: key.address for name, key in keys.items()})


def _keys() -> dict[str, EthKey]:
    found = {DEPLOYER: EthKey.generate()}
    for code, _, _, _ in _MEMBERS:
        found |= {f"{code}.{NAMES[duty]}": hand.key for duty, hand in hands_of(_ref(code).path).items()}
    return found


def _store(directory: Path, keys: Mapping[str, EthKey]) -> None:
    (directory / "DEVELOPMENT-ONLY").write_text(_NOTICE, "utf-8")
    passphrase = Secret(secrets.token_urlsafe(24).encode())
    write_private(directory / PASSPHRASE, passphrase.reveal() + b"\n")
    store = KeyStore.create(directory / KEYS, passphrase, SUITE, Cost(memory_kib=MIN_MEMORY_KIB))
    for name, key in keys.items():
        store.add(name, "secp256k1", key.to_bytes())


def _founding(keys: Mapping[str, EthKey]) -> Founding:
    members, accounts = [], []
    for code, name, uscc, roles in _MEMBERS:
        ref = _ref(code)
        members.append(FoundingMember(ref, name, uscc, sum(ROLES[role] for role in roles)))
        for duty, hand in hands_of(ref.path).items():
            address = keys[f"{code}.{NAMES[duty]}"].address_bytes
            accounts.append(FoundingAccount(address, ref, duty, hand.person))
    return Founding(INSTANCE, tuple(members), tuple(accounts))


def _ref(code: str) -> MemberRef:
    return MemberRef(INSTANCE, "GOV", code)
