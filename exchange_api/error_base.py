"""The root of a gateway's errors. The tree is drawn in `exchange_api.errors`."""

from __future__ import annotations

from chain_node.errors import LianluError

CONSUMER = "Server.ClientProxy."
PROVIDER = "Server.ServerProxy."


class ExchangeError(LianluError):
    """Base of a gateway's errors. `xroad` is the fault code shown to an information system.

    `reference`: the code that X-Road 7.7 has for it, where `exchange_api.profiles` cannot tell from `xroad`.
    """

    code = "exchange.error"
    cure = "See the gateway's log under the detail given."
    status = 500
    xroad: str = CONSUMER + "InternalError"
    reference: str | None = None
    retry_after: int | None = None
