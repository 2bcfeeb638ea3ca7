"""What can go wrong with a gateway's own log.

    LogError
    ├── LogMissing          there is no log in that directory                                 (operator)
    ├── LogExists           there is one already                                              (operator)
    ├── LogBusy             another process owns the directory                                (operator)
    ├── LogWriteFailed      this group was not written; nothing of it was released            (try again)
    ├── LogStopped          the writer has stopped and takes nothing more                     (operator)
    │   ├── LogFenced       another process took the log over                                 (operator)
    │   └── ClockJumped     the machine's clock was set while the log was being written       (operator)
    ├── LogCorrupt          the stored bytes contradict each other                            (nobody: keep the files)
    ├── LogUnreadable       the file cannot be opened for reading                             (operator)
    ├── ProofUnavailable    a proof was asked for an index or size that the log does not have (caller)
    ├── JournalConflict     a second, different checkpoint for one epoch, or a smaller one    (nobody: keep both)
    ├── ChainAhead          the ledger holds a head that this log never signed                (operator: recover)
    ├── LogFrozen           the ledger takes no more anchors of this log                      (operator: recover)
    ├── LogNotOpen          the ledger does not know this log                                 (operator)
    ├── AnchorPending       the ledger has not taken the open checkpoint yet                  (nobody: tried again)
    ├── AnchorRefused       the ledger refuses a checkpoint that follows its head             (operator)
    └── PairStateInvalid    a peer's statement about a range does not fit                     (nobody: keep the bytes)

`LogError` itself is in `chain_node.errors`.
"""

from __future__ import annotations

from chain_node.errors import LogError


class LogMissing(LogError):
    """The directory holds no log."""

    code = "log.missing"
    cure = "Check the path, or create the gateway with `lianlu gateway init`."


class LogExists(LogError):
    """A log is to be created where one already stands."""

    code = "log.exists"
    cure = "Use another directory: an existing log is never overwritten."


class LogBusy(LogError):
    """Another process owns this log directory. One log has one writer."""

    code = "log.busy"
    cure = "Stop the other process that runs on this directory, then start again."


class LogWriteFailed(LogError):
    """The group that held this entry was not written. Nothing of it was released, and its numbers are used again."""

    code = "log.write_failed"
    cure = "Check free space and the disk; the caller may try again."
    status = 503


class LogStopped(LogError):
    """The writer has stopped, by request or because it can no longer trust its store."""

    code = "log.stopped"
    cure = "See the gateway's log for the reason, run `lianlu audit fsck` on its directory, then start it again."
    status = 503


class LogFenced(LogStopped):
    """Another process has taken this log over: its fence row holds another owner."""

    code = "log.fenced"
    cure = "Only one gateway may run on a log; find the other one before starting this one again."


class ClockJumped(LogStopped):
    """The machine's clock was set, by more than an auditor allows for. Nothing was written with the new time."""

    code = "log.clock_jumped"
    cure = "Set the machine's clock right, then start the gateway again: a start compares the clock with the ledger's."


class LogCorrupt(LogError):
    """What is stored contradicts itself: a missing leaf, a broken pair sequence, a tile that its leaves do not give."""

    code = "log.corrupt"
    cure = "Keep the directory as it is, run `lianlu audit fsck` on it, and restore it or run `lianlu gateway recover`."


class LogUnreadable(LogError):
    """The log's file exists and cannot be opened for reading."""

    code = "log.unreadable"
    cure = "Copy the whole log directory, with its -wal file, to a place that you may write to, and read it there."


class ProofUnavailable(LogError):
    """A proof was asked for an index or a size that this log does not have."""

    code = "log.proof_unavailable"
    cure = "Ask for an index below the size, and a size up to the number of stored leaves."
    status = 404


class JournalConflict(LogError):
    """A checkpoint contradicts the journal: another one was signed for this epoch, or a larger one before it."""

    code = "log.journal_conflict"
    cure = "Stop the gateway and keep its directory; two processes may have signed for one log."


class ChainAhead(LogError):
    """The ledger holds a head of this log that this directory never signed: it is an old copy, or a clone."""

    code = "log.chain_ahead"
    cure = "Start the newest copy of this directory; if it is lost, run `lianlu gateway recover`."


class LogFrozen(LogError):
    """The ledger takes no more anchors of this log: it was frozen by its gateway's SYSTEM duty or by vote."""

    code = "log.frozen"
    cure = "Ask who froze it and why; `lianlu gateway recover` opens its successor."


class LogNotOpen(LogError):
    """The ledger does not know this log."""

    code = "log.not_open"
    cure = "Check that trust.json names the right ledger; a new gateway's log is opened by `lianlu gateway init`."


class AnchorPending(LogError):
    """The ledger has not taken the open checkpoint yet."""

    code = "log.anchor_pending"
    cure = "Nothing: it is tried again. If it lasts, see `lianlu ledger status`."
    status = 503


class AnchorRefused(LogError):
    """The ledger refused a checkpoint although it follows the anchored head. It is tried again, less and less often."""

    code = "log.anchor_refused"
    cure = "Check that the anchoring key is registered and live; the message gives the ledger's reason."
    status = 503


class PairStateInvalid(LogError):
    """A peer's statement about a range of messages does not fit the pair it names."""

    code = "log.pairstate_invalid"
    cure = "Keep the message: it is signed. The audit compares both logs."
    status = 400
