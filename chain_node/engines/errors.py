"""Errors about engines as such; those of the embedded ledger are in `embedded/errors.py`.

LedgerError
└── EngineUnknown           a name that is no engine of ours                                 (operator)
"""

from __future__ import annotations

from chain_node.errors import LedgerError


class EngineUnknown(LedgerError):
    """No engine has this name."""

    code = "ledger.engine_unknown"
    cure = "Name one of the engines that the message lists."
    status = 400
