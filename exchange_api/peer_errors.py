"""How the provider's gateway can fail the consumer's.

The tree is drawn in `exchange_api.errors`, through which these names are imported.
"""

from __future__ import annotations

from exchange_api.error_base import CONSUMER, ExchangeError


class PeerFailed(ExchangeError):
    """The other gateway failed us."""

    code = "exchange.peer"
    cure = "Ask the provider's operator."
    status = 502
    xroad = CONSUMER + "NetworkError"


class PeerUnreachable(PeerFailed):
    """The provider's gateway cannot be reached, or its certificate is not the registered one."""

    code = "exchange.peer_unreachable"


class PeerInMaintenance(PeerFailed):
    """Every gateway of the provider is under maintenance; the message is its notice."""

    code = "exchange.peer_maintenance"
    cure = "Read the notice; try again later."
    status = 503
    xroad = CONSUMER + "MaintenanceMode"


class PeerTooSlow(PeerFailed):
    """The provider's gateway did not answer in time."""

    code = "exchange.peer_timeout"
    status = 504


class PeerBusy(PeerFailed):
    """The provider's gateway takes no more messages now, not even to refuse them with a signature."""

    code = "exchange.peer_busy"
    cure = "Try again as Retry-After says."
    status = 503
    retry_after = 1


class PeerRejected(PeerFailed):
    """The provider's gateway rejected the message without a signature."""

    code = "exchange.peer_rejected"
    xroad = CONSUMER + "MissingSignature"


class MissingSignature(PeerFailed):
    """The answer carries no valid signature of the provider's gateway."""

    code = "exchange.missing_signature"
    xroad = CONSUMER + "MissingSignature"


class InconsistentResponse(PeerFailed):
    """The answer is signed, but is for another request, altered, or beyond what was asked."""

    code = "exchange.inconsistent_response"
    xroad = CONSUMER + "InconsistentResponse"
