"""What the listeners do not have in common: how names come, and in which form a malformed request is refused."""

from __future__ import annotations

import json
import uuid

from exchange_api.errors import BadRequest
from exchange_api.profiles import SPEC, Profile
from exchange_api.web.protocol import GatewayProtocol


class ManagementProtocol(GatewayProtocol):
    """The listener of the management interface: names in lower case, as frameworks expect them (ASGI 3.0)."""

    raw_names = False


class XRoadProtocol(GatewayProtocol):
    """The listener of the information systems: what is not HTTP is answered in X-Road's form, as `profile` has it.

    431, 414 and 408 come before the protocol and carry no `X-Road-Error` (exchange rules, statuses).
    """

    profile = SPEC

    def refusal(self, status: int) -> tuple[int, str, bytes, str]:
        """X-Road's three members; the code of a bad request for what the parser refuses."""
        if status != 400:
            return super().refusal(status)
        status, code = self.profile.fault(BadRequest())
        error = {"type": code, "message": "malformed HTTP request", "detail": str(uuid.uuid4())}
        return status, "application/json", json.dumps(error).encode(), f"x-road-error: {code}\r\n"


def xroad_protocol(profile: Profile) -> type[XRoadProtocol]:
    """The protocol of the information systems' listeners in a profile."""
    return type("XRoadProtocol", (XRoadProtocol,), {"profile": profile})
