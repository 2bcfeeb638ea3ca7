"""Typed errors of a gateway, and the one table that turns a cause into a status and an X-Road code.

    ExchangeError                  has `status`, `xroad` (X-Road's fault code) and perhaps `retry_after` (seconds)
    ├── CallerMistake              the request can be corrected                                        (caller)
    │   ├── BadRequest ── ClientMissing
    │   ├── BodyTooLarge  BodyTooSlow  BadSecurityServer  ReceiptUnknown  Unauthorized
    │   ├── ClientUnknown  NotAuthenticated  ProviderUnknown  MethodNotAllowed  NotFound
    ├── Refused                    a rule or the provider's gateway refused, with a signature          (member)
    ├── Unavailable                try again, nothing has changed                                      (operator)
    │   ├── LedgerTooOld  LedgerSplit  AnchorsOverdue  StorageShort  Overloaded  Saturated  LockedOut  LoggingFailed
    ├── PeerFailed                 the other gateway                                                   (other member)
    │   ├── PeerUnreachable  PeerInMaintenance  PeerTooSlow  PeerBusy  PeerRejected  MissingSignature
    │   ├── InconsistentResponse
    ├── PeerMistake                what a peer sent is not a request that can be answered with a signature
    │   ├── PeerUnknown  PeerMalformed  PeerClockSkew  PeerBodyCut  PeerTookBack
    │   ├── PeerNotFound
    ├── SystemFailed               the department's own back end                                       (operator)
    │   ├── SystemUnreachable  SystemTooSlow  SystemInvalid  EgressRefused
    ├── MetadataFailed             a metadata service has no answer: `exchange_api.metadata_errors`     (caller)
    │   ├── InstanceUnknown  ServiceCodeMissing  DescribedUnknown  NotDescribed  DescriptionUnreadable
    ├── WrongRequest               answers about one message that cannot be given twice
    └── SetupError                 configuration, declarations, start                                  (operator)
        ├── ConfigInvalid  ServiceInvalid  GatewayExists  GatewayMissing  NotRegistered  StoreCorrupt  TokensRefused
        ├── GroupInvalid  ClockWrong  DescriptorsTooFew  AddressUnconfirmed  ConfirmationInvalid  ConfirmerRefused

`exchange_api.refusals` has `Refused` and the table from a signed refusal's reason to what the caller sees;
`exchange_api.setup_errors` has what keeps a gateway from being set up or started.
"""

from __future__ import annotations

from exchange_api.error_base import CONSUMER, PROVIDER, ExchangeError
from exchange_api.peer_errors import (
    InconsistentResponse,
    MissingSignature,
    PeerBusy,
    PeerFailed,
    PeerInMaintenance,
    PeerRejected,
    PeerTooSlow,
    PeerUnreachable,
)
from exchange_api.provider_errors import (
    EgressRefused,
    PeerBodyCut,
    PeerClockSkew,
    PeerMalformed,
    PeerMistake,
    PeerNotFound,
    PeerTookBack,
    PeerUnknown,
    SystemFailed,
    SystemInvalid,
    SystemTooSlow,
    SystemUnreachable,
    WrongRequest,
)

__all__ = [
    "CONSUMER",
    "PROVIDER",
    "AnchorsOverdue",
    "BadRequest",
    "BadSecurityServer",
    "BodyTooLarge",
    "BodyTooSlow",
    "CallerMistake",
    "ClientMissing",
    "ClientUnknown",
    "EgressRefused",
    "ExchangeError",
    "InconsistentResponse",
    "LedgerSplit",
    "LedgerTooOld",
    "LockedOut",
    "LoggingFailed",
    "MethodNotAllowed",
    "MissingSignature",
    "NotAuthenticated",
    "NotFound",
    "Overloaded",
    "PeerBodyCut",
    "PeerBusy",
    "PeerClockSkew",
    "PeerFailed",
    "PeerInMaintenance",
    "PeerMalformed",
    "PeerMistake",
    "PeerNotFound",
    "PeerRejected",
    "PeerTooSlow",
    "PeerTookBack",
    "PeerUnknown",
    "PeerUnreachable",
    "ProviderUnknown",
    "ReceiptUnknown",
    "Saturated",
    "StorageShort",
    "SystemFailed",
    "SystemInvalid",
    "SystemTooSlow",
    "SystemUnreachable",
    "Unauthorized",
    "Unavailable",
    "WrongRequest",
]


class CallerMistake(ExchangeError):
    """The information system's request cannot be served as it is."""

    code = "exchange.caller"
    cure = "Correct the request as the message says."
    status = 400
    xroad = "Client.BadRequest"


class BadRequest(CallerMistake):
    """Malformed target, header, verb, escape, or client identifier."""

    code = "exchange.bad_request"


class ClientMissing(BadRequest):
    """`X-Road-Client` is missing."""

    code = "exchange.client_missing"
    cure = "Send `X-Road-Client: instance/class/member/subsystem`."
    reference = CONSUMER + "InvalidClientIdentifier"


class BodyTooLarge(CallerMistake):
    """The body exceeds `limits.max_body`."""

    code = "exchange.body_too_large"
    limit = "max_body"
    cure = "Send a smaller body, or have `limits.max_body` raised."
    status = 413
    reference = CONSUMER + "LoggingFailed"


class BodyTooSlow(CallerMistake):
    """The body stood still for `limits.body_idle`, or came slower than `limits.body_rate`."""

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
    xroad = CONSUMER + "InvalidSecurityServer"


class ClientUnknown(CallerMistake):
    """The client is not registered at this gateway."""

    code = "exchange.client_unknown"
    cure = "Add the client to gateway.toml, or call the gateway that it belongs to."
    status = 403
    xroad = CONSUMER + "UnknownMember"


class NotAuthenticated(CallerMistake):
    """The information system did not authenticate as its connection type demands."""

    code = "exchange.not_authenticated"
    cure = "Connect as the client's connection type says: address, TLS, or its pinned certificate."
    status = 403
    xroad = CONSUMER + "SslAuthenticationFailed"


class ProviderUnknown(CallerMistake):
    """The provider's member or subsystem is not on the ledger, or has no gateway."""

    code = "exchange.provider_unknown"
    cure = "Check the first four segments of the service identifier."
    status = 404
    xroad = CONSUMER + "UnknownMember"


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
    """This gateway's copy of the ledger is older than `limits.max_ledger_lag`, or its start is not anchored yet."""

    code = "exchange.ledger_outdated"
    cure = "Bring the ledger back; exchanges go on by themselves."
    xroad = CONSUMER + "LedgerOutdated"


class LedgerSplit(Unavailable):
    """The ledger contradicts itself or lies in the future; nothing is decided on it."""

    code = "exchange.ledger_forked"
    cure = "Find out which of the ledger's histories is the agreed one before starting again."
    xroad = CONSUMER + "LedgerForked"


class AnchorsOverdue(Unavailable):
    """The ledger can be read, but this gateway's log could not be anchored for `limits.max_unanchored_age`."""

    code = "exchange.anchor_overdue"
    limit = "max_unanchored_age"
    cure = "See the anchoring error in `lianlu gateway status`."
    xroad = CONSUMER + "AnchorOverdue"


class StorageShort(Unavailable):
    """Free disk space is under `limits.min_free_bytes` or `min_free_percent`, or the spool's quota is used up."""

    code = "exchange.storage_low"
    cure = "Free disk space or raise `limits.spool_quota`."
    xroad = CONSUMER + "StorageLow"


class Overloaded(Unavailable):
    """More exchanges are under way than allowed: in all, for this client, or with this provider."""

    code = "exchange.overloaded"
    cure = "Send fewer requests at a time, and wait as long as Retry-After says."
    status = 429
    xroad = CONSUMER + "Overloaded"
    retry_after = 1


class Saturated(Unavailable):
    """More connections or messages of peers have come than can even be refused with a signature."""

    code = "exchange.saturated"
    cure = "Wait as long as Retry-After says; open fewer connections."
    xroad = CONSUMER + "Overloaded"
    retry_after = 1


class LockedOut(Unavailable):
    """Too many refused or unauthenticated calls by this principal to this service."""

    code = "exchange.locked_out"
    limit = "lockout_failures"
    cure = "Wait 15 minutes, or have the lock lifted."
    status = 429
    xroad = CONSUMER + "LockedOut"
    retry_after = 900


class LoggingFailed(Unavailable):
    """The evidence could not be made durable, so nothing was released."""

    code = "exchange.logging_failed"
    cure = "Check the disk of the gateway."
    status = 500
    xroad = CONSUMER + "LoggingFailed"
