"""What can go wrong in the embedded ledger.

LedgerError
├── DirectoryLocked         another process owns the directory                              (operator)
├── DirectoryMalformed      files of the directory are missing or of another ledger         (operator)
├── LedgerStopped           a write failed; nothing more is accepted until restart          (operator)
├── BlockUnknown            no such block                                                   (caller)
├── TransactionRejected     a transaction is not admitted; `known` if it is already there    (caller)
├── CallFailed              execution ended in an error; `data` holds what was returned     (caller)
├── FollowContradicted      re-execution gives another block                                (nobody: keep both)
├── BindRefused             the address to listen on is not allowed as configured           (operator)
└── ExportMalformed         a file offered as an export is none                             (caller)
"""

from __future__ import annotations

from chain_node.errors import LedgerError


class DirectoryLocked(LedgerError):
    """Another process owns the data directory."""

    code = "ledger.directory_locked"
    cure = "Stop the ledger that runs on this directory (`lianlu ledger status` names its process), or use another."


class DirectoryMalformed(LedgerError):
    """The data directory is not one of a ledger, or its files contradict each other."""

    code = "ledger.directory_malformed"
    cure = "Name the directory of the ledger with --data; if it is damaged, restore it from a backup."


class LedgerStopped(LedgerError):
    """A block could not be written. Nothing is accepted any more; what was acknowledged is safe on disk."""

    code = "ledger.stopped"
    cure = "Free or replace the disk, then start the ledger again; transactions without a receipt are handed in again."


class StorageLow(LedgerError):
    """Too little room is left on the disk to take transactions."""

    code = "ledger.storage_low"
    cure = "Free space on the disk of the ledger's directory; transactions are taken again by themselves."


class BlockUnknown(LedgerError):
    """No such block on this ledger (yet)."""

    code = "ledger.block_unknown"
    cure = "Ask for a block between 0 and the head."
    status = 404


class TransactionRejected(LedgerError):
    """A transaction is malformed or not admissible. `known` is True if the ledger already has this very one."""

    code = "ledger.transaction_rejected"
    cure = "Correct the transaction: the message names the field."
    status = 400

    def __init__(self, message: str, *, known: bool = False) -> None:
        super().__init__(message)
        self.known = known


class CallFailed(LedgerError):
    """Execution ended in an error. `reverted` tells a REVERT, whose data is in `data`, from the others."""

    code = "ledger.call_failed"
    cure = "The contract refused: its error in `data` says why."
    status = 409

    def __init__(self, message: str, *, data: bytes = b"", reverted: bool = False) -> None:
        super().__init__(message)
        self.data = data
        self.reverted = reverted


class ExecutionTooLong(LedgerError):
    """A transaction or call was ended because it took too long. It is in no block."""

    code = "ledger.execution_too_long"
    cure = "Split the work into several transactions: one has two seconds."
    status = 400


class FollowContradicted(LedgerError):
    """Executing a block again, or checking its form, does not give the block that was presented."""

    code = "ledger.follow_contradicted"
    cure = "Keep both: the ledger or its export was altered after the fact, or executed otherwise than it says."

    def __init__(self, message: str, *, number: int, field: str, expected: str = "", found: str = "") -> None:
        super().__init__(message)
        self.number = number
        self.field = field
        self.expected = expected
        self.found = found


class BindRefused(LedgerError):
    """The address to listen on is taken, or is beyond loopback without TLS and a token."""

    code = "ledger.bind_refused"
    cure = "Listen on a free port of 127.0.0.1; for others to reach it, give --tls-cert, --tls-key and --token-file."


class MachineMissing(LedgerError):
    """The virtual machine cannot be loaded: not installed, or no file can be opened."""

    code = "ledger.machine_missing"
    cure = "Install `lianlu[ledger]`; if it is, raise the limit of open files (`ulimit -n`)."
