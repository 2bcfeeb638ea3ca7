"""The ground both sides stand on: identifiers, cryptography, evidence formats, the log and the ledger port."""
