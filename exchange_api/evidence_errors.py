"""Why evidence or its trust data cannot be handed out, or a monitoring query not be answered."""

from __future__ import annotations

from exchange_api.errors import CallerMistake, Unavailable


class QueryInvalid(CallerMistake):
    """A parameter of a query for evidence or monitoring records is missing, malformed, or contradicts another one."""

    code = "exchange.query_invalid"
    cure = "Correct the parameter that the message names; docs/evidence-download.md and docs/monitoring.md list them."


class ChangesGone(CallerMistake):
    """What changed after this cursor is no longer kept: reading on from it would leave something out."""

    code = "exchange.changes_gone"
    cure = "Read everything anew where it belongs, then the feed without a cursor; it is kept for 90 days."
    status = 410


class EvidenceAmbiguous(CallerMistake):
    """Several exchanges carry this `X-Road-Id`, and only one was wanted."""

    code = "exchange.evidence_ambiguous"
    cure = "Ask for one of the exchange ids that the message lists, or leave `unique` out."
    status = 409


class EvidenceErased(CallerMistake):
    """What opens this exchange's commitments was erased; its entries and proofs are still there."""

    code = "exchange.evidence_erased"
    cure = "Ask without openings."
    status = 410


class EvidenceNotAnchored(Unavailable):
    """The exchange is logged, and the next anchor is to come: a bundle would not stand on the ledger yet."""

    code = "exchange.evidence_not_anchored"
    cure = "Ask again after the next anchor, or with `force` for a bundle that is not anchored."
    status = 409


class LedgerCopyTooLarge(Unavailable):
    """The ledger is larger than `limits.max_ledger_copy`, so the trust data does not include it."""

    code = "exchange.ledger_copy_too_large"
    limit = "max_ledger_copy"
    cure = "Take the trust data with `ledger=false`, and the ledger from `lianlu ledger export` or by its address."
    status = 413
