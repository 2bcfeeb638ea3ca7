"""Proving: verification of what gateways left, against nothing but the ledger and a pinned trust file."""
