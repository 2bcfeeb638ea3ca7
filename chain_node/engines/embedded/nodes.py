"""Trie nodes and contract code by hash, and the state that a root stands for.

Everything here is addressed by content, so a reader can never see a half-written state: a root's nodes are all there or
the root is not known. `NodeCache` keeps decoded nodes; `pending` holds those of a block that is not yet committed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from lru import LRU

from chain_node.crypto.secp256k1 import keccak256
from chain_node.engines.embedded import rlpcodec, trie

EMPTY_CODE_HASH = keccak256(b"")
hashed_address = lru_cache(maxsize=16_384)(keccak256)


class Account(NamedTuple):
    """An account as the state trie holds it (yellow paper, section 4.1)."""

    nonce: int
    balance: int
    storage_root: bytes
    code_hash: bytes

    @property
    def empty(self) -> bool:
        """No nonce, no balance, no code (EIP-161)."""
        return self.nonce == 0 and self.balance == 0 and self.code_hash == EMPTY_CODE_HASH


BLANK = Account(0, 0, trie.EMPTY_ROOT, EMPTY_CODE_HASH)


class StateDiff(NamedTuple):
    """What a block changed: accounts (None: gone), slots by address, and addresses whose storage was wiped first."""

    accounts: dict[bytes, Account | None]
    slots: dict[bytes, dict[int, int]]
    wiped: frozenset[bytes]


class NodeCache:
    """Nodes and code by hash. `fetch(digest)` reads the store and returns None for what is not there."""

    def __init__(self, fetch: Callable[[bytes], bytes | None], size: int = 40_000) -> None:
        self._fetch = fetch
        self._decoded: LRU[bytes, trie.Node] = LRU(size)
        self._codes: LRU[bytes, bytes] = LRU(512)
        self.pending: dict[bytes, bytes] = {}

    def raw(self, digest: bytes) -> bytes:
        """The bytes with this hash. Raises `trie.MissingNode`."""
        found = self.pending.get(digest)
        if found is None:
            found = self._fetch(digest)
        if found is None:
            raise trie.MissingNode(f"node {digest.hex()} is missing: the store is damaged")
        return found

    def node(self, digest: bytes) -> trie.Node:
        """The decoded trie node with this hash. Raises `trie.MissingNode`."""
        node = self._decoded.get(digest)
        if node is None:
            node = trie.decode_node(self.raw(digest))
            self._decoded[digest] = node
        return node

    def code(self, digest: bytes) -> bytes:
        """The contract code with this hash. Raises `trie.MissingNode`."""
        if digest == EMPTY_CODE_HASH:
            return b""
        code = self._codes.get(digest)
        if code is None:
            code = self.raw(digest)
            self._codes[digest] = code
        return code


class StateReader:
    """Read-only state as of one root, with a flat cache in front of the tries.

    `advance` moves the reader to the state after a block and keeps what the block did not touch.
    """

    LIMIT = 100_000
    """Cached accounts plus slots; beyond it the cache starts afresh."""

    def __init__(self, nodes: NodeCache, root: bytes) -> None:
        self.nodes = nodes
        self.root = root
        self._accounts: dict[bytes, Account | None] = {}
        self._slots: dict[bytes, dict[int, int]] = {}
        self._cached = 0

    def account(self, address: bytes) -> Account | None:
        """The account, or None if it does not exist."""
        try:
            return self._accounts[address]
        except KeyError:
            pass
        raw = trie.lookup(self.nodes, self.root, hashed_address(address))
        account = decode_account(raw) if raw else None
        self._accounts[address] = account
        return account

    def slot(self, address: bytes, slot: int) -> int:
        """The value in storage slot `slot`, 0 if it was never set."""
        slots = self._slots.get(address)
        if slots is None:
            slots = self._slots[address] = {}
        value = slots.get(slot)
        if value is None:
            value = slots[slot] = self._stored(address, slot)
            self._cached += 1
        return value

    def _stored(self, address: bytes, slot: int) -> int:
        account = self.account(address)
        if account is None or account.storage_root == trie.EMPTY_ROOT:
            return 0
        raw = trie.lookup(self.nodes, account.storage_root, hashed_slot(slot))
        return rlpcodec.as_int(rlpcodec.decode(raw)) if raw else 0

    def advance(self, root: bytes, diff: StateDiff) -> None:
        """Become the reader of `root`, which is this state with `diff` applied."""
        self.root = root
        if len(self._accounts) + self._cached > self.LIMIT:
            self._accounts, self._slots, self._cached = {}, {}, 0
        for address in diff.wiped:
            self._slots.pop(address, None)
        self._accounts.update(diff.accounts)
        for address, slots in diff.slots.items():
            self._slots.setdefault(address, {}).update(slots)
            self._cached += len(slots)


def apply_diff(reader: StateReader, diff: StateDiff) -> tuple[bytes, dict[bytes, bytes], StateDiff]:
    """The state root after `diff`, the new nodes, and the diff with the accounts' new storage roots."""
    accounts, written = dict(diff.accounts), dict[bytes, bytes]()
    for address in diff.slots.keys() | diff.wiped:
        account = accounts[address] if address in accounts else reader.account(address)
        if account is None:
            continue
        base = trie.EMPTY_ROOT if address in diff.wiped else account.storage_root
        changes = {
            hashed_slot(slot): rlpcodec.encode_int(value) if value else b""
            for slot, value in diff.slots.get(address, {}).items()
        }
        root, nodes = trie.update(reader.nodes, base, changes)
        written.update(nodes)
        accounts[address] = account._replace(storage_root=root)
    leaves = {hashed_address(address): encode_account(one) if one else b"" for address, one in accounts.items()}
    root, nodes = trie.update(reader.nodes, reader.root, leaves)
    written.update(nodes)
    return root, written, StateDiff(accounts, diff.slots, diff.wiped)


def decode_account(raw: bytes) -> Account:
    """The account that a leaf of the state trie holds."""
    nonce, balance, storage_root, code_hash = rlpcodec.decode_list(raw)
    return Account(
        rlpcodec.as_int(nonce, 64),
        rlpcodec.as_int(balance),
        rlpcodec.as_bytes(storage_root, 32),
        rlpcodec.as_bytes(code_hash, 32),
    )


def encode_account(account: Account) -> bytes:
    """The leaf of the state trie for `account`."""
    return rlpcodec.encode_sequence(
        (
            rlpcodec.encode_int(account.nonce),
            rlpcodec.encode_int(account.balance),
            b"\xa0" + account.storage_root,
            b"\xa0" + account.code_hash,
        )
    )


@lru_cache(maxsize=65_536)
def hashed_slot(slot: int) -> bytes:
    """The key of a storage slot in the account's storage trie."""
    return keccak256(slot.to_bytes(32, "big"))
