"""The root of a gateway's errors. The tree is drawn in `exchange_api.errors`."""

from __future__ import annotations

from chain_node.errors import LianluError

CONSUMER = "Server.ClientProxy."
PROVIDER = "Server.ServerProxy."


class ExchangeError(LianluError):
    """Base of a gateway's errors. `xroad` is the fault code shown to an information system.

    `reference`: the code that X-Road 7.7 has for it, where `exchange_api.profiles` cannot tell from `xroad`. `limit`:
    the one of `exchange_api.limits` that was reached, if it was one; whoever answers with the error counts it.
    """

    code = "exchange.error"
    cure = "See the gateway's log under the detail given."
    status = 500
    xroad: str = CONSUMER + "InternalError"
    reference: str | None = None
    retry_after: int | None = None
    limit: str = ""

    def __init__(self, text: str = "", *, limit: str = "") -> None:
        super().__init__(text)
        if limit:
            self.limit = limit
