"""Deployment step by step: each creation has its address beforehand, so that what is there already is recognised.

Nothing but the ledger says how far a deployment got: a step is done when the deployer's nonce is past it and its
address holds exactly the code that the lock pins. So the same command begins, goes on after any interruption, and
afterwards changes nothing. Everything that can be refused is refused before the first transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import contracts
from chain_node.crypto.secp256k1 import EthKey, checksum_address
from chain_node.ledger.account import CREATE_GAS, Account
from chain_node.ledger.founding import Step, steps
from chain_node.ledger.transactions import sign_transaction, transaction_hash
from chain_node.ledger.trust import Trust
from scripts.contracts_cli import record
from scripts.contracts_cli.errors import ForeignCode, LockMismatch, WrongKey, WrongLedger
from scripts.contracts_cli.founding_file import FoundingFile
from scripts.contracts_cli.workspace import Workspace

TRUST = "trust.json"
WAIT_S = 60.0
_CHECKED_ENGINES = ("embedded", "kaia", "besu")


@dataclass(frozen=True, slots=True)
class Progress:
    """One step that was made now (`made`) or found in place."""

    place: int
    count: int
    step: Step
    made: bool


@dataclass(frozen=True, slots=True)
class Deployer:
    """A deployment of a founding file onto a ledger by the key of its deployer."""

    workspace: Workspace
    file: FoundingFile
    key: EthKey

    def check(self) -> tuple[Step, ...]:
        """The steps, if nothing speaks against them. Sends nothing.

        Raises `WrongLedger`, `WrongKey`, `LockMismatch`, `ForeignCode`, `contracts.ArtifactRefused`.
        """
        if self.file.engine not in _CHECKED_ENGINES:
            raise WrongLedger(f"the founding file names the engine {self.file.engine!r}")
        self.workspace.check_ledger(self.file.chain_id, self.file.genesis_hash, "the founding file")
        if self.key.address_bytes != self.file.deployer:
            raise WrongKey(f"the deployer is {checksum_address(self.file.deployer)}, the key's {self.key.address}")
        lock = contracts.lock_sha256(self.workspace.root)
        if self.file.lock is not None and self.file.lock != lock:
            raise LockMismatch(f"the founding file pins the lock {self.file.lock.hex()}, this one is {lock.hex()}")
        for name in contracts.names(self.workspace.root):
            self.workspace.load(name)
        found = steps(self.file.deployer, self.file.nonce, self.file.founding, self.workspace.root)
        used = self.workspace.ledger.nonce(self.file.deployer) - self.file.nonce
        if used < 0:
            raise ForeignCode(f"the founding file begins at nonce {self.file.nonce}, the account is at {used} less")
        for place, step in enumerate(found):
            if place < used:
                self._check_code(step)
                self._check_made(place, step)
            elif self.workspace.ledger.code(step.address):
                raise ForeignCode(f"{step.title}: {checksum_address(step.address)} holds code before its turn")
        return found

    def run(self) -> Iterator[Progress]:
        """Make what is missing, one step at a time, checking the code of each. Raises as `check`, `LedgerRefused`,
        `LedgerUnavailable`."""
        found = self.check()
        account = Account(self.workspace.ledger, self.key)
        done = self.workspace.ledger.nonce(self.file.deployer) - self.file.nonce
        for place, step in enumerate(found):
            if place >= done:
                account.deploy(step.code, CREATE_GAS, WAIT_S)
                self._check_code(step)
            yield Progress(place + 1, len(found), step, place >= done)

    def _check_code(self, step: Step) -> None:
        code = self.workspace.ledger.code(step.address)
        if not code:
            raise ForeignCode(f"{step.title}: {checksum_address(step.address)} holds no code, and its nonce is used")
        if not self.workspace.load(step.contract).runs_as(code):
            raise ForeignCode(f"{step.title}: the code at {checksum_address(step.address)} is not the one in the lock")

    def _check_made(self, place: int, step: Step) -> None:
        """What stands there was created by this founding file: signatures are deterministic, so the hash of the
        creating transaction is known."""
        nonce = self.file.nonce + place
        raw = sign_transaction(self.key, self.file.chain_id, nonce, None, step.code, CREATE_GAS)
        if self.workspace.ledger.receipt(transaction_hash(raw)) is None:
            raise ForeignCode(f"{step.title} at {checksum_address(step.address)} was not created by this founding file")

    def write(self, directory: Path) -> dict[str, Any]:
        """Write the signed record, the file to pin, and the artifacts that were deployed; the record."""
        found = self.check()
        value = self._record(found)
        for one in {step.contract for step in found}:
            record.keep(directory, self.workspace.load(one), self.workspace.root)
        (directory / TRUST).write_bytes(self._trust(found[-1].address).dump())
        (directory / record.NAME).write_bytes(record.sign(value, self.key))
        return value

    def _record(self, found: tuple[Step, ...]) -> dict[str, Any]:
        behind = {one.contract: one for one in found if not one.role}
        rows = []
        for one in sorted((one for one in found if one.role), key=lambda one: one.role):
            code = behind.get(one.role, one)
            rows.append(
                {
                    "name": one.role,
                    "address": checksum_address(one.address),
                    "implementation": checksum_address(code.address),
                    "artifact_sha256": self.workspace.load(code.contract).digest.hex(),
                }
            )
        return {
            "format": record.FORMAT,
            "instance": self.file.founding.instance,
            "chain_id": self.file.chain_id,
            "genesis_hash": "0x" + self.file.genesis_hash.hex(),
            "deployer": checksum_address(self.file.deployer),
            "nonce": self.file.nonce,
            "founding_sha256": self.file.digest.hex(),
            "artifacts_lock_sha256": contracts.lock_sha256(self.workspace.root).hex(),
            "version": metadata.version("lianlu"),
            "contracts": rows,
        }

    def _trust(self, home: bytes) -> Trust:
        return Trust(
            instance=self.file.founding.instance,
            engine=self.file.engine,
            chain_id=self.file.chain_id,
            genesis_hash=self.file.genesis_hash,
            consortium=home,
            artifacts_lock_sha256=contracts.lock_sha256(self.workspace.root),
            ledger_key=self.file.ledger_key,
        )
