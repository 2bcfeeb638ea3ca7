"""Why a disclosure is permitted or refused: one numbering shared with `contracts/types`, signed into every answer.

Numbers below 100 are decided from the ledger's state alone, so that an auditor can decide again; they never change
their meaning. Numbers from 100 are a gateway's own refusals and never appear on chain.
"""

from __future__ import annotations

from enum import IntEnum


class Reason(IntEnum):
    """Outcome of a decision, in the order of the tens: standing, service, grant, caps; from 100 local to a gateway."""

    GRANTED = 0
    PUBLIC = 1
    BREAK_GLASS = 2
    CONSUMER_UNKNOWN = 10
    CONSUMER_SUSPENDED = 11
    CONSUMER_BLACKLISTED = 12
    PROVIDER_SUSPENDED = 13
    HALTED = 14
    SERVICE_UNKNOWN = 20
    SERVICE_DISABLED = 21
    ENDPOINT_NOT_ALLOWED = 22
    RESOURCE_NOT_PUBLISHED = 23
    CLASSIFIED = 24
    NOT_SHARED = 25
    NO_GRANT = 30
    GRANT_EXPIRED = 31
    GRANT_NOT_YET_VALID = 32
    GRANT_REVOKED = 33
    GRANT_SUSPENDED = 34
    FIELD_NOT_GRANTED = 35
    ITEM_NOT_GRANTED = 36
    ITEM_MISSING = 37
    CASE_MISSING = 38
    CASE_CLOSED = 39
    CONSENT_MISSING = 40
    CONSENT_WITHDRAWN = 41
    CONSENT_EXPIRED = 42
    CASE_OF_OTHERS = 43
    APPROVAL_MISSING = 44
    DELEGATION_ENDED = 45
    CAP_EXCEEDED = 50
    ROW_CAP_EXCEEDED = 51

    LOCKED_OUT = 100
    OVERLOADED = 101
    SERVICE_NOTICE = 102
    LEDGER_OUTDATED = 103
    SUITE_DOWNGRADE = 104
    SEQ_FORK = 105
    OUTCOME_UNKNOWN = 106
    BACKEND_UNREACHABLE = 107
    BACKEND_TIMEOUT = 108
    INVALID_RESPONSE = 109
    BODY_MISMATCH = 110
    PROBE_LIMIT = 111
    EXCHANGE_ID_REUSED = 112
    EXPIRED = 113
    VOIDED = 114
    STORAGE_LOW = 115
    CLOCK_SKEW = 116
    ANCHOR_OVERDUE = 117
    CASE_NOT_NAMED = 118
    CASE_NOT_THIS = 119
    MAINTENANCE = 120
    PEER_TOO_OLD = 121
    CLIENT_OF_OTHERS = 122
    NOT_ON_ACCESS_LIST = 123
    PATH_AMBIGUOUS = 124

    @property
    def camel(self) -> str:
        """The name as Solidity and the error codes of exchange.md spell it: `FieldNotGranted`."""
        return "".join(word.capitalize() for word in self.name.split("_"))

    @property
    def permits(self) -> bool:
        """True for the outcomes under which data may be disclosed."""
        return self in (Reason.GRANTED, Reason.PUBLIC, Reason.BREAK_GLASS)

    @property
    def local(self) -> bool:
        """True for a gateway's own refusal, which no auditor can decide again from the ledger."""
        return self >= 100
