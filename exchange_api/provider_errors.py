"""What a provider's gateway finds wrong with a peer's message or with its own back end.

The tree is drawn in `exchange_api.errors`, through which these names are imported.
"""

from __future__ import annotations

from typing import ClassVar

from chain_node.ledger.reasons import Reason
from exchange_api.error_base import PROVIDER, ExchangeError


class PeerMistake(ExchangeError):
    """What a peer sent cannot be answered with a signature. Counted; the connection stays."""

    code = "exchange.peer_mistake"
    cure = "Ask the peer's operator; its gateway sends what no gateway may send."
    status = 400
    xroad = PROVIDER + "BadRequest"


class PeerUnknown(PeerMistake):
    """The certificate shown is that of no active gateway on the ledger."""

    code = "exchange.peer_unknown"
    cure = "Register the certificate on the ledger, or promote the next one."
    status = 403
    xroad = PROVIDER + "PeerUnknown"


class PeerMalformed(PeerMistake):
    """Framing, statement, receipt or openings are malformed, or the signature does not verify."""

    code = "exchange.peer_malformed"


class PeerClockSkew(PeerMistake):
    """The statement is dated more than 60 s in the future, or is long expired."""

    code = "exchange.clock_skew"
    cure = "Synchronise the clocks of both gateways."
    xroad = PROVIDER + "ClockSkew"


class PeerBodyCut(PeerMistake):
    """The body of a request whose answer is fetched later did not come to its end, or too slowly: nothing was kept."""

    code = "exchange.peer_body_cut"
    cure = "The peer's gateway sends the request again; if this goes on, look at the connection between the gateways."
    status = 408


class PeerTookBack(PeerMistake):
    """The request was taken back by a VOID of its own gateway, and refused for that once already."""

    code = "exchange.peer_took_back"
    cure = "Nothing is to be done: the answer to the VOID settles the exchange."
    status = 409


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
    xroad = PROVIDER + "NetworkError"
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
    xroad = PROVIDER + "ServiceFailed.Timeout"
    reason = Reason.BACKEND_TIMEOUT


class SystemInvalid(SystemFailed):
    """The back end's answer is malformed, cut, or not what the resource declares. Nothing of it leaves."""

    code = "exchange.system_invalid"
    cure = "Compare the back end's answer with the service's declaration."
    xroad = PROVIDER + "ServiceFailed.InvalidResponse"
    reason = Reason.INVALID_RESPONSE


class WrongRequest(ExchangeError):
    """A message that was seen before: answered again from store, or refused because it is another one now."""

    code = "exchange.repeated"
    cure = "Use a new exchange id for each exchange."
    status = 409
