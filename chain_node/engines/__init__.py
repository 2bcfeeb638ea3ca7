"""The ledger engines: what differs between them (`profile.py`) and the one that we run ourselves (`embedded/`)."""
