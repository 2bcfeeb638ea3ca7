"""Use cases: one exchange as its consumer and as its provider, receipts, and what belongs to their life."""
