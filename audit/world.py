"""What the audit believes: the ledger, read from genesis and checked against the pinned trust file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from chain_node.crypto.errors import SuiteUnavailable
from chain_node.crypto.suite import PublicKey, Suite, get_suite
from chain_node.errors import CryptoError
from chain_node.ledger.records import Anchor, Key, KeyPurpose, Log
from chain_node.ledger.replica import Replica
from chain_node.ledger.state import LedgerState

LATE_S = 600
"""How long after a key's end an anchor may still cover what it signed (rulings 5.15), in seconds."""
MAX_ASKED = 4
"""How often newer blocks are asked for in vain during one log: made-up block numbers must not keep the ledger busy."""


class World:
    """The ledger as of its head and as of any block; keys parsed once."""

    def __init__(
        self, replica: Replica, chain_id: int, contract: bytes, suites: Callable[[int], Suite] = get_suite
    ) -> None:
        self._suites = suites
        self.replica = replica
        self.state: LedgerState = replica.state
        self.chain_id, self.contract = chain_id, contract
        self.now = replica.head.timestamp
        self.at = lru_cache(maxsize=1024)(replica.at)
        self._asked = 0
        self._keys: dict[bytes, tuple[Key, PublicKey | None] | None] = {}
        self._anchors: dict[bytes, tuple[Anchor, ...]] = {}
        self._sizes: dict[bytes, list[int]] = {}
        self._owners: dict[bytes, bytes | None] = {}
        self.suite_due = lru_cache(maxsize=4096)(self._suite_due)

    def key(self, kid: bytes) -> tuple[Key, PublicKey | None] | None:
        """The registered key with this id and its parsed form (None if its bytes are no key), or None if unknown.

        Raises `SuiteUnavailable` where this machine cannot tell: what it lacks is nobody's fault.
        """
        if kid not in self._keys:
            record = self.state.key(kid) or self.replica.state.key(kid)  # or registered since the audit began
            self._keys[kid] = None if record is None else (record, self._parse(record))
        return self._keys[kid]

    def _parse(self, record: Key) -> PublicKey | None:
        try:
            return self._suites(record.suite).load_public(record.spki)
        except SuiteUnavailable:
            raise
        except CryptoError:
            return None

    def owner(self, log_id: bytes) -> bytes | None:
        """The gateway id of a log, or None if the ledger does not know the log."""
        if log_id not in self._owners:
            log = self.log(log_id)
            self._owners[log_id] = None if log is None else log.gateway_id
        return self._owners[log_id]

    def log(self, log_id: bytes) -> Log | None:
        """The ledger's record of a log, also of one that was opened since the audit began."""
        return self.state.log(log_id) or self.replica.state.log(log_id)

    def name_of(self, gateway_id: bytes | None) -> str:
        """Path of a gateway, for a reader; its id in hexadecimal if the ledger does not know it."""
        record = None if gateway_id is None else self.replica.state.gateway(gateway_id)
        return record.path if record is not None else "?" if gateway_id is None else gateway_id.hex()

    def keeper(self, log_id: bytes) -> str:
        """Who keeps a log, for a reader: its gateway's path, or the log itself if the ledger does not know it."""
        owner = self.owner(log_id)
        return f"log {log_id.hex()}" if owner is None else self.name_of(owner)

    def is_log_of(self, log_id: bytes, gateway: str) -> bool:
        """Whether the ledger records this log for the gateway of this path."""
        owner = self.owner(log_id)
        record = None if owner is None else self.replica.state.gateway(owner)
        return record is not None and record.path == gateway

    def anchors(self, log_id: bytes) -> tuple[Anchor, ...]:
        """The anchored heads of a log, in order."""
        found = self._anchors.get(log_id)
        if found is None:
            found = self._anchors[log_id] = self.state.anchors(log_id)
            self._sizes[log_id] = [anchor.size for anchor in found]
        return found

    def covering(self, log_id: bytes, leaf: int) -> Anchor | None:
        """The earliest anchor whose tree holds entry `leaf` of a log, or None."""
        anchors = self.anchors(log_id)
        at = bisect_right(self._sizes[log_id], leaf)
        return anchors[at] if at < len(anchors) else None

    def written_after(self, log_id: bytes, leaf: int) -> int:
        """A time (seconds) before which entry `leaf` cannot have been written; 0 if nothing says so.

        An anchor is signed only after the one before it is on the ledger, and an entry beyond an anchored size was not
        there when that anchor was signed: the last anchor but one is the bound.
        """
        anchors = self.anchors(log_id)
        at = bisect_right(self._sizes[log_id], leaf)
        return anchors[at - 2].timestamp if at >= 2 else 0

    def block_hash(self, number: int) -> bytes | None:
        """Hash of a block, or None if the chain has no such block.

        The gateways of a live ledger may stand on blocks that are newer than this audit: the ledger is asked again.
        """
        if number > self.replica.head.number and self._asked < MAX_ASKED:
            self.replica.sync()
            self._asked += number > self.replica.head.number
        if number > self.replica.head.number:
            return None
        return self.replica.block_hash(number)

    def next_log(self) -> None:
        """Another log is read from here on: what the one before it made up counts against that one only."""
        self._asked = 0

    def key_valid_at(self, key: Key, block: int) -> bool:
        """Whether a key was in force at `block`, leaving anchors aside."""
        started = key.valid_from <= block
        ended = bool(key.valid_to) and block > key.valid_to
        revoked = bool(key.revoked_since) and block >= key.revoked_since
        return started and not ended and not revoked

    def _suite_due(self, src_log: bytes, dst_gateway: bytes, block: int) -> int:
        """The suite that two gateways had to use at `block`: sm if both had live SM keys (rulings 5.2)."""
        state, source = self.at(block), self.owner(src_log)
        for gateway in (source, dst_gateway):
            if gateway is None:
                return 1
            keys = state.keys_of(gateway, KeyPurpose.SIGN)
            if not any(key.suite == 2 and self.key_valid_at(key, block) for key in keys):
                return 1
        return 2

    def anchor_address(self, log_id: bytes) -> bytes | None:
        """The 20-byte account that anchors a log, or None if the ledger does not know the log."""
        owner = self.owner(log_id)
        gateway = None if owner is None else self.state.gateway(owner)
        return None if gateway is None else gateway.anchor
