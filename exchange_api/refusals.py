"""The one table from the reason of a signed refusal to what the information system sees: status and X-Road code."""

from __future__ import annotations

from chain_node.ledger.reason_texts import TEXTS
from chain_node.ledger.reasons import Reason
from exchange_api.errors import CONSUMER, PROVIDER, ExchangeError


def _denied(*reasons: Reason) -> dict[Reason, tuple[int, str]]:
    return {reason: (403, f"{PROVIDER}AccessDenied.{reason.camel}") for reason in reasons}


REASONS: dict[Reason, tuple[int, str]] = {
    **_denied(*(reason for reason in Reason if 10 <= reason < 50 and not reason.permits)),
    Reason.HALTED: (503, PROVIDER + "Halted"),
    Reason.SERVICE_UNKNOWN: (404, PROVIDER + "UnknownService"),
    Reason.SERVICE_DISABLED: (503, PROVIDER + "ServiceDisabled"),
    Reason.ENDPOINT_NOT_ALLOWED: (403, PROVIDER + "AccessDenied"),
    Reason.CAP_EXCEEDED: (429, PROVIDER + "AccessDenied.CapExceeded"),
    Reason.ROW_CAP_EXCEEDED: (429, PROVIDER + "AccessDenied.RowCapExceeded"),
    Reason.LOCKED_OUT: (429, PROVIDER + "LockedOut"),
    Reason.OVERLOADED: (429, PROVIDER + "Overloaded"),
    Reason.SERVICE_NOTICE: (503, PROVIDER + "ServiceDisabled"),
    Reason.LEDGER_OUTDATED: (503, PROVIDER + "LedgerOutdated"),
    Reason.SUITE_DOWNGRADE: (502, PROVIDER + "SuiteDowngrade"),
    Reason.SEQ_FORK: (409, PROVIDER + "SeqFork"),
    Reason.OUTCOME_UNKNOWN: (502, PROVIDER + "ServiceFailed.OutcomeUnknown"),
    Reason.BACKEND_UNREACHABLE: (502, PROVIDER + "NetworkError"),
    Reason.BACKEND_TIMEOUT: (504, PROVIDER + "ServiceFailed.Timeout"),
    Reason.INVALID_RESPONSE: (502, PROVIDER + "ServiceFailed.InvalidResponse"),
    Reason.BODY_MISMATCH: (502, PROVIDER + "BodyMismatch"),
    Reason.PROBE_LIMIT: (429, PROVIDER + "AccessDenied.ProbeLimit"),
    Reason.EXCHANGE_ID_REUSED: (409, PROVIDER + "ExchangeIdReused"),
    Reason.EXPIRED: (504, PROVIDER + "Expired"),
    Reason.VOIDED: (504, PROVIDER + "Voided"),
    Reason.STORAGE_LOW: (503, PROVIDER + "StorageLow"),
    Reason.CLOCK_SKEW: (400, PROVIDER + "ClockSkew"),
    Reason.CLIENT_OF_OTHERS: (403, PROVIDER + "AccessDenied.ClientOfOthers"),
    Reason.ANCHOR_OVERDUE: (503, PROVIDER + "AnchorOverdue"),
    Reason.CASE_NOT_NAMED: (403, PROVIDER + "AccessDenied.CaseMissing"),
    Reason.CASE_NOT_THIS: (403, PROVIDER + "AccessDenied.CaseOfOthers"),
    Reason.MAINTENANCE: (503, CONSUMER + "MaintenanceMode"),
    Reason.NOT_ON_ACCESS_LIST: (403, PROVIDER + "AccessDenied"),
    Reason.PATH_AMBIGUOUS: (400, "Client.BadRequest"),
    Reason.PEER_TOO_OLD: (502, PROVIDER + "ClientProxyVersionNotSupported"),
}

_RETRY_LATER = {Reason.OVERLOADED: 1, Reason.LOCKED_OUT: 900, Reason.LEDGER_OUTDATED: 5}


class Refused(ExchangeError):
    """Refused with a signature: `reason` as in the statement, `notice` the text that came with it."""

    code = "exchange.refused"
    cure = "The reason names what is missing; `Lianlu-Receipt` leads to the signed refusal."

    def __init__(self, reason: Reason, notice: str = "", retry_after: int | None = None) -> None:
        says, _, cure = TEXTS[reason]
        super().__init__(notice or f"{reason.camel}: {says}. {cure}")
        self.reason = reason
        self.notice = notice
        self.status, self.xroad = REASONS[reason]  # type: ignore[misc]
        self.retry_after = _RETRY_LATER.get(reason) if retry_after is None else retry_after
