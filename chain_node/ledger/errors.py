"""Errors of everything that talks to, or reads from, the ledger.

LedgerError                 (chain_node.errors)
├── LedgerUnavailable       transport: not reached, timed out, or answered garbage             (operator; try again)
├── LedgerRefused           the ledger answered: no. Carries the contract's error and arguments (caller)
│   ├── NonceTooLow         the account's nonce was used already                               (our outbox)
│   ├── NonceTooHigh        an earlier transaction of the account is missing                   (our outbox)
│   └── NonceBusy           another transaction with this nonce waits and is not replaced      (our outbox)
├── LedgerForked            two answers for one height, or a head from the future               (nobody: keep both)
├── LedgerOutdated          the replica is older than allowed, or has not reached a block       (operator; wait)
├── ContractForgotten       a vote named a contract of which not all is known                   (voters: name another)
├── ReplicaTorn             a block was applied in part, through a fault of ours                (operator; restart)
├── OutboxError             the durable list of our own transactions contradicts the ledger     (operator)
├── TrustError              the pinned file that all verification starts from                   (auditor, exit 4)
│   ├── TrustMissing        not there or not readable
│   ├── TrustMalformed      not in its one accepted form
│   └── TrustMismatch       well-formed, but of another ledger than the one presented
├── ExportUnreadable        a file offered as a ledger's export is none, or is cut off                 (auditor)
└── ReplicaContradicted     blocks that do not follow from each other or from their own roots   (nobody: keep both)
"""

from __future__ import annotations

from typing import Any

from chain_node.errors import LedgerError


class LedgerUnavailable(LedgerError):
    """The ledger was not reached, timed out or answered something that is no answer. State unchanged or unknown."""

    code = "ledger.unavailable"
    cure = "Check that the ledger runs and that its address is right; the call can be made again."
    exit_code = 5


class LedgerRefused(LedgerError):
    """The ledger answered that it will not do this.

    `name` is the contract's custom error (`Authorization_GrantUnknown`), `Error` for a plain text, `Panic`, or the
    empty string if the answer names none; `args` of the custom error are in `values`, in declaration order.
    `data` is the raw revert data, `rpc_code` the JSON-RPC error code if there was one.
    """

    code = "ledger.refused"
    cure = "The message names the contract's error; docs/reference/contract-errors.md says how to solve it."
    status = 409

    def __init__(
        self,
        message: str,
        *,
        name: str = "",
        values: tuple[Any, ...] = (),
        data: bytes = b"",
        rpc_code: int | None = None,
    ) -> None:
        super().__init__(message)
        self.name = name
        self.values = values
        self.data = data
        self.rpc_code = rpc_code


class NonceTooLow(LedgerRefused):
    """A transaction with this nonce of this account is in a block already."""

    code = "ledger.nonce_too_low"
    cure = "The outbox settles this by itself; if it recurs, another process uses the same account."


class NonceTooHigh(LedgerRefused):
    """A transaction with a lower nonce of this account was never handed in, or was forgotten by the ledger."""

    code = "ledger.nonce_too_high"
    cure = "The outbox settles this by itself by sending the missing transaction again."


class NonceBusy(LedgerRefused):
    """Another transaction of this account with this nonce waits to be mined, and the ledger replaces none."""

    code = "ledger.nonce_busy"
    cure = "The outbox settles this by itself; if it recurs, another process uses the same account."


class LedgerForked(LedgerError):
    """Two ledgers, or one ledger at two times, give different blocks for one height. `seen` and `offered` prove it."""

    code = "ledger.forked"
    cure = "Stop trusting this ledger, keep both headers, and tell every member: nobody may decide on a fork."

    def __init__(self, message: str, *, number: int = 0, seen: bytes = b"", offered: bytes = b"") -> None:
        super().__init__(message)
        self.number = number
        self.seen = seen
        self.offered = offered


class LedgerOutdated(LedgerError):
    """The replica's head is too old to decide on, or has not reached the block that was asked for."""

    code = "ledger.outdated"
    cure = "Wait for the ledger to be reachable again; `lianlu ledger status` shows its head."


class ContractForgotten(LedgerError):
    """So much was emitted on the ledger before a contract got its name that its beginning was not kept."""

    code = "ledger.contract_forgotten"
    cure = "Deploy the contract again and have it named soon after; or name the one before it, which is known."


class ReplicaTorn(LedgerError):
    """A fault of this software ended in the middle of a block; a copy with half a block in it answers nothing."""

    code = "ledger.replica_torn"
    cure = "Start again: the copy is read anew. If it recurs, report the block and the log: the fault is ours."
    exit_code = 70


class OutboxError(LedgerError):
    """The durable list of our own transactions cannot be read, or contradicts the ledger."""

    code = "ledger.outbox"
    cure = "Make sure that no other process uses this account's key, then start again: the outbox settles what is open."


class TrustError(LedgerError):
    """The pinned file that all verification starts from cannot be used."""

    code = "trust.unusable"
    cure = "Get trust.json from the consortium's secretariat by a way that you trust, and name it with --trust."
    status = 500
    exit_code = 4


class TrustMissing(TrustError):
    """There is no trust file at this path, or it cannot be read."""

    code = "trust.missing"


class TrustMalformed(TrustError):
    """The trust file is not in its one accepted form."""

    code = "trust.malformed"


class TrustMismatch(TrustError):
    """The ledger presented is another one than the one pinned."""

    code = "trust.mismatch"
    cure = "Compare the chain id, genesis hash and Consortium address with the pinned file: this is another ledger."


class ExportUnreadable(LedgerError):
    """A file offered as a ledger's export cannot be read, is none, or ends in the middle of a line."""

    code = "ledger.export_unreadable"
    cure = "Make the export again with `lianlu ledger export`, and compare the sizes after copying."
    status = 400
    exit_code = 2


class ReplicaContradicted(LedgerError):
    """A block does not follow from its parent, from its own roots, or from the rules. `number` names the block."""

    code = "ledger.contradicted"
    cure = "Keep the blocks as evidence: the ledger that served them altered its own history."

    def __init__(self, message: str, *, number: int = 0, evidence: bytes = b"") -> None:
        super().__init__(message)
        self.number = number
        self.evidence = evidence
