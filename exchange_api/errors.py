"""Typed errors of a gateway, and the one table that turns a cause into a status and an X-Road code.

    ExchangeError                  has `status`, `xroad` (X-Road's fault code) and perhaps `retry_after` (seconds)
    ├── CallerMistake              the request can be corrected                                        (caller)
    │   ├── BadRequest  BodyTooLarge  BodyTooSlow  BadSecurityServer  ReceiptUnknown  Unauthorized
    │   ├── ClientUnknown  NotAuthenticated  ProviderUnknown  MethodNotAllowed  NotFound
    ├── Refused                    a rule or the provider's gateway refused: `reason`, signed          (member)
    ├── Unavailable                try again, nothing has changed                                      (operator)
    │   ├── LedgerTooOld  LedgerSplit  AnchorsOverdue  StorageShort  Overloaded  LockedOut  LoggingFailed
    ├── PeerFailed                 the other gateway                                                   (other member)
    │   ├── PeerUnreachable  PeerTooSlow  PeerRejected  MissingSignature  InconsistentResponse
    ├── PeerMistake                what a peer sent is not a request that can be answered with a signature
    │   ├── PeerUnknown  PeerMalformed  PeerClockSkew  PeerNotFound
    ├── SystemFailed               the department's own back end                                       (operator)
    │   ├── SystemUnreachable  SystemTooSlow  SystemInvalid  EgressRefused
    ├── WrongRequest               answers about one message that cannot be given twice
    └── SetupError                 configuration, declarations, start                                  (operator)
        ├── ConfigInvalid  ServiceInvalid  GatewayExists  GatewayMissing  NotRegistered  StoreCorrupt  TokensRefused

`REASONS` maps the reason of a signed refusal to what the information system sees.
"""

from __future__ import annotations

from typing import ClassVar

from chain_node.errors import LianluError
from chain_node.ledger.reasons import Reason

_CONSUMER = "Server.ClientProxy."
_PROVIDER = "Server.ServerProxy."


class ExchangeError(LianluError):
    """Base of a gateway's errors. `xroad` is the fault code shown to an information system."""

    code = "exchange.error"
    cure = "See the gateway's log under the detail given."
    status = 500
    xroad: str = _CONSUMER + "InternalError"
    retry_after: int | None = None


class CallerMistake(ExchangeError):
    """The information system's request cannot be served as it is."""

    code = "exchange.caller"
    cure = "Correct the request as the message says."
    status = 400
    xroad = "Client.BadRequest"


class BadRequest(CallerMistake):
    """Malformed target, header, verb, escape, or client identifier."""

    code = "exchange.bad_request"


class BodyTooLarge(CallerMistake):
    """The body exceeds `limits.max_body`."""

    code = "exchange.body_too_large"
    cure = "Send a smaller body, or have `limits.max_body` raised."
    status = 413


class BodyTooSlow(CallerMistake):
    """The body stood still for 30 s, or came at under 1 KiB/s for 60 s."""

    code = "exchange.body_too_slow"
    cure = "Send the body faster."
    status = 408


class MethodNotAllowed(CallerMistake):
    """TRACE is not served."""

    code = "exchange.method_not_allowed"
    cure = "Use one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS."
    status = 405


class NotFound(CallerMistake):
    """The path is none of this listener's."""

    code = "exchange.not_found"
    cure = "Check the path and the port: each listener serves its own paths only."
    status = 404


class BadSecurityServer(CallerMistake):
    """`X-Road-Security-Server` is malformed, unknown, or does not serve the provider."""

    code = "exchange.bad_security_server"
    cure = "Name a gateway of the provider, or leave the header out."
    xroad = _CONSUMER + "InvalidSecurityServer"


class ClientUnknown(CallerMistake):
    """The client is not registered at this gateway."""

    code = "exchange.client_unknown"
    cure = "Add the client to gateway.toml, or call the gateway that it belongs to."
    status = 403
    xroad = _CONSUMER + "UnknownMember"


class NotAuthenticated(CallerMistake):
    """The information system did not authenticate as its connection type demands."""

    code = "exchange.not_authenticated"
    cure = "Connect as the client's connection type says: address, TLS, or its pinned certificate."
    status = 403
    xroad = _CONSUMER + "SslAuthenticationFailed"


class ProviderUnknown(CallerMistake):
    """The provider's member or subsystem is not on the ledger, or has no gateway."""

    code = "exchange.provider_unknown"
    cure = "Check the first four segments of the service identifier."
    status = 404
    xroad = _CONSUMER + "UnknownMember"


class ReceiptUnknown(CallerMistake):
    """No such receipt, or not one of the asker's own."""

    code = "exchange.receipt_unknown"
    cure = "Check the exchange id; a client sees its own receipts only."
    status = 404


class Unauthorized(CallerMistake):
    """The bearer token is missing, malformed, expired, or lacks the scope."""

    code = "exchange.unauthorized"
    cure = "Present a bearer token with the scope named: `lianlu token issue --scope ...`."
    status = 401


class Unavailable(ExchangeError):
    """Nothing has changed; the same call may succeed later."""

    code = "exchange.unavailable"
    cure = "Try again later."
    status = 503


class LedgerTooOld(Unavailable):
    """This gateway's copy of the ledger is older than allowed."""

    code = "exchange.ledger_outdated"
    cure = "Bring the ledger back; exchanges go on by themselves."
    xroad = _CONSUMER + "LedgerOutdated"


class LedgerSplit(Unavailable):
    """The ledger contradicts itself or lies in the future; nothing is decided on it."""

    code = "exchange.ledger_forked"
    cure = "Find out which of the ledger's histories is the agreed one before starting again."
    xroad = _CONSUMER + "LedgerForked"


class AnchorsOverdue(Unavailable):
    """The ledger can be read, but this gateway's log could not be anchored for too long."""

    code = "exchange.anchor_overdue"
    cure = "See the anchoring error in `lianlu gateway status`."
    xroad = _CONSUMER + "AnchorOverdue"


class StorageShort(Unavailable):
    """Free disk space is under 1 GiB or 5 %, or the spool's quota is used up."""

    code = "exchange.storage_low"
    cure = "Free disk space or raise `limits.spool_quota`."
    xroad = _CONSUMER + "StorageLow"


class Overloaded(Unavailable):
    """More requests are in flight than allowed."""

    code = "exchange.overloaded"
    cure = "Send fewer requests at a time."
    status = 429
    xroad = _CONSUMER + "Overloaded"
    retry_after = 1


class LockedOut(Unavailable):
    """Too many refused or unauthenticated calls by this principal to this service."""

    code = "exchange.locked_out"
    cure = "Wait 15 minutes, or have the lock lifted."
    status = 429
    xroad = _CONSUMER + "LockedOut"
    retry_after = 900


class LoggingFailed(Unavailable):
    """The evidence could not be made durable, so nothing was released."""

    code = "exchange.logging_failed"
    cure = "Check the disk of the gateway."
    status = 500
    xroad = _CONSUMER + "LoggingFailed"


class PeerFailed(ExchangeError):
    """The other gateway failed us."""

    code = "exchange.peer"
    cure = "Ask the provider's operator."
    status = 502
    xroad = _CONSUMER + "NetworkError"


class PeerUnreachable(PeerFailed):
    """The provider's gateway cannot be reached, or its certificate is not the registered one."""

    code = "exchange.peer_unreachable"


class PeerTooSlow(PeerFailed):
    """The provider's gateway did not answer in time."""

    code = "exchange.peer_timeout"
    status = 504


class PeerRejected(PeerFailed):
    """The provider's gateway rejected the message without a signature."""

    code = "exchange.peer_rejected"
    xroad = _CONSUMER + "MissingSignature"


class MissingSignature(PeerFailed):
    """The answer carries no valid signature of the provider's gateway."""

    code = "exchange.missing_signature"
    xroad = _CONSUMER + "MissingSignature"


class InconsistentResponse(PeerFailed):
    """The answer is signed, but is for another request, altered, or beyond what was asked."""

    code = "exchange.inconsistent_response"
    xroad = _CONSUMER + "InconsistentResponse"


class PeerMistake(ExchangeError):
    """What a peer sent cannot be answered with a signature. Counted; the connection stays."""

    code = "exchange.peer_mistake"
    cure = "Ask the peer's operator; its gateway sends what no gateway may send."
    status = 400
    xroad = _PROVIDER + "BadRequest"


class PeerUnknown(PeerMistake):
    """The certificate shown is that of no active gateway on the ledger."""

    code = "exchange.peer_unknown"
    cure = "Register the certificate on the ledger, or promote the next one."
    status = 403
    xroad = _PROVIDER + "PeerUnknown"


class PeerMalformed(PeerMistake):
    """Framing, statement, receipt or openings are malformed, or the signature does not verify."""

    code = "exchange.peer_malformed"


class PeerClockSkew(PeerMistake):
    """The statement is dated more than 60 s in the future, or is long expired."""

    code = "exchange.clock_skew"
    cure = "Synchronise the clocks of both gateways."
    xroad = _PROVIDER + "ClockSkew"


class PeerNotFound(PeerMistake):
    """The path is none of the peer listener's."""

    code = "exchange.peer_not_found"
    cure = "Check the versions that `GET /peer/v1/hello` offers."
    status = 404


class SystemFailed(ExchangeError):
    """The department's own information system failed. `reason` is what the signed refusal says."""

    code = "exchange.system"
    cure = "Check the service's base URL and the system behind it."
    status = 502
    xroad = _PROVIDER + "NetworkError"
    reason: ClassVar[Reason] = Reason.BACKEND_UNREACHABLE


class SystemUnreachable(SystemFailed):
    """No connection to the back end, or it broke before an answer was complete."""

    code = "exchange.system_unreachable"


class EgressRefused(SystemFailed):
    """The service's address is not in `egress.allow`, or is one that is never allowed."""

    code = "exchange.egress_refused"
    cure = "Add the address and port to `egress.allow` in gateway.toml."


class SystemTooSlow(SystemFailed):
    """The back end did not answer within the service's `timeout_s`."""

    code = "exchange.system_timeout"
    status = 504
    xroad = _PROVIDER + "ServiceFailed.Timeout"
    reason = Reason.BACKEND_TIMEOUT


class SystemInvalid(SystemFailed):
    """The back end's answer is malformed, cut, or not what the resource declares. Nothing of it leaves."""

    code = "exchange.system_invalid"
    cure = "Compare the back end's answer with the service's declaration."
    xroad = _PROVIDER + "ServiceFailed.InvalidResponse"
    reason = Reason.INVALID_RESPONSE


class WrongRequest(ExchangeError):
    """A message that was seen before: answered again from store, or refused because it is another one now."""

    code = "exchange.repeated"
    cure = "Use a new exchange id for each exchange."
    status = 409


class SetupError(ExchangeError):
    """The gateway cannot be set up or started as it is."""

    code = "gateway.setup"
    cure = "See the message; correct the configuration and start again."


class ConfigInvalid(SetupError):
    """gateway.toml or an environment variable holds what it may not hold."""

    code = "gateway.config"
    cure = "Correct gateway.toml as the message says."


class ServiceInvalid(SetupError):
    """A service declaration is malformed or contradicts itself."""

    code = "gateway.service"
    cure = "Correct the declaration as the message says, then apply it again."


class GatewayExists(SetupError):
    """The directory already holds a gateway."""

    code = "gateway.exists"
    cure = "Use another directory; an existing gateway is never overwritten."


class GatewayMissing(SetupError):
    """The directory holds no gateway."""

    code = "gateway.missing"
    cure = "Create one with `lianlu gateway init`."


class NotRegistered(SetupError):
    """The ledger does not know this gateway, its log, its certificate or its keys."""

    code = "gateway.not_registered"
    cure = "Have the member register what `lianlu gateway status` shows, then start again."


class StoreCorrupt(SetupError):
    """A store of the gateway's own is not readable."""

    code = "gateway.store"
    cure = "Keep the directory as it is and run `lianlu audit fsck` on it."


class TokensRefused(SetupError):
    """Local tokens are not issued under `profile = "production"`."""

    code = "gateway.tokens"
    cure = "Use the member's identity provider, whose key set goes into `auth.jwks_file`."


def _denied(*reasons: Reason) -> dict[Reason, tuple[int, str]]:
    return {reason: (403, f"{_PROVIDER}AccessDenied.{reason.camel}") for reason in reasons}


REASONS: dict[Reason, tuple[int, str]] = {
    **_denied(*(reason for reason in Reason if 10 <= reason < 50 and not reason.permits)),
    Reason.HALTED: (503, _PROVIDER + "Halted"),
    Reason.SERVICE_UNKNOWN: (404, _PROVIDER + "UnknownService"),
    Reason.SERVICE_DISABLED: (503, _PROVIDER + "ServiceDisabled"),
    Reason.ENDPOINT_NOT_ALLOWED: (403, _PROVIDER + "AccessDenied"),
    Reason.CAP_EXCEEDED: (429, _PROVIDER + "AccessDenied.CapExceeded"),
    Reason.ROW_CAP_EXCEEDED: (429, _PROVIDER + "AccessDenied.RowCapExceeded"),
    Reason.LOCKED_OUT: (429, _PROVIDER + "LockedOut"),
    Reason.OVERLOADED: (429, _PROVIDER + "Overloaded"),
    Reason.SERVICE_NOTICE: (503, _PROVIDER + "ServiceDisabled"),
    Reason.LEDGER_OUTDATED: (503, _PROVIDER + "LedgerOutdated"),
    Reason.SUITE_DOWNGRADE: (502, _PROVIDER + "SuiteDowngrade"),
    Reason.SEQ_FORK: (409, _PROVIDER + "SeqFork"),
    Reason.OUTCOME_UNKNOWN: (502, _PROVIDER + "ServiceFailed.OutcomeUnknown"),
    Reason.BACKEND_UNREACHABLE: (502, _PROVIDER + "NetworkError"),
    Reason.BACKEND_TIMEOUT: (504, _PROVIDER + "ServiceFailed.Timeout"),
    Reason.INVALID_RESPONSE: (502, _PROVIDER + "ServiceFailed.InvalidResponse"),
    Reason.BODY_MISMATCH: (502, _PROVIDER + "BodyMismatch"),
    Reason.PROBE_LIMIT: (429, _PROVIDER + "AccessDenied.ProbeLimit"),
    Reason.EXCHANGE_ID_REUSED: (409, _PROVIDER + "ExchangeIdReused"),
    Reason.EXPIRED: (504, _PROVIDER + "Expired"),
    Reason.VOIDED: (504, _PROVIDER + "Voided"),
    Reason.STORAGE_LOW: (503, _PROVIDER + "StorageLow"),
    Reason.CLOCK_SKEW: (400, _PROVIDER + "ClockSkew"),
    Reason.ANCHOR_OVERDUE: (503, _PROVIDER + "AnchorOverdue"),
}

_RETRY_LATER = {Reason.OVERLOADED: 1, Reason.LOCKED_OUT: 900, Reason.LEDGER_OUTDATED: 5}


class Refused(ExchangeError):
    """Refused with a signature: `reason` as in the statement, `notice` the text that came with it."""

    code = "exchange.refused"
    cure = "The reason names what is missing; `Lianlu-Receipt` leads to the signed refusal."

    def __init__(self, reason: Reason, notice: str = "", retry_after: int | None = None) -> None:
        super().__init__(notice or reason.camel)
        self.reason = reason
        self.notice = notice
        self.status, self.xroad = REASONS[reason]  # type: ignore[misc]
        self.retry_after = _RETRY_LATER.get(reason) if retry_after is None else retry_after
