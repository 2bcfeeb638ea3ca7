"""The state while a block is executed: changes over a `StateReader`, with an undo journal.

It stands behind py-evm's `State` in the place of its own `AccountDB`, whose layers of caches and journals cost more
than the execution itself, and behaves as that one does (`tests/unit/chain_node/engines/test_accounts.py` compares the
two at random; `lianlu ledger follow` executes with py-evm's own). A checkpoint is a length of the journal.
"""

from __future__ import annotations

from typing import Any

from chain_node.crypto.secp256k1 import keccak256
from chain_node.engines.embedded import trie
from chain_node.engines.embedded.nodes import BLANK, EMPTY_CODE_HASH, Account, StateDiff, StateReader

_ABSENT: Any = object()
_ACCOUNT, _SLOT, _WIPE = range(3)


class JournaledState:
    """What py-evm calls the account database. Addresses are 20 bytes, slots and values 256-bit integers."""

    def __init__(self, reader: StateReader, state_root: bytes) -> None:
        self._reader = reader
        self._root = state_root
        self._accounts: dict[bytes, Account | None] = {}
        self._slots: dict[bytes, dict[int, int]] = {}
        self._wiped: set[bytes] = set()
        self._original: dict[tuple[bytes, int], int] = {}
        self._journal: list[tuple[Any, ...]] = []
        self.codes: dict[bytes, bytes] = {}

    # -- checkpoints

    @property
    def state_root(self) -> bytes:
        """Root of the state before this block."""
        return self._root

    @state_root.setter
    def state_root(self, value: bytes) -> None:
        if value != self._root:
            raise AssertionError("the base of a block under execution does not move")

    def record(self) -> int:
        """A checkpoint to which `discard` can return."""
        return len(self._journal)

    def commit(self, checkpoint: int) -> None:
        """Keep what happened since the checkpoint; an outer one may still discard it."""

    def discard(self, checkpoint: int) -> None:
        """Undo everything since the checkpoint, latest first."""
        journal = self._journal
        while len(journal) > checkpoint:
            kind, target, key, old = journal.pop()
            if kind == _SLOT:
                _restore(target, key, old)
            elif kind == _ACCOUNT:
                _restore(self._accounts, key, old)
            else:
                _restore(self._slots, key, old)
                if target:
                    self._wiped.discard(key)

    def lock_changes(self) -> None:
        """A transaction begins: what came before can no longer be undone and is "original" (EIP-2200)."""
        self._journal.clear()
        self._original.clear()

    def diff(self) -> StateDiff:
        """Everything changed since the block began."""
        return StateDiff(dict(self._accounts), self._slots, frozenset(self._wiped))

    # -- storage

    def get_storage(self, address: bytes, slot: int, from_journal: bool = True) -> int:
        """The slot's value now, or (`from_journal` False) at the start of the transaction."""
        if not from_journal:
            original = self._original.get((address, slot))
            if original is not None:
                return original
        slots = self._slots.get(address)
        if slots is not None:
            value = slots.get(slot)
            if value is not None:
                return value
        return 0 if address in self._wiped else self._reader.slot(address, slot)

    def set_storage(self, address: bytes, slot: int, value: int) -> None:
        """Set the slot; 0 deletes it."""
        slots = self._slots.get(address)
        if slots is None:
            slots = self._slots[address] = {}
        old = slots.get(slot, _ABSENT)
        if (address, slot) not in self._original:
            self._original[address, slot] = self.get_storage(address, slot)
        self._journal.append((_SLOT, slots, slot, old))
        slots[slot] = value

    def delete_storage(self, address: bytes) -> None:
        """Empty the account's storage."""
        self._put(address, (self.account(address) or BLANK)._replace(storage_root=trie.EMPTY_ROOT))
        self._wipe(address)

    def _wipe(self, address: bytes) -> None:
        """Forget the storage, if there is any: the coinbase is deleted after each transaction and has none."""
        base = self._reader.account(address)
        if address not in self._slots and (base is None or base.storage_root == trie.EMPTY_ROOT):
            return
        fresh = address not in self._wiped
        self._journal.append((_WIPE, fresh, address, self._slots.get(address, _ABSENT)))
        self._slots[address] = {}
        self._wiped.add(address)

    # -- accounts

    def account(self, address: bytes) -> Account | None:
        """The account now, None if it does not exist."""
        account = self._accounts.get(address, _ABSENT)
        return self._reader.account(address) if account is _ABSENT else account

    def _put(self, address: bytes, account: Account | None) -> None:
        self._journal.append((_ACCOUNT, None, address, self._accounts.get(address, _ABSENT)))
        self._accounts[address] = account

    def get_balance(self, address: bytes) -> int:
        """Balance in wei."""
        return (self.account(address) or BLANK).balance

    def set_balance(self, address: bytes, balance: int) -> None:
        """Set the balance; the account comes into being if it did not exist."""
        self._put(address, (self.account(address) or BLANK)._replace(balance=balance))

    def get_nonce(self, address: bytes) -> int:
        """Number of transactions sent, or contracts created."""
        return (self.account(address) or BLANK).nonce

    def set_nonce(self, address: bytes, nonce: int) -> None:
        """Set the nonce."""
        self._put(address, (self.account(address) or BLANK)._replace(nonce=nonce))

    def increment_nonce(self, address: bytes) -> None:
        """One more."""
        self.set_nonce(address, self.get_nonce(address) + 1)

    def get_code(self, address: bytes) -> bytes:
        """The contract's code, empty for other accounts."""
        digest = self.get_code_hash(address)
        if digest == EMPTY_CODE_HASH:
            return b""
        return self.codes.get(digest) or self._reader.nodes.code(digest)

    def set_code(self, address: bytes, code: bytes) -> None:
        """Give the account its code. Code of an undone creation stays in `codes`, unreferenced."""
        digest = keccak256(code)
        self.codes[digest] = code
        self._put(address, (self.account(address) or BLANK)._replace(code_hash=digest))

    def get_code_hash(self, address: bytes) -> bytes:
        """Hash of the code; that of nothing for other accounts."""
        return (self.account(address) or BLANK).code_hash

    def delete_code(self, address: bytes) -> None:
        """Take the code away."""
        self._put(address, (self.account(address) or BLANK)._replace(code_hash=EMPTY_CODE_HASH))

    def account_has_code_or_nonce(self, address: bytes) -> bool:
        """Whether a contract cannot be created at this address."""
        account = self.account(address) or BLANK
        return account.nonce != 0 or account.code_hash != EMPTY_CODE_HASH

    def account_exists(self, address: bytes) -> bool:
        """Whether the state has the account, empty or not."""
        return self.account(address) is not None

    def account_is_empty(self, address: bytes) -> bool:
        """Empty in the sense of EIP-161; true for what does not exist."""
        return (self.account(address) or BLANK).empty

    def touch_account(self, address: bytes) -> None:
        """Bring the account into being if it does not exist."""
        if self.account(address) is None:
            self._put(address, BLANK)

    def delete_account(self, address: bytes) -> None:
        """Remove account and storage."""
        self._wipe(address)
        self._put(address, None)


def _restore(target: dict[Any, Any], key: Any, old: Any) -> None:
    if old is _ABSENT:
        del target[key]
    else:
        target[key] = old
