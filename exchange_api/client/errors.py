"""What a client raises.

    ClientError
    ├── RequestInvalid         the call cannot be made as it was asked; nothing was sent           (caller)
    ├── NotSent                no connection to the gateway; nothing was sent                      (operator)
    ├── NoAnswer               sent, and no whole answer came: it may have been carried out        (caller)
    ├── NotYet                 the answer of a job is still to come                               (nobody)
    ├── AnswerInvalid          what answered is no gateway, or answered another request            (nobody)
    ├── ReceiptInvalid         a receipt contradicts itself, the call, or the ledger               (nobody: keep it)
    └── Fault                  a gateway answered with X-Road's error: `type`, `detail`, `answered`
        ├── RequestRefused     the request is malformed                                            (caller)
        ├── Denied             no right, no grant, not authenticated                               (member)
        ├── NotThere           no such service, provider or receipt                                (caller)
        ├── TryLater           limits, overload, notices, maintenance: `retry_after` seconds       (nobody)
        ├── ProviderFailed     the provider's system or gateway failed                             (other member)
        └── GatewayFailed      the own gateway failed                                              (operator)

An error of the provider's own, an answer without `X-Road-Error`, is an answer and not raised.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain_node.errors import LianluError


class ClientError(LianluError):
    """A call of a gateway did not lead to an answer."""

    code = "client.error"
    cure = "Read the message; it names what failed."


class RequestInvalid(ClientError):
    """The call cannot be made as it was asked: its service, path or a header is malformed. Nothing was sent."""

    code = "client.request_invalid"
    cure = "Correct the argument that the message names."
    status = 400
    exit_code = 2


class NotSent(ClientError):
    """No connection to the gateway could be made, so nothing was sent; calling again does no harm."""

    code = "client.not_sent"
    cure = "Check the address of the gateway, and that it runs: `lianlu gateway status`."
    status = 503


class NoAnswer(ClientError):
    """The request was sent, and no whole answer came: it may have been carried out. It is never repeated by itself."""

    code = "client.no_answer"
    cure = "Ask the provider's service what happened before calling again, unless the call is safe to repeat."
    status = 504


class NotYet(ClientError):
    """The answer of a call that was handed over is still to come. The job goes on; its exchange id leads to it."""

    code = "client.not_yet"
    cure = "Ask again later: `lianlu exchange result`, or `Client.job(exchange_id).result()`."
    status = 504


class AnswerInvalid(ClientError):
    """What answered is no gateway, or the answer's request hash is not the one of this call. Nothing of it is given."""

    code = "client.answer_invalid"
    cure = (
        "Check that the address is a gateway's information-system side and that no proxy between changes the request."
    )
    status = 502


class ReceiptInvalid(ClientError):
    """A receipt contradicts itself, the call that it is for, or the ledger. `document` is the receipt: keep it."""

    code = "client.receipt_invalid"
    cure = "Keep the receipt: it is evidence. Have an auditor run `lianlu audit verify` on both gateways."
    status = 502

    def __init__(self, message: str, document: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.document = document


@dataclass(frozen=True, slots=True)
class FaultText:
    """What an error answer says: status, X-Road's three members, and the ids in its headers."""

    answered: int
    type: str
    message: str
    detail: str = ""
    exchange_id: str | None = None
    message_id: str | None = None
    retry_after: int | None = None


class Fault(ClientError):
    """A gateway answered with an error of X-Road's form; `fault` has all that it says."""

    code = "client.fault"
    cure = "The type names the cause; `lianlu exchange receipt` shows what is logged about it."

    def __init__(self, fault: FaultText) -> None:
        told = f"; receipt {fault.exchange_id}" if fault.exchange_id else ""
        super().__init__(f"{fault.answered} {fault.type}: {fault.message} (detail {fault.detail}{told})")
        self.fault = fault

    @property
    def type(self) -> str:
        """X-Road's fault code, such as `Server.ServerProxy.AccessDenied.NoGrant`."""
        return self.fault.type

    @property
    def exchange_id(self) -> str | None:
        """The id that leads to the receipt, if the call became an exchange."""
        return self.fault.exchange_id

    @property
    def retry_after(self) -> int | None:
        """Seconds after which calling again may succeed, if the gateway says so."""
        return self.fault.retry_after


class RequestRefused(Fault):
    """The gateway found the request malformed."""

    code = "client.request_refused"
    cure = "Correct the request as the message says."
    status = 400


class Denied(Fault):
    """The call is not allowed: no grant or right, a rule refused, or the system is not authenticated as it must be."""

    code = "client.denied"
    cure = "The type names the rule; request the grant, or have the client's connection set up."
    status = 403


class NotThere(Fault):
    """There is no such service, provider, or receipt."""

    code = "client.not_there"
    cure = "Check the five parts of the service identifier against the catalogue."
    status = 404


class TryLater(Fault):
    """A limit, overload, a notice or maintenance: nothing has changed, and the same call may succeed later."""

    code = "client.try_later"
    cure = "Wait as long as `retry_after` says, or until the time in the notice."
    status = 503


class ProviderFailed(Fault):
    """The provider's system or its gateway failed, or did not answer in time."""

    code = "client.provider_failed"
    cure = "Ask the provider's operator; the receipt names the reason."
    status = 502


class GatewayFailed(Fault):
    """The own gateway failed."""

    code = "client.gateway_failed"
    cure = "Give the detail to the gateway's operator; it stands in its log."


_BY_STATUS: dict[int, type[Fault]] = {
    400: RequestRefused, 405: RequestRefused, 408: RequestRefused, 409: RequestRefused, 413: RequestRefused,
    414: RequestRefused, 431: RequestRefused, 401: Denied, 403: Denied, 404: NotThere, 429: TryLater, 503: TryLater,
    502: ProviderFailed, 504: ProviderFailed,
}  # fmt: skip
_BY_WORD: tuple[tuple[str, type[Fault]], ...] = (
    ("accessdenied", Denied), ("sslauthenticationfailed", Denied),
    ("unknownservice", NotThere), ("unknownmember", NotThere),
    ("invalidclientidentifier", RequestRefused), ("invalidsecurityserver", RequestRefused),
    ("invalidrequest", RequestRefused), ("servicedisabled", TryLater), ("maintenancemode", TryLater),
    ("outdated", TryLater), ("overloaded", TryLater), ("lockedout", TryLater), ("halted", TryLater),
    ("networkerror", ProviderFailed), ("ioerror", ProviderFailed), ("servicefailed", ProviderFailed),
    ("unknownhost", ProviderFailed), ("missingsignature", ProviderFailed), ("inconsistentresponse", ProviderFailed),
)  # fmt: skip
"""Where a profile answers everything with 500, the code alone tells; spelled `AccessDenied` or `access_denied`."""


def fault_error(fault: FaultText) -> Fault:
    """The error of an error answer: by its status, or by its code where the status says nothing."""
    kind = _BY_STATUS.get(fault.answered)
    if kind is None:
        spelled = fault.type.lower().replace("_", "")
        kind = next((one for word, one in _BY_WORD if word in spelled), GatewayFailed)
    return kind(fault)
