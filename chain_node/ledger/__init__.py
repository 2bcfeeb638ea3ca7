"""The shared ledger as seen from outside: the port, its client, a verified replica of its state, and decisions on it.

`decision.py`, `state.py`, `reasons.py` and `port.py` are pure: no file, socket or clock.
"""
