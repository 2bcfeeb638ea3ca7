"""How each profile answers each cause: the table of exchange.md F 4 for `spec`, that of D 1.8 for `ref-*`.

A code that ends in `.*` stands for itself and everything below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SPEC, REF_77, REF_78 = PROFILES = ("spec", "ref-7.7", "ref-7.8")
REF = (REF_77, REF_78)


@dataclass(frozen=True)
class Cause:
    """Status and code in `spec`, and the codes that the reference implementation may give, always with 500."""

    status: int
    code: str
    reference: tuple[str, ...]

    def expected(self, profile: str) -> tuple[int, tuple[str, ...]]:
        """The status and the codes allowed."""
        if profile == SPEC:
            return self.status, (self.code,)
        return 500, self.reference if profile == REF_77 else tuple(snake(one) for one in self.reference)

    def fits(self, profile: str, status: int, code: str | None) -> bool:
        """Whether an answer is the one of this cause."""
        wanted, codes = self.expected(profile)
        return status == wanted and any(_is(code or "", one) for one in codes)


def snake(code: str) -> str:
    """The spelling of 7.8: the first two segments in lower case, the others with underscores."""
    first, second, *rest = code.split(".")
    words = [re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", one).lower() for one in rest]
    return ".".join([first.lower(), second.lower(), *words])


def _is(code: str, allowed: str) -> bool:
    if not allowed.endswith(".*"):
        return code == allowed
    return code == allowed[:-2] or code.startswith(allowed[:-1])


CONSUMER, PROVIDER = "Server.ClientProxy.", "Server.ServerProxy."
_IO = (PROVIDER + "NetworkError.*", PROVIDER + "IOError.*", PROVIDER + "ServiceFailed.*")

MALFORMED = Cause(400, "Client.BadRequest", (CONSUMER + "InternalError",))
NO_CLIENT = Cause(400, "Client.BadRequest", (CONSUMER + "InvalidClientIdentifier",))
CLIENT_UNKNOWN = Cause(403, CONSUMER + "UnknownMember", (CONSUMER + "UnknownMember",))
PROVIDER_UNKNOWN = Cause(404, CONSUMER + "UnknownMember", (CONSUMER + "UnknownMember",))
BAD_SERVER = Cause(400, CONSUMER + "InvalidSecurityServer", (CONSUMER + "InvalidSecurityServer",))
SERVER_MALFORMED = Cause(
    400, CONSUMER + "InvalidSecurityServer", (CONSUMER + "InvalidSecurityServer", CONSUMER + "InternalError")
)
SERVICE_UNKNOWN = Cause(404, PROVIDER + "UnknownService", (PROVIDER + "UnknownService",))
DENIED = Cause(403, PROVIDER + "AccessDenied.*", (PROVIDER + "AccessDenied.*",))
NO_ENDPOINT_RIGHT = Cause(403, PROVIDER + "AccessDenied", (PROVIDER + "AccessDenied.*",))
DISABLED = Cause(503, PROVIDER + "ServiceDisabled", (PROVIDER + "ServiceDisabled",))
UNREACHABLE = Cause(502, PROVIDER + "NetworkError", (*_IO, PROVIDER + "UnknownHost"))
TOO_SLOW = Cause(504, PROVIDER + "ServiceFailed.Timeout", _IO)
BROKEN_ANSWER = Cause(502, PROVIDER + "ServiceFailed.InvalidResponse", _IO)
NO_ANSWER = Cause(502, PROVIDER + "*", _IO)
