"""Whether a gateway runs, asked on its operations listener from the same machine."""

from __future__ import annotations

import http.client
import json
from typing import Any

from exchange_api.addresses import address
from exchange_api.config import Config

TIMEOUT_S = 2.0
MAX_ANSWER = 1 << 22


def probe(config: Config) -> dict[str, Any]:
    """`running`, `ready`, and in words `problems`, and `waiting`: what SECURITY has to confirm."""
    host, port = address(config.listen.operations)
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/readyz")
        answer = json.loads(connection.getresponse().read(MAX_ANSWER))
        told = {"problems": answer["problems"], "waiting": answer["waiting"]}
        return {"running": True, "ready": bool(answer["ready"]), **told}
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return {"running": False, "ready": False, "problems": {}, "waiting": {}}
    finally:
        connection.close()
