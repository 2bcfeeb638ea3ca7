"""`lianlu gateway recover`: freeze the log of a gateway whose directory is lost or contradicted, open its successor."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from chain_node.clock import SystemClock
from chain_node.crypto.keyfiles import read_passphrase
from chain_node.crypto.keystore import KeyStore
from chain_node.ledger.outbox import Outbox
from chain_node.ledger.state import LedgerState
from chain_node.ledger.trust import Trust
from chain_node.log.ledger_anchors import LedgerRegistry
from chain_node.log.recovery import recover
from chain_node.log.store import LogIdentity
from exchange_api import config as configuration
from exchange_api import ledger_access
from exchange_api.setup_errors import NotRegistered


def recover_gateway(data: Path, store: Path, key_name: str, passphrase_file: Path, reason: str) -> dict[str, Any]:
    """Recover the gateway in `data`, acting as the SYSTEM account `key_name` of the key store. Raises `LianluError`."""
    config = configuration.load(data)
    trust = Trust.load(data / "trust.json")
    account = KeyStore.open(store, read_passphrase(passphrase_file)).load_ledger(key_name)
    access = ledger_access.connect(config, trust)
    access.follower.start()
    try:
        state = asyncio.run(ledger_access.read_all(access))
        contract = access.projection.contract(ledger_access.ANCHOR_CONTRACT)
        if contract is None:
            raise NotRegistered("the ledger names no anchoring contract")
        outbox = Outbox(data / "outbox-system.db", access.ledger, account, trust.chain_id)
        registry = LedgerRegistry(access.ledger, outbox, contract, lambda: access.replica.state)
        identity = last_identity(access, state, config, contract)
        done = recover(data / "log", registry, SystemClock(), reason, identity=identity)
    finally:
        access.follower.close()
    return {
        "old_log": done.old.log_id.hex(),
        "new_log": done.new.log_id.hex(),
        "local_size": done.local_size,
        "last_good_size": done.last_good_size,
        "archive": str(done.archive) if done.archive else None,
    }


def last_identity(
    access: ledger_access.Access, state: LedgerState, config: configuration.Config, contract: bytes
) -> LogIdentity | None:
    """The newest log of this gateway on the ledger, in case its directory cannot say."""
    logs = state.logs_of(config.ref.id)
    if not logs:
        return None
    newest = max(logs, key=lambda one: one.shard)
    return LogIdentity(
        newest.log_id, access.trust.chain_id, contract, config.ref.path, config.ref.id, newest.shard, newest.profile
    )  # fmt: skip
