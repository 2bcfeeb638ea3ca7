"""What can be wrong with bytes offered as evidence.

Codes are stable: tests, the audit's findings and other people's tools read them. The cure of each is for whoever
holds the bytes; malformed evidence is kept, since it is itself evidence of what somebody sent.
"""

from __future__ import annotations

from chain_node.errors import EvidenceError

_KEEP = "Keep the bytes and ask the gateway that made them for the original."


class CborError(EvidenceError):
    """Bytes are not the one encoding of a value of the CBOR subset."""

    code = "evidence.cbor"
    cure = _KEEP


class CborNonMinimal(CborError):
    """A number or length is written in more bytes than it needs."""

    code = "evidence.cbor.non_minimal"


class CborIndefinite(CborError):
    """A string or array has no length in front of it."""

    code = "evidence.cbor.indefinite"


class CborTrailing(CborError):
    """Bytes follow the value."""

    code = "evidence.cbor.trailing"


class CborTruncated(CborError):
    """The bytes end inside the value."""

    code = "evidence.cbor.truncated"


class CborUnsupported(CborError):
    """A value is of a kind outside uint, bstr, tstr, array and null."""

    code = "evidence.cbor.unsupported"


class CborText(CborError):
    """A text is not valid UTF-8."""

    code = "evidence.cbor.text"


class CborDepth(CborError):
    """Arrays are nested deeper than allowed."""

    code = "evidence.cbor.depth"


class CborTooLong(CborError):
    """The bytes, or one string in them, are longer than allowed."""

    code = "evidence.cbor.too_long"


class MerkleError(EvidenceError):
    """A Merkle proof does not prove what it claims."""

    code = "evidence.merkle"
    cure = "Ask the log for a proof for exactly these sizes; if it gives none, report the log."


class MerkleShape(MerkleError):
    """Sizes, index and the number or length of hashes do not belong together."""

    code = "evidence.merkle.shape"


class MerkleMismatch(MerkleError):
    """The proof has the right shape and leads to another root."""

    code = "evidence.merkle.mismatch"


class StatementError(EvidenceError):
    """Bytes are not a well-formed message M."""

    code = "evidence.statement"
    cure = _KEEP


class StatementVersion(StatementError):
    """A message is of a version or suite that this program does not know."""

    code = "evidence.statement.version"
    cure = "Use a release that knows this version; the docs list which release reads which."


class CommitmentError(EvidenceError):
    """A set of commitments or openings is malformed."""

    code = "evidence.commitment"
    cure = _KEEP


class OpeningMismatch(CommitmentError):
    """A value and its salt do not open the commitment that was signed."""

    code = "evidence.commitment.mismatch"
    cure = "The value is not the one that was signed: do not use it, keep both."


class ReceiptError(EvidenceError):
    """Bytes are not a receipt of ours, or the receipt is for something else."""

    code = "evidence.receipt"
    cure = _KEEP


class ReceiptKey(ReceiptError):
    """The key offered is not the one that the receipt names."""

    code = "evidence.receipt.key"
    cure = "Look up the key by the receipt's kid in the ledger's key registry."


class ReceiptSuite(ReceiptError):
    """Message, receipt and key do not name the same suite."""

    code = "evidence.receipt.suite"


class LeafError(EvidenceError):
    """Bytes are not a well-formed leaf of a log."""

    code = "evidence.leaf"
    cure = _KEEP


class PromiseError(EvidenceError):
    """A promise is malformed, or contradicts the leaf that it is about."""

    code = "evidence.promise"
    cure = "Keep the promise and the message around it: with the leaf shown they convict the log."


class CheckpointError(EvidenceError):
    """A checkpoint or its note is malformed."""

    code = "evidence.checkpoint"
    cure = "Take the checkpoint from the ledger's event instead of the note."


class BundleError(EvidenceError):
    """A record bundle is malformed, or its parts do not belong together."""

    code = "evidence.bundle"
    cure = "Make the bundle again with `lianlu audit bundle create`."
